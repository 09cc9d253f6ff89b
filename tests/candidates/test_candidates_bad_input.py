"""Each bad input: exit code 2, and a message with file, line, column, value and remedy."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest

from tisites.candidates.read import candidates_from_pack, read_candidates
from tisites.candidates.refuse import SHOWN
from tisites.messages.errors import EXIT_BAD_INPUT, BadInputError, Problem
from tisites.messages.text import speaking
from tisites.territory.territory import Territory

Refuse = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def refuse(tmp_path: Path, territory: Territory) -> Refuse:
    def refused(
        content: pd.DataFrame | str | bytes | Path, name: str = "sites.csv", **options: object
    ) -> tuple[Problem, ...]:
        path = tmp_path / name
        if isinstance(content, pd.DataFrame):
            content.to_csv(path, index=False)
        elif isinstance(content, Path):
            path = content
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(BadInputError) as error:
            read_candidates(path, territory, **options)  # type: ignore[arg-type]
        assert error.value.exit_code == EXIT_BAD_INPUT
        assert all(p.where.file.startswith(str(path)) for p in error.value.problems)
        assert all(str(p.what) and str(p.remedy) for p in error.value.problems)
        with speaking("en"):
            assert all(str(p.what) and str(p.remedy) for p in error.value.problems)
        return error.value.problems

    return refused


def _spoil(sites: pd.DataFrame, column: str, value: object, row: int = 2) -> pd.DataFrame:
    table = sites.astype(object)
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("column", "value", "shown", "said"),
    [
        ("unite_fonciere_surface", "NaN", "NaN", "n'est pas un nombre"),
        ("unite_fonciere_surface", "", "", "surface absente"),
        ("unite_fonciere_surface", "-3", "-3", "négative"),
        ("unite_fonciere_surface", "3 ha", "3 ha", "texte dans une colonne de nombres"),
        ("unite_fonciere_surface", "inf", "inf", "texte dans une colonne de nombres"),
        ("lon", "est", "est", "texte dans une colonne de nombres"),
        ("lat", "nan", "nan", "n'est pas un nombre"),
        ("lat", "", "", "coordonnée absente"),
        ("comm_insee", "", "", "code de commune absent"),
        ("comm_insee", "99999", "99999", "code de commune inconnu"),
        ("comm_insee", "Ajaccio", "Ajaccio", "code de commune inconnu"),
        ("comm_insee", "20090", "20090", "code de commune inconnu"),
        ("comm_insee", "59002", "59002", "code de commune inconnu"),
        ("site_id", "", "", "sans identifiant"),
    ],
)
def test_bad_cell(
    column: str, value: str, shown: str, said: str, sites: pd.DataFrame, refuse: Refuse
) -> None:
    (problem,) = refuse(_spoil(sites, column, value))
    assert said in problem.what.fr
    assert (problem.where.line, problem.where.column, problem.where.value) == (4, column, shown)
    assert "--tolerant" in problem.remedy.fr


def test_duplicate_ids_name_every_line(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = _spoil(_spoil(sites, "site_id", "a1"), "site_id", "a1", row=4)
    (problem,) = refuse(table)
    assert "lignes 2, 4, 6" in problem.what.fr
    assert (problem.where.line, problem.where.value) == (2, "a1")


def test_swapped_coordinates_everywhere(sites: pd.DataFrame, refuse: Refuse) -> None:
    (problem,) = refuse(sites.assign(lon=sites["lat"], lat=sites["lon"]))
    assert "inversées, sur 5 lignes de 5" in problem.what.fr
    assert problem.where.value == "45.9611, 5.3712"
    assert problem.where.column == "lon, lat"
    assert 'lon = "lat", lat = "lon"' in problem.remedy.fr


def test_one_swapped_row(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = _spoil(_spoil(sites, "lon", -20.891, 4), "lat", 55.451, 4)
    (problem,) = refuse(table)
    assert "inversées" in problem.what.fr
    assert problem.where.line == 6


@pytest.mark.parametrize(("lon", "lat"), [(-3.7, 40.42), (13.4, 52.5), (0.0, 0.0), (200, 95)])
def test_out_of_france(lon: float, lat: float, sites: pd.DataFrame, refuse: Refuse) -> None:
    (problem,) = refuse(_spoil(_spoil(sites, "lon", lon), "lat", lat))
    assert "hors de France" in problem.what.fr
    assert problem.where.line == 4


def test_abroad_inside_the_box_of_france(sites: pd.DataFrame, refuse: Refuse) -> None:
    """Turin is in the box of mainland France, not in the outlines of its regions."""
    table = _spoil(_spoil(sites, "lon", 7.68, 0), "lat", 45.07, 0)
    (problem,) = refuse(table)
    assert "hors de France" in problem.what.fr


def test_every_problem_is_told_at_once(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = _spoil(_spoil(sites, "unite_fonciere_surface", "-1", 0), "comm_insee", "00000", 3)
    problems = refuse(_spoil(table, "lon", "x", 4))
    assert [p.where.line for p in problems] == [2, 5, 6]


def test_many_problems_are_counted(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = pd.concat([sites] * 10, ignore_index=True)
    table["site_id"] = [f"s{i}" for i in range(50)]
    problems = refuse(table.assign(unite_fonciere_surface=-1.0))
    assert len(problems) == SHOWN + 1
    assert "et 30 autres" in problems[-1].what.fr
    assert problems[-1].remedy.fr == "au total : surface_negative : 50"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"site_id,lon,lat\n"])
def test_empty_file(content: bytes, refuse: Refuse) -> None:
    (problem,) = refuse(content)
    assert "vide" in problem.what.fr


def test_empty_geojson(refuse: Refuse) -> None:
    (problem,) = refuse('{"type": "FeatureCollection", "features": []}', "sites.geojson")
    assert "vide" in problem.what.fr


def test_only_blank_rows(refuse: Refuse) -> None:
    (problem,) = refuse("site_id;comm_insee;surface_m2;lon;lat\n;;;;\n;;;;\n")
    assert "vide" in problem.what.fr


@pytest.mark.parametrize(
    ("column", "said", "expected"),
    [
        ("site_id", "l'identifiant du site", "site_id"),
        ("comm_insee", "le code INSEE", "insee"),
        ("unite_fonciere_surface", "la surface du site", "surface_m2"),
        ("lat", "la position du site", "lat"),
    ],
)
def test_missing_column(
    column: str, said: str, expected: str, sites: pd.DataFrame, refuse: Refuse
) -> None:
    (problem,) = refuse(sites.drop(columns=column))
    assert "colonne obligatoire absente" in problem.what.fr
    assert said in problem.what.fr
    assert (problem.where.line, problem.where.column) == (1, expected)
    assert "[columns]" in problem.remedy.fr


def test_missing_column_with_a_near_name(sites: pd.DataFrame, refuse: Refuse) -> None:
    (problem,) = refuse(sites.rename(columns={"comm_insee": "com_inse"}))
    assert "vouliez-vous dire « com_inse »" in problem.remedy.fr


def test_surface_without_unit_is_not_guessed(sites: pd.DataFrame, refuse: Refuse) -> None:
    (problem,) = refuse(sites.rename(columns={"unite_fonciere_surface": "Surface"}))
    assert 'surface_ha = "Surface"' in problem.remedy.fr


def test_several_missing_columns_at_once(sites: pd.DataFrame, refuse: Refuse) -> None:
    assert len(refuse(sites[["site_nom"]])) == 4


def test_repeated_column(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = sites.assign(copy=sites["lon"]).rename(columns={"copy": "LON"})
    (problem,) = refuse(table)
    assert "deux fois" in problem.what.fr


def test_bad_mapping(sites: pd.DataFrame, refuse: Refuse) -> None:
    problems = refuse(sites, columns={"surfce_ha": "lon", "lon": "longitud"})
    assert [p.where.column for p in problems] == ["surfce_ha", "longitud"]
    assert "surface_ha" in problems[0].remedy.fr


def test_projected_columns_without_reference_system(sites: pd.DataFrame, refuse: Refuse) -> None:
    table = sites.rename(columns={"lon": "x", "lat": "y"}).assign(x=650_000.0, y=6_860_000.0)
    (problem,) = refuse(table)
    assert "système de coordonnées inconnu" in problem.what.fr
    assert "EPSG:2154" in problem.remedy.fr
    (problem,) = refuse(table, columns={"crs": "EPSG:999999"})
    assert problem.where.value == "EPSG:999999"


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "parquet"])
def test_unknown_reference_system(
    suffix: str, sites: pd.DataFrame, tmp_path: Path, refuse: Refuse
) -> None:
    points = geopandas.points_from_xy(sites["lon"], sites["lat"])
    frame = geopandas.GeoDataFrame(sites.drop(columns=["lon", "lat"]), geometry=points)
    path = tmp_path / f"sites.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.rename(columns=lambda n: n[:10]).to_file(path)
    (problem,) = refuse(path)
    assert "système de coordonnées inconnu" in problem.what.fr


def test_geojson_of_unknown_reference_system(sites: pd.DataFrame, refuse: Refuse) -> None:
    points = geopandas.points_from_xy(sites["lon"], sites["lat"])
    frame = geopandas.GeoDataFrame(sites.drop(columns=["lon", "lat"]), geometry=points, crs=4326)
    document = json.loads(frame.to_json())
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}
    document = {"type": document["type"], "crs": crs, "features": document["features"]}
    (problem,) = refuse(json.dumps(document), "sites.geojson")
    assert "système de coordonnées inconnu" in problem.what.fr
    assert problem.where.value == "urn:ogc:def:crs:EPSG::999999"


def test_geopackage_with_two_layers_of_sites(
    sites: pd.DataFrame, tmp_path: Path, refuse: Refuse, territory: Territory
) -> None:
    points = geopandas.points_from_xy(sites["lon"], sites["lat"])
    frame = geopandas.GeoDataFrame(sites.drop(columns=["lon", "lat"]), geometry=points, crs=4326)
    path = tmp_path / "sites.gpkg"
    frame.to_file(path, layer="sites")
    frame[["site_nom", "geometry"]].to_file(path, layer="routes")
    assert len(read_candidates(path, territory).table) == 5
    frame.to_file(path, layer="autres")
    (problem,) = refuse(path)
    assert "autres, routes, sites" in problem.what.fr


def test_geojson_with_bad_values_names_the_feature(
    sites: pd.DataFrame, tmp_path: Path, refuse: Refuse
) -> None:
    points = geopandas.points_from_xy(sites["lat"], sites["lon"])
    frame = geopandas.GeoDataFrame(sites.drop(columns=["lon", "lat"]), geometry=points, crs=4326)
    path = tmp_path / "sites.geojson"
    frame.to_file(path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"][1]["properties"]["unite_fonciere_surface"] = "beaucoup"
    problems = refuse(json.dumps(document), "sites.geojson")
    assert [p.where.line for p in problems] == [1, 2, 2, 3, 4, 5]
    assert problems[1].where.value == "beaucoup"
    assert problems[0].where.value == "45.9611, 5.3712"


def test_mixed_wkt_order_is_an_error(sites: pd.DataFrame, refuse: Refuse) -> None:
    points = [f"POINT({x} {y})" for x, y in zip(sites["lon"], sites["lat"], strict=True)]
    points[1] = "POINT(43.31 5.381)"
    points[2] = "POINT(8.7"
    table = sites.drop(columns=["lon", "lat"]).assign(geompoint=points)
    problems = refuse(table)
    assert [(p.where.line, p.where.value) for p in problems] == [
        (3, "POINT(43.31 5.381)"),
        (4, "POINT(8.7"),
    ]


def test_split_row(sites: pd.DataFrame, refuse: Refuse) -> None:
    text = sites.iloc[:, :2].to_csv(index=False) + "a9,Nom,de trop\n"
    (problem,) = refuse(text)
    assert problem.where.line == 7
    assert "3 cellules, 2 attendues" in problem.what.fr


def test_truncated_csv(sites: pd.DataFrame, refuse: Refuse) -> None:
    text = sites.to_csv(index=False)
    (problem,) = refuse(text[: text.index("a5") + 15])
    assert problem.where.line == 6
    assert "11 attendues" in problem.what.fr


@pytest.mark.parametrize("name", ["s.gpkg", "s.parquet", "s.geojson", "s.shp", "s.zip", "s.csv"])
def test_unreadable_file(name: str, refuse: Refuse) -> None:
    (problem,) = refuse(b"\0\1\2 nothing of the kind \xff" * 50, name)
    assert "illisible" in problem.what.fr or "pas du texte" in problem.what.fr


def test_unknown_suffix_and_absent_file(tmp_path: Path, refuse: Refuse) -> None:
    (problem,) = refuse("x", "sites.xlsx")
    assert "CSV UTF-8" in problem.remedy.fr
    (tmp_path / "friches.csv").write_text("x", encoding="utf-8")
    (problem,) = refuse(tmp_path / "friche.csv")
    assert "friches.csv" in problem.remedy.fr


def test_zip_with_two_files(tmp_path: Path, refuse: Refuse) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.csv", "x")
        out.writestr("b.csv", "x")
    (problem,) = refuse(path)
    assert "a.csv, b.csv" in problem.what.fr


def test_error_inside_a_zip_names_both(tmp_path: Path, refuse: Refuse) -> None:
    path = tmp_path / "one.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.csv", "\n")
    (problem,) = refuse(path)
    assert problem.where.file == f"{path}/a.csv"


def test_tolerant_reading_excludes_instead(
    sites: pd.DataFrame, tmp_path: Path, territory: Territory
) -> None:
    table = pd.concat([sites, sites.iloc[[3]]], ignore_index=True).astype(object)
    table.loc[0, "unite_fonciere_surface"] = "-3"
    table.loc[1, ["lon", "lat"]] = [43.31, 5.381]
    table.loc[2, "comm_insee"] = "99999"
    table.loc[4, "site_id"] = ""
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    read = read_candidates(path, territory, strict=False)
    assert all("--tolerant" not in f.remedy.fr + f.remedy.en for f in read.findings)
    assert read.table.index.tolist() == ["a1", "a2", "a3", "a4"]
    assert np.isnan(read.table.loc["a1", "surface_ha"])
    assert np.isnan(read.table.loc["a2", "lon"])
    assert pd.isna(read.table.loc["a3", "commune"])
    assert [(f.code, f.severity, f.subject, f.line) for f in read.findings] == [
        ("commune_malformed", "exclusion", "a3", 4),
        ("coordinates_swapped", "exclusion", "a2", 3),
        ("id_duplicate", "warning", "a4", 5),
        ("id_duplicate", "warning", "a4", 7),
        ("id_missing", "exclusion", "", 6),
        ("records_counted", "info", "", None),
        ("surface_negative", "exclusion", "a1", 2),
    ]


def test_published_inventory_forgives_what_it_is_known_for_and_no_more(
    sites: pd.DataFrame, tmp_path: Path, territory: Territory, refuse: Refuse
) -> None:
    published = sites.astype(object).assign(coord_quality="site point", surface_quality="site")
    published.loc[0, "unite_fonciere_surface"] = ""
    published.loc[1, "comm_insee"] = "59002"
    published.loc[2, ["lon", "lat"]] = ["", ""]
    path = tmp_path / "published.csv"
    published.to_csv(path, index=False)
    read = read_candidates(path, territory)
    assert [f.code for f in read.findings] == [
        "commune_proposed",
        "commune_unknown",
        "coordinates_missing",
        "records_counted",
        "surface_missing",
    ]
    for column, value in (
        ("unite_fonciere_surface", "-1"),
        ("unite_fonciere_surface", "NaN"),
        ("comm_insee", "99999"),
        ("lon", "x"),
        ("site_id", "a1"),
    ):
        assert len(refuse(_spoil(published, column, value, 3))) == 1


def test_pack_without_candidates(territory: Territory) -> None:
    with pytest.raises(BadInputError, match="ne porte pas de candidats"):
        candidates_from_pack(territory)
