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
from tisites.run.answer.outcome import Outcome
from tisites.run.answer.write import write_tables
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.solver.solution import Proof


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


def told(folder: Path) -> dict:
    return json.loads((folder / "solution.json").read_text(encoding="utf-8"))


def solved(scenario: str, pack: Path | None = None, solver: str = "cbc") -> Outcome:
    """The same answer in memory: what a run writes is looked at where it is the reference."""
    return execute(prepare(Request(scenario, pack=pack, solver=solver), keep=OnDisk()))


def test_demo_run_is_proven_and_says_it_is_synthetic(demo_run):
    report, out = told(demo_run), demo_run
    assert report["proof"] == "optimal"
    assert report["bound"] >= report["objective"] - 1e-6
    assert report["gap"] <= 1e-6
    assert report["synthetic"] is True
    assert "synthétiques" in report["notice"]
    assert_respects_turnkey50(report, out)
    for name in ("selection.gpkg", "map.png", "candidates.parquet", "findings.csv"):
        assert (out / name).stat().st_size > 0


def test_every_candidate_is_in_or_has_a_reason(demo_run):
    report, out = told(demo_run), demo_run
    table = pd.read_parquet(out / "candidates.parquet")
    assert len(table) == report["n_candidates"]
    assert int(table["eligible"].sum()) == report["n_eligible"]
    assert set(table.loc[table["selected"], "site_id"]) == set(report["selected"])
    out_ones = table[~table["eligible"]]
    assert (out_ones["reason"] != "").all()
    assert (out_ones["reason_text"] != "").all()
    assert report["exclusions"] == out_ones["reason"].value_counts().to_dict()


def test_geopackage_holds_the_selection_in_official_projections(demo_run):
    report, out = told(demo_run), demo_run
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
    source, first = open_demo().read("candidates"), (demo_run / "selection.csv").read_bytes()
    runs = set()
    for seed in (7, 8):
        listed, out = tmp_path / f"shuffled{seed}.csv", tmp_path / str(seed)
        source.sample(frac=1.0, random_state=seed).to_csv(listed, index=False)
        outcome = execute(prepare(Request(candidates=listed), keep=OnDisk()))
        out.mkdir()
        write_tables(outcome, out)
        assert (out / "selection.csv").read_bytes() == first
        runs.add(outcome.report()["run"])
    assert len(runs) == 1


def test_both_back_ends_agree(demo_run):
    other = solved("reference", solver="highs").solution
    assert other.proof is Proof.OPTIMAL
    assert math.isclose(other.value, told(demo_run)["objective"], rel_tol=0, abs_tol=1e-6)


def test_real_pack_is_proven(real_pack, real_run):
    out, report = real_run, told(real_run)
    assert report["proof"] == "optimal"
    assert report["synthetic"] is False
    assert report["n_candidates"] == 29_332
    sites = pd.read_parquet(out / "candidates.parquet").set_index("site_id")
    chosen = sites.loc[report["selected"]]
    assert set(chosen["planned_use"]) <= {"industry", "logistics", "none_known"}
    assert (chosen["surface_ratio"] <= 2.0).all()
    assert set(chosen["verdict"]) == {"eligible"}
    assert_respects_turnkey50(report, out)
    other = solved("reference", real_pack.folder, "highs").solution
    assert math.isclose(other.value, report["objective"], rel_tol=0, abs_tol=1e-6)


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
def test_every_scenario_is_proven_on_real_data(real_tables, scenario):
    folder = real_tables(scenario)
    report = told(folder)
    assert report["proof"] == "optimal"
    if scenario == "labels-2024":
        assert sum(site.startswith("FR2024") for site in report["selected"]) >= 20
    if scenario == "industrial-territories-only":
        chosen = pd.read_csv(folder / "selection.csv", dtype=str)
        assert chosen["ti_id"].notna().all()


def test_summary_is_french_by_default_and_english_on_demand(demo_run, tmp_path, capsys):
    assert main(["run", "--out", str(demo_run)]) == 0
    french = capsys.readouterr().out
    assert "sites retenus" in french
    assert "synthétiques" in french
    run(tmp_path / "en", "--lang", "en")
    english = capsys.readouterr().out
    assert "synthetic" in english
    assert "sites retenus" not in english
