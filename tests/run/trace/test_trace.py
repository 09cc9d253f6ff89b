"""Where a value comes from, and how much is known."""

from __future__ import annotations

import json

import pytest

from tisites.criteria.indicators import specs
from tisites.data.pack import Pack
from tisites.messages.errors import BadInputError
from tisites.run.trace.coverage import coverage, coverage_markdown
from tisites.run.trace.trace import Asked, Trace, trace

#: Checked against the raw file of RTE: ANTIBES, 225 kV, in service.
ANTIBES = "06004_10548"


@pytest.fixture(scope="module")
def traced(real_pack: Pack) -> Trace:
    return trace(Asked(ANTIBES, "hv_substation_km", pack=real_pack.folder))


def test_a_value_names_its_layer_licence_date_and_row(traced: Trace) -> None:
    assert traced.value == pytest.approx(2.523, abs=0.001)
    assert traced.low == traced.value == traced.high
    (layer,) = traced.layers
    assert (layer.layer, layer.producer, layer.licence) == (
        "substations",
        "RTE (ODRÉ)",
        "Licence Ouverte 2.0",
    )
    assert layer.built == "2026-01-01"
    assert not traced.synthetic
    given, row = traced.evidence
    assert (given.layer, given.facts["commune"]) == ("candidates", "Antibes")
    assert (row.facts["code"], row.facts["voltage_kv"]) == ("ANTIB", 225.0)
    assert row.facts["km"] == pytest.approx(traced.value, abs=0.001)


def test_a_trace_is_json(traced: Trace) -> None:
    read = json.loads(json.dumps(traced.as_dict(), ensure_ascii=False))
    assert read["indicator"] == "hv_substation_km"
    assert read["layers"][0]["sha256"]


def test_every_indicator_answers(real_pack: Pack) -> None:
    for name in ("low_flow_change_pct", "unemployment_pct", "surface_ha", "feasible_mw"):
        found = trace(Asked(ANTIBES, name, pack=real_pack.folder))
        assert found.formula == specs()[name].formula.fr
        assert found.layers
        assert found.low is None or found.low <= found.value <= found.high
    assert [e.layer for e in found.evidence][1:] == ["substations"] * 3  # of the last of them


def test_unknown_names_are_helped(real_pack: Pack) -> None:
    with pytest.raises(BadInputError, match="hv_substation_km"):
        trace(Asked(ANTIBES, "hv_substation", pack=real_pack.folder))
    with pytest.raises(BadInputError, match=ANTIBES):
        trace(Asked("06004_1054", "hv_substation_km", pack=real_pack.folder))


def test_coverage_of_the_demo_says_synthetic() -> None:
    found = coverage(None)
    assert found.synthetic
    assert set(found.shares.index) == set(specs())
    assert ((found.shares >= 0) & (found.shares <= 1)).all().all()
    page = coverage_markdown(found)
    assert "synthétiques" in page
    assert page.count("| `hv_substation_km` |") == 2  # mainland, overseas
    overseas = page.split("### Outre-mer")[1]
    (line,) = [row for row in overseas.split("\n") if row.startswith("| `hv_substation_km`")]
    assert set(line.split("|")[2:-1]) == {" 0 "}


def test_the_demonstration_pack_is_traced_too(capsys) -> None:
    """It carries no labelled sites: that is no reason to refuse a question about its own."""
    from tisites.cli.main import main

    assert main(["data", "trace", "DEMO-000034", "available_year"]) == 0
    said = capsys.readouterr().out
    assert "SYNTHÉTIQUES" in said.upper()
    assert "chemin critique des étapes" in said
    assert "[2028,6 – ?]" in said
