"""What one column lacks another gives, row by row; geometries in any column, in any system."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from tisites.candidates.candidates import Candidates
from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

LON, LAT = 4.44, 46.81
BOX = "((4.442 46.808, 4.442 46.812, 4.438 46.812, 4.438 46.808, 4.442 46.808))"
RIGHT = "((4.446 46.808, 4.446 46.812, 4.442 46.812, 4.442 46.808, 4.446 46.808))"
HALF = "((4.444 46.808, 4.444 46.812, 4.440 46.812, 4.440 46.808, 4.444 46.808))"


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


def area_ha(wkt: str) -> float:
    """Area in Lambert-93, by another library than the reader's repair."""
    return float(geopandas.GeoSeries.from_wkt([wkt], crs=4326).to_crs(2154).area.iloc[0] / 1e4)


def read(folder: Path, text: str, territory: Territory, **columns: str) -> Candidates:
    path = folder / "s.csv"
    path.write_text(text, encoding="utf-8")
    return read_candidates(path, territory, columns or None)


def l93(wkt: str) -> str:
    return str(geopandas.GeoSeries.from_wkt([wkt], crs=4326).to_crs(2154).to_wkt().iloc[0])


def test_each_row_has_the_first_place_that_is_told(tmp_path: Path, territory: Territory) -> None:
    x, y = shapely.get_coordinates(shapely.from_wkt(l93(f"POINT({LON} {LAT})")))[0]
    text = (
        "site_id;comm_insee;surface_ha;longitude;latitude;geompoint;emprise;x_l93;y_l93\n"
        f"A;71153;12;{LON};{LAT};;;;\n"
        f"B;71153;12;;;POINT({LON} {LAT});;;\n"
        f"C;71153;12;n.c.;n.c.;;POLYGON{BOX};;\n"
        f"D;71153;12;-;—;;;{x};{y}\n"
        f"E;71153;12;{LON};;{LON}, {LAT};;;\n"
    )
    table = read(tmp_path, text, territory).table
    assert table["lon"].tolist() == pytest.approx([LON] * 5, abs=1e-6)
    assert table["lat"].tolist() == pytest.approx([LAT] * 5, abs=1e-6)
    with pytest.raises(BadInputError) as error:
        read(tmp_path, text.replace(f"{LON}, {LAT}", "POINT(1"), territory)
    assert [(p.where.line, p.where.value) for p in error.value.problems] == [(6, "POINT(1")]


def test_each_row_has_the_first_surface_that_is_told(tmp_path: Path, territory: Territory) -> None:
    text = (
        "site_id;comm_insee;surface_ha;unite_fonciere_surface;wkt\n"
        f"A;71153;12;120000;POINT({LON} {LAT})\n"
        f"B;71153;7,5;inconnue;POINT({LON} {LAT})\n"
        f"C;71153;;non renseigné;POLYGON{BOX}\n"
        f"D;71153;;0;POLYGON{BOX}\n"
        f"E;71153;3;50000;POINT({LON} {LAT})\n"
    )
    found = read(tmp_path, text, territory)
    box = area_ha(f"POLYGON{BOX}")
    assert found.table["surface_ha"].tolist() == pytest.approx([12, 7.5, box, box, 5])
    told = {f.code: str(f.message) for f in found.findings}
    assert "(2)" in told["surface_from_polygon"] and "(1)" in told["surfaces_differ"]


@pytest.mark.parametrize("word", ["inconnue", "Non renseigné", "-", "—", "n.c.", "NA", "#N/D", "?"])
def test_words_for_nothing_are_missing_not_text(
    word: str, tmp_path: Path, territory: Territory
) -> None:
    text = f"site_id;comm_insee;surface_ha;lon;lat\nA;71153;{word};{LON};{LAT}\n"
    with pytest.raises(BadInputError, match="surface absente"):
        read(tmp_path, text, territory)
    with pytest.raises(BadInputError, match="texte dans une colonne"):
        read(tmp_path, text.replace(word, "douze"), territory)


@pytest.mark.parametrize(
    ("cell", "columns"),
    [
        (l93(f"POLYGON{BOX}"), {"crs": "EPSG:2154"}),
        (f"SRID=2154;{l93(f'POLYGON{BOX}')}", {}),
        (f"SRID=4326;POLYGON{BOX}", {"crs": "EPSG:2154"}),
        (f"POLYGON{BOX}", {}),
        (f"POLYGON{BOX}", {"crs": "EPSG:4171"}),
        (shapely.to_wkb(shapely.from_wkt(f"POLYGON{BOX}"), hex=True), {}),
        (
            shapely.to_wkb(
                shapely.set_srid(shapely.from_wkt(l93(f"POLYGON{BOX}")), 2154),
                hex=True, include_srid=True,
            ),
            {},
        ),
        (shapely.to_geojson(shapely.from_wkt(f"POLYGON{BOX}")).replace('"', '""'), {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["wkt", "contour du site"])
def test_outlines_in_a_column_of_text(
    name: str, cell: str, columns: dict[str, str], tmp_path: Path, territory: Territory
) -> None:
    text = f'site_id;comm_insee;"{name}"\nA;71153;"{cell}"\nB;71153;"{cell}"\n'
    table = read(tmp_path, text, territory, **columns).table
    assert table["surface_ha"].tolist() == pytest.approx([area_ha(f"POLYGON{BOX}")] * 2, rel=1e-6)
    assert table["lon"].tolist() == pytest.approx([LON] * 2, abs=1e-6)
    assert table["lat"].tolist() == pytest.approx([LAT] * 2, abs=1e-6)


def test_metres_in_a_column_of_text_tell_the_remedy_that_works(
    tmp_path: Path, territory: Territory
) -> None:
    cell = l93(f"POINT({LON} {LAT})")
    rows = "".join(f"{name};71153;1;{cell}\n" for name in "ABC")
    text = f"site_id;comm_insee;surface_ha;wkt\n{rows}"
    with pytest.raises(BadInputError) as error:
        read(tmp_path, text, territory)
    (problem,) = error.value.problems
    assert 'geometry = "wkt", crs = "EPSG:2154"' in problem.remedy.fr
    table = read(tmp_path, text, territory, geometry="wkt", crs="EPSG:2154").table
    assert table["lon"].tolist() == pytest.approx([LON] * 3, abs=1e-6)


@pytest.mark.parametrize("bad", ["EPSG:1", "+init=/etc/passwd:1", "http://127.0.0.1:9/x", "x"])
def test_a_system_is_a_name_and_no_file(bad: str, tmp_path: Path, territory: Territory) -> None:
    text = "site_id;comm_insee;surface_ha;wkt\nA;71153;1;POINT(800000 6600000)\n"
    with pytest.raises(BadInputError, match="système de coordonnées"):
        read(tmp_path, text, territory, crs=bad)


def test_outlines_are_repaired_united_and_named(tmp_path: Path, territory: Territory) -> None:
    tie = "((4.438 46.808, 4.442 46.811, 4.442 46.809, 4.438 46.812, 4.438 46.808))"
    shapes = {
        "box": f"POLYGON{BOX}",
        "tie": f"POLYGON{tie}",
        "twice": f"MULTIPOLYGON({BOX},{BOX})",
        "beside": f"MULTIPOLYGON({BOX},{RIGHT})",
        "overlap": f"MULTIPOLYGON({BOX},{HALF})",
        "mixed": f"GEOMETRYCOLLECTION(POLYGON{BOX},POINT({LON} {LAT}),MULTIPOLYGON({HALF}))",
    }
    features = [
        {
            "type": "Feature",
            "properties": {"site_id": name, "comm_insee": "71153"},
            "geometry": json.loads(shapely.to_geojson(shapely.from_wkt(wkt))),
        }
        for name, wkt in shapes.items()
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = read_candidates(path, territory)
    box, right = area_ha(f"POLYGON{BOX}"), area_ha(f"POLYGON{RIGHT}")
    union = "POLYGON((4.444 46.808,4.444 46.812,4.438 46.812,4.438 46.808,4.444 46.808))"
    surface = found.table["surface_ha"].to_dict()
    assert surface["box"] == pytest.approx(box)
    assert surface["twice"] == pytest.approx(box)
    assert surface["beside"] == pytest.approx(box + right)
    assert surface["overlap"] == surface["mixed"] == pytest.approx(area_ha(union))
    # by hand: each triangle is half of the height of the box times a depth where its sides cross:
    # y = 46.808 + 0.75 t meets y = 46.812 - 0.75 t at t = 0.002667 of a width of 0.004
    assert surface["tie"] == pytest.approx(box * (0.5 * 2 / 3 + 0.5 * 0.5 / 3), rel=1e-4)
    (told,) = [f for f in found.findings if f.code == "outline_mended"]
    assert str(told.message).endswith("(4) : tie, twice, overlap, mixed")
    assert found.outlines is not None and shapely.is_valid(found.outlines.to_numpy()).all()


def test_an_outline_of_an_unknown_commune_is_measured_where_it_lies(
    tmp_path: Path, territory: Territory
) -> None:
    text = f"site_id;comm_insee;wkt\nA;71153;POLYGON{BOX}\nB;99999;POLYGON{BOX}\n"
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    table = read_candidates(tmp_path / "s.csv", territory, strict=False).table
    assert table["surface_ha"].tolist() == pytest.approx([area_ha(f"POLYGON{BOX}")] * 2)


def test_a_geometry_that_cannot_be_read_is_told_by_its_row(
    tmp_path: Path, territory: Territory
) -> None:
    curve = "CURVEPOLYGON(CIRCULARSTRING(4.43 46.81,4.44 46.82,4.45 46.81,4.44 46.80,4.43 46.81))"
    rows = ["POLYGON((4.44 46.8, 4.45 46.8))", "POINT(nan 46)", curve, f"POLYGON{BOX}"]
    lines = [f'{k};71153;5;"{cell}"' for k, cell in enumerate(rows)]
    text = "\n".join(["site_id;comm_insee;surface_ha;wkt", *lines])
    with pytest.raises(BadInputError) as error:
        read(tmp_path, text, territory)
    assert [p.where.line for p in error.value.problems] == [2, 3, 4]
    assert all("géométrie illisible" in p.what.fr for p in error.value.problems)
    path = tmp_path / "s.csv"
    kept = read_candidates(path, territory, strict=False)
    assert len(kept.table) == 4
    assert kept.table["lon"].notna().tolist() == [False, False, False, True]


def test_ids_keep_their_zeros_in_every_format(tmp_path: Path, territory: Territory) -> None:
    table = pd.DataFrame(
        {
            "site_id": ["0006516611", "007"], "comm_insee": ["01004", "01053"],
            "surface_ha": [1.0, 2.0], "lon": [5.37, 5.22], "lat": [45.96, 46.2],
        }
    )  # fmt: skip
    shapes = geopandas.GeoDataFrame(
        table, geometry=geopandas.points_from_xy(table["lon"], table["lat"]), crs=4326
    )
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_excel(tmp_path / "a.xlsx", index=False, engine="xlsxwriter")
    table.to_parquet(tmp_path / "a.parquet")
    shapes.to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.geojson").write_text(shapes.to_json(drop_id=True), encoding="utf-8")
    for name in ("a.csv", "a.xlsx", "a.parquet", "a.gpkg", "a.geojson"):
        found = read_candidates(tmp_path / name, territory).table
        assert found.index.tolist() == ["0006516611", "007"], name
        assert found["insee"].tolist() == ["01004", "01053"], name
