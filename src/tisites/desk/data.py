"""Sources and packs of data: the verbs of ``data``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.stop import look
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Section, Table

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.build.build import Built
    from tisites.data.catalogue.pull import Pulled
    from tisites.data.catalogue.shelf import Held
    from tisites.data.catalogue.sources import Source
    from tisites.data.pack import Pack
    from tisites.messages.errors import Problem
    from tisites.messages.progress import Listener
    from tisites.run.trace.coverage import Coverage
    from tisites.run.trace.trace import Asked, Trace

NAME = "data"
_SOURCES = (
    Column("name", Text("Nom", "Name"), whole=True),
    Column("title", Text("Contenu", "What")),
    Column("vintage", Text("Millésime", "Vintage")),
    Column("share", Text("Part connue", "Share known")),
    Column("producer", Text("Producteur, licence", "Producer, licence")),
    Column("by", Text("Par", "By")),
    Column("held", Text("Dans le cache", "In the cache")),
)


@verb
def list_sources(asked: None, listener: Listener) -> Answer[tuple[Source, ...]]:
    """List the catalogue, with what is on the shelf of each source."""
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import catalogue

    del asked, listener
    shelf = Shelf(default_shelf())
    held, sources = shelf.held(), tuple(catalogue())
    rows = tuple(
        (
            source.name,
            source.title,
            source.vintage,
            str(source.share) or None,
            f"{source.producer} ; {source.licence}",
            "pull" if source.pullable else "add",
            _held(held[source.name]) if source.name in held else None,
        )
        for source in sources
    )
    cache = Text(f"Cache : {shelf.folder}", f"Cache: {shelf.folder}")
    table = Section(tables=(Table("sources", "", _SOURCES, rows),))
    document = Document(NAME, Text("Sources", "Sources"), (table, Section(sentences=(cache,))))
    return Answer(sources, document)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Sources to download; all that have an address where none is named.

    Parameters
    ----------
    names : tuple of str
        Of the catalogue.
    update : bool
        Whether those at hand are asked for again, and accepted if they changed.
    """

    names: tuple[str, ...] = ()
    update: bool = False


@verb
def pull_sources(asked: PullRequest, listener: Listener) -> Answer[tuple[Pulled, ...]]:
    """Download sources onto the shelf, each for itself; bad input if any failed.

    Raises
    ------
    BadInputError
        Names that no source has.
    """
    from tisites.data.catalogue.pull import Manner, pull
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import catalogue, sources_named

    names = list(asked.names)
    sources = sources_named(names) if names else [s for s in catalogue() if s.pullable]
    manner = Manner(update=asked.update, progress=sys.stderr.isatty())
    found: list[Pulled] = []
    problems: list[Problem] = []
    for source in sources:
        look()
        listener.phase(source.name)
        found += pull([source], Shelf(default_shelf()), manner)
    for pulled in found:
        problems += pulled.problems
    failed = any(p.outcome == "failed" or (bool(names) and p.held is None) for p in found)
    items = tuple(f"{p.source.name} : {_outcome(p)}" for p in found)
    document = Document(NAME, Text("Sources", "Sources"), (Section(items=items),))
    end = End.BAD_INPUT if failed else End.DONE
    return Answer(tuple(found), document, end=end, problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class AddRequest:
    """A file at hand, and the source that it is of."""

    name: str
    file: Path


@verb
def add_source(asked: AddRequest, listener: Listener) -> Answer[Held]:
    """Put a file on the shelf once its source's reader has read it.

    Raises
    ------
    BadInputError
        No such source, or a file that its reader refuses.
    """
    from tisites.data.catalogue.add import add
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import sources_named

    del listener
    held = add(sources_named([asked.name])[0], asked.file, Shelf(default_shelf()))
    return Answer(held, Document(NAME, f"{asked.name} : {_held(held)}", ()))


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """A pack to build.

    Parameters
    ----------
    out : Path
        Its folder.
    source : Path, optional
        Folder of published files; those of the shelf otherwise.
    keep : Path, optional
        Pack to keep missing layers from; that of ``out`` otherwise.
    """

    out: Path
    source: Path | None = None
    keep: Path | None = None


@verb
def build_pack(asked: BuildRequest, listener: Listener) -> Answer[Built]:
    """Build a pack, whole or not at all, and describe it.

    Raises
    ------
    BadInputError
        With every absent file, missing column and bad cell; a folder that may not be written.
    """
    from tisites.data.build.build import build
    from tisites.data.catalogue.assemble import build_from_shelf
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.show import describe_pack
    from tisites.messages.errors import Where, bad_input
    from tisites.report.pack import pack_document

    source, out, keep = asked.source, asked.out, asked.keep
    if source is not None and keep is not None:
        what = Text("--from et --keep ne vont pas ensemble", "--from and --keep exclude each other")
        remedy = Text(
            "--from construit tout depuis un dossier ; sans lui, --keep complète les fichiers"
            " obtenus",
            "--from builds all from a folder; without it, --keep completes the files obtained",
        )
        raise bad_input(what, remedy, Where("--keep", value=str(keep)))
    if source is not None:
        built = build(source, out, listener)
    else:
        built = build_from_shelf(Shelf(default_shelf()), out, listener, keep=keep)
    return Answer(built, pack_document(describe_pack(built.pack), built.findings))


@verb
def show_pack(asked: Path | None, listener: Listener) -> Answer[Pack]:
    """Describe a pack; the embedded one where none is named.

    Raises
    ------
    BadInputError
        If the folder is no pack, or not as it was sealed.
    """
    from tisites.data.show import describe_pack, verify_pack
    from tisites.report.pack import pack_document

    del listener
    pack = _opened(asked)
    findings = verify_pack(pack)
    return Answer(pack, pack_document(describe_pack(pack), findings))


@verb
def verify_pack(asked: Path | None, listener: Listener) -> Answer[Pack]:
    """Hash every layer of a pack again, and check that the layers agree.

    Raises
    ------
    BadInputError
        If a layer is not as it was sealed.
    """
    from tisites.data.show import verify_pack as verified
    from tisites.report.left_out import findings_table

    del listener
    pack = _opened(asked)
    table = findings_table(verified(pack))
    count = len(pack.manifest.layers)
    title = Text(
        f"{count} couches conformes à leur empreinte ; paquet {pack.sha256}",
        f"{count} layers match their hash; pack {pack.sha256}",
    )
    return Answer(pack, Document(NAME, title, () if table is None else (Section(tables=(table,)),)))


@verb
def trace(asked: Asked, listener: Listener) -> Answer[Trace]:
    """Say where the value of an indicator comes from.

    Raises
    ------
    BadInputError
        No such site or indicator.
    """
    from tisites.report.trace import trace_document
    from tisites.run.trace.trace import trace as traced

    del listener
    found = traced(asked)
    return Answer(found, trace_document(found))


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """A pack, and the scenario that says who is eligible."""

    pack: Path | None = None
    scenario: str = "reference"


@verb
def coverage(asked: CoverageRequest, listener: Listener) -> Answer[Coverage]:
    """Say how much is known of the candidates, by région.

    Raises
    ------
    BadInputError
        As a check does.
    """
    from tisites.messages.progress import Stopwatch
    from tisites.report.coverage import coverage_document
    from tisites.run.trace.coverage import coverage as covered

    found = covered(asked.pack, asked.scenario, Stopwatch(listener))
    return Answer(found, coverage_document(found))


def _opened(folder: Path | None) -> Pack:
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack

    return open_pack(folder) if folder is not None else open_demo()


def _held(held: Held) -> str:
    size = number(held.size / 1e6, 1)
    return str(
        Text(
            f"{held.obtained}, {number(held.rows)} lignes, {size} Mo, sha256 {held.sha256[:8]}",
            f"{held.obtained}, {number(held.rows)} rows, {size} MB, sha256 {held.sha256[:8]}",
        )
    )


def _outcome(pulled: Pulled) -> str:
    here = _held(pulled.held) if pulled.held is not None else ""
    landing = pulled.source.landing
    by_hand = Text(
        f"pas d'adresse de téléchargement : prendre le fichier sur {landing} puis tisites data add"
        f" {pulled.source.name} FICHIER",
        f"no download address: take the file from {landing} then tisites data add"
        f" {pulled.source.name} FILE",
    )
    was = pulled.former_sha256[:8]
    words = {
        "new": Text(f"obtenu ({here})", f"obtained ({here})"),
        "here": Text(f"déjà là ({here})", f"already here ({here})"),
        "same": Text(f"inchangé ({here})", f"unchanged ({here})"),
        "changed": Text(f"a changé, sha256 {was} avant ({here})", f"changed, was {was} ({here})"),
        "failed": Text("échec", "failed"),
        "by_hand": by_hand,
    }
    return str(words[pulled.outcome])
