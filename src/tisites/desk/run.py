"""Sites chosen, proven, written: the verb ``run``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, partial_folder, verb
from tisites.messages.errors import InfeasibleError
from tisites.messages.progress import Stopwatch
from tisites.run.prepare.request import Request
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.read.stored import StoredRun


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What is asked of a run.

    Parameters
    ----------
    request : Request
        What to read and how to solve.
    out : Path, optional
        Folder of the run; the store's, named by its hash, otherwise.
    force : bool
        Solve even what is known.
    store : Store
        Where runs lie; ``runs`` here, unless told.
    """

    request: Request = field(default_factory=Request)
    out: Path | None = None
    force: bool = False
    store: Store = field(default_factory=Store)


@dataclass(frozen=True)
class Solved:
    """The answer of a run.

    Parameters
    ----------
    outcome : Outcome
        Prepared case, solution and its proof, what rules decide.
    run : str
        Full hash of what was solved: the run's name.
    known : StoredRun, optional
        The stored run that answered; ``None`` where it was solved now.
    """

    outcome: Outcome
    run: str
    known: StoredRun | None = None


@verb
def solve(asked: SolveRequest, listener: Listener) -> Answer[Solved]:
    """Choose sites to proof, or find the run that holds that answer; nothing is written yet.

    With ``out``, only that folder is looked at: a run of the same inputs that lies there already is
    left as it is.

    Stopped, the best selection so far is the answer, labelled as not proven, with its bound.

    Raises
    ------
    BadInputError
        With all that is wrong in the input; a folder that may not be written.
    InfeasibleError
        If no selection meets every constraint.
    LimitReachedError
        If a limit, or the stop, came before any selection was found.
    Stopped
        If the stop came before there was a program to solve.
    """
    from tisites.run.files.folder import ready
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare

    clock = Stopwatch(listener)
    if asked.out is not None:
        ready(asked.out)  # before minutes of work, not after
    else:
        asked.store.ready()
    return measured_answer(answered(prepare(asked.request, clock, keep=OnDisk()), asked), asked)


def measured_answer(solved: Solved, asked: SolveRequest) -> Answer[Solved]:
    """Measure what rules decide in an answer, and say what it means; nothing is written yet."""
    from tisites.report.run import run_document
    from tisites.report.run_files import FILES, found_words
    from tisites.run.answer.overseas import with_overseas
    from tisites.run.answer.rules import with_rules
    from tisites.solver.solution import Proof

    clock, known = solved.outcome.prepared.stopwatch, solved.known
    with clock.phase("rules"):
        outcome = with_rules(solved.outcome)
    with clock.phase("overseas"):
        outcome = with_overseas(outcome)
    whole = Solved(outcome, solved.run, known)
    stays = known.folder if known is not None else asked.store.folder_of(solved.run)
    folder = asked.out or stays
    proven = outcome.solution.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP)
    return Answer(
        whole,
        run_document(outcome, folder, found_words(known.folder) if known is not None else ""),
        folder,
        End.DONE if proven else End.LIMIT,
        save=lambda: _save(whole, asked, folder),
        files=FILES,
        seconds=clock.seconds,
    )


def executed(prepared: Prepared) -> Outcome:
    """Solve; where nothing is feasible, tell as well what the figures alone contradict."""
    from tisites.run.pipeline import execute
    from tisites.run.read.case import case_of
    from tisites.study.precheck.precheck import contradictions

    try:
        return execute(prepared)
    except InfeasibleError as error:
        raise InfeasibleError([*error.problems, *contradictions(case_of(prepared))]) from error


def answered(prepared: Prepared, asked: SolveRequest) -> Solved:
    """Find the stored answer of a prepared case, or solve it."""
    from tisites.run.answer.reuse import reused
    from tisites.run.files.identity import run_hash
    from tisites.run.store.store import run_in

    run = run_hash(prepared)
    known = outcome = None
    if not asked.force:
        known = asked.store.find(run) if asked.out is None else run_in(asked.out, run)
        outcome = reused(prepared, known) if known is not None else None
    if outcome is None:
        known, outcome = None, executed(prepared)
    return Solved(outcome, run, known)


def _save(solved: Solved, asked: SolveRequest, folder: Path) -> Path:
    """Write a run that is not written yet, and the planner's evidence into its log.

    A run that was stopped never takes the place of a whole one: it goes beside it, and not into
    the store where the same question is answered already.
    """
    from tisites.messages.text import language
    from tisites.report.write import write_outputs
    from tisites.run.files.folder import staged
    from tisites.run.store.evidence_log import log_evidence
    from tisites.run.store.store import run_of

    known, outcome, out = solved.known, solved.outcome, asked.out
    prepared = outcome.prepared
    if outcome.solution.interrupted and _is_whole(run_of(folder)):
        if out is None:
            return folder
        folder = partial_folder(folder, whole=True)
    other = known is not None and known.report.get("language") != language()
    lean = known is not None and not (known.folder / "map.png").is_file()  # put by a sweep
    if known is None or lean or (out is not None and other):
        here = asked.store.staged(solved.run, replace=True) if out is None else staged(folder)
        with prepared.stopwatch.phase("write"), here as fresh:
            write_outputs(outcome, fresh)
    log_evidence(prepared.candidates.planner, solved.run, asked.store)
    return folder


def _is_whole(run: StoredRun | None) -> bool:
    """Whether a folder holds a run that nobody stopped: proven, or ended by its own limit."""
    from tisites.solver.solution import Proof

    if run is None:
        return False
    limited = run.report["identity"].get("seconds") is not None
    return limited or run.report["proof"] in (Proof.OPTIMAL, Proof.WITHIN_GAP)
