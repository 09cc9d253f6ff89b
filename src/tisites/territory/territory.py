"""The territory: communes with every zoning and their place in metres, other layers on demand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.territory.commune_shapes import CommuneShapes
from tisites.territory.crs import project, zone_of_place, zones_of_deps
from tisites.territory.road_parts import RoadParts, road_parts

if TYPE_CHECKING:
    import geopandas

    from tisites.data.pack import Pack


@dataclass(frozen=True)
class Territory:
    """A pack read as a territory.

    Parameters
    ----------
    pack : Pack
        Where the layers come from.
    communes : DataFrame
        Index ``insee``, sorted; the columns of the ``communes`` layer, then ``lon``, ``lat`` (°,
        NaN without a point), ``zone`` (index in :data:`~tisites.territory.crs.ZONES`), ``x_m`` and
        ``y_m`` (metres in that zone's projection).
    """

    pack: Pack
    communes: pd.DataFrame

    def has(self, layer: str) -> bool:
        """Whether the pack carries a layer."""
        return self.pack.has(layer)

    def is_partial(self, layer: str) -> bool:
        """Whether a layer tells a part only: what is not in it is unknown, never absent."""
        return self.pack.is_partial(layer)

    @cached_property
    def zones_emploi(self) -> pd.DataFrame:
        """Zones d'emploi, index ``zone_emploi``: ``nom``, ``unemployment_pct``."""
        return self.pack.read("zones_emploi").set_index("zone_emploi").sort_index()

    @cached_property
    def departement_jobs(self) -> pd.DataFrame:
        """Jobs by département, index ``dep``: ``industry_job_share_pct``."""
        return self.pack.read("departement_jobs").set_index("dep").sort_index()

    @cached_property
    def low_flow(self) -> pd.DataFrame:
        """Change of summer low flow, index ``insee``, by warming level and quantile."""
        return self.pack.read("low_flow").set_index("insee").sort_index()

    @cached_property
    def territoires_industrie(self) -> pd.DataFrame:
        """Territoires d'industrie, one row a member EPCI."""
        return self.pack.read("territoires_industrie")

    @cached_property
    def substations(self) -> pd.DataFrame:
        """Transmission substations (mainland), by ``code``, with their place."""
        return _placed(self.pack.read("substations"), "code")

    @cached_property
    def freight_stations(self) -> pd.DataFrame:
        """Freight stations (mainland), by ``uic``, with their place."""
        return _placed(self.pack.read("freight_stations"), "uic")

    @cached_property
    def sea_ports(self) -> pd.DataFrame | None:
        """Sea ports, by ``port``, with their place; ``None`` in a pack without them."""
        return self._optional_points("sea_ports", "port")

    @cached_property
    def airports(self) -> pd.DataFrame | None:
        """Airports, by ``icao``, with their place; ``None`` in a pack without them."""
        return self._optional_points("airports", "icao")

    @cached_property
    def enaf_consumption(self) -> pd.DataFrame | None:
        """Consumption of natural land, index ``insee``; ``None`` in a pack without it."""
        return self._optional("enaf_consumption", "insee")

    @cached_property
    def zan_objectives(self) -> pd.DataFrame | None:
        """Reduction set for territories, index ``land``; ``None`` in a pack without it."""
        return self._optional("zan_objectives", "land")

    @cached_property
    def drought_restrictions(self) -> pd.DataFrame | None:
        """Drought restrictions of one day, index ``zone_id``; ``None`` in a pack without them."""
        return self._optional("drought_restrictions", "zone_id")

    @cached_property
    def sidings(self) -> pd.DataFrame | None:
        """Private sidings, by ``siding``, with state and place; ``None`` without the layer."""
        return self._optional_points("sidings", "siding")

    @cached_property
    def production_schools(self) -> pd.DataFrame | None:
        """Écoles de production, by ``school``, with their place; ``None`` without the layer."""
        return self._optional_points("production_schools", "school")

    @cached_property
    def energy_intensive_plants(self) -> pd.DataFrame | None:
        """Energy-intensive plants, by ``plant``, with their place; ``None`` without the layer."""
        return self._optional_points("energy_intensive_plants", "plant")

    @cached_property
    def territory_projects(self) -> pd.DataFrame | None:
        """Projects that look for land, by ``project``, at their commune's point where told."""
        table = self._optional("territory_projects", "project")
        if table is None:
            return None
        home = self.communes.reindex(table["insee"])
        place = home[["lon", "lat", "zone", "x_m", "y_m"]].set_axis(table.index, axis=0)
        place["zone"] = place["zone"].fillna(-1).astype("int64")
        return table.join(place)

    @cached_property
    def classified_installations(self) -> pd.DataFrame | None:
        """Classified installations with points, of the régions that publish them, or ``None``."""
        return self._optional_points("classified_installations", "establishment")

    @cached_property
    def commune_jobs(self) -> pd.Series | None:
        """Jobs at the place of work, index ``insee``; ``None`` in a pack without them."""
        table = self.commune_jobs_table
        return None if table is None else table["jobs"]

    @cached_property
    def commune_jobs_table(self) -> pd.DataFrame | None:
        """Layer ``commune_jobs``, index ``insee``: jobs, those of industry at two censuses."""
        return self._optional("commune_jobs", "insee")

    @cached_property
    def density_level(self) -> pd.Series | None:
        """INSEE's level of density 1 to 7, index ``insee``; ``None`` in a pack without it."""
        table = self._optional("density_grid", "insee")
        return None if table is None else table["level"]

    @cached_property
    def frr(self) -> pd.Series | None:
        """Class of *France ruralités*, index ``insee``; ``None`` in a pack without it."""
        table = self._optional("frr_communes", "insee")
        return None if table is None else table["frr"]

    def polygons(self, layer: str) -> geopandas.GeoDataFrame | None:
        """Return a layer of polygons, EPSG:4326; ``None`` in a pack without it."""
        return self.pack.read(layer) if self.has(layer) else None

    def communes_in(self, layer: str) -> frozenset[str] | None:
        """Return the communes that a layer lists; ``None`` in a pack without it."""
        return frozenset(self.pack.read(layer)["insee"]) if self.has(layer) else None

    def _optional(self, layer: str, key: str) -> pd.DataFrame | None:
        if not self.has(layer):
            return None
        return self.pack.read(layer).set_index(key).sort_index()

    def _optional_points(self, layer: str, key: str) -> pd.DataFrame | None:
        if not self.has(layer):
            return None
        table = _with_lon_lat(self.pack.read(layer)).set_index(key).sort_index()
        table["zone"] = zone_of_place(table["lon"], table["lat"])
        table["x_m"], table["y_m"] = project(table["lon"], table["lat"], table["zone"])
        return table

    @cached_property
    def commune_shapes(self) -> CommuneShapes | None:
        """Outlines of communes; ``None`` in a pack without them."""
        outlines = self.polygons("commune_outlines")
        return None if outlines is None else CommuneShapes(outlines.set_index("insee"))

    @cached_property
    def road_nodes(self) -> pd.DataFrame:
        """Road graph nodes, index ``node``: ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``."""
        nodes = self.pack.read("road_nodes").set_index("node").sort_index()
        nodes["zone"] = zone_of_place(nodes["lon"], nodes["lat"])
        nodes["x_m"], nodes["y_m"] = project(nodes["lon"], nodes["lat"], nodes["zone"])
        return nodes

    @cached_property
    def road_parts(self) -> RoadParts:
        """The road graph laid out part by part, and where places join it."""
        return road_parts(
            self.road_nodes, self.road_edges, lambda: self.polygons("commune_outlines"),
            self.communes["zone"],
        )  # fmt: skip

    @cached_property
    def road_edges(self) -> pd.DataFrame:
        """Edges of the road graph: ``a``, ``b``, ``km``."""
        return self.pack.read("road_edges")


def _placed(layer: pd.DataFrame, key: str) -> pd.DataFrame:
    """Index a mainland point layer and give it ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``."""
    table = _with_lon_lat(layer).set_index(key).sort_index(kind="stable")
    table["zone"] = np.zeros(len(table), dtype=np.int64)
    table["x_m"], table["y_m"] = project(table["lon"], table["lat"], 0)
    return table


def _with_lon_lat(layer: pd.DataFrame) -> pd.DataFrame:
    """Replace the point geometry by columns ``lon`` and ``lat``, NaN where there is none."""
    import shapely

    points = layer.geometry.to_numpy()
    table = pd.DataFrame(layer.drop(columns="geometry"))
    table["lon"], table["lat"] = shapely.get_x(points), shapely.get_y(points)
    return table


def load_territory(pack: Pack) -> Territory:
    """Read the communes of a pack and place them.

    Returns
    -------
    Territory
        Other layers are read when first asked for.

    Raises
    ------
    BadInputError
        If the layer is missing, truncated or altered.
    KeyError
        If a commune is in a département without an official projection here.

    Examples
    --------
    >>> from tisites.data.demo.demo import open_demo
    >>> load_territory(open_demo()).communes.loc["71153", "nom"]
    'Le Creusot'
    """
    table = _with_lon_lat(pack.read("communes")).set_index("insee").sort_index()
    table["zone"] = zones_of_deps(table["dep"])
    table["x_m"], table["y_m"] = project(table["lon"], table["lat"], table["zone"])
    return Territory(pack, table)
