"""Where each site is: its point, its outline, its communes, held against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.commune_check import check_communes
from tisites.candidates.commune_join import join_communes
from tisites.candidates.commune_names import name_communes
from tisites.candidates.communes import find_communes
from tisites.candidates.numbers import CellReading
from tisites.candidates.optional_columns import within_the_site
from tisites.candidates.outlines import area_ha, outlines_of
from tisites.candidates.position import places, read_positions

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tisites.candidates.commune_check import CheckedCommunes
    from tisites.candidates.commune_names import NamedCommunes
    from tisites.candidates.communes import Communes
    from tisites.candidates.optional_columns import OptionalCells
    from tisites.candidates.outlines import Outlines
    from tisites.candidates.position import Positions
    from tisites.candidates.values import Values
    from tisites.territory.territory import Territory

#: Label of a point that says no more than the commune.
COMMUNE_POINT = "commune representative point"


@dataclass(frozen=True, slots=True)
class Places:
    """The sites of a file with all that is known of their places, before any judgement.

    Parameters
    ----------
    values : Values
        What their cells say.
    frame : DataFrame
        One row a row of ``values`` (index 0…n-1): its columns, optional data, ``insee`` and
        ``communes``, coordinates with what they are worth (``lon_reading``, ``lat_reading``,
        ``unread``, ``way``, ``place``), ``line``, and what comes from the commune
        (:func:`~tisites.candidates.commune_join.join_communes`).
    points : Positions
        Where the coordinates were read.
    outlines : Outlines, optional
        ``None`` if the file has none.
    communes : Communes
        How the communes were found.
    checked : CheckedCommunes
        Code, name, point and outline held against each other.
    optional : dict of str to OptionalCells
        Those of ``values``, what can be sold within the site's area.
    measured : int
        How many surfaces were measured on an outline.
    named : NamedCommunes, optional
        Of a confirmed reading: communes found by their names.
    centred : tuple of int
        Of a confirmed reading: rows without a place of their own, put at their commune's point.
    """

    values: Values
    frame: pd.DataFrame
    points: Positions
    outlines: Outlines | None
    communes: Communes
    checked: CheckedCommunes
    optional: dict[str, OptionalCells]
    measured: int
    named: NamedCommunes | None = None
    centred: tuple[int, ...] = ()

    @property
    def shown(self) -> dict[str, str]:
        """Datum to the column of the file that its values are shown from in messages."""
        where = self.values.columns.sources
        lon, lat = self.points.columns[0]
        names = ("surface", "surface_ha", "surface_m2")
        surface = next((where[name] for name in names if name in where), "geometry")
        return where | {"lon": lon, "lat": lat, "surface": surface}


def locate(values: Values, territory: Territory) -> Places:
    """Place every site: points, outlines, communes, surfaces that only an outline tells.

    Raises
    ------
    BadInputError
        If projected coordinates come without a known reference system.
    """
    source, shapes = values.source, values.shapes
    outlines = outlines_of(source.geometry, *(s.geometry for s in shapes.values()))
    drawn = None if outlines is None else outlines.shapes
    points = read_positions(source, values.columns, shapes)
    named, written = None, values.communes
    if values.told is not None and values.columns.reading is not None:
        chosen = values.columns.reading.communes
        named = name_communes(written, values.told, points, territory, chosen)
        written = named.codes
    communes = find_communes(written, points, drawn, territory)
    frame = values.frame.copy(deep=False)
    centred: tuple[int, ...] = ()
    if named is not None:
        points, centred = _at_their_commune(points, communes.codes.insee, territory)
        quality = frame["coord_quality"].astype(object)
        quality.iloc[list(centred)] = COMMUNE_POINT
        frame["coord_quality"] = quality.astype("str")
    # in this order: of records with one id, the first by what they hold is kept
    frame.insert(1, "insee", communes.codes.insee)
    frame.insert(2, "communes", communes.codes.communes)
    frame["insee_state"] = communes.state
    measured = _measure(frame, drawn, territory)
    optional = dict(values.optional)
    if "sellable_ha" in optional:
        optional["sellable_ha"] = within_the_site(optional["sellable_ha"], frame["surface_ha"])
    for name, cells in optional.items():
        frame[name] = cells.values.to_numpy()
    frame["lon"], frame["lat"] = points.lon, points.lat
    frame["lon_reading"], frame["lat_reading"] = points.lon_reading, points.lat_reading
    frame["unread"], frame["way"], frame["place"] = points.unread, points.way, points.place
    frame["line"] = source.lines
    joined = join_communes(frame, territory)
    checked = check_communes(joined, territory, communes.codes.former)
    return Places(
        values, joined, points, outlines, communes, checked, optional, measured, named, centred
    )


def _at_their_commune(
    points: Positions, insee: pd.Series, territory: Territory
) -> tuple[Positions, tuple[int, ...]]:
    """Put rows that tell no position at their commune's point, which says no more than the commune.

    Returns
    -------
    points : Positions
    rows : tuple of int
        Those that were put there.
    """
    empty = (points.lon_reading == CellReading.EMPTY) | (points.lat_reading == CellReading.EMPTY)
    communes = territory.communes
    at = communes.index.get_indexer(insee)
    centre = communes[["lon", "lat"]].to_numpy(dtype=float)[np.maximum(at, 0)]
    rows = np.flatnonzero(empty & ~points.unread & (at >= 0) & ~np.isnan(centre).any(axis=1))
    lon, lat = points.lon.copy(), points.lat.copy()
    lon[rows], lat[rows] = centre[rows].T
    readings = [points.lon_reading.copy(), points.lat_reading.copy()]
    for reading in readings:
        reading[rows] = CellReading.NUMBER
    place = places(lon, lat)
    found = replace(
        points, lon=lon, lat=lat, lon_reading=readings[0], lat_reading=readings[1], place=place
    )
    return found, tuple(int(row) for row in rows)


def _measure(frame: pd.DataFrame, drawn: NDArray[Any] | None, territory: Territory) -> int:
    """Measure on their outlines the surfaces that no column tells, and return how many."""
    if drawn is None:
        return 0
    surface_ha = frame["surface_ha"].to_numpy(copy=True)
    reading = frame["surface_reading"].to_numpy(copy=True)
    free = np.flatnonzero((reading == CellReading.EMPTY) | (surface_ha == 0))
    area = area_ha(drawn[free], frame["insee"].iloc[free], territory)
    found = free[area > 0]
    surface_ha[found], reading[found] = area[area > 0], CellReading.NUMBER
    frame["surface_ha"], frame["surface_reading"] = surface_ha, reading
    return len(found)
