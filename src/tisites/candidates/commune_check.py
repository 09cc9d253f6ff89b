"""Code, name and point of a commune checked against each other, over a whole file.

A point is held to be in its commune within :data:`NEAR_KM` of the commune's own outline (published
outlines are simplified to 50 m, and points are rounded); up to
:data:`~tisites.candidates.commune_join.FAR_KM` a border runs in between and nothing is proven;
farther, code or point is wrong. Where many rows of a file are wrong alike, the one cause is looked
for and told once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.communes import CommuneState
from tisites.candidates.position import Place
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.territory.territory import Territory

#: Within this of its commune's outline (km) a point is in it: 50 m of simplification, and rounding.
NEAR_KM = 0.1
#: So many rows, and this share of those that can be checked, make one cause of a file.
MANY, SHARE = 3, 0.5
#: Share of the wrong rows that a cause must explain.
EXPLAINED = 0.8
#: Proposals shown in one message.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Cause:
    """The one cause of many wrong communes: what is told, how to mend it, and its rows."""

    what: Text
    remedy: Text
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CheckedCommunes:
    """The communes of a file, checked.

    Parameters
    ----------
    nearest : DataFrame
        Index of the joined table: ``code`` and ``name`` of the commune at each point that was asked
        for, and ``km`` to it.
    named : list of (int, str)
        Rows whose commune has another name than their file tells, and the code of that name.
    cause : Cause, optional
        What most wrong rows have in common.
    """

    nearest: pd.DataFrame
    named: list[tuple[int, str]]
    cause: Cause | None


def check_communes(
    joined: pd.DataFrame, territory: Territory, former: pd.Series
) -> CheckedCommunes:
    """Hold code, point and outline of every row against each other.

    Parameters
    ----------
    joined : DataFrame
        The joined table, index 0…n-1.
    territory : Territory
        Its communes, and their outlines where the pack has them.
    former : Series of str
        Rows whose code was a former one, with that code as written.
    """
    km = joined["km_beyond_commune"].to_numpy(dtype=float)
    asked = wrong(joined) | (km > NEAR_KM)
    asked &= (joined["coord_quality"] != "commune representative point").to_numpy(dtype=bool)
    there, km_to = _nearest(joined, territory, asked)
    names = territory.communes["nom"].reindex(pd.Index(there, dtype=object))
    nearest = pd.DataFrame(
        {"code": there, "name": names.to_numpy(dtype=object), "km": km_to}, index=joined.index
    )
    written = joined["insee"].mask(joined.index.isin(former.index), former)
    what = one_cause(joined.assign(insee=written), there)
    cause = None if what is None else _cause(what, joined, written, nearest)
    return CheckedCommunes(nearest, other_names(joined, territory.communes), cause)


def _cause(what: Text, joined: pd.DataFrame, written: pd.Series, nearest: pd.DataFrame) -> Cause:
    """Return a cause with the communes that the points propose."""
    rows = np.flatnonzero(wrong(joined))
    sites = joined["site_id"].iloc[rows]
    proposed = [
        f"{site} : {code or '–'} → {called(nearest.iloc[row])}"
        for row, site, code in zip(rows, sites, written.iloc[rows], strict=True)
        if isinstance(nearest["code"].iloc[row], str)
    ]
    listed = " ; ".join(proposed[:SHOWN])
    more = len(proposed) - SHOWN
    remedy = Text(
        "donner les codes INSEE ; communes proposées d'après les points : " + listed
        + (f" ; et {number(more)} autres" if more > 0 else ""),
        "give INSEE codes; communes proposed from the points: " + listed
        + (f"; and {number(more)} more" if more > 0 else ""),
    ) if proposed else Text(
        "vérifier les codes INSEE et les coordonnées", "check the INSEE codes and the coordinates"
    )  # fmt: skip
    return Cause(what, remedy, rows)


def _nearest(
    frame: pd.DataFrame, territory: Territory, rows: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return the commune at the point of some rows, by outlines; nothing without them.

    Returns
    -------
    code : (n,) object
        Of the commune that holds the point, or the nearest one; None where no point or no outline
        is known.
    km : (n,) float64
        Distance to its outline, 0 inside.
    """
    code, km = np.full(len(frame), None, dtype=object), np.full(len(frame), np.nan)
    shapes = territory.commune_shapes
    asked = np.flatnonzero(rows & (frame["place"] == Place.IN_FRANCE).to_numpy())
    if shapes is not None and asked.size:
        lon, lat = (frame[name].to_numpy(dtype=float)[asked] for name in ("lon", "lat"))
        code[asked], km[asked] = shapes.at(lon, lat)
    return code, km


def checkable(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a row's commune and point can be held against each other.

    A point that is the commune's own vouches for nothing.
    """
    placed = (frame["place"] == Place.IN_FRANCE).to_numpy()
    if "coord_quality" in frame:
        placed = placed & (frame["coord_quality"] != "commune representative point").to_numpy(
            dtype=bool
        )
    return np.asarray(placed & ~(frame["insee_state"] == CommuneState.MISSING).to_numpy())


def wrong(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a row's code is no commune's, or that of a commune far from the row's point."""
    state = frame["insee_state"]
    odd = ((state != CommuneState.KNOWN) & (state != CommuneState.BEYOND)) | frame["commune_far"]
    return np.asarray(checkable(frame) & odd.to_numpy(dtype=bool))


def one_cause(frame: pd.DataFrame, nearest: NDArray[Any]) -> Text | None:
    """Return what most of the wrong rows of a file have in common; None if nothing does.

    Parameters
    ----------
    frame : DataFrame
        Joined table: ``insee``, ``insee_state``, ``commune_far``, ``lon``, ``lat``, ``place``.
    nearest : (n,) object
        Code of the commune at each point, None where unknown.
    """
    bad = wrong(frame)
    count, checked = int(bad.sum()), int(checkable(frame).sum())
    if count < MANY or count < SHARE * checked:
        return None
    written = frame["insee"].to_numpy(dtype=object)[bad]
    there = nearest[bad]
    known = np.array([code is not None for code in there])
    told = f"{number(count)} / {number(checked)}"
    if known.any() and _are_postcodes(written[known], there[known]):
        return Text(
            f"codes postaux donnés pour des codes INSEE ({told} lignes)",
            f"postcodes given as INSEE codes ({told} rows)",
        )
    if known.any() and sorted(written[known]) == sorted(there[known]):
        return Text(
            f"codes et points mélangés : une colonne a été triée sans les autres ({told} lignes)",
            f"codes and points mixed up: one column was sorted without the others ({told} rows)",
        )
    points = frame.loc[bad, ["lon", "lat"]].round(5)
    if len(points.drop_duplicates()) == 1:
        return Text(
            f"un seul point pour des communes différentes ({told} lignes)",
            f"a single point for different communes ({told} rows)",
        )
    return Text(
        f"codes de commune et coordonnées ne vont pas ensemble ({told} lignes) : une des deux"
        " colonnes est fausse",
        f"commune codes and coordinates do not go together ({told} rows): one of the two columns is"
        " wrong",
    )


def _are_postcodes(written: NDArray[Any], there: NDArray[Any]) -> bool:
    """Whether codes look like the postcodes of the communes at the points.

    A postcode begins with the département's two digits like the INSEE code of the same commune,
    and that of a town most often ends with 0.
    """
    same_dep = [str(a)[:2] == _postal_dep(str(b)) for a, b in zip(written, there, strict=True)]
    round_ends = [str(code).endswith("0") for code in written]
    differ = [str(a) != str(b) for a, b in zip(written, there, strict=True)]
    return bool(
        np.mean(same_dep) >= EXPLAINED
        and np.mean(differ) >= EXPLAINED
        and np.mean(round_ends) >= 0.5
    )


def _postal_dep(insee: str) -> str:
    """Return the two first digits of the postcodes of a commune (Corsica's begin with 20).

    Examples
    --------
    >>> _postal_dep("2A004"), _postal_dep("71153"), _postal_dep("97411")
    ('20', '71', '97')
    """
    return "20" if insee[:2] in ("2A", "2B") else insee[:2]


def other_names(frame: pd.DataFrame, communes: pd.DataFrame) -> list[tuple[int, str]]:
    """Return rows whose file names another commune of the département, and the code of that one.

    A name that no commune of the département has today says nothing against the code: communes
    merge, and files keep their names.

    Parameters
    ----------
    frame : DataFrame
        ``commune_name``, ``commune``, ``dep``, ``insee``.
    communes : DataFrame
        Index ``insee``; ``nom``, ``dep``.

    Examples
    --------
    >>> towns = pd.DataFrame({"nom": ["Saint-Avold", "Metz"], "dep": "57"})
    >>> towns.index = ["57606", "57463"]
    >>> rows = {"commune_name": ["ST AVOLD", "Metz", "Neufmoulins"], "dep": "57"}
    >>> sites = pd.DataFrame({**rows, "commune": "Saint-Avold", "insee": "57606"})
    >>> other_names(sites, towns)
    [(1, '57463')]
    """
    told = frame["commune_name"].dropna()
    told = told[frame.loc[told.index, "commune"].notna()]
    if told.empty:
        return []
    names = frame.loc[told.index, "commune"].map(plain_name)
    differ = told.map(plain_name) != names
    told = told[differ]
    here = communes[communes["dep"].isin(frame.loc[told.index, "dep"])]
    by_name = {(str(dep), plain_name(nom)): code for code, nom, dep in
               zip(here.index, here["nom"], here["dep"], strict=True)}  # fmt: skip
    found = []
    for row, name in told.items():
        code = by_name.get((str(frame.at[row, "dep"]), plain_name(name)))
        if code is not None and code != frame.at[row, "insee"]:
            found.append((int(row), str(code)))
    return found


def plain_name(name: str) -> str:
    """Write a commune's name without accents, hyphens, saints in full, nor arrondissement.

    Examples
    --------
    >>> plain_name("Saint-Étienne"), plain_name("ST ETIENNE"), plain_name("Lyon 3e Arrondissement")
    ('st etienne', 'st etienne', 'lyon')
    """
    return _plain(str(name))


_SIGNS = re.compile(r"[^a-z0-9]+")
_SAINTS = (re.compile(r"\bsaint\b"), re.compile(r"\bsainte\b"))
_DISTRICT = re.compile(r" \d+(er|e|eme)?( arrondissement)?$")


@lru_cache(maxsize=100_000)  # every commune, asked of by several checks
def _plain(name: str) -> str:
    text = name
    if not name.isascii():
        text = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe"))
        text = "".join(c for c in text if not unicodedata.combining(c))
    words = _SIGNS.sub(" ", text.casefold()).strip()
    if "saint" in words:
        words = _SAINTS[1].sub("ste", _SAINTS[0].sub("st", words))
    return _DISTRICT.sub("", words)


def called(nearest: pd.Series) -> str:
    """Return name and code of a commune; its code alone where its name is unknown."""
    name, code = nearest["name"], nearest["code"]
    return f"{name} ({code})" if isinstance(name, str) else str(code)
