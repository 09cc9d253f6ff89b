"""Selections side by side, and why they differ: the verb ``compare``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, verb
from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.report.compare.document import NAME, PICTURE, TABLES, compare_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.desk.sources import Studied
    from tisites.messages.progress import Listener
    from tisites.report.document import Document
    from tisites.study.compare.compare import Comparison


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What is asked of some selections.

    Parameters
    ----------
    selections : tuple of str or Studied
        Two or more: runs, ``RUN@n`` for the n-th correction by hand, files of ids,
        ``labels-2024``; or answers in memory.
    scenario : str, optional
        Judge of hand-made lists; else the first run, else the reference.
    data, candidates : Path, optional
        What that scenario reads.
    tolerant : bool
        Whether faulty rows of that file are findings, not errors.
    out : Path, optional
        Folder of the files; without one, none are written.
    every : bool
        Whether a terminal shows every exchange.
    """

    selections: tuple[str | Studied, ...]
    scenario: str | None = None
    data: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    out: Path | None = None
    every: bool = False


@verb
def compare(request: CompareRequest, listener: Listener) -> Answer[Comparison]:
    """Put selections side by side and say why each site moved; nothing is solved between runs.

    Raises
    ------
    BadInputError
        Fewer than two selections, one that does not exist, or a folder that may not be written.
    """
    from tisites.desk.contestants import contestants_of, territory_of
    from tisites.report.compare.map import draw_comparison
    from tisites.run.prepare.request import Request
    from tisites.study.compare.compare import compare as compared

    if len(request.selections) < 2:
        raise bad_input(
            Text("il faut au moins deux sélections", "two selections at least are needed"),
            Text(
                "par exemple : tisites compare last labels-2024 --data packs/france",
                "for example: tisites compare last labels-2024 --data packs/france",
            ),
        )
    if request.out is not None:
        may_write(request.out, NAME, TABLES)
    asked = Request(
        request.scenario or "reference", None, request.data, request.candidates, request.tolerant
    )
    judge = asked if request.scenario is not None else None
    contestants = contestants_of(request.selections, judge, asked, request.data, listener)
    found = compared(contestants)

    def draw(fresh: Path) -> None:
        draw_comparison(found, territory_of(request.data), fresh / PICTURE)

    document = compare_document(found, every=request.every)
    return Answer(found, document, request.out, draw=draw, beside=_labels_beside(found))


def _labels_beside(found: Comparison) -> tuple[Document, ...]:
    """Return the labelled sites of 2024 beside the first solved selection, where both are given."""
    from tisites.report.real_choice import real_choice_document
    from tisites.run.selection.labels import LABELS_2024
    from tisites.study.real_choice import real_choice

    solved = [contestant for contestant in found.contestants if not contestant.hand]
    labels = [contestant for contestant in found.contestants if contestant.name == LABELS_2024]
    if not solved or not labels:
        return ()
    one = solved[0]
    return (real_choice_document(real_choice(labels[0].rows, one.case, one.ids), one.case),)
