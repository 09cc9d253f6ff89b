"""From a raw table to numbers, codes and places, with what each cell is worth beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.commune_codes import read_commune_codes, with_others
from tisites.candidates.commune_found import found_communes
from tisites.candidates.numbers import Reading, read_numbers
from tisites.candidates.optional_columns import Told, read_optional
from tisites.candidates.outlines import M2_PER_HA, area_ha, outlines_of
from tisites.candidates.position import Positions, places, read_positions
from tisites.candidates.shape_text import read_shapes
from tisites.candidates.vocabulary import spell_column, spell_zoning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.source import Source
    from tisites.territory.territory import Territory

#: Two surfaces of one site that differ by no more than this share are the same.
SAME_SURFACE = 0.01
#: Départements and collectivities, as a commune code begins (INSEE, Code officiel géographique).
_DEPARTEMENTS = r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[46789]\d{2}"

#: Collectivities that are no département: a pack has none of their communes.
_BEYOND = r"97[578]\d{2}|98[46789]\d{2}"


class CommuneState(IntEnum):
    """What a commune code is worth."""

    KNOWN = 0
    MISSING = 1
    MALFORMED = 2
    UNKNOWN = 3
    BEYOND = 4


@dataclass(frozen=True, slots=True)
class Parsed:
    """A table understood cell by cell, before any judgement.

    Parameters
    ----------
    frame : DataFrame
        One row a row of the file (index 0…n-1): the site columns of
        :data:`~tisites.candidates.candidates.SITE_COLUMNS`, ``site_id``, and the states
        ``insee_state``, ``surface_reading``, ``lon_reading``, ``lat_reading``, ``place``.
    shown : dict of str to str
        Column of ``frame`` to the column of the file its values are shown from in messages.
    latitude_first, blank_rows, padded_codes, arrondissements, measured, different_surfaces : int
        How many rows were read latitude first, were blank, had a commune code without its leading
        zero, an arrondissement code, a surface taken from their outline, two surfaces that differ.
    former, strange : Series of str
        Rows whose commune code was a former one, with that code; rows of which a further commune
        is unknown, with its code (:class:`~tisites.candidates.commune_codes.CommuneCodes`).
    found : Series of str
        Rows whose commune their file does not tell, with the code found from their place.
    outlines : (n,) array of shapely geometries, optional
        Outlines of the sites, EPSG:4326, repaired and united, null for points; ``None`` if the
        file has none.
    mended : tuple of int
        Rows whose outline was repaired.
    ways : tuple of (str, str)
        Columns that coordinates were read from, by the number in ``way``.
    unread : dict of int to str
        Rows whose geometry cannot be read, with what it holds.
    optional : Told
        What optional columns say; their values are columns of ``frame`` too.
    """

    frame: pd.DataFrame
    shown: dict[str, str]
    latitude_first: int = 0
    blank_rows: int = 0
    padded_codes: int = 0
    arrondissements: int = 0
    measured: int = 0
    former: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    strange: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    different_surfaces: int = 0
    found: pd.Series = field(default_factory=lambda: pd.Series([], dtype="str"))
    outlines: NDArray[Any] | None = None
    mended: tuple[int, ...] = ()
    ways: tuple[tuple[str, str], ...] = ()
    unread: dict[int, str] = field(default_factory=dict)
    optional: Told = field(default_factory=Told)


def parse(source: Source, columns: Columns, territory: Territory) -> Parsed:
    """Understand every cell of the used columns.

    Raises
    ------
    BadInputError
        If projected coordinates come without a known reference system.
    """
    source, blank = _without_blank_rows(source, columns)
    table, where = source.table, columns.sources
    shapes = {n: read_shapes(table[n], columns.crs, source.file) for n in columns.shapes}
    outlines = outlines_of(source.geometry, *(s.geometry for s in shapes.values()))
    drawn = None if outlines is None else outlines.shapes
    positions = read_positions(source, columns, shapes)
    written = table[where["insee"]] if "insee" in where else pd.Series("", index=table.index)
    found = found_communes(_text(written), positions, drawn, territory)
    codes = read_commune_codes(_text(written).mask(found != "", found), territory)
    communes = with_others(codes.communes, _communes_inside(drawn, territory))
    frame = pd.DataFrame(
        {"site_id": _text(table[where["site_id"]]), "insee": codes.insee, "communes": communes}
    )
    frame["name"] = _known(_one_line(table[where["name"]])) if "name" in where else _nothing(frame)
    for target in ("site_type", "status", "pollution", "coord_quality", "surface_quality"):
        frame[target] = (
            spell_column(_text(table[where[target]])) if target in where else _nothing(frame)
        )
    frame["zoning"] = (
        spell_column(_text(table[where["zoning"]]), spell_zoning)
        if "zoning" in where
        else _nothing(frame)
    )
    frame["source"] = (
        _known(_text(table[where["source"]])) if "source" in where else _nothing(frame)
    )
    frame["commune_told"] = (
        _known(_one_line(table[where["commune_name"]]))
        if "commune_name" in where
        else _nothing(frame)
    )
    frame["insee_state"] = _commune_states(frame["insee"], territory)
    measured, different = _surfaces(frame, source, columns, drawn, territory)
    told = read_optional(table, where, frame["surface_ha"], source.lines)
    for name, values in told.columns.items():
        frame[name] = values.to_numpy()
    _places(frame, positions)
    frame["line"] = source.lines
    shown = where | {
        "lon": positions.columns[0][0],
        "lat": positions.columns[0][1],
        "surface": where.get("surface_ha", where.get("surface_m2", "geometry")),
    }
    return Parsed(
        frame,
        shown,
        latitude_first=positions.latitude_first,
        blank_rows=blank,
        padded_codes=codes.padded,
        arrondissements=codes.arrondissements,
        measured=measured,
        different_surfaces=different,
        former=codes.former,
        strange=codes.strange,
        outlines=drawn,
        mended=() if outlines is None else tuple(np.flatnonzero(outlines.mended).tolist()),
        ways=positions.columns,
        unread=dict(source.unread),
        optional=told,
        found=found[found != ""],
    )


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


def _text(cells: pd.Series) -> pd.Series:
    """Return cells as trimmed text, "" where missing; whole numbers without a decimal part."""
    if pd.api.types.is_float_dtype(cells.dtype):
        whole = cells.dropna()
        if (whole == np.floor(whole)).all():
            cells = cells.astype("Int64")
    return cells.astype("str").fillna("").replace("<NA>", "").str.strip()


def _one_line(cells: pd.Series) -> pd.Series:
    """Return text without line breaks: a name stands on one line of every output."""
    return _text(cells).str.replace(r"\s*[\r\n]+\s*", " ", regex=True)


def _known(text: pd.Series) -> pd.Series:
    return text.mask(text == "")


def _nothing(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(np.nan, index=frame.index, dtype="str")


def _communes_inside(shapes: NDArray[Any] | None, territory: Territory) -> pd.Series:
    """Return the communes whose point a site's polygon holds: the site surely lies on them.

    A pack has no outlines of communes: a site that covers a part of a commune without its point
    keeps only the communes that its file lists.
    """
    if shapes is None:
        return pd.Series([], dtype="str", index=pd.RangeIndex(0))
    import shapely

    communes = territory.communes
    placed = communes["lon"].notna().to_numpy()
    points = shapely.points(communes["lon"].to_numpy()[placed], communes["lat"].to_numpy()[placed])
    tree = shapely.STRtree(points)
    rows, found = tree.query(shapes, predicate="intersects")
    order = np.lexsort((found, rows))
    codes = communes.index[placed].to_numpy()[found[order]]
    return pd.Series(codes, index=rows[order], dtype="str")


def _commune_states(codes: pd.Series, territory: Territory) -> NDArray[np.int8]:
    state = np.full(len(codes), CommuneState.UNKNOWN, dtype=np.int8)
    state[~codes.str.fullmatch(_DEPARTEMENTS).to_numpy(dtype=bool)] = CommuneState.MALFORMED
    beyond = codes.str.fullmatch(_BEYOND).to_numpy(dtype=bool)
    state[beyond] = CommuneState.BEYOND
    state[(codes == "").to_numpy()] = CommuneState.MISSING
    state[territory.communes.index.get_indexer(codes) >= 0] = CommuneState.KNOWN
    return state


def _surfaces(
    frame: pd.DataFrame, source: Source, columns: Columns, shapes: NDArray[Any] | None,
    territory: Territory,
) -> tuple[int, int]:  # fmt: skip
    """Add ``surface_ha`` and ``surface_reading``, row by row from the columns, then the outlines.

    Returns
    -------
    measured, different : int
        How many are measured on an outline; how many have two surfaces that disagree.
    """
    where = columns.sources
    order = [name for name in ("surface_m2", "surface_ha") if name in where]
    order.sort(key=lambda name: name not in columns.mapped)  # the planner's first, then the finer
    values = np.full(len(frame), np.nan)
    reading = np.full(len(frame), Reading.EMPTY, dtype=np.int8)
    different = 0
    for name in order:
        more, read = read_numbers(source.table[where[name]])
        more = more / M2_PER_HA if name == "surface_m2" else more
        both = (values > 0) & (more > 0)
        different += int((np.abs(more - values) > SAME_SURFACE * values)[both].sum())
        free = (reading == Reading.EMPTY) | ((values == 0) & (more > 0))
        values[free], reading[free] = more[free], read[free]
    measured = 0
    if shapes is not None:
        free = np.flatnonzero((reading == Reading.EMPTY) | (values == 0))
        area = area_ha(shapes[free], frame["insee"].iloc[free], territory)
        found = free[area > 0]
        values[found], reading[found] = area[area > 0], Reading.NUMBER
        measured = len(found)
    frame["surface_ha"], frame["surface_reading"] = values, reading
    return measured, different


def _places(frame: pd.DataFrame, positions: Positions) -> None:
    frame["lon"], frame["lat"] = positions.lon, positions.lat
    frame["lon_reading"], frame["lat_reading"] = positions.lon_reading, positions.lat_reading
    frame["unread"], frame["way"] = positions.unread, positions.way
    frame["place"] = places(positions.lon, positions.lat)
