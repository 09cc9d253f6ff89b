"""What a study starts from: a run, or a scenario that is solved first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
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


@dataclass(frozen=True)
class Studied:
    """An answered case, and where it comes from.

    Parameters
    ----------
    answered : Answered
        The case with its checked answer.
    name : str
        What the folder of its study is called after.
    reported : callable
        Returns :attr:`report`.
    evidence : callable
        Returns what every source says of the sites.
    """

    answered: Answered
    name: str
    reported: Callable[[], Mapping[str, Any]] = field(repr=False)
    evidence: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def report(self) -> Mapping[str, Any]:
        """What ``solution.json`` holds, or would; made when it is asked for."""
        return self.reported()


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


def refuse_early(source: Source | Studied, check: Callable[[Model, str], object]) -> None:
    """Refuse what a scenario declares wrong before it is solved, with its lines.

    Parameters
    ----------
    source : Source or Studied
        A run, or what is studied already, is refused where it is opened.
    check : callable
        Takes the merged model and its file; raises what is wrong.

    Raises
    ------
    BadInputError
        What the check says.
    """
    from tisites.model.complaints import with_line
    from tisites.model.load import find
    from tisites.model.points import load_scenario

    if isinstance(source, Studied):
        return
    try:
        path = find("scenarios", source.run)
    except BadInputError:
        return
    model, _ = load_scenario(source.run, source.model)
    try:
        check(model, str(path))
    except BadInputError as error:
        raise BadInputError([with_line(one, path) for one in error.problems]) from error


def studied_run(run: StoredRun) -> Studied:
    """Check a stored run against its program, ready to be questioned.

    Raises
    ------
    TisitesError
        If the run is damaged.
    """
    from tisites.study.explain.explain import answer_of

    return Studied(answer_of(run), run.folder.name, lambda: run.report, lambda: run.evidence)


def studied_outcome(outcome: Outcome) -> Studied:
    """Make a run that was just solved ready to be questioned."""
    from tisites.run.read.case import case_of
    from tisites.solver.solution import Proof
    from tisites.study.explain.base import answered

    solution, case = outcome.solution, case_of(outcome.prepared)
    proven = solution.proof is Proof.OPTIMAL
    base = answered(case, list(outcome.ids), solution.bound, proven=proven)
    evidence = outcome.prepared.candidates.evidence
    return Studied(base, case.name, outcome.report, lambda: evidence)


def _stored(reference: str) -> Studied:
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    return studied_run(open_run(resolve_run(reference)))


def _is_scenario(name: str) -> bool:
    from tisites.model.load import find

    try:
        find("scenarios", name)
    except BadInputError:
        return False
    return True


def _solved(source: Source, listener: Listener) -> Studied:
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    request = Request(source.run, source.model, source.data, source.candidates, source.tolerant)
    return studied_outcome(execute(prepare(request, Stopwatch(listener), keep=OnDisk())))
