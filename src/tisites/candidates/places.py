"""Where each site is: its point, its outline, its communes, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.commune_check import check_communes
from tisites.candidates.commune_join import join_communes
from tisites.candidates.communes import find_communes
from tisites.candidates.numbers import CellReading
from tisites.candidates.optional_columns import within_the_site
from tisites.candidates.outlines import area_ha, outlines_of
from tisites.candidates.position import read_positions

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tisites.candidates.commune_check import CheckedCommunes
    from tisites.candidates.communes import Communes
    from tisites.candidates.optional_columns import OptionalCells
    from tisites.candidates.outlines import Outlines
    from tisites.candidates.position import Positions
    from tisites.candidates.values import Values
    from tisites.territory.territory import Territory


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
    """

    values: Values
    frame: pd.DataFrame
    points: Positions
    outlines: Outlines | None
    communes: Communes
    checked: CheckedCommunes
    optional: dict[str, OptionalCells]
    measured: int

    @property
    def shown(self) -> dict[str, str]:
        """Datum to the column of the file that its values are shown from in messages."""
        where = self.values.columns.sources
        lon, lat = self.points.columns[0]
        surface = where.get("surface_ha", where.get("surface_m2", "geometry"))
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
    communes = find_communes(values.communes, points, drawn, territory)
    frame = values.frame.copy(deep=False)
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
    return Places(values, joined, points, outlines, communes, checked, optional, measured)


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
