"""The card of any candidate: its own figures, those of ``explain`` and of its sheet, at once."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

from toy_country import toy, usual

from tisites.desk.explain import ExplainRequest, explain
from tisites.desk.sources import Studied, studied_run
from tisites.messages.text import speaking
from tisites.report.fiche.sheet import SheetMaker
from tisites.run.read.stored import open_run
from tisites.solver.solution import Proof
from tisites.study.explain.base import Questions, answered
from tisites.study.explain.rows import Standing
from tisites.study.explain.why_not import held_back, why_not
from tisites.web.views.card import CardMaker


@pytest.fixture(scope="module")
def demo(demo_run) -> Studied:
    return studied_run(open_run(demo_run))


@pytest.fixture(scope="module")
def real(real_run) -> Studied:
    return studied_run(open_run(real_run))


def of_every_reason(studied: Studied) -> list[str]:
    """Some chosen, some left out, and one candidate of each reason that keeps from competing."""
    base = studied.answered
    table = base.case.everyone
    chosen = [str(site) for site in base.case.program.columns[base.selected]]
    out = table.index[table["eligible"].to_numpy(dtype=bool) & ~table.index.isin(chosen)]
    barred = table[~table["eligible"].to_numpy(dtype=bool)].drop_duplicates("reason_text")
    kinds = barred.assign(kind=barred["reason"].str.split(".").str[0]).drop_duplicates("kind")
    measured = table.index[table["score"].notna() & ~table["eligible"]][:2]
    return [*chosen[:3], *out[:3], *kinds.index, *measured]


@pytest.mark.parametrize("which", ["demo", "real"])
def test_a_card_of_any_kind_of_candidate(which, request):
    studied = request.getfixturevalue(which)
    base = studied.answered
    maker, everyone = CardMaker(studied), base.case.everyone
    chosen = set(map(str, base.case.program.columns[base.selected]))
    seen = set()
    for site in of_every_reason(studied):
        card, row = maker.card(site), everyone.loc[site]
        seen.add(card.verdict.status)
        assert card.id == site and card.name and card.facts and card.verdict.lead
        if site in chosen:
            assert card.verdict.status == "selected"
        elif row["eligible"]:
            assert card.verdict.status == "eligible" and card.verdict.reasons
        else:
            assert card.verdict.status == "excluded"
            assert card.verdict.code == row["reason"] and row["reason_text"] in card.verdict.lead
            assert len(card.verdict.reasons) >= 2, "the rule, and what would have to change"
        if math.isnan(row["score"]):
            assert card.score is None and not card.criteria and not card.ranks and card.notices
            continue
        assert [one.key for one in card.criteria] == list(base.case.model.score)
        points = sum(one.points for one in card.criteria)
        assert points == pytest.approx(card.score, abs=1e-6)
        low, high = (sum(getattr(one, f"points_{end}") for one in card.criteria) for end in
                     ("low", "high"))  # fmt: skip
        assert low == pytest.approx(card.low, abs=1e-6)
        assert high == pytest.approx(card.high, abs=1e-6)
        assert sum(one.weight_pct for one in card.criteria) == pytest.approx(100.0)
        country = card.ranks[0]
        better = (everyone["score"] > row["score"] + 1e-9) & everyone["eligible"]
        assert country.place == int(better.sum()) + 1
        assert all(one.actors and one.act and one.family_label for one in card.criteria)
        card.model_dump_json()
    assert seen == {"selected", "eligible", "excluded"}


def test_every_candidate_of_the_demonstration_has_a_card(demo):
    maker = CardMaker(demo)
    table = demo.answered.case.everyone
    for site in table.index[::101]:
        assert maker.card(str(site)).verdict.lead


def test_a_card_says_what_explain_and_the_sheet_say(demo):
    base = demo.answered
    case = base.case
    chosen = str(case.program.columns[base.selected][0])
    out = next(str(s) for s in case.ids if s not in set(case.program.columns[base.selected]))
    barred = str(case.everyone.index[~case.everyone["eligible"].to_numpy(dtype=bool)][0])
    maker = CardMaker(demo)
    sheets = SheetMaker(base, demo.report, demo.evidence())
    for site in (chosen, out, barred):
        card = maker.card(site)
        document = explain(ExplainRequest(demo, (site,), limits=False)).document
        said = [
            str(words) for part in document.sections for words in (*part.sentences, *part.items)
        ]
        assert card.verdict.lead == str(document.lead[0])
        held = [words for words in card.verdict.reasons if not words.startswith("Le scénario")]
        assert set(held) <= set(said), [words for words in held if words not in said]
        points = {row[1].value: row for table in document.tables if table.name == "points"
                  for row in table.rows}  # fmt: skip
        sheet = sheets.bundle([site], limits=False)
        (scales,) = [table for table in sheet.tables if table.name == "fiche_criteria"]
        columns = [column.key for column in scales.columns]
        drawn = {row[1].value: dict(zip(columns, row, strict=True)) for row in scales.rows}
        for one in card.criteria:
            assert one.points == pytest.approx(drawn[one.key]["points"])
            assert one.points_high == pytest.approx(drawn[one.key]["points_high"])
            assert one.source == drawn[one.key]["source"]
            if points:
                assert one.points == pytest.approx(points[one.key][6])
                assert one.points_low == pytest.approx(points[one.key][7])
    with speaking("en"):
        assert "selected" in maker.card(chosen).verdict.lead


def test_evidence_is_told_with_what_counts(real):
    maker = CardMaker(real)
    said = real.evidence()
    site = str(said["site_id"].value_counts().index[0])
    mine = said[said["site_id"] == site]
    card = maker.card(site)
    assert len(card.evidence) == len(mine)
    assert sum(one.counts for one in card.evidence) == int(mine["counted"].sum())
    assert all(one.says and one.source and "●" not in one.about for one in card.evidence)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_told_at_once_is_what_a_solve_would_tell(seed):
    this = toy(seed, usual(seed))
    found = Questions(this.case.program).best()
    if found.proof is Proof.INFEASIBLE:
        return
    ids = this.case.program.columns[found.selected]
    base = answered(this.case, list(ids), found.bound, proven=True)
    standing, questions = Standing(base), Questions(this.case.program)
    for site in this.table.index[:6]:
        if base.x[int(this.case.columns_of([site])[0])] > 0.5:
            continue
        quick = held_back(base, standing, site)
        whole = why_not(base, questions, standing, site, limits=False)
        for name in ("score", "breaks", "swap", "blocked", "gaining", "unnamed"):
            assert getattr(quick, name) == getattr(whole, name)
