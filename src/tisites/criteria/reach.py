"""Workers in reach by road, from cached travel times or, for very many sites, from a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.criteria.interval import Interval
from tisites.criteria.workforce import WITHIN_MIN, reach_of, working_age
from tisites.territory.roads import travel_blocks, travel_times

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.messages.findings import Finding
    from tisites.territory.territory import Territory
    from tisites.territory.travel_cache import Cache

#: Beyond so many sites, pairs are consumed as they come and neither held nor cached.
STREAM_ABOVE = 60_000
NAMES = (*(f"workers_{minutes}min" for minutes in WITHIN_MIN), "workers_decayed")


def measure_reach(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions, cache: Cache
) -> tuple[dict[str, Interval], tuple[Finding, ...]]:
    """Measure ``workers_15min``, ``_30min``, ``_45min`` and ``workers_decayed``.

    Returns
    -------
    indicators : dict of str to Interval
        NaN where the site has no road graph: unknown, not zero.
    findings : tuple of Finding
        What was noticed about the cache.
    """
    people = working_age(territory.communes, assumptions.share_20_64_where_unknown)
    findings: tuple[Finding, ...] = ()
    if len(sites) > STREAM_ABOVE:
        counts = _streamed(sites, territory, assumptions, people)
    else:
        counts, findings = _at_once(sites, territory, assumptions, people, cache)
    return {name: Interval(*counts[k]) for k, name in enumerate(NAMES)}, findings


def _at_once(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    people: Interval,
    cache: Cache,
) -> tuple[np.ndarray, tuple[Finding, ...]]:
    found = travel_times(
        territory,
        sites["lon"],
        sites["lat"],
        sites["zone"],
        limit_min=assumptions.travel_limit_min,
        speeds=assumptions.roads,
        cache=cache,
    )
    counts = reach_of(found.minutes, people, assumptions)
    counts[:, :, ~found.reachable] = np.nan
    return counts, found.findings


def _streamed(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions, people: Interval
) -> np.ndarray:
    counts = np.full((len(NAMES), 3, len(sites)), np.nan)
    for block in travel_blocks(
        territory,
        sites["lon"],
        sites["lat"],
        sites["zone"],
        limit_min=assumptions.travel_limit_min,
        speeds=assumptions.roads,
    ):
        near = np.isfinite(block.minutes)
        rows, columns = np.nonzero(near)
        indptr = np.concatenate([[0], np.cumsum(near.sum(axis=1))])
        minutes = block.minutes[rows, columns].astype(np.float32)
        shape = (block.sites.size, people.nominal.size)
        matrix = csr_array((minutes, block.communes[columns], indptr), shape=shape)
        counts[:, :, block.sites] = reach_of(matrix, people, assumptions)
    return counts
