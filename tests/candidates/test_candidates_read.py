"""Every format gives the same table; the order of rows changes nothing."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.read import read_candidates
from tisites.territory.territory import Territory


def _points(sites: pd.DataFrame, crs: int = 4326) -> geopandas.GeoDataFrame:
    points = geopandas.points_from_xy(sites["lon"], sites["lat"])
    frame = sites.drop(columns=["lon", "lat"])
    return geopandas.GeoDataFrame(frame, geometry=points, crs=4326).to_crs(crs)


def _same(one: Candidates, two: Candidates, tolerance_deg: float = 0.0) -> None:
    drop = ["line", "x_m", "y_m", "km_beyond_commune"] if tolerance_deg else ["line"]
    pd.testing.assert_frame_equal(
        one.table.drop(columns=drop), two.table.drop(columns=drop), rtol=0, atol=tolerance_deg
    )


@pytest.fixture
def reference(tmp_path: Path, sites: pd.DataFrame, territory: Territory) -> Candidates:
    path = tmp_path / "reference.csv"
    sites.to_csv(path, index=False)
    return read_candidates(path, territory)


def test_table_is_what_the_contract_says(reference: Candidates) -> None:
    table = reference.table
    assert tuple(table.columns) == COLUMNS
    assert table.index.name == "site_id"
    assert table.index.tolist() == ["a1", "a2", "a3", "a4", "a5"]
    assert table["surface_ha"].tolist() == [3.5, 12.05005, 100.0, 0.500025, 9.9999]
    assert table["site_type"].fillna("?").tolist() == [
        "friche industrielle",
        "friche d'habitat",
        "?",
        "friche ferroviaire",
        "?",
    ]
    assert table["status"].fillna("?").tolist()[3:] == ["usage actuel: parking", "?"]
    assert table["zoning"].fillna("?").tolist() == ["U", "N", "AUc", "Zc", "?"]
    assert table["commune"].tolist()[0] == "Ambérieu-en-Bugey"
    assert table["zone"].tolist() == [0, 0, 0, 0, 3]
    assert table["zre"].tolist()[:2] == [True, False]
    assert table["zre"].isna().tolist() == [False, False, True, False, True]
    assert table["line"].tolist() == [2, 3, 4, 5, 6]
    assert (table["km_beyond_commune"] == 0).all()
    assert [f.code for f in reference.findings] == ["records_counted"]
    assert str(reference.findings[0].message).startswith("5 fiches = 5 sites ; comptées par")
    assert reference.file == "reference.csv"


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "parquet", "geoparquet"])
def test_geographic_formats_give_the_same_table(
    suffix: str, tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    path = tmp_path / f"sites.{suffix}"
    frame = _points(sites)
    if suffix.endswith("parquet"):
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    _same(read_candidates(path, territory), reference)


def test_plain_parquet_gives_the_same_table(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    path = tmp_path / "sites.parquet"
    sites.to_parquet(path)
    _same(read_candidates(path, territory), reference)


def test_projected_geopackage_is_brought_to_degrees(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    mainland = sites.iloc[:4]
    path = tmp_path / "sites.gpkg"
    _points(mainland, 2154).to_file(path)
    read = read_candidates(path, territory)
    for name in ("lon", "lat"):
        assert np.allclose(read.table[name], reference.table[name].iloc[:4], rtol=0, atol=1e-8)


@pytest.mark.parametrize("zipped", [False, True])
def test_shapefile_with_cut_names(
    zipped: bool,
    tmp_path: Path,
    sites: pd.DataFrame,
    territory: Territory,
    reference: Candidates,
) -> None:
    path = tmp_path / "sites.shp"
    cut = _points(sites).rename(columns=lambda name: name[:10])
    cut.to_file(path, encoding="utf-8")
    if zipped:
        archive = tmp_path / "sites.zip"
        with zipfile.ZipFile(archive, "w") as out:
            for part in tmp_path.glob("sites.*"):
                if part.suffix != ".zip":
                    out.write(part, f"dossier/{part.name}")
        path = archive
    _same(read_candidates(path, territory), reference, tolerance_deg=1e-9)


def test_zipped_csv(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    path = tmp_path / "sites.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("sites.csv", sites.to_csv(index=False))
        out.writestr("__MACOSX/._sites.csv", "x")
    _same(read_candidates(path, territory), reference)


def test_polygons_give_an_inner_point_and_a_missing_surface(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    frame = _points(sites.drop(columns="unite_fonciere_surface")).iloc[:1].to_crs(2154)
    frame["geometry"] = frame.geometry.apply(
        lambda p: shapely.box(p.x - 100, p.y - 100, p.x + 100, p.y + 100)
    )
    path = tmp_path / "sites.gpkg"
    frame.to_file(path)
    read = read_candidates(path, territory)
    assert read.table["surface_ha"].iloc[0] == pytest.approx(4.0, rel=1e-6)
    assert read.table["lon"].iloc[0] == pytest.approx(5.3712, abs=1e-3)
    assert [f.code for f in read.findings] == ["records_counted", "surface_from_polygon"]


def test_columns_mapping_and_projected_columns(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    mainland = sites.iloc[:4]
    where = _points(mainland, 2154).geometry
    table = pd.DataFrame(
        {
            "Réf": mainland["site_id"],
            "Superficie brute (hectares)": mainland["unite_fonciere_surface"] / 10_000,
            "X": where.x,
            "Y": where.y,
            "Commune": mainland["comm_insee"],
        }
    )
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    mapping = {
        "site_id": "Réf",
        "surface_ha": "Superficie brute (hectares)",
        "x": "X",
        "y": "Y",
        "insee": "Commune",
        "crs": "EPSG:2154",
    }
    read = read_candidates(path, territory, mapping)
    for name in ("surface_ha", "lon", "lat"):
        assert np.allclose(read.table[name], reference.table[name].iloc[:4], rtol=0, atol=1e-8)


def test_the_mapped_surface_wins(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    path = tmp_path / "sites.csv"
    sites.assign(surface_ha=1.0, utile=2.0).to_csv(path, index=False)
    _same(read_candidates(path, territory), reference)
    for mapping, expected in (
        ({"surface_ha": "surface_ha"}, 1.0),
        ({"surface_ha": "utile"}, 2.0),
        ({"surface_m2": "utile"}, 0.0002),
    ):
        read = read_candidates(path, territory, mapping)
        assert read.table["surface_ha"].tolist() == [expected] * 5
        told = [f.code for f in read.findings if f.code != "surface_unit_suspect"]
        assert told == ["columns_ignored", "records_counted"]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    decimal=st.sampled_from([".", ","]),
    end=st.sampled_from(["\n", "\r\n"]),
    order=st.permutations(range(13)),
    rows=st.permutations(range(5)),
    blank_lines=st.booleans(),
)
def test_csv_dialects_give_the_same_table(
    separator: str,
    encoding: str,
    decimal: str,
    end: str,
    order: list[int],
    rows: list[int],
    blank_lines: bool,
    tmp_path: Path,
    sites: pd.DataFrame,
    territory: Territory,
    reference: Candidates,
) -> None:
    table = sites.assign(Remarques="à\nrevoir", **{"Maître d'ouvrage": "x;y,z"})
    table = table.iloc[rows, order]
    text = table.to_csv(index=False, sep=separator, decimal=decimal, lineterminator=end)
    if blank_lines:
        text = end + text + end + end
    path = tmp_path / "sites.csv"
    path.write_bytes(text.encode(encoding))
    read = read_candidates(path, territory)
    _same(read, reference)
    assert read.content_sha256 == reference.content_sha256
    assert [f.code for f in read.findings] == ["columns_ignored", "records_counted"]
    lines = text.encode("utf-8").split(b"\n")
    for site, line in read.table["line"].items():
        first = min(int(line) + 2, len(lines))  # the remark of a row holds one line break
        assert str(site).encode() in b"\n".join(lines[int(line) - 1 : first])


def test_line_is_the_physical_line(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    table = sites.copy()
    table.loc[0, "site_nom"] = "Sur\ndeux\nlignes"
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    read = read_candidates(path, territory)
    assert read.table["line"].tolist() == [2, 5, 6, 7, 8]


def test_codes_of_communes_are_mended_with_a_finding(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    table = sites.assign(comm_insee=["1004", "13201", "2a004", "59183", "97411"])
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    read = read_candidates(path, territory)
    assert read.table["insee"].tolist() == ["01004", "13055", "2A004", "59183", "97411"]
    told = [f.code for f in read.findings]
    assert told == ["arrondissement_code", "commune_code_padded", "records_counted"]


def test_numeric_codes_and_ids_keep_their_writing(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    table = sites.iloc[[0, 3]].assign(site_id=[7.0, 12.0], comm_insee=[1004, 59183])
    path = tmp_path / "sites.parquet"
    table.to_parquet(path)
    read = read_candidates(path, territory)
    assert read.table.index.tolist() == ["12", "7"]
    assert read.table["insee"].tolist() == ["59183", "01004"]


def test_far_from_commune_is_a_finding(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    table = sites.copy()
    table.loc[0, "comm_insee"] = "59183"
    table.loc[1, "comm_insee"] = "97411"
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    read = read_candidates(path, territory)
    assert [(f.code, f.subject) for f in read.findings] == [
        ("coordinates_far_from_commune", "a1"),
        ("coordinates_far_from_commune", "a2"),
        ("records_counted", ""),
    ]
    assert 590 < read.table.loc["a1", "km_beyond_commune"] < 610
    assert np.isinf(read.table.loc["a2", "km_beyond_commune"])


def test_zero_surface_is_unknown(tmp_path: Path, sites: pd.DataFrame, territory: Territory) -> None:
    table = sites.copy()
    table.loc[1, "unite_fonciere_surface"] = 0.0
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    read = read_candidates(path, territory)
    assert read.table["surface_ha"].isna().tolist() == [False, True, False, False, False]
    told = [(f.code, f.subject, f.line) for f in read.findings]
    assert told == [("records_counted", "", None), ("surface_zero", "a2", 3)]


def test_blank_spreadsheet_rows_are_told(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    text = sites.to_csv(index=False, sep=";") + ";" * 10 + "\n" + ";" * 10 + "\n"
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding="utf-8")
    read = read_candidates(path, territory)
    _same(read, reference)
    blank, counted = read.findings
    assert (blank.code, "(2)" in str(blank.message)) == ("blank_rows", True)
    assert "7 fiches = 5 sites + 2 écartées (2 vides)" in str(counted.message)


def test_excel_separator_line(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory, reference: Candidates
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("sep=;\n" + sites.to_csv(index=False, sep=";"), encoding="utf-8")
    read = read_candidates(path, territory)
    _same(read, reference)
    assert read.table["line"].iloc[0] == 3


# -- the real files --------------------------------------------------------------------------------


def test_friches_france_loads_as_published(shared_data: Path, real_territory: Territory) -> None:
    read = read_candidates(shared_data / "candidates" / "friches_france.csv", real_territory)
    table = read.table
    assert len(table) == 17_996
    good = (table["coord_quality"] == "site point") & table["surface_quality"].str.startswith(
        "site"
    )
    assert int(good.sum()) == 8_723
    assert int((good & (table["surface_ha"] >= 3)).sum()) == 2_010
    counts = Counter((f.code, f.severity) for f in read.findings)
    assert counts == {
        ("surface_missing", "exclusion"): 316,
        ("surface_zero", "exclusion"): 4,
        ("commune_beyond", "exclusion"): 3,  # Saint-Pierre, Saint-Barthélemy: not in the pack
        ("former_commune_code", "info"): 31,
        ("commune_missing", "exclusion"): 10,
        ("coordinates_missing", "exclusion"): 14,
        ("coordinates_far_from_commune", "warning"): 37,  # beyond 2 km of its own outline
        ("commune_border", "info"): 125,  # from 0.1 to 2 km of it
        ("commune_proposed", "info"): 37,
        ("point_shared", "warning"): 2,
        ("columns_ignored", "info"): 1,
        ("records_counted", "info"): 1,
        ("hidden_characters", "warning"): 1,  # UTF-8 read as latin-1 upstream, in two names
    }
    assert "Route d’Etretat - Ancienne discothèque" in set(table["name"])


def test_pack_layer_and_file_agree(
    shared_data: Path, real_territory: Territory, real_candidates: Candidates
) -> None:
    file = read_candidates(shared_data / "candidates" / "friches_france.csv", real_territory)
    layer = real_candidates
    assert layer.sha256 == real_territory.pack.entries["candidates"].sha256
    assert not layer.synthetic
    assert len(layer.table) > len(file.table)  # the layer has the further sites of Cartofriches
    more = set(layer.table.columns) - set(file.table.columns)
    assert more == {"owners"}  # which only the national Cartofriches tells
    _same(replace(layer, table=layer.table.loc[file.table.index, file.table.columns]), file)


def test_shuffled_real_file_gives_the_same_candidates(
    shared_data: Path, real_territory: Territory, tmp_path: Path
) -> None:
    path = shared_data / "candidates" / "friches_france.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    shuffled = tmp_path / "friches_france.csv"
    table.sample(frac=1, random_state=3).to_csv(shuffled, index=False)
    one, two = (read_candidates(p, real_territory) for p in (path, shuffled))
    _same(one, two)
    told = [[(f.code, f.subject, str(f.message)) for f in c.findings] for c in (one, two)]
    assert told[0] == told[1]


def test_cartofriches_loads(shared_data: Path, real_territory: Territory) -> None:
    path = shared_data / "candidates" / "cartofriches_17_departements.csv"
    read = read_candidates(path, real_territory)
    assert len(read.table) == 7_132
    assert read.table["surface_ha"].notna().all()
    assert read.table.loc["06004_10548", "surface_ha"] == pytest.approx(0.35292920857)
    lines = path.read_bytes().split(b"\n")
    for site, line in read.table["line"].iloc[::50].items():
        assert str(site).encode() in lines[int(line) - 1]


def test_official_cnig_example_writes_latitude_first(
    shared_data: Path, real_territory: Territory
) -> None:
    path = shared_data / "candidates" / "cnig_friches_exemple_valide.csv"
    read = read_candidates(path, real_territory)
    site = read.table.loc["12083_22-12.0017"]
    assert (site["lon"], site["lat"], site["surface_ha"]) == (3.9815, 49.2527, 1.675)
    assert {f.code for f in read.findings} == {
        "latitude_first",  # the point of the example is near Reims,
        "coordinates_far_from_commune",  # its commune in Aveyron
        "commune_proposed",
        "columns_ignored",
        "records_counted",
    }


def test_same_bytes_read_twice_are_the_same(
    tmp_path: Path, sites: pd.DataFrame, territory: Territory
) -> None:
    path = tmp_path / "sites.csv"
    sites.to_csv(path, index=False)
    one, two = (read_candidates(path, territory) for _ in range(2))
    assert one.sha256 == two.sha256
    assert one.findings == two.findings
    buffers = [io.BytesIO(), io.BytesIO()]
    for candidates, buffer in zip((one, two), buffers, strict=True):
        candidates.table.to_parquet(buffer)
    assert buffers[0].getvalue() == buffers[1].getvalue()
