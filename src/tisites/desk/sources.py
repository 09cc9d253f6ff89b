"""What a study starts from: a run, or a scenario that is solved first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.run.answer.outcome import Outcome
    from tisites.run.read.stored import StoredRun
    from tisites.study.explain.base import Answered


@dataclass(frozen=True, slots=True)
class Source:
    """What the planner named.

    Parameters
    ----------
    run : str
        A run (folder, hash, ``last``), or a scenario.
    model : str, optional
        As ``tisites run`` takes them; with any of these, ``run`` is a scenario.
    data, candidates : Path, optional
        The same.
    tolerant : bool
        The same.
    """

    run: str
    model: str | None = None
    data: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False

    @property
    def is_scenario(self) -> bool:
        """Whether a scenario is meant for sure."""
        return self.tolerant or any(x is not None for x in (self.model, self.data, self.candidates))


@dataclass(frozen=True, slots=True)
class Studied:
    """An answered case, and the name that its study's folder takes."""

    answered: Answered
    name: str


def studied(source: Source | Studied, listener: Listener) -> Studied:
    """Open the run, or solve the scenario, that the planner named; what is studied already stays.

    Raises
    ------
    BadInputError
        If there is neither a run nor a scenario of that name.
    """
    if isinstance(source, Studied):
        return source
    if not source.is_scenario:
        try:
            return _stored(source.run)
        except BadInputError:
            if not _is_scenario(source.run):
                raise
    return _solved(source, listener)


def opened(run: str | StoredRun) -> StoredRun:
    """Open a stored run by what names it: a folder, a hash, ``last``; an open one is given back.

    Raises
    ------
    BadInputError
        If there is none, or it cannot be read.
    """
    if not isinstance(run, str):
        return run
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    return open_run(resolve_run(run))


def studied_run(run: StoredRun) -> Studied:
    """Check a stored run against its program, ready to be questioned.

    Raises
    ------
    TisitesError
        If the run is damaged.
    """
    from tisites.study.explain.explain import answer_of

    return Studied(answer_of(run), run.folder.name)


def studied_outcome(outcome: Outcome) -> Studied:
    """Make a run that was just solved ready to be questioned."""
    from tisites.run.read.case import case_of
    from tisites.solver.solution import Proof
    from tisites.study.explain.base import answered

    solution, case = outcome.solution, case_of(outcome.prepared)
    proven = solution.proof is Proof.OPTIMAL
    return Studied(answered(case, list(outcome.ids), solution.bound, proven=proven), case.name)


def _stored(reference: str) -> Studied:
    return studied_run(opened(reference))


def _is_scenario(name: str) -> bool:
    from tisites.model.load import find

    try:
        find("scenarios", name)
    except BadInputError:
        return False
    return True


def _solved(source: Source, listener: Listener) -> Studied:
    from tisites.run.pipeline import execute
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    request = Request(source.run, source.model, source.data, source.candidates, source.tolerant)
    return studied_outcome(execute(prepare(request, Stopwatch(listener))))
