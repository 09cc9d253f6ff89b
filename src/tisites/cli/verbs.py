"""What each verb does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import EXIT_LIMIT, BadInputError
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from tisites.run.prepare.request import Request


def run_verb(request: Request, out: Path | None, *, force: bool = False) -> int:
    """Choose sites, write the run folder, print its summary; a run that is known is only found.

    Without ``--out`` the run goes to the store, under its hash. With it, only that folder is
    looked at: a run of the same inputs that lies there already is left as it is.
    """
    from tisites.messages.text import language
    from tisites.report.runs import found_words
    from tisites.report.summary import print_summary
    from tisites.report.write import write_outputs
    from tisites.run.answer.reuse import reused
    from tisites.run.answer.rules import with_rules
    from tisites.run.files.folder import ready, staged
    from tisites.run.files.identity import run_hash
    from tisites.run.pipeline import execute
    from tisites.run.prepare.prepare import prepare
    from tisites.run.store.evidence_log import log_evidence
    from tisites.run.store.store import Store, run_in
    from tisites.solver.solution import Proof

    progress, store = Progress(), Store()
    clock = Stopwatch(progress)
    if out is not None:
        ready(out)  # before minutes of work, not after
    else:
        store.ready()
    known = outcome = None
    try:
        prepared = prepare(request, clock)
        run = run_hash(prepared)
        if not force:
            known = store.find(run) if out is None else run_in(out, run)
            outcome = reused(prepared, known) if known is not None else None
        if known is None or outcome is None:
            known, outcome = None, execute(prepared)
        with clock.phase("rules"):
            outcome = with_rules(outcome)
        folder = out or (known.folder if known is not None else store.folder_of(run))
        other = known is not None and known.report.get("language") != language()
        lean = known is not None and not (known.folder / "map.png").is_file()  # put by a sweep
        if known is None or lean or (out is not None and other):
            here = staged(out) if out is not None else store.staged(run, replace=True)
            with clock.phase("write"), here as fresh:
                write_outputs(outcome, fresh)
        log_evidence(prepared.candidates.planner, run, store)
    finally:
        progress.clear()
    console = make_console()
    if known is not None:
        console.print(found_words(known))
    print_summary(outcome, folder, console)
    proven = outcome.solution.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP)
    return 0 if proven else EXIT_LIMIT


def check_verb(request: Request, out: Path | None) -> int:
    """Do everything but solving, and print what would be solved.

    Who is eligible and why the others are not is printed even when nothing can be solved.
    """
    from tisites.report.excel_tables import write_check_sheet
    from tisites.report.summary import print_check, print_check_files, print_survey
    from tisites.run.answer.check_tables import MARK, WRITTEN, write_check
    from tisites.run.files.folder import ready, staged
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.read.case import case_of
    from tisites.study.precheck.precheck import precheck

    if out is not None:
        ready(out, MARK, WRITTEN)
    progress = Progress()
    try:
        known = survey(request, Stopwatch(progress))
        if out is not None:
            with staged(out, MARK, WRITTEN) as fresh:
                write_check(known, fresh)
                write_check_sheet(known, fresh)
        prepared = None if known.problems else compiled(known)
        if prepared is not None:
            told = (*prepared.findings, *precheck(case_of(prepared)))
            prepared = replace(prepared, findings=told)
    finally:
        progress.clear()
    console = make_console()
    if prepared is None:
        print_survey(known, console)
    else:
        print_check(prepared, console)
    if out is not None:
        print_check_files(out, console)
    if prepared is None:
        raise BadInputError(known.problems)
    return 0
