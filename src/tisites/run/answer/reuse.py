"""An answer that is known already: checked against the program of today, not solved again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tisites.run.answer.outcome import Outcome
from tisites.run.answer.robust import at_stored_threshold
from tisites.run.answer.rules import rules_of
from tisites.run.files.seal import broken
from tisites.solver.check import BrokenAnswerError, checked_answer
from tisites.solver.solution import Proof, Solution

if TYPE_CHECKING:
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request
    from tisites.run.read.stored import StoredRun

#: A stored value further than this from the one recomputed (relative) is not that answer's.
SAME = 1e-9


def serves(report: dict, request: Request) -> bool:
    """Whether a stored answer may stand for a solve.

    A proof may, and so may a search that the same time limit stopped; a search that the planner
    interrupted is taken up again.

    Examples
    --------
    >>> from tisites.run.prepare.request import Request
    >>> serves({"proof": "optimal"}, Request()), serves({"proof": "feasible"}, Request())
    (True, False)
    >>> serves({"proof": "feasible"}, Request(seconds=5.0))
    True
    """
    proof = report["proof"]
    if proof in (Proof.OPTIMAL, Proof.WITHIN_GAP):
        return True
    return proof == Proof.FEASIBLE and request.seconds is not None


def reused(prepared: Prepared, stored: StoredRun) -> Outcome | None:
    """Return the outcome that a stored run holds, ``None`` if it cannot stand for a solve.

    Its files must be as they were written, and its selection is checked row by row against the
    program compiled now; value and activities are recomputed.
    """
    report = stored.report
    if not serves(report, prepared.request) or broken(stored.folder):
        return None
    prepared = at_stored_threshold(prepared, report)
    program = prepared.program
    where = {site: k for k, site in enumerate(program.columns)}
    if not set(report["selected"]) <= set(where):
        return None
    z = np.zeros(program.n_columns)
    z[[where[site] for site in report["selected"]]] = 1.0
    try:
        found = checked_answer(program, z)
    except BrokenAnswerError:
        return None
    value = float(report["objective"])
    if abs(found.value - value) > SAME * max(1.0, abs(value)):
        return None
    bound = report["bound"]
    seconds = {
        name.removeprefix("solve."): float(spent)
        for name, spent in report["seconds"].items()
        if name.startswith("solve.")
    }
    return Outcome(
        prepared,
        Solution(
            proof=Proof(report["proof"]),
            selected=found.selected,
            x=found.x,
            value=value,
            bound=math.inf if bound is None else float(bound),
            activities=found.activities,
            solver=str(report["solver"]),
            seconds=seconds,
            certificate={k: float(v) for k, v in report["certificate"].items()},
            certified=bool(report.get("certified", False)),
        ),
        report.get("robust"),
        rules=rules_of(report),
    )
