"""What each verb does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import EXIT_LIMIT
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from tisites.messages.findings import Finding
    from tisites.run.request import Request


def run_verb(request: Request, out: Path | None) -> int:
    """Choose sites, write the run folder, print its summary."""
    from tisites.report.summary import print_summary
    from tisites.report.write import write_outputs
    from tisites.run.folder import refuse_foreign, staged
    from tisites.run.outcome import run_hash
    from tisites.run.pipeline import execute
    from tisites.run.prepare import prepare
    from tisites.solve.solution import Proof

    if out is not None:
        refuse_foreign(out)  # before minutes of work, not after
    progress = Progress()
    clock = Stopwatch(progress)
    try:
        outcome = execute(prepare(request, clock))
        folder = out or Path("runs") / run_hash(outcome.prepared)[:16]
        with clock.phase("write"), staged(folder) as fresh:
            write_outputs(outcome, fresh)
    finally:
        progress.clear()
    print_summary(outcome, folder, make_console())
    proven = outcome.solution.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP)
    return 0 if proven else EXIT_LIMIT


def check_verb(request: Request, out: Path | None) -> int:
    """Do everything but solving, and print what would be solved."""
    from tisites.report.summary import print_check
    from tisites.run.folder import refuse_foreign
    from tisites.run.prepare import prepare

    if out is not None:
        refuse_foreign(out)
    progress = Progress()
    try:
        prepared = prepare(request, Stopwatch(progress))
    finally:
        progress.clear()
    print_check(prepared, make_console())
    return 0


def build_verb(source: Path, out: Path) -> int:
    """Build a pack from published files and describe it."""
    from tisites.data.build import build as build_from
    from tisites.data.show import describe_pack
    from tisites.report.pack_summary import print_pack

    progress = Progress()
    try:
        built = build_from(source, out, progress)
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


def _print_findings(findings: Iterable[Finding], console: Console) -> None:
    from tisites.report.left_out import findings_summary

    table = findings_summary(findings)
    if table is not None:
        console.print(table)
