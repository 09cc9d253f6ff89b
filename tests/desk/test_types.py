"""The verb ``types``: the plain selection again, refusals, a run, Seveso, the shipped types."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.seveso import seveso_km
from tisites.desk.again import prepared_of
from tisites.desk.answer import End
from tisites.desk.sources import Source
from tisites.desk.types import TypesRequest, typed_model, types
from tisites.messages.errors import BadInputError
from tisites.messages.progress import Silent
from tisites.model.compile import compile_program
from tisites.model.points import load_scenario
from tisites.run.prepare.request import Request
from tisites.solver.solution import Proof
from tisites.study.types.scaled import scaled_program

HEAD = 'base = "turnkey50"\nname = "essai"\ntitle = "essai"\n'


def _scenario(folder: Path, body: str) -> str:
    file = folder / "essai.toml"
    file.write_text(HEAD + body, encoding="utf-8")
    return str(file)


def test_one_type_without_needs_is_the_plain_selection(demo_run, tmp_path):
    said = _scenario(tmp_path, '[type.any]\ntitle = "Tout"\nsource = "essai"\n')
    answer = types(TypesRequest(Source(str(demo_run)), said))
    study = answer.value
    chosen = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))["selected"]
    assert answer.end is End.DONE and study.solution.proof is Proof.OPTIMAL
    assert list(study.kinds) == sorted(chosen)
    assert study.reference is not None and study.reference.proof is Proof.OPTIMAL
    assert len(study.reference.kept) == study.reference.kept_most == 50
    assert study.only is True and not study.prices


def test_quotas_decide_and_say_their_price(tmp_path):
    body = (
        '[type.large]\ntitle = "Grand"\nmin = 9\nneeds = { surface_ha = { min = 40.0 } }\n'
        'multiply = { labour = 2.0, power = 3.0 }\nsource = "essai"\n'
        '[type.other]\ntitle = "Autre"\nmax = 45\nsource = "essai"\n'
    )
    answer = types(TypesRequest(Request(_scenario(tmp_path, body)), seconds=120))
    study = answer.value
    ha = study.sites["surface_ha"]
    large = [site for site, kind in study.kinds.items() if kind == "large"]
    assert study.solution.proof is Proof.OPTIMAL
    assert len(study.kinds) == 50 and len(large) >= 9 and (ha[large] >= 40.0).all()
    prices = {(one.kind, one.side, one.moved): one for one in study.prices}
    more, less = prices["large", "min", 10], prices["large", "min", 8]
    assert more.gain <= 0.0 <= less.gain
    assert study.idle == (("large", "power"),)  # no rule of the model counts power
    assert study.reference is not None
    suit = study.reference.suit["large"]
    assert (study.reference.proof is Proof.INFEASIBLE) == (suit < 9)
    words = str(answer)
    assert "Grand" in words and "sans effet" in words
    assert set(answer.tables) == {
        "types", "types_sites", "types_quotas", "types_needs", *(
            {"types_unfit"} & set(answer.tables)
        ),
    }  # fmt: skip


def test_rows_of_greater_needs_are_those_of_a_model_that_has_them(tmp_path):
    body = (
        '[type.a]\ntitle = "A"\nmultiply = { labour = 3.0, water = 0.5 }\nsource = "essai"\n'
        '[type.b]\ntitle = "B"\nsource = "essai"\n'
    )
    request = Request(_scenario(tmp_path, body))
    prepared, _ = prepared_of(request, Silent(), lambda model: model)
    model, sites = prepared.model, prepared.sites
    scores = prepared.scores.at(sites.table.index)
    program, times = scaled_program(model, sites, scores, prepared.program)
    labour = [r for r, name in enumerate(program.row_constraints) if name == "labour"]
    before = [r for r, name in enumerate(prepared.program.row_constraints) if name == "labour"]
    assert len(labour) >= len(before)  # three times the need may bind where once did not
    assert times["a"] == {"water": 0.5} and times["b"] == {"labour": pytest.approx(1 / 3)}
    low, _, _ = sites.indicators.interval("labour_need_jobs")
    row = program.matrix[[labour[0]]]
    np.testing.assert_allclose(row.data, 3.0 * low[row.indices])
    again = compile_program(model, sites, scores)
    assert again.row_labels == prepared.program.row_labels  # the plain model reads no type


def test_sums_of_unlike_points_and_what_does_not_combine_are_refused(tmp_path):
    body = (
        '[type.a]\ntitle = "A"\nweights = { power = 3.0 }\nsource = "essai"\n'
        '[type.b]\ntitle = "B"\nweights = { nobody = 1.0 }\nmin = 60\nsource = "essai"\n'
    )
    model, _ = load_scenario(_scenario(tmp_path, body))
    with pytest.raises(BadInputError) as told:
        typed_model(model, None)
    places = {str(problem.where.column) for problem in told.value.problems}
    assert places == {"types.sum", "type", "type.b.weights"}
    with pytest.raises(BadInputError, match="project-types"):
        typed_model(load_scenario("reference")[0], None)
    with pytest.raises(BadInputError) as told:
        typed_model(load_scenario("workforce-access")[0], "project-types")
    assert [str(p.where.column) for p in told.value.problems] == ["access"]


def test_an_unknown_indicator_of_a_need_is_told_with_the_nearest(tmp_path):
    body = '[type.a]\ntitle = "A"\nneeds = { feasible_mv = { min = 1.0 } }\nsource = "essai"\n'
    with pytest.raises(BadInputError, match="feasible_mw"):
        types(TypesRequest(Request(_scenario(tmp_path, body))))


def test_seveso_is_known_where_the_layer_tells_it_and_bounded_elsewhere():
    def places(x_km, reg):
        n = len(x_km)
        return pd.DataFrame({
            "lon": np.full(n, 2.0), "lat": np.full(n, 48.0), "zone": np.zeros(n, int),
            "x_m": 1000.0 * np.array(x_km), "y_m": np.zeros(n), "reg": reg,
        })  # fmt: skip

    sites = places([10.0, 48.0, 60.0], ["11", "11", "32"])
    plants = places([12.0, 30.0], ["11", "11"])
    communes = places([0.0, 40.0, 50.0, 90.0], ["11", "11", "32", "32"])
    found = seveso_km(sites, plants, communes, frozenset({"11"}))
    assert found["seveso_km"].iloc[0] == pytest.approx(2.0)
    assert found["seveso_km"].iloc[1:].isna().all()  # one beyond the edge may be nearer
    assert found["seveso_km_low"].tolist() == pytest.approx([2.0, 2.0, 0.0])
    assert found["seveso_km_high"].tolist() == pytest.approx([2.0, 18.0, 30.0])


def test_shipped_types_on_the_real_pack(real_pack):
    source = Source("project-types", data=real_pack.folder)
    study = types(TypesRequest(source, price=False)).value
    assert study.solution.proof is Proof.OPTIMAL and len(study.kinds) == 50
    for name, kind in study.model.type.items():
        count = sum(one == name for one in study.kinds.values())
        assert kind.min <= count <= (50 if kind.max is None else kind.max)
        assert all(
            study.fits[name].allowed[study.sites.index.get_loc(site)]
            for site, one in study.kinds.items() if one == name
        )  # fmt: skip


def test_from_python_a_solved_run_takes_types_and_lists():
    import tisites

    run = tisites.solve("reference")
    typed = run.types("project-types", price=False).value
    assert set(typed.kinds.values()) <= set(typed.model.type)
    listed = run.stages("two-stages").value
    assert listed.ids(listed.plain) == sorted(run.selection.index)
