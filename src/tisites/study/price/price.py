"""What one more costs: every limit moved by one unit, each time solved again to proof."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.progress import Silent
from tisites.model.tolerances import TIE
from tisites.solver.check import broken_rules
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.price.answer import Price, answer_of
from tisites.study.price.moves import Move, PriceQuestion, moves_of
from tisites.study.price.targets import questions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.solver.solution import Solution


#: Seconds of one move where no limit is given: past them it is told as not proven.
MOVE_SECONDS = 30.0


@dataclass(frozen=True)
class LimitPrices:
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
    question: PriceQuestion,
    *,
    selected: np.ndarray | None = None,
    seconds: float | None = None,
    listener: Listener | None = None,
    told: Callable[[int, int], None] | None = None,
) -> LimitPrices:
    """Price limits by solving again with each one moved.

    The base and every move of a row are solved by one :class:`~tisites.solver.kernel.session.
    Session`, which keeps its linear program, cuts and best selections; a distance has a session
    of its own. Each answer is a proof; the second confirmation by the back end is left out.

    Parameters
    ----------
    case : Case
        The compiled scenario.
    question : PriceQuestion
        Which limits, by how much.
    selected : (p,) int64, optional
        Columns of the selection in hand: the base, if it is as good as the optimum.
    seconds : float, optional
        Limit of each solve; without one the base has none and each move :data:`MOVE_SECONDS`.
    listener : Listener, optional
        Hears the base solve.
    told : callable, optional
        Hears how many moves are answered, of how many.

    Returns
    -------
    LimitPrices
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
    base = with_conflict(program, session.solve(limits, listener))
    _refuse(base, case)
    base = _in_hand(program, base, selected)
    moves = moves_of(program, base, targets, question)
    each = Limits(MOVE_SECONDS if seconds is None else seconds)
    answered: list[Price] = []
    interrupted = _cut_short(base, limits, time.perf_counter() - start)
    if not interrupted:

        def solved(move: Move) -> Solution:
            return _solve(session, program, move, each, listener)

        def priced(move: Move, found: Solution, spent: float) -> Price:
            return answer_of(case, program, base, move, found, spent)

        interrupted = not _each(moves, solved, priced, each, told, answered)
    return LimitPrices(
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


def _each(
    moves: Sequence[Move],
    solved: Callable[[Move], Solution],
    priced: Callable[[Move, Solution, float], Price],
    limits: Limits,
    told: Callable[[int, int], None] | None,
    answered: list[Price],
) -> bool:
    """Price move after move into ``answered``; false when Ctrl-C came before the last."""
    try:
        for k, move in enumerate(moves):
            if told is not None:
                told(k, len(moves))
            began = time.perf_counter()
            found = solved(move)
            spent = time.perf_counter() - began
            if _cut_short(found, limits, spent):
                return False
            answered.append(priced(move, found, spent))
    except KeyboardInterrupt:
        return False
    return True


def _in_hand(program: Program, base: Solution, selected: np.ndarray | None) -> Solution:
    """Return the base with the selection in hand, where it is worth the same and holds."""
    if selected is None or not program.integer.all():
        return base
    x = np.zeros(program.n_columns)
    x[selected] = 1.0
    worth = program.objective(x)
    if abs(worth - base.value) > TIE * max(1.0, abs(base.value)) or broken_rules(program, x):
        return base
    return replace(base, selected=np.sort(selected), x=x, activities=program.matrix @ x)


def _solve(
    session: Session, program: Program, move: Move, limits: Limits, listener: Listener | None
) -> Solution:
    if move.separation >= 0:
        kept = list(program.separations)
        kept[move.separation] = replace(kept[move.separation], km=move.to)
        moved = replace(program, separations=tuple(kept))
        return Session(moved, confirm=False).solve(limits, listener or Silent())
    lower, upper = move.bounds(program)
    session.change(row_lower=lower, row_upper=upper)
    return session.solve(limits, listener or Silent())


def _cut_short(found: Solution, limits: Limits, spent: float) -> bool:
    """Whether Ctrl-C stopped a solve: no proof, and no limit that could have."""
    if found.proof not in (Proof.FEASIBLE, Proof.UNKNOWN):
        return False
    return limits.seconds is None or spent < 0.8 * limits.seconds


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
