"""What surrounds one site, from the layers of the pack alone: limits, networks, candidates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.network import HV_KV
from tisites.messages.text import Text, number, t
from tisites.territory.crs import project

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.territory.territory import Territory

#: Half the height of a map, in km: no less, no more.
LEAST_KM, MOST_KM = 5.0, 14.0
#: Layers drawn, most general first; what a pack lacks is said.
LIMITS, ROADS, RAILS = "commune_outlines", "road_classes", "rail_lines"
#: Class of the roads of the graph, which tells none.
UNCLASSED = "unclassed"
PLACES: Mapping[str, tuple[str, Text, Text]] = {
    "substation": (
        "substations", Text("poste électrique", "substation"),
        Text("Poste électrique (63 kV ou plus)", "Substation (63 kV or more)"),
    ),
    "freight": (
        "freight_stations", Text("gare de fret", "freight station"),
        Text("Gare ouverte au fret", "Freight station"),
    ),
    "port": ("sea_ports", Text("port maritime", "sea port"), Text("Port maritime", "Sea port")),
    "airport": ("airports", Text("aéroport", "airport"), Text("Aéroport", "Airport")),
}  # fmt: skip
#: Places of a kind that bear a name on the map, nearest first.
NAMED = {"substation": 4, "freight": 2, "port": 2, "airport": 1}
#: Name of a commune, whether it is the site's own, its rings.
Limits = tuple[str, bool, list[np.ndarray]]
STATUSES = ("chosen", "eligible", "excluded")
#: Half a degree of the meridian and of the parallel, in km, to look rows up.
_KM_LAT, _KM_LON = 110.6, 111.3
#: What no map of this size shows, in metres.
_GRAIN_M = 15.0
#: Gaps between outlines simplified apart, in metres.
_GAP_M = 60.0
#: Places of a kind that are looked at, nearest first.
_CONSIDERED = 40


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    """A point of a network, ``km`` from the site in a straight line."""

    kind: str
    name: str
    km: float
    x_m: float
    y_m: float
    voltage_kv: float = float("nan")

    @property
    def words(self) -> str:
        """Name, voltage and distance: « GAUCHY, 63 kV, 0,9 km »."""
        volts = "" if np.isnan(self.voltage_kv) else f", {number(self.voltage_kv)} kV"
        return f"{self.name}{volts}, {number(self.km, 1)} km"


@dataclass(frozen=True, slots=True)
class Around:
    """What a location map shows; lengths in metres of the projection of ``zone``.

    Parameters
    ----------
    zone : int
        Of the site, index in :data:`~tisites.territory.crs.ZONES`.
    x_m, y_m, half_x_m, half_y_m : float
        Middle, which is the site, and half the sides.
    communes : tuple of Limits
    epcis, rails : tuple of (k, 2) arrays
        Lines.
    roads : dict of str to list of arrays
        Lines, by class of road.
    places : tuple of NearbyPlace
        Within the map.
    beyond : tuple of NearbyPlace
        The nearest of each kind that has none within the map.
    others : DataFrame
        Other candidates within: ``name``, ``status`` of :data:`STATUSES`, ``x_m``, ``y_m``, ``km``.
    lacking : tuple of str
        Layers that the pack does not carry.
    """

    zone: int
    x_m: float
    y_m: float
    half_x_m: float
    half_y_m: float
    communes: tuple[Limits, ...]
    epcis: tuple[np.ndarray, ...]
    roads: dict[str, list[np.ndarray]]
    rails: tuple[np.ndarray, ...]
    places: tuple[NearbyPlace, ...]
    beyond: tuple[NearbyPlace, ...]
    others: pd.DataFrame
    lacking: tuple[str, ...]


class Surroundings:
    """The layers around the sites of a run, read once for all its maps.

    Parameters
    ----------
    territory : Territory
        Its pack has the layers.
    everyone : DataFrame
        Every candidate, as a case has them.
    chosen : set of str
        Ids of the selection.
    """

    def __init__(self, territory: Territory, everyone: pd.DataFrame, chosen: set[str]) -> None:
        self.territory = territory
        self.everyone = everyone
        self._chosen = chosen
        self._layers: dict[str, tuple[pd.DataFrame, Any] | None] = {}
        self._places: dict[str, pd.DataFrame | None] = {}

    @cached_property
    def _status(self) -> np.ndarray:
        eligible = self.everyone["eligible"].to_numpy(dtype=bool)
        status = np.where(eligible, "eligible", "excluded").astype(object)
        status[self.everyone.index.isin(list(self._chosen))] = "chosen"
        return status

    @property
    def lacking(self) -> tuple[str, ...]:
        """Layers that the pack does not carry."""
        layers = (LIMITS, RAILS, *(layer for layer, _, _ in PLACES.values()))
        return tuple(layer for layer in layers if not self.territory.has(layer))

    def around(self, site: str, aspect: float) -> Around | None:
        """Return what surrounds a site; ``None`` where its place is not known.

        Parameters
        ----------
        site : str
            Its id.
        aspect : float
            Width of the map over its height.
        """
        row = self.everyone.loc[site]
        lon, lat, zone = float(row["lon"]), float(row["lat"]), int(row["zone"])
        if zone < 0 or np.isnan(lon) or np.isnan(lat):
            return None
        (x_m,), (y_m,) = project([lon], [lat], zone)
        near = self._near_places(zone, x_m, y_m)
        reach = [found[0].km for found in near.values() if found and found[0].km <= MOST_KM]
        half = 1000.0 * float(np.clip(1.2 * max(reach, default=0.0), LEAST_KM, MOST_KM))
        wide = half * aspect
        d_lat = half / 1000.0 / _KM_LAT * 1.05
        d_lon = wide / 1000.0 / (_KM_LON * np.cos(np.radians(lat))) * 1.05
        box = (lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat)
        limits = self._rows(LIMITS, box, zone)
        within = {
            kind: tuple(p for p in found if abs(p.x_m - x_m) < wide and abs(p.y_m - y_m) < half)
            for kind, found in near.items()
        }
        return Around(
            zone, float(x_m), float(y_m), wide, half,
            self._communes(limits, str(row["insee"])),
            self._epcis(limits),
            self._roads(box, zone),
            self._rails(box, zone),
            tuple(p for found in within.values() for p in found),
            tuple(near[kind][0] for kind, found in within.items() if not found and near[kind]),
            self._others(site, zone, (float(x_m), float(y_m)), (wide, half)),
            self.lacking,
        )  # fmt: skip

    def _near_places(self, zone: int, x_m: float, y_m: float) -> dict[str, list[NearbyPlace]]:
        found: dict[str, list[NearbyPlace]] = {}
        for kind, (layer, _, _) in PLACES.items():
            table = self._placed(kind, layer)
            found[kind] = []
            if table is None:
                continue
            far = np.hypot(table["x_m"].to_numpy() - x_m, table["y_m"].to_numpy() - y_m) / 1000.0
            far[table["zone"].to_numpy() != zone] = np.inf
            nearest = np.argsort(far, kind="stable")[:_CONSIDERED]
            for row, km in zip(table.iloc[nearest].to_dict("records"), far[nearest], strict=True):
                if np.isfinite(km):
                    kv = float(row.get("voltage_kv", np.nan))
                    name = str(row["nom"]).removesuffix(" Airport").removesuffix(" International")
                    found[kind].append(
                        NearbyPlace(kind, name, float(km), row["x_m"], row["y_m"], kv)
                    )
        return found

    def _placed(self, kind: str, layer: str) -> pd.DataFrame | None:
        if kind not in self._places:
            table = None
            if self.territory.has(layer):
                table = getattr(self.territory, layer)
                if kind == "substation":
                    on = (table["voltage_kv"] >= HV_KV) & table["in_service"].fillna(True)
                    table = table[on.to_numpy(dtype=bool)]
                table = table[table["nom"].notna().to_numpy()]
            self._places[kind] = table
        return self._places[kind]

    def _rows(
        self, layer: str, box: tuple[float, float, float, float], zone: int
    ) -> pd.DataFrame | None:
        """Return the rows of a layer whose shape meets a box of degrees, cut at it, in metres."""
        import shapely

        if layer not in self._layers:
            table = self.territory.polygons(layer)
            self._layers[layer] = None if table is None else (table, table.geometry.to_numpy())
        known = self._layers[layer]
        if known is None:
            return None
        table, shapes = known
        bounds = self._bounds(layer, shapes)
        meets = (bounds[:, 0] <= box[2]) & (bounds[:, 2] >= box[0])
        meets &= (bounds[:, 1] <= box[3]) & (bounds[:, 3] >= box[1])
        at = np.flatnonzero(meets)
        rows = table.iloc[at].drop(columns="geometry")
        cut = in_metres(shapely.clip_by_rect(shapes[at], *box), zone)
        return rows.assign(shape=shapely.simplify(cut, _GRAIN_M))

    def _bounds(self, layer: str, shapes: np.ndarray) -> np.ndarray:
        import shapely

        known: dict[str, np.ndarray] = self.__dict__.setdefault("_boxes", {})
        if layer not in known:
            known[layer] = shapely.bounds(shapes)
        return known[layer]

    def _communes(self, rows: pd.DataFrame | None, own: str) -> tuple[Limits, ...]:
        if rows is None:
            return ()
        return tuple(
            (str(name), str(insee) == own, rings)
            for name, insee, shape in zip(rows["nom"], rows["insee"], rows["shape"], strict=True)
            if (rings := lines_of([shape]))
        )

    def _epcis(self, rows: pd.DataFrame | None) -> tuple[np.ndarray, ...]:
        """Return the limits of the EPCI, from those of their communes: both then agree."""
        import shapely

        if rows is None:
            return ()
        siren = rows["insee"].map(self.territory.communes["epci_siren"])
        shapes = shapely.buffer(rows["shape"].to_numpy(), _GAP_M / 2, join_style="mitre")
        whole = [
            shapely.buffer(shapely.union_all(shapes[(siren == one).to_numpy()]), -_GAP_M / 2,
                           join_style="mitre")
            for one in sorted(set(siren.dropna()))
        ]  # fmt: skip
        return tuple(lines_of(whole))

    def _rails(self, box: tuple[float, float, float, float], zone: int) -> tuple[np.ndarray, ...]:
        rows = self._rows(RAILS, box, zone)
        return () if rows is None else tuple(lines_of(rows["shape"].to_numpy()))

    def _roads(
        self, box: tuple[float, float, float, float], zone: int
    ) -> dict[str, list[np.ndarray]]:
        """Return the roads by class; those of the graph where no class is published."""
        rows = self._rows(ROADS, box, zone)
        if rows is not None and len(rows):
            kinds = rows["road_class"].str.removesuffix("_link")
            return {
                str(kind): lines_of(rows["shape"][kinds == kind].to_numpy())
                for kind in sorted(set(kinds.dropna()))
            }
        if self._graph is None:
            return {}
        ends = self._graph
        near = (ends[:, :, 0] > box[0]) & (ends[:, :, 0] < box[2])
        near &= (ends[:, :, 1] > box[1]) & (ends[:, :, 1] < box[3])
        lines = ends[near.any(axis=1)]
        x_m, y_m = project(lines[:, :, 0].ravel(), lines[:, :, 1].ravel(), zone)
        metres = np.column_stack([x_m, y_m]).reshape(-1, 2, 2)
        return {UNCLASSED: list(metres)} if len(metres) else {}

    @cached_property
    def _graph(self) -> np.ndarray | None:
        """Ends of each edge of the road graph, in degrees; ``None`` in a pack without it."""
        if not (self.territory.has("road_nodes") and self.territory.has("road_edges")):
            return None
        nodes = self.territory.pack.read("road_nodes").set_index("node")[["lon", "lat"]]
        edges = self.territory.pack.read("road_edges")
        ends = [nodes.reindex(edges[end]).to_numpy(dtype=np.float64) for end in ("a", "b")]
        both = np.stack(ends, axis=1)
        return both[np.isfinite(both).all(axis=(1, 2))]

    def _others(
        self, site: str, zone: int, middle: tuple[float, float], half: tuple[float, float]
    ) -> pd.DataFrame:
        table = self.everyone
        dx, dy = table["x_m"].to_numpy() - middle[0], table["y_m"].to_numpy() - middle[1]
        here = (table["zone"].to_numpy() == zone) & (np.abs(dx) < half[0]) & (np.abs(dy) < half[1])
        here &= (table.index != site) & ~table["reason"].fillna("").str.startswith(
            ("duplicate_of", "assembled_into")
        ).to_numpy(dtype=bool)
        found = table.loc[here, ["name", "x_m", "y_m"]]
        km = np.hypot(dx[here], dy[here]) / 1000.0
        return found.assign(status=self._status[here], km=km).sort_values("km", kind="stable")


def in_metres(shapes: Any, zone: int) -> Any:
    """Return shapes of degrees in the metres of a zone."""
    import shapely

    return shapely.transform(
        shapes, lambda points: np.column_stack(project(points[:, 0], points[:, 1], zone))
    )


def lines_of(shapes: Any) -> list[np.ndarray]:
    """Return the rings of polygons and the points of lines, each as an array."""
    import shapely

    parts = np.asarray(shapely.get_parts(shapely.get_parts(np.asarray(shapes, dtype=object))))
    parts = parts[~shapely.is_empty(parts)]
    kinds = shapely.get_type_id(parts)
    lines = np.concatenate([parts[np.isin(kinds, (1, 2))], shapely.get_rings(parts[kinds == 3])])
    if not lines.size:
        return []
    points, number_ = shapely.get_coordinates(lines, return_index=True)
    return np.split(points, np.flatnonzero(np.diff(number_)) + 1)


def not_shown(lacking: tuple[str, ...], zone: int) -> str:
    """Say what a location map does not show."""
    names = {layer: name for layer, name, _ in PLACES.values()} | {
        LIMITS: Text("limites de communes et d'EPCI", "limits of communes and EPCI"),
        RAILS: Text("voies ferrées", "railways"),
    }
    told = [str(names[layer]) for layer in lacking]
    if zone != 0:
        told += [
            str(Text("réseaux publiés pour l'Hexagone seul", "networks published for the mainland"))
        ]
    always = Text(
        "lignes électriques et leur capacité, gaz, eau, fibre, voies navigables, zones protégées"
        " ou inondables, parcelles",
        "power lines and their capacity, gas, water, fibre, waterways, protected or flood zones,"
        " parcels",
    )
    return t("Ne figurent pas : ", "Not shown: ") + ", ".join([*told, str(always)]) + "."
