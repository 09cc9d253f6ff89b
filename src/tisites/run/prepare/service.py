"""The access term of a model, from travel times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.criteria.workforce import working_age
from tisites.model.terms import Access
from tisites.run.prepare.kept import AFRESH
from tisites.score.value_function import value_at
from tisites.territory.roads import travel_times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.assumptions import Assumptions
    from tisites.model.declaration import AccessRule, Model
    from tisites.model.sites import Sites
    from tisites.run.prepare.kept import Keep
    from tisites.territory.roads import TravelTimes
    from tisites.territory.territory import Territory

#: Pairs turned from minutes to service at a time: no second copy of all of them.
CHUNK = 10_000_000


def access_term(
    model: Model, sites: Sites, territory: Territory, keep: Keep = AFRESH
) -> Access | None:
    """Return the service term that the model declares, or ``None``.

    The weight turns a fully served demand into ``weight x 100 x choose`` points: the same scale
    as the sum of the chosen sites' scores. Everything but the weight can be kept between runs.
    """
    rule = model.access
    if rule is None or not rule.enabled or rule.weight == 0.0:
        return None
    decay = list(rule.decay_min.items())
    key = (
        territory.pack.sha256, list(sites.table.index), rule.demand, decay,
        model.assumptions.roads, model.assumptions.share_20_64_where_unknown,
    )  # fmt: skip
    term = keep("access", key, lambda: _unweighted(rule, model.assumptions, sites, territory))
    points = rule.weight * 100.0 * model.choose
    return replace(term, weight=points / term.demand.sum())


def _unweighted(
    rule: AccessRule, assumptions: Assumptions, sites: Sites, territory: Territory
) -> Access:
    """Return the service of every commune by every site, worth one point in all."""
    table = sites.table
    times = travel_times(
        territory,
        table["lon"].to_numpy(dtype=np.float64),
        table["lat"].to_numpy(dtype=np.float64),
        table["zone"].to_numpy(dtype=np.int64),
        limit_min=max(rule.decay_min),
        speeds=assumptions.roads,
    )
    communes = territory.communes.loc[times.communes]
    if rule.demand == "population_20_64":
        unknown = assumptions.share_20_64_where_unknown
        demand = working_age(communes, unknown).nominal
    else:
        demand = communes[rule.demand].to_numpy(dtype=np.float64)
    labels, group = np.unique(communes["dep"].to_numpy(dtype=str), return_inverse=True)
    return service(times, demand, group, labels.tolist(), rule.decay_min, 1.0)


def service(
    times: TravelTimes,
    demand: np.ndarray,
    group: np.ndarray,
    labels: list[str],
    decay_min: Mapping[float, float],
    points: float,
) -> Access:
    """Build the term worth ``points`` when every demand is fully served.

    Parameters
    ----------
    times : TravelTimes
        Sites × communes, sparse.
    demand : (K,) float64
        Demand of each commune.
    group : (K,) int64
        Demand group of each commune.
    labels : list of str
        Names of the groups.
    decay_min : mapping of float to float
        Service by minutes.
    points : float
        Objective when all of the demand is fully served.
    """
    served = _services(times.minutes, decay_min)
    return Access("access", points / demand.sum(), demand, group, labels, served)


def _services(minutes: csr_array, decay_min: Mapping[float, float]) -> csc_array:
    """Turn minutes (sites × communes, by rows) into services (communes × sites, by columns).

    Pairs that serve nothing are dropped as they come, so that a million candidates' pairs are
    never held twice.
    """
    worth = np.empty(minutes.nnz)
    communes = np.empty(minutes.nnz, dtype=minutes.indices.dtype)
    kept, dropped = 0, []
    for first in range(0, minutes.nnz, CHUNK):
        part = slice(first, first + CHUNK)
        value = value_at(decay_min, minutes.data[part])
        serves = value > 0.0
        many = int(serves.sum())
        worth[kept : kept + many] = value[serves]
        communes[kept : kept + many] = minutes.indices[part][serves]
        dropped.append(first + np.flatnonzero(~serves))
        kept += many
    gone = np.concatenate(dropped) if dropped else np.empty(0, dtype=np.int64)
    start = (minutes.indptr - np.searchsorted(gone, minutes.indptr)).astype(minutes.indptr.dtype)
    return csc_array((worth[:kept], communes[:kept], start), shape=minutes.shape[::-1])
