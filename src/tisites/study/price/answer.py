"""One answer: what a moved limit changes against the base selection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.tolerances import TIE
from tisites.solver.check import broken_rules
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.solver.solution import Solution
    from tisites.study.price.moves import Move


@dataclass(frozen=True, slots=True)
class Price:
    """Answer to one move of one limit.

    Parameters
    ----------
    move : Move
        Which limit, from where to where.
    proof : Proof
        What is proven of the new optimum; ``INFEASIBLE``: no selection meets the moved limit.
    gain : float
        Points gained (negative: lost) against the base; NaN without a selection.
    gain_most : float
        Proven upper bound of ``gain``; equal to it when proven.
    hectares : float
        Hectares more (or less) in the selection, unknown surfaces left out.
    cost_meur : float
        M€ more, from ``cost_meur``; NaN where a site that moves has none.
    enters, leaves : tuple of str
        Sites against the base selection. Other selections may be worth as much.
    seconds : float
        Wall clock of the solve.
    """

    move: Move
    proof: Proof
    gain: float
    gain_most: float
    hectares: float
    cost_meur: float
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    seconds: float


def answer_of(
    case: Case, program: Program, base: Solution, move: Move, found: Solution, spent: float
) -> Price:
    """Return what a move changes; of selections worth the same, the base where it still holds."""
    nothing = float("nan")
    if found.selected.size == 0:
        most = -np.inf if found.proof is Proof.INFEASIBLE else found.bound - base.value
        return Price(move, found.proof, nothing, most, nothing, nothing, (), (), spent)
    gain = found.value - base.value
    if abs(gain) <= TIE * max(1.0, abs(base.value)):
        gain = 0.0
        if _still_holds(program, move, base):  # of selections worth the same, the one in hand
            found = base
    enters = np.setdiff1d(found.selected, base.selected)
    leaves = np.setdiff1d(base.selected, found.selected)
    added, dropped = program.columns[enters], program.columns[leaves]
    return Price(
        move,
        found.proof,
        gain,
        gain if found.proof is Proof.OPTIMAL else max(gain, found.bound - base.value),
        _sum(case, "surface_ha", added) - _sum(case, "surface_ha", dropped),
        _cost(case, added) - _cost(case, dropped),
        tuple(sorted(added)),
        tuple(sorted(dropped)),
        spent,
    )


def _still_holds(program: Program, move: Move, base: Solution) -> bool:
    if move.separation >= 0:
        kept = list(program.separations)
        kept[move.separation] = replace(kept[move.separation], km=move.to)
        moved = replace(program, separations=tuple(kept))
    else:
        lower, upper = move.bounds(program)
        moved = replace(program, row_lower=lower, row_upper=upper)
    return not broken_rules(moved, base.x)


def _sum(case: Case, column: str, ids: Iterable[str]) -> float:
    return float(case.everyone.loc[list(ids), column].sum())


def _cost(case: Case, ids: Iterable[str]) -> float:
    """M€ of some sites; NaN where one has no estimate, or the run measured none."""
    if "cost_meur" not in case.everyone.columns:
        return float("nan")
    return float(case.everyone.loc[list(ids), "cost_meur"].sum(skipna=False))
