"""Cells become values: words in one spelling, numbers, geometries, with what each cell is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL
from tisites.candidates.guess.quantity import as_text, read_areas
from tisites.candidates.numbers import CellReading, is_missing_word, read_numbers
from tisites.candidates.optional_columns import read_optional
from tisites.candidates.other_rows import only_rows, without_other_rows
from tisites.candidates.shape_text import read_shapes
from tisites.candidates.vocabulary import spell_column, spell_zoning
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.formats.source import Source
    from tisites.candidates.guess.reading import ListReading
    from tisites.candidates.optional_columns import OptionalCells
    from tisites.candidates.other_rows import OtherRow
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
        (:class:`~tisites.candidates.numbers.CellReading`).
    communes : (n,) Series of str
        Commune cells as written, "" where missing.
    shapes : dict of str to ShapeColumn
        Columns of text with geometries, decoded, best first.
    optional : dict of str to OptionalCells
        Optional data that the file has.
    blank_rows, different_surfaces : int
        How many rows were blank, or have two surfaces that differ.
    other_rows : tuple of OtherRow
        Rows that are no site: sums, notes, headers that are written again.
    told : DataFrame, optional
        Of a confirmed reading: what each row says of its commune in words (``commune_name``,
        ``dep``, ``region``, ``postcode``), "" where untold.
    made_ids, repeated_ids, about : tuple of int
        Of a confirmed reading: rows whose id was made, or told apart from that of another row, and
        rows whose area is an estimate by their own words.
    """

    source: Source
    columns: Columns
    frame: pd.DataFrame
    communes: pd.Series
    shapes: dict[str, ShapeColumn]
    optional: dict[str, OptionalCells]
    blank_rows: int
    different_surfaces: int
    other_rows: tuple[OtherRow, ...] = ()
    told: pd.DataFrame | None = None
    made_ids: tuple[int, ...] = ()
    repeated_ids: tuple[int, ...] = ()
    about: tuple[int, ...] = ()


def read_values(source: Source, columns: Columns) -> Values:
    """Understand every cell of the used columns.

    Raises
    ------
    BadInputError
        If every row is blank, or a column of geometries names an unknown reference system.
    """
    source, blank = _without_blank_rows(source, columns)
    source, others = without_other_rows(source, columns)
    table, where = source.table, columns.sources
    if table.empty:
        raise bad_input(
            Text("le fichier est vide : aucun site", "the file is empty: no site"),
            Text("donner un fichier avec au moins un site", "give a file with a site in it"),
            Where(source.file),
        )
    shapes = {n: read_shapes(table[n], columns.crs, source.file) for n in columns.shapes}
    frame = _words(table, where)
    optional = {
        name: read_optional(table[where[name]], datum.kind)
        for name, datum in OPTIONAL.items()
        if name in where
    }
    communes = _text(table[where["insee"]]) if "insee" in where else _missing(frame).fillna("")
    communes = communes.mask(communes.map(is_missing_word).astype(bool), "")
    values = Values(source, columns, frame, communes, shapes, optional, blank, 0, others)
    if columns.reading is not None:
        return _as_confirmed(values, columns.reading)
    surface_ha, reading, different = _surfaces(table, columns)
    frame["surface_ha"], frame["surface_reading"] = surface_ha, reading
    return replace(values, different_surfaces=different)


def _as_confirmed(values: Values, reading: ListReading) -> Values:
    """Read what only a confirmed reading may: areas with their units, communes in words, ids."""
    table, where, frame = values.source.table, values.columns.sources, values.frame
    ids, made, repeated = _told_apart(frame["site_id"], values.source.lines)
    frame = frame.assign(site_id=ids)
    for name in ("name", "commune_name"):
        frame[name] = frame[name].mask(frame[name].fillna("-").map(is_missing_word).astype(bool))
    units = table[where["unit"]] if "unit" in where else None
    surface_ha = np.full(len(table), np.nan)
    state = np.full(len(table), CellReading.EMPTY, dtype=np.int8)
    about = np.zeros(len(table), dtype=bool)
    different = 0
    for name, unit in (("surface", reading.surface_unit), ("surface_m2", "m2"),
                       ("surface_ha", "ha")):  # fmt: skip
        if name not in where:
            continue
        read = read_areas(table[where[name]], units if name == "surface" else None, unit)
        both = (surface_ha > 0) & (read.hectares > 0)
        apart = np.abs(read.hectares - surface_ha) > SAME_SURFACE * surface_ha
        different += int(apart[both].sum())
        free = (state == CellReading.EMPTY) | ((surface_ha == 0) & (read.hectares > 0))
        surface_ha[free], state[free] = read.hectares[free], read.reading[free]
        about[free] = read.about[free]
    for name, unit in (("ares", "a"), ("centiares", "ca")):  # of an area in three columns
        if name in where:
            read = read_areas(table[where[name]], None, unit)
            more = read.hectares > 0
            surface_ha[more] = np.round(np.nan_to_num(surface_ha[more]) + read.hectares[more], 6)
            state[more & (state == CellReading.EMPTY)] = CellReading.NUMBER
    frame["surface_ha"], frame["surface_reading"] = surface_ha, state
    told = pd.DataFrame({
        name: as_text(table[where[name]]) if name in where else pd.Series("", table.index, "str")
        for name in ("commune_name", "dep", "region", "postcode")
    })  # fmt: skip
    return replace(
        values, frame=frame, different_surfaces=different, told=told, made_ids=made,
        repeated_ids=repeated, about=tuple(int(row) for row in np.flatnonzero(about)),
    )  # fmt: skip


def _told_apart(
    ids: pd.Series, lines: NDArray[np.int64]
) -> tuple[pd.Series, tuple[int, ...], tuple[int, ...]]:
    """Give an id to rows without one, and tell apart those that another row has.

    Examples
    --------
    >>> _told_apart(pd.Series(["6", "", "6", "6-2"]), np.array([5, 6, 7, 8]))[0].tolist()
    ['6', 'ligne-6', '6-3', '6-2']
    """
    seen, taken = set(), set(ids)
    found, made, repeated = [], [], []
    for row, one in enumerate(ids):
        own = "" if is_missing_word(one) and not any(c.isalnum() for c in one) else str(one)
        if not own:
            made.append(row)
            own = f"ligne-{int(lines[row])}"
        elif own in seen:
            repeated.append(row)
            number = next(k for k in range(2, len(ids) + 3) if f"{own}-{k}" not in taken)
            own = f"{own}-{number}"
        seen.add(own)
        taken.add(own)
        found.append(own)
    return pd.Series(found, index=ids.index, dtype="str"), tuple(made), tuple(repeated)


def _without_blank_rows(source: Source, columns: Columns) -> tuple[Source, int]:
    """Leave out rows without a single used cell: spreadsheets add them below the last row."""
    blank = np.ones(len(source.table), dtype=bool)
    if "site_id" in columns.sources:
        blank = (_text(source.table[columns.sources["site_id"]]) == "").to_numpy(copy=True)
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
    return only_rows(source, ~blank), int(blank.sum())


def _words(table: pd.DataFrame, where: Mapping[str, str]) -> pd.DataFrame:
    """Return ids, names and labels in one spelling; columns that the file lacks are null."""
    ids = (
        _text(table[where["site_id"]]) if "site_id" in where else pd.Series("", table.index, "str")
    )
    frame = pd.DataFrame({"site_id": ids})
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
        :class:`~tisites.candidates.numbers.CellReading` of each.
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
