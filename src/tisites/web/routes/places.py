"""What every route starts from: who asks, in which workspace, on which server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from tisites.messages.text import Text, language
from tisites.web.drafts import Drafts
from tisites.web.jobs.job import JobAsk
from tisites.web.refusals import not_there, told_refusal
from tisites.web.results import PATIENCE_S, Opened, opened, told_of
from tisites.web.settings import STATE
from tisites.web.uploads import Uploads
from tisites.web.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.web.drafts import DraftRecord
    from tisites.web.guard import Asker, Guard
    from tisites.web.jobs.engine import Jobs
    from tisites.web.settings import ServerSettings


@dataclass(frozen=True, slots=True)
class Here:
    """Where a request works.

    Parameters
    ----------
    settings : ServerSettings
        Of the server.
    jobs : Jobs
        The engine of jobs.
    guard : Guard
        Signs sessions.
    asker : Asker
        Who asks; allowed already.
    workspace : Workspace
        Whose folder it is.
    """

    settings: ServerSettings
    jobs: Jobs
    guard: Guard
    asker: Asker
    workspace: Workspace

    @property
    def role(self) -> str:
        """What the asker may do."""
        return self.asker.role

    @property
    def packs(self) -> frozenset[str]:
        """Keys of the packs that there are."""
        return frozenset({"demo", *self.settings.packs})

    @property
    def drafts(self) -> Drafts:
        """The drafts of the workspace."""
        return Drafts(self.workspace, self.packs)

    @property
    def uploads(self) -> Uploads:
        """The lists of the workspace."""
        bounds = self.settings.bounds
        return Uploads(
            self.workspace.state / "uploads", bounds.upload_mb * 1_000_000,
            bounds.workspace_mb * 1_000_000,
        )  # fmt: skip

    def pack(self, key: str) -> Path | None:
        """Return the folder of a pack; ``None`` for the demonstration.

        Raises
        ------
        Refused
            404 if the server does not know it.
        """
        if key not in self.packs:
            raise not_there(Text("ce paquet n'existe pas", "there is no such pack"), key[:80])
        return None if key == "demo" else self.settings.packs[key]

    def list_of(self, upload: str | None) -> tuple[str | None, str | None]:
        """Return the file of an accepted list, and the file that tells how it is read.

        Raises
        ------
        RefusedError
            404 if there is none.
        BadInputError
            If nobody accepted how it is read.
        """
        if upload is None:
            return None, None
        kept = self.uploads.accepted(upload)
        return str(kept.path), None if kept.reading is None else str(kept.reading)

    def answered(self, question: str, given: dict[str, Any]) -> Any:
        """Ask the process of the workspace what it answers at once.

        Raises
        ------
        Refused
            In its words.
        """
        told = self.jobs.ask(self.workspace, question, {**given, "language": language()})
        if "found" not in told:
            raise told_refusal(int(told["status"]), told["problems"])
        return told["found"]

    def subject_of(self, run: str) -> dict[str, Any]:
        """Return what a process must know of a result: its hash, and how it was asked."""
        told = told_of(self.workspace, run)
        if not told:
            return {"run": self.opened(run).run.hash}
        return {"run": told["run"], **told.get("asked", {})}

    def opened(self, run: str) -> Opened:
        """Open a result or a stored run, for views.

        Raises
        ------
        RefusedError
            404 if there is none.
        """
        waits = self.jobs.has_process(self.workspace)
        return opened(self.workspace, run, PATIENCE_S if waits else 1.0)


def here(request: Request) -> Here:
    """Return where a request works; a route's dependency."""
    state, asker = request.app.state, request.state.asker
    settings: ServerSettings = state.settings
    workspace = workspace_of(settings, asker.workspace)
    return Here(settings, state.jobs, state.guard, asker, workspace)


def ask_of(
    at: Here, draft: DraftRecord, verb: str = "prepare", upload: str | None = None
) -> JobAsk:
    """Return what a process must know of a draft.

    Parameters
    ----------
    at : Here
        Where.
    draft : DraftRecord
        The draft.
    verb : str
        What is asked.
    upload : str, optional
        List in place of the draft's own.
    """
    candidates, reading = at.list_of(upload or draft.content.candidates)
    pack = at.pack(draft.content.pack)
    return JobAsk(
        job="", verb=verb, draft=draft.id, content=draft.content,
        pack=None if pack is None else str(pack), candidates=candidates, reading=reading,
        language=language(), **at.drafts.asked_of(draft),
    )  # fmt: skip


#: What a route declares to be given it.
At = Annotated[Here, Depends(here)]


def workspace_of(settings: ServerSettings, name: str) -> Workspace:
    """Return the workspace of that name; the current folder for the single local user."""
    root = settings.root.resolve()
    if name:
        root = root / STATE / "users" / name
        root.mkdir(parents=True, exist_ok=True)
    return Workspace(root, name)


def workspaces(settings: ServerSettings) -> Iterator[Workspace]:
    """Give every workspace that there is: their jobs are taken up again."""
    if settings.local:
        yield workspace_of(settings, "")
        return
    shelf = settings.root.resolve() / STATE / "users"
    for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
        if folder.is_dir():
            yield Workspace(folder, folder.name)
