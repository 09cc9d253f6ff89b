"""The steps to a turnkey site, dated: when each may begin and end, and which decide the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.steps import ENDS, MONTHS_PER_YEAR, critical_path, steps
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.criteria.steps import ProjectStep

#: Code of the step that no table of steps holds: the grid connection.
GRID = "grid"
GRID_LABEL = Text("Raccordement électrique", "Grid connection")


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One step of one site.

    Parameters
    ----------
    code : str
        Of ``maturity_steps.toml``, or ``grid``.
    label : Text
        For the planner.
    months : tuple of float
        That count: low, likely, high; 0 where the step is not needed or done.
    start, end : tuple of float
        Years (2027.5 is the first of July 2027), as early as the steps before it allow: low,
        likely, high.
    critical : bool
        Whether the step is on the path that decides the likely year.
    source : str
        Where the durations come from.
    """

    code: str
    label: Text
    months: tuple[float, float, float]
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    critical: bool
    source: str


def dated_steps(words: Mapping[str, str], start_year: float) -> tuple[DatedStep, ...]:
    """Date the steps of a site, each as early as those before it allow.

    Parameters
    ----------
    words : mapping of str to str
        Classes of the site (:func:`~tisites.criteria.steps.words_of`).
    start_year : float
        When the first steps begin.

    Returns
    -------
    tuple of DatedStep
        Steps that may be needed at some end, by likely start then order of the table. The latest
        end is the year that ``steps_years`` gives, at each end.

    Examples
    --------
    >>> words = {"site_type": "built", "zoning": "urban", "pollution": "none", "status": ""}
    >>> [s.code for s in dated_steps(words, 2026.0) if s.critical]
    ['inventory', 'impact_study', 'authorisation', 'services']
    >>> max(s.end[1] for s in dated_steps(words, 2026.0))
    2029.5
    """
    ends: dict[str, tuple[float, ...]] = {}
    on_path = set(critical_path(words, ENDS[1])[1])
    dated = []
    for step in _in_order():
        months = tuple(step.lead_months(words, end) for end in ENDS)
        start = tuple(
            max((ends[other][end] for other in step.after), default=start_year) for end in ENDS
        )
        finish = tuple(s + m / MONTHS_PER_YEAR for s, m in zip(start, months, strict=True))
        ends[step.code] = finish
        if any(months):
            dated.append(
                DatedStep(
                    step.code,
                    step.label,
                    _three(months),
                    _three(start),
                    _three(finish),
                    step.code in on_path,
                    step.source,
                )
            )
    return tuple(sorted(dated, key=lambda step: step.start[1]))


def grid_step(request_year: float, ready: tuple[float, float, float]) -> DatedStep:
    """Return the grid connection as a step, from the request to the year it is ready."""
    months = _three([MONTHS_PER_YEAR * (year - request_year) for year in ready])
    begin = (request_year, request_year, request_year)
    return DatedStep(GRID, GRID_LABEL, months, begin, ready, critical=False, source="RTE, CRE")


def last_step(dated: tuple[DatedStep, ...], grid_ready: float) -> tuple[str, Text]:
    """Return the step that ends last at the likely dates: what a year gained would come from.

    Examples
    --------
    >>> words = {"site_type": "built", "zoning": "urban", "pollution": "none", "status": ""}
    >>> str(last_step(dated_steps(words, 2026.0), 2031.0)[1])
    'Raccordement électrique'
    >>> last_step(dated_steps(words, 2026.0), float("nan"))[0]
    'services'
    """
    step = max(dated, key=lambda step: (step.end[1], step.critical))
    if not np.isnan(grid_ready) and grid_ready > step.end[1]:
        return GRID, GRID_LABEL
    return step.code, step.label


def _in_order() -> list[ProjectStep]:
    """Return the steps, each after those it waits for."""
    done: set[str] = set()
    left, ordered = list(steps()), []
    while left:
        ready = [step for step in left if set(step.after) <= done]
        ordered += ready
        done |= {step.code for step in ready}
        left = [step for step in left if step.code not in done]
    return ordered


def _three(values: Iterable[float]) -> tuple[float, float, float]:
    low, likely, high = values
    return float(low), float(likely), float(high)
