"""Which candidates stand where the State labelled a site: by commune, name and distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.name_likeness import distinctive_words, likeness, trigrams
from tisites.territory.great_circle import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Collection

Match = Literal["identical", "same_zone", "same_commune", "near"]
#: From the surest kind of match to the loosest.
KINDS: tuple[Match, ...] = ("identical", "same_zone", "same_commune", "near")
MATCH_COLUMNS = ("label", "site", "match", "km", "name_similarity", "surface_ratio")
#: A label whose commune alone is told is looked for this far from the commune's point.
NEAR_KM = 5.0
#: A word that more than one name in a thousand carries tells no site from another ("militaire").
RARE = 1e-3
#: Surfaces further apart than this are a part and its whole, not one site told twice.
SAME_SITE = 1 / 3
#: In one commune, names this alike are the same site's ("Sucrerie St Louis", "Saint-Louis Sucre").
ALIKE = 0.6


def match_labels(
    labels: pd.DataFrame, candidates: pd.DataFrame, *, near_km: float = NEAR_KM
) -> pd.DataFrame:
    """Match labelled sites with candidates.

    A labelled site is known by its name and its commune. A candidate of the same commune whose
    name shares a rare word with it, or is alike, is *identical*, or of the *same_zone* where the
    surfaces differ more than threefold; another of the same commune is *same_commune*; one
    elsewhere within ``near_km`` of the label's point (its commune's, where no other is told) is
    *near*. Words that name the commune, the département or the région count for nothing: every
    site there may carry them.

    Parameters
    ----------
    labels : DataFrame
        Index ``site_id``; ``name``, ``insee``, ``commune``, ``dep_nom``, ``reg_nom``, ``lon``,
        ``lat`` (degrees, RGF93), ``surface_ha``; NaN where the sources do not tell.
    candidates : DataFrame
        The same columns, and ``communes`` (codes separated by blanks or commas) where sites lie
        over several.
    near_km : float
        Radius of *near*.

    Returns
    -------
    DataFrame
        :data:`MATCH_COLUMNS`: one row a pair, labels in order, the surest and nearest candidates
        first; ``name_similarity`` 0 to 1, ``surface_ratio`` (smaller to larger) and ``km`` NaN
        where unknown.

    Examples
    --------
    >>> place = {"insee": "76484", "commune": "Oissel", "dep_nom": "Seine-Maritime",
    ...          "reg_nom": "Normandie", "lon": 1.07, "lat": 49.35, "surface_ha": np.nan}
    >>> label = pd.DataFrame([{"name": "Friche Sco/Yara", **place}], index=["L"])
    >>> known = pd.DataFrame(
    ...     [{"name": "YARA France", **place}, {"name": "Ancienne gare d'Oissel", **place}],
    ...     index=["a", "b"])
    >>> match_labels(label, known)[["site", "match"]].values.tolist()
    [['a', 'identical'], ['b', 'same_commune']]
    """
    words = _candidate_words(candidates)
    rare = _rare(words)
    homes = _homes(candidates)
    parts = [
        _of_label(str(name), label, candidates, words, rare, homes, near_km)
        for name, label in labels.iterrows()
    ]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return found.reindex(columns=list(MATCH_COLUMNS)).astype(
        {"label": object, "site": object, "match": object}
    )


def best_matches(matches: pd.DataFrame) -> pd.Series:
    """Return the one candidate that is each label's site: the first *identical* one.

    A candidate that two labels claim is the first's alone.

    Returns
    -------
    Series of str
        Index label, value site; labels without an identical candidate are not in it.
    """
    sure = matches[matches["match"] == "identical"]
    taken: dict[str, str] = {}
    for row in sure.itertuples():
        if row.label not in taken and row.site not in taken.values():
            taken[str(row.label)] = str(row.site)
    return pd.Series(taken, dtype=object)


def _candidate_words(candidates: pd.DataFrame) -> list[tuple[str, ...]]:
    names = candidates["name"].to_numpy(dtype=object)
    ids = candidates.index.astype(str)
    return [
        distinctive_words(name) if isinstance(name, str) and name != site else ()
        for name, site in zip(names, ids, strict=True)
    ]


def _rare(words: list[tuple[str, ...]]) -> frozenset[str]:
    """Return the words of few names; in a short list, those of one name."""
    counts: dict[str, int] = {}
    for name in words:
        for word in set(name):
            counts[word] = counts.get(word, 0) + 1
    most = max(1.0, RARE * len(words))
    return frozenset(word for word, count in counts.items() if count <= most and len(word) > 1)


def _homes(candidates: pd.DataFrame) -> dict[str, list[int]]:
    """Return the positions of the candidates of each commune."""
    homes: dict[str, list[int]] = {}
    over = candidates["communes"] if "communes" in candidates else candidates["insee"]
    for position, (own, several) in enumerate(zip(candidates["insee"], over, strict=True)):
        codes = {own} | set(str(several).replace(",", " ").replace(";", " ").split())
        for code in codes:
            if isinstance(code, str) and code:
                homes.setdefault(code, []).append(position)
    return homes


def _of_label(
    name: str,
    label: pd.Series,
    candidates: pd.DataFrame,
    words: list[tuple[str, ...]],
    rare: Collection[str],
    homes: dict[str, list[int]],
    near_km: float,
) -> pd.DataFrame:
    points = (candidates[column].to_numpy(dtype=np.float64) for column in ("lon", "lat"))
    km = great_circle_km([float(label["lon"])], [float(label["lat"])], *points)[0]
    home = homes.get(label["insee"], []) if isinstance(label["insee"], str) else []
    near = np.flatnonzero(km <= near_km)
    rows = np.union1d(np.asarray(home, dtype=np.int64), near)
    place = _place_words(label)
    own = _telling(label["name"], place)
    alike = np.array([_likeness(own, words[row], place) for row in rows], dtype=np.float64)
    shared = np.array([bool(set(own) & set(words[row]) & set(rare)) for row in rows], dtype=bool)
    at_home = np.isin(rows, home)
    kind = np.full(len(rows), "near", dtype=object)
    kind[at_home] = "same_commune"
    named = at_home & (shared | (alike >= ALIKE))
    ratio = _ratio(label["surface_ha"], candidates["surface_ha"], rows)
    kind[named] = np.where(ratio[named] < SAME_SITE, "same_zone", "identical")
    table = pd.DataFrame(
        {
            "label": name,
            "site": candidates.index.astype(str).to_numpy()[rows],
            "match": kind,
            "km": km[rows],
            "name_similarity": alike,
            "surface_ratio": ratio,
        }
    )
    order = table.assign(
        kind=[KINDS.index(one) for one in kind],
        far=-table["surface_ratio"].fillna(0.0),
        small=-candidates["surface_ha"].fillna(0.0).to_numpy(dtype=np.float64)[rows],
    ).sort_values(["kind", "far", "small", "km", "site"], kind="stable")
    return table.loc[order.index]


def _place_words(label: pd.Series) -> frozenset[str]:
    told = [label[column] for column in ("commune", "dep_nom", "reg_nom")]
    return frozenset(w for text in told if isinstance(text, str) for w in distinctive_words(text))


def _telling(name: object, place: frozenset[str]) -> tuple[str, ...]:
    words = distinctive_words(name) if isinstance(name, str) else ()
    return tuple(word for word in words if word not in place)


def _likeness(own: tuple[str, ...], other: tuple[str, ...], place: frozenset[str]) -> float:
    kept = tuple(word for word in other if word not in place)
    return likeness(trigrams(own), trigrams(kept)) if own and kept else float("nan")


def _ratio(surface: object, surfaces: pd.Series, rows: np.ndarray) -> np.ndarray:
    one = float(pd.to_numeric(pd.Series([surface]), errors="coerce").iloc[0])
    two = surfaces.to_numpy(dtype=np.float64)[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.minimum(one, two) / np.maximum(one, two))
