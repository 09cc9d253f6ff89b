"""What surrounds a site: sidings, protected nature, floods, projects, jobs, programmes.

No pack needs these layers. Each is made of one file as published; where the file is absent the
layer is, and what is measured from it is unknown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.programmes import communes_of_members
from tisites.data.build.reading import Reading, noticed, some
from tisites.data.build.straight import about, place_in
from tisites.data.catalogue.sources import sources_of
from tisites.data.readers.communes import read_density_grid, read_jobs
from tisites.data.readers.polygons import one_row_a_zone
from tisites.data.readers.territories import read_frr, read_phase_1, read_rebond
from tisites.data.readers.transport import read_sidings
from tisites.data.readers.zones import (
    read_flood_plans,
    read_flood_zones,
    read_pene,
    read_protected,
)
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas

    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.catalogue.sources import Source
    from tisites.data.write import LayerSource
    from tisites.messages.findings import Finding


_CAVEATS: Mapping[str, str] = {
    "sidings": "état au jour de l'enquête ; installations recensées, pas toutes",
    "pene": "contours publiés ; la liste est révisable à tout moment",
    "flood_zones": "territoires TRI seulement : hors d'une carte, rien n'est prouvé",
    "flood_plans": "commune entière, pas le zonage ; l'absence de plan ne prouve rien",
    "commune_jobs": "emplois au lieu de travail, recensement ; industrie : exploitation"
    " complémentaire, aux deux recensements extrêmes du fichier",
    "density_grid": "sept niveaux de l'INSEE, sur des carreaux de 1 km",
    "frr_communes": "classement par arrêté, révisable ; bénéficiaires : ex-ZRR, jusqu'à fin 2027",
}


def surroundings_readings(
    source: Path, communes: pd.DataFrame, codes: Codes2022 | None
) -> list[tuple[str, Callable[[], Reading]]]:
    """Return how to read each of these layers whose file is there.

    Parameters
    ----------
    source : Path
        Folder of raw files.
    communes : pandas.DataFrame
        Columns ``insee``, ``nom``, ``dep``, ``epci_siren``: the communes of the pack.
    codes : Codes2022 or None
        To follow members of programmes that are no current EPCI.

    Returns
    -------
    list of (str, callable)
        Layer, and what reads it: raises :class:`BadInputError` if its file is not as published.
    """

    def programme(layer: str, read: Callable[[Path], pd.DataFrame]) -> Callable[[Path], Reading]:
        def reading(path: Path) -> Reading:
            table, findings = communes_of_members(layer, read(path), communes, codes)
            return Reading(layer, _about(layer), table, findings)

        return reading

    readers: dict[str, Callable[[Path], Reading]] = {
        "sidings": _sidings,
        "flood_plans": partial(_by_commune, "flood_plans", read_flood_plans, communes),
        "commune_jobs": partial(_by_commune, "commune_jobs", read_jobs, communes),
        "density_grid": partial(_by_commune, "density_grid", read_density_grid, communes),
        "frr_communes": partial(_by_commune, "frr_communes", read_frr, communes),
        "territoires_industrie_2018": programme("territoires_industrie_2018", read_phase_1),
        "rebond_industriel": programme("rebond_industriel", read_rebond),
        "pene": lambda path: _zones("pene", _named(read_pene(path))),
        "flood_zones": lambda path: _zones("flood_zones", read_flood_zones(path)),
    }
    for layer in ("natura_habitats", "natura_birds", "znieff_1", "znieff_2"):
        readers[layer] = lambda path, layer=layer: _zones(  # type: ignore[misc]
            layer, read_protected(path)
        )
    found: list[tuple[str, Callable[[], Reading]]] = []
    for layer, read in readers.items():
        there = source_of(source, layer)
        if there is not None:
            found.append((layer, partial(_of_source, there[0], read, there[1])))
    return found


def _of_source(source: Source, read: Callable[[Path], Reading], path: Path) -> Reading:
    reading = read(path)
    return replace(reading, source=about(source, _CAVEATS.get(reading.layer, "")))


def file_of(source: Path, layer: str) -> Path | None:
    """Return the file of a layer in a folder of raw files, whatever its format, or None."""
    found = source_of(source, layer)
    return found[1] if found else None


def source_of(folder: Path, layer: str) -> tuple[Source, Path] | None:
    """Return the first source of a layer whose file is in the folder, and that file.

    A complete source stands before a partial one in the catalogue: it wins where both are there.
    """
    for source in sources_of(layer):
        path = place_in(folder, source)
        if path is not None:
            return source, path
    return None


def _about(layer: str) -> LayerSource:
    return about(sources_of(layer)[0], _CAVEATS.get(layer, ""))


def _zones(layer: str, shapes: geopandas.GeoDataFrame) -> Reading:
    known = shapes[shapes["code"].notna() & (shapes["code"] != "")]
    table = one_row_a_zone(known)
    return Reading(layer, _about(layer), table, _lost(layer, len(shapes) - len(known)))


def _named(shapes: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """A project of national scope goes by its name: no code is published."""
    return shapes.assign(code=shapes["nom"])[["code", "nom", "geometry"]]


def _sidings(path: Path) -> Reading:
    table = read_sidings(path)
    points = located(table[["siding", "nom", "state"]], table["lon"], table["lat"])
    return Reading("sidings", _about("sidings"), points)


def _by_commune(
    layer: str, read: Callable[[Path], pd.DataFrame], communes: pd.DataFrame, path: Path
) -> Reading:
    """Keep the rows of the communes of the pack; the others are told."""
    table = read(path).drop_duplicates()
    known = table["insee"].isin(communes["insee"])
    return Reading(layer, _about(layer), table[known], _strangers(layer, table, known))


def _strangers(layer: str, table: pd.DataFrame, known: pd.Series) -> tuple[Finding, ...]:
    codes = sorted(set(table["insee"][~known]))
    if not codes:
        return ()
    message = Text(
        f"« {layer} » : {len(codes)} communes absentes du paquet, laissées de côté ({some(codes)})",
        f"'{layer}': {len(codes)} communes absent from the pack, left aside ({some(codes)})",
    )
    remedy = Text(
        "prendre le fichier du même millésime que les communes",
        "take the file of the same vintage as the communes",
    )
    return (noticed(layer, "communes_unknown", message, remedy, "warning"),)


def _lost(layer: str, count: int) -> tuple[Finding, ...]:
    if not count:
        return ()
    message = Text(
        f"« {layer} » : {count} zones sans code, laissées de côté",
        f"'{layer}': {count} zones without a code, left aside",
    )
    remedy = Text("compléter leur code dans le fichier", "complete their code in the file")
    return (noticed(layer, "zones_without_code", message, remedy, "warning"),)
