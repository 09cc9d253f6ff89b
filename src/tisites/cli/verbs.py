"""What each verb does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import EXIT_LIMIT, BadInputError
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from tisites.run.request import Request


def run_verb(request: Request, out: Path | None) -> int:
    """Choose sites, write the run folder, print its summary."""
    from tisites.report.summary import print_summary
    from tisites.report.write import write_outputs
    from tisites.run.folder import refuse_foreign, staged
    from tisites.run.identity import run_hash
    from tisites.run.pipeline import execute
    from tisites.run.prepare import prepare
    from tisites.solve.solution import Proof

    if out is not None:
        refuse_foreign(out)  # before minutes of work, not after
    progress = Progress()
    clock = Stopwatch(progress)
    try:
        outcome = execute(prepare(request, clock))
        folder = out or Path("runs") / run_hash(outcome.prepared)[:16]
        with clock.phase("write"), staged(folder) as fresh:
            write_outputs(outcome, fresh)
    finally:
        progress.clear()
    print_summary(outcome, folder, make_console())
    proven = outcome.solution.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP)
    return 0 if proven else EXIT_LIMIT


def check_verb(request: Request, out: Path | None) -> int:
    """Do everything but solving, and print what would be solved.

    Who is eligible and why the others are not is printed even when nothing can be solved.
    """
    from tisites.report.summary import print_check, print_survey
    from tisites.run.folder import refuse_foreign
    from tisites.run.prepare import compiled, survey

    if out is not None:
        refuse_foreign(out)
    progress = Progress()
    try:
        known = survey(request, Stopwatch(progress))
        prepared = None if known.problems else compiled(known)
    finally:
        progress.clear()
    if prepared is None:
        print_survey(known, make_console())
        raise BadInputError(known.problems)
    print_check(prepared, make_console())
    return 0
