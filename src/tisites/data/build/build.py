"""Raw open data in, a pack out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.candidates import read_candidate_layer
from tisites.data.build.cartofriches import FILE as CARTOFRICHES_FILE
from tisites.data.build.cartofriches import read_cartofriches
from tisites.data.build.codes_2022 import read_codes_2022
from tisites.data.build.communes import read_communes
from tisites.data.build.drought import drought_file, read_drought
from tisites.data.build.former_communes import read_former_communes
from tisites.data.build.freight_stations import read_freight_stations
from tisites.data.build.fund_dossiers import FILE as DOSSIERS_FILE
from tisites.data.build.fund_dossiers import read_fund_dossiers
from tisites.data.build.labelled_sites import read_labelled_sites
from tisites.data.build.land_take import (
    CONSUMPTION_FILE,
    OBJECTIVES_FILE,
    read_enaf_consumption,
    read_zan_objectives,
)
from tisites.data.build.national import with_national
from tisites.data.build.outlines import read_all_outlines
from tisites.data.build.road_classes import with_classes
from tisites.data.build.roads import read_roads
from tisites.data.build.straight import straight_readings
from tisites.data.build.substations import read_substations
from tisites.data.build.surroundings import surroundings_readings
from tisites.data.build.water import read_low_flow
from tisites.data.build.workforce import read_departement_jobs, read_zones_emploi
from tisites.data.sources import airports, ports
from tisites.data.write import check_replaceable, write_pack
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.progress import Silent
from tisites.messages.stop import look
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.data.build.raw import Files, Published
    from tisites.data.build.reading import Reading
    from tisites.data.pack import Pack
    from tisites.messages.findings import Finding
    from tisites.messages.progress import Listener

NAME = "France"


@dataclass(frozen=True, slots=True)
class Built:
    """A pack, and what was noticed while building it."""

    pack: Pack
    findings: tuple[Finding, ...]


def build_pack(
    source: Path, out: Path, listener: Listener | None = None, *, built: str | None = None
) -> Pack:
    """Build a pack from a folder of raw open data (see :func:`build`)."""
    return build(source, out, listener, built=built).pack


def build(
    source: Path, out: Path, listener: Listener | None = None, *, built: str | None = None
) -> Built:
    """Build a pack from a folder of raw open data, and say what was noticed.

    Parameters
    ----------
    source : Path
        Folder of raw files, as their producers publish them.
    out : Path
        Folder of the pack: new, empty, or a pack to replace.
    listener : Listener, optional
        Hears each layer begin.
    built : str, optional
        Date to write into the manifest, ISO 8601; today by default.

    Returns
    -------
    Built
        The pack and the findings.

    Raises
    ------
    BadInputError
        With every absent file, missing column and bad cell of every raw file; nothing is written.
    """
    check_replaceable(out)
    if not source.is_dir():
        what = Text("dossier de données brutes absent", "folder of raw data missing")
        remedy = Text("donner le dossier avec --from", "give the folder with --from")
        raise bad_input(what, remedy, Where(str(source)))
    listener = listener or Silent()
    readings = read_all(source, listener)
    listener.phase("write pack")
    look()
    date = built or datetime.datetime.now(datetime.UTC).date().isoformat()
    layers = [(reading.layer, reading.source, reading.table) for reading in readings]
    pack = write_pack(out, NAME, layers, built=date)
    return Built(pack, tuple(finding for reading in readings for finding in reading.findings))


def read_all(source: Path, listener: Listener) -> list[Reading]:
    """Read every layer.

    Parameters
    ----------
    source : Path
        Folder of raw files.
    listener : Listener
        Hears each reader begin.

    Returns
    -------
    list of Reading
        One a layer of ``layers.py``.

    Raises
    ------
    BadInputError
        With the problems of all the readers that could be tried.
    """
    readings, problems = attempt_all(source, listener)
    if problems:
        raise BadInputError(problems)
    return readings


def attempt_all(
    source: Files,
    listener: Listener,
    known_communes: pd.DataFrame | None = None,
    published: Published = MappingProxyType({}),
) -> tuple[list[Reading], list[Problem]]:
    """Read every layer that can be read (see :func:`read_all`), and say what kept the others.

    Parameters
    ----------
    source, listener
        As in :func:`read_all`.
    known_communes : DataFrame, optional
        Communes of a pack whose layers will stand in for those that cannot be read: layers told
        commune by commune can then be made without the sources of the communes.
    published : mapping of str to DataFrame
        Files as published, already read, by the name of their source: not read again.
    """
    readings: list[Reading] = []
    problems: list[Problem] = []

    def attempt[T](phase: str, read: Callable[[], T]) -> T | None:
        listener.phase(f"read {phase}")
        look()
        try:
            return read()
        except BadInputError as error:
            problems.extend(error.problems)
            return None

    def keep(phase: str, read: Callable[[], list[Reading]]) -> None:
        readings.extend(attempt(phase, read) or [])

    keep("outlines", lambda: read_all_outlines(source, published))
    keep("substations", lambda: [read_substations(source)])
    keep("freight stations", lambda: [read_freight_stations(source)])
    keep("roads", lambda: read_roads(source))
    keep("candidates", lambda: _candidates(source, published))
    for phase, read in _optional(source, published):
        keep(phase, lambda read=read: [read()])  # type: ignore[misc]
    for layer, read_it in straight_readings(source, published):
        keep(layer, lambda read_it=read_it: [read_it()])  # type: ignore[misc]
    codes = attempt("codes of 2022", lambda: read_codes_2022(source))
    table = known_communes
    if codes is not None:
        keep(
            "zones d'emploi",
            lambda: [read_zones_emploi(source, codes, published.get("insee-chomage"))],
        )
        communes = attempt("communes", lambda: read_communes(source, codes, published))
        if communes is not None:
            readings += [communes.reading, communes.territoires_industrie]
            table = communes.reading.table
            keep("former communes", lambda: [read_former_communes(table["insee"], codes)])
            keep("labelled sites", lambda: [read_labelled_sites(source, table, codes)])
    if table is not None:
        keep("jobs", lambda: [read_departement_jobs(source, table["dep"])])
        keep("low flow", lambda: [read_low_flow(source, table["insee"])])
        for layer, around in surroundings_readings(source, table, codes, published):
            keep(layer, lambda around=around: [around()])  # type: ignore[misc]
        listener.phase("class roads")
        readings = with_classes(readings, table)
    return readings, problems


def _candidates(source: Files, published: Published) -> list[Reading]:
    """Read the candidates, and Cartofriches where it is there: its further sites are added."""
    sites = [published[name] for name in ("cartofriches", "sites-economiques") if name in published]
    joined = None
    if sites and "candidats-nationaux" not in published:
        joined = pd.concat(sites, ignore_index=True).drop_duplicates("uid")
    candidates = read_candidate_layer(source, joined)
    if not (source / CARTOFRICHES_FILE).is_file():
        return [candidates]
    national = read_cartofriches(source)
    return [with_national(candidates, national), national]


def _optional(source: Files, published: Published) -> list[tuple[str, Callable[[], Reading]]]:
    """Return how to read what a pack can do without and is there: unknown otherwise, told so."""
    names = ("ports", "aeroports", "enaf", "vigieau")
    sea_ports, air, enaf, drought = (published.get(name) for name in names)
    known: tuple[tuple[str, bool, Callable[[], Reading]], ...] = (
        (
            "sea ports",
            sea_ports is not None or _there(source, ports.FILE),
            lambda: ports.read_sea_ports(source, sea_ports),
        ),
        (
            "airports",
            air is not None or _there(source, airports.FILE),
            lambda: airports.read_airports(source, air),
        ),
        (
            "ENAF consumption",
            enaf is not None or _there(source, CONSUMPTION_FILE),
            lambda: read_enaf_consumption(source, enaf),
        ),
        ("ZAN objectives", _there(source, OBJECTIVES_FILE), lambda: read_zan_objectives(source)),
        ("fund dossiers", _there(source, DOSSIERS_FILE), lambda: read_fund_dossiers(source)),
        (
            "drought restrictions",
            drought is not None or drought_file(source) is not None,
            lambda: read_drought(source, drought),
        ),
    )
    return [(phase, read) for phase, there, read in known if there]


def _there(source: Files, file: str) -> bool:
    return (source / file).is_file()
