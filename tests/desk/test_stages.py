"""The verb ``stages``: the plain selection again, lists that are given, wild cards, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tisites.desk.again import prepared_of
from tisites.desk.answer import End
from tisites.desk.stages import StagesRequest, rule_of, staged_model, stages
from tisites.messages.errors import BadInputError
from tisites.messages.progress import Silent
from tisites.model.points import load_scenario
from tisites.run.prepare.request import Request
from tisites.solver.solution import Proof
from tisites.study.stages.stages import stages as studied

HEAD = 'base = "turnkey50"\nname = "essai"\ntitle = "essai"\n'


def _request(folder: Path, body: str) -> Request:
    file = folder / "essai.toml"
    file.write_text(HEAD + body, encoding="utf-8")
    return Request(str(file))


def _chosen(run: Path) -> list[str]:
    return json.loads((run / "solution.json").read_text(encoding="utf-8"))["selected"]


def test_unlimited_lists_give_back_the_plain_selection(demo_run, tmp_path):
    asked = _request(tmp_path, '[stages.region]\nsource = "essai"\n')
    answer = stages(StagesRequest(asked))
    study = answer.value
    assert answer.end is End.DONE and not study.wild
    assert study.ids(study.solution) == _chosen(demo_run)
    assert study.solution.value == study.plain.value
    assert "ne coûtent rien" in str(answer).replace("\u00a0", " ")


def test_one_territory_gives_back_the_plain_selection(tmp_path):
    asked = _request(tmp_path, '[stages.all]\nby = "overseas"\nmax = 50\nsource = "essai"\n')
    prepared, _ = prepared_of(asked, Silent(), staged_model)
    table = prepared.sites.table.assign(overseas="France")
    one = replace(prepared, sites=replace(prepared.sites, table=table, groups={}))
    study = studied(one, rule_of(one.model), wild_cards=(0,))
    assert [len(each.columns) for each in study.lists] == [50]
    assert study.ids(study.solution) == study.ids(study.plain)
    assert study.curve[0].value == pytest.approx(study.plain.value)


def test_wild_cards_only_help_and_lists_keep_their_length(tmp_path):
    body = (
        '[stages.region]\nmin = 3\nmax = 6\nwild_cards = 30\nsource = "essai"\n'
        '[stages.region.weights]\n"32" = { power = 60.0 }\n[stages.region.limits]\n"44" = 2\n'
    )
    request = StagesRequest(_request(tmp_path, body), lengths=(6,), wild_cards=(0, 10, 30, 50))
    study = stages(request).value
    assert study.solution.proof is Proof.OPTIMAL
    assert study.solution.value <= study.plain.value + 1e-9
    for one in study.lists:
        assert len(one.columns) <= (2 if one.code == "44" else 6)
        assert all(study.territory[k] == one.code for k in one.columns)
    assert len(study.wild) <= 30
    values = [one.value for one in study.curve if one.value == one.value]
    assert values == sorted(values)
    last = study.curve[-1]  # as many cards as sites: the lists do not matter
    assert last.wild_cards == 50 and last.value == pytest.approx(study.plain.value)
    assert next(c for c in study.curve if c.wild_cards == 30).value == pytest.approx(
        study.solution.value
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_real_list_is_read_checked_and_told(demo_run, tmp_path, suffix):
    everyone = pd.read_parquet(demo_run / "candidates.parquet").set_index("site_id")
    mine = everyone[everyone["eligible"] & (everyone["reg"] == "44")]
    crowd = mine.groupby("epci_siren").filter(lambda rows: len(rows) > 1).index[:6]
    other = everyone[everyone["eligible"] & (everyone["reg"] == "32")].index[0]
    file = tmp_path / f"liste{suffix}"
    table = pd.DataFrame({"site_id": [*crowd, other]})
    table.to_csv(file, index=False) if suffix == ".csv" else table.to_excel(file, index=False)
    body = '[stages.region]\nmax = 8\nwild_cards = 50\nsource = "essai"\n'
    request = StagesRequest(_request(tmp_path, body), (f"44={file}",), wild_cards=())
    answer = stages(request)
    one = next(one for one in answer.value.lists if one.code == "44")
    assert one.given and len(one.columns) == len(crowd)
    assert one.together is not None and one.together < len(crowd)
    assert {name for name, _ in one.clashes} & {"epci_max", "spacing", "departement_max"}
    words = str(answer)
    assert "ne peuvent être tous retenus" in words and other in words


def test_what_cannot_be_answered_is_refused_in_words(tmp_path):
    with pytest.raises(BadInputError, match="two-stages"):
        staged_model(load_scenario("reference")[0])
    with pytest.raises(BadInputError) as told:
        staged_model(load_scenario("workforce-access")[0], "two-stages")
    assert [str(p.where.column) for p in told.value.problems] == ["access"]
    asked = _request(
        tmp_path, '[stages.region]\nmax = 8\nsource = "e"\n[stages.region.limits]\n"999" = 3\n'
    )
    with pytest.raises(BadInputError, match="999"):
        stages(StagesRequest(asked))
    good = _request(tmp_path, '[stages.region]\nmax = 8\nsource = "e"\n')
    with pytest.raises(BadInputError, match="--list"):
        stages(StagesRequest(good, ("liste.csv",)))


def test_shipped_lists_of_regions_on_the_real_pack(real_pack):
    request = Request("two-stages", pack=real_pack.folder)
    study = stages(StagesRequest(request, wild_cards=())).value
    assert study.solution.proof is study.plain.proof is Proof.OPTIMAL
    assert study.national is not None and study.national.value <= study.plain.value + 1e-9
    assert {one.code for one in study.lists if one.short} >= {"01", "02"}
    assert 0 < len(study.wild) <= 5
