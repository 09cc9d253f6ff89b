"""What ``tisites rules`` does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.cli.studied import studied
from tisites.messages.errors import EXIT_LIMIT
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.cli.studied import Source

EXIT_INTERRUPTED = 130


def rules_verb(
    source: Source,
    out: Path | None,
    *,
    rows: bool,
    interact: bool,
    price: bool,
    seconds: float | None,
) -> int:
    """Measure the rules of a run or scenario, write the study, print its summary."""
    from tisites.report.rules.study import MARK, WRITTEN, print_rules, write_rules
    from tisites.run.files.folder import refuse_foreign, staged
    from tisites.solve.solution import Proof
    from tisites.study.price.moves import Question
    from tisites.study.price.price import price as priced
    from tisites.study.rules.rules import rules

    if out is not None:
        refuse_foreign(out, MARK, WRITTEN)
    progress = Progress()

    def told(done: int, of: int) -> None:
        progress.phase(str(Text(f"règle {done} sur {of}", f"rule {done} of {of}")))

    try:
        found = studied(source, progress)
        folder = out or Path("studies") / f"rules-{found.name}"
        refuse_foreign(folder, MARK, WRITTEN)
        study = rules(found.answered, by_row=rows, interact=interact, seconds=seconds, told=told)
        prices = None
        if price and not study.incomplete:
            selected = found.answered.selected
            prices = priced(found.answered.case, Question(), selected=selected, seconds=seconds)
        with staged(folder, MARK, WRITTEN) as fresh:
            write_rules(study, prices, fresh)
    finally:
        progress.clear()
    print_rules(study, prices, folder, make_console())
    if study.incomplete or (prices is not None and prices.incomplete):
        return EXIT_INTERRUPTED
    told_all = all(one.proof is Proof.OPTIMAL for one in (*study.effects.rules, *study.rows))
    return 0 if told_all else EXIT_LIMIT
