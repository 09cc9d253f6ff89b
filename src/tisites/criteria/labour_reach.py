"""Which zones d'emploi can send workers to a site: those whose people live near enough by road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.criteria.workforce import working_age
from tisites.territory.roads import travel_times

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory
    from tisites.territory.travel_cache import Cache


@dataclass(frozen=True, slots=True)
class ZoneReach:
    """Zones d'emploi within reach of each site.

    Parameters
    ----------
    codes : tuple of str
        Zone of each column, sorted.
    matrix : (n, k) csr_array of bool
        Whether a zone can send workers to a site.
    """

    codes: tuple[str, ...]
    matrix: csr_array


def share_within(
    minutes: csr_array, people: np.ndarray, zone: np.ndarray, n_zones: int, limit_min: float
) -> csr_array:
    """Return the share of each zone's people who live within a time of each site.

    Parameters
    ----------
    minutes : (n, m) csr_array
        Explicit entries are the pairs in reach.
    people : (m,) float64
        People by commune.
    zone : (m,) int64
        Zone of each commune, -1 for none.
    n_zones : int
        Number of zones.
    limit_min : float
        Longest time, minutes, included.

    Examples
    --------
    >>> near = csr_array(np.array([[10.0, 40.0, 20.0]]))
    >>> zone = np.array([0, 0, 1])
    >>> share_within(near, np.array([1.0, 3.0, 5.0]), zone, 2, 30.0).toarray().tolist()
    [[0.25, 1.0]]
    """
    close = minutes.astype(np.float64)
    close.data = (close.data <= limit_min).astype(np.float64)
    inside = np.flatnonzero(zone >= 0)
    total = np.bincount(zone[inside], weights=people[inside], minlength=n_zones)
    weight = people[inside] / np.where(total > 0, total, 1.0)[zone[inside]]
    by_zone = csr_array((weight, (inside, zone[inside])), shape=(zone.size, n_zones))
    found = csr_array(close @ by_zone)
    found.eliminate_zeros()
    return found


def zone_reach(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    *,
    minutes: float,
    zone_share: float,
    cache: Cache = "user",
) -> ZoneReach:
    """Return which zones d'emploi can send workers to each site.

    A zone can if at least ``zone_share`` of its people of 20 to 64 live within ``minutes`` by road
    (with one half: if its median trip is short enough); a site's own zone always can, and alone
    where there is no road graph.

    Parameters
    ----------
    sites : DataFrame
        Columns ``lon``, ``lat``, ``zone``, ``zone_emploi``.
    territory : Territory
        Communes with their zone d'emploi, road graph.
    assumptions : Assumptions
        Speeds, share of people of 20 to 64 where unknown.
    minutes, zone_share : float
        The rule.
    cache : Path, "user" or None
        Folder of cached travel times.
    """
    communes = territory.communes
    codes = np.unique(communes["zone_emploi"].dropna().to_numpy(dtype=str))
    zone = np.asarray(_numbers(communes["zone_emploi"], codes))
    times = travel_times(
        territory,
        sites["lon"],
        sites["lat"],
        sites["zone"],
        limit_min=max(minutes, assumptions.travel_limit_min),
        speeds=assumptions.roads,
        cache=cache,
    )
    people = working_age(communes, assumptions.share_20_64_where_unknown).nominal
    share = share_within(times.minutes, people, zone, codes.size, minutes)
    share.data = (share.data >= zone_share - 1e-9).astype(np.float64)
    own = _numbers(sites["zone_emploi"], codes)
    rows = np.flatnonzero(own >= 0)
    home = csr_array((np.ones(rows.size), (rows, own[rows])), shape=share.shape)
    reach = csr_array((share + home) > 0)
    reach.sort_indices()
    return ZoneReach(tuple(str(code) for code in codes), reach)


def _numbers(words: pd.Series, codes: np.ndarray) -> np.ndarray:
    """Return the place of each code among the sorted codes, -1 for null."""
    table = {str(code): k for k, code in enumerate(codes)}
    return np.array([table.get(str(word), -1) for word in words.astype(object)], dtype=np.int64)
