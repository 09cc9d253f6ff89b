"""``/runs``: the store that the command line shares: listed, named."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from tisites.desk.runs import PinRequest, pin
from tisites.messages.errors import BadInputError
from tisites.report.runs import data_words
from tisites.run.store.pins import pins
from tisites.web.contract import AuditLine, Pin, ResultBody, RunLine
from tisites.web.results import stored_folder
from tisites.web.routes.places import At, Here
from tisites.web.views.result import stored_body

if TYPE_CHECKING:
    from tisites.run.read.stored import StoredRun

router = APIRouter(tags=["runs"])


@router.get("/runs")
def list_runs(at: At) -> list[RunLine]:
    """List the saved runs, newest first."""
    names = _names(at)
    return [_line(run, names.get(run.hash, [])) for run in at.workspace.store.list()]


@router.get("/runs/{run}")
def read_run(run: str, at: At) -> ResultBody:
    """Return a saved run."""
    return stored_body(at.opened(run).run)


@router.post("/runs/{run}/pin", status_code=204)
def pin_run(run: str, asked: Pin, at: At) -> Response:
    """Give a name to a run, which is then kept."""
    folder = stored_folder(at.workspace, run)
    pin(PinRequest(asked.name, str(folder), at.workspace.store))
    return Response(status_code=204)


@router.delete("/runs/{run}/pin", status_code=204)
def unpin_run(run: str, at: At, name: str | None = None) -> Response:
    """Take back the name of a run, or all its names; the run stays."""
    known = _names(at).get(at.opened(run).run.hash, [])
    for one in known if name is None else [name]:
        pin(PinRequest(one, None, at.workspace.store))
    return Response(status_code=204)


@router.get("/audit")
def read_audit(at: At) -> list[AuditLine]:
    """Return every entry of the audit logs of the store, newest first."""
    from tisites.run.store.audit_log import AuditLog

    found: list[AuditLine] = []
    for run in at.workspace.store.list():
        entries: list[dict[str, Any]] = list(AuditLog(at.workspace.store.root, run.hash).entries())
        for k, entry in enumerate(entries, start=1):
            found.append(
                AuditLine(
                    run=run.hash, line=k, kind=str(entry.get("kind", "")),
                    date=str(entry.get("written") or entry.get("date") or ""),
                    author=str(entry.get("author", "")), words=str(entry.get("reason", "")),
                )
            )  # fmt: skip
    return sorted(found, key=lambda line: line.date, reverse=True)


def _names(at: Here) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, run in pins(at.workspace.store).items():
        found.setdefault(run, []).append(name)
    return found


def _line(run: StoredRun, names: list[str]) -> RunLine:
    report = run.report
    moment = datetime.datetime.fromtimestamp(run.written, tz=datetime.UTC)
    model = report["model"]
    try:
        title = str(run.model.titled)
    except BadInputError:  # of another version: listed by what it says of itself
        title = str(model.get("title", ""))
    value = report.get("objective")
    return RunLine(
        run=run.hash, folder=run.folder.name, names=names,
        written=moment.isoformat(timespec="seconds"), scenario=str(report["scenario"]), title=title,
        proof=str(report["proof"]), value=None if value is None else float(value),
        n_selected=len(report["selected"]), synthetic=bool(report["synthetic"]),
        pack=data_words(report),
    )  # fmt: skip
