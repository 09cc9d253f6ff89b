"""Every bad input through the command line: exit 2, what, where, remedy, nothing written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.data.demo.demo import open_demo
from tisites.model.shelf import shipped_file


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Two hundred clean sites of the demo pack, all fields told."""
    table = open_demo().read("candidates")
    good = table["unite_fonciere_surface"].notna() & table["lon"].notna()
    return table[good & table["comm_insee"].notna()].head(200).reset_index(drop=True)


def refused(capsys, tmp_path: Path, *arguments: str, code: int = 2) -> str:
    out = tmp_path / "out"
    assert main(["run", *arguments, "--out", str(out)]) == code
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "→" in said
    assert not out.exists()
    assert not list(tmp_path.glob(".out*"))
    return said


def with_cell(rows: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    table = rows.astype({column: object}).copy()
    table.loc[5, column] = value
    return table


def swap(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.copy()
    lon, lat = rows.loc[5, "lon"], rows.loc[5, "lat"]
    table.loc[5, "lon"], table.loc[5, "lat"] = lat, lon
    return table


FILES: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], list[str]]] = {
    "missing column": (  # it is read without an area, once that is confirmed
        lambda r: r.drop(columns="unite_fonciere_surface"), ["devinées", "--yes"],
    ),
    "duplicate id": (
        lambda r: with_cell(r, "site_id", r["site_id"][3]), ["ligne 5", "lignes 5, 7"],
    ),
    "swapped coordinates": (swap, ["ligne 7", "invers"]),
    "out of France": (lambda r: with_cell(r, "lon", 13.4), ["ligne 7", "13.4"]),
    "negative surface": (
        lambda r: with_cell(r, "unite_fonciere_surface", -3.0), ["ligne 7", "-3"],
    ),
    "NaN surface": (
        lambda r: with_cell(r, "unite_fonciere_surface", "NaN"), ["ligne 7", "surface"],
    ),
    "text in a number": (
        lambda r: with_cell(r, "unite_fonciere_surface", "douze"), ["ligne 7", "douze"],
    ),
    "unknown commune": (lambda r: with_cell(r, "comm_insee", "99999"), ["ligne 7", "99999"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_bad_candidate_file(capsys, tmp_path, rows, name):
    spoil, words = FILES[name]
    path = tmp_path / "sites.csv"
    spoil(rows).to_csv(path, index=False)
    said = refused(capsys, tmp_path, "--candidates", str(path))
    assert "sites.csv" in said
    for word in words:
        assert word in said


def test_empty_file(capsys, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(b"")
    assert "vide" in refused(capsys, tmp_path, "--candidates", str(path))


def test_absent_file(capsys, tmp_path):
    said = refused(capsys, tmp_path, "--candidates", str(tmp_path / "none.csv"))
    assert "none.csv" in said


def test_unknown_crs(capsys, tmp_path, rows):
    path = tmp_path / "sites.gpkg"
    points = geopandas.points_from_xy(rows["lon"], rows["lat"])
    geopandas.GeoDataFrame(rows.drop(columns=["lon", "lat"]), geometry=points).to_file(path)
    said = refused(capsys, tmp_path, "--candidates", str(path))
    assert re.search("projection|système|CRS", said)


MODELS: dict[str, tuple[str, list[str]]] = {
    "unknown key": ("chose = 40", ["chose", "choose"]),
    "unknown zoning": (
        '[eligibility]\nzonings_excluded = ["AUx"]',
        ["ligne 5", "AUx", "AU"],
    ),
    "negative weight": ("[score.power]\nweight = -2", ["score.power.weight", "-2"]),
    "choose above eligible": ("choose = 100000", ["ligne 4", "100000", "éligibles"]),
    "region floor": (
        '[constraint.region_count]\nlimits = { "06" = { min = 900, max = 950 } }',
        ["Mayotte", "900"],
    ),
    "unknown lock": (
        '[constraint.in]\nkind = "lock_in"\nsites = ["NOPE"]\nreason = "r"\nsource = "s"',
        ["ligne 6", "NOPE", "tisites check"],
    ),
    "unknown indicator": ('[score.power]\nindicator = "feasible_mv"', ["ligne 5", "feasible_mw"]),
    "infinite weight": ("[score.power]\nweight = inf", ["ligne 5", "score.power.weight", "fini"]),
    "NaN on a scale": ("[score.power]\nscale = { nan = 1.0, 0 = 0.0 }", ["ligne 5", "fini"]),
    "NaN total": ("[constraint.hectares_total]\nmin = nan", ["hectares_total.min", "fini"]),
    "choose is no number": ("choose = true", ["ligne 4", "choose", "entier"]),
    "floor above the ceiling": (
        '[constraint.region_count]\nlimits = { "53" = { min = 9 } }',
        ["ligne 4", "plancher de 9", "plafond de 8", "Bretagne"],
    ),
    "least above most": ("[constraint.region_count]\nmin = 9", ["minimum, 9", "maximum, 8"]),
    "surfaces crossed": (
        "[eligibility]\nmin_surface_ha = 600",
        ["min_surface_ha dépasse max_surface_ha"],
    ),
    "unknown kind": ('[constraint.x]\nkind = "group_cont"\nsource = "s"', ["group_count"]),
}


@pytest.mark.parametrize("name", MODELS)
def test_bad_scenario(capsys, tmp_path, name):
    override, words = MODELS[name]
    path = tmp_path / "s.toml"
    path.write_text(f'base = "turnkey50"\nname = "s"\ntitle = "S"\n{override}\n', encoding="utf-8")
    said = refused(capsys, tmp_path, str(path))
    assert "s.toml" in said
    for word in words:
        assert word in said


OPTIONS: dict[str, tuple[list[str], list[str]]] = {
    "solver": (["--solver", "gurobi"], ["--solver", "gurobi", "cbc, highs"]),
    "gap of 200 %": (["--gap", "2"], ["--gap", "« 2 »", "0.05"]),
    "infinite gap": (["--gap", "inf"], ["--gap", "de 0 à 1"]),
    "decimal comma": (["--gap", "0,05"], ["--gap", "point décimal"]),
    "negative gap": (["--gap", "-1"], ["--gap", "au moins 0"]),
    "infinite limit": (["--time-limit", "inf"], ["--time-limit", "secondes"]),
    "unknown option": (["--nope"], ["option inconnue : --nope"]),
    "too many": (["reference", "b"], ["en trop : b"]),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_bad_option(capsys, tmp_path, name):
    arguments, words = OPTIONS[name]
    said = refused(capsys, tmp_path, *arguments)
    for word in words:
        assert word in said
    for english in ("should be", "No such", "Got unexpected", "unable"):
        assert english not in said


def test_a_folder_as_candidates(capsys, tmp_path):
    folder = tmp_path / "sites.csv"
    folder.mkdir()
    assert "dossier" in refused(capsys, tmp_path, "--candidates", str(folder))


def test_how_many_rows_are_wrong_is_always_told(capsys, tmp_path, rows):
    path = tmp_path / "sites.csv"
    rows.assign(unite_fonciere_surface=-1.0).to_csv(path, index=False)
    said = refused(capsys, tmp_path, "--candidates", str(path))
    assert "et 180 autres problèmes semblables" in said


def test_check_says_who_is_eligible_even_when_nothing_can_be_chosen(capsys, tmp_path, rows):
    path = tmp_path / "sites.csv"
    rows.head(20).to_csv(path, index=False)
    assert main(["check", "--candidates", str(path)]) == 2
    told = capsys.readouterr()
    assert "surface sous le minimum" in told.out
    assert "sur 20 candidats" in told.out
    assert "choose = 50 sites" in told.err
    assert "prêt" not in told.out
    assert "laissées de côté" not in told.out  # rules of this model are errors, not findings


def test_a_base_that_is_no_name(capsys, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('title = "S"\nbase = 3\nname = "s"\n', encoding="utf-8")
    said = refused(capsys, tmp_path, str(path))
    assert "s.toml, ligne 2, colonne « base », valeur « 3 »" in said


def test_an_output_that_cannot_be_a_folder(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["run", "--out", str(tmp_path / "file" / "run")]) == 2
    assert "pas un dossier" in capsys.readouterr().err


def test_all_weights_zero(capsys, tmp_path):
    text = shipped_file("models", "turnkey50").read_text(encoding="utf-8")
    model = tmp_path / "m.toml"
    model.write_text(re.sub(r"(?m)^weight = .*$", "weight = 0.0", text), encoding="utf-8")
    assert "poids sont nuls" in refused(capsys, tmp_path, "--model", str(model))


def test_lock_on_an_excluded_site_says_why(capsys, tmp_path):
    small = open_demo().read("candidates").sort_values("unite_fonciere_surface").iloc[0]
    path = tmp_path / "s.toml"
    path.write_text(
        'base = "turnkey50"\nname = "s"\ntitle = "S"\n[constraint.x]\nkind = "lock_in"\n'
        f'sites = ["{small["site_id"]}"]\nreason = "r"\nsource = "s"\n',
        encoding="utf-8",
    )
    said = refused(capsys, tmp_path, str(path))
    assert small["site_id"] in said
    assert "exclu" in said


def test_truncated_pack(capsys, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(open_demo().folder, pack)
    layer = pack / "communes.parquet"
    layer.write_bytes(layer.read_bytes()[:-1000])
    said = refused(capsys, tmp_path, "--data", str(pack))
    assert "communes" in said
    assert "tronquée" in said


def test_infeasible_names_the_constraints_in_play(capsys, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(
        'base = "turnkey50"\nname = "s"\ntitle = "S"\n[constraint.spacing]\nkm = 400\n',
        encoding="utf-8",
    )
    said = refused(capsys, tmp_path, str(path), code=3)
    assert "spacing" in said
    assert "en jeu" in said


def test_a_foreign_output_folder_is_left_alone(capsys, tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert main(["run", "--out", str(out)]) == 2
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    assert "autre --out" in capsys.readouterr().err


def test_a_failed_run_leaves_the_older_run(capsys, demo_run, tmp_path):
    out = tmp_path / "run"
    shutil.copytree(demo_run, out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    assert main(["run", "--model", str(tmp_path / "none.toml"), "--out", str(out)]) == 2
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    capsys.readouterr()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda r: r.assign(lon=r["lon"] * 1e5, lat=r["lat"] * 1e5),
            ["coordonnées en mètres", "sur 200 lignes de 200", 'x = "lon", y = "lat", crs = "EPSG'],
        ),
        (
            lambda r: r.assign(lon=r["lat"], lat=r["lon"]),
            ["inversées", "lignes de 200", 'lon = "lat", lat = "lon"'],
        ),
    ],
    ids=["metres", "swapped"],
)
def test_a_whole_column_is_told_once(capsys, tmp_path, rows, spoil, words):
    path = tmp_path / "sites.csv"
    metropole = rows[rows["lat"] > 41]
    table = pd.concat([metropole, rows]).drop_duplicates("site_id")
    spoil(table).to_csv(path, index=False)
    said = refused(capsys, tmp_path, "--candidates", str(path))
    for word in words:
        assert word in said
    assert said.count("en mètres") + said.count("inversées") == 1
    assert "sous [columns] du scénario" in said
