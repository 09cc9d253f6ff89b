"""Which candidate a planner means: an id, or part of a name or of a commune."""

from __future__ import annotations

import difflib
import unicodedata

import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

#: Sites shown when a name is ambiguous.
SHOWN = 8


def plain(text: object) -> str:
    """Return a name without case, accents or odd apostrophes.

    Examples
    --------
    >>> plain("Île-d’Yeu")
    "ile-d'yeu"
    """
    if not isinstance(text, str):
        return ""
    spelled = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(c for c in spelled if not unicodedata.combining(c)).casefold()


def find_site(everyone: pd.DataFrame, asked: str) -> str:
    """Return the id of the one candidate that is meant.

    Parameters
    ----------
    everyone : DataFrame
        Candidates, index ``site_id``; columns ``name``, ``commune``, ``eligible``.
    asked : str
        An id, or part of an id, a name or a commune; several words must all be found.

    Raises
    ------
    BadInputError
        If none or several are meant, with the nearest.
    """
    if asked in everyone.index:
        return asked
    words = plain(asked).split()
    told = [
        " ".join(plain(part) for part in (site, name, commune))
        for site, name, commune in zip(
            everyone.index, everyone["name"], everyone["commune"], strict=True
        )
    ]
    found = [k for k, text in enumerate(told) if words and all(word in text for word in words)]
    eligible = [k for k in found if bool(everyone["eligible"].iloc[k])]
    if len(found) == 1:
        return str(everyone.index[found[0]])
    if len(found) > 1:
        raise _several(everyone, asked, [*eligible, *(k for k in found if k not in eligible)])
    raise _nobody(everyone, asked)


def sites_in(
    everyone: pd.DataFrame, region: str | None = None, departement: str | None = None
) -> list[str]:
    """Return the candidates of a région or a département, named by code or by name.

    Raises
    ------
    BadInputError
        If no candidate is there, with what there is.
    """
    keep = pd.Series(True, index=everyone.index)
    for asked, code, name, what in (
        (region, "reg", "reg_nom", "--region"),
        (departement, "dep", "dep_nom", "--departement"),
    ):
        if asked is None:
            continue
        here = everyone[code].astype(object) == asked
        here |= everyone[name].map(plain) == plain(asked)
        if not here.any():
            pairs = zip(everyone[code], everyone[name], strict=True)
            known = ", ".join(sorted({f"{c} {n}" for c, n in pairs if isinstance(n, str)}))
            raise bad_input(
                Text("aucun candidat dans ce territoire", "no candidate in this territory"),
                Text(f"choisir parmi : {known}", f"choose from: {known}"),
                Where(what, value=asked),
            )
        keep &= here.fillna(False).astype(bool)
    return [str(site) for site in everyone.index[keep]]


def _several(everyone: pd.DataFrame, asked: str, found: list[int]) -> Exception:
    shown = found[:SHOWN]  # who competes first
    more = len(found) - len(shown)
    tail = Text("", "")
    if more:
        tail = Text(
            f"\n      … et {more} autre{'s' if more > 1 else ''}", f"\n      … and {more} more"
        )
    listed = "\n      ".join(site_line(everyone, k) for k in shown)
    return bad_input(
        Text(
            f"{len(found)} candidats répondent à « {asked} »",
            f"{len(found)} candidates answer to '{asked}'",
        ),
        Text(
            f"donner l'identifiant de l'un d'eux :\n      {listed}{tail.fr}",
            f"give the id of one of them:\n      {listed}{tail.en}",
        ),
        Where("SITE", value=asked),
    )


def _nobody(everyone: pd.DataFrame, asked: str) -> Exception:
    what = Text(f"aucun candidat ne répond à « {asked} »", f"no candidate answers to '{asked}'")
    listed = "\n      ".join(site_line(everyone, k) for k in _nearest(everyone, asked))
    remedy = Text(f"les plus proches :\n      {listed}", f"the nearest:\n      {listed}")
    if not listed:
        remedy = Text(
            "donner un identifiant (candidates_excel.csv du résultat), ou un nom de commune",
            "give an id (candidates_excel.csv of the run), or the name of a commune",
        )
    return bad_input(what, remedy, Where("SITE", value=asked))


def site_line(everyone: pd.DataFrame, k: int) -> str:
    """Return a candidate on a line: id, name, commune."""
    row = everyone.iloc[k]
    name = row["name"] if isinstance(row["name"], str) else ""
    commune = row["commune"] if isinstance(row["commune"], str) else "?"
    head = f"{everyone.index[k]}  {name[:60]}".rstrip()
    said = f"{head} ({commune})"
    out = "" if bool(row["eligible"]) else str(Text(", non éligible", ", not eligible"))
    return said + out


def _nearest(everyone: pd.DataFrame, asked: str) -> list[int]:
    """Return the numbers of the candidates whose id, name or commune is spelled most alike."""
    wanted = plain(asked)
    spelled: dict[str, int] = {}
    for k, row in enumerate(
        zip(everyone.index, everyone["name"], everyone["commune"], strict=True)
    ):
        for text in row:
            if plain(text):
                spelled.setdefault(plain(text), k)
    close = difflib.get_close_matches(wanted, list(spelled), 5, 0.4)
    return list(dict.fromkeys(spelled[text] for text in close))
