"""The verb ``reserve`` on the demonstration run, on the real one, and on models it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.desk.answer import End
from tisites.desk.reserve import ReserveRequest, reserve, rule_of
from tisites.desk.sources import Studied, studied_run
from tisites.messages.errors import BadInputError
from tisites.messages.text import speaking
from tisites.model.programme.reserve import ReserveRule
from tisites.model.robust import RobustRule
from tisites.report.note.reserve import reserve_section
from tisites.report.reserve.words import standing
from tisites.run.read.stored import open_run
from tisites.solver.check import broken_rules
from tisites.solver.solution import Proof
from tisites.study.reserve.reserve import reserve as made


@pytest.fixture(scope="module")
def demo(demo_run) -> Studied:
    return studied_run(open_run(demo_run))


@pytest.fixture(scope="module")
def real(real_run) -> Studied:
    return studied_run(open_run(real_run))


def of(base: Studied, **changes) -> Studied:
    """The same run under a model that says something else."""
    case = base.answered.case
    model = case.model.model_copy(update=changes)
    answered = replace(base.answered, case=replace(case, model=model))
    return replace(base, answered=answered)


def holds(base: Studied, out: int, into: int) -> bool:
    x = base.answered.x.copy()
    x[out], x[into] = 0.0, 1.0
    return not broken_rules(base.answered.case.program, x)


def test_the_real_reserve_of_twenty_is_proven_and_every_replacement_holds(real):
    found = made(real.answered, ReserveRule(size=20, chained=10, source="t"), recompute=True)
    program, x = real.answered.case.program, real.answered.x
    assert found.covering.proof is Proof.OPTIMAL
    assert found.covered == found.reachable > 3 * found.plain_covered
    assert found.why.count("chained") == 10
    beside = x.copy()
    beside[[s for s, why in zip(found.listed, found.why, strict=True) if why == "chained"]] = 1.0
    assert all(one.startswith("choose") for one in broken_rules(program, beside))
    assert (np.diff(program.value[found.listed]) <= 0).all()
    for k, one in enumerate(found.replaced):
        if one.entrant >= 0 and k % 5 == 0:
            first = next(r for r in found.listed if holds(real, one.column, r))
            assert one.entrant == first
            assert one.lost == pytest.approx(program.value[one.column] - program.value[first])
            assert one.recomputed <= one.best_lost + 1e-6 <= one.lost + 2e-6
        if one.blocked is not None:
            assert one.possible == 0
            assert one.blocked.alone or one.blocked.breaks
    for mine, plain in zip(found.survivals, found.plain, strict=True):
        assert mine.low <= mine.share <= mine.high
        assert mine.share > plain.share
    assert [one.exact for one in found.survivals] == [True, False, False]
    weighed = ReserveRule(size=20, withdrawal="steps_years", source="t")
    assert made(real.answered, weighed, draws=10).covering.proof is Proof.OPTIMAL


def test_the_answer_is_written_once_and_the_same_again(demo_run, tmp_path, capsys):
    for name in ("a", "b"):
        out = str(tmp_path / name)
        asked = ["reserve", str(demo_run), "--size", "6", "--chained", "2", "--draws", "20"]
        assert main([*asked, "--out", out]) == 0
    said = capsys.readouterr().out
    assert "Une liste de 6 sites remplace, un par un," in said
    assert "prouvé" in said
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert "reserve.png" in files
    for name in files:
        if not name.endswith((".xlsx", ".html")):
            assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    told = json.loads((tmp_path / "a" / "reserve.json").read_text(encoding="utf-8"))
    listed = pd.read_csv(tmp_path / "a" / "reserve_list.csv")
    assert [one["site"] for one in told["list"]] == listed["site_id"].tolist()
    assert len(told["replacements"]) == len(pd.read_csv(tmp_path / "a" / "replacements.csv"))


def test_a_list_of_zero_replaces_nobody(demo):
    answer = reserve(ReserveRequest(demo, size=0))
    assert answer.value.covered == 0
    assert answer.value.listed.size == 0
    assert "Liste vide" in str(answer)
    with speaking("en"):
        assert "Empty list" in str(reserve(ReserveRequest(demo, size=0)))


def test_named_sites_are_on_the_list_and_the_model_says_what_is_not_asked(demo):
    program, ids = demo.answered.case.program, demo.answered.case.ids
    weak = int(np.setdiff1d(np.arange(program.n_columns), demo.answered.selected)[-1])
    declared = ReserveRule(size=4, named=(str(ids[weak]),), source="comité")
    model = of(demo, reserve=declared)
    found = reserve(ReserveRequest(model, draws=5)).value
    assert found.rule == declared
    assert dict(zip(found.listed.tolist(), found.why, strict=True))[weak] == "named"
    longer = reserve(ReserveRequest(model, size=5, draws=5)).value
    assert (longer.rule.size, longer.rule.named) == (5, declared.named)
    chosen = (str(ids[demo.answered.selected[0]]),)
    for named, words in ((chosen, "déjà retenu"), (("personne",), "aucun candidat")):
        with pytest.raises(BadInputError, match=words):
            reserve(ReserveRequest(demo, size=3, named=named))


@pytest.mark.parametrize(("asked", "words"), [
    ({}, "combien de sites de réserve"),
    ({"size": 3, "chained": 4}, "chained dépasse size"),
    ({"size": 3, "withdrawal": "no such thing"}, "withdrawal vaut"),
    ({"size": 3, "withdrawal": "nothing_of_it"}, "indicateur inconnu : nothing_of_it"),
    ({"size": 3, "withdrawal": "1 - surface_ha"}, "ou dépasse 1"),
    ({"size": 3, "rule": "luck"}, "valeurs possibles : score, value"),
    ({"size": 3, "named": ("a", "a")}, "nommé deux fois"),
])  # fmt: skip
def test_what_cannot_be_is_said_in_words(demo, asked, words):
    with pytest.raises(BadInputError, match=words):
        reserve(ReserveRequest(demo, **asked))


def test_a_protection_and_stages_of_equity_are_refused_with_what_to_do(demo):
    protected = of(demo, robust=RobustRule(gamma=2.0, source="t"))
    with pytest.raises(BadInputError, match=r"robust\.enabled = false"):
        reserve(ReserveRequest(protected, size=3))
    assert rule_of(demo.answered.case.model, ReserveRequest(demo, size=3), "x").size == 3


def test_a_recoverable_selection_of_the_real_run_holds_its_limit(real, tmp_path):
    asked = ReserveRequest(real, size=5, recoverable=12.0, draws=5, out=tmp_path / "r")
    answer = reserve(asked)
    found = answer.value.repaired
    assert found is not None
    assert found.proof is Proof.OPTIMAL
    assert found.worst <= 12.0 < found.worst_before
    assert 0.0 < found.price == pytest.approx(real.answered.value - answer.value.value)
    assert answer.value.selected is found.selected
    for one in answer.value.replaced:
        held = one.column in found.exempt
        assert held or one.best_lost <= 12.0 + 1e-5
        assert held or holds_in(real, found.selected, one.column, one.best)
    table = answer.tables["recoverable"]
    assert (table["move"] == "enters").sum() == (table["move"] == "leaves").sum() > 0
    assert "Pour que tout retrait coûte au plus" in str(answer)
    with pytest.raises(BadInputError, match="--recompute sans --recoverable"):
        reserve(ReserveRequest(real, size=5, recoverable=12.0, recompute=True))


def test_a_stopped_search_gives_its_best_selection_and_says_so(real):
    answer = reserve(ReserveRequest(real, size=5, recoverable=5.0, draws=5, seconds=0.0))
    assert answer.end is End.LIMIT
    assert answer.value.repaired.proof is Proof.UNKNOWN
    assert "Recherche arrêtée" in str(answer)


def holds_in(base: Studied, selected: np.ndarray, out: int, into: int) -> bool:
    x = np.zeros(base.answered.case.program.n_columns)
    x[selected] = 1.0
    x[out], x[into] = 0.0, 1.0
    return not broken_rules(base.answered.case.program, x)


def test_a_note_and_a_dossier_say_where_a_site_stands(demo):
    declared = of(demo, reserve=ReserveRule(size=4, source="comité"))
    found = made(declared.answered, declared.answered.case.model.reserve, draws=5)
    ids = demo.answered.case.program.columns
    assert "1e sur 4" in standing(found, str(ids[found.listed[0]]))
    for one in (next(o for o in found.replaced if o.entrant >= 0),
                next(o for o in found.replaced if o.entrant < 0)):  # fmt: skip
        said = standing(found, str(ids[one.column]))
        assert said.startswith("S'il se retire, ")
        assert ("entre à sa place" in said) == (one.entrant >= 0)
    others = set(range(len(ids))) - set(found.selected.tolist()) - set(found.listed.tolist())
    assert standing(found, str(ids[min(others)])) == ""

    def note(base: Studied, studies: dict) -> tuple:
        subject = SimpleNamespace(studies=studies)
        given = SimpleNamespace(
            subject=subject, model=base.answered.case.model, answered=base.answered
        )
        return reserve_section(given)

    assert note(demo, {}) == ()
    (section,) = note(declared, {})
    assert section.tables[0].name == "reserve_list"
    assert "Une liste de 4 sites" in str(section.sentences[0])
    refused = of(declared, robust=RobustRule(gamma=2.0, source="t"))
    (words,) = note(refused, {})[0].sentences
    assert "ne se combine pas avec la protection" in words
