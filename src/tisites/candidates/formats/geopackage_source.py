"""Reads GeoPackage (OGC 12-128r19) as the SQLite file it is: tables, and nothing that runs.

Views, triggers and virtual tables are programs: a view may never end, a virtual table may open
another file. Only plain tables that ``gpkg_contents`` lists are read, by a connection that may only
read, for a limited time.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.column_names import recognised_count
from tisites.candidates.formats.limits import (
    MOST_BYTES,
    MOST_SECONDS,
    check_bytes,
    check_rows,
    too_large,
)
from tisites.candidates.formats.shapes import (
    decode,
    described_crs,
    in_degrees,
    named_crs,
    unknown_crs,
)
from tisites.candidates.formats.source import ANYWHERE, Count, Layout, Source, no_layer, no_site
from tisites.data.pack import file_sha256
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"SQLite format 3\0"
_SAVE_AGAIN = Text(
    "l'ouvrir dans QGIS et enregistrer la couche des sites dans un GeoPackage neuf",
    "open it in QGIS and save the layer of the sites to a new GeoPackage",
)
#: Bytes of the envelope of a geometry, by its indicator (OGC 12-128r19, 2.1.3.1.1).
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_ROW_NUMBERS = ("fid", "ogc_fid", "objectid")
_ROWS_A_TIME, _STEPS_A_LOOK = 10_000, 20_000
_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA}
)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A plain table of a GeoPackage that could hold sites."""

    name: str
    columns: tuple[str, ...]
    geometry: str | None
    srs: int | None


def read_geopackage(path: Path, file: str, layout: Layout = ANYWHERE) -> Source:
    """Read the layer of sites of a GeoPackage.

    Raises
    ------
    BadInputError
        If it is none, is damaged, is still open elsewhere, its layer is a view or a virtual table,
        it has several layers that could hold sites, or no known reference system.
    """
    check_bytes(path.stat().st_size, file)
    _check_file(path, file)
    # "immutable": no lock, no journal, no other file beside it
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as base:
        _tie(base)
        try:
            return _read(base, path, file, layout.layer)
        except (sqlite3.Error, sqlite3.Warning) as error:
            if "interrupted" in str(error):
                limit = number(MOST_SECONDS)
                what = Text(f"lecture arrêtée après {limit} s", f"reading stopped after {limit} s")
                raise too_large(file, what) from error
            what = Text(
                "fichier illisible : ce GeoPackage est abîmé",
                "unreadable: this GeoPackage is damaged",
            )
            raise bad_input(what, _SAVE_AGAIN, Where(file)) from error


def _check_file(path: Path, file: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(100)
    page = int.from_bytes(head[16:18], "big")
    page = 65_536 if page == 1 else page
    pages = int.from_bytes(head[28:32], "big")
    if not head.startswith(_MAGIC) or len(head) < 100 or page < 512:
        what = Text(
            "fichier illisible : ce n'est pas un GeoPackage", "unreadable: this is no GeoPackage"
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    if pages * page > path.stat().st_size:
        what = Text(
            "fichier illisible : ce GeoPackage est coupé", "unreadable: this GeoPackage is cut"
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    journal = path.with_name(path.name + "-wal")
    if journal.is_file() and journal.stat().st_size:
        what = Text(
            "ce GeoPackage est encore ouvert : ses derniers changements sont dans un autre fichier"
            f" ({journal.name})",
            f"this GeoPackage is still open: its last changes are in another file ({journal.name})",
        )
        close = Text(
            "fermer QGIS (ou retirer la couche), puis recommencer", "close QGIS, try again"
        )
        raise bad_input(what, close, Where(file))


def _tie(base: sqlite3.Connection) -> None:
    """Let a connection read tables, for a limited time, and do nothing else."""
    end = time.monotonic() + MOST_SECONDS

    def allowed(action: int, *_: Any) -> int:
        return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY

    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA query_only = ON")
    base.text_factory = _text
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.set_progress_handler(lambda: time.monotonic() > end, _STEPS_A_LOOK)
    base.set_authorizer(allowed)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read(base: sqlite3.Connection, path: Path, file: str, asked: str | None) -> Source:
    layer = _layer(base, file, asked)
    quoted = _quoted(layer.name)
    damaged = base.execute(f"PRAGMA integrity_check({quoted})").fetchone()
    if damaged is not None and damaged[0] != "ok":
        raise sqlite3.DatabaseError(str(damaged[0]))
    (counted,) = base.execute(f"SELECT count(*) FROM {quoted} NOT INDEXED").fetchone()
    check_rows(counted, file)
    listed = ", ".join(_quoted(name) for name in layer.columns)
    rows, size = [], 0
    cursor = base.execute(f"SELECT {listed} FROM {quoted}")
    while some := cursor.fetchmany(_ROWS_A_TIME):
        size += sum(len(cell) for row in some for cell in row if isinstance(cell, str | bytes))
        if size > MOST_BYTES:
            most = number(MOST_BYTES / 2**20)
            raise too_large(file, Text(f"plus de {most} Mio", f"more than {most} MiB"))
        rows += some
    _check_counts(base, layer, len(rows), counted, file)
    if not rows:
        raise no_site(file)
    cells = dict(zip(layer.columns, zip(*rows, strict=True), strict=True))
    geometry, unread = None, dict[int, str]()
    if layer.geometry is not None:
        geometry, unread = _shapes(base, layer, cells.pop(layer.geometry), file)
    table = pd.DataFrame(
        {name: pd.Series([_cell(c) for c in column], dtype="str") for name, column in cells.items()}
    )
    table = table.reindex(pd.RangeIndex(len(rows)))
    count = Count(counted, Text("lignes comptées par SQLite", "rows counted by SQLite"))
    lines = np.arange(1, len(rows) + 1, dtype=np.int64)
    return Source(
        file, file_sha256(path), table, lines, tuple(table.columns), geometry, count=count,
        unread=tuple(unread.items()),
    )  # fmt: skip


def _layer(base: sqlite3.Connection, file: str, asked: str | None) -> _Layer:
    """Return the plain table of the sites: the one that is asked for, or the one that fits."""
    kinds = {
        str(name): (str(kind), str(sql or ""))
        for name, kind, sql in base.execute("SELECT name, type, sql FROM sqlite_master")
    }
    if "gpkg_contents" not in kinds or kinds["gpkg_contents"][0] != "table":
        raise sqlite3.DatabaseError("no gpkg_contents")
    names = [
        str(name)
        for name, kind in base.execute("SELECT table_name, data_type FROM gpkg_contents")
        if kind in ("features", "attributes")
    ]
    running = [name for name in names if not _is_plain(kinds.get(name))]
    layers = [_described(base, name) for name in names if name not in running]
    if not layers and running:
        listed = shown(", ".join(running))
        what = Text(
            f"la couche « {listed} » est une vue, une table virtuelle ou absente : rien de ce qui"
            " s'exécute n'est lancé",
            f"layer '{listed}' is a view, a virtual table or absent: nothing that runs is started",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    if not layers:
        what = Text("le fichier est vide : aucune couche", "the file is empty: no layer")
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    if asked is not None:
        named = [layer for layer in layers if layer.name == asked]
        if not named:
            raise no_layer(file, asked, [layer.name for layer in layers])
        return named[0]
    if len(layers) == 1:
        return layers[0]
    counts = {layer.name: recognised_count(layer.columns) for layer in layers}
    best = max(counts.values())
    fitting = [layer for layer in layers if counts[layer.name] == best and best > 0]
    if len(fitting) != 1:
        raise _several(file, sorted(counts))
    return fitting[0]


def _is_plain(kind: tuple[str, str] | None) -> bool:
    return (
        kind is not None
        and kind[0] == "table"
        and not kind[1].lstrip().upper().startswith("CREATE VIRTUAL")
    )


def _described(base: sqlite3.Connection, name: str) -> _Layer:
    columns = [
        str(column)
        for _, column, kind, _, _, key in base.execute(f"PRAGMA table_info({_quoted(name)})")
        if not (key and str(kind).upper().startswith("INT") and column.lower() in _ROW_NUMBERS)
    ]
    found = base.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)",
        (name,),
    ).fetchone()
    by_name = {column.lower(): column for column in columns}
    geometry = by_name.get(str(found[0]).lower()) if found else None
    return _Layer(name, tuple(columns), geometry, int(found[1]) if found else None)


def _check_counts(
    base: sqlite3.Connection, layer: _Layer, read: int, counted: int, file: str
) -> None:
    """Refuse a table that gives fewer rows than it says it has."""
    said = [counted]
    listed = {str(name) for (name,) in base.execute("SELECT name FROM sqlite_master")}
    if "gpkg_ogr_contents" in listed:
        found = base.execute(
            "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?)",
            (layer.name,),
        ).fetchone()
        said += [found[0]] if found and isinstance(found[0], int) else []
    if max(said) > read:
        what = Text(
            f"{number(read)} lignes lues, {number(max(said))} annoncées par le fichier",
            f"{number(read)} rows read, {number(max(said))} said by the file",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))


def _shapes(
    base: sqlite3.Connection, layer: _Layer, blobs: tuple[Any, ...], file: str
) -> tuple[Any, dict[int, str]]:
    import shapely

    bodies = [_body(blob) for blob in blobs]
    geometry, unread = decode(bodies, shapely.from_wkb)
    odd = {k: "?" for k, b in enumerate(blobs) if b is not None and bodies[k] is None}
    odd = {k: kind for k, kind in odd.items() if not _is_empty(blobs[k])}
    unread |= odd
    if shapely.is_missing(geometry).all() and not unread:
        return None, {}
    return in_degrees(geometry, _crs(base, layer.srs, file), file), unread


def _body(blob: Any) -> bytes | None:
    """Return the WKB of a geometry: behind the header and the envelope."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return None
    flags = blob[3]
    envelope = _ENVELOPE.get((flags >> 1) & 0b111)
    if envelope is None or flags & 0b10_0000 or flags & 0b1_0000:
        return None
    return blob[8 + envelope :]


def _is_empty(blob: Any) -> bool:
    return isinstance(blob, bytes) and blob[:2] == b"GP" and len(blob) > 3 and bool(blob[3] & 16)


def _crs(base: sqlite3.Connection, srs: int | None, file: str) -> Any:
    found = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
        " WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    if found is None or srs in (None, -1, 0):
        raise unknown_crs(file, None if srs is None else str(srs))
    organization, code, definition = str(found[0]), found[1], str(found[2])
    if organization.upper() in ("EPSG", "IGNF", "OGC") and code is not None:
        return named_crs(f"{organization.upper()}:{code}", file)
    return described_crs(definition, file)


def layer_names(path: Path, file: str) -> list[str]:
    """Return the plain tables of a GeoPackage, the one with most recognised columns first.

    Layers of lines, which hold no site, come last.

    Raises
    ------
    BadInputError
        If it is none.
    """
    _check_file(path, file)
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as base:
        _tie(base)
        kinds = {
            str(name): (str(kind), str(sql or ""))
            for name, kind, sql in base.execute("SELECT name, type, sql FROM sqlite_master")
        }
        if not _is_plain(kinds.get("gpkg_contents")):
            return []
        listed = base.execute("SELECT table_name, data_type FROM gpkg_contents")
        names = [str(name) for name, kind in listed if kind in ("features", "attributes")]
        layers = [_described(base, name) for name in names if _is_plain(kinds.get(name))]
        drawn = base.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns")
        lines = {str(name) for name, kind in drawn if str(kind).upper().endswith("LINESTRING")}
    ranked = sorted(
        layers,
        key=lambda one: (one.name in lines, -recognised_count(one.columns), -len(one.columns)),
    )
    return [layer.name for layer in ranked]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _several(file: str, names: list[str]) -> BadInputError:
    listed = ", ".join(names)
    what = Text(
        f"ce fichier a plusieurs couches qui pourraient porter les sites : {listed}",
        f"this file has several layers that could hold the sites: {listed}",
    )
    remedy = Text(
        "désigner la couche avec --sheet, ou l'exporter seule dans un fichier à part",
        "name the layer with --sheet, or export it alone to a file of its own",
    )
    return bad_input(what, remedy, Where(file))
