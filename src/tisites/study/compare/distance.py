"""How far two selections are from each other: sites in common, exchanges, kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.territory.great_circle import great_circle_km

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Match:
    """Two sites that stand for each other."""

    out: str
    into: str
    km: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a selection is from another.

    Parameters
    ----------
    common : int
        Sites that both have.
    only_here, only_there : int
        Sites that one alone has.
    jaccard : float
        Share of the sites of either that both have, 0 to 1; 1 for two empty selections.
    swaps : int
        Exchanges that lead from one to the other: the greater number of sites that one alone has.
    matches : tuple of Match
        Sites of one alone, each with one of the other alone, so that the sum of kilometres is
        the least; common sites stand for themselves.
    unmatched : int
        Sites that find none: the selections differ in number, or a place is unknown.
    """

    common: int
    only_here: int
    only_there: int
    jaccard: float
    swaps: int
    matches: tuple[Match, ...]
    unmatched: int

    @property
    def km_total(self) -> float:
        """Sum of the matches' kilometres."""
        return float(sum(match.km for match in self.matches))

    @property
    def km_mean(self) -> float:
        """Kilometres of a match on average, NaN without any."""
        return self.km_total / len(self.matches) if self.matches else np.nan


def distance(here: pd.DataFrame, there: pd.DataFrame) -> Distance:
    """Measure how far two selections are from each other.

    Parameters
    ----------
    here, there : DataFrame
        Index site id; ``lon``, ``lat`` in degrees (RGF93), NaN where unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame({"lon": [0.0, 0.0], "lat": [0.0, 48.0]}, index=["a", "b"])
    >>> two = pd.DataFrame({"lon": [0.0, 0.0], "lat": [0.0, 49.0]}, index=["a", "c"])
    >>> d = distance(one, two)
    >>> d.common, d.swaps, d.matches[0].out, d.matches[0].into, round(d.km_total)
    (1, 1, 'b', 'c', 111)
    """
    mine, theirs = here.index.difference(there.index), there.index.difference(here.index)
    common, either = len(here) - len(mine), len(here) + len(theirs)
    a, b = (_placed(table.loc[ids]) for table, ids in ((here, mine), (there, theirs)))
    matches = _matched(a, b)
    return Distance(
        common, len(mine), len(theirs), common / either if either else 1.0,
        max(len(mine), len(theirs)), matches, len(mine) + len(theirs) - 2 * len(matches),
    )  # fmt: skip


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    return table.loc[table["lon"].notna() & table["lat"].notna(), ["lon", "lat"]].sort_index()


def _matched(a: pd.DataFrame, b: pd.DataFrame) -> tuple[Match, ...]:
    if a.empty or b.empty:
        return ()
    # the same assignment as scipy.optimize's, from a module that is loaded already; one more km a
    # pair, for zero would be no edge
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    km = great_circle_km(
        *(table[c].to_numpy(dtype=np.float64) for table in (a, b) for c in ("lon", "lat"))
    )
    rows, columns = min_weight_full_bipartite_matching(csr_array(km + 1.0))
    return tuple(
        Match(str(a.index[i]), str(b.index[j]), float(km[i, j]))
        for i, j in zip(rows, columns, strict=True)
    )
