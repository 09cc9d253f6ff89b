"""Reads Parquet and GeoParquet (1.0, 1.1: geometries in WKB), batch by batch under the limits."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.formats.limits import MOST_BYTES, check_bytes, check_rows, too_large
from tisites.candidates.formats.shapes import (
    decode,
    described_crs,
    in_degrees,
    named_crs,
    unknown_crs,
)
from tisites.candidates.formats.source import Count, Source, no_site
from tisites.data.pack import file_sha256
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

_MAGIC = b"PAR1"
_SAVE_AGAIN = Text(
    "l'enregistrer de nouveau avec l'outil qui l'a fait, ou en CSV ; vérifier qu'il a été copié en"
    " entier",
    "save it again with the tool that made it, or as CSV; check that it was copied in full",
)
_ROWS_A_TIME = 65_536


def read_parquet(path: Path, file: str) -> Source:
    """Read a Parquet or GeoParquet file.

    Raises
    ------
    BadInputError
        If it is unreadable, cut, empty, holds text that is no UTF-8, or its geometries have no
        known reference system.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    check_bytes(path.stat().st_size, file)
    _check_ends(path, file)
    try:
        with pq.ParquetFile(path, memory_map=False) as opened:
            counted = int(opened.metadata.num_rows)
            check_rows(counted, file)
            columns = [f.name for f in opened.schema_arrow if not pa.types.is_nested(f.type)]
            nested = sorted(set(opened.schema_arrow.names) - set(columns))
            metadata = opened.schema_arrow.metadata or {}
            table = _batches(opened, columns, file)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _unreadable(file) from error
    _check_text(table, file)
    if table.num_rows != counted:
        what = Text(
            f"{number(table.num_rows)} lignes lues, {number(counted)} annoncées par le fichier",
            f"{number(table.num_rows)} rows read, {number(counted)} said by the file",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    if counted == 0:
        raise no_site(file)
    header = tuple(map(str, columns))
    geometry, unread = None, dict[int, str]()
    name = _primary(metadata, table.column_names, file)
    if name is not None:
        geometry, unread = _shapes(table, name, metadata, file)
        table = table.drop_columns([name])
        header = tuple(column for column in header if column != name)
    frame = _frame(table, file)
    count = Count(counted, Text("lignes annoncées par le fichier", "rows said by the file"))
    lines = np.arange(1, counted + 1, dtype=np.int64)
    return Source(
        file, file_sha256(path), frame, lines, header, geometry, count=count,
        unread=tuple(unread.items()), findings=_of_several_values(nested),
    )  # fmt: skip


def _of_several_values(names: list[str]) -> tuple[Finding, ...]:
    """Tell the columns that hold lists or records: none of them can be a datum of a site."""
    if not names:
        return ()
    listed = shown(", ".join(names))
    what = Text(
        f"colonnes de listes ou d'objets, non lues : {listed}",
        f"columns of lists or records, not read: {listed}",
    )
    remedy = Text(
        "rien à faire, sauf si l'une d'elles porte une donnée attendue : l'enregistrer en texte",
        "nothing to do, unless one of them carries an expected datum: save it as text",
    )
    return (Finding("candidates", "columns_nested", "info", what, remedy),)


def _check_ends(path: Path, file: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(4)
        size = path.stat().st_size
        stream.seek(max(0, size - 8))
        tail = stream.read(8)
    footer = int.from_bytes(tail[:4], "little")
    if size < 12 or head != _MAGIC or tail[4:] != _MAGIC or footer > size - 12:
        raise _unreadable(file)


def _batches(opened: Any, columns: list[str], file: str) -> pa.Table:
    import pyarrow as pa

    size, batches = 0, []
    for batch in opened.iter_batches(_ROWS_A_TIME, columns=columns, use_threads=False):
        size += batch.nbytes
        if size > MOST_BYTES:
            most = number(MOST_BYTES / 2**20)
            raise too_large(file, Text(f"plus de {most} Mio dépliés", f"more than {most} MiB"))
        batches.append(batch)
    if not batches:
        return opened.read(columns=columns)
    return pa.Table.from_batches(batches)


def _check_text(table: pa.Table, file: str) -> None:
    """Refuse text that is no UTF-8, by its column."""
    import pyarrow as pa

    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            what = Text(
                "fichier illisible : cette colonne contient du texte qui n'est pas de l'UTF-8, ou"
                " est abîmée",
                "unreadable: this column holds text that is no UTF-8, or is damaged",
            )
            raise bad_input(what, _SAVE_AGAIN, Where(file, column=shown(str(name)))) from error


def _frame(table: pa.Table, file: str) -> Any:
    """Return the columns for pandas: dictionaries as their values, numbers as numbers."""
    import pyarrow as pa

    if len(set(table.column_names)) != table.num_columns:
        twice = next(n for n in table.column_names if table.column_names.count(n) > 1)
        what = Text("cette colonne figure deux fois", "this column appears twice")
        raise bad_input(what, _SAVE_AGAIN, Where(file, column=shown(twice)))
    columns = []
    for column in table.columns:
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)  # noqa: PLW2901
            kind = kind.value_type
        plain = pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind)
        if not plain and not pa.types.is_binary(kind) and not pa.types.is_large_binary(kind):
            with suppress(pa.ArrowException):  # a kind without a text: pandas writes it later
                column = column.cast(pa.string())  # noqa: PLW2901
        columns.append(column)
    return pa.table(columns, names=table.column_names).to_pandas()


def _geo(metadata: dict[bytes, bytes], file: str) -> dict[str, Any] | None:
    if b"geo" not in metadata:
        return None
    try:
        geo = json.loads(metadata[b"geo"])
    except (ValueError, RecursionError) as error:
        raise _foreign(file) from error
    if not isinstance(geo, dict) or not isinstance(geo.get("columns"), dict):
        raise _foreign(file)
    return geo


def _primary(metadata: dict[bytes, bytes], columns: list[str], file: str) -> str | None:
    """Return the column of the geometries, ``None`` for a plain Parquet."""
    geo = _geo(metadata, file)
    if geo is None:
        return None
    name = geo.get("primary_column")
    about = geo["columns"].get(name) if isinstance(name, str) else None
    if name not in columns or not isinstance(about, dict) or about.get("encoding") != "WKB":
        raise _foreign(file)
    return str(name)


def _shapes(
    table: pa.Table, name: str, metadata: dict[bytes, bytes], file: str
) -> tuple[Any, dict[int, str]]:
    import shapely

    values = table.column(name).to_pylist()
    if any(value is not None and not isinstance(value, bytes) for value in values):
        raise _foreign(file)
    geometry, unread = decode(values, shapely.from_wkb)
    if shapely.is_missing(geometry).all() and not unread:
        return None, {}
    about = (_geo(metadata, file) or {})["columns"][name]
    if "crs" not in about:  # longitude and latitude, says GeoParquet
        return geometry, unread
    crs = about["crs"]
    if not isinstance(crs, dict | str):
        raise unknown_crs(file, None if crs is None else shown(str(crs)))
    if isinstance(crs, str):
        return in_degrees(geometry, named_crs(crs, file), file), unread
    named = crs.get("id")
    if isinstance(named, dict) and {"authority", "code"} <= named.keys():
        known = named_crs(f"{named['authority']}:{named['code']}", file)
    else:
        known = described_crs(json.dumps(crs), file)
    return in_degrees(geometry, known, file), unread


def _foreign(file: str) -> BadInputError:
    what = Text(
        "fichier illisible : ses métadonnées « geo » ne sont pas celles d'un GeoParquet (colonne"
        " principale, géométries en WKB)",
        "unreadable: its 'geo' metadata are not those of a GeoParquet (primary column, geometries"
        " in WKB)",
    )
    remedy = Text(
        "l'enregistrer de nouveau en GeoParquet 1.0 ou 1.1 (QGIS, GeoPandas), ou en GeoPackage",
        "save it again as GeoParquet 1.0 or 1.1 (QGIS, GeoPandas), or as GeoPackage",
    )
    return bad_input(what, remedy, Where(file))


def _unreadable(file: str) -> BadInputError:
    what = Text(
        "fichier illisible : Parquet coupé, abîmé ou d'un autre format",
        "unreadable: Parquet cut, damaged or of another format",
    )
    return bad_input(what, _SAVE_AGAIN, Where(file))
