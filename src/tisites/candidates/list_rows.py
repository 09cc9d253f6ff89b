"""The rows of a list as they were written, for who wants to see her own words beside a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.column_names import ALIASES, plain
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.formats.source import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.candidates.guess.reading import ListReading


@dataclass(frozen=True, slots=True)
class ListRows:
    """The cells of a list.

    Parameters
    ----------
    cells : mapping of int to tuple of (str, str)
        Line of the file: column and cell of each that is not empty, in the order of the file.
    understood : frozenset of str
        Columns that were read as a datum; what the others hold is nobody's but hers.
    """

    cells: Mapping[int, tuple[tuple[str, str], ...]]
    understood: frozenset[str]


def list_rows(path: Path, reading: ListReading | None = None) -> ListRows:
    """Read the rows of a list, uninterpreted.

    Parameters
    ----------
    path : Path
        The list.
    reading : ListReading, optional
        How its columns were confirmed to be read.
    """
    source = open_source(path, ANYWHERE if reading is None else reading.layout)
    table = source.table
    if reading is not None:
        understood = frozenset(reading.columns.values())
    else:
        known = {plain(name) for names in ALIASES.values() for name in names}
        understood = frozenset(c for c in map(str, table.columns) if plain(c) in known)
    cells = {}
    for line, row in zip(source.lines, table.itertuples(index=False, name=None), strict=True):
        told = zip(map(str, table.columns), row, strict=True)
        cells[int(line)] = tuple(
            (column, str(cell).strip()) for column, cell in told if not _is_empty(cell)
        )
    return ListRows(cells, understood)


def _is_empty(cell: object) -> bool:
    return cell is None or cell is pd.NaT or cell != cell or not str(cell).strip()  # noqa: PLR0124
