"""Cells become values: words in one spelling, numbers, geometries, with what each cell is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL
from tisites.candidates.numbers import CellReading, read_numbers
from tisites.candidates.optional_columns import read_optional
from tisites.candidates.shape_text import read_shapes
from tisites.candidates.vocabulary import spell_column, spell_zoning
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.formats.source import Source
    from tisites.candidates.optional_columns import OptionalCells
    from tisites.candidates.shape_text import ShapeColumn

M2_PER_HA = 10_000.0
#: Two surfaces of one site that differ by no more than this share are the same.
SAME_SURFACE = 0.01


@dataclass(frozen=True, slots=True)
class Values:
    """What the cells of the used columns say, before any place is looked for.

    Parameters
    ----------
    source : Source
        The file without its blank rows.
    columns : Columns
        What each of its columns means.
    frame : DataFrame
        One row a row of ``source`` (index 0…n-1), in this order: ``site_id`` ("" where missing),
        ``name``, ``site_type``, ``status``, ``pollution``, ``coord_quality``,
        ``surface_quality``, ``zoning``, ``source``, ``commune_name`` (null where unknown),
        ``surface_ha`` and ``surface_reading``
        (:class:`~tisites.candidates.numbers.Reading`).
    communes : (n,) Series of str
        Commune cells as written, "" where missing.
    shapes : dict of str to ShapeColumn
        Columns of text with geometries, decoded, best first.
    optional : dict of str to OptionalCells
        Optional data that the file has.
    blank_rows, different_surfaces : int
        How many rows were blank, or have two surfaces that differ.
    """

    source: Source
    columns: Columns
    frame: pd.DataFrame
    communes: pd.Series
    shapes: dict[str, ShapeColumn]
    optional: dict[str, OptionalCells]
    blank_rows: int
    different_surfaces: int


def read_values(source: Source, columns: Columns) -> Values:
    """Understand every cell of the used columns.

    Raises
    ------
    BadInputError
        If every row is blank, or a column of geometries names an unknown reference system.
    """
    source, blank = _without_blank_rows(source, columns)
    table, where = source.table, columns.sources
    if table.empty:
        raise bad_input(
            Text("le fichier est vide : aucun site", "the file is empty: no site"),
            Text("donner un fichier avec au moins un site", "give a file with a site in it"),
            Where(source.file),
        )
    shapes = {n: read_shapes(table[n], columns.crs, source.file) for n in columns.shapes}
    frame = _words(table, where)
    surface_ha, reading, different = _surfaces(table, columns)
    frame["surface_ha"], frame["surface_reading"] = surface_ha, reading
    optional = {
        name: read_optional(table[where[name]], datum.kind)
        for name, datum in OPTIONAL.items()
        if name in where
    }
    communes = _text(table[where["insee"]]) if "insee" in where else _missing(frame).fillna("")
    return Values(source, columns, frame, communes, shapes, optional, blank, different)


def _without_blank_rows(source: Source, columns: Columns) -> tuple[Source, int]:
    """Leave out rows without a single used cell: spreadsheets add them below the last row."""
    key = _text(source.table[columns.sources["site_id"]])
    blank = (key == "").to_numpy(copy=True)
    for column in {*columns.sources.values(), *columns.shapes}:
        if not blank.any():
            return source, 0
        cells = source.table[column].iloc[np.flatnonzero(blank)]
        filled = cells.notna() & (cells.astype("str").str.strip() != "")
        blank[np.flatnonzero(blank)[filled.to_numpy()]] = False
    if source.geometry is not None and blank.any():
        import shapely

        blank &= shapely.is_missing(source.geometry)
        blank[[row for row, _ in source.unread]] = False
    if not blank.any():
        return source, 0
    kept = ~blank
    at = np.cumsum(kept) - 1
    trimmed = replace(
        source,
        unread=tuple((int(at[row]), held) for row, held in source.unread),
        table=source.table[kept].reset_index(drop=True),
        lines=source.lines[kept],
        geometry=None if source.geometry is None else source.geometry[kept],
    )
    return trimmed, int(blank.sum())


def _words(table: pd.DataFrame, where: Mapping[str, str]) -> pd.DataFrame:
    """Return ids, names and labels in one spelling; columns that the file lacks are null."""
    frame = pd.DataFrame({"site_id": _text(table[where["site_id"]])})
    for name, read in _WORDS.items():
        frame[name] = read(_text(table[where[name]])) if name in where else _missing(frame)
    return frame


def _text(cells: pd.Series) -> pd.Series:
    """Return cells as trimmed text, "" where missing; whole numbers without a decimal part."""
    if pd.api.types.is_float_dtype(cells.dtype):
        whole = cells.dropna()
        if (whole == np.floor(whole)).all():
            cells = cells.astype("Int64")
    return cells.astype("str").fillna("").replace("<NA>", "").str.strip()


def _one_line(text: pd.Series) -> pd.Series:
    """Return text without line breaks: a name stands on one line of every output."""
    return text.str.replace(r"\s*[\r\n]+\s*", " ", regex=True)


def _known(text: pd.Series) -> pd.Series:
    return text.mask(text == "")


def _missing(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(np.nan, index=frame.index, dtype="str")


#: How each datum in words is read from trimmed text, in the order of the frame's columns.
_WORDS: Mapping[str, Callable[[pd.Series], pd.Series]] = {
    "name": lambda text: _known(_one_line(text)),
    "site_type": spell_column,
    "status": spell_column,
    "pollution": spell_column,
    "coord_quality": spell_column,
    "surface_quality": spell_column,
    "zoning": lambda text: spell_column(text, spell_zoning),
    "source": _known,
    "commune_name": lambda text: _known(_one_line(text)),
}


def _surfaces(
    table: pd.DataFrame, columns: Columns
) -> tuple[NDArray[np.float64], NDArray[np.int8], int]:
    """Return surfaces in hectares, row by row from the columns that tell them.

    Returns
    -------
    surface_ha : (n,) float64
    reading : (n,) int8
        :class:`~tisites.candidates.numbers.Reading` of each.
    different : int
        How many have two surfaces that disagree.
    """
    where = columns.sources
    order = [name for name in ("surface_m2", "surface_ha") if name in where]
    order.sort(key=lambda name: name not in columns.mapped)  # the planner's first, then the finer
    values = np.full(len(table), np.nan)
    reading = np.full(len(table), CellReading.EMPTY, dtype=np.int8)
    different = 0
    for name in order:
        more, read = read_numbers(table[where[name]])
        more = more / M2_PER_HA if name == "surface_m2" else more
        both = (values > 0) & (more > 0)
        different += int((np.abs(more - values) > SAME_SURFACE * values)[both].sum())
        free = (reading == CellReading.EMPTY) | ((values == 0) & (more > 0))
        values[free], reading[free] = more[free], read[free]
    return values, reading, different
