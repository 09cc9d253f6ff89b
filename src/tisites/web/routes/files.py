"""``/files``: what a job wrote, and nothing else."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse

from tisites.messages.text import Text
from tisites.web.contract import FileBody
from tisites.web.guard import DOCUMENT_POLICY
from tisites.web.refusals import not_there
from tisites.web.routes.places import At

if TYPE_CHECKING:
    from pathlib import Path

router = APIRouter(prefix="/files", tags=["files"])
#: Shown in the page; everything else is downloaded.
SHOWN = {".png": "image/png", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8",
         ".pdf": "application/pdf"}  # fmt: skip


@router.get("/{job}")
def list_files(job: str, at: At) -> list[FileBody]:
    """List the files of a job."""
    at.jobs.get(at.workspace, job)
    place = at.workspace.job_files(job)
    return [
        FileBody(name=path.name, size=path.stat().st_size,
                 href=f"/api/v1/files/{job}/{quote(path.name)}")
        for path in sorted(place.iterdir() if place.is_dir() else ())
        if path.is_file()
    ]  # fmt: skip


@router.get("/{job}/{name}", response_class=FileResponse)
def read_file(job: str, name: str, at: At, download: bool = False) -> FileResponse:
    """Return a file of a job."""
    at.jobs.get(at.workspace, job)
    path = _file(at.workspace.job_files(job), name)
    shown = SHOWN.get(path.suffix.lower())
    kind = shown or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # what a job wrote may hold words of a file that was sent: it runs nothing
    headers = {"content-security-policy": DOCUMENT_POLICY, "x-frame-options": "SAMEORIGIN"}
    way = "inline" if shown and not download else "attachment"
    return FileResponse(path, media_type=kind, filename=path.name, headers=headers,
                        content_disposition_type=way)  # fmt: skip


def _file(place: Path, name: str) -> Path:
    """Return a file that lies in the folder itself, whatever its name pretends.

    Raises
    ------
    RefusedError
        404.
    """
    names = {path.name for path in place.iterdir() if path.is_file()} if place.is_dir() else set()
    path = place / name
    if name not in names or path.is_symlink():
        raise not_there(Text("ce fichier n'existe pas", "there is no such file"), name[:80])
    return path
