from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import indicator_names, measure, specs
from tisites.data.layers import LAYERS
from tisites.messages.progress import Stopwatch

UNIT_SUFFIX = {
    "ha": ("_ha",),
    "%": ("_pct",),
    "km": ("_km",),
    "min": ("_min",),
    "MW": ("_mw",),
    "m³/day": ("_m3_day",),
    "jobs": ("_jobs",),
    "year": ("_year",),
    "persons": ("min", "_decayed", "_job_seekers"),
    "0-1": ("_level",),
    "0-4": ("_level",),
    "0/1": ("zre", "in_territoire_industrie", "in_pene", "in_territoire_industrie_2018",
            "in_rebond_industriel", "in_frr", "in_frr_plus", "river_quay", "in_flood_zone",
            "flood_plan", "collective_water"),
    "GWh/year": ("_gwh",),
    "M€": ("_meur",),
    "years": ("_years",),
    "probability": ("_probability",),
}  # fmt: skip
#: Known to no public file read here: a candidate file has to say it, or a layer be added.
NOT_IN_THE_REAL_PACK = {
    "in_pene", "sellable_ha", "motorway_km", "utilities_pct", "river_quay", "siding_km",
    "natura_2000_km", "znieff_1_km", "znieff_2_km", "in_flood_zone", "flood_plan", "zone_jobs",
    "production_school_km", "collective_water", "project_demand_ha",
}  # fmt: skip


def test_names_carry_their_unit():
    for name, spec in specs().items():
        assert name.endswith(UNIT_SUFFIX[spec.unit]), name


def test_layers_named_exist():
    known = {layer.name for layer in LAYERS} | {"candidates"}
    for name, spec in specs().items():
        assert set(spec.layers) <= known, name
        assert spec.layers, name


def test_every_word_on_an_indicator_is_in_french_too():
    english = (" the ", " of ", " or ", "unknown", "surface;", "planner", " no ", " with ", " as ")
    for name, spec in specs().items():
        for told in (spec.label, spec.formula, spec.source, spec.unknown):
            # names in code stay as they are: assumptions.share_20_64_where_unknown
            words = " ".join(w for w in told.fr.split() if "_" not in w and "." not in w)
            assert not [word for word in english if word in f" {words} "], (name, told.fr)
            assert not re.search(r"\S[;:](\s|$)", told.fr), (name, told.fr)


def test_the_page_says_of_each_indicator_what_the_code_says():
    page = (Path(__file__).parents[2] / "docs/criteria.md").read_text(encoding="utf-8")
    for spec in specs().values():
        row = (
            f"| `{spec.name}` | {spec.unit} | {'yes' if spec.interval else ''} | {spec.formula.en} "
            f"| {spec.source.en} | {spec.unknown.en} |"
        )
        assert row in page, f"docs/criteria.md lacks or differs from: {row}"


def test_real_intervals_are_ordered_and_complete(real_indicators):
    for name, spec in real_indicators.specs.items():
        low, nominal, high = real_indicators.interval(name)
        known = ~np.isnan(nominal)
        assert known.any() or name in NOT_IN_THE_REAL_PACK, name
        assert (low[known] <= nominal[known]).all(), name
        assert (nominal[known] <= high[known]).all(), name
        both = ~np.isnan(low) & ~np.isnan(high)
        assert (low[both] <= high[both]).all(), name
        assert np.isfinite(nominal[known]).all(), name
        if not spec.interval:
            assert f"{name}_low" not in real_indicators.table
            assert low is nominal is high


def test_one_finding_an_indicator_with_its_count(real_indicators):
    told = {f.subject: f for f in real_indicators.findings if f.code == "indicator_unknown"}
    for name in set(indicator_names()) - NOT_IN_THE_REAL_PACK:
        count = int(real_indicators.table[name].isna().sum())
        assert (name in told) == (count > 0), name
        if count:
            assert f" {count} " in told[name].message.fr
            assert f" {count} of " in told[name].message.en


def test_what_nothing_tells_is_told_once_with_how_to_obtain_it(real_indicators):
    absent = {f.subject: f for f in real_indicators.findings if f.code == "layer_absent"}
    assert set(absent) == {
        "pene", "commune_jobs", "sidings", "natura_habitats", "znieff_1", "znieff_2",
        "flood_zones", "flood_plans", "territory_projects", "production_schools",
        "collective_water",
    }  # fmt: skip
    assert "tisites data pull ite-3000" in absent["sidings"].remedy.fr
    assert "tisites data add znieff-1" in absent["znieff_1"].remedy.fr
    (columns,) = [f for f in real_indicators.findings if f.code == "columns_absent"]
    assert "« Échangeur autoroutier »" in columns.message.fr


def test_a_site_is_measured_the_same_in_any_company(real_territory, real_sites, real_indicators):
    some = real_sites.sample(50, random_state=5)
    alone = measure(some, real_territory, Assumptions(), cache=None).table
    pd.testing.assert_frame_equal(alone, real_indicators.table.loc[some.index], rtol=1e-6)
    turned = measure(some.iloc[::-1], real_territory, Assumptions(), cache=None).table
    pd.testing.assert_frame_equal(turned.iloc[::-1], alone, check_exact=True)


def test_no_site_at_all(real_territory, real_sites):
    found = measure(real_sites.iloc[:0], real_territory, Assumptions(), cache=None)
    assert len(found.table) == 0
    assert found.findings == ()


def test_words_that_no_table_lists_are_told_once(real_territory, real_sites):
    odd = real_sites.iloc[:6].copy()
    odd["zoning"] = ["UAb", "UAb", "1AU", "U", None, "inconnu"]
    found = measure(odd, real_territory, Assumptions(), cache=None)
    (finding,) = [f for f in found.findings if f.subject == "zoning"]
    assert finding.code == "word_not_listed"
    assert finding.message.fr.startswith("3 sites")
    assert "« 1AU », « UAb »" in finding.message.fr


def test_phases_are_told_and_times_cached(real_territory, real_sites, tmp_path):
    clock = Stopwatch()
    some = real_sites.iloc[:20]
    first = measure(some, real_territory, Assumptions(), stopwatch=clock, cache=tmp_path)
    assert {"criteria.travel", "criteria.zan", "criteria.network"} <= set(clock.seconds)
    assert len(list(tmp_path.iterdir())) == 1
    again = measure(some, real_territory, Assumptions(), cache=tmp_path)
    pd.testing.assert_frame_equal(first.table, again.table, check_exact=True)


def test_indicators_of_some_sites(real_indicators):
    ids = real_indicators.table.index[[5, 2]]
    part = real_indicators.at(ids)
    assert part.table.index.tolist() == ids.tolist()
    for name in ("zre", "main_road_min"):
        for got, all_ in zip(part.interval(name), real_indicators.interval(name), strict=True):
            assert np.array_equal(got, all_[[5, 2]], equal_nan=True)
    with pytest.raises(KeyError):
        part.interval("hv_substation_miles")


def test_scenarios_move_what_they_should_and_nothing_else(real_territory, real_sites, tmp_path):
    some = real_sites.iloc[:60]

    def table(**declared):  # no scenario here moves travel times: they are read again
        return measure(some, real_territory, Assumptions(**declared), cache=tmp_path).table

    base = table()
    for declared, moved in (
        ({"zan_regime": "net"}, {"zan_debit_ha"}),
        ({"industry_exempt": True}, {"zan_debit_ha"}),
        ({"warming": "4c"}, {"low_flow_change_pct"}),
        (
            {"grid_delay_years": 3},
            {"grid_ready_year", "available_year", "turnkey_probability"},
        ),
        (
            {"steps_start_year": 2030},
            {"available_year", "turnkey_probability", "turnkey_without_grid_probability"},
        ),
        (
            {"turnkey_by": 2032},
            {"turnkey_probability", "turnkey_without_grid_probability"},
        ),
        ({"grid_line_meur_per_km": {"low": 1, "nominal": 1, "high": 1}}, {"grid_cost_meur"}),
    ):
        other = table(**declared)
        changed = {
            name.removesuffix("_low").removesuffix("_high")
            for name in base
            if not np.array_equal(base[name], other[name], equal_nan=True)
        }
        assert changed == moved, declared
