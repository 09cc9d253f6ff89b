"""``/runs``: the store that the command line shares: listed, named."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response

from tisites.desk.runs import PinRequest, RunsRequest, pin, show_run
from tisites.run.store.pins import pins
from tisites.run.store.store import Store
from tisites.web.contract import AuditLine, DocumentBody, Pin, ResultBody, RunLine
from tisites.web.results import stored_folder
from tisites.web.routes.places import At, Here
from tisites.web.views.document import document_body
from tisites.web.views.result import stored_body
from tisites.web.views.runs import audit_lines, run_line

router = APIRouter(tags=["runs"])
#: Results listed that were not saved: each move of a slider may leave one.
UNSAVED = 12


@router.get("/runs")
def list_runs(at: At) -> list[RunLine]:
    """List the runs of the store and the last results that were not saved, newest first."""
    names, saved = _names(at), at.workspace.store.list()
    known = {run.hash for run in saved}
    loose = [run for run in Store(at.workspace.state / "lean").list() if run.hash not in known]
    lines = [run_line(run, names.get(run.hash, [])) for run in saved]
    lines += [run_line(run, (), saved=False) for run in loose[:UNSAVED]]
    return sorted(lines, key=lambda line: line.written, reverse=True)


@router.get("/runs/{run}")
def read_run(run: str, at: At) -> ResultBody:
    """Return a saved run."""
    return stored_body(at.opened(run).run)


@router.get("/runs/{run}/document")
def describe_run(run: str, at: At) -> DocumentBody:
    """Tell what was asked and answered, whether the files are as written, who made the run."""
    folder = stored_folder(at.workspace, run)
    document = show_run(RunsRequest(str(folder), at.workspace.store)).document
    told = [  # where the server keeps it is nobody's business
        replace(one, facts=tuple(fact for fact in one.facts if fact.words != str(folder)))
        for one in document.sections
    ]
    return document_body(replace(document, sections=tuple(told)), str)


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
    store = at.workspace.store
    return audit_lines(store.root, store.list())


def _names(at: Here) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, run in pins(at.workspace.store).items():
        found.setdefault(run, []).append(name)
    return found
