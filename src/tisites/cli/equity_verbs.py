"""What ``equity`` and ``price`` do: call the rooms in order, print, return the exit code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import Where, bad_input
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.model.benefit import Benefit
    from tisites.run.prepare.request import Request
    from tisites.run.selection.selection import Selection


def equity_verb(
    what: str,
    asked: Mapping[str, str],
    worst: float,
    run: str | None,
    judge: Request,
    out: Path | None,
) -> int:
    """Measure the equity of a selection, write the study, print its summary.

    ``judge`` says what a list of sites is judged by, without a run.
    """
    from tisites.model.benefit import Benefit
    from tisites.report.equity.page import MARK, WRITTEN, write_equity
    from tisites.report.equity.summary import print_equity
    from tisites.run.files.folder import ready, staged
    from tisites.study.equity.equity import equity_of

    benefit = Benefit.model_validate(dict(asked))
    if out is not None:
        ready(out, MARK, WRITTEN)  # before the candidates are measured, not after
    progress = Progress()
    try:
        selection, bases, synthetic = _selected(what, run, judge, progress)
        folder = out or Path("studies") / _study_name(selection.name, benefit)
        ready(folder, MARK, WRITTEN)
        equity = equity_of(selection, bases, benefit, worst=worst, synthetic=synthetic)
        with staged(folder, MARK, WRITTEN) as fresh:
            write_equity(equity, fresh)
    finally:
        progress.clear()
    print_equity(equity, folder, make_console())
    return 0


def _selected(
    what: str, run: str | None, judge: Request, progress: Progress
) -> tuple[Selection, Mapping[str, pd.DataFrame], bool]:
    """Return the selection and the territories it is judged by."""
    from tisites.run.read.case import surveyed
    from tisites.run.read.stored import open_run
    from tisites.run.selection.labels import LABELS_2024
    from tisites.run.selection.selection import is_run, read_selection, refuse_no_list
    from tisites.run.store.reference import resolve_run

    refuse_no_list(what)
    own = is_run(what)
    if own and (run or judge.pack or judge.candidates or judge.tolerant):
        raise bad_input(
            Text("un résultat porte déjà ses données", "a run has its own data already"),
            Text(
                "retirer --run, --data, --candidates et --tolerant",
                "drop --run, --data, --candidates and --tolerant",
            ),
            Where(value=what),
        )
    if run and what == LABELS_2024:
        raise bad_input(
            Text(
                "les sites labellisés sont dans le paquet, pas dans un résultat",
                "the labelled sites are in the pack, not in a run",
            ),
            Text("donner --data au lieu de --run", "give --data in place of --run"),
            Where("--run", value=run),
        )
    if own or run:
        stored = open_run(resolve_run(run or what))
        if any("reg" not in table.columns for table in stored.bases.values()) or not stored.bases:
            raise bad_input(
                Text(
                    "ce résultat a été écrit avant que les territoires y soient gardés",
                    "this run was written before territories were kept in it",
                ),
                Text("relancer tisites run", "run tisites run again"),
                Where(str(stored.folder)),
            )
        selection = read_selection(what, stored.everyone)
        if own:  # "last" names another run tomorrow
            selection = replace(selection, name=stored.folder.name)
        return selection, stored.bases, bool(stored.report["synthetic"])
    from tisites.run.prepare.prepare import survey

    known = survey(judge, Stopwatch(progress))
    everyone, bases = surveyed(known)
    return read_selection(what, everyone, known.territory), bases, known.synthetic


def _study_name(what: str, benefit: Benefit) -> str:
    """Name a study by its selection and what is measured, fit for any file system."""
    stem = Path(what).stem if Path(what).suffix else Path(what).name
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem) or "run"
    return f"equity-{plain}-{benefit.by}-{benefit.benefit}-per-{benefit.per}"
