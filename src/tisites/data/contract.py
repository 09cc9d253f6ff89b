"""What a layer of a pack is: its columns, its key, its geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["str", "float", "int", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer; ``nullable`` says that unknown happens."""

    name: str
    kind: Kind
    nullable: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a pack.

    Parameters
    ----------
    name : str
        File name without suffix.
    columns : tuple of Column
        Attribute columns; a geometry column ``geometry`` (EPSG:4326) comes on top.
    key : tuple of str
        Columns that identify a row; rows are sorted by them.
    geometry : {"point", "line", "polygon", None}
        Kind of geometry; individual geometries may be null where the source has none.
    required : bool
        Whether a run can do without the layer (``False``: its indicators are unknown).
    extra : tuple of Column
        Columns that it may carry as well.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    geometry: Literal["point", "line", "polygon"] | None = None
    required: bool = True
    extra: tuple[Column, ...] = ()


def text_column(name: str, *, nullable: bool = False) -> Column:
    """Return a column of text."""
    return Column(name, "str", nullable)


def number_column(name: str, unit: str = "", *, nullable: bool = False) -> Column:
    """Return a column of numbers, with their unit."""
    return Column(name, "float", nullable, unit)
