"""Stored runs and their audit logs, as the page lists them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError
from tisites.messages.text import Text
from tisites.report.runs import data_words, proof_name
from tisites.run.selection.overrides import KIND
from tisites.run.store.audit_log import AuditLog, tampering_text
from tisites.run.store.store import DIGITS
from tisites.web.contract import AuditLine, RunLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tisites.run.read.stored import StoredRun

_KINDS = {
    KIND: Text("correction à la main :", "override by hand:"),
    "evidence": Text("pièces versées :", "evidence added:"),
}


def run_line(run: StoredRun, names: Sequence[str], *, saved: bool = True) -> RunLine:
    """Return a stored run in a line.

    Parameters
    ----------
    run : StoredRun
    names : sequence of str
        Given to it.
    saved : bool
        Whether it lies in the store, with its map.
    """
    report = run.report
    model = report["model"]
    moment = datetime.datetime.fromtimestamp(run.written, tz=datetime.UTC)
    try:
        title = str(run.model.titled)
    except BadInputError:  # of another version: listed by what it says of itself
        title = str(model.get("title", ""))
    value = report.get("objective")
    return RunLine(
        run=run.hash, short=run.hash[:DIGITS], folder=run.folder.name, names=list(names),
        written=moment.isoformat(timespec="seconds"), scenario=str(report["scenario"]), title=title,
        proof=str(report["proof"]), proof_words=str(proof_name(report)),
        proven=report["proof"] == "optimal", value=None if value is None else float(value),
        n_selected=len(report["selected"]), n_candidates=int(report.get("n_candidates", 0)),
        synthetic=bool(report["synthetic"]), pack=data_words(report), saved=saved,
    )  # fmt: skip


def audit_lines(root: Path, runs: Iterable[StoredRun]) -> list[AuditLine]:
    """Return every entry of the audit logs of a store, newest first; what was altered comes first.

    Parameters
    ----------
    root : Path
        Of the store.
    runs : iterable of StoredRun
    """
    found = [line for run in runs for line in _lines(AuditLog(root, run.hash))]
    return sorted(found, key=lambda line: (not line.intact, line.date), reverse=True)


def _lines(log: AuditLog) -> Iterator[AuditLine]:
    altered = log.tampering()
    if altered is not None:
        said = tampering_text(altered)
        words = Text(f"JOURNAL ALTÉRÉ : {said.fr}", f"LOG TAMPERED WITH: {said.en}")
        yield AuditLine(run=log.run, line=altered.line, kind="altered", kind_words=str(words),
                        date="", intact=False)  # fmt: skip
        return
    for number, entry in enumerate(log.entries(), start=1):
        kind = str(entry.get("kind", ""))
        yield AuditLine(
            run=log.run, line=number, kind=kind, kind_words=str(_KINDS.get(kind, kind)),
            date=str(entry.get("written") or entry.get("date") or ""),
            author=str(entry.get("author", "")), words=_words(kind, entry),
        )  # fmt: skip


def _words(kind: str, entry: Mapping[str, Any]) -> str:
    if kind != KIND:
        return str(entry.get("file", ""))
    added, removed = (
        ", ".join(map(str, entry.get(key, ()))) or "–" for key in ("added", "removed")
    )
    told = Text(f"ajoutés {added} ; retirés {removed}", f"added {added}; removed {removed}")
    return f"{entry.get('reason', '')} ({told})"
