"""What ``tisites price`` does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.cli.price_options import checked_group
from tisites.cli.studied import studied
from tisites.messages.errors import EXIT_LIMIT
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.cli.studied import Source

EXIT_INTERRUPTED = 130


def price_verb(
    source: Source,
    asked: tuple[float, str | None, str | None],
    seconds: float | None,
    out: Path | None,
) -> int:
    """Price limits, write the study, print its summary.

    ``asked`` is the step, the constraint and the group.
    """
    from tisites.report.media.files import may_write, write_document
    from tisites.report.media.terminal import print_document
    from tisites.report.price import NAME, TABLES, price_document
    from tisites.solve.solution import Proof
    from tisites.study.price.moves import Question
    from tisites.study.price.price import price

    if out is not None:
        may_write(out, NAME, TABLES)
    progress = Progress()

    def told(done: int, of: int) -> None:
        progress.phase(str(Text(f"limite {done + 1} sur {of}", f"limit {done + 1} of {of}")))

    try:
        found = studied(source, progress)
        folder = out or Path("studies") / f"price-{found.name}"
        may_write(folder, NAME, TABLES)
        by, constraint, group = asked
        group = checked_group(found.answered.case, constraint, group)
        question = Question(by, constraint, group)
        prices = price(
            found.answered.case,
            question,
            selected=found.answered.selected,
            seconds=seconds,
            told=told,
        )
        document = price_document(prices)
        write_document(document, folder)
    finally:
        progress.clear()
    print_document(document, make_console(), folder)
    if prices.incomplete:
        return EXIT_INTERRUPTED
    open_ends = any(row.proof in (Proof.FEASIBLE, Proof.UNKNOWN) for row in prices.rows)
    return EXIT_LIMIT if open_ends else 0
