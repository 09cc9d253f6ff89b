"""The workshop: what is solved again from memory is what a run of the same scenario finds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tisites.desk.answer import End
from tisites.desk.price import PriceRequest, price
from tisites.desk.run import SolveRequest, solve
from tisites.desk.workshop import workshop as workshops
from tisites.desk.workshop.draft import Draft
from tisites.desk.workshop.warm import Resolve, Sessions
from tisites.desk.workshop.workshop import How, Workshop
from tisites.messages.errors import BadInputError, InfeasibleError
from tisites.messages.stop import Stop, Stopped
from tisites.run.answer.rules import with_rules
from tisites.run.files.identity import run_hash
from tisites.run.pipeline import execute
from tisites.run.prepare.everyone import standing
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.prepare.request import Request
from tisites.run.read.case import case_of
from tisites.run.store.store import Store
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.sweep.alike import alike

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.model.program import Program

WEIGHTS = ("score.zan.weight", "score.power.weight", "score.recycled.weight", "score.rail.weight")
#: Has a demand layer to serve, so that a search begins with nothing proven.
HARD = "workforce-access"
#: What tells how an answer was proven, not what it is.
WAY = ("seconds", "certificate", "solver", "bound", "gap")


class Puller:
    """Pulls its stop at a phase of that name."""

    def __init__(self, at: str) -> None:
        self.stop, self.at = Stop(), at

    def phase(self, name: str) -> None:
        if name == self.at:
            self.stop.pull()

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Bounds are of no interest here."""


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop()


def _file(folder: Path, lines: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(f'from = "reference"\nname = "reference"\n{lines}', encoding="utf-8")
    return path


def _told(report: dict[str, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return json.loads(json.dumps({k: v for k, v in report.items() if k not in without}))


def test_a_draft_answers_what_its_file_does(workshop, tmp_path):
    """Told to the byte once the answer is whole, and in all but the way it was proven before."""
    draft = workshop.changed(Draft(), {"score.zan.weight": 3, "choose": 41})
    workshop.solve(Draft())
    quick = workshop.solve(draft)
    assert quick.how is How.WARM
    assert quick.only
    path = _file(tmp_path, "choose = 41\n[score.zan]\nweight = 3\n")
    exact = solve(SolveRequest(Request(str(path)), store=Store(tmp_path / "runs")))
    assert quick.run == exact.value.run
    late = ("rules", "overseas")
    report = exact.value.outcome.report()
    assert _told(quick.outcome.report(), (*WAY, *late)) == _told(report, (*WAY, *late))
    whole = workshop.answer(draft, store=Store(tmp_path / "other"))
    assert _told(whole.value.outcome.report(), ("seconds",)) == _told(report, ("seconds",))
    assert whole.save is not None
    assert not whole.folder.exists()


#: Changes of a session at the page: weights, limits, locks, who may compete, and back.
STEPS: tuple[dict[str, Any], ...] = (
    {"score.zan.weight": 3.0},
    {"score.power.weight": 20.0, "score.rail.weight": 0.0},
    {"constraint.departement_max.max": 3},
    {"lock.out": ["demo-0001"]},
    {"eligibility.min_surface_ha": 5.0},
    {"score.zan.weight": None, "choose": 30},
    {"eligibility.min_surface_ha": None, "lock.out": []},
    {"assumptions.grid_delay_years": 2.0},
)


def _afresh(workshop: Workshop, draft: Draft):
    """Answer a draft with nothing kept but what the disk keeps: as a run does."""
    said = workshop.declared(draft)
    known = survey(draft.request, declared=(said.model, said.name), keep=OnDisk())
    return compiled(known)


def test_a_session_at_the_page_answers_as_runs_do(workshop):
    """Programs to the last bit, then selection, value, proof, rows: whatever came before."""
    draft, hows = Draft(), []
    site = str(workshop.solve(draft).outcome.ids[0])
    for step in STEPS:
        draft = workshop.changed(
            draft, {k: [site] if v == ["demo-0001"] else v for k, v in step.items()}
        )
        found = workshop.solve(draft)
        hows.append(found.how)
        prepared = _afresh(workshop, draft)
        mine = found.outcome.prepared
        assert_same_program(mine.program, prepared.program)
        assert mine.scores.table.equals(prepared.scores.table)
        assert mine.admission.reason.equals(prepared.admission.reason)
        assert found.run == run_hash(prepared)
        exact = execute(prepared)
        assert list(found.outcome.ids) == list(exact.ids)
        assert found.outcome.solution.value == exact.solution.value
        assert found.outcome.solution.proof is exact.solution.proof
        assert np.array_equal(found.outcome.solution.activities, exact.solution.activities)
        assert abs(found.outcome.solution.bound - exact.solution.bound) <= 1e-6
    assert How.WARM in hows
    assert workshop.solve(draft) is workshop.solve(draft)  # known: not solved again


def assert_same_program(a: Program, b: Program) -> None:
    for name in ("value", "lower", "upper", "row_lower", "row_upper", "integer"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert a.columns.tolist() == b.columns.tolist()
    assert (a.row_labels, a.row_groups, a.constant) == (b.row_labels, b.row_groups, b.constant)
    assert alike(a, b)


@pytest.mark.parametrize(
    ("scenario", "words"), [("equity-gini", "équité"), ("equity-regions", "équité")]
)
def test_what_stages_or_curves_decide_is_solved_in_full(workshop, scenario, words):
    found = workshop.solve(Draft(scenario))
    assert found.how is How.EXACT
    assert found.why is not None
    assert words in found.why.fr
    moved = workshop.solve(workshop.changed(Draft(scenario), {"score.zan.weight": 5.0}))
    assert moved.how is How.EXACT
    assert moved.run != found.run


def test_what_cannot_be_is_told_as_a_run_tells_it(workshop):
    workshop.solve(Draft())
    draft = workshop.changed(
        Draft(),
        {"constraint.hectares_total.min": 9000.0, "constraint.sizes.limits": {">200": {"max": 0}}},
    )
    with pytest.raises((InfeasibleError, BadInputError)) as caught:
        workshop.solve(draft)
    assert caught.value.problems
    assert workshop.solve(Draft()).end is End.DONE


def test_memory_is_bounded_and_each_key_names_one_content():
    workshop = Workshop(cases=2, sessions=1, answers=3)
    draft = Draft()
    for k in range(5):
        draft = workshop.changed(draft, {"score.zan.weight": 1.0 + k, "choose": 30 + k % 3})
        workshop.solve(draft)
    kept = workshop.kept
    assert kept == {"cases": 2, "sessions": 1, "answers": 3}
    weights = workshop.changed(draft, {"score.rail.weight": 9.0})
    assert workshop.case(weights) == workshop.case(draft)
    other = workshop.changed(draft, {"eligibility.min_surface_ha": 6.0})
    assert workshop.case(other) != workshop.case(draft)
    workshop.clear()
    assert not any(workshop.kept.values())


def test_a_preview_counts_who_leaves_the_best_scores(workshop):
    draft = Draft()
    assert Workshop().preview(draft, {"score.zan.weight": 0.0}) is None
    found = workshop.solve(draft)
    ids = list(found.outcome.ids)
    told = workshop.preview(draft, {"score.zan.weight": 0.0, "score.rail.weight": 60.0}, ids)
    after = workshop.solve(
        workshop.changed(draft, {"score.zan.weight": 0.0, "score.rail.weight": 60.0})
    ).outcome.prepared
    index = after.sites.table.index

    def best(prepared):
        scores = prepared.scores.table.loc[index, "score"].sort_index(kind="stable")
        return set(scores.sort_values(ascending=False, kind="stable").index[:50])

    before, then = best(found.outcome.prepared), best(after)
    assert told.top == 50
    assert {site for site, _ in told.gone} == (before - then) & set(ids)
    assert {site for site, _ in told.enter} == then - before
    assert told.leave == len(told.gone) > 0
    assert workshop.preview(draft, {"eligibility.min_surface_ha": 8.0}) is None
    with pytest.raises(BadInputError):
        workshop.preview(draft, {"score.zan.weight": -1.0})


def test_a_stop_gives_the_best_so_far_and_leaves_the_session_usable():
    """Stopped at its root, then asked again: labelled first, then what a run proves."""
    workshop, draft = Workshop(), Draft(HARD)
    first = workshop.solve(draft)
    assert first.end is End.DONE
    moved = workshop.changed(draft, {"score.zan.weight": 40.0, "score.rail.weight": 20.0})
    puller = Puller("bound")
    stopped = workshop.solve(moved, puller, puller.stop)
    assert puller.stop.pulled
    assert stopped.end is End.INTERRUPTED
    assert stopped.outcome.solution.proof is Proof.FEASIBLE
    assert stopped.outcome.solution.bound >= stopped.outcome.solution.value
    assert len(stopped.outcome.ids) == 50
    whole = workshop.solve(moved)
    assert whole.end is End.DONE
    exact = execute(_afresh(workshop, moved))
    assert list(whole.outcome.ids) == list(exact.ids)
    assert whole.outcome.solution.value == exact.solution.value
    before = Stop()
    before.pull()
    with pytest.raises(Stopped):
        workshop.solve(workshop.changed(moved, {"score.zan.weight": 1.0}), None, before)
    assert workshop.solve(draft) is first


def test_what_rules_decide_is_measured_on_the_warm_session(workshop):
    """As a run measures it, and the session then answers the next weight as before."""
    draft = workshop.changed(Draft(), {"score.zan.weight": 7.0})
    found = workshop.solve(draft)
    told = workshop.with_rules(found)
    assert workshop.kept["sessions"] <= 3
    exact = with_rules(execute(_afresh(workshop, draft)))
    assert [one.name for one in told.outcome.rules.rules] == [one.name for one in exact.rules.rules]
    for mine, theirs in zip(told.outcome.rules.rules, exact.rules.rules, strict=True):
        assert (mine.proof, mine.met) == (theirs.proof, theirs.met)
        assert mine.gain == pytest.approx(theirs.gain, abs=1e-6)
    moved = workshop.changed(draft, {"score.zan.weight": 9.0})
    again = workshop.solve(moved)
    assert again.how is How.WARM
    assert list(again.outcome.ids) == list(execute(_afresh(workshop, moved)).ids)
    stop = Stop()
    stop.pull()
    assert workshop.solve(draft).outcome.rules is not None  # kept with its answer
    cut = workshop.with_rules(again, None, stop)
    assert cut.outcome.ids.equals(again.outcome.ids)
    assert workshop.with_rules(again).outcome.rules is not None


def test_every_study_takes_an_answer_from_memory(workshop):
    found = workshop.solve(workshop.changed(Draft(), {"score.zan.weight": 8.0}))
    source = workshop.studied(found)
    assert source.name == found.run[:16]
    assert source.report["run"] == found.run
    answer = price(PriceRequest(source))
    assert answer.document.title
    limit = workshop.solve(workshop.changed(Draft(), {"constraint.departement_max.max": 3}))
    assert standing(limit.outcome.prepared) is standing(found.outcome.prepared)  # held once
    told = case_of(found.outcome.prepared)
    assert source.answered.case.everyone.equals(told.everyone)
    afresh = execute(_afresh(workshop, workshop.changed(Draft(), {"score.zan.weight": 8.0})))
    assert told.everyone.equals(case_of(afresh.prepared).everyone)


def test_a_tie_that_was_not_looked_for_is_told_before_anything_is_written(monkeypatch, tmp_path):
    """With a service term ties are not looked for: the run decides, and it is said."""
    workshop = Workshop()
    prepared = workshop.prepare(Draft())
    found = workshop.solve(Draft())
    other = np.setdiff1d(np.arange(len(prepared.sites)), found.outcome.solution.selected)[0]
    selected = np.sort(np.append(found.outcome.solution.selected[1:], other))
    x = np.zeros_like(found.outcome.solution.x)
    x[selected] = 1.0
    shown = replace(found.outcome.solution, selected=selected, x=x)
    shop = Workshop()
    monkeypatch.setattr(workshops, "is_only", lambda *_: None)
    monkeypatch.setattr(
        Sessions, "solve", lambda *_, **__: Resolve(shown, False, Session(prepared.program))
    )
    quick = shop.solve(Draft())
    assert quick.only is None
    assert not quick.outcome.ids.equals(found.outcome.ids)
    whole = shop.answer(Draft(), store=Store(tmp_path))
    assert whole.value.outcome.ids.equals(found.outcome.ids)
    assert "1 autre site que la réponse rapide" in str(whole.document.lead[0])
    assert shop.solve(Draft()).outcome.ids.equals(found.outcome.ids)
