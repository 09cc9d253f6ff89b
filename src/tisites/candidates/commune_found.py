"""Communes that a file does not tell, found from the outline or the point of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.position import Place, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.position import Positions
    from tisites.territory.territory import Territory


def found_communes(
    written: pd.Series,
    positions: Positions,
    geometry: NDArray[Any] | None,
    territory: Territory,
) -> pd.Series:
    """Return the commune of each row that names none, from its place; "" where none is found.

    A polygon is of the commune that holds most of its area, a point of the commune that holds it.

    Parameters
    ----------
    written : (n,) Series of str
        Commune cells of the file, "" where missing.
    positions : Positions
        Points of the sites.
    geometry : (n,) array of shapely geometries, optional
        Geometries of the file.
    territory : Territory
        Its outlines of communes; without them nothing is found.
    """
    found = pd.Series("", index=written.index, dtype="str")
    shapes = territory.commune_shapes
    place = places(positions.lon, positions.lat)
    asked = np.flatnonzero((written == "").to_numpy(dtype=bool) & (place == Place.IN_FRANCE))
    if shapes is None or not asked.size:
        return found
    code, km = shapes.at(positions.lon[asked], positions.lat[asked])
    inside = km == 0.0
    found.iloc[asked[inside]] = code[inside]
    if geometry is not None:
        polygons = _polygons(geometry[asked])
        row, insee, _ = shapes.shares(polygons)
        first = np.unique(row, return_index=True)[1]
        found.iloc[asked[row[first]]] = insee[first]
    return found


def _polygons(geometry: NDArray[Any]) -> NDArray[Any]:
    import shapely

    shapes = np.asarray(geometry, dtype=object).copy()
    shapes[~np.isin(shapely.get_type_id(shapes), (3, 6))] = None
    return shapes
