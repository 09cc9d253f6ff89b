"""Files as planners really send them: each works, or is refused with what to do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point

from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

SITES = pd.DataFrame(
    {
        "site_id": ["s0", "s1", "s2", "s3"],
        "site_nom": ["Aciérie de l'Île", "Usine Œuvre", "Friche", "Gare"],
        "comm_insee": ["59183", "71153", "13055", "76351"],
        "unite_fonciere_surface": [120000.5, 80000, 50000, 61000],
        "lon": [2.3768, 4.4426, 5.3698, 0.1079],
        "lat": [51.0343, 46.8019, 43.2965, 49.4944],
    }
)
SHAPES = geopandas.GeoDataFrame(
    SITES.drop(columns=["lon", "lat"]),
    geometry=geopandas.points_from_xy(SITES["lon"], SITES["lat"]),
    crs=4326,
)


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


def workbook(path: Path, **sheets: tuple[pd.DataFrame, int]) -> Path:
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, (table, row) in sheets.items():
            table.to_excel(book, sheet_name=name, index=False, startrow=row)
    return path


def titled(folder: Path) -> Path:
    notes = pd.DataFrame({"Notes": ["rien"]})
    return workbook(folder / "sites.xlsx", Notes=(notes, 0), Friches=(SITES, 4))


def zipped_shapefile(folder: Path) -> Path:
    """As DDT send them: cp1252 without its .cpg, Lambert-93, in a folder with an accent."""
    shapes = folder / "shp"
    shapes.mkdir()
    with pytest.warns(UserWarning):
        SHAPES.to_crs(2154).to_file(shapes / "friches.shp", encoding="cp1252")
    (shapes / "friches.cpg").unlink(missing_ok=True)
    with zipfile.ZipFile(folder / "friches.zip", "w") as archive:
        for part in shapes.iterdir():
            archive.write(part, f"données/{part.name}")
    return folder / "friches.zip"


def csv(folder: Path, table: pd.DataFrame = SITES, **how: str) -> Path:
    path = folder / "sites.csv"
    encoding = how.pop("encoding", "utf-8")
    path.write_bytes(table.to_csv(index=False, **how).encode(encoding))  # type: ignore[call-overload]
    return path


def under_titles(folder: Path) -> Path:
    path = csv(folder, sep=";", decimal=",")
    path.write_text("Inventaire 2026;;\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def geo(name: str, epsg: int) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        SHAPES.to_crs(epsg).to_file(folder / name)
        return folder / name

    return write


@pytest.mark.filterwarnings("ignore:Normalized:RuntimeWarning")
@pytest.mark.parametrize(
    "write",
    [
        titled,
        zipped_shapefile,
        under_titles,
        geo("a.geojson", 2154),
        geo("b.gpkg", 2154),
        geo("c.geojson", 3857),
        lambda folder: csv(folder, sep=";", decimal=",", encoding="utf-8-sig"),
        lambda folder: csv(folder, sep=";", decimal=",", encoding="cp1252"),
        lambda folder: csv(folder, sep="\t", encoding="utf-16"),
    ],
)
def test_the_same_sites_come_out_of_each(
    write: Callable[[Path], Path], tmp_path: Path, territory: Territory
) -> None:
    table = read_candidates(write(tmp_path), territory).table
    assert table.index.tolist() == SITES["site_id"].tolist()
    assert table["name"].tolist() == SITES["site_nom"].tolist()
    assert table["insee"].tolist() == SITES["comm_insee"].tolist()
    assert table["surface_ha"].tolist() == pytest.approx([12.00005, 8, 5, 6.1])
    assert table["lon"].tolist() == pytest.approx(SITES["lon"].tolist(), abs=1e-6)
    assert table["lat"].tolist() == pytest.approx(SITES["lat"].tolist(), abs=1e-6)


def test_rows_of_a_workbook_go_by_their_number(tmp_path: Path, territory: Territory) -> None:
    table = SITES.astype({"unite_fonciere_surface": object})
    table.loc[2, "unite_fonciere_surface"] = "5 ha"
    path = workbook(tmp_path / "sites.xlsx", Friches=(table, 4))
    with pytest.raises(BadInputError) as error:
        read_candidates(path, territory)
    assert error.value.problems[0].where.line == 8  # header on row 5, third site
    two = workbook(tmp_path / "two.xlsx", A=(SITES, 0), B=(SITES, 0))
    none = workbook(tmp_path / "none.xlsx", A=(pd.DataFrame({"x": [1]}), 0))
    empty = workbook(tmp_path / "empty.xlsx", A=(SITES.iloc[:0], 0))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(two.read_bytes()[:200])
    for bad, word in ((two, "A, B"), (none, "en-tête"), (empty, "vide"), (cut, "illisible")):
        with pytest.raises(BadInputError, match=word):
            read_candidates(bad, territory)


def test_metres_are_told_from_degrees_and_the_remedy_works(
    tmp_path: Path, territory: Territory
) -> None:
    metres = SHAPES.to_crs(2154).geometry
    path = csv(tmp_path, SITES.assign(lon=metres.x, lat=metres.y))
    with pytest.raises(BadInputError) as error:
        read_candidates(path, territory)
    assert "en mètres" in str(error.value.problems[0])
    assert 'crs = "EPSG:2154"' in error.value.problems[0].remedy.fr
    mapping = {"x": "lon", "y": "lat", "crs": "EPSG:2154"}
    table = read_candidates(path, territory, mapping).table
    assert table["lon"].tolist() == pytest.approx(SITES["lon"].tolist(), abs=1e-6)
    text = json.loads(SHAPES.to_crs(2154).to_json(drop_id=True))
    text.pop("crs", None)
    path = tmp_path / "l93.geojson"
    path.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(BadInputError, match="en mètres"):
        read_candidates(path, territory)


def test_overseas_alone_and_corsica_and_arrondissements(
    tmp_path: Path, territory: Territory
) -> None:
    places = {
        "97105": (-61.73, 16.0), "97209": (-61.07, 14.6), "97302": (-52.33, 4.94),
        "97411": (55.45, -20.88), "97608": (45.23, -12.78),
        "2A004": (8.7386, 41.9192), "2b033": (9.45, 42.70),
        "75101": (2.34, 48.86), "69381": (4.83, 45.77), "13201": (5.38, 43.30),
    }  # fmt: skip
    rows = pd.DataFrame(
        {"id": code, "insee": code, "surface_ha": 10.0, "lon": x, "lat": y}
        for code, (x, y) in places.items()
    )
    table = read_candidates(csv(tmp_path, rows), territory).table
    assert set(table["zone"]) == {0, 1, 2, 3, 4}
    codes = table["insee"].to_dict()
    assert [codes[k] for k in ("75101", "69381", "13201")] == ["75056", "69123", "13055"]
    assert (codes["2A004"], codes["2b033"]) == ("2A004", "2B033")
    assert table["x_m"].notna().all()
    islands = read_candidates(csv(tmp_path, rows.iloc[:5]), territory).table
    pd.testing.assert_frame_equal(
        islands.drop(columns="line"), table.loc[islands.index].drop(columns="line")
    )


def test_collectivities_that_no_pack_covers_are_named_as_such(
    tmp_path: Path, territory: Territory
) -> None:
    places = {
        "97801": (-63.08, 18.07), "97701": (-62.85, 17.9), "97502": (-56.17, 46.78),
        "98735": (-149.56, -17.53),
    }  # fmt: skip
    rows = pd.DataFrame(
        {"id": code, "insee": code, "surface_ha": 10.0, "lon": x, "lat": y}
        for code, (x, y) in places.items()
    )
    with pytest.raises(BadInputError) as error:
        read_candidates(csv(tmp_path, rows), territory)
    assert len(error.value.problems) == 4
    assert all("Saint-Barthélemy" in problem.what.fr for problem in error.value.problems)
    found = read_candidates(csv(tmp_path, rows), territory, strict=False)
    assert [f.code for f in found.findings] == ["commune_beyond"] * 4 + ["records_counted"]
    assert found.table["commune"].isna().all()


@pytest.mark.parametrize(
    ("column", "factor", "word"),
    [("surface_ha", 1e4, "mètres carrés"), ("surface_m2", 1e-4, "hectares")],
)
def test_a_column_in_another_unit_is_suspected(
    tmp_path: Path, territory: Territory, column: str, factor: float, word: str
) -> None:
    wrong = SITES.rename(columns={"unite_fonciere_surface": column})
    wrong[column] = [12.0, 8.0, 5.0, 6.1] if factor < 1 else wrong[column]
    findings = read_candidates(csv(tmp_path, wrong), territory).findings
    (told,) = [f for f in findings if f.code == "surface_unit_suspect"]
    assert word in told.message.fr
    right = read_candidates(csv(tmp_path), territory).findings
    assert "surface_unit_suspect" not in {f.code for f in right}


def test_shapes_of_all_kinds_have_a_point_and_a_surface(
    tmp_path: Path, territory: Territory
) -> None:
    plan = SHAPES.to_crs(2154).drop(columns="unite_fonciere_surface")
    plan["geometry"] = [
        MultiPolygon([p.buffer(150), Point(p.x + 500, p.y).buffer(100)]) for p in plan.geometry
    ]
    plan.to_file(tmp_path / "a.gpkg")
    table = read_candidates(tmp_path / "a.gpkg", territory).table
    assert table["surface_ha"].tolist() == pytest.approx([10.2] * 4, rel=0.02)
    assert table["lon"].notna().all()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"<!DOCTYPE html><html>404</html>\n", "page web"),
        ("a.csv", bytes(range(256)), "texte"),
        ("a.xls", b"\xd0\xcf\x11\xe0", ".xlsx"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[', "illisible"),
        ("a.csv", b"", "vide"),
        ("a.csv", b"site_id;comm_insee\n", "vide"),
    ],
)
def test_what_is_no_file_of_sites_is_refused_by_name(
    tmp_path: Path, territory: Territory, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError) as error:
        read_candidates(tmp_path / name, territory)
    said = " ".join(str(problem) for problem in error.value.problems)
    assert name in said
    assert word in said
