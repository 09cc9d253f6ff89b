"""What the verbs of ``tisites data`` do: call the rooms in order, print, return the exit code."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import EXIT_BAD_INPUT, BadInputError
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from tisites.data.catalogue.pull import Pulled
    from tisites.data.catalogue.shelf import Held
    from tisites.messages.findings import Finding
    from tisites.run.trace.trace import Asked


def list_verb(*, markdown: bool, out: Path | None) -> int:
    """Print the catalogue, with what is on the shelf of each source."""
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import catalogue
    from tisites.report.tables import add, make_table

    if markdown or out is not None:
        from tisites.run.trace.data_page import catalogue_markdown

        return _page("catalogue", catalogue_markdown(), out)
    shelf = Shelf(default_shelf())
    held = shelf.held()
    table = make_table(
        Text("Sources", "Sources"),
        (Text("Nom", "Name"), "left"),
        (Text("Contenu", "What"), "left"),
        (Text("Millésime", "Vintage"), "left"),
        (Text("Part connue", "Share known"), "left"),
        (Text("Producteur, licence", "Producer, licence"), "left"),
        (Text("Par", "By"), "left"),
        (Text("Dans le cache", "In the cache"), "left"),
    )
    table.columns[0].no_wrap = True
    for source in catalogue():
        here = held.get(source.name)
        add(
            table,
            source.name,
            str(source.title),
            source.vintage,
            str(source.share) or "–",
            f"{source.producer} ; {source.licence}",
            "pull" if source.pullable else "add",
            _held(here) if here is not None else "–",
        )
    console = make_console()
    console.print(table)
    console.print(
        str(Text(f"\nCache : {shelf.folder}", f"\nCache: {shelf.folder}")), soft_wrap=True
    )
    return 0


def pull_verb(names: list[str], *, update: bool) -> int:
    """Download sources onto the shelf; exit code 2 if any failed."""
    from tisites.data.catalogue.pull import Manner, pull
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import catalogue, sources_named

    sources = sources_named(names) if names else [s for s in catalogue() if s.pullable]
    manner = Manner(update=update, progress=sys.stderr.isatty())
    failed = False
    for source in sources:  # one by one, so that each is told as soon as it is there
        for pulled in pull([source], Shelf(default_shelf()), manner):
            _say(f"{source.name} : {_outcome(pulled)}")
            failed |= pulled.outcome == "failed" or (bool(names) and pulled.held is None)
            if pulled.problems:
                from tisites.cli.console import show_error

                show_error(BadInputError(pulled.problems))
    return EXIT_BAD_INPUT if failed else 0


def add_verb(name: str, file: Path) -> int:
    """Put a file on the shelf once its source's reader has read it."""
    from tisites.data.catalogue.add import add
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.catalogue.sources import sources_named

    held = add(sources_named([name])[0], file, Shelf(default_shelf()))
    _say(f"{name} : {_held(held)}")
    return 0


def build_verb(source: Path | None, out: Path, keep: Path | None) -> int:
    """Build a pack from a folder of published files, or from the shelf, and describe it."""
    from tisites.data.build.build import build as build_from
    from tisites.data.catalogue.assemble import build_from_shelf
    from tisites.data.catalogue.shelf import Shelf, default_shelf
    from tisites.data.show import describe_pack
    from tisites.messages.errors import Where, bad_input
    from tisites.report.pack_summary import print_pack

    if source is not None and keep is not None:
        what = Text("--from et --keep ne vont pas ensemble", "--from and --keep exclude each other")
        remedy = Text(
            "--from construit tout depuis un dossier ; sans lui, --keep complète les fichiers"
            " obtenus",
            "--from builds all from a folder; without it, --keep completes the files obtained",
        )
        raise bad_input(what, remedy, Where("--keep", value=str(keep)))
    progress = Progress()
    try:
        if source is not None:
            built = build_from(source, out, progress)
        else:
            built = build_from_shelf(Shelf(default_shelf()), out, progress, keep=keep)
    finally:
        progress.clear()
    console = make_console()
    print_pack(describe_pack(built.pack), console)
    _print_findings(built.findings, console)
    return 0


def show_verb(folder: Path | None) -> int:
    """Describe a pack."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.data.show import describe_pack, verify_pack
    from tisites.report.pack_summary import print_pack

    pack = open_pack(folder) if folder is not None else open_demo()
    findings = verify_pack(pack)
    console = make_console()
    print_pack(describe_pack(pack), console)
    _print_findings(findings, console)
    return 0


def verify_verb(folder: Path | None) -> int:
    """Hash every layer of a pack again, and check that the layers agree."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.data.show import verify_pack

    pack = open_pack(folder) if folder is not None else open_demo()
    findings = verify_pack(pack)
    count = len(pack.manifest.layers)
    _say(
        str(
            Text(
                f"{count} couches conformes à leur empreinte ; paquet {pack.sha256}",
                f"{count} layers match their hash; pack {pack.sha256}",
            )
        )
    )
    _print_findings(findings, make_console())
    return 0


def trace_verb(asked: Asked, *, as_json: bool) -> int:
    """Print where the value of an indicator comes from."""
    from tisites.report.trace_summary import print_trace
    from tisites.run.trace.trace import trace

    found = trace(asked)
    if as_json:
        _say(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        print_trace(found, make_console())
    return 0


def coverage_verb(pack: Path | None, scenario: str, out: Path | None) -> int:
    """Write how much is known of the candidates, by région."""
    from tisites.messages.progress import Stopwatch
    from tisites.run.trace.coverage import coverage, coverage_markdown

    progress = Progress()
    try:
        found = coverage(pack, scenario, Stopwatch(progress))
    finally:
        progress.clear()
    return _page("coverage", coverage_markdown(found), out)


def _page(name: str, part: str, out: Path | None) -> int:
    from tisites.run.trace.data_page import put_part

    if out is None:
        _say(part.rstrip("\n"))
    else:
        put_part(out, name, part)
    return 0


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


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _print_findings(findings: Iterable[Finding], console: Console) -> None:
    from tisites.report.document import Section
    from tisites.report.left_out import findings_table
    from tisites.report.media.terminal import print_section

    table = findings_table(findings)
    if table is not None:
        print_section(Section(tables=(table,)), console)
