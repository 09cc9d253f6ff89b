"""Ways to spoil an input: its bytes, and what its format is made of."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

NASTY: tuple[str, ...] = (
    "", " ", '"', '""', "'", ";", ",", "\t", "\n", "\r", "\0", "\x1b[2J\x1b]8;;http://x\x07",
    "\u202eabc", "\u200b", "\ud7ff", "\ufeff", "=1+1", "@x", "-", "NaN", "inf", "1e400", "-1", "0",
    "9" * 400, "1,5", "1 234,5", "inconnu", "n.c.", "null", "{}", "[]", "true", "99999", "../../x",
    "/etc/passwd", "/vsicurl/http://127.0.0.1:9/x", "http://127.0.0.1:9/x", "EPSG:999999",
    "POINT(nan 1)", "POLYGON((0 0,1 1))", "POLYGON((0 0,1 0,1 1,0 0)", "POINT EMPTY",
    "CURVEPOLYGON(CIRCULARSTRING(4 46,5 47,6 46,5 45,4 46))", "SRID=999999;POINT(1 2)",
    "GEOMETRYCOLLECTION(" * 300, "x" * 5_000, "é" * 300, "\N{PILE OF POO}",
)  # fmt: skip
_TURNS = (b"\0", b"\xff" * 4, b'"', b"\n", b";", b",", b"NaN", b"PK\5\6", b"\x1b[0m", b"<", b"{")


def turned(content: bytes, rng: random.Random) -> bytes:
    """Turn over, cut, repeat or insert some bytes."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 30))):
        if not changed:
            break
        at = rng.randrange(len(changed))
        size = rng.choice((1, 1, 4, 30, 400))
        match rng.randrange(7):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                changed[at] = rng.randrange(256)
            case 2:
                del changed[at : at + size]
            case 3:
                changed[at:at] = rng.choice(_TURNS)
            case 4:
                changed[at : at + 4] = rng.choice((b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"))
            case 5:
                changed[at:at] = changed[at : at + size]
            case _:
                del changed[at:]
    return bytes(changed)


def _csv(content: bytes, rng: random.Random) -> bytes:
    utf16 = content[:2] == b"\xff\xfe"
    text = content.decode("utf-16" if utf16 else "utf-8", "replace")
    lines = text.split("\n")
    separator = max(";,\t", key=lines[0].count)
    for _ in range(rng.choice((1, 1, 2, 6))):
        at = rng.randrange(len(lines))
        cells = lines[at].split(separator)
        cell = rng.randrange(len(cells))
        match rng.randrange(8):
            case 0:
                lines.insert(at, lines[at])
            case 1:
                lines.pop(at)
                lines = lines or [""]
            case 2:
                lines.insert(at, rng.choice(("", separator * (len(cells) - 1), " ", "titre")))
            case 3:
                cells.insert(cell, rng.choice(NASTY))
            case 4:
                cells.pop(cell)
            case 5:
                lines[at] = lines[at].replace(separator, rng.choice(("|", ";", ",", "\t")))
                continue
            case _:
                cells[cell] = rng.choice(NASTY)
        if at < len(lines):
            lines[at] = separator.join(cells) or lines[at]
    written = rng.choice(("\n", "\n", "\r\n", "\r")).join(lines)
    return written.encode("utf-16" if utf16 else "utf-8", "replace")


def _json(content: bytes, rng: random.Random) -> bytes:
    document = json.loads(content)
    for _ in range(rng.choice((1, 1, 2, 5))):
        where: list[tuple[Any, Any]] = [(document, key) for key in document]
        for feature in document["features"] if isinstance(document.get("features"), list) else []:
            if not isinstance(feature, dict):
                continue
            for part in (feature, feature.get("properties"), feature.get("geometry")):
                where += [(part, key) for key in part] if isinstance(part, dict) else []
        if not where:
            break
        node, key = rng.choice(where)
        value: Any = rng.choice((None, 0, -1, 1e308, [], {}, True, [[]], [1], 10**30, "x", *NASTY))
        match rng.randrange(4):
            case 0:
                del node[key]
            case 1:
                node[str(key)[:-1]] = node.pop(key)
            case _:
                node[key] = value
    return json.dumps(document).encode("utf-8", "replace")


def _toml(content: bytes, rng: random.Random) -> bytes:
    lines = content.decode().split("\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        name = lines[at].partition("=")[0]
        match rng.randrange(5):
            case 0:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case 1:
                lines[at] = f"{name}= {json.dumps(rng.choice(NASTY))}"
            case 2:
                value = rng.choice(("nan", "inf", "-1", "[]", "{}", "1979-05-27", "true", "1e999"))
                lines[at] = f"{name}= {value}"
            case 3:
                lines[at] = lines[at].replace("a", "e")
            case _:
                lines.pop(at)
                lines = lines or [""]
    return "\n".join(lines).encode("utf-8", "replace")


def _zipped(content: bytes, rng: random.Random) -> bytes:
    """Spoil one member, sealed again with a right CRC, or the names and sizes of the archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    name = rng.choice(sorted(members))
    match rng.randrange(6):
        case 0:
            out = rng.choice(("../out.csv", "/tmp/out.csv", "a" * 300 + ".csv", "x.shp"))
            members[out] = b"x"
        case 1:
            members[rng.choice(("CON.csv", "sites.CSV", ".csv", "deep/er/sites.dbf"))] = members[
                name
            ]
        case 2:
            members.pop(name)
        case 3 if name.endswith((".xml", ".csv")):
            text = members[name].decode("utf-8", "replace")
            at = rng.randrange(len(text) + 1)
            members[name] = (text[:at] + rng.choice(NASTY) + text[at:]).encode("utf-8", "replace")
        case _:
            members[name] = turned(members[name], rng)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, body in members.items():
            archive.writestr(member, body)
    return data.getvalue()


_ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS site_id FROM n"
)


def _sqlite(content: bytes, rng: random.Random) -> bytes:
    """Change a GeoPackage from inside: cells, geometries, counts, views and triggers."""
    cell = rng.choice(NASTY)
    row = rng.randrange(1, 41)
    column = rng.choice(("site_id", "site_nom", "comm_insee", "unite_fonciere_surface"))
    blob = rng.choice((b"", b"GP", b"GP\0\1\0\0\0\0\1\7\0\0\0" + b"\xff" * 4, b"\0" * 40))
    actions: tuple[tuple[str, tuple[Any, ...]], ...] = (
        (f"UPDATE sites SET {column} = ? WHERE fid = ?", (cell, row)),
        (f"UPDATE sites SET {column} = ?", (cell,)),
        ("UPDATE sites SET geom = ? WHERE fid = ?", (blob, row)),
        ("UPDATE gpkg_contents SET srs_id = ?", (rng.choice((0, -1, 2154, 999_999)),)),
        ("UPDATE gpkg_geometry_columns SET srs_id = ?", (rng.choice((0, -1, 2154, 999_999)),)),
        ("UPDATE gpkg_spatial_ref_sys SET organization = ?, definition = ?", (cell, cell)),
        ("UPDATE gpkg_contents SET table_name = ?", (cell,)),
        ("UPDATE gpkg_ogr_contents SET feature_count = ?", (rng.choice((0, 1, 41, -1)),)),
        ("DELETE FROM sites WHERE fid = ?", (row,)),
        (f"CREATE VIEW endless AS {_ENDLESS}", ()),
        ("CREATE TRIGGER t AFTER INSERT ON sites BEGIN DELETE FROM sites; END", ()),
        ("DROP TABLE gpkg_geometry_columns", ()),
        ("ALTER TABLE sites RENAME COLUMN site_id TO identifiant", ()),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as base, suppress(sqlite3.Error):
            # those of the format call functions that only GDAL has
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (one,) in base.execute(found).fetchall():
                base.execute(f'DROP TRIGGER "{one}"')
            chosen = rng.sample(actions, rng.choice((1, 1, 2)))
            for statement, values in chosen:
                base.execute(statement, values)
                if "endless" in statement:
                    base.execute("UPDATE gpkg_contents SET table_name = 'endless'")
            base.commit()
        return path.read_bytes()


def _geo(content: bytes, rng: random.Random) -> bytes:
    """Change a Parquet from inside: its geo metadata, the type or the cells of a column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    metadata = dict(table.schema.metadata or {})
    if b"geo" in metadata and rng.random() < 0.5:
        geo = json.loads(metadata[b"geo"])
        about = geo["columns"]["geometry"]
        node = rng.choice((geo, about))
        key = rng.choice(sorted(node))
        node[key] = rng.choice((None, {}, [], 3, "EPSG:2154", "WKT", *NASTY))
        metadata[b"geo"] = rng.choice((json.dumps(geo).encode("utf-8", "replace"), b"{", b"[]"))
        table = table.replace_schema_metadata(metadata)
    else:
        at = rng.randrange(table.num_columns)
        name = table.column_names[at]
        values: list[Any] = table.column(at).to_pylist()
        row = rng.randrange(len(values))
        column: Any
        match rng.randrange(4):
            case 0:
                column = pa.array([str(v).encode()[:40] for v in values], pa.binary())
            case 1:
                column = pa.array([[str(v)[:40]] for v in values], pa.list_(pa.string()))
            case 2:
                column = pa.nulls(len(values))
            case _:
                values = [str(v)[:4_000] for v in values]
                values[row] = rng.choice(NASTY)
                column = pa.array(values, pa.string())
        table = table.set_column(at, name, column)
    data = io.BytesIO()
    pq.write_table(table, data, compression="none", use_dictionary=False, write_statistics=False)
    return data.getvalue()


_INSIDE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    ".csv": _csv, ".list.csv": _csv, ".geojson": _json, ".toml": _toml, ".zip": _zipped,
    ".xlsx": _zipped, ".ods": _zipped, ".gpkg": _sqlite, ".parquet": _geo, ".geoparquet": _geo,
}  # fmt: skip


def mutated(content: bytes, suffix: str, rng: random.Random) -> bytes:
    """Spoil an input: half of the time its bytes, else from inside its format, or both."""
    inside = _INSIDE.get(suffix)
    if inside is not None and rng.random() < 0.55:
        content = inside(content, rng)
        if rng.random() < 0.8:
            return content
    return turned(content, rng)
