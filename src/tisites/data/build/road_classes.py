"""Classes given to the edges of the road graph from the other layers read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.reading import noticed
from tisites.data.build.road_evidence import (
    published_classes,
    settings,
    straight_roads,
    tolled_roads,
)
from tisites.data.layers import ROAD_EDGES, ROAD_NODES
from tisites.data.networks import ROAD_CLASSES, TOLL_PLAZAS
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.data.build.reading import Reading
    from tisites.messages.findings import Finding

#: Class of a road that a toll plaza, or its straightness, tells.
TOLLED, STRAIGHT = "motorway", "express"
_HA_PER_KM2 = 100.0


def with_classes(readings: list[Reading], communes: pd.DataFrame) -> list[Reading]:
    """Return the readings, edges of the road graph with what is known of each road.

    Mainland only: overseas nothing but lengths is published.

    Parameters
    ----------
    readings : list of Reading
        Of a whole pack; toll plazas and published classes are used where there are any.
    communes : GeoDataFrame
        Layer ``communes``.
    """
    by_layer = {reading.layer: reading for reading in readings}
    if not {ROAD_EDGES.name, ROAD_NODES.name} <= by_layer.keys():
        return readings
    classed = _classed(by_layer, communes)
    return [classed if reading.layer == ROAD_EDGES.name else reading for reading in readings]


def _classed(by_layer: dict[str, Reading], communes: pd.DataFrame) -> Reading:
    reading = by_layer[ROAD_EDGES.name]
    nodes = by_layer[ROAD_NODES.name].table.set_index("node").sort_index()
    nodes = nodes[nodes["lat"] > 35.0]
    xy = _metres(nodes["lon"], nodes["lat"])
    edges = reading.table.sort_values(["a", "b"], kind="stable").reset_index(drop=True)
    a, b = nodes.index.get_indexer(edges["a"]), nodes.index.get_indexer(edges["b"])
    rows = np.flatnonzero((a >= 0) & (b >= 0))
    start, end, km = a[rows], b[rows], edges["km"].to_numpy(dtype=float)[rows]
    around = _settings((xy[start] + xy[end]) / 2.0, communes)
    kind = np.full(rows.size, None, dtype=object)
    how = np.full(rows.size, None, dtype=object)
    straight = straight_roads(start, end, km, xy) & (around != "dense")
    kind[straight], how[straight] = STRAIGHT, "straight"
    if TOLL_PLAZAS.name in by_layer:
        plazas = _plazas(by_layer[TOLL_PLAZAS.name].table)
        tolled = tolled_roads(start, end, km, xy, around != "rural", plazas)
        kind[tolled], how[tolled] = TOLLED, "toll"
    if ROAD_CLASSES.name in by_layer:
        told = published_classes(xy[start], xy[end], by_layer[ROAD_CLASSES.name].table)
        known = np.array([name is not None for name in told])
        kind[known], how[known] = told[known], "osm"
    table = edges.assign(road_class=None, class_from=None, setting=None)
    for name, values in (("road_class", kind), ("class_from", how), ("setting", around)):
        column = np.full(len(edges), None, dtype=object)
        column[rows] = values
        table[name] = column
    return replace(reading, table=table, findings=(*reading.findings, _told(km, how)))


def _settings(mid_m: NDArray[np.float64], communes: pd.DataFrame) -> NDArray[np.object_]:
    points = communes.geometry
    placed = communes[points.notna() & (points.y > 35.0) & (communes["surface_ha"] > 0)]
    per_km2 = placed["population"] / (placed["surface_ha"] / _HA_PER_KM2)
    towns = _metres(placed.geometry.x, placed.geometry.y)
    return settings(mid_m, towns, per_km2.to_numpy(dtype=float))


def _plazas(table: pd.DataFrame) -> pd.DataFrame:
    xy = _metres(table.geometry.x, table.geometry.y)
    found = pd.DataFrame(table[["motorway", "along_km"]]).assign(x_m=xy[:, 0], y_m=xy[:, 1])
    return found.dropna().sort_values(["motorway", "along_km", "x_m", "y_m"], ignore_index=True)


def _metres(lon: pd.Series, lat: pd.Series) -> NDArray[np.float64]:
    from pyproj import Transformer

    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    return np.column_stack(to_metres.transform(lon.to_numpy(), lat.to_numpy()))


def _told(km: NDArray[np.float64], how: NDArray[np.object_]) -> Finding:
    by = {name: float(km[how == name].sum()) for name in ("osm", "toll", "straight")}
    rest = float(km.sum()) - sum(by.values())
    listed = [number(by[name]) for name in by]
    message = Text(
        f"classe des routes : {listed[0]} km par OpenStreetMap, {listed[1]} par les péages,"
        f" {listed[2]} parce que droites ; {number(rest)} km sans classe",
        f"class of roads: {listed[0]} km by OpenStreetMap, {listed[1]} by toll plazas, {listed[2]}"
        f" because straight; {number(rest)} km without class",
    )
    remedy = Text(
        "ajouter des routes avec leur classe (routes-classes)",
        "add roads with their class (routes-classes)",
    )
    return noticed(ROAD_EDGES.name, "road_classes", message, remedy)
