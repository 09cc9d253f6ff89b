"""How every limit stands at an answer: used, limit, slack, and what its rule decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.report.binding import breakable
from tisites.report.book.limits import limit_uses
from tisites.report.rules.words import gain_words, rule_limit, without_words
from tisites.run.answer.rules import rules_of
from tisites.run.read.activity import standing_rows
from tisites.solver.solution import Proof
from tisites.web.contract import Body

if TYPE_CHECKING:
    from tisites.desk.sources import Studied
    from tisites.report.book.limits import LimitUse
    from tisites.run.answer.rules import RuleEffect
    from tisites.run.read.activity import Activity


class LimitGauge(Body):
    """One limit: one row of a rule.

    ``used``, ``limit_low``, ``limit_high`` and ``slack`` are in ``unit``; ``None`` where open, or
    where the row has no figure that a reader could use. ``used_pct`` is of the ceiling, or of the
    floor without one. ``binds``: a limit that some selection could break is met. The effect is
    that of the whole rule, found by choosing again without it: points gained, sites changed;
    ``None`` where it was not measured.
    """

    key: str
    rule: str
    label: str
    territory: str
    limit_words: str
    unit: str
    used: float | None
    limit_low: float | None
    limit_high: float | None
    slack: float | None
    used_pct: float | None
    distance: bool
    binds: bool
    effect_words: str | None
    effect_value: float | None
    effect_sites: int | None
    effect_proven: bool
    effect_sentence: str


def gauges_of(studied: Studied) -> list[LimitGauge]:
    """Return every limit but that on the number of sites, in the order of the program.

    Parameters
    ----------
    studied : Studied
        The answer; its report tells what each rule was found to decide, where that was measured.
    """
    base = studied.answered
    case, program = base.case, base.case.program
    rows = standing_rows(program, program.matrix @ base.x, base.selected)
    named = [row for row in breakable(program, rows) if _limits(row)]
    effects = rules_of(studied.report)
    by_rule = {one.name: one for one in effects.rules} if effects is not None else {}
    uses = limit_uses(named, case.model, int(base.selected.size))
    return [
        _gauge(row.name, use, by_rule.get(use.name), studied)
        for row, use in zip(named, uses, strict=True)
    ]


def _limits(row: Activity) -> bool:
    return math.isfinite(row.lower) or math.isfinite(row.upper)


def _gauge(key: str, use: LimitUse, effect: RuleEffect | None, studied: Studied) -> LimitGauge:
    model, value = studied.answered.case.model, studied.answered.value
    known = effect is not None and effect.proof is not Proof.UNKNOWN
    return LimitGauge(
        key=key,
        rule=use.name,
        label=use.rule,
        territory=use.group,
        limit_words=str(rule_limit(use.name, model)),
        unit=use.unit,
        used=use.used,
        limit_low=use.floor,
        limit_high=use.ceiling,
        slack=_slack(use),
        used_pct=use.ceiling_pct if use.ceiling is not None else use.covered_pct,
        distance=use.distance,
        binds=use.binds,
        effect_words=None if effect is None else str(gain_words(effect, value)),
        effect_value=effect.gain if effect is not None and known else None,
        effect_sites=len(effect.enters) if effect is not None and known else None,
        effect_proven=effect is not None and effect.proof is Proof.OPTIMAL,
        effect_sentence="" if effect is None else without_words(effect, model),
    )


def _slack(use: LimitUse) -> float | None:
    """Return what is left before the nearest limit; none where there is no figure."""
    if use.used is None:
        return None
    left = [
        side
        for side in (
            None if use.floor is None else use.used - use.floor,
            None if use.ceiling is None else use.ceiling - use.used,
        )
        if side is not None
    ]
    return max(0.0, min(left)) if left else None
