"""The card of one candidate: who it is, its score criterion by criterion, why it is in or out."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tisites.criteria.actors import lever_of, lever_of_reason
from tisites.messages.text import Text
from tisites.model.field_words import FAMILY_WORDS
from tisites.report.evidence.page import MOST_RATIO
from tisites.report.evidence.sites import told_of
from tisites.report.explain.brief import Verdict, brief_of
from tisites.report.explain.evidence import evidence_section
from tisites.report.fiche.calendar import calendars
from tisites.report.fiche.gauges import gauges
from tisites.report.fiche.identity import identity
from tisites.report.fiche.judgement import blocking_points, ready_words
from tisites.report.fiche.sheet import layer_sources
from tisites.report.phrases import site_phrase
from tisites.study.dossier.ranks import Place, ranks_of
from tisites.study.explain.rows import Standing
from tisites.web.contract import Body
from tisites.web.views.equity_charts import finite

if TYPE_CHECKING:
    from tisites.desk.sources import Studied
    from tisites.report.fiche.gauges import Gauge
    from tisites.territory.territory import Territory


_UNMEASURED = Text(
    "Non mesuré : le site a été écarté avant toute mesure.",
    "Not measured: the site was barred before anything was measured.",
)


class CardFact(Body):
    """What identifies a site: a label and words, whether the public profile withholds it."""

    label: str
    value: str
    confidential: bool


class CardRank(Body):
    """A place by score among the sites that compete in a territory; ``name`` is its name."""

    among: Place
    name: str
    place: int
    of: int


class CriterionOnCard(Body):
    """One criterion: what is measured, where it stands on its scale, the points it brings.

    ``None`` where unknown. Points are of score (out of 100); ``chosen`` is the mean of the selected
    sites; values lie from 0, the worst of the scale, to 1.
    """

    key: str
    label: str
    family: str
    family_label: str
    weight_pct: float
    points: float | None
    points_low: float
    points_high: float
    out_of: float
    chosen: float | None
    indicator: str
    quantity: float | None
    low: float | None
    high: float | None
    unit: str
    words: str
    worst: str
    best: str
    value: float | None
    value_low: float
    value_high: float
    source: str
    act: str
    actors: str
    can_change: bool


class CardEvidence(Body):
    """What one source says of a site; ``counts`` where the decision rests on it."""

    about: str
    says: str
    source: str
    date: str
    confidence: str
    counts: bool


class CardVerdict(Body):
    """Why a site is in or out, told at once; what a solve would tell is the job ``explain``."""

    status: Verdict
    lead: str
    reasons: list[str]
    code: str
    act: str
    actors: str
    can_change: bool
    locked: bool


class SiteCard(Body):
    """Everything that is known of one candidate.

    One that was barred before anything was measured has neither score nor criteria.
    """

    id: str
    name: str
    place: str
    notices: list[str]
    facts: list[CardFact]
    score: float | None
    low: float | None
    high: float | None
    ranks: list[CardRank]
    criteria: list[CriterionOnCard]
    evidence: list[CardEvidence]
    against: list[str]
    verify: list[str]
    contradicted: bool
    blocks: list[str]
    ready: str
    verdict: CardVerdict


class CardMaker:
    """Makes the cards of the candidates of one answer; what they share is read once.

    Parameters
    ----------
    studied : Studied
        The answer and where it comes from.
    territory : Territory, optional
        Has the names of zones.
    """

    def __init__(self, studied: Studied, territory: Territory | None = None) -> None:
        self.base = studied.answered
        self.report = studied.report
        self._evidence = studied.evidence
        self._territory = territory

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.base)

    @cached_property
    def _said(self) -> dict[str, pd.DataFrame]:
        return {str(site): rows for site, rows in self._evidence().groupby("site_id")}

    @cached_property
    def _silence(self) -> pd.DataFrame:
        return self._evidence().iloc[:0]

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        case = self.base.case
        return case.everyone.loc[sorted(case.program.columns[self.base.selected])]

    def card(self, site: str) -> SiteCard:
        """Return the card of a candidate.

        Raises
        ------
        KeyError
            If there is no such candidate.
        """
        case = self.base.case
        row = case.everyone.loc[site]
        scales = gauges(case, row, self._chosen, layer_sources(self.report))
        score, low, high = (finite(row.get(k)) for k in ("score", "score_low", "score_high"))
        said = self._said.get(site, self._silence)
        told = told_of(
            site, row.to_dict(), said, case.model.eligibility.max_area_ratio or MOST_RATIO
        )
        steps, critical = calendars(case.everyone.loc[[site]], case.model)[site]
        measured = score is not None
        where = (row.get("commune"), row.get("dep_nom"), row.get("reg_nom"))
        by = case.model.assumptions.turnkey_by
        return SiteCard(
            id=site,
            name=site_phrase(row["name"], None, site),
            place=", ".join(dict.fromkeys(w for w in where if isinstance(w, str))),
            notices=[] if measured else [str(_UNMEASURED)],
            facts=[
                CardFact(label=str(f.label), value=str(f.words), confidential=f.confidential)
                for f in identity(row, self._territory)
            ],
            score=score,
            low=low,
            high=high,
            ranks=[
                CardRank(among=r.cut, name=r.name, place=r.place, of=r.of)
                for r in ranks_of(case.everyone, site, math.nan if score is None else score)
            ],
            criteria=[self._criterion(one) for one in scales] if measured else [],
            evidence=_evidence(said, site),
            against=list(told.against),
            verify=list(told.verify),
            contradicted=told.contradicted,
            blocks=list(blocking_points(row, steps, critical, scales, by)) if measured else [],
            ready=ready_words(steps, row) if measured else "",
            verdict=self._verdict(site, row),
        )

    def _criterion(self, one: Gauge) -> CriterionOnCard:
        criteria, told = self.base.case.model.score, one.measured
        declared, total = criteria[one.criterion], sum(c.weight for c in criteria.values())
        share = 100.0 * declared.weight / total if total else 0.0
        lever = lever_of(told.indicator)
        return CriterionOnCard(
            key=one.criterion,
            label=one.label,
            family=declared.family,
            family_label=str(FAMILY_WORDS[declared.family]),
            weight_pct=share,
            points=finite(told.points),
            points_low=told.points_low,
            points_high=told.points_high,
            out_of=told.out_of,
            chosen=finite(one.chosen * share),
            indicator=told.indicator,
            quantity=finite(told.quantity),
            low=finite(told.low),
            high=finite(told.high),
            unit=told.unit,
            words=one.quantity,
            worst=one.end_words(one.worst),
            best=one.end_words(one.best),
            value=finite(told.value),
            value_low=one.value_low,
            value_high=one.value_high,
            source=one.source,
            act=str(lever.act),
            actors=str(lever.who),
            can_change=lever.possible,
        )

    def _verdict(self, site: str, row: pd.Series) -> CardVerdict:
        found = brief_of(self.base, self._standing, site)
        code = str(row["reason"]) if found.verdict == "excluded" else ""
        lever = lever_of_reason(code) if code else None
        return CardVerdict(
            status=found.verdict,
            lead=found.lead,
            reasons=list(found.reasons),
            code=code,
            act="" if lever is None else str(lever.act),
            actors="" if lever is None else str(lever.who),
            can_change=lever is not None and lever.possible,
            locked=found.locked,
        )


def _evidence(said: pd.DataFrame, site: str) -> list[CardEvidence]:
    """Read the statements as an explanation lists them: those that count first."""
    section = evidence_section(said, site)
    if section is None:
        return []
    (table,) = section.tables
    columns = {column.key: (k, column) for k, column in enumerate(table.columns)}

    def shown(row: tuple[object, ...], key: str) -> str:
        at, column = columns[key]
        return column.show(row[at])

    return [
        CardEvidence(
            about=shown(row, "about").lstrip("●\u00a0"),
            says=shown(row, "said"),
            source=shown(row, "source"),
            date=shown(row, "date"),
            confidence=shown(row, "confidence"),
            counts=bool(row[columns["counted"][0]]),
        )
        for row in table.rows
    ]
