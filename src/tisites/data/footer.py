"""What the footer of a layer's file tells against its contract, without reading a row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.data.layers import Column, Layer

REBUILD = Text("reconstruire le paquet : tisites data build", "rebuild it: tisites data build")
_TYPES = {
    "str": frozenset(["string", "large_string", "string_view"]),
    "float": frozenset(["double"]),
    "int": frozenset(["int64"]),
    "bool": frozenset(["bool"]),
}
_FR = {"str": "texte", "float": "nombre", "int": "entier", "bool": "vrai ou faux"}
_EN = {"str": "text", "float": "number", "int": "integer", "bool": "true or false"}


def footer_problems(path: Path, layer: Layer, rows: int) -> tuple[list[Problem], bool]:
    """Return what is wrong with the columns of a file, and whether its rows look wrong too.

    Parameters
    ----------
    path : Path
        Parquet file.
    layer : Layer
        What it claims to be.
    rows : int
        Rows that the manifest tells.

    Returns
    -------
    problems : list of Problem
        Missing columns, columns of another type, another number of rows.
    suspect : bool
        Whether its statistics tell a null or an infinity where none may be, or tell nothing: the
        layer must then be read to know.

    Raises
    ------
    OSError, ValueError
        If the file is no Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error
    types = {name: str(kind) for name, kind in zip(schema.names, schema.types, strict=True)}
    problems = list(_columns(path, layer, types))
    if metadata.num_rows != rows:
        told = Text(
            f"{metadata.num_rows} lignes, {rows} attendues",
            f"{metadata.num_rows} rows, {rows} expected",
        )
        problems.append(Problem(told, REBUILD, Where(str(path))))
    strict = {c.name: c for c in _columns_of(layer, types)}
    suspect = False
    for k in range(metadata.num_row_groups):
        group = metadata.row_group(k)
        for j in range(group.num_columns):
            chunk = group.column(j)
            column = strict.get(chunk.path_in_schema)
            suspect |= column is not None and _suspect(column, chunk.statistics)
    return problems, suspect


def _columns_of(layer: Layer, types: dict[str, str]) -> list[Column]:
    return [*layer.columns, *(c for c in layer.extra if c.name in types)]


def _columns(path: Path, layer: Layer, types: dict[str, str]) -> Iterator[Problem]:
    for column in _columns_of(layer, types):
        where = Where(str(path), column=column.name, value=types.get(column.name))
        if column.name not in types:
            yield Problem(Text("colonne absente", "missing column"), REBUILD, where)
        elif types[column.name] not in _TYPES[column.kind]:
            yield Problem(
                Text(
                    f"couche « {layer.name} » : type inattendu, {_FR[column.kind]} attendu",
                    f"layer '{layer.name}': unexpected type, {_EN[column.kind]} expected",
                ),
                REBUILD,
                where,
            )
    if layer.geometry is not None and "geometry" not in types:
        yield Problem(
            Text("colonne absente", "missing column"), REBUILD, Where(str(path), column="geometry")
        )


def _suspect(column: Column, told: object) -> bool:
    if told is None:
        return True
    count = getattr(told, "null_count", None)
    if not column.nullable and count != 0:
        return True
    if column.kind != "float" or not getattr(told, "has_min_max", False):
        return False
    ends = (getattr(told, "min", math.nan), getattr(told, "max", math.nan))
    return not all(isinstance(end, float) and math.isfinite(end) for end in ends)
