"""What one more costs: every limit moved by one unit, each time solved again to proof."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent
from tisites.solve.check import broken_rules
from tisites.solve.kernel.session import Session
from tisites.solve.solution import Limits, Proof
from tisites.study.price_moves import Move, Question, moves_of, questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.run.case import Case
    from tisites.solve.solution import Solution

#: Points within which two values are the same (the solver's own tolerance, relative).
SAME = 1e-7


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


@dataclass(frozen=True)
class Prices:
    """Prices of the limits of one case.

    Parameters
    ----------
    case : Case
        What was priced.
    by : float
        How far limits were moved, in each one's unit.
    value : float
        Points of the base selection.
    proof : Proof
        What is proven of it.
    selected : tuple of str
        The base selection.
    rows : tuple of Price
        In the order of the program.
    not_priced : tuple of str
        Constraints that have no limit to move (equity rows, locks, cohesion).
    incomplete : bool
        Whether it was interrupted: the missing rows are not there.
    seconds : float
        Wall clock of everything.
    """

    case: Case
    by: float
    value: float
    proof: Proof
    selected: tuple[str, ...]
    rows: tuple[Price, ...]
    not_priced: tuple[str, ...]
    incomplete: bool
    seconds: float


def price(
    case: Case,
    question: Question,
    *,
    selected: np.ndarray | None = None,
    seconds: float | None = None,
    listener: Listener | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Prices:
    """Price limits by solving again with each one moved.

    The base and every move of a row are solved by one :class:`~tisites.solve.kernel.session.
    Session`, which keeps its linear program, cuts and best selections; a distance has a session
    of its own. Each answer is a proof; the second confirmation by the back end is left out.

    Parameters
    ----------
    case : Case
        The compiled scenario.
    question : Question
        Which limits, by how much.
    selected : (p,) int64, optional
        Columns of the selection in hand: the base, if it is as good as the optimum.
    seconds : float, optional
        Limit of each solve.
    listener : Listener, optional
        Hears the base solve.
    told : callable, optional
        Hears how many moves are answered, of how many.

    Returns
    -------
    Prices
        ``incomplete`` after Ctrl-C, with what was answered.

    Raises
    ------
    BadInputError
        If the question names no constraint, or no group of it.
    InfeasibleError
        If the base itself has no solution.
    """
    start = time.perf_counter()
    limits = Limits(seconds)
    program, targets, not_priced = questions(case, question)
    session = Session(program, confirm=False)
    base = session.solve(limits, listener)
    _refuse(base, case)
    base = _in_hand(program, base, selected)
    moves = moves_of(case, program, base, targets, question)
    answered: list[Price] = []
    interrupted = _cut_short(base, limits, time.perf_counter() - start)
    try:
        for k, move in enumerate([] if interrupted else moves):
            if told is not None:
                told(k, len(moves))
            began = time.perf_counter()
            found = _solve(session, program, move, limits, listener)
            spent = time.perf_counter() - began
            if _cut_short(found, limits, spent):
                interrupted = True
                break
            answered.append(_answer(case, program, base, move, found, spent))
    except KeyboardInterrupt:
        interrupted = True
    return Prices(
        case,
        question.by,
        base.value,
        base.proof,
        tuple(sorted(program.columns[base.selected])),
        tuple(answered),
        tuple(not_priced),
        interrupted,
        time.perf_counter() - start,
    )


def _in_hand(program: Program, base: Solution, selected: np.ndarray | None) -> Solution:
    """Return the base with the selection in hand, where it is worth the same and holds."""
    if selected is None or not program.integer.all():
        return base
    x = np.zeros(program.n_columns)
    x[selected] = 1.0
    worth = program.objective(x)
    if abs(worth - base.value) > SAME * max(1.0, abs(base.value)) or broken_rules(program, x):
        return base
    return replace(base, selected=np.sort(selected), x=x, activities=program.matrix @ x)


def _solve(
    session: Session, program: Program, move: Move, limits: Limits, listener: Listener | None
) -> Solution:
    if move.separation >= 0:
        kept = list(program.separations)
        kept[move.separation] = replace(kept[move.separation], km=move.to)
        moved = replace(program, separations=tuple(kept))
        return Session(moved, confirm=False).solve(
            limits, listener or Silent(), name_conflict=False
        )
    lower, upper = move.bounds(program)
    session.change(row_lower=lower, row_upper=upper)
    return session.solve(limits, listener or Silent(), name_conflict=False)


def _cut_short(found: Solution, limits: Limits, spent: float) -> bool:
    """Whether Ctrl-C stopped a solve: no proof, and no limit that could have."""
    if found.proof not in (Proof.FEASIBLE, Proof.UNKNOWN):
        return False
    return limits.seconds is None or spent < 0.8 * limits.seconds


def _answer(
    case: Case, program: Program, base: Solution, move: Move, found: Solution, spent: float
) -> Price:
    nothing = float("nan")
    if found.selected.size == 0:
        most = -np.inf if found.proof is Proof.INFEASIBLE else found.bound - base.value
        return Price(move, found.proof, nothing, most, nothing, nothing, (), (), spent)
    gain = found.value - base.value
    if abs(gain) <= SAME * max(1.0, abs(base.value)):
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


def _refuse(base: Solution, case: Case) -> None:
    from tisites.messages.errors import InfeasibleError, LimitReachedError, Problem, Where
    from tisites.messages.text import Text

    if base.proof is Proof.INFEASIBLE:
        named = ", ".join(base.conflict)
        what = Text(
            f"aucune sélection ne respecte toutes les contraintes ; en jeu : {named}",
            f"no selection meets every constraint; in play: {named}",
        )
        remedy = Text("voir tisites relax", "see tisites relax")
        raise InfeasibleError(Problem(what, remedy, Where(case.name)))
    if base.selected.size == 0:
        what = Text("limite atteinte sans sélection", "limit reached without a selection")
        raise LimitReachedError(Problem(what, Text("allonger --time-limit", "raise --time-limit")))
