"""What a request becomes: a survey of the candidates, then a program and all its report traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from tisites.messages.progress import Stopwatch
from tisites.messages.text import language

if TYPE_CHECKING:
    from collections.abc import Callable

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


class Once:
    """What is made once of the same tables, for all cases that share them: weights change none.

    Examples
    --------
    >>> once, made, table = Once(), [], {"a": 1}
    >>> for _ in range(2):
    ...     once("counted", (table,), lambda: made.append(1))
    >>> len(made)
    1
    """

    #: Results kept; the first made leaves first.
    MOST = 8

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[tuple[object, ...], object]] = {}

    def __call__[T](self, name: str, of: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what was made of these very objects, in this language; or make it."""
        key = (name, language(), *map(id, of))
        if key not in self._made:
            made = make()
            self._made[key] = of, made  # they are held, so that no other has their identity
            while len(self._made) > self.MOST:
                self._made.pop(next(iter(self._made)), None)
            return made
        return cast("T", self._made[key][1])

    def __reduce__(self) -> tuple[Any, ...]:
        return Once, ()


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
    once : Once
        Keeps what is made of the tables above.
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
    once: Once = field(default_factory=Once, compare=False, repr=False)

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
    once : Once
        Keeps what is made of the tables above.
    pool : Pool, optional
        As in :class:`Survey`.
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
    once: Once = field(default_factory=Once, compare=False, repr=False)
    pool: Pool | None = None

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: every output must then say so."""
        return self.territory.pack.manifest.synthetic or self.candidates.synthetic
