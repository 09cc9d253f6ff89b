"""What ``tisites compare`` does: find the selections, put them side by side, print, write."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tisites.cli.compare_parties import Asked, parties_of, territory_of
from tisites.cli.console import make_console
from tisites.messages.errors import bad_input
from tisites.messages.text import Text, number
from tisites.report.compare.summary import print_comparison
from tisites.report.media.terminal import print_document
from tisites.run.selection.labels import LABELS_2024
from tisites.study.compare.compare import compare

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.report.document import Document
    from tisites.study.compare.compare import Comparison


def compare_verb(asked: Asked, out: Path | None, *, every: bool = False) -> int:
    """Compare selections, print, and write the files where asked.

    Raises
    ------
    BadInputError
        Fewer than two selections, one that does not exist, or a folder that may not be written.
    """
    if len(asked.names) < 2:
        raise bad_input(
            Text("il faut au moins deux sélections", "two selections at least are needed"),
            Text(
                "par exemple : tisites compare last labels-2024 --data packs/france",
                "for example: tisites compare last labels-2024 --data packs/france",
            ),
        )
    if out is not None:
        from tisites.report.compare.files import MARK, WRITTEN
        from tisites.run.files.folder import ready

        ready(out, MARK, WRITTEN)
    start = time.perf_counter()
    found = compare(parties_of(asked))
    seconds = number(time.perf_counter() - start, 2)
    console = make_console()
    print_comparison(found, console, every=every)
    beside = _labels_beside(found)
    for document in beside:
        console.print()
        print_document(document, console)
    if out is not None:
        from tisites.report.compare.files import write_comparison

        write_comparison(found, out, territory_of(asked.data), beside)
        told = Text(f"Comparaison écrite dans {out}", f"Comparison written to {out}")
        console.print(str(told), style="bold")
    told = Text(f"Lu et comparé en {seconds} s.", f"Read and compared in {seconds} s.")
    console.print(str(told), style="dim")
    return 0


def _labels_beside(found: Comparison) -> list[Document]:
    """Return the labelled sites of 2024 beside the first solved selection, where both are given."""
    solved = [party for party in found.parties if not party.hand]
    labels = [party for party in found.parties if party.name == LABELS_2024]
    if not solved or not labels:
        return []
    from tisites.report.real_choice import real_choice_document
    from tisites.study.real_choice import real_choice

    one = solved[0]
    return [real_choice_document(real_choice(labels[0].rows, one.case, one.ids), one.case)]
