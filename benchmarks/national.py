"""Builds the national instances: draw, travel, score, compile, each phase timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.rows import (
    ACCESS_WEIGHT,
    CHOOSE,
    DECAY_MIN,
    Rules,
    bench_model,
    bench_program,
)
from benchmarks.sites import (
    cheap_score,
    drawn_table,
    real_table,
    reweighted_scores,
    sites_of,
)
from benchmarks.spec import Instance
from tisites.run.prepare.service import service
from tisites.territory.roads import travel_times

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from benchmarks.spec import Build, Context
    from tisites.messages.progress import Stopwatch
    from tisites.model.terms import Access
    from tisites.territory.roads import TravelTimes
    from tisites.territory.territory import Territory


def bench_access(territory: Territory, times: TravelTimes, choose: int) -> Access:
    """Return the service term of the benchmarks: one group a département."""
    communes = territory.communes.loc[times.communes]
    demand = np.nan_to_num(communes["population_20_64"].to_numpy(dtype=np.float64))
    labels, group = np.unique(communes["dep"].to_numpy(dtype=str), return_inverse=True)
    points = ACCESS_WEIGHT * 100.0 * choose
    return service(times, demand, group, labels.tolist(), DECAY_MIN, points)


def bench_times(territory: Territory, table: pd.DataFrame, context: Context) -> TravelTimes:
    """Return minutes by road from candidates to communes."""
    place = (table[name].to_numpy() for name in ("lon", "lat", "zone"))
    return travel_times(territory, *place, limit_min=max(DECAY_MIN), cache=context.cache)


def national(
    name: str,
    rules: Rules,
    *,
    choose: int = CHOOSE,
    access: bool = False,
    real: bool = False,
    score: Callable[[np.ndarray], np.ndarray] | None = None,
    changes: bool = False,
) -> Build:
    """Return a builder of national instances.

    Parameters
    ----------
    name : str
        Name of the spec.
    rules : Rules
        Constraints.
    choose : int
        Sites to choose.
    access : bool
        Whether service of the communes is in the objective.
    real : bool
        Real candidates of the pack, whatever the size asked for.
    score : callable, optional
        What to make of the cheap score.
    changes : bool
        Also give the objective after the weight of each criterion changed.
    """

    def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
        with watch.phase("load"):
            territory = context.territory()
            table = real_table(territory) if real else drawn_table(territory, size, seed)
        with watch.phase("criteria"):
            times = bench_times(territory, table, context) if access else None
        with watch.phase("score"):
            points = cheap_score(table)
            points = points if score is None else score(points)
        with watch.phase("compile"):
            term = None if times is None else bench_access(territory, times, choose)
            del times
            model = bench_model(rules, choose=choose, access=access)
            program = bench_program(model, sites_of(table, territory), points, term)
        anew = (1.0 - ACCESS_WEIGHT * access) * reweighted_scores(table) if changes else None
        return Instance(f"{name} n={len(table)}", program, changes=anew)

    return build
