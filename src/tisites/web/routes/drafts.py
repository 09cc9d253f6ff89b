"""``/drafts``: what planners edit, held by the server."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.web.contract import (
    DraftBody,
    DraftPatch,
    FormBody,
    NewDraft,
    PreviewAsked,
    PreviewBody,
)
from tisites.web.refusals import RefusedError
from tisites.web.routes.places import At, ask_of
from tisites.web.views.form import form_body

router = APIRouter(prefix="/drafts", tags=["drafts"])


@router.get("")
def list_drafts(at: At) -> list[DraftBody]:
    """List the drafts, last changed first."""
    return [draft.body() for draft in at.drafts.list()]


@router.post("", status_code=201)
def create_draft(asked: NewDraft, at: At) -> DraftBody:
    """Make a draft of a shipped scenario, of a scenario file, or of a result."""
    if asked.run is not None:
        return at.drafts.of_run(at.opened(asked.run), asked).body()
    return at.drafts.create(asked).body()


@router.get("/{draft}")
def read_draft(draft: str, at: At) -> DraftBody:
    """Return a draft."""
    return at.drafts.get(draft).body()


@router.patch("/{draft}")
def change_draft(draft: str, asked: DraftPatch, at: At) -> DraftBody:
    """Change a draft; what the engine refuses changes nothing, and is told with its remedy."""
    return at.drafts.patch(draft, asked).body()


@router.delete("/{draft}", status_code=204)
def delete_draft(draft: str, at: At) -> Response:
    """Delete a draft; results solved from it stay."""
    at.drafts.delete(draft)
    return Response(status_code=204)


@router.post("/{draft}/undo")
def undo(draft: str, at: At) -> DraftBody:
    """Take the last change back."""
    return at.drafts.step(draft, back=True).body()


@router.post("/{draft}/redo")
def redo(draft: str, at: At) -> DraftBody:
    """Make again what was taken back."""
    return at.drafts.step(draft, back=False).body()


@router.get("/{draft}/form")
def read_form(draft: str, at: At) -> FormBody:
    """Return all that may be set of a draft: its model alone decides it."""
    return form_body(at.drafts.form_of(at.drafts.get(draft)))


@router.post("/{draft}/preview", response_model=PreviewBody, responses={
    204: {"description": "Not now: nothing is prepared, or the job at work keeps the process."},
})  # fmt: skip
def preview(draft: str, asked: PreviewAsked, at: At) -> PreviewBody | Response:
    """Tell who would leave the best scores under other weights; nothing is changed or solved."""
    solved, changes = at.drafts.since_solved(at.drafts.get(draft), asked.changes)
    given = {"of": ask_of(at, solved).model_dump(mode="json"), "changes": changes}
    try:
        return PreviewBody.model_validate(at.answered("preview", given))
    except RefusedError as refused:
        if refused.status != 409:
            raise
        return Response(status_code=204)


@router.get("/{draft}/toml", response_class=PlainTextResponse)
def read_toml(draft: str, at: At) -> PlainTextResponse:
    """Return a draft as a scenario file, which ``tisites run`` takes; comments are kept."""
    found = at.drafts.get(draft)
    named = {"content-disposition": f'attachment; filename="scenario-{draft}.toml"'}
    text = at.drafts.text_of(found)
    return PlainTextResponse(text, headers=named)


@router.post("/{draft}/toml", openapi_extra={
    "requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}},
})  # fmt: skip
async def load_toml(draft: str, request: Request, at: At) -> DraftBody:
    """Put a scenario file in place of a draft's scenario and changes."""
    body = await request.body()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = Text("le fichier n'est pas en UTF-8", "the file is not UTF-8")
        again = Text("l'enregistrer de nouveau, en UTF-8", "save it again, as UTF-8")
        raise bad_input(what, again, Where("scenario.toml")) from error
    return at.drafts.load(draft, text).body()
