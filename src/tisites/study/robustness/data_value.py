"""Which unknown quantity, if it were known, could change the selection: what to verify first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.model.tolerances import SAME
from tisites.score.scores import FULL_SCORE
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.processes import over_processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.robustness.weights import Weighing

#: Sites that one session asks about in a row; fixed, as the samples' chunks.
CHUNK = 12
COLUMNS = (
    "column", "criterion", "chosen", "value_low", "value", "value_high", "cost", "threshold",
    "most_gain", "share", "expected_gain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataValue:
    """What to verify first.

    Parameters
    ----------
    table : DataFrame
        One row an unknown quantity that could change the selection, columns :data:`COLUMNS`,
        by expected gain, then most gain, then column, then criterion.

        ``cost``: points the site's score must lose (chosen) or win (not chosen) for the
        selection to change; ``threshold``: the value (0 to 1) of the criterion where it does;
        ``most_gain``: points won, at the extreme, by knowing it; ``share``: part of the interval
        beyond the threshold; ``expected_gain``: mean points won if the value is uniform over its
        interval.
    unknown : int
        Unknown quantities (criterion × site) in all.
    screened : int
        Sites that reduced costs alone showed to change nothing, whatever their unknowns.
    solved : int
        Sites solved for.
    complete : bool
        False when Ctrl-C stopped the work.
    """

    table: pd.DataFrame
    unknown: int
    screened: int
    solved: int
    complete: bool


def data_value(
    program: Program,
    weighing: Weighing,
    x: np.ndarray,
    *,
    jobs: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> DataValue:
    r"""Tell, for each unknown quantity on its own, whether knowing it could change the selection.

    A chosen site leaves when its score falls by more than its replacement cost
    :math:`z^* - \max\{z : x_i = 0\}`; another one comes in when its score rises by more than
    :math:`z^* - \max\{z : x_i = 1\}`: both are exact, one solve a site, whatever the criterion,
    for :math:`z` is linear in one site's score. Sites whose interval is too narrow for the bound
    that reduced costs give are not solved for. With one value :math:`v` uniform over
    :math:`[l, h]`, knowing it wins :math:`(g^+)^2 / 2 (h - l)` points in the mean, :math:`g^+`
    being the gain at the end.

    Parameters
    ----------
    program : Program
        The program.
    weighing : Weighing
        Values and intervals.
    x : (n,) float64
        A proven optimal answer.
    jobs : int
        Processes.
    told : callable, optional
        Hears how many sites are done, of how many.
    """
    points = weighing.own * FULL_SCORE * weighing.weights
    fall = points * (weighing.values - weighing.low)
    rise = points * (weighing.high - weighing.values)
    chosen = program.integer & (x > 0.5)
    unknown = int(((weighing.high > weighing.low) & (points > 0)).sum())
    span = np.where(chosen, fall.max(axis=1, initial=0.0), rise.max(axis=1, initial=0.0))
    free = program.integer & (program.lower < 0.5) & (program.upper > 0.5)
    asked = free & (span > 0)
    session = Session(program, confirm=False)
    first = session.solve()
    if first.proof is not Proof.OPTIMAL:
        raise KeyboardInterrupt
    tie = SAME * max(1.0, abs(first.value))
    least = np.where(chosen, 0.0, first.value - session.bounds_if_chosen())
    hopeless = asked & (np.nan_to_num(least, nan=0.0, neginf=0.0) >= span + tie)
    todo = np.flatnonzero(asked & ~hopeless)
    costs, complete = _costs(program, first.value, chosen, todo, jobs, told)
    rows = []
    for column in sorted(costs):
        width = fall[column] if chosen[column] else rise[column]
        for criterion in np.flatnonzero(width > costs[column] + tie).tolist():
            rows.append(_row(weighing, points, column, criterion, chosen, costs[column]))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.sort_values(
        ["expected_gain", "most_gain", "column", "criterion"],
        ascending=[False, False, True, True],
        kind="stable",
        ignore_index=True,
    )
    return DataValue(table, unknown, int(hopeless.sum()), len(costs), complete)


def _row(
    weighing: Weighing,
    points: np.ndarray,
    column: int,
    criterion: int,
    chosen: np.ndarray,
    cost: float,
) -> tuple[object, ...]:
    low, value, high = (
        float(part[column, criterion]) for part in (weighing.low, weighing.values, weighing.high)
    )
    step = cost / points[criterion]
    threshold = value - step if chosen[column] else value + step
    beyond = threshold - low if chosen[column] else high - threshold
    gain = beyond * points[criterion]
    share = beyond / (high - low)
    return (
        column, criterion, bool(chosen[column]), low, value, high, cost, threshold, gain, share,
        gain * share / 2.0,
    )  # fmt: skip


def _costs(
    program: Program,
    worth: float,
    chosen: np.ndarray,
    todo: np.ndarray,
    jobs: int,
    told: Callable[[int, int], None] | None,
) -> tuple[dict[int, float], bool]:
    """Return what it costs to hold each site at the other value; infinite where nothing holds."""
    questions = [(int(column), bool(chosen[column])) for column in todo]
    chunks = [questions[k : k + CHUNK] for k in range(0, len(questions), CHUNK)]
    costs: dict[int, float] = {}
    try:
        for number, values in over_processes(_held, program, chunks, jobs=jobs):
            for (column, _), value in zip(chunks[number], values, strict=True):
                costs[column] = max(0.0, worth - value)
            if told is not None:
                told(len(costs), len(questions))
    except KeyboardInterrupt:
        return costs, False
    return costs, True


def _held(program: Program, chunk: list[tuple[int, bool]]) -> list[float]:
    """Return the best value with each site held out (it was chosen) or in."""
    session = Session(program, confirm=False)
    values = []
    for column, out in chunk:
        lower, upper = program.lower.copy(), program.upper.copy()
        if out:
            upper[column] = 0.0
        else:
            lower[column] = 1.0
        session.change(lower=lower, upper=upper)
        answer = session.solve()
        if answer.proof not in (Proof.OPTIMAL, Proof.INFEASIBLE):
            raise KeyboardInterrupt
        values.append(answer.value if answer.proof is Proof.OPTIMAL else -np.inf)
    return values
