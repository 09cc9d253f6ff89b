from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.cost_fit import as_toml, fit
from tisites.criteria.costs import TABLE as COSTS
from tisites.criteria.costs import cost_table
from tisites.criteria.gateways import rail_access_level
from tisites.criteria.grid_zones import grid_zone, grid_zone_mw, grid_zones
from tisites.criteria.steps import ENDS, critical_path, steps, steps_years
from tisites.criteria.zan_envelope import (
    envelope_findings,
    own_document,
    zan_commune_ha,
    zan_envelope_ha,
    zan_rules,
)
from tisites.territory.territory import Territory


def test_only_a_sourced_envelope_is_known():
    regions = pd.Index(["11", "32", "84", "94"])
    got = zan_envelope_ha(regions, (0.005, 0.01, 0.02))
    assert got.loc["32"].tolist() == pytest.approx([18.235, 36.47, 72.94])  # 7,410 - 3,763 ha
    assert got.drop("32").isna().all(axis=None)


def test_regions_with_their_own_document():
    assert {own_document(r) for r in ("11", "94", "01", "06")} == {"SDRIF-E", "PADDUC", "SAR"}
    assert own_document("source") == own_document("53") == ""
    (finding,) = envelope_findings(pd.Series(["11", "11", "94", "32", None]))
    assert "3 sites" in finding.message.fr
    assert "SDRIF-E 2" in finding.message.fr
    assert envelope_findings(pd.Series(["32"])) == ()


def test_a_commune_has_its_guarantee():
    taken = pd.Series([0.0, 100.0, np.nan, 100.0])
    got = zan_commune_ha(taken, pd.Series(["32", "32", "32", "11"]), 54.5, 1.0)
    assert got["nominal"].fillna(-1).tolist() == pytest.approx([1.0, 45.5, -1, -1])
    assert got["low"].fillna(-1).tolist() == [1.0, 1.0, -1, -1]


def test_every_rule_has_its_source():
    assert zan_rules()["region"]["32"]["source"]
    for zone in grid_zones().values():
        assert zone["source"]
        assert zone["radius_km"] > 0
    for step in steps():
        assert step.source


def test_figures_of_pooled_zones_are_those_of_the_layer(real_pack):
    told = real_pack.read("pooled_grid_zones")
    ours = {"Dunkerque": "dunkerque", "Le Havre-Port-Jérôme": "le_havre",
            "Plan de Campagne": "plan_de_campagne", "Fos-sur-Mer": "fos",
            "Saint-Nazaire (Loire estuaire)": "saint_nazaire"}  # fmt: skip
    decided = set(told["zone"][told["authorised"]])
    assert decided <= set(ours)
    for row in told[told["zone"].isin(list(ours))].itertuples():
        zone = grid_zones()[ours[row.zone]]
        for figure in ("mw", "from_year", "quote_keur_mw"):
            assert zone.get(figure, np.nan) == pytest.approx(getattr(row, figure), nan_ok=True)
        assert row.anchor_insee in zone["centres"]


def test_sites_are_in_the_nearest_zone_within_its_radius(empty_territory, sites):
    communes = pd.DataFrame({"x_m": [0.0, 50e3], "y_m": [0.0, 0.0]}, index=["59183", "13039"])
    territory = Territory(empty_territory.pack, communes)
    table = sites(4, x_m=[11e3, 13e3, 45e3, np.nan], zone=0)
    assert grid_zone(table, territory).tolist() == ["dunkerque", None, "fos", None]
    assert grid_zone(sites(1, x_m=1.0, zone=1), territory).tolist() == [None]
    assert grid_zone_mw().loc["dunkerque", "nominal"] == 5200
    assert np.isnan(grid_zone_mw().loc["fos", "nominal"])


def test_real_sites_of_dunkerque_and_le_havre(real_territory, real_candidates):
    table = real_candidates.table
    zone = grid_zone(table, real_territory)
    assert zone["59359_13985"] == "dunkerque"
    assert zone["76384_26668"] == "le_havre"
    assert zone["13039_6460"] == "fos"
    assert zone["44184_18636"] == "saint_nazaire"
    assert zone["33056_1077"] is None


def test_rail_by_distance_and_state():
    state = pd.Series(["bon", "mauvais", "?", None, "bon"])
    km = np.array([0.5, 0.5, 0.5, np.nan, 3.0])
    got = rail_access_level(np.full(5, 20.0), km, state)
    assert got.low.tolist() == [1.0, 0.8, 0.8, 0.0, 0.0]
    assert got.high.tolist() == [1.0, 0.8, 1.0, 1.0, 0.0]
    assert np.isnan(got.nominal[2])


WORDS = [
    {"site_type": t, "zoning": z, "pollution": p, "status": s}
    for t in ("built", "open", "unbuilt", "untold")
    for z in ("urban", "future", "rural", "untold")
    for p in ("none", "treated", "unlikely", "supposed", "proven", "untold")
    for s in ("", "friche avec projet")
]


def test_the_steps_are_a_graph_without_cycle_and_complete():
    codes = {step.code for step in steps()}
    graph = nx.DiGraph([(other, step.code) for step in steps() for other in step.after])
    assert nx.is_directed_acyclic_graph(graph)
    assert set(graph) <= codes
    for step in steps():
        assert list(step.months) == sorted(step.months)
        for shares in step.needed.values():
            assert list(shares) == sorted(shares)
            assert 0 <= shares[0] <= shares[-1] <= 1


@pytest.mark.parametrize("end", ENDS)
def test_the_critical_path_is_the_longest_of_all(end):
    table = {step.code: step for step in steps()}

    def finish(code, words):
        step = table[code]
        return step.lead_months(words, end) + max(
            (finish(other, words) for other in step.after), default=0.0
        )

    for words in WORDS[::7]:
        months, on = critical_path(words, end)
        assert months == pytest.approx(max(finish(code, words) for code in table))
        assert months == pytest.approx(sum(table[code].lead_months(words, end) for code in on))


def test_more_to_do_takes_longer_and_intervals_are_ordered(sites):
    def years(**columns):
        return steps_years(sites(pollution="pollution inexistante", **columns))

    assert years(zoning="A").nominal[0] > years(zoning="U").nominal[0]
    project = years(status="friche avec projet")
    assert project.low[0] < years().low[0]
    assert project.nominal[0] == years().nominal[0]
    for words in WORDS:
        low, likely, high = (critical_path(words, end)[0] for end in ENDS)
        assert low <= likely <= high
    assert steps_years(sites(0)).low.shape == (0,)


def test_committed_costs_are_those_of_the_applications(shared_data):
    fitted = fit(pd.read_csv(shared_data / "costs/fonds_friches_dossiers.csv"))
    assert as_toml(fitted) == COSTS.read_text(encoding="utf-8")


def test_cost_quantiles_are_ordered():
    assert "industry" in cost_table()
    for low, likely, high in cost_table().values():
        assert 0 < low < likely < high


def test_an_old_pack_without_optional_layers_still_measures(real_territory, real_sites):
    from dataclasses import replace

    from tisites.criteria.indicators import measure

    optional = {
        "sea_ports",
        "airports",
        "enaf_consumption",
        "zan_objectives",
        "drought_restrictions",
    }
    manifest = real_territory.pack.manifest
    kept = tuple(entry for entry in manifest.layers if entry.name not in optional)
    pack = replace(real_territory.pack, manifest=manifest.model_copy(update={"layers": kept}))
    old = Territory(pack, real_territory.communes)
    found = measure(real_sites.iloc[:5], old, Assumptions(), cache=None)
    for name in ("port_km", "airport_km", "drought_severity_level"):
        assert found.table[name].isna().all()
    told = {f.subject for f in found.findings if f.code == "layer_absent"}
    assert {"sea_ports", "airports", "drought_restrictions"} <= told
