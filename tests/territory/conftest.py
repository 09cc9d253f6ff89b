"""Territories of a few communes on a small road graph, made in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from tisites.data.pack import Manifest, Pack
from tisites.territory.territory import Territory

if TYPE_CHECKING:
    from collections.abc import Callable

TO_DEGREES = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
ORIGIN_KM = (700.0, 6600.0)


def degrees(x_km: object, y_km: object) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of places given in km from an origin in the middle of the mainland."""
    x, y = np.asarray(x_km, dtype=float), np.asarray(y_km, dtype=float)
    lon, lat = TO_DEGREES.transform((x + ORIGIN_KM[0]) * 1e3, (y + ORIGIN_KM[1]) * 1e3)
    return np.asarray(lon), np.asarray(lat)


def make(
    communes_km: list[tuple[float, float]],
    nodes_km: list[tuple[float, float]],
    edges: list[tuple[int, int, float]],
    zones: list[int] | None = None,
) -> Territory:
    """A territory: communes and graph nodes in km from the origin, edges (a, b, km)."""
    x, y = np.array(communes_km, dtype=float).reshape(-1, 2).T
    lon, lat = degrees(x, y)
    insee = [f"{k:05d}" for k in range(len(communes_km))]
    communes = pd.DataFrame(
        {
            "lon": lon,
            "lat": lat,
            "zone": zones or [0] * len(communes_km),
            "x_m": (x + ORIGIN_KM[0]) * 1e3,
            "y_m": (y + ORIGIN_KM[1]) * 1e3,
        },
        index=pd.Index(insee, name="insee"),
    )
    territory = Territory(
        Pack(Path("toy"), Manifest(name="toy", built="", tisites="", layers=())), communes
    )
    nx, ny = np.array(nodes_km, dtype=float).reshape(-1, 2).T
    nodes = pd.DataFrame({"x_m": (nx + ORIGIN_KM[0]) * 1e3, "y_m": (ny + ORIGIN_KM[1]) * 1e3})
    territory.__dict__["road_nodes"] = nodes
    territory.__dict__["road_edges"] = pd.DataFrame(edges, columns=["a", "b", "km"])
    return territory


@pytest.fixture(scope="session")
def toy() -> Callable[..., Territory]:
    return make


@pytest.fixture(scope="session")
def to_degrees() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return degrees
