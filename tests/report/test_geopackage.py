"""The GeoPackage: layers, projections, rows, coordinates, same bytes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from xml.etree import ElementTree as Xml

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest

from tisites.report.geopackage import UNPLACED, write_geopackage

EPSG = {
    "selection": 2154,
    "selection_antilles": 5490,
    "selection_guyane": 2972,
    "selection_reunion": 2975,
    "selection_mayotte": 4471,
}


@pytest.fixture
def written(make, tmp_path):
    def write(outcome=None, name="selection.gpkg"):
        path = tmp_path / name
        write_geopackage(make() if outcome is None else outcome, path)
        return path

    return write


def layers(path) -> set[str]:
    return {name for name, geometry in pyogrio.list_layers(path) if geometry is not None}


def test_layers_projections_and_rows(written):
    path = written()
    assert layers(path) == set(EPSG)
    rows = {name: geopandas.read_file(path, layer=name) for name in EPSG}
    assert {name: len(table) for name, table in rows.items()} == {
        "selection": 3, "selection_antilles": 2, "selection_guyane": 1, "selection_reunion": 1,
        "selection_mayotte": 1,
    }  # fmt: skip
    for name, epsg in EPSG.items():
        assert rows[name].crs.to_epsg() == epsg


def test_columns_and_values_are_those_of_the_selection(make, written):
    outcome = make()
    expected = outcome.selection()
    path = written(outcome)
    found = pd.concat(
        [geopandas.read_file(path, layer=name).drop(columns="geometry") for name in EPSG]
    ).sort_values("number", ignore_index=True)
    assert found["number"].tolist() == list(range(1, len(expected) + 1))
    assert list(found.columns) == ["number", *expected.columns]
    for column in ("id", "name", "region", "hectares", "score", "score_low", "contribution_zan"):
        assert found[column].tolist() == expected[column].tolist(), column


def test_coordinates_come_back(written):
    path = written()
    for name in EPSG:
        table = geopandas.read_file(path, layer=name).to_crs(4326)
        assert np.allclose(table.geometry.x, table["lon"], atol=1e-6)
        assert np.allclose(table.geometry.y, table["lat"], atol=1e-6)


def test_empty_layers_are_not_written(make, written):
    path = written(make(chosen=np.array([0, 1])))
    assert layers(path) == {"selection"}


def test_notice_on_synthetic_data_only(make, written):
    table = geopandas.read_file(written(make(synthetic=True)), layer="selection")
    assert set(table["notice"]) == {"données de démonstration, synthétiques"}
    assert "notice" not in geopandas.read_file(written(), layer="selection").columns


def test_the_same_answer_gives_the_same_bytes(written):
    first = written(name="a.gpkg")
    time.sleep(1.1)  # a clock in the file would show
    assert first.read_bytes() == written(name="b.gpkg").read_bytes()
    with closing(sqlite3.connect(first)) as file:
        dates = {row[0] for row in file.execute("SELECT last_change FROM gpkg_contents")}
    assert dates == {"2000-01-01T00:00:00.000Z"}


def test_the_clock_of_gdal_is_given_back(written):
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    written()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_an_older_file_is_replaced(written, tmp_path):
    (tmp_path / "selection.gpkg").write_text("old")
    assert layers(written()) == set(EPSG)
    assert [path.name for path in tmp_path.iterdir()] == ["selection.gpkg"]


def test_a_site_without_place_keeps_its_row(make, written):
    outcome = make()
    table = outcome.prepared.sites.table
    table.loc["S000", ["x_m", "y_m"]] = np.nan
    table.loc["S001", "zone"] = -1
    path = written(outcome)
    mainland = geopandas.read_file(path, layer="selection").set_index("id")
    assert mainland.geometry.isna().to_dict() == {"S000": True, "S002": False}
    assert pyogrio.read_dataframe(path, layer=UNPLACED)["id"].tolist() == ["S001"]


def test_each_layer_has_its_style_for_qgis(written):
    with closing(sqlite3.connect(written())) as file:
        styles = dict(file.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(styles) == set(EPSG)
    for qml in styles.values():
        root = Xml.fromstring(qml.split("\n", 1)[1])
        expressions = [o.get("value") for o in root.iter("Option") if o.get("name") == "expression"]
        assert len(expressions) == 5 and all("hectares" in text for text in expressions)
        classes = [(r.get("lower"), r.get("upper"), r.get("label")) for r in root.iter("range")]
        assert classes[0] == ("70", "100", "score de 70 ou plus")  # the first that fits is taken
        assert classes[-1] == ("0", "40", "score de moins de 40")
        assert len({o.get("value") for o in root.iter("Option") if o.get("name") == "color"}) == 5
