"""The main job through the command line, as a planner does it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest

from tisites.cli.main import main
from tisites.data.demo.demo import open_demo


def run(out: Path, *arguments: str) -> dict:
    code = main(["run", *arguments, "--out", str(out)])
    assert code == 0
    return json.loads((out / "solution.json").read_text(encoding="utf-8"))


def assert_respects_turnkey50(report: dict, out: Path) -> None:
    """Check the answer from its files alone."""
    chosen = pd.read_csv(out / "selection.csv", dtype={"dep": str, "reg": str, "epci_siren": str})
    assert len(chosen) == 50 == len(report["selected"])
    assert sorted(chosen["id"]) == report["selected"]
    by_region = chosen["reg"].value_counts()
    sites = pd.read_parquet(out / "candidates.parquet")
    assert set(by_region.index) == set(sites.loc[sites["eligible"], "reg"])  # each that can has one
    assert report["synthetic"] is False or len(by_region) == 18
    assert by_region.max() <= 8
    assert chosen["dep"].value_counts().max() <= 2
    assert chosen["epci_siren"].dropna().value_counts().max() <= 1
    assert chosen["ti_id"].notna().mean() >= 0.66
    assert chosen["hectares"].sum() >= 900
    parts = chosen.filter(regex="^contribution_").sum(axis=1)
    assert (parts - chosen["score"]).abs().max() < 1e-4
    assert (chosen["score_low"] <= chosen["score"] + 1e-9).all()
    assert (chosen["score"] <= chosen["score_high"] + 1e-9).all()
    assert report["objective"] == pytest.approx(chosen["score"].sum(), abs=1e-3)
    mainland = chosen[~chosen["dep"].str.startswith("97")]
    points = geopandas.GeoSeries.from_xy(mainland["lon"], mainland["lat"], crs=4326).to_crs(2154)
    nearest = min(points.drop(k).distance(p).min() for k, p in points.items())
    assert nearest >= 14_999.9  # coordinates are rounded to 1e-6 degree in the file
    for row in report["constraints"]:
        assert (
            row["lower"] is None
            or row["activity"] is None
            or (row["activity"] >= row["lower"] - 1e-6)
        )
        assert row["upper"] is None or row["activity"] <= row["upper"] + 1e-6


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory) -> tuple[dict, Path]:
    out = tmp_path_factory.mktemp("demo") / "run"
    return run(out), out


def test_demo_run_is_proven_and_says_it_is_synthetic(demo_run):
    report, out = demo_run
    assert report["proof"] == "optimal"
    assert report["bound"] >= report["objective"] - 1e-6
    assert report["gap"] <= 1e-6
    assert report["synthetic"] is True
    assert "synthétiques" in report["notice"]
    assert_respects_turnkey50(report, out)
    for name in ("selection.gpkg", "map.png", "candidates.parquet", "findings.csv"):
        assert (out / name).stat().st_size > 0


def test_every_candidate_is_in_or_has_a_reason(demo_run):
    report, out = demo_run
    table = pd.read_parquet(out / "candidates.parquet")
    assert len(table) == report["n_candidates"]
    assert int(table["eligible"].sum()) == report["n_eligible"]
    assert set(table.loc[table["selected"], "site_id"]) == set(report["selected"])
    out_ones = table[~table["eligible"]]
    assert (out_ones["reason"] != "").all()
    assert (out_ones["reason_text"] != "").all()
    assert report["exclusions"] == out_ones["reason"].value_counts().to_dict()


def test_geopackage_holds_the_selection_in_official_projections(demo_run):
    report, out = demo_run
    layers = {name for name, _ in pyogrio.list_layers(out / "selection.gpkg")}
    assert "selection" in layers
    sizes = 0
    for name in layers - {"layer_styles", "connection"}:
        layer = geopandas.read_file(out / "selection.gpkg", layer=name)
        sizes += len(layer)
        wanted = {
            "selection": 2154, "selection_antilles": 5490, "selection_guyane": 2972,
            "selection_reunion": 2975, "selection_mayotte": 4471,
        }  # fmt: skip
        assert layer.crs.to_epsg() == wanted[name]
    assert sizes == len(report["selected"])
    lines = geopandas.read_file(out / "selection.gpkg", layer="connection")
    known = pd.read_csv(out / "connection.csv").dropna(subset="to")
    assert lines["id"].tolist() == known["id"].astype(str).tolist()
    assert lines.crs.to_epsg() == 2154
    assert np.allclose(lines.length / 1000.0, known["straight_km"], atol=1e-3)


def test_shuffled_candidates_give_the_same_bytes(demo_run, tmp_path):
    _, out = demo_run
    source = open_demo().read("candidates")
    source.sample(frac=1.0, random_state=7).to_csv(tmp_path / "shuffled.csv", index=False)
    source.sample(frac=1.0, random_state=8).to_csv(tmp_path / "again.csv", index=False)
    reports = [
        run(tmp_path / name, "--candidates", str(tmp_path / f"{name}.csv"))
        for name in ("shuffled", "again")
    ]
    first, second = ((tmp_path / n / "selection.csv").read_bytes() for n in ("shuffled", "again"))
    assert first == second
    assert reports[0]["run"] == reports[1]["run"]
    assert first == (out / "selection.csv").read_bytes()


def test_both_back_ends_agree(demo_run, tmp_path):
    report, _ = demo_run
    other = run(tmp_path / "highs", "--solver", "highs")
    assert other["proof"] == "optimal"
    assert math.isclose(other["objective"], report["objective"], rel_tol=0, abs_tol=1e-6)


def test_real_pack_is_proven(real_pack, tmp_path):
    out = tmp_path / "real"
    report = run(out, "--data", str(real_pack.folder))
    assert report["proof"] == "optimal"
    assert report["synthetic"] is False
    assert report["n_candidates"] == 29_332
    sites = pd.read_parquet(out / "candidates.parquet").set_index("site_id")
    chosen = sites.loc[report["selected"]]
    assert set(chosen["planned_use"]) <= {"industry", "logistics", "none_known"}
    assert (chosen["surface_ratio"] <= 2.0).all()
    assert set(chosen["verdict"]) == {"eligible"}
    assert_respects_turnkey50(report, out)
    other = run(tmp_path / "highs", "--data", str(real_pack.folder), "--solver", "highs")
    assert math.isclose(other["objective"], report["objective"], rel_tol=0, abs_tol=1e-6)


@pytest.mark.parametrize(
    "scenario",
    [
        "zan-trace-senate",
        "zan-simplification-cmp",
        "bundle-dry-summers",
        "bundle-late-grid",
        "industrial-territories-only",
        "labels-2024",
    ],
)
def test_every_scenario_is_proven_on_real_data(real_pack, tmp_path, scenario):
    report = run(tmp_path / scenario, scenario, "--data", str(real_pack.folder))
    assert report["proof"] == "optimal"
    if scenario == "labels-2024":
        assert sum(site.startswith("FR2024") for site in report["selected"]) >= 20
    if scenario == "industrial-territories-only":
        chosen = pd.read_csv(tmp_path / scenario / "selection.csv")
        assert chosen["ti_id"].notna().all()


def test_summary_is_french_by_default_and_english_on_demand(tmp_path, capsys):
    run(tmp_path / "fr")
    french = capsys.readouterr().out
    assert "sites retenus" in french
    assert "synthétiques" in french
    run(tmp_path / "en", "--lang", "en")
    english = capsys.readouterr().out
    assert "synthetic" in english
    assert "sites retenus" not in english
