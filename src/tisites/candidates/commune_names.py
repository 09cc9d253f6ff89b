"""Communes told by their name: which code is meant, by département, region, postcode or point."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.commune_check import plain_name
from tisites.candidates.communes import former_codes
from tisites.candidates.numbers import is_missing_word
from tisites.candidates.position import Place
from tisites.data.arrondissements import COMMUNE_OF
from tisites.data.build.former_communes import former_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.candidates.position import Positions
    from tisites.territory.territory import Territory

#: A point settles between communes of one name if it is at most this far from one of them.
NEAR_KM = 2.0
#: How like a misspelt name has to be, within the département.
LIKE = 0.86
#: A commune so many times as large, whose name begins like the one that is told, may be meant.
_TIMES = 10.0
_ARTICLES = ("le", "la", "les", "l")
_CODE = re.compile(r"(?<![0-9A-Z])(?:\d[0-9AB]\d{3}|\d{4})(?![0-9A-Z])")
#: An address that ends on postcode and commune: the street before may hold figures of its own.
_ADDRESS = re.compile(
    r"[^\W\d_]{2}.*?[\s,–—-]\(?(\d{5})\)?[\s–—-]+([^\W\d_][^\d,;]*?)(?:\s+cedex\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_DEP = re.compile(r"(?<![0-9A-Z])(97\d|0?[1-9](?!\d)|[0-9][0-9]|2[AB])(?![0-9A-Z])")
#: Between the communes of a site that lies in several.
_BETWEEN = re.compile(r"\s*[/;&+|\n]\s*|\s+et\s+|\s*,\s+|\s+[-–—]\s+", re.IGNORECASE)
_SMALL = re.compile(r"\bs(?:ur)?\s*/|/\s*(?=[a-zà-ÿ])|\bss\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CommuneQuestion:
    """A name that several communes bear, where nothing in the list says which is meant.

    Parameters
    ----------
    key : str
        What is answered: :func:`question_key`.
    name : str
        As the list writes it.
    rows : tuple of int
        Rows of the list that wait for the answer.
    choices : tuple of (str, str, str)
        Code, name and département of each, the most populous first.
    """

    key: str
    name: str
    rows: tuple[int, ...]
    choices: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class NamedCommunes:
    """Communes that a list tells by name.

    Parameters
    ----------
    codes : (n,) Series of str
        The code that is meant, or the cell as written where it is one, "" where none is found.
    by_name : Series of str
        Rows whose code was found from the name, with what the list writes.
    near : Series of str
        Of these, rows whose name is only like that of the commune.
    lost : Series of str
        Rows whose name no commune has where they say to be.
    questions : tuple of CommuneQuestion
    """

    codes: pd.Series
    by_name: pd.Series
    near: pd.Series
    lost: pd.Series
    questions: tuple[CommuneQuestion, ...]


@dataclass(frozen=True, slots=True)
class RowWords:
    """What one row says of its commune."""

    code: str
    name: str
    dep: frozenset[str]
    written: str


@dataclass(frozen=True)
class Gazetteer:
    """The names of communes, départements and régions.

    Parameters
    ----------
    communes : DataFrame
        Of the territory, index ``insee``.
    by_key : mapping of str to tuple of str
        Name as :func:`name_keys` writes it, to the codes of the communes that bear or bore it.
    deps : mapping of str to frozenset of str
        ``dep 08``, ``dep ardennes``, ``reg grand est`` to codes of départements.
    former : mapping of str to str
        Former codes, to those of today.
    """

    communes: pd.DataFrame
    by_key: Mapping[str, tuple[str, ...]]
    deps: Mapping[str, frozenset[str]]
    former: Mapping[str, str]

    @cached_property
    def ordered(self) -> list[str]:
        """The names, sorted."""
        return sorted(self.by_key)

    @cached_property
    def by_dep(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Département to its names, with their codes."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        dep = self.communes["dep"].to_dict()
        for name, codes in self.by_key.items():
            for code in codes:
                here = found.setdefault(str(dep[code]), {})
                here[name] = (*here.get(name, ()), code)
        return found

    def codes_of(self, name: str, deps: frozenset[str]) -> tuple[list[str], bool]:
        """Return the communes of a name within some départements (all, if none is told).

        Returns
        -------
        codes : list of str
        near : bool
            The name is only like theirs.
        """
        key = name_keys(name)[0]
        for written in name_keys(name):
            found = self._within(self.by_key.get(written, ()), deps)
            if found:
                return found + ([] if deps else self._larger(key, found)), False
        if not deps:
            return [], False
        here: dict[str, tuple[str, ...]] = {}
        for dep in sorted(deps):
            for name_, codes_ in self.by_dep.get(dep, {}).items():
                here[name_] = (*here.get(name_, ()), *codes_)
        longer = [k for k in here if len(key) > 3 and k.startswith(f"{key} ")]
        like = longer or get_close_matches(key, list(here), n=2, cutoff=LIKE)
        codes = sorted({code for k in like for code in here[k]})
        return codes, True

    def _larger(self, key: str, found: list[str]) -> list[str]:
        """Return communes ten times as large whose name begins so: « Évry » may be another one."""
        people = self.communes["population"]
        least = _TIMES * float(people.reindex(found).fillna(0.0).max())
        longer = {code for name in self._beginning(f"{key} ") for code in self.by_key[name]}
        return sorted({code for code in longer if people.at[code] > least} - set(found))

    def _beginning(self, words: str) -> list[str]:
        """Return the names that begin with some words."""
        at = bisect_left(self.ordered, words)
        return list(takewhile(lambda name: name.startswith(words), self.ordered[at : at + 500]))

    def _within(self, codes: Sequence[str], deps: frozenset[str]) -> list[str]:
        dep = self.communes["dep"]
        return [code for code in codes if not deps or dep.at[code] in deps]

    def choice(self, code: str) -> tuple[str, str, str]:
        """Return code, name and département of a commune."""
        row = self.communes.loc[code]
        return code, str(row["nom"]), f"{row['dep_nom']} ({row['dep']})"


def gazetteer(territory: Territory) -> Gazetteer:
    """Return the names that a territory knows."""
    return _gazetteer(id(territory.communes), _Held(territory))


class _Held:
    """Keeps a territory with what is kept of it, and counts as equal to any other."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _gazetteer(key: int, held: _Held) -> Gazetteer:
    del key
    communes = held.territory.communes
    by_key: dict[str, list[str]] = {}
    for code, name in zip(communes.index, communes["nom"], strict=True):
        for written in dict.fromkeys(name_keys(str(name))):
            by_key.setdefault(written, []).append(str(code))
    for name, code in former_names():
        if code in communes.index:
            for written in dict.fromkeys(name_keys(name)):
                here = by_key.setdefault(written, [])
                here += [code] if code not in here else []
    deps: dict[str, set[str]] = {}
    for row in communes[["dep", "dep_nom", "reg", "reg_nom"]].drop_duplicates().itertuples():
        dep = str(row.dep)
        for word in (f"dep {dep}".casefold(), f"dep {plain_name(str(row.dep_nom))}",
                     f"reg {row.reg}", f"reg {plain_name(str(row.reg_nom))}"):  # fmt: skip
            deps.setdefault(word, set()).add(dep)
    former = {**former_codes(held.territory), **COMMUNE_OF}
    return Gazetteer(
        communes,
        {k: tuple(codes) for k, codes in by_key.items()},
        {k: frozenset(codes) for k, codes in deps.items()},
        former,
    )


def name_keys(name: str) -> list[str]:
    """Return the ways a commune's name is looked for, the strictest first.

    Examples
    --------
    >>> name_keys("Havre (Le)"), name_keys("CHALON S/SAONE"), name_keys("Ste-Marie")
    (['le havre', 'havre'], ['chalon sur saone'], ['ste marie'])
    """
    bare = name.strip()
    article = re.fullmatch(r"(.+?)[\s,]*\(?\b(le|la|les|l['’]?)\)?", bare, re.IGNORECASE)
    if article is not None and re.search(r"[(,]\s*(?:le|la|les|l['’]?)\)?$", bare, re.IGNORECASE):
        bare = f"{article[2]} {article[1]}"
    words = plain_name(_SMALL.sub(" sur ", bare))
    keys = [words]
    first, _, rest = words.partition(" ")
    if first in _ARTICLES and rest:
        keys.append(rest)
    return keys


def question_key(name: str, deps: frozenset[str]) -> str:
    """Write what is asked of a name: « saint denis », « saint denis|93,974 »."""
    return "|".join([name_keys(name)[0], *([",".join(sorted(deps))] if deps else [])])


def asked_communes(communes: Mapping[str, str]) -> dict[str, str]:
    """Return answers by what was asked, whatever the département.

    Examples
    --------
    >>> asked_communes({"Saint-Denis": "93066"})
    {'st denis': '93066'}
    """
    return {question_key(name, frozenset()): code for name, code in communes.items()}


def name_communes(
    written: pd.Series,
    told: pd.DataFrame,
    points: Positions,
    territory: Territory,
    chosen: Mapping[str, str],
) -> NamedCommunes:
    """Find the commune of each row of a list that tells names, or names and codes in one cell.

    Parameters
    ----------
    written : (n,) Series of str
        Cells of the column of codes, "" where there is none.
    told : DataFrame
        ``commune_name``, ``dep``, ``region``, ``postcode``: text, "" where untold.
    points : Positions
        Points of the rows: one settles between several communes of a name.
    territory : Territory
    chosen : mapping of str to str
        Answers to earlier questions.
    """
    names = gazetteer(territory)
    codes = pd.Series("", index=written.index, dtype=object)
    by_name, near, lost = {}, {}, {}
    asked: dict[str, tuple[str, list[int], list[str]]] = {}
    seen: dict[tuple[str, frozenset[str]], tuple[list[str], bool]] = {}
    for row, cell in enumerate(written):
        one = _told(str(cell), told.iloc[row], names)
        if one.code or not one.name:
            codes.iloc[row] = one.code or one.written
            continue
        if (one.name, one.dep) not in seen:
            seen[one.name, one.dep] = names.codes_of(one.name, one.dep)
        found, only_near = seen[one.name, one.dep]
        if (not found or only_near) and (both := several(one.written, names, one.dep)):
            found, only_near = ["|".join(both)], False
        if len(found) > 1:
            key = question_key(one.name, one.dep)
            answer = chosen.get(key) or chosen.get(question_key(one.name, frozenset()))
            settled = [answer] if answer in found else _by_point(found, row, points, territory)
            if len(settled) != 1:
                asked.setdefault(key, (one.name, [], found))[1].append(row)
                continue
            found = settled
        if not found:
            lost[row] = one.written
            continue
        codes.iloc[row], by_name[row] = found[0], one.written
        if only_near:
            near[row] = one.written
    questions = tuple(
        CommuneQuestion(key, name, tuple(rows), _choices(found, names))
        for key, (name, rows, found) in asked.items()
    )
    return NamedCommunes(
        codes.astype("str"), _series(by_name), _series(near), _series(lost), questions
    )


def _choices(codes: Sequence[str], names: Gazetteer) -> tuple[tuple[str, str, str], ...]:
    people = names.communes["population"].reindex(list(codes)).fillna(0.0)
    ranked = people.sort_values(ascending=False, kind="stable").index
    return tuple(names.choice(str(code)) for code in ranked)


def _series(rows: Mapping[int, str]) -> pd.Series:
    return pd.Series(list(rows.values()), index=pd.Index(list(rows), dtype="int64"), dtype="str")


def _told(cell: str, told: pd.Series, names: Gazetteer) -> RowWords:
    """Understand the cells of one row: a code of today or of before, or else a name and where."""
    code = known_code(cell, names)
    deps = _deps(told, names)
    name = str(told["commune_name"])
    if code:
        return RowWords(code, "", deps, cell)
    other = name if name and not is_missing_word(name) else ""
    for text in (cell, other):
        found, place, here = apart(text, names)
        if found:
            return RowWords(found, "", deps, text)
        if place:
            both = deps & here if deps and here and deps & here else (deps or here)
            return RowWords("", place, both, text)
    return RowWords("", "", deps, "" if is_missing_word(cell or "-") else cell)


def several(text: str, names: Gazetteer, deps: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the communes of one cell that names several, the first one the site's main one.

    Nothing is returned unless each part is the whole name of one commune, all in the départements
    that are told or in those of one another: « Roanne / Mably (42) », « Roanne et Mably ».
    """
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2:
        return ()
    told = [apart(part, names) for part in parts]
    here = deps or frozenset().union(*(found for _, _, found in told))
    choices: list[list[str]] = []
    for code, name, _ in told:
        found, near = ([code], False) if code else names.codes_of(name, here)
        exact = [] if near else [one for one in found if one in names.communes.index]
        if not exact:
            return ()
        choices.append(exact)
    dep = names.communes["dep"]
    shared = set.intersection(*({str(dep.at[code]) for code in codes} for codes in choices))
    if len(shared) == 1:
        choices = [[code for code in codes if dep.at[code] in shared] for codes in choices]
    alone = [codes[0] for codes in choices if len(codes) == 1]
    return tuple(dict.fromkeys(alone)) if len(alone) == len(choices) else ()


def known_code(cell: str, names: Gazetteer) -> str:
    """Return a cell that is a code, or the first of several, as it is written; "" otherwise."""
    first = re.split(r"[|;]", cell)[0].strip().upper().removesuffix(".0")
    padded = f"0{first}" if re.fullmatch(r"\d{4}", first) else first
    return cell if padded in names.communes.index or padded in names.former else ""


def apart(text: str, names: Gazetteer) -> tuple[str, str, frozenset[str]]:
    """Return the code, or the name and the départements, that one cell writes together."""
    if not text or is_missing_word(text):
        return "", "", frozenset()
    bare = re.sub(r"\s+cedex\b[\s\d]*$", "", text.strip(), flags=re.IGNORECASE)
    here: frozenset[str] = frozenset()
    posted = _ADDRESS.search(bare)
    if posted is not None and (found := postal_deps(posted[1], names)):
        return "", posted[2].strip(" -–—,"), found
    led = _after_dep(bare, names)
    if led is not None:
        return "", led[0], led[1]
    for number in _CODE.findall(bare.upper()):
        padded = number.zfill(5)
        rest = bare.upper().replace(number, "").strip(" ()[]–—-,")
        known = names.former.get(padded, padded)
        if known in names.communes.index and rest:
            said = name_keys(rest)
            if set(said) & set(name_keys(str(names.communes.at[known, "nom"]))):
                return padded, "", here
        here = postal_deps(padded, names)
        bare = re.sub(rf"[(\[]?\s*{number}\s*[)\]]?", " ", bare, flags=re.IGNORECASE)
    inner = re.search(r"[(\[]([^)\]]+)[)\]]\s*$", bare)
    if inner is not None and (found := named_deps(inner[1], names)):
        here, bare = found, bare[: inner.start()]
    else:
        end = re.search(r"(?:\s[-–—,]\s*|\s)(\d{2,3}|2[AB])\s*$", bare, re.IGNORECASE)
        if end is not None and not re.search(r"\d\s*$", bare[: end.start()]) and not _is_city(bare):
            found = named_deps(end[1], names)
            here, bare = (found, bare[: end.start()]) if found else (here, bare)
    return "", bare.strip(" -–—,"), here


def _after_dep(text: str, names: Gazetteer) -> tuple[str, frozenset[str]] | None:
    """Return the commune behind its département: « 57 - Moselle / Forbach », « 57 : Forbach »."""
    parts = [part.strip() for part in re.split(r"\s*[/:>|]\s*|\s+[-–—]\s+", text) if part.strip()]
    deps = [named_deps(part, names) for part in parts[:-1]]
    if not deps or not all(deps) or _is_city(text):
        return None
    here = frozenset.intersection(*deps)
    return (parts[-1], here) if here and any(c.isalpha() for c in parts[-1]) else None


def _is_city(text: str) -> bool:
    """Whether a number after a name is an arrondissement: « Paris 15 », « Lyon 03 »."""
    return re.match(r"(?:paris|lyon|marseille)\b", text.strip().casefold()) is not None


def _deps(told: pd.Series, names: Gazetteer) -> frozenset[str]:
    """Return the départements that a row says to be in, by all it says; empty if it says none."""
    found: frozenset[str] = frozenset()
    for more in (
        named_deps(str(told["dep"]), names),
        postal_deps(str(told["postcode"]), names),
        named_regions(str(told["region"]), names),
    ):
        found = (found & more) or found if found and more else found or more
    return found


def named_deps(text: str, names: Gazetteer) -> frozenset[str]:
    """Return the département that a text names, by number or by name."""
    if not text or is_missing_word(text):
        return frozenset()
    whole = plain_name(text)
    known = names.deps.get(f"dep {whole}")
    if known:
        return known
    for number in _DEP.findall(text.upper()):
        code = number.zfill(2)
        if code == "20":
            return frozenset({"2A", "2B"})
        if (found := names.deps.get(f"dep {code.casefold()}")) is not None:
            return found
    words = plain_name(re.sub(r"[\d()\[\]]+|\bd[eé]p\w*\b\.?", " ", text))
    return names.deps.get(f"dep {words}", frozenset())


def named_regions(text: str, names: Gazetteer) -> frozenset[str]:
    """Return the départements of the région that a text names."""
    if not text or is_missing_word(text):
        return frozenset()
    code = re.search(r"\d{1,2}", text)
    by_name = names.deps.get(f"reg {plain_name(text)}")
    if by_name is not None:
        return by_name
    return names.deps.get(f"reg {code[0].zfill(2)}", frozenset()) if code else frozenset()


def postal_deps(code: str, names: Gazetteer) -> frozenset[str]:
    """Return the département of a postcode; of Corsica both, of a strange one none."""
    found = re.search(r"\d{4,5}", code.replace(" ", ""))
    if found is None:
        return frozenset()
    five = found[0].zfill(5)
    if five.startswith("20"):
        return frozenset({"2A", "2B"})
    dep = five[:3] if five.startswith("97") else five[:2]
    return names.deps.get(f"dep {dep}", frozenset())


def _by_point(found: list[str], row: int, points: Positions, territory: Territory) -> list[str]:
    """Return the one commune of several that holds a row's point, or is next to it."""
    shapes = territory.commune_shapes
    if points.place[row] != Place.IN_FRANCE:
        return []
    lon, lat = np.repeat(points.lon[row], len(found)), np.repeat(points.lat[row], len(found))
    if shapes is None:
        return []
    km: Any = shapes.km_beyond(pd.Series(found), lon, lat)
    close = np.flatnonzero(km <= NEAR_KM)
    return [found[int(np.nanargmin(km))]] if close.size else []
