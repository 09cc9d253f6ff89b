"""What the selection depends on most: rules, capacities, weights and legal regimes, moved alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.model.kinds import GroupCapacity, LabourAllocation, ShareRule, Total
from tisites.model.tolerances import PROOF_GAP
from tisites.run.answer.rules import removals_of
from tisites.solver.check import broken_rules
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.robustness.regimes import REGIMES, under_regime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.solver.removal import Removal
    from tisites.study.robustness.weights import Weighing

Kind = Literal["rule", "capacity", "weight", "regime"]
Way = Literal["looser", "tighter", "removed", "half", "double", "enaf", "net", "exempt"]
#: Quantities (hectares, jobs, water, km) move by this share of their limit.
STEP = 0.25
#: Shares of the selection move by this.
SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing moved once.

    Parameters
    ----------
    kind : {"rule", "capacity", "weight", "regime"}
        What sort of thing.
    name : str
        Rule, criterion, or ``zan_regime``.
    way : str
        How it was moved.
    proof : Proof
        Of the selection found; ``INFEASIBLE``: none holds.
    changed : int
        Sites of the selection in hand that the best one has not kept; none where the one in hand
        is still as good as any.
    enters, leaves : (k,) int64
        Columns that change.
    """

    kind: Kind
    name: str
    way: Way
    proof: Proof
    changed: int
    enters: np.ndarray
    leaves: np.ndarray


def ranked(levers: tuple[Lever, ...]) -> list[tuple[str, str, list[Lever]]]:
    """Return the levers by what they move: kind, name, moves; what changes most first.

    The order is by the greatest number of sites that a move changes, then by how many moves have
    no selection, then by name.
    """
    groups: dict[tuple[str, str], list[Lever]] = {}
    for one in levers:
        groups.setdefault((one.kind, one.name), []).append(one)

    def rank(item: tuple[tuple[str, str], list[Lever]]) -> tuple[int, int, str]:
        moves = item[1]
        impossible = sum(one.proof is Proof.INFEASIBLE for one in moves)
        return (-max(one.changed for one in moves), -impossible, item[0][1])

    return [(kind, name, moves) for (kind, name), moves in sorted(groups.items(), key=rank)]


def levers(
    case: Case,
    weighing: Weighing,
    x: np.ndarray,
    *,
    told: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Lever, ...], bool]:
    """Move every rule, capacity, weight and regime, one at a time, and choose again.

    Counts of a rule move by one site on every territory, quantities by a quarter of their limit,
    shares by ten points; a rule is also removed; a weight is halved and doubled.

    Parameters
    ----------
    case : Case
        The case.
    weighing : Weighing
        How values depend on weights.
    x : (n,) float64
        The selection in hand, optimal for the case.

    Returns
    -------
    levers : tuple of Lever
    complete : bool
        False when Ctrl-C stopped the work.
    """
    moves = [*_rules(case), *_weights(case.program, weighing), *_regimes(case, weighing)]
    warm = Session(case.program, confirm=False)
    warm.seed([], [x])
    found = []
    try:
        for number, (kind, name, way, program) in enumerate(moves):
            if told is not None:
                told(number, len(moves))
            found.append(_moved(case.program, warm, x, kind, name, way, program))
    except KeyboardInterrupt:
        return tuple(found), False
    return tuple(found), True


def _moved(
    base: Program, warm: Session, x: np.ndarray, kind: Kind, name: str, way: Way, program: Program
) -> Lever:
    chosen = np.flatnonzero(base.integer & (x > 0.5))
    same = program.matrix is base.matrix and program.separations is base.separations
    session = warm if same else Session(program, confirm=False)
    if same:
        session.change(
            value=program.value, lower=program.lower, upper=program.upper,
            row_lower=program.row_lower, row_upper=program.row_upper,
        )  # fmt: skip
    answer = session.solve()
    if session.interrupted:
        raise KeyboardInterrupt
    none = np.empty(0, dtype=np.int64)
    if answer.x.size == 0:
        return Lever(kind, name, way, answer.proof, 0, none, none)
    slack = PROOF_GAP * max(1.0, abs(answer.value))
    holds = x.size == program.n_columns and not broken_rules(program, x)
    if holds and program.objective(x) >= answer.value - slack:
        return Lever(kind, name, way, answer.proof, 0, none, none)
    leaves = np.setdiff1d(chosen, answer.selected)
    enters = np.setdiff1d(answer.selected, chosen)
    return Lever(kind, name, way, answer.proof, int(leaves.size), enters, leaves)


def _rules(case: Case) -> Iterator[tuple[Kind, str, Way, Program]]:
    """Yield every rule removed, and looser and tighter by one step where it has figures."""
    program, names = case.program, np.array(case.program.row_constraints, dtype=object)
    for removal in removals_of(case.model, program):
        rule = case.model.constraint.get(removal.name)
        kind: Kind = (
            "capacity" if isinstance(rule, GroupCapacity | LabourAllocation | Total) else "rule"
        )
        yield kind, removal.name, "removed", _without(program, removal)
        if removal.separations:
            for way, by in (("looser", 1.0 - STEP), ("tighter", 1.0 + STEP)):
                kept = tuple(
                    replace(rule_, km=rule_.km * by) if k in removal.separations else rule_
                    for k, rule_ in enumerate(program.separations)
                )
                yield kind, removal.name, way, replace(program, separations=kept)  # type: ignore[misc]
        elif removal.rows.size and rule is not None:
            rows = np.flatnonzero(names == removal.name)
            for way, sign in (("looser", 1.0), ("tighter", -1.0)):
                moved = _stepped(case, rule, rows, sign)
                yield kind, removal.name, way, moved  # type: ignore[misc]


def _without(program: Program, removal: Removal) -> Program:
    low, up = program.row_lower.copy(), program.row_upper.copy()
    low[removal.rows], up[removal.rows] = -np.inf, np.inf
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[removal.locks], upper[removal.locks] = 0.0, 1.0
    moved = replace(program, row_lower=low, row_upper=up, lower=lower, upper=upper)
    if not removal.separations:
        return moved
    kept = tuple(r for k, r in enumerate(program.separations) if k not in removal.separations)
    return replace(moved, separations=kept)


def _stepped(case: Case, rule: object, rows: np.ndarray, sign: float) -> Program:
    """Return the program with a rule's limits a step looser (1) or tighter (-1)."""
    program = case.program
    low, up = program.row_lower.copy(), program.row_upper.copy()
    if isinstance(rule, ShareRule):
        step = np.full(rows.size, SHARE * case.model.choose)
    elif isinstance(rule, GroupCapacity | LabourAllocation | Total):
        size = np.where(np.isfinite(low[rows]), low[rows], up[rows])
        step = STEP * np.abs(np.where(np.isfinite(size), size, 0.0))
    else:
        step = np.ones(rows.size)
    low[rows] -= sign * step
    up[rows] += sign * step
    if not isinstance(rule, ShareRule):  # a count below zero limits nothing, above it nothing fits
        up[rows] = np.where(np.isfinite(up[rows]), np.maximum(up[rows], 0.0), up[rows])
    return replace(program, row_lower=low, row_upper=up)


def _weights(program: Program, weighing: Weighing) -> Iterator[tuple[Kind, str, Way, Program]]:
    ways: tuple[tuple[Way, float], ...] = (("half", 0.5), ("double", 2.0))
    for k, name in enumerate(weighing.criteria):
        if weighing.weights[k] <= 0.0:
            continue
        for way, by in ways:
            weights = weighing.weights.copy()
            weights[k] *= by
            value = weighing.value(weights / weights.sum())
            yield "weight", name, way, replace(program, value=value)


def _regimes(case: Case, weighing: Weighing) -> Iterator[tuple[Kind, str, Way, Program]]:
    for regime in REGIMES:
        moved = under_regime(case, weighing, regime)
        if moved is not None:
            yield "regime", "zan_regime", regime, moved
