"""Which reader reads which source, and what it makes of it for a pack."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tisites.data.build import raw
from tisites.data.build.candidates import read_candidate_layer
from tisites.data.build.codes_2022 import FILE as MEMBERSHIP
from tisites.data.build.codes_2022 import read_codes_2022
from tisites.data.build.freight_stations import read_freight_stations
from tisites.data.build.fund_dossiers import read_fund_dossiers
from tisites.data.build.substations import read_substations
from tisites.data.readers import (
    candidates,
    communes,
    territories,
    workforce,
    zones,
)
from tisites.data.readers.files import unpacked
from tisites.data.sources import airports, enaf, ports, sidings
from tisites.messages.errors import BadInputError, Problem
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from tisites.data.catalogue.sources import Source


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of one published format.

    Parameters
    ----------
    read : callable
        Path to table; raises :class:`BadInputError` on anything that is not as published.
    as_published : bool
        Whether a pack is built from the file itself; otherwise from what is made of its table.
    straight : bool
        Whether the table is the layer of its source (:mod:`tisites.data.sources`).
    """

    read: Callable[[Path], pd.DataFrame]
    as_published: bool = False
    straight: bool = False


def _whole(place: str, check: Callable[[raw.Files], pd.DataFrame]) -> Reader:
    """Return the reader of a file that the pack's builder reads itself, at its place."""

    def read(path: Path) -> pd.DataFrame:
        return check(raw.HeldFiles({place: path}, path.parent))

    return Reader(read, as_published=True)


def _columns(place: str, *columns: str) -> Reader:
    return _whole(place, lambda folder: raw.read_csv(folder, place, list(columns)))


def _membership(folder: raw.Files) -> pd.DataFrame:
    """Check INSEE's membership table and return the zone d'emploi of each commune."""
    read_codes_2022(folder)
    zones = raw.read_sheet(folder, MEMBERSHIP, "COM", ["CODGEO", "ZE2020"])
    return zones.set_axis(["insee", "zone_emploi"], axis=1)


_LOW_FLOW = [f"VCN10_ete_{w}_{q}" for w in ("2C", "2.7C", "4C") for q in ("q05", "q50", "q95")]

READERS: dict[str, Reader] = {
    "rte_substations": _whole(
        "network/postes-electriques-rte.csv", lambda folder: read_substations(folder).table
    ),
    "sncf_stations": _whole(
        "network/liste-des-gares.csv", lambda folder: read_freight_stations(folder).table
    ),
    "insee_membership": _whole(
        MEMBERSHIP,
        _membership,
    ),
    "national_candidates": _whole(
        "candidates/friches_france.csv", lambda folder: read_candidate_layer(folder).table
    ),
    "sector_jobs": _columns("workforce/jobs.csv", "dep", "industrie"),
    "low_flow": _columns("water/low_flow.csv", "insee", *_LOW_FLOW),
    "road_nodes": _columns("network/nodes.csv", "id", "lon", "lat"),
    "road_edges": _columns("network/edges.csv", "a", "b", "km"),
    "injection": _columns("network/injection.csv", "code", "nom", "lon", "lat"),
    "friches_cnig": Reader(candidates.read_friches, as_published=True),
    "fund_dossiers": _whole(
        "costs/fonds_friches_dossiers.csv", lambda folder: read_fund_dossiers(folder).table
    ),
    "fund_places": _columns("usages/places.csv", "num_dossier", "site_id", "insee", "lon", "lat"),
    "sites_economiques_cnig": Reader(candidates.read_sites_economiques),
    "communes_json": Reader(communes.read_communes_json),
    "census_20_64": Reader(communes.read_population_20_64),
    "census_jobs": Reader(communes.read_jobs, as_published=True),
    "density_grid": Reader(communes.read_density_grid, as_published=True),
    "frr": Reader(territories.read_frr, as_published=True),
    "commune_movements": Reader(communes.read_movements),
    "insee_unemployment": Reader(workforce.read_unemployment),
    "ti_members": Reader(territories.read_members),
    "ti_phase_1": Reader(territories.read_phase_1, as_published=True),
    "rebond": Reader(territories.read_rebond, as_published=True),
    "zre": Reader(zones.read_zre),
    "basins_dce": Reader(zones.read_basins_dce),
    "contours": Reader(zones.read_contours),
    "drought": Reader(zones.read_drought),
    "protected": Reader(zones.read_protected, as_published=True),
    "pene": Reader(zones.read_pene, as_published=True),
    "flood_zones": Reader(zones.read_flood_zones, as_published=True),
    "flood_plans": Reader(zones.read_flood_plans, as_published=True),
    "sidings": Reader(sidings.read, as_published=True),
    "ports": Reader(ports.read, as_published=True),
    "airports": Reader(airports.read),
    "enaf": Reader(enaf.read),
}


def reader_of(source: Source) -> Reader:
    """Return the reader of a source: of the table above, or its own file in ``data/sources/``.

    A source that gives its layer itself is one file there, named as the catalogue's ``reader``,
    with a function ``read`` (path to layer).
    """
    known = READERS.get(source.reader)
    if known is not None:
        return known
    module = importlib.import_module(f"tisites.data.sources.{source.reader}")
    return Reader(module.read, as_published=True, straight=True)


def read_published(source: Source, path: Path) -> pd.DataFrame:
    """Read a published file with the reader of its source.

    Parameters
    ----------
    source : Source
        Entry of the catalogue.
    path : Path
        The file, zipped if it is published so.

    Returns
    -------
    pandas.DataFrame
        What the reader gives.

    Raises
    ------
    BadInputError
        If the file is not as published, or has fewer rows than the source; each problem names the
        source and ends with its page.
    """
    try:
        with unpacked(path, source.member) as file:
            table = reader_of(source).read(file)
    except BadInputError as error:
        raise BadInputError(
            [_of_source(source, problem, path) for problem in error.problems]
        ) from error
    if len(table) < source.rows_at_least:
        what = Text(
            f"{len(table)} lignes lues, {source.rows_at_least} au moins attendues : fichier tronqué"
            " ou autre fichier",
            f"{len(table)} rows read, at least {source.rows_at_least} expected: file cut short, or"
            " another file",
        )
        raise BadInputError(_of_source(source, Problem(what, what), path))
    return table


def _of_source(source: Source, problem: Problem, path: Path) -> Problem:
    what = Text(
        f"source « {source.name} » : {problem.what.fr}",
        f"source '{source.name}': {problem.what.en}",
    )
    remedy = Text(
        "le format a changé ou le fichier est incomplet : le reprendre sur"
        f" {source.landing}, puis tisites data add {source.name} FICHIER",
        "the format changed or the file is incomplete: take it again from"
        f" {source.landing}, then tisites data add {source.name} FILE",
    )
    return Problem(what, remedy, replace(problem.where, file=path.name))
