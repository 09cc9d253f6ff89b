"""GeoPackages for QGIS: ``selection.gpkg``, and any layers with their styles and words."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.faults import machine_fault
from tisites.report.map.sites import SCORE_EDGES
from tisites.report.phrases import SYNTHETIC
from tisites.report.qgis_style import add_names, add_styles, aliases, score_style
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from geopandas import GeoDataFrame

    from tisites.run.answer.outcome import Outcome

#: Layer of each zone of :data:`~tisites.territory.crs.ZONES`.
LAYERS = (
    "selection",
    "selection_antilles",
    "selection_guyane",
    "selection_reunion",
    "selection_mayotte",
)
#: Chosen sites of no known territory: a table without geometry.
UNPLACED = "selection_unplaced"
#: Straight lines from chosen sites to the grid (mainland: the substations published are there).
LINES = "connection"
#: Written as the date of the last change, so that the same answer gives the same bytes.
FIXED_DATE = "2000-01-01T00:00:00.000Z"


def write_geopackage(outcome: Outcome, path: Path) -> None:
    """Write ``selection.gpkg``.

    Mainland and Corsica in ``selection`` (EPSG:2154), overseas each in the layer and official
    projection of :data:`LAYERS`. Columns are those of ``selection.csv``, after ``number`` (row of
    ``selection.csv`` and number on the map, from 1); ``notice`` comes last on synthetic data. A
    site whose place is unknown has a null geometry. Layers without a site are not written. The
    lines of ``connection.csv`` that are known are in :data:`LINES`, drawn straight.

    Parameters
    ----------
    outcome : Outcome
        What to write.
    path : Path
        File to write; an older one is replaced.
    """
    layers = selection_layers(outcome)
    style = score_style(SCORE_EDGES)
    with _fresh(path) as aside:
        for name, (table, epsg) in layers.items():
            _write_layer(table, aside, name, epsg)
        _write_lines(connection_lines(outcome), aside)
        add_styles(aside, {name: style for name in layers if name != UNPLACED}, FIXED_DATE)


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer with what a reader sees of it.

    Parameters
    ----------
    name, title : str
        For programs, for readers.
    rows : DataFrame or GeoDataFrame
        Points as the last columns ``x_m`` and ``y_m``, or geometries of one kind.
    epsg : int or None
        Projection of the points; ``None`` for a table without place.
    labels : mapping of str to str
        What each field is called, no two alike.
    style : str
        As :mod:`tisites.report.qgis_style` makes it; empty for a table without place.
    shown : bool
        Whether a project shows it before a reader ticks it.
    """

    name: str
    title: str
    rows: pd.DataFrame
    epsg: int | None
    labels: Mapping[str, str]
    style: str = ""
    shown: bool = True

    @property
    def surfaces(self) -> bool:
        """Whether its rows bear their own geometries."""
        return "geometry" in self.rows.columns


def write_layers(layers: Sequence[MapLayer], path: Path) -> None:
    """Write layers with their styles and their words; an older file is replaced."""
    with _fresh(path) as aside:
        for layer in layers:
            if layer.surfaces:
                _write_surfaces(layer, aside)
            else:
                _write_layer(layer.rows, aside, layer.name, layer.epsg)
        styles = {one.name: one.style + aliases(one.labels) for one in layers if one.style}
        add_styles(aside, styles, FIXED_DATE)
        titles = {one.name: one.title for one in layers}
        add_names(aside, titles, {one.name: one.labels for one in layers})


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """Give a file to write aside, then put it in its place."""
    aside = path.with_name(f"{path.stem}.partial{path.suffix}")
    aside.unlink(missing_ok=True)
    with _gdal_options(), _faults_named(path):
        yield aside
    aside.replace(path)


def selection_layers(outcome: Outcome) -> dict[str, tuple[pd.DataFrame, int | None]]:
    """Split the selection by projection.

    Returns
    -------
    dict of str to (DataFrame, int or None)
        By layer name: rows with ``x_m`` and ``y_m`` as last columns, and the EPSG code.
    """
    table = outcome.selection()
    here = outcome.prepared.sites.table.loc[table["id"].to_numpy()]
    table.insert(0, "number", np.arange(1, len(table) + 1))
    if outcome.prepared.synthetic:
        table["notice"] = SYNTHETIC.fr
    table["x_m"] = here["x_m"].to_numpy(dtype=np.float64)
    table["y_m"] = here["y_m"].to_numpy(dtype=np.float64)
    zone = here["zone"].to_numpy(dtype=np.int64)
    found: dict[str, tuple[pd.DataFrame, int | None]] = {}
    for known in ZONES:
        rows = table[zone == known.index]
        if len(rows):
            found[LAYERS[known.index]] = (rows, known.epsg)
    lost = table[~np.isin(zone, [known.index for known in ZONES])]
    if len(lost):
        found[UNPLACED] = (lost, None)
    return found


def connection_lines(outcome: Outcome) -> GeoDataFrame:
    """Return the lines that would join chosen sites to the grid, as in ``connection.csv``.

    Returns
    -------
    GeoDataFrame
        EPSG:2154; one straight line a site that has one, from the site to what it joins.
    """
    import shapely
    from geopandas import GeoDataFrame

    prepared = outcome.prepared
    here = prepared.sites.table.loc[outcome.ids]
    table = outcome.connection
    table = table[table["to"].notna()].reset_index(drop=True)
    if prepared.synthetic:
        table["notice"] = SYNTHETIC.fr
    ends = np.empty((len(table), 2, 2))
    if len(table):
        ends[:, 0] = here.loc[table["id"], ["x_m", "y_m"]]
        post = (table["to"] == table["substation"]).to_numpy(dtype=bool)
        posts = prepared.territory.substations
        ends[post, 1] = posts.loc[table["to"][post], ["x_m", "y_m"]]
        ends[~post, 1] = here.loc[table["to"][~post], ["x_m", "y_m"]]
    lines = shapely.linestrings(ends)
    return GeoDataFrame(table, geometry=lines, crs=ZONES[0].epsg)


def _write_surfaces(layer: MapLayer, path: Path) -> None:
    import pyogrio

    pyogrio.write_dataframe(
        layer.rows, path, layer=layer.name, driver="GPKG", geometry_type="MultiPolygon",
        promote_to_multi=True, append=path.exists(),
    )  # fmt: skip


def _write_lines(lines: GeoDataFrame, path: Path) -> None:
    import pyogrio

    if len(lines):
        pyogrio.write_dataframe(
            lines, path, layer=LINES, driver="GPKG", geometry_type="LineString", append=True
        )


def _write_layer(table: pd.DataFrame, path: Path, name: str, epsg: int | None) -> None:
    import pyogrio
    import shapely

    x_m, y_m = table["x_m"].to_numpy(), table["y_m"].to_numpy()
    rows = table.drop(columns=["x_m", "y_m"]).reset_index(drop=True)
    if epsg is None:
        pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", append=path.exists())
        return
    from geopandas import GeoDataFrame

    known = np.isfinite(x_m) & np.isfinite(y_m)
    points = np.full(len(rows), None, dtype=object)
    points[known] = shapely.points(x_m[known], y_m[known])
    frame = GeoDataFrame(rows, geometry=points, crs=epsg)
    pyogrio.write_dataframe(
        frame, path, layer=name, driver="GPKG", geometry_type="Point", append=path.exists()
    )


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    """Tell a file that cannot be written as one: GDAL and SQLite say what they were doing then."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        yield
    except (DataLayerError, DataSourceError, FeatureError, sqlite3.OperationalError) as error:
        if machine_fault(error) is not None:  # its words tell which
            raise
        raise OSError(errno.EIO, str(error), str(path)) from error


@contextmanager
def _gdal_options() -> Iterator[None]:
    """Have GDAL write :data:`FIXED_DATE` for the time of day, and leave syncing to the caller.

    A GeoPackage syncs the disk at each of some ten commits a layer; the run folder is synced once,
    before it is moved into place.
    """
    import pyogrio

    options = {"OGR_CURRENT_DATE": FIXED_DATE, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
