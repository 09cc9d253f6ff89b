"""What surrounds a site: sidings, protected nature, floods, projects, jobs, programmes.

No pack needs these layers. Each is made of one file as published; where the file is absent the
layer is, and what is measured from it is unknown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.programmes import communes_of_members
from tisites.data.build.reading import Reading, noticed, some
from tisites.data.build.straight import about, place_in
from tisites.data.catalogue.sources import sources_of
from tisites.data.readers.communes import read_density_grid, read_jobs
from tisites.data.readers.polygons import one_row_a_zone
from tisites.data.readers.territories import read_frr, read_phase_1, read_rebond
from tisites.data.readers.zones import (
    read_flood_plans,
    read_flood_zones,
    read_pene,
    read_protected,
)
from tisites.data.sources import sidings
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas

    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.build.raw import Files, Published
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
    source: Files,
    communes: pd.DataFrame,
    codes: Codes2022 | None,
    published: Published = MappingProxyType({}),
) -> list[tuple[str, Callable[[], Reading]]]:
    """Return how to read each of these layers whose file is there.

    Parameters
    ----------
    source : Files
        Folder of raw files.
    communes : pandas.DataFrame
        Columns ``insee``, ``nom``, ``dep``, ``epci_siren``: the communes of the pack.
    codes : Codes2022 or None
        To follow members of programmes that are no current EPCI.
    published : mapping of str to DataFrame
        Files already read, by the name of their source.

    Returns
    -------
    list of (str, callable)
        Layer, and what reads it: raises :class:`BadInputError` if its file is not as published.
    """

    def of_communes(layer: str) -> Callable[[pd.DataFrame], Reading]:
        return lambda table: _by_commune(layer, table, communes)

    def programme(layer: str) -> Callable[[pd.DataFrame], Reading]:
        def reading(members: pd.DataFrame) -> Reading:
            table, findings = communes_of_members(layer, members, communes, codes)
            return Reading(layer, _about(layer), table, findings)

        return reading

    layers: dict[str, tuple[Callable[[Path], Any], Callable[[Any], Reading]]] = {
        "sidings": (sidings.read, _sidings),
        "flood_plans": (read_flood_plans, of_communes("flood_plans")),
        "commune_jobs": (read_jobs, of_communes("commune_jobs")),
        "density_grid": (read_density_grid, of_communes("density_grid")),
        "frr_communes": (read_frr, of_communes("frr_communes")),
        "territoires_industrie_2018": (read_phase_1, programme("territoires_industrie_2018")),
        "rebond_industriel": (read_rebond, programme("rebond_industriel")),
        "pene": (read_pene, lambda shapes: _zones("pene", _named(shapes))),
        "flood_zones": (read_flood_zones, partial(_zones, "flood_zones")),
        **{
            layer: (read_protected, partial(_zones, layer))
            for layer in ("natura_habitats", "natura_birds", "znieff_1", "znieff_2")
        },
    }
    found: list[tuple[str, Callable[[], Reading]]] = []
    for layer, (read, made) in layers.items():
        there = source_of(source, layer)
        if there is not None:
            entry, path = there
            table = published.get(entry.name)
            found.append((layer, partial(_of_source, entry, read, made, path, table)))
    return found


def _of_source(
    source: Source,
    read: Callable[[Path], pd.DataFrame],
    made: Callable[[pd.DataFrame], Reading],
    path: Path,
    table: pd.DataFrame | None,
) -> Reading:
    reading = made(read(path) if table is None else table)
    return replace(reading, source=about(source, _CAVEATS.get(reading.layer, "")))


def file_of(source: Files, layer: str) -> Path | None:
    """Return the file of a layer in a folder of raw files, whatever its format, or None."""
    found = source_of(source, layer)
    return found[1] if found else None


def source_of(folder: Files, layer: str) -> tuple[Source, Path] | None:
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


def _sidings(table: pd.DataFrame) -> Reading:
    points = located(table[["siding", "nom", "state"]], table["lon"], table["lat"])
    return Reading("sidings", _about("sidings"), points)


def _by_commune(layer: str, table: pd.DataFrame, communes: pd.DataFrame) -> Reading:
    """Keep the rows of the communes of the pack; the others are told."""
    table = table.drop_duplicates()
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
