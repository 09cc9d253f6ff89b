"""Every candidate at once: bounds by reduced costs first, exact solves where they are asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.solver.solution import Proof
from tisites.study.explain.pool import ask_all
from tisites.study.explain.why_not import own_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.study.explain.base import Answered, Questions
    from tisites.study.explain.pool import ForcedSite

COLUMNS = (
    "site_id", "name", "commune", "departement", "region", "status", "reason", "score",
    "loss_at_least", "points_lacking_at_least", "loss", "points_lacking", "value_if_in", "proof",
    "pushed_out", "come_along",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EveryCandidate:
    """What keeps every candidate out.

    Parameters
    ----------
    table : DataFrame
        Columns :data:`COLUMNS`, by ``site_id``. ``status`` is ``selected``, ``eligible`` or
        ``excluded``. ``loss_at_least`` is proven for every eligible site; ``loss`` is exact, NaN
        where it was not asked for, infinite where no selection can hold the site.
    exact : int
        Sites that were solved.
    complete : bool
        False when Ctrl-C stopped the exact solves.
    """

    table: pd.DataFrame
    exact: int
    complete: bool


def every_candidate(
    base: Answered,
    questions: Questions,
    sites: Sequence[str],
    *,
    exact: bool = False,
    processes: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> EveryCandidate:
    r"""Tell what keeps each of these candidates out.

    From the dual of the linear relaxation, with bound :math:`\bar z` and reduced costs
    :math:`r_j`: a selection with :math:`x_j = 1` is worth at most :math:`\bar z - |r_j|` for a
    column that they keep out. The loss is then at least :math:`z^* - (\bar z - |r_j|)`.

    Parameters
    ----------
    base : Answered
        The answer.
    questions : Questions
        A session over its program.
    sites : sequence of str
        Ids, eligible or not.
    exact : bool
        Whether each eligible site of the list is solved for too.
    processes, told
        As in :func:`~tisites.study.explain.pool.ask_all`.
    """
    case = base.case
    questions.best()
    most = questions.bounds_if_chosen()
    least = pd.Series(
        np.maximum(0.0, base.value - most)[case.program.integer], index=case.ids, dtype=np.float64
    )
    least[case.program.columns[base.selected]] = 0.0
    table = _table(base, list(sites), least)
    if not exact:
        return EveryCandidate(table, 0, True)
    asked = [
        (int(case.columns_of([site])[0]), True)
        for site in table.loc[table["status"] == "eligible", "site_id"]
    ]
    complete, solved = True, 0
    table = table.set_index("site_id")
    try:
        for answer in ask_all(case.program, asked, processes=processes, told=told):
            _fill(table, base, answer)
            solved += 1
    except KeyboardInterrupt:
        complete = False
    return EveryCandidate(table.reset_index()[list(COLUMNS)], solved, complete)


def _table(base: Answered, sites: list[str], least: pd.Series) -> pd.DataFrame:
    who = base.case.everyone.loc[sorted(sites)]
    chosen = set(base.case.program.columns[base.selected])
    eligible = who["eligible"].to_numpy(dtype=bool)
    status = np.where(who.index.isin(list(chosen)), "selected", "eligible")
    lost = least.reindex(who.index).to_numpy()
    n = len(who)
    return pd.DataFrame(
        {
            "site_id": who.index,
            "name": who["name"].to_numpy(),
            "commune": who["commune"].to_numpy(),
            "departement": who["dep_nom"].to_numpy(),
            "region": who["reg_nom"].to_numpy(),
            "status": np.where(eligible, status, "excluded"),
            "reason": who["reason_text"].to_numpy(),
            "score": who["score"].to_numpy(dtype=np.float64),
            "loss_at_least": lost,
            "points_lacking_at_least": lost / own_weight(base),
            "loss": np.full(n, math.nan),
            "points_lacking": np.full(n, math.nan),
            "value_if_in": np.full(n, math.nan),
            "proof": "",
            "pushed_out": "",
            "come_along": "",
        },
        columns=list(COLUMNS),
    )


def _fill(table: pd.DataFrame, base: Answered, answer: ForcedSite) -> None:
    columns = base.case.program.columns
    site = str(columns[answer.column])
    infeasible = answer.proof is Proof.INFEASIBLE
    loss = math.inf if infeasible else base.value - answer.value
    table.loc[site, ["loss", "points_lacking", "value_if_in"]] = [
        loss, loss / own_weight(base), answer.value,
    ]  # fmt: skip
    some = answer.selected.size > 0
    out = np.setdiff1d(base.selected, answer.selected) if some else base.selected[:0]
    along = np.setdiff1d(answer.selected, [*base.selected, answer.column])
    table.loc[site, ["proof", "pushed_out", "come_along"]] = [
        answer.proof.value, " ".join(map(str, columns[out])), " ".join(map(str, columns[along])),
    ]  # fmt: skip
