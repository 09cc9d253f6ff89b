"""Several parties through the desk and the command line: demonstration, real pack, wrong input."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.desk.answer import End
from tisites.desk.compromise import CompromiseRequest, compromise
from tisites.desk.sources import Studied, studied_run
from tisites.messages.errors import BadInputError, LimitReachedError
from tisites.model.declaration import Model
from tisites.model.points import load_scenario
from tisites.run.read.stored import open_run
from tisites.solver.kernel.session import Session
from tisites.study.compromise.compromise import APART, terms_of

EXAMPLE = Path(__file__).parents[2] / "docs/fr/exemple/parties.toml"
#: The five parties of the page, invented and labelled so.
FIVE = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["party"]


def with_parties(folder: Path, parties: dict, **rule) -> Studied:
    """A stored run as if its scenario had declared these parties."""
    found = studied_run(open_run(folder))
    case = found.answered.case
    told = case.model.model_dump(mode="json")
    told["party"] = {name: {"title": name, **one} for name, one in parties.items()}
    told["compromise"] = {"rule": "min_max_regret", **rule}
    model = Model.model_validate(told)
    return replace(found, answered=replace(found.answered, case=replace(case, model=model)))


def test_the_demonstration_end_to_end(demo_run, tmp_path):
    source = with_parties(demo_run, FIVE, objection_pct=1.0)
    asked = CompromiseRequest(source, points=2, others=True, out=tmp_path / "c")
    answer = compromise(asked)
    assert answer.end is End.DONE
    study = answer.value
    assert study.chosen.proven and study.chosen.certified
    assert study.chosen.regrets.max() <= study.today.regrets.max() + 1e-6
    assert (
        study.chosen.regrets.max()
        <= min(one.regrets.max() for one in (*study.others, *study.optima)) + 1e-4
    )
    assert {vote.rule for vote in study.voted} == {"approval", "equal_shares", "phragmen"}
    folder = answer.write()
    told = json.loads((folder / "compromise.json").read_text(encoding="utf-8"))
    assert told["synthetic"] and len(told["compromise"]["selected"]) == 50
    sites = pd.read_csv(folder / "sites_by_party.csv", dtype=str)
    assert (sites["chosen"].isin(["true", "True", "1"])).sum() == 50


def test_the_same_question_gives_the_same_bytes(demo_run, tmp_path):
    two = {name: FIVE[name] for name in ("economie", "environnement")}
    asked = CompromiseRequest(with_parties(demo_run, two), points=2)
    first, again = (compromise(replace(asked, out=tmp_path / name)).write() for name in "ab")
    for name in ("compromise.json", "compromise.html", "regrets.png", "sites_by_party.csv"):
        assert (first / name).read_bytes() == (again / name).read_bytes()


def test_parties_that_weigh_as_the_model_have_its_selection(demo_run):
    alike = {"a": {"unnamed": "as_declared"}, "b": {"unnamed": "as_declared"}}
    source = with_parties(demo_run, alike)
    study = compromise(CompromiseRequest(source, points=0)).value
    assert study.alike and np.array_equal(study.selected, source.answered.selected)
    one = compromise(CompromiseRequest(source, parties=("a",))).value
    assert np.array_equal(one.selected, source.answered.selected)
    assert one.chosen.regrets.max() <= 1e-6


def test_five_parties_on_the_real_pack(real_run):
    source = with_parties(real_run, FIVE)
    study = compromise(CompromiseRequest(source, points=0)).value
    assert study.chosen.proven and study.chosen.certified and study.payoffs.proven.all()
    today, least = study.today.regrets.max(), study.chosen.regrets.max()
    assert 1.0 < least < today < 10.0
    rng = np.random.default_rng(0)
    session = Session(study.case.program, confirm=False)
    for mix in rng.dirichlet(np.ones(5), 5):  # no weighted sum does better
        session.change(value=mix @ study.payoffs.slope)
        assert (100.0 - study.payoffs.shares(session.solve().x)).max() >= least - 1e-4


def test_the_example_of_the_page_says_that_it_is_invented():
    model, _ = load_scenario(str(EXAMPLE))
    assert len(model.party) == 5
    assert all("inventés" in party.source for party in model.party.values())


SCENARIO = """\
from = "reference"
name = "parties"

[party.a]
title = "A"
weights = { workers = 1 }
unnamed = "zero"

[party.b]
title = "B"
weights = { zzan = 2 }
unnamed = "zero"

[party.c]
title = "C"
weights = { zan = 0 }
unnamed = "zero"

[party.d]
title = "D"
families = { land = 3 }
unnamed = "zero"

[compromise]
rule = "min_max_regret"
parties = ["a", "nobody"]
"""


def test_every_fault_is_told_with_its_line_before_any_work(tmp_path, monkeypatch, capsys):
    file = tmp_path / "parties.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["compromise", str(file)]) == 2
    said = capsys.readouterr().err
    assert "ligne 11" in said and "vouliez-vous « zan » ?" in said
    assert "tous les poids de « C » sont nuls" in said
    assert "aucun critère de la famille « land »" in said and "ligne 21" in said
    assert "aucune partie ne s'appelle « nobody »" in said
    assert not (tmp_path / "studies").exists()
    assert main(["scenario", "validate", str(file)]) == 2
    assert "zzan" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "aucune règle n'est déclarée"),
        ('[compromise]\nrule = "min_max_regret"\n[robust]\ngamma = 5\nsource = "t"\n', "protégée"),
        ('[compromise]\nrule = "vote"\n', "valeur inconnue"),
    ],
)
def test_what_does_not_combine_is_refused(more, told, tmp_path, monkeypatch, capsys):
    file = tmp_path / "s.toml"
    head = 'from = "reference"\nname = "s"\n[party.a]\ntitle = "A"\nunnamed = "as_declared"\n'
    file.write_text(head + more, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["compromise", str(file)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("key", APART)
def test_other_keys_of_the_programme_are_refused(key):
    model, _ = load_scenario(str(EXAMPLE))
    with pytest.raises(BadInputError, match=rf"\[{key}\] ne se combinent pas"):
        terms_of(model.model_copy(update={key: {"any": object()}}), "s")
    assert terms_of(model, "s").rule == "min_max_regret"


def test_a_limit_too_short_is_told_as_one(demo_run):
    source = with_parties(demo_run, FIVE)
    try:
        answer = compromise(CompromiseRequest(source, seconds=0.0))
    except LimitReachedError as error:
        assert "limite atteinte" in str(error)
    else:
        assert answer.end is End.LIMIT


def test_a_run_without_parties_says_how_to_declare_them(demo_run, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["compromise", str(demo_run)]) == 2
    said = capsys.readouterr().err
    assert "aucune partie n'est déclarée" in said and "tisites weights" in said


def test_a_party_that_nothing_serves_is_refused(demo_run):
    source = with_parties(demo_run, {"a": {"weights": {"zan": 1}, "unnamed": "zero"}})
    case = source.answered.case
    values = case.values.copy()
    for end in ("low", "nominal", "high"):
        values["zan", end] = 0.0
    weights = {"zan": 0.0}
    told = case.model.model_dump(mode="json")
    for name, weight in weights.items():
        told["score"][name]["weight"] = weight
    value = case.program.value * 0.0
    for name, one in told["score"].items():
        total = sum(each["weight"] for each in told["score"].values())
        value += 100.0 * one["weight"] / total * values[name, "nominal"].to_numpy()
    case = replace(
        case, model=Model.model_validate(told), values=values,
        program=replace(case.program, value=value),
    )  # fmt: skip
    source = replace(source, answered=replace(source.answered, case=case))
    with pytest.raises(BadInputError, match="vaut 0 point"):
        compromise(CompromiseRequest(source))
