"""What the tabs draw of a study's answer: its own figures, as points and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tisites.web.contract import Body
from tisites.web.views.equity_charts import (
    EquityChart,
    FrontierChart,
    equity_chart,
    finite,
    frontier_chart,
)

if TYPE_CHECKING:
    import pandas as pd

    from tisites.desk.answer import Answer
    from tisites.model.declaration import Model
    from tisites.report.alternatives import AlternativesReport
    from tisites.run.answer.rules import RuleEffect
    from tisites.run.read.case import Case
    from tisites.study.robustness.study import Robustness
    from tisites.study.rules.rules import Rules


class NamedSite(Body):
    """A site by its id, and as a sentence names it."""

    id: str
    name: str


class RuleBar(Body):
    """What one rule decides: points gained without it, and who would enter and leave."""

    key: str
    label: str
    limit: str
    met: bool
    idle: bool
    proven: bool
    gain: float | None
    gain_most: float | None
    words: str
    sentence: str
    enter: list[NamedSite]
    leave: list[NamedSite]


class RulesChart(Body):
    """What each rule decides, those that decide most first."""

    kind: Literal["rules"] = "rules"
    rules: list[RuleBar]


class AlternativeSelection(Body):
    """One selection of the list; the first is the best there is."""

    rank: int
    value: float
    bound: float
    loss_pct: float
    selected: list[str]
    enter: list[NamedSite]
    leave: list[NamedSite]


class AlternativesChart(Body):
    """Selections nearly as good, best first."""

    kind: Literal["alternatives"] = "alternatives"
    selections: list[AlternativeSelection]


class SiteShare(Body):
    """How often weightings choose a site, 0 to 1, with its interval at 95 %."""

    id: str
    name: str
    chosen: bool
    share: float
    low: float
    high: float
    group: str
    group_words: str


class WeightSpan(Body):
    """Shares of a criterion's weight in which the selection stays the best, %."""

    key: str
    label: str
    now: float
    low: float
    high: float
    below: str
    above: str


class RobustnessChart(Body):
    """Who stays whatever the weights, and how far each weight may move."""

    kind: Literal["robustness"] = "robustness"
    draws: int
    sites: list[SiteShare]
    weights: list[WeightSpan]


StudyChart = EquityChart | RulesChart | AlternativesChart | FrontierChart | RobustnessChart


def chart_of(verb: str, answer: Answer[Any], model: Model | None = None) -> StudyChart | None:
    """Return what a tab draws of an answer; ``None`` where the document says it all.

    Parameters
    ----------
    verb : str
        The study that answered.
    answer : Answer
    model : Model, optional
        What a frontier was traced for: it tells how a point is asked for.
    """
    value = answer.value
    if verb == "equity":
        return equity_chart(value)
    if verb == "rules":
        return rules_chart(value)
    if verb == "alternatives":
        return alternatives_chart(value)
    if verb == "frontier" and model is not None:
        return frontier_chart(value, answer.document, model)
    return robustness_chart(value) if verb == "robustness" else None


def rules_chart(found: Rules) -> RulesChart:
    """Return one bar a rule; idle ones are there too."""
    from tisites.report.rules.table import ordered

    return RulesChart(rules=[_bar(one, found) for one in ordered(found.effects.rules)])


def _bar(one: RuleEffect, found: Rules) -> RuleBar:
    from tisites.report.rules.words import gain_words, rule_limit, rule_name, without_words
    from tisites.solver.solution import Proof

    case = found.case
    known = one.proof is not Proof.UNKNOWN
    return RuleBar(
        key=one.name,
        label=str(rule_name(one.name, case.model)),
        limit=str(rule_limit(one.name, case.model)),
        met=one.met,
        idle=one.idle,
        proven=one.proof is Proof.OPTIMAL,
        gain=one.gain if known else None,
        gain_most=finite(one.gain_most),
        words=str(gain_words(one, found.value)),
        sentence=without_words(one, case.model),
        enter=_named(case, one.enters),
        leave=_named(case, one.leaves),
    )


def alternatives_chart(found: AlternativesReport) -> AlternativesChart:
    """Return every selection of the list with what it swaps against the best."""
    case, labels = found.case, found.case.program.columns
    best = found.listed.best.selected
    return AlternativesChart(
        selections=[
            AlternativeSelection(
                rank=k,
                value=one.value,
                bound=one.bound,
                loss_pct=one.loss_pct,
                selected=sorted(map(str, labels[one.selected])),
                enter=_named(case, labels[np.setdiff1d(one.selected, best)]),
                leave=_named(case, labels[np.setdiff1d(best, one.selected)]),
            )
            for k, one in enumerate(found.listed.everyone)
        ]
    )


def robustness_chart(found: Robustness) -> RobustnessChart:
    """Return the sites that any weighting chose, and the interval of each weight."""
    from tisites.report.robustness.words import CLASS_WORDS, axis_rows, site_table

    sampled = found.sampled
    table: pd.DataFrame | None = None
    if sampled is not None and sampled.selections:
        table = site_table(found)
        table = table[(table["chosen"] | (table["times"] > 0)).to_numpy(dtype=bool)]
    return RobustnessChart(
        draws=0 if sampled is None else len(sampled.selections),
        sites=[]
        if table is None
        else [
            SiteShare(
                id=str(row["site_id"]),
                name=str(row["name"]),
                chosen=bool(row["chosen"]),
                share=float(row["acceptability"]),
                low=float(row["low"]),
                high=float(row["high"]),
                group=str(row["class"]),
                group_words=str(CLASS_WORDS[row["class"]]),
            )
            for row in table.to_dict("records")
        ],
        weights=[
            WeightSpan(
                key=row.name, label=row.label, now=100.0 * row.share, low=100.0 * row.low,
                high=100.0 * row.high, below=row.changes_low, above=row.changes_high,
            )
            for row in axis_rows(found)
        ],
    )  # fmt: skip


def _named(case: Case, ids: Any) -> list[NamedSite]:
    from tisites.report.explain.phrases import short_name

    return [NamedSite(id=str(site), name=short_name(case, str(site))) for site in ids]
