"""The one entry point: a program in, a proven and checked solution out."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Literal

from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.solver.certified import solve_whole
from tisites.solver.compact import CBC, HIGHS, CompactBackEnd
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import BACK_ENDS, Limits, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program

Method = Literal["auto", "compact", "kernel"]


def back_end_named(name: str) -> CompactBackEnd:
    """Return the back end called ``name``; ``scip`` and ``cpsat`` are optional extras.

    Raises
    ------
    BadInputError
        When there is none of that name, or when its package is not installed.
    """
    if name == "cbc":
        return CBC
    if name == "highs":
        return HIGHS
    if name not in BACK_ENDS:
        raise bad_input(
            Text(f"solveur inconnu : {name}", f"unknown solver: {name}"),
            Text(f"choisir parmi {', '.join(BACK_ENDS)}", f"choose from {', '.join(BACK_ENDS)}"),
        )
    package = {"scip": "pyscipopt", "cpsat": "ortools"}[name]
    if importlib.util.find_spec(package) is None:
        raise bad_input(
            Text(f"le solveur {name} n'est pas installé", f"solver {name} is not installed"),
            Text(f"installer le paquet {package}", f"install the package {package}"),
        )
    if name == "scip":
        from tisites.solver.scip import run_scip, scip_version

        return CompactBackEnd("scip", run_scip, scip_version)
    from tisites.solver.cpsat import cpsat_version, run_cpsat

    return CompactBackEnd("cpsat", run_cpsat, cpsat_version)


def solve(
    program: Program,
    back_end: str = "cbc",
    limits: Limits | None = None,
    listener: Listener | None = None,
    *,
    method: Method = "auto",
    confirm: bool = True,
) -> Solution:
    """Solve a program, to proof unless a limit stops it, and check the answer in NumPy.

    Parameters
    ----------
    program : Program
        What to solve.
    back_end : {"cbc", "highs", "scip", "cpsat"}
        The solver that proves.
    limits : Limits, optional
        When to stop; by default only a proof does.
    listener : Listener, optional
        Hears phases and bounds.
    method : {"auto", "compact", "kernel"}
        ``kernel`` (what ``auto`` means) proves the full program from the few columns that
        could matter; ``compact`` gives the whole program to the solver, for comparison.
    confirm : bool
        Whether the back end also confirms what the kernel's own tree closed (decision 0004).

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
        return solve_whole(chosen, program, limits or Limits(), listener)
    session = Session(program, chosen, confirm=confirm)
    return with_conflict(program, session.solve(limits, listener, evidence=True), listener)
