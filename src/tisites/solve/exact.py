"""The one entry point: a program in, a proven and checked solution out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tisites.messages.errors import bad_input
from tisites.messages.progress import Silent
from tisites.messages.text import Text
from tisites.solve.compact import CBC, HIGHS, CompactBackEnd
from tisites.solve.kernel.session import Session
from tisites.solve.solution import Limits, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program

Method = Literal["auto", "compact", "kernel"]
BACK_ENDS = ("cbc", "highs")


def back_end_named(name: str) -> CompactBackEnd:
    """Return the back end called ``name``.

    Raises
    ------
    BadInputError
        When there is none.
    """
    if name == "cbc":
        return CBC
    if name == "highs":
        return HIGHS
    raise bad_input(
        Text(f"solveur inconnu : {name}", f"unknown solver: {name}"),
        Text(f"choisir parmi {', '.join(BACK_ENDS)}", f"choose from {', '.join(BACK_ENDS)}"),
    )


def solve(
    program: Program,
    back_end: str = "cbc",
    limits: Limits | None = None,
    listener: Listener | None = None,
    *,
    method: Method = "auto",
) -> Solution:
    """Solve a program, to proof unless a limit stops it, and check the answer in NumPy.

    Parameters
    ----------
    program : Program
        What to solve.
    back_end : {"cbc", "highs"}
        The solver that proves.
    limits : Limits, optional
        When to stop; by default only a proof does.
    listener : Listener, optional
        Hears phases and bounds.
    method : {"auto", "compact", "kernel"}
        ``kernel`` (what ``auto`` means) proves the full program from the few columns that
        could matter; ``compact`` gives the whole program to the solver, for comparison.

    Returns
    -------
    Solution
        ``INFEASIBLE`` comes with the names of the constraints in conflict; Ctrl-C gives the
        best selection so far as ``FEASIBLE``, with its bound.

    Raises
    ------
    BadInputError
        Unknown back end.
    BrokenAnswerError
        The solver's answer does not hold (internal error; it is never returned).
    """
    chosen = back_end_named(back_end)
    if method == "compact":
        return chosen.solve(program, limits or Limits(), listener or Silent())
    return Session(program, chosen).solve(limits, listener)
