"""A planner's list, looked at in the process of its workspace: killable, within its memory."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError
from tisites.web.contract_lists import AcceptedBody, AskedReading
from tisites.web.uploads import Uploads
from tisites.web.views.findings import finding_groups, list_named
from tisites.web.views.guess import guess_body, refused_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.desk.reading import SeenList
    from tisites.territory.territory import Territory
    from tisites.web.uploads import Upload
    from tisites.web.workspace import Workspace


def look_at(space: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Return how a list would be read, or why it cannot be; nothing is changed.

    Parameters
    ----------
    space : Workspace
    given : dict
        ``upload``, its key; ``pack``, the folder whose communes are meant, ``None`` for the
        demonstration; ``asked``, :class:`~tisites.web.contract_lists.AskedReading`.

    Raises
    ------
    RefusedError
        If there is no such upload (404).
    BadInputError
        If what the planner says of it is impossible: a column or a commune that is not there.
    """
    from tisites.desk.reading import sheets_of

    upload, pack, asked = _given(space, given)
    sheets = sheets_of(upload.path)
    try:
        seen = _seen(upload, pack, asked)
    except BadInputError as error:
        if asked.meanings or asked.communes:  # her words are at fault: what was shown before stays
            raise BadInputError(list_named(error.problems, upload.path, upload.name)) from error
        return refused_body(upload, error.problems, sheets).model_dump(mode="json")
    return guess_body(upload, seen, sheets, asked.communes).model_dump(mode="json")


def accept(space: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Keep how a list is read: drafts and dossiers read it so from now on.

    Raises
    ------
    RefusedError
        If there is no such upload (404).
    BadInputError
        If the list cannot be read so.
    """
    upload, pack, asked = _given(space, given)
    try:
        seen = _seen(upload, pack, asked)
    except BadInputError as error:
        raise BadInputError(list_named(error.problems, upload.path, upload.name)) from error
    kept = _shelf(space).accept(upload.key, seen)
    return AcceptedBody(
        candidates=upload.key, name=upload.name, sites=kept.sites, left_out=kept.left_out
    ).model_dump(mode="json")


def pack_findings(space: Workspace, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Hash every layer of a pack again; tell what its layers disagree about.

    Raises
    ------
    BadInputError
        If a layer is not as it was sealed.
    """
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.data.show import verify_pack

    del space
    folder = given["pack"]
    found = verify_pack(open_demo() if folder is None else open_pack(Path(folder)))
    return [group.model_dump(mode="json") for group in finding_groups(found)]


#: What the process of a workspace answers at once.
QUESTIONS: dict[str, Callable[[Workspace, dict[str, Any]], Any]] = {
    "guess": look_at,
    "accept": accept,
    "pack": pack_findings,
}


def _shelf(space: Workspace) -> Uploads:
    return Uploads(space.state / "uploads")


def _given(space: Workspace, given: dict[str, Any]) -> tuple[Upload, Path | None, AskedReading]:
    folder = given["pack"]
    pack = None if folder is None else Path(folder)
    return _shelf(space).get(given["upload"]), pack, AskedReading.model_validate(given["asked"])


def _seen(upload: Upload, pack: Path | None, asked: AskedReading) -> SeenList:
    from tisites.desk.reading import LookRequest, looked_at

    stamp = 0 if pack is None else (pack / "manifest.json").stat().st_mtime_ns
    request = LookRequest(
        upload.path, pack, asked.sheet, asked.unit, asked.communes, asked.meanings,
        upload.path.parent / "lectures", _territory(pack, stamp),
    )  # fmt: skip
    return looked_at(request).value


@lru_cache(maxsize=1)
def _territory(pack: Path | None, stamp: int) -> Territory:
    """Return the territory of a pack; the last one stays in memory until the pack changes."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    del stamp
    return load_territory(open_demo() if pack is None else open_pack(pack))
