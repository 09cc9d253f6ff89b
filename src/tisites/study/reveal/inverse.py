r"""The weights nearest to the model's under which a selection is, nearly, the best there is.

.. math::
    \min_{w, s} \; \tfrac12 \lVert w - w^0 \rVert_1 + s / s^0 \quad \text{with} \quad
    w \cdot (f(T) - f(S)) \le s \;\; \text{for every selection } T

(inverse optimisation: Ahuja and Orlin, Operations Research 49, 2001; with a residual, Chan, Lee and
Terekhov, Management Science 65, 2019). The selections *T* are as many as stars: each is asked of
the engine, as the best under the weights of the moment, until none is broken. :math:`s^0` is what
the selection leaves under the model's own weights: both terms are then shares of what can be moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from tisites.messages.stop import look
from tisites.model.tolerances import FEASIBILITY, TIE
from tisites.score.scores import FULL_SCORE
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.reveal.choices import Choices
    from tisites.study.robustness.weights import Weighing

#: Broken exchanges that join the linear program at once, before the engine is asked.
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Nearest:
    """Weights under which a selection leaves little.

    Parameters
    ----------
    weights : (c,) float64
        Summing to 1.
    residual : float
        Points by which the best selection under them exceeds the one in question.
    proven : bool
        Whether the engine proved that best selection: the residual is exact.
    """

    weights: np.ndarray
    residual: float
    proven: bool


@dataclass(frozen=True, slots=True)
class WeightBounds:
    """The least and greatest share of each weight among those that leave little enough.

    Parameters
    ----------
    low, high : (c,) float64
        Ends; never inside the true ones, proven or not.
    proven : (c,) bool
        Whether both ends are exact.
    residual : float
        Points that the selection may leave under them.
    """

    low: np.ndarray
    high: np.ndarray
    proven: np.ndarray
    residual: float


@dataclass(frozen=True, slots=True)
class Inverse:
    """What inverse optimisation says of a selection.

    Parameters
    ----------
    model : Nearest
        The model's weights, and what the selection leaves under them.
    nearest : Nearest
        Those that best trade their distance against what is left.
    kindest : Nearest
        Those that leave least, the nearest of them.
    bounds : WeightBounds, optional
        Intervals, where they were asked for.
    cuts : int
        Selections that the engine was asked for.
    whole : bool
        Whether nothing was cut short.
    """

    model: Nearest
    nearest: Nearest
    kindest: Nearest
    bounds: WeightBounds | None
    cuts: int
    whole: bool


@dataclass
class Oracle:
    """The engine, asked for the best selection under weights; what it told stays as cuts.

    Parameters
    ----------
    program : Program
        Its rules as the selection holds them.
    weighing : Weighing
        How values depend on weights.
    selected : (p,) int64
        The selection in question.
    choices : Choices
        Its exchanges: cuts that cost nothing.
    free : (c,) bool
        Criteria that tell sites apart: the others keep the model's weight, since all the weight on
        one of them would make every selection the best.
    """

    program: Program
    weighing: Weighing
    selected: np.ndarray
    choices: Choices
    free: np.ndarray
    asked: int = 0
    _session: Session | None = None
    _cuts: list[np.ndarray] = field(default_factory=list)

    @property
    def cuts(self) -> np.ndarray:
        """Cuts (k, c): what each selection gains on the one in question, in points a weight."""
        shape = -1, self.weighing.weights.size
        return np.array(self._cuts, dtype=np.float64).reshape(shape)

    @property
    def box(self) -> list[tuple[float, float]]:
        """Least and greatest share of each weight."""
        weights = self.weighing.weights.tolist()
        return [(0.0, 1.0) if free else (w, w) for w, free in zip(weights, self.free, strict=True)]

    @property
    def size(self) -> float:
        """Points of the selection under the model's weights: the size of a tolerance."""
        return max(1.0, abs(self._worth(self.selected) @ self.weighing.weights))

    def exchanged(self, weights: np.ndarray, residual: float) -> bool:
        """Add the exchanges that gain most beyond a residual; return whether there was one."""
        gains = self.choices.differences @ weights * self._points
        broken = np.flatnonzero(gains > residual + TIE * self.size)
        most = broken[np.argsort(-gains[broken], kind="stable")[:AT_ONCE]]
        self._cuts += [self.choices.differences[k] * self._points for k in most]
        return bool(most.size)

    def best(self, weights: np.ndarray) -> tuple[float, bool]:
        """Return what the best selection gains, and whether it is proven; it becomes a cut."""
        look()
        value = self.weighing.value(weights)
        if self._session is None:
            self._session = Session(self.program, confirm=False)
        self._session.change(value=value)
        solution = self._session.solve()
        self.asked += 1
        proven = solution.proof is Proof.OPTIMAL
        if not solution.x.size:
            return np.inf, False
        cut = self._worth(solution.selected) - self._worth(self.selected)
        self._cuts.append(cut)
        return float(cut @ weights), proven

    @property
    def _points(self) -> float:
        return self.weighing.own * FULL_SCORE

    def _worth(self, selected: np.ndarray) -> np.ndarray:
        """Return the points of a selection by criterion; what no weight moves counts for each."""
        fixed = float(self.weighing.rest[selected].sum())
        if self.program.access is not None:
            fixed += self.program.access.served(selected)
        return np.asarray(self._points * self.weighing.values[selected].sum(axis=0) + fixed)


def inverse(
    oracle: Oracle,
    *,
    noise: float | None = None,
    intervals: bool = False,
    told: Callable[[int, int], None] | None = None,
) -> Inverse:
    """Ask which weights explain a selection as the best one.

    Parameters
    ----------
    oracle : Oracle
    noise : float, optional
        Points that the chooser may have left: the intervals hold every weight that leaves no more;
        the least possible without it.
    intervals : bool
        Whether the least and greatest share of each weight are looked for as well.
    told : callable, optional
        Hears how many selections were asked for, and how many ends are known of how many.
    """
    prior = oracle.weighing.weights
    gain, proven = oracle.best(prior)
    model = Nearest(prior, max(0.0, gain), proven)
    price = 0.0 if model.residual <= TIE * oracle.size else 1.0 / model.residual
    nearest = kindest = model
    whole = proven
    bounds = None
    try:
        if price:
            nearest = _toward(oracle, price)
            kindest = _kindest(oracle)
        if intervals:
            most = max(kindest.residual, noise or 0.0)
            bounds = _bounds(oracle, most, told)
    except KeyboardInterrupt:
        whole = False
    whole &= nearest.proven and kindest.proven and (bounds is None or bool(bounds.proven.all()))
    return Inverse(model, nearest, kindest, bounds, oracle.asked, whole)


def _toward(oracle: Oracle, price: float) -> Nearest:
    """Return the weights that best trade distance against residual, at a price a point."""
    return _settled(oracle, lambda cuts: _distance(oracle, cuts, price, None))


def _kindest(oracle: Oracle) -> Nearest:
    """Return the weights that leave least, the nearest of them to the model's."""
    least = _settled(oracle, lambda cuts: _least(oracle, cuts))
    if not least.proven:
        return least
    room = least.residual + TIE * oracle.size
    near = _settled(oracle, lambda cuts: (_distance(oracle, cuts, 0.0, room)[0], room))
    return Nearest(near.weights, least.residual, near.proven)


def _settled(oracle: Oracle, solve: Callable[[np.ndarray], tuple[np.ndarray, float]]) -> Nearest:
    """Add cuts until the linear program's own weights break none."""
    while True:
        weights, residual = solve(oracle.cuts)
        if oracle.exchanged(weights, residual):
            continue
        gain, proven = oracle.best(weights)
        if gain <= residual + TIE * oracle.size or not proven:
            return Nearest(weights, max(0.0, gain), proven)


def _least(oracle: Oracle, cuts: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the weights that leave least, and how much, under these cuts."""
    many = cuts.shape[1]
    cost = np.append(np.zeros(many), 1.0)
    rows = np.hstack([cuts, -np.ones((len(cuts), 1))])
    at = _linear(cost, rows, np.zeros(len(cuts)), oracle.box)
    return at[:many], float(at[many])


def _distance(
    oracle: Oracle, cuts: np.ndarray, price: float, most: float | None
) -> tuple[np.ndarray, float]:
    """Return the weights nearest to the prior, residual priced, or at most so much."""
    prior = oracle.weighing.weights
    many, k = prior.size, len(cuts)
    eye, none = np.eye(many), np.zeros((many, 1))
    cost = np.concatenate([np.zeros(many), [price], np.full(many, 0.5)])
    rows = np.vstack([
        np.hstack([cuts, -np.ones((k, 1)), np.zeros((k, many))]),
        np.hstack([eye, none, -eye]),
        np.hstack([-eye, none, -eye]),
    ])  # fmt: skip
    at = _linear(cost, rows, np.concatenate([np.zeros(k), prior, -prior]), oracle.box, most)
    return at[:many], float(at[many])


def _linear(
    cost: np.ndarray,
    rows: np.ndarray,
    limits: np.ndarray,
    box: list[tuple[float, float]],
    most: float | None = None,
) -> np.ndarray:
    """Solve a linear program whose first columns are weights that sum to 1, then a residual."""
    many = len(box)
    whole = np.zeros((1, cost.size))
    whole[0, :many] = 1.0
    bounds = [*box, (0.0, most)] + [(0.0, None)] * (cost.size - many - 1)
    size = np.maximum(1.0, np.abs(rows).max(axis=1, initial=0.0))
    found = linprog(cost, rows / size[:, None], limits / size, whole, [1.0], bounds, method="highs")
    if found.x is None:
        raise RuntimeError(f"weights that sum to 1 were refused: {found.message}")
    weights = np.clip(found.x[:many], 0.0, 1.0)
    return np.concatenate([weights / weights.sum(), found.x[many:]])


def _bounds(oracle: Oracle, most: float, told: Callable[[int, int], None] | None) -> WeightBounds:
    """Return the least and greatest share of each weight that leaves no more than ``most``.

    Cuts only ever take weights away that leave too much: an end that was not settled is further
    out than the true one, never further in.
    """
    many = oracle.weighing.weights.size
    room = most + TIE * oracle.size
    ends = {"low": np.zeros(many), "high": np.ones(many)}
    proven = np.zeros((many, 2), dtype=bool)
    try:
        for j in range(many):
            for side, sign in enumerate((1.0, -1.0)):
                if told is not None:
                    told(2 * j + side, 2 * many)
                cost = np.zeros(many + 1)
                cost[j] = sign
                found = _settled(oracle, partial(_within, oracle, cost, room))
                value = float(np.clip(found.weights[j] - sign * FEASIBILITY, 0.0, 1.0))
                ends["low" if sign > 0 else "high"][j] = value
                proven[j, side] = found.proven
    except KeyboardInterrupt:
        _outer(oracle, room, ends, proven)
    return WeightBounds(ends["low"], ends["high"], proven.all(axis=1), most)


def _within(
    oracle: Oracle, cost: np.ndarray, room: float, cuts: np.ndarray
) -> tuple[np.ndarray, float]:
    return _far(oracle, cuts, cost, room), room


def _outer(oracle: Oracle, room: float, ends: dict[str, np.ndarray], proven: np.ndarray) -> None:
    """Give the ends that were not settled what the cuts so far say: outside the true ones."""
    for j in range(len(proven)):
        for side, name in enumerate(("low", "high")):
            if proven[j, side]:
                continue
            cost = np.zeros(len(proven) + 1)
            cost[j] = 1.0 - 2.0 * side
            ends[name][j] = _far(oracle, oracle.cuts, cost, room)[j]


def _far(oracle: Oracle, cuts: np.ndarray, cost: np.ndarray, room: float) -> np.ndarray:
    many = cost.size - 1
    rows = np.hstack([cuts, np.zeros((len(cuts), 1))])
    return _linear(cost, rows, np.full(len(cuts), room), oracle.box)[:many]
