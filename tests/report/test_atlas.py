"""A run for QGIS: layers that GDAL opens, their styles and words, a project ready made."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pyogrio
import pytest

from tisites.report.atlas import write_atlas
from tisites.report.book.tables import ReadRun
from tisites.run.read.stored import open_run

OWNER = "SCI TÉMOIN DU TEST"
#: Opens a project as QGIS does, and tells what it understood of it.
OPENED = """
import json, sys
from qgis.core import QgsApplication, QgsProject
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1])
layers = project.layerTreeRoot().layerOrder()
print(json.dumps({
    "crs": project.crs().authid(), "title": project.title(),
    "layers": [[one.name(), one.isValid(), one.crs().authid(), one.renderer().type(),
                one.attributeDisplayName(one.fields().indexFromName("name"))] for one in layers],
}))
app.exitQgis()
"""


@pytest.fixture(scope="module")
def territory(demo_territory):
    return demo_territory


@pytest.fixture(scope="module")
def run(demo_run):
    stored = open_run(demo_run)
    table = stored.case.everyone.copy()
    table["owner"] = table["owner"].astype(object)
    table.loc[stored.ids, "owner"] = OWNER
    return ReadRun(replace(stored.case, everyone=table), stored.report)


@pytest.fixture(scope="module")
def atlas(run, territory, tmp_path_factory):
    path = tmp_path_factory.mktemp("atlas") / "atlas.gpkg"
    write_atlas(run, territory, path)
    return path


def layers(path: Path) -> dict[str, pyogrio.read_info]:
    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    return {name: pyogrio.read_info(path, layer=name, force_feature_count=True) for name in names}


def project(path: Path) -> Xml.Element:
    with zipfile.ZipFile(path.with_suffix(".qgz")) as archive:
        (name,) = archive.namelist()
        assert name == "atlas.qgs"
        return Xml.fromstring(archive.read(name).decode().split("\n", 1)[1])


def test_gdal_opens_every_layer_and_no_site_is_lost(run, atlas):
    found = layers(atlas)
    chosen = {name: one for name, one in found.items() if name.startswith("selection")}
    everyone = {name: one for name, one in found.items() if name.startswith("candidates")}
    assert sum(one["features"] for one in chosen.values()) == len(run.ids)
    placed = (run.everyone["zone"] >= 0).sum()
    assert sum(one["features"] for one in everyone.values()) == placed
    assert found["selection"]["crs"] == found["candidates"]["crs"] == "EPSG:2154"
    assert found["regions"]["features"] == 18
    table = pyogrio.read_dataframe(atlas, layer="selection")
    assert table["surface_ha"].tolist() == run.everyone.loc[table["site_id"], "surface_ha"].tolist()
    assert set(table["notice"]) == {"données de démonstration, synthétiques"}
    regions = pyogrio.read_dataframe(atlas, layer="regions")
    assert regions["chosen"].sum() == len(run.ids) and regions.geometry.notna().all()
    assert "01" in set(regions["code"])


def test_every_layer_has_a_default_style_of_its_own_fields(atlas):
    found = layers(atlas)
    with closing(sqlite3.connect(atlas)) as file:
        styles = {
            name: (qml, used)
            for name, qml, used in file.execute(
                "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
            )
        }
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(styles) == set(found)
    for name, (qml, used) in styles.items():
        assert used == 1
        root = Xml.fromstring(qml.split("\n", 1)[1])
        renderer = root.find("renderer-v2")
        fields = set(found[name]["fields"])
        assert renderer.get("attr") in (None, *fields)
        assert {alias.get("field") for alias in root.iter("alias")} <= fields
        numbers = {one.get("symbol") for one in (*root.iter("category"), *root.iter("range"))}
        assert numbers <= {one.get("name") for one in root.iter("symbol")}
        if name.startswith("candidates"):
            told = {one.get("value") for one in root.iter("category")}
            assert set(pyogrio.read_dataframe(atlas, layer=name)["situation"]) <= told
            symbols = [one.find("layer/Option").findall("Option") for one in root.iter("symbol")]
            drawn = [{o.get("name"): o.get("value") for o in options} for options in symbols]
            assert len({one["name"] for one in drawn}) == len({one["color"] for one in drawn}) == 4


def test_fields_and_layers_are_called_in_french(atlas):
    found = layers(atlas)
    with closing(sqlite3.connect(atlas)) as file:
        named = file.execute("SELECT table_name, column_name, title FROM gpkg_data_columns")
        labels: dict[str, dict[str, str]] = {}
        for table, column, title in named:
            labels.setdefault(table, {})[column] = title
        titles = dict(file.execute("SELECT table_name, identifier FROM gpkg_contents"))
        extensions = {row[0] for row in file.execute("SELECT extension_name FROM gpkg_extensions")}
    assert titles["selection"] == "Sites retenus" and "gpkg_schema" in extensions
    for name, one in found.items():
        assert set(labels[name]) == set(one["fields"]) - {"notice"}
        assert len(set(labels[name].values())) == len(labels[name])
    assert labels["selection"]["surface_ha"] == "surface (ha)"
    assert labels["regions"]["chosen"] == "retenus"


def test_the_project_names_layers_of_the_file_beside_it(atlas):
    root, found = project(atlas), layers(atlas)
    told = [one.text for one in root.iter("datasource")]
    assert told == [f"./atlas.gpkg|layername={name}" for name in found]
    assert [one.get("source") for one in root.iter("layer-tree-layer")] == told
    assert root.find("projectCrs/spatialrefsys/authid").text == "EPSG:2154"
    assert root.find("properties/Paths/Absolute").text == "false"
    assert "synthétiques" in root.find("title").text
    assert str(atlas.parent) not in Xml.tostring(root, encoding="unicode")


def test_qgis_opens_the_project_ready_made(atlas):
    import json

    python = shutil.which("python3", path="/usr/bin")
    known = python and subprocess.run([python, "-c", "import qgis.core"], capture_output=True)  # noqa: PLW1510
    if not known or known.returncode:
        pytest.skip("QGIS (python3-qgis) is not installed: nothing opens the project for real")
    opened = subprocess.run(
        [python, "-c", OPENED, str(atlas.with_suffix(".qgz"))], check=True, capture_output=True,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(atlas.parent)}, timeout=120,
    )  # fmt: skip
    told = json.loads(opened.stdout.decode().splitlines()[-1])
    assert told["crs"] == "EPSG:2154"
    assert len(told["layers"]) == len(layers(atlas))
    kinds = {}
    for name, valid, _, renderer, alias in told["layers"]:
        assert valid and alias in ("site", "territoire"), name
        kinds[name] = renderer
    assert kinds["Sites retenus"] == "graduatedSymbol"
    assert kinds["Candidats"] == "categorizedSymbol" and kinds["Régions"] == "graduatedSymbol"


def test_the_public_one_holds_no_owner(run, territory, atlas, tmp_path):
    public = tmp_path / "atlas.gpkg"
    write_atlas(run, territory, public, "public")
    assert OWNER.encode() in atlas.read_bytes()
    assert OWNER.encode() not in public.read_bytes()
    with zipfile.ZipFile(public.with_suffix(".qgz")) as archive:
        assert "propriétaire (type)" not in archive.read("atlas.qgs").decode()
    assert b"propri\xc3\xa9taire (type)" not in public.read_bytes()


def test_the_same_run_makes_the_same_bytes_and_needs_no_outlines(run, territory, atlas, tmp_path):
    write_atlas(run, territory, tmp_path / "atlas.gpkg")
    for suffix in (".gpkg", ".qgz"):
        again = (tmp_path / "atlas.gpkg").with_suffix(suffix)
        assert again.read_bytes() == atlas.with_suffix(suffix).read_bytes()
    write_atlas(run, None, tmp_path / "plain.gpkg")
    assert set(layers(tmp_path / "plain.gpkg")) == set(layers(atlas)) - {"regions", "departements"}
