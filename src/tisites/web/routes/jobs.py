"""``/jobs``: work that takes time, asked, followed, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text, language
from tisites.web.contract import JobBody, NewJob, StudyBody
from tisites.web.jobs.job import JobAsk
from tisites.web.jobs.options import options_of, refuse_subject
from tisites.web.refusals import not_there
from tisites.web.routes.places import At, ask_of
from tisites.web.workspace import read_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

router = APIRouter(prefix="/jobs", tags=["jobs"])
#: What a result tells of how it was asked.
ASKED = ("base", "changes", "scenario", "pack", "candidates", "reading")
#: Seconds of silence before a comment is sent.
HEARTBEAT_S = 10.0


@router.post("", status_code=202)
def ask_job(asked: NewJob, at: At, response: Response) -> JobBody:
    """JobAsk for a verb of the desk; the job is done beside, in a process of the workspace."""
    options = options_of(asked.verb, asked.options)
    draft = at.drafts.get(asked.draft) if asked.draft is not None else None
    refuse_subject(asked.verb, asked.draft, asked.run)
    told = {} if asked.run is None else at.subject_of(asked.run)
    run = told.get("run")
    kept = {key: told[key] for key in ASKED if key in told}
    ask = JobAsk(job="", verb=asked.verb, language=language(), **kept)
    if draft is not None:
        upload = asked.options.get("upload") if asked.verb == "dossier" else None
        ask = ask_of(at, draft, asked.verb, upload)
    if asked.verb == "coverage":
        named = at.pack(str(asked.options.get("pack", "demo")))
        ask = ask.model_copy(update={"pack": None if named is None else str(named)})
    if asked.verb == "dossier" and ask.candidates is None:
        what = Text("ce brouillon n'a pas de liste", "this draft has no list")
        remedy = Text("déposer un fichier d'abord", "send a file first")
        raise bad_input(what, remedy, Where("options", column="upload"))
    given = {"run": run, "options": options.model_dump(exclude_unset=True)}
    revision = None if draft is None else draft.revision
    job = at.jobs.submit(at.workspace, ask.model_copy(update=given), revision)
    response.headers["location"] = f"/api/v1/jobs/{job.id}"
    return job.body


@router.get("")
def list_jobs(at: At) -> list[JobBody]:
    """List the jobs of the workspace, newest first."""
    return at.jobs.every(at.workspace)


@router.get("/{job}")
def read_job(job: str, at: At) -> JobBody:
    """Return a job."""
    return at.jobs.get(at.workspace, job).body


@router.delete("/{job}")
def stop_job(job: str, at: At, kill: bool = False) -> JobBody:
    """Stop a job: the best answer so far is its answer; ``kill`` ends its process instead."""
    return at.jobs.stop(at.workspace, job, kill=kill).body


@router.get("/{job}/document")
def read_document(job: str, at: At) -> StudyBody:
    """Return what the answer of a job means."""
    at.jobs.get(at.workspace, job)
    told = read_json(at.workspace.folder("jobs", job) / "document.json")
    if told is None:
        raise not_there(Text("ce calcul n'a pas de document", "this job has no document"), job)
    return StudyBody.model_validate(told)


@router.get("/{job}/events", response_class=StreamingResponse, responses={
    200: {"content": {"text/event-stream": {}}, "description": "`state`, `progress`, `done`"},
})  # fmt: skip
async def follow_job(
    job: str, at: At, request: Request,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:  # fmt: skip
    """Follow a job as it goes; ``Last-Event-ID`` takes up where a cut line left."""
    found = at.jobs.get(at.workspace, job)
    known = last_event_id or ""
    after = int(known) if known.isascii() and known.isdigit() else None

    async def told() -> AsyncIterator[str]:
        async for line in at.jobs.hub.follow(found.body, after, HEARTBEAT_S):
            if await request.is_disconnected():
                return
            yield line

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(told(), media_type="text/event-stream", headers=headers)
