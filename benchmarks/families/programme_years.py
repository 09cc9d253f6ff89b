"""Six start years under 100 M€ a year: sites and years together, with and without discount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.programme import Asked
from tisites.model.programme.years import ProgrammeRule, YearsCost
from tisites.study.years.dated import dated
from tisites.study.years.solve import plan
from tisites.study.years.timetable import timetable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.explain.base import Answered

YEARS = tuple(range(2026, 2032))


def asked(answered: Answered) -> Sequence[Asked]:
    """Ask for sites and years at the median cost; a peer solves the whole program over years."""
    return [_asked(answered, rate) for rate in (0.0, 0.04)]


def _asked(answered: Answered, rate: float) -> Asked:
    case = answered.case
    rule = ProgrammeRule(
        years=YEARS, budget_meur=100.0, discount=rate, cost=YearsCost(reading="nominal"),
        source="benchmark",
    )  # fmt: skip
    table = timetable(case, rule)

    def ours() -> tuple[float, str]:
        found = plan(case.program, table, rule.ties, most=case.model.choose)
        return found.value, str(found.proof)

    label = f"six years, 100 M€ a year, discount {100 * rate:.0f} %"
    return Asked(label, ours, dated(case.program, table, reduce=False).program)
