"""What a request becomes: a survey of the candidates, then a program and all its report traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates
    from tisites.candidates.pool import Pool
    from tisites.criteria.spec import Indicators
    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding
    from tisites.model.admit import Admission
    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.model.sites import Sites
    from tisites.run.prepare.request import Request
    from tisites.score.scores import Scores
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class Survey:
    """What is known before a program exists: who competes, and what cannot work.

    Parameters
    ----------
    request, model, scenario, territory, candidates, admission, indicators, scores, sites
        As in :class:`Prepared`.
    problems : tuple of Problem
        Why no program can be compiled; empty when one can.
    findings : tuple of Finding
        From every room.
    stopwatch : Stopwatch
        Seconds by phase so far.
    pool : Pool, optional
        A planner's own sites and the national records that they are, where hers were added.
    """

    request: Request
    model: Model
    scenario: str
    territory: Territory
    candidates: Candidates
    admission: Admission
    indicators: Indicators
    scores: Scores
    sites: Sites
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    stopwatch: Stopwatch
    pool: Pool | None = None

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: every output must then say so."""
        return self.territory.pack.manifest.synthetic or self.candidates.synthetic


@dataclass(frozen=True)
class Prepared:
    """All that a solve needs and all that its report will trace.

    Parameters
    ----------
    request : Request
        What was asked.
    model : Model
        The merged model.
    scenario : str
        Name of the scenario.
    territory : Territory
        The pack, read.
    candidates : Candidates
        Every candidate of the file.
    admission : Admission
        Who competes, and why the others do not.
    indicators, scores : Indicators, Scores
        Of every site that passed the declared eligibility.
    sites : Sites
        The sites that compete, in the order of the program's columns.
    program : Program
        What will be solved.
    findings : tuple of Finding
        From every room.
    stopwatch : Stopwatch
        Seconds by phase so far.
    """

    request: Request
    model: Model
    scenario: str
    territory: Territory
    candidates: Candidates
    admission: Admission
    indicators: Indicators
    scores: Scores
    sites: Sites
    program: Program
    findings: tuple[Finding, ...]
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: every output must then say so."""
        return self.territory.pack.manifest.synthetic or self.candidates.synthetic
