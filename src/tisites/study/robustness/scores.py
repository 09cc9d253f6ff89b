"""What score intervals do to an answer: worst and best case, and the most it could be regretted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.robustness.weights import Weighing


@dataclass(frozen=True, slots=True)
class Ends:
    """The objective of every column with all unknowns at one end.

    Parameters
    ----------
    low, nominal, high : (n,) float64
        Points of the objective.
    """

    low: np.ndarray
    nominal: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, slots=True)
class Judged:
    """One selection under the score intervals.

    Parameters
    ----------
    name : str
        ``run``, ``low`` (best under the worst scores), ``high``, ``middle`` (best under the
        middles of the intervals).
    selected : (p,) int64
        Its columns.
    worst, nominal, best : float
        Its value at the worst, nominal and best scores.
    regret : float
        The most that another selection could turn out better, over all scores in the intervals.
    rival : (p,) int64
        The selection that would then have been better.
    """

    name: str
    selected: np.ndarray
    worst: float
    nominal: float
    best: float
    regret: float
    rival: np.ndarray


@dataclass(frozen=True, slots=True)
class ScoreStudy:
    """What score intervals do to an answer.

    Parameters
    ----------
    judged : tuple of Judged
        The run's selection, then the others; those of equal sites are kept once, under the first
        name.
    best_low, best_nominal, best_high : float
        Value of the best selection at the worst, nominal and best scores (proven).
    least_regret : float
        No selection at all has a smaller maximum regret than this.
    complete : bool
        False when Ctrl-C stopped the work.
    """

    judged: tuple[Judged, ...]
    best_low: float
    best_nominal: float
    best_high: float
    least_regret: float
    complete: bool


def ends_of(weighing: Weighing) -> Ends:
    """Return the objective with every unknown at its worst, as told, and at its best."""
    return Ends(
        weighing.value(weighing.weights, weighing.low),
        weighing.value(weighing.weights),
        weighing.value(weighing.weights, weighing.high),
    )


def regret_values(ends: Ends, selected: np.ndarray) -> np.ndarray:
    """Return the scores under which a selection is most regretted: low inside it, high outside.

    Examples
    --------
    >>> ends = Ends(np.array([1.0, 2.0]), np.array([3.0, 3.0]), np.array([4.0, 5.0]))
    >>> regret_values(ends, np.array([0])).tolist()
    [1.0, 5.0]
    """
    values = ends.high.copy()
    values[selected] = ends.low[selected]
    return values


def score_study(
    program: Program,
    ends: Ends,
    x: np.ndarray,
    *,
    told: Callable[[int, int], None] | None = None,
) -> ScoreStudy:
    r"""Judge an answer, and the best ones at the ends, over all scores in the intervals.

    The maximum regret of :math:`S` is
    :math:`\max_T \max_{s} \big(z_s(T) - z_s(S)\big)`; sites of both cancel out, so it is reached
    at low scores inside :math:`S` and high ones outside: one solve. Half the regret of the
    selection that is best at the middles of the intervals bounds every selection's regret from
    below (Kasperski, Zieliński: Information Processing Letters 97, 2006, 177-180).

    Parameters
    ----------
    program : Program
        The program.
    ends : Ends
        The objective at the ends of the intervals.
    x : (n,) float64
        The run's answer.
    told : callable, optional
        Hears how many solves are done, of how many.
    """
    session = Session(program, confirm=False)
    steps = 0

    def best(value: np.ndarray) -> tuple[np.ndarray, float]:
        nonlocal steps
        session.change(value=value)
        answer = session.solve()
        if answer.proof is not Proof.OPTIMAL:
            raise KeyboardInterrupt
        steps += 1
        if told is not None:
            told(steps, 8)
        return answer.x, answer.value

    figures = {"low": np.nan, "nominal": np.nan, "high": np.nan, "least": 0.0}
    judged: list[Judged] = []
    complete = True
    try:
        judged.append(_judge(program, ends, "run", x, best))
        low, figures["low"] = best(ends.low)
        _, figures["nominal"] = best(ends.nominal)
        high, figures["high"] = best(ends.high)
        middle, _ = best((ends.low + ends.high) / 2.0)
        for name, other in (("low", low), ("high", high), ("middle", middle)):
            known = _same(program, judged, other)
            one = known or _judge(program, ends, name, other, best)
            if known is None:
                judged.append(one)
            if name == "middle":
                figures["least"] = one.regret / 2.0
    except KeyboardInterrupt:
        complete = False
    return ScoreStudy(
        tuple(judged), figures["low"], figures["nominal"], figures["high"], figures["least"],
        complete,
    )  # fmt: skip


def _judge(
    program: Program,
    ends: Ends,
    name: str,
    x: np.ndarray,
    best: Callable[[np.ndarray], tuple[np.ndarray, float]],
) -> Judged:
    selected = _sites(program, x)
    values = regret_values(ends, selected)
    rival, worth = best(values)
    own = _worth(program, values, x)
    return Judged(
        name,
        selected,
        _worth(program, ends.low, x),
        _worth(program, ends.nominal, x),
        _worth(program, ends.high, x),
        max(0.0, worth - own),
        _sites(program, rival),
    )


def _sites(program: Program, x: np.ndarray) -> np.ndarray:
    return np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)


def _worth(program: Program, value: np.ndarray, x: np.ndarray) -> float:
    served = 0.0 if program.access is None else program.access.served(_sites(program, x))
    return float(value @ x) + served + program.constant


def _same(program: Program, judged: list[Judged], x: np.ndarray) -> Judged | None:
    wanted = _sites(program, x)
    return next((one for one in judged if np.array_equal(one.selected, wanted)), None)
