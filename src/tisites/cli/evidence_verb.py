"""What ``evidence`` does: open the run, write the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def evidence_verb(reference: str, out: Path | None, against: Sequence[str]) -> int:
    """Write, or print, the page that a reader signs."""
    from tisites.cli.console import make_console
    from tisites.cli.usage import long_wanted
    from tisites.messages.typography import typeset
    from tisites.report.evidence.page import signing_page
    from tisites.report.media.screen import opening
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    run = open_run(resolve_run(reference))
    if run.evidence.empty:
        raise bad_input(
            Text("ce résultat ne porte pas d'indices", "this run carries no evidence"),
            Text("le refaire : tisites run", "make it again: tisites run"),
            Where(str(run.folder)),
        )
    page = typeset(signing_page(run, [open_run(resolve_run(other)) for other in against]))
    if out is None:
        console = make_console()
        shown = page if long_wanted() else opening(page, console)
        console.print(shown, markup=False, highlight=False)
        return 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        what = Text("ce fichier ne peut être écrit", "this file cannot be written")
        remedy = Text("choisir un autre --out", "choose another --out")
        raise bad_input(what, remedy, Where(str(out))) from error
    make_console().print(str(out), markup=False, highlight=False)
    return 0
