"""``/uploads``: a planner's own lists, sent, looked at, accepted or forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, File, Response, UploadFile

from tisites.web.contract_lists import AcceptedBody, AskedReading, GuessBody, UploadBody
from tisites.web.routes.places import At, Here

if TYPE_CHECKING:
    from tisites.web.uploads import Upload

router = APIRouter(prefix="/uploads", tags=["uploads"])


@router.post("", status_code=201)
def send_list(file: Annotated[UploadFile, File()], at: At) -> UploadBody:
    """Keep a file under a name of the server's own; nothing is read of it yet."""
    return _body(at, at.uploads.put(file.filename or "", file.file))


@router.get("")
def list_uploads(at: At) -> list[UploadBody]:
    """List the files that were sent, newest first."""
    return [_body(at, upload) for upload in at.uploads.list()]


@router.delete("/{upload}", status_code=204)
def forget_upload(upload: str, at: At) -> Response:
    """Delete a file and how it is read."""
    at.uploads.forget(upload)
    return Response(status_code=204)


@router.post("/{upload}/guess")
def guess_list(upload: str, asked: AskedReading, at: At) -> GuessBody:
    """Tell how a list would be read, row by row; nothing is changed."""
    return GuessBody.model_validate(_answered(at, "guess", upload, asked))


@router.post("/{upload}/accept")
def accept_list(upload: str, asked: AskedReading, at: At) -> AcceptedBody:
    """Accept how a list is read: drafts and dossiers read it so."""
    return AcceptedBody.model_validate(_answered(at, "accept", upload, asked))


def _answered(at: Here, question: str, upload: str, asked: AskedReading) -> object:
    known = at.uploads.get(upload)  # 404 before a process is asked
    pack = at.pack(asked.pack)
    given = {"upload": known.key, "pack": None if pack is None else str(pack),
             "asked": asked.model_dump()}  # fmt: skip
    return at.answered(question, given)


def _body(at: Here, upload: Upload) -> UploadBody:
    kept = at.uploads.accepted(upload.key) if at.uploads.is_accepted(upload.key) else None
    return UploadBody(
        upload=upload.key, name=upload.name, size=upload.size, accepted=kept is not None,
        sites=0 if kept is None else kept.sites, left_out=0 if kept is None else kept.left_out,
    )  # fmt: skip
