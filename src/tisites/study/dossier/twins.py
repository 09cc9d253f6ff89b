"""Her record and the national one side by side: which value counts, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from tisites.candidates.pool import SAME, is_blank

if TYPE_CHECKING:
    from tisites.candidates.pool import Pool

#: What is compared, and in which unit; text without one.
FIELDS: dict[str, str] = {
    "name": "", "surface_ha": "ha", "status": "", "site_type": "", "zoning": "", "pollution": "",
}  # fmt: skip
#: Areas closer than this share are one.
SAME_AREA = 0.01
Winner = Literal["same", "hers", "national", "evidence", "neither"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One datum told by both lists.

    Parameters
    ----------
    field : str
        A key of :data:`FIELDS`.
    hers, national : object
        As each list says it; None where it does not.
    counts : object
        What counts in the competition.
    winner : {"same", "hers", "national", "evidence", "neither"}
        ``same``: both agree. ``hers``: it fills a blank of the national record. ``national``: the
        record's stands. ``evidence``: another source, or the rule on areas and uses, settles it.
    conflict : bool
        Whether both tell it, and differently.
    """

    field: str
    hers: Any
    national: Any
    counts: Any
    winner: Winner
    conflict: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """A national record that is, or lies beside, one of hers.

    Parameters
    ----------
    other : str
        Its id.
    name, commune : str
        Its own.
    km : float
        Between both points; NaN without two own points.
    basis : str
        Of :data:`~tisites.candidates.pool.BASES`.
    same : bool
        Whether both are one site.
    name_similarity, surface_ratio : float
        0 to 1; NaN where one is unknown.
    compared : tuple of Compared
        Datum by datum, where both are one site.
    """

    other: str
    name: str
    commune: str
    km: float
    basis: str
    same: bool
    name_similarity: float
    surface_ratio: float
    compared: tuple[Compared, ...]


def twins_of(pool: Pool, everyone: pd.DataFrame, site: str, most: int = 3) -> tuple[Twin, ...]:
    """Return the national record that a site of hers is, then its nearest neighbours.

    Parameters
    ----------
    pool : Pool
        Both lists.
    everyone : DataFrame
        Candidates as they compete.
    site : str
        Her id.
    most : int
        Neighbours told at most.
    """
    national = pool.national.table
    pairs = pool.pairs[pool.pairs["mine"] == site]
    mine = pool.mine.table.loc[site]
    is_one = pool.ids[site] in pool.said.table.index
    found: list[Twin] = []
    for pair in pairs.itertuples():
        other = str(pair.other)
        same = is_one and other == pool.ids[site] and pair.basis in SAME
        if not same and len(found) >= most:
            continue
        row = national.loc[other]
        compared: tuple[Compared, ...] = ()
        if same:
            now = everyone.loc[pool.ids[site]] if pool.ids[site] in everyone.index else row
            compared = tuple(_compared(field, mine, row, now) for field in FIELDS)
        found.append(
            Twin(
                other, _text(row["name"]), _text(row["commune"]), float(pair.km), str(pair.basis),
                same, float(pair.name_similarity), float(pair.surface_ratio), compared,
            )
        )  # fmt: skip
    return tuple(found)


def _compared(field: str, mine: pd.Series, national: pd.Series, now: pd.Series) -> Compared:
    hers, theirs, counts = (_value(row.get(field)) for row in (mine, national, now))
    if field == "surface_ha" and _imputed(national):
        theirs = None
    if hers is None and theirs is None:
        winner: Winner = "neither" if counts is None else "evidence"
    elif hers is not None and theirs is not None and _equal(hers, theirs):
        winner = "same"
    elif _equal(counts, theirs):
        winner = "national"
    elif _equal(counts, hers):
        winner = "hers"
    else:
        winner = "evidence"
    conflict = hers is not None and theirs is not None and not _equal(hers, theirs)
    return Compared(field, hers, theirs, counts, winner, conflict)


def _imputed(row: pd.Series) -> bool:
    quality = row.get("surface_quality")
    return isinstance(quality, str) and quality.lower().startswith("imputed")


def _value(cell: Any) -> Any:
    if isinstance(cell, str):
        return None if is_blank(cell) else cell
    if cell is None or pd.isna(cell):
        return None
    return float(cell)


def _equal(one: Any, two: Any) -> bool:
    if one is None or two is None:
        return False
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=SAME_AREA)
    return str(one).casefold() == str(two).casefold()


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
