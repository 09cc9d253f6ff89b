"""Selections side by side: what they share, what they are worth, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.study.compare.distance import Distance, distance
from tisites.study.compare.effects import typical_shift
from tisites.study.compare.figures import Figures, figures_of
from tisites.study.compare.model import Difference, model_differences
from tisites.study.compare.reasons import Reason, reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.compare.contestant import Contestant
    from tisites.study.compare.evaluate import JudgedSelection

PLACE = ("name", "commune", "dep", "dep_nom", "reg", "reg_nom", "surface_ha", "lon", "lat")


@dataclass(frozen=True)
class Pair:
    """The first selection beside another.

    Parameters
    ----------
    here, there : int
        Numbers of the two contestants.
    distance : Distance
        How far they are from each other.
    differences : tuple of Difference
        Keys of their models that differ.
    same_data : bool
        Whether both come from the same pack and candidates.
    leaves, enters : tuple of Reason
        Why each site of the first alone left, and each of the other alone entered.
    shift : dict of str to float
        What the scores of the sites of either commonly gain, by criterion and (``""``) in all.
    """

    here: int
    there: int
    distance: Distance
    differences: tuple[Difference, ...]
    same_data: bool
    leaves: tuple[Reason, ...]
    enters: tuple[Reason, ...]
    shift: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """Selections side by side.

    Parameters
    ----------
    contestants : tuple of Contestant
        What is compared; the first is the one the others are told against.
    sites : DataFrame
        Every site of any of them, index ``site_id``: :data:`PLACE`, ``in_<k>`` (bool, one a
        contestant) and ``count``; most shared first, then by région, département and id.
    figures : tuple of Figures
        One a contestant.
    own : tuple of JudgedSelection
        Each selection under its own case.
    under_first : tuple of JudgedSelection
        Each selection under the case of the first.
    pairs : tuple of Pair
        The first beside each other one.
    synthetic : bool
        Whether any input is synthetic.
    """

    contestants: tuple[Contestant, ...]
    sites: pd.DataFrame
    figures: tuple[Figures, ...]
    own: tuple[JudgedSelection, ...]
    under_first: tuple[JudgedSelection, ...]
    pairs: tuple[Pair, ...]
    synthetic: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """Letters of the contestants: A, B, C…"""
        return tuple(letter(k) for k in range(len(self.contestants)))

    def jaccard(self) -> np.ndarray:
        """Return the share of sites in common of every two selections, (k, k) float64."""
        member = self.sites[[f"in_{k}" for k in range(len(self.contestants))]].to_numpy(dtype=float)
        both = member.T @ member
        size = np.diag(both)
        either = size[:, None] + size[None, :] - both
        return np.asarray(np.where(either > 0, both / np.maximum(either, 1.0), 1.0))


def letter(k: int) -> str:
    """Return the letter of a contestant.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    head, last = divmod(k, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + last)


def compare(contestants: Sequence[Contestant]) -> Comparison:
    """Put selections side by side; the reasons are told from the first to each other one.

    Nothing is solved: sites are examined one exchange at a time, under the program of the
    selection that leaves them out.
    """
    contestants = tuple(contestants)
    own = tuple(contestant.under(contestant.case) for contestant in contestants)
    first = contestants[0].case
    return Comparison(
        contestants,
        _sites(contestants),
        tuple(figures_of(contestant) for contestant in contestants),
        own,
        tuple(
            value if contestant.case is first else contestant.under(first)
            for contestant, value in zip(contestants, own, strict=True)
        ),
        tuple(_pair(contestants, k) for k in range(1, len(contestants))),
        any(contestant.case.synthetic for contestant in contestants),
    )


def _pair(contestants: tuple[Contestant, ...], k: int) -> Pair:
    one, two = contestants[0], contestants[k]
    keys = () if one.case is two.case else model_differences(one.case.model, two.case.model)
    mine, theirs = one.ids.difference(two.ids), two.ids.difference(one.ids)
    return Pair(
        0, k, distance(_located(one.rows), _located(two.rows)), keys, one.data == two.data,
        tuple(reason_of(str(site), one, two, keys) for site in mine),
        tuple(reason_of(str(site), two, one, keys) for site in theirs),
        {} if one.case is two.case else typical_shift(one.case, two.case, one.ids.union(two.ids)),
    )  # fmt: skip


def _located(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=["lon", "lat"]).astype("float64")


def _sites(contestants: tuple[Contestant, ...]) -> pd.DataFrame:
    parts = [contestant.rows.reindex(columns=list(PLACE)) for contestant in contestants]
    known = pd.concat([part.astype(object) for part in parts])
    table = known[~known.index.duplicated()].copy()
    table.index = pd.Index(table.index.astype(str), dtype=object, name="site_id")
    for column in ("surface_ha", "lon", "lat"):
        table[column] = pd.to_numeric(table[column], errors="coerce").astype("float64")
    for k, contestant in enumerate(contestants):
        table[f"in_{k}"] = table.index.isin(contestant.ids)
    table["count"] = table[[f"in_{k}" for k in range(len(contestants))]].sum(axis=1)
    order = table.assign(
        site=table.index,
        most=-table["count"],
        r=table["reg"].astype(str),
        d=table["dep"].astype(str),
    )
    return table.loc[order.sort_values(["most", "r", "d", "site"], kind="stable").index]
