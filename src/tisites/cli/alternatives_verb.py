"""What ``tisites alternatives`` does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.cli.studied import studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.cli.studied import Source
    from tisites.study.explain.base import Answered

EXIT_INTERRUPTED = 130


def alternatives_verb(
    source: Source, count: int, differ: int, within_pct: float, out: Path | None
) -> int:
    """Find alternatives, write the study, print its summary."""
    from tisites.report.alternatives import (
        NAME,
        TABLES,
        AlternativesReport,
        alternatives_document,
    )
    from tisites.report.media.files import may_write, write_document
    from tisites.report.media.terminal import print_document
    from tisites.study.alternatives.alternatives import End, alternatives, to_proof
    from tisites.study.alternatives.pairs import interchangeable
    from tisites.study.robustness.protected_case import protected_solver

    if out is not None:
        may_write(out, NAME, TABLES)
    if not math.isfinite(within_pct):
        raise _not_finite(within_pct)
    progress = Progress()
    try:
        found = studied(source, progress)
        base = found.answered
        _refuse_too_far(base, differ)
        folder = out or Path("studies") / f"alternatives-{found.name}"
        may_write(folder, NAME, TABLES)
        program = base.case.program

        def told(done: int, of: int) -> None:
            progress.phase(str(Text(f"alternative {done} sur {of}", f"alternative {done} of {of}")))

        progress.phase(str(Text("optimum", "optimum")))
        listed = alternatives(
            program,
            base.selected,
            count=count,
            differ=differ,
            within_pct=within_pct,
            solver=protected_solver(base.case) or to_proof,
            told=told,
        )
        best = listed.best
        most_loss = within_pct / 100.0 * abs(best.value) / max(1, best.selected.size)
        pairs = interchangeable(program, best.selected, most_loss)
        report = AlternativesReport(base.case, listed, pairs, most_loss)
        document = alternatives_document(report)
        write_document(document, folder)
    finally:
        progress.clear()
    print_document(document, make_console(), folder)
    return EXIT_INTERRUPTED if listed.end is End.STOPPED else 0


def _refuse_too_far(base: Answered, differ: int) -> None:
    size = int(base.selected.size)
    if differ <= size:
        return
    raise bad_input(
        Text(
            f"deux sélections de {size} sites ne peuvent différer de {differ} sites",
            f"two selections of {size} sites cannot differ by {differ} sites",
        ),
        Text(f"choisir entre 1 et {size}", f"choose between 1 and {size}"),
        Where("--differ", value=str(differ)),
    )


def _not_finite(value: float) -> Exception:
    return bad_input(
        Text("la perte admise doit être un nombre", "the loss allowed must be a number"),
        Text("écrire par exemple --within 1", "write for example --within 1"),
        Where("--within", value=f"{value:g}"),
    )
