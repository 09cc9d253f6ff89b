"""A pack that was altered, by hand or by design: nothing of it is read as if it were whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Point

from tisites.cli.main import main
from tisites.data.demo.demo import demo_folder
from tisites.data.layers import layer
from tisites.data.pack import manifest_seal, open_pack
from tisites.data.schema import contract_problems
from tisites.messages.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the demonstration pack."""
    shutil.copytree(demo_folder(), tmp_path / "pack")
    return tmp_path / "pack"


def manifest(pack: Path) -> dict:
    return json.loads((pack / "manifest.json").read_text(encoding="utf-8"))


def rewrite(pack: Path, content: object) -> None:
    (pack / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def reseal(pack: Path, name: str) -> None:
    """Make the manifest right again for the file of a layer, as anyone can."""
    content = manifest(pack)
    path = pack / f"{name}.parquet"
    for entry in content["layers"]:
        if entry["name"] == name:
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            entry["rows"] = pq.read_metadata(path).num_rows
    content["seal"] = manifest_seal(content)
    rewrite(pack, content)


FIELDS = ("title", "producer", "licence", "source", "vintage", "sha256", "caveat")


@pytest.mark.parametrize("field", [*FIELDS, "synthetic", "rows", "partial"])
def test_no_field_of_a_layer_changes_unseen(pack: Path, field: str) -> None:
    content = manifest(pack)
    old = content["layers"][0][field]
    content["layers"][0][field] = not old if isinstance(old, bool) else type(old)(1)
    rewrite(pack, content)
    with pytest.raises(BadInputError, match="modifié"):
        open_pack(pack)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(name="France"),
        lambda c: c.update(built="2020-01-01"),
        lambda c: c.update(tisites="9"),
        lambda c: c["layers"].pop(),
        lambda c: c["layers"].reverse(),
        lambda c: [entry.update(synthetic=False) for entry in c["layers"]],
        lambda c: c.update(seal="0" * 64),
        lambda c: c.pop("seal"),
    ],
    ids=["name", "built", "version", "a layer less", "order", "observed", "seal", "no seal"],
)
def test_nothing_of_a_manifest_changes_unseen(pack: Path, change: Callable) -> None:
    content = manifest(pack)
    change(content)
    rewrite(pack, content)
    with pytest.raises(BadInputError, match="modifié"):
        open_pack(pack)


def test_layout_and_dates_aside_the_seal_is_that_of_the_contents(pack: Path) -> None:
    rewrite(pack, dict(reversed(manifest(pack).items())))
    assert open_pack(pack).manifest.seal == manifest(pack)["seal"]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["layers"][0].update(file="../../etc/passwd"),
        lambda c: c["layers"][0].update(name="../x", file="../x.parquet"),
        lambda c: c["layers"].append(c["layers"][0]),
        lambda c: c["layers"][0].update(rows=None),
        lambda c: c.update(layers=None),
        lambda c: c.update(more=1),
    ],
    ids=["file elsewhere", "name elsewhere", "twice", "null", "no layers", "unknown key"],
)
def test_a_manifest_sealed_again_is_still_judged(pack: Path, change: Callable) -> None:
    content = manifest(pack)
    change(content)
    content["seal"] = manifest_seal(content)
    rewrite(pack, content)
    with pytest.raises(BadInputError, match="illisible"):
        open_pack(pack)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": NaN}', "[" * 9999, "\udcff"])
def test_a_manifest_that_is_none(pack: Path, text: str, capsys: pytest.CaptureFixture) -> None:
    (pack / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["data", "show", str(pack)]) == 2
    assert "→" in capsys.readouterr().err


def test_a_pack_without_seal_says_how_to_rebuild_it(pack: Path) -> None:
    content = manifest(pack)
    content["format"] = 1
    content.pop("seal")
    rewrite(pack, content)
    with pytest.raises(BadInputError, match=r"avant le sceau[\s\S]*tisites data build --from"):
        open_pack(pack)


def test_observed_and_synthetic_are_two_packs(pack: Path) -> None:
    """Whoever takes the word away and seals again has another pack, and other runs."""
    before = open_pack(pack).sha256
    content = manifest(pack)
    for entry in content["layers"]:
        entry["synthetic"] = False
    content["seal"] = manifest_seal(content)
    rewrite(pack, content)
    assert open_pack(pack).sha256 != before


def altered(pack: Path, name: str, change: Callable[[pa.Table], pa.Table], **options) -> None:
    path = pack / f"{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path, **options)
    reseal(pack, name)


def with_column(column: str, values: Callable[[pa.ChunkedArray], object]) -> Callable:
    def change(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index(column)
        made = values(table[column])
        return table.set_column(at, column, made)

    return change


def nulls(column: str) -> Callable:
    return with_column(column, lambda old: pa.nulls(len(old), old.type))


def first(column: str, value: object) -> Callable:
    return with_column(column, lambda old: pa.array([value, *old.to_pylist()[1:]], old.type))


def cast(column: str, kind: pa.DataType) -> Callable:
    def values(old: pa.ChunkedArray) -> pa.Array:
        return pa.array([None if v is None else 1 for v in old.to_pylist()]).cast(kind)

    return with_column(column, values)


BROKEN = {
    "nulls": ("communes", "insee", nulls("insee")),
    "one null": ("road_edges", "km", first("km", None)),
    "null flag": ("substations", "in_service", nulls("in_service")),
    "null integer": ("road_nodes", "node", first("node", None)),
    "infinite": ("communes", "population", first("population", float("inf"))),
    "infinite below, where null is allowed": (
        "communes", "surface_ha", first("surface_ha", float("-inf"))),
    "out of bounds": ("zones_emploi", "unemployment_pct", first("unemployment_pct", 140.0)),
    "empty text": ("regions", "nom", first("nom", "")),
    "code as a number": ("communes", "insee", cast("insee", pa.int64())),
    "number as text": ("road_edges", "km", cast("km", pa.string())),
    "number as a flag": ("communes", "population", cast("population", pa.int64())),
    "flag as a number": ("substations", "in_service", cast("in_service", pa.int64())),
    "no column": ("communes", "nom", lambda t: t.drop_columns(["nom"])),
    "no geometry": ("regions", "geometry", lambda t: t.drop_columns(["geometry"])),
    "a key twice": ("regions", "reg", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
}  # fmt: skip


@pytest.mark.parametrize("statistics", [True, False], ids=["statistics", "none"])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_layer_out_of_its_contract_is_refused(pack: Path, kind: str, statistics: bool) -> None:
    """Sealed again, so that only the contract can tell; with and without statistics to tell it."""
    name, column, change = BROKEN[kind]
    altered(pack, name, change, write_statistics=statistics)
    with pytest.raises(BadInputError) as told:
        open_pack(pack).read(name)
    said = str(told.value)
    assert name in said
    assert f"« {column} »" in said
    assert len(said) < 4000


@pytest.mark.parametrize(
    "kind",
    ["nulls", "one null", "infinite", "infinite below, where null is allowed", "code as a number",
     "number as text", "no column", "no geometry", "null flag", "null integer"],
)  # fmt: skip
def test_nulls_types_and_infinities_show_as_the_pack_opens(pack: Path, kind: str) -> None:
    """Even in a layer that the run would not have read; the first rows are named by their key."""
    name, column, change = BROKEN[kind]
    altered(pack, name, change)
    with pytest.raises(BadInputError) as told:
        open_pack(pack)
    assert f"« {column} »" in str(told.value)


def test_every_broken_layer_is_told_at_once(pack: Path) -> None:
    altered(pack, "communes", nulls("insee"))
    altered(pack, "road_edges", first("km", float("inf")))
    with pytest.raises(BadInputError) as told:
        open_pack(pack)
    assert {problem.where.file for problem in told.value.problems} == {"communes", "road_edges"}


@pytest.mark.parametrize("place", [(400.0, 45.0), (2.0, 95.0), (np.inf, 45.0)])
def test_a_place_off_the_globe_is_refused(pack: Path, place: tuple[float, float]) -> None:
    path = pack / "communes.parquet"
    table = geopandas.read_parquet(path)
    table.loc[0, "geometry"] = Point(*place)
    table.to_parquet(path, index=False)
    reseal(pack, "communes")
    with pytest.raises(BadInputError, match="hors du globe"):
        open_pack(pack).read("communes")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"x" * 5000, b"PAR1" + b"\xff" * 99 + b"PAR1"])
def test_a_file_that_is_no_table(pack: Path, data: bytes, capsys: pytest.CaptureFixture) -> None:
    (pack / "communes.parquet").write_bytes(data)
    content = manifest(pack)
    for entry in content["layers"]:
        if entry["name"] == "communes":
            entry["sha256"] = hashlib.sha256(data).hexdigest()
    content["seal"] = manifest_seal(content)
    rewrite(pack, content)
    assert main(["run", "--data", str(pack), "--out", str(pack.parent / "out")]) == 2
    assert "→" in capsys.readouterr().err
    assert not (pack.parent / "out").exists()


def test_every_layer_that_ships_is_of_its_contract() -> None:
    """And the fast check agrees with the one that packs are written by, on rows that break it."""
    from tisites.data.schema import schema_problems

    pack = open_pack(demo_folder())
    for name in pack.entries:
        assert contract_problems(layer(name), pack.read(name)) == []
    spec = layer("zones_emploi")
    table = pd.DataFrame(pack.read("zones_emploi"))
    table.loc[0, "unemployment_pct"] = 101.0
    table.loc[1, "nom"] = ""
    table.loc[2, "nom"] = None
    table.loc[3, "zone_emploi"] = table.loc[4, "zone_emploi"]
    slow, fast = schema_problems(spec, table), contract_problems(spec, table)
    assert {(p.what.fr, p.where.column) for p in slow} == {
        (p.what.fr, p.where.column) for p in fast
    }
