from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.data.pack import Pack, file_sha256, open_pack
from tisites.data.write import LayerSource, write_pack
from tisites.messages.errors import BadInputError
from tisites.messages.faults import MachineFaultError

SOURCE = LayerSource("Titre", "Producteur", "LO 2.0", "jeu", "2024")


def zones(rows: int = 4) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_emploi": [f"{i:04d}" for i in range(rows)],
            "nom": [f"Zone {i}" for i in range(rows)],
            "unemployment_pct": [None if i == 1 else 5.0 + i for i in range(rows)],
        }
    )


def substations() -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {
            "code": ["B", "A"],
            "nom": ["Bé", "À"],
            "voltage_kv": [225, 63],
            "in_service": [True, False],
        },
        geometry=[None, geopandas.points_from_xy([2.5], [48.5])[0]],
        crs="EPSG:4326",
    )


def write(out: Path, zones_table: pd.DataFrame | None = None, **change: Any) -> Pack:
    layers = [
        ("zones_emploi", SOURCE, zones() if zones_table is None else zones_table),
        ("substations", SOURCE, change.pop("substations", substations())),
    ]
    return write_pack(out, "essai", layers, built="2026-08-01")


def test_a_pack_is_read_as_written(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack")
    table = pack.read("zones_emploi")
    assert table["zone_emploi"].tolist() == ["0000", "0001", "0002", "0003"]
    assert np.isnan(table["unemployment_pct"][1])
    posts = pack.read("substations")
    assert posts["code"].tolist() == ["A", "B"]
    assert posts.crs == "EPSG:4326"
    assert posts.geometry.isna().tolist() == [False, True]
    assert posts["voltage_kv"].dtype == np.float64
    assert posts["in_service"].dtype == bool
    assert pack.manifest.layers[0].name == "substations"
    assert pack.entries["zones_emploi"].rows == 4


def test_null_stays_null_in_booleans_and_texts(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "site_id": ["b", "a"],
            **{
                name: [None, "x"]
                for name in (
                    "site_nom", "site_type", "site_statut", "comm_insee", "sol_pollution_existe",
                    "urba_zone_type", "coord_quality", "surface_quality", "source_nom",
                )
            },
            **{name: [None, -1.0] for name in ("unite_fonciere_surface", "lon", "lat")},
        }
    )  # fmt: skip
    pack = write_pack(tmp_path / "p", "n", [("candidates", SOURCE, table)], built="x")
    read = pack.read("candidates")
    assert read["site_id"].tolist() == ["a", "b"]
    assert read.iloc[1, 1:].isna().all()
    assert read["lon"].tolist()[0] == -1.0  # candidates are judged by their own room


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(6)), columns=st.permutations(range(3)))
def test_bytes_do_not_depend_on_order_of_rows_or_columns(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], columns: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    straight = write(folder / "a", zones(6))
    shuffled = write(folder / "b", zones(6).iloc[order, columns])
    assert straight.entries == shuffled.entries
    assert straight.sha256 == shuffled.sha256
    assert file_sha256(folder / "a/manifest.json") == file_sha256(folder / "b/manifest.json")


def test_another_projection_is_brought_to_wgs84(tmp_path: Path) -> None:
    pack = write(tmp_path / "p", substations=substations().to_crs("EPSG:2154"))
    point = pack.read("substations").geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((2.5, 48.5), abs=1e-9)


def test_all_problems_of_all_layers_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    bad = zones()
    bad.loc[0, "unemployment_pct"] = 120.0
    bad.loc[2, "nom"] = None
    bad.loc[3, "zone_emploi"] = "0002"
    posts = substations().assign(surplus=1).drop(columns="nom")
    with pytest.raises(BadInputError) as error:
        write(tmp_path / "pack", bad, substations=posts)
    places = {(p.where.file, p.where.column) for p in error.value.problems}
    assert places == {
        ("zones_emploi", "unemployment_pct"),
        ("zones_emploi", "nom"),
        ("zones_emploi", "zone_emploi"),
        ("substations", "surplus"),
        ("substations", "nom"),
    }
    assert "0000 : 120" in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("zone_emploi", 1), ("unemployment_pct", "7,2"), ("unemployment_pct", True), ("nom", "")],
)
def test_a_wrong_type_is_never_cast(tmp_path: Path, column: str, value: object) -> None:
    bad = zones().astype(object)
    bad.loc[2, column] = value
    with pytest.raises(BadInputError) as error:
        write(tmp_path / "pack", bad)
    assert [p.where.column for p in error.value.problems] == [column]


def test_infinite_values_and_lost_codes_are_refused(tmp_path: Path) -> None:
    bad = zones()
    bad["zone_emploi"] = range(4)
    with pytest.raises(BadInputError, match="type inattendu"):
        write(tmp_path / "a", bad)
    posts = substations()
    posts["voltage_kv"] = [np.inf, 63.0]
    with pytest.raises(BadInputError, match="infinie"):
        write(tmp_path / "b", substations=posts)


@pytest.mark.parametrize(
    "posts",
    [
        substations().set_crs(None, allow_override=True),
        substations().set_geometry(substations().to_crs(2154).buffer(1).to_crs(4326)),
    ],
)
def test_wrong_geometry_is_refused(tmp_path: Path, posts: geopandas.GeoDataFrame) -> None:
    with pytest.raises(BadInputError) as error:
        write(tmp_path / "pack", substations=posts)
    assert {p.where.column for p in error.value.problems} == {"geometry"}


def test_a_folder_that_is_no_pack_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("precious")
    with pytest.raises(BadInputError, match="rien n'est écrasé"):
        write(out)
    (out / "manifest.json").write_text("{}")
    with pytest.raises(BadInputError, match="thesis"):
        write(out)
    assert (out / "thesis.txt").read_text() == "precious"
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(BadInputError):
        write(file)


def test_a_pack_or_an_empty_folder_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "new" / "pack"
    out.mkdir(parents=True)
    first = write(out).sha256
    second = write(out, zones(7))
    assert second.sha256 != first
    assert second.entries["zones_emploi"].rows == 7
    assert [p.name for p in out.parent.iterdir()] == ["pack"]


@pytest.mark.parametrize("existing", [False, True])
def test_a_failure_while_writing_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existing: bool
) -> None:
    out = tmp_path / "pack"
    before = write(out).sha256 if existing else None

    def full(*_: object, **__: object) -> None:
        assert not out.exists() or existing  # half a pack is never seen under its name
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(geopandas.GeoDataFrame, "to_parquet", full)
    with pytest.raises(MachineFaultError, match="plus de place"):
        write(out, zones(9))
    assert [p.name for p in tmp_path.iterdir()] == (["pack"] if existing else [])
    if existing:
        assert open_pack(out).sha256 == before


def test_a_failure_while_renaming_brings_the_old_pack_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "pack"
    before = write(out).sha256
    rename = Path.replace

    def stubborn(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):
            raise PermissionError(13, "held by another program")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", stubborn)
    with pytest.raises(BadInputError, match="held by another"):
        write(out, zones(9))
    assert open_pack(out).sha256 == before
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]


def test_a_truncated_layer_gives_no_number(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack")
    path = pack.folder / "zones_emploi.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(BadInputError, match="tronquée"):
        open_pack(pack.folder).read("zones_emploi")
    path.unlink()
    with pytest.raises(BadInputError):
        open_pack(pack.folder).read("zones_emploi")


def test_a_layer_given_twice_is_refused(tmp_path: Path) -> None:
    layers = [("zones_emploi", SOURCE, zones())] * 2
    with pytest.raises(BadInputError, match="deux fois"):
        write_pack(tmp_path / "p", "n", layers, built="x")


def test_only_built_and_version_escape_the_data(tmp_path: Path) -> None:
    one = write_pack(tmp_path / "a", "n", [("zones_emploi", SOURCE, zones())], built="1")
    two = write_pack(tmp_path / "b", "n", [("zones_emploi", SOURCE, zones())], built="2")
    manifests = [json.loads((p.folder / "manifest.json").read_text("utf-8")) for p in (one, two)]
    assert [m.pop("built") for m in manifests] == ["1", "2"]
    assert len({m.pop("seal") for m in manifests}) == 2  # a date is sealed as well
    assert one.sha256 == two.sha256
    assert manifests[0] == manifests[1]
    assert one.sha256 == two.sha256
