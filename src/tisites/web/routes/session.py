"""``/session``: who asks, and what there is to work on; ``/login`` with a token."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from tisites.messages.errors import Where
from tisites.messages.text import Language, Text, language
from tisites.web.contract import LimitsBody, Login, Named, SessionBody
from tisites.web.guard import COOKIE
from tisites.web.jobs.options import OPTIONS
from tisites.web.refusals import RefusedError
from tisites.web.routes.places import At

if TYPE_CHECKING:
    from pathlib import Path

router = APIRouter(tags=["session"])


@router.get("/session")
def session(at: At) -> SessionBody:
    """Tell who asks, the language, the packs, the models and the scenarios."""
    bounds = at.settings.bounds
    return SessionBody(
        user=at.asker.name,
        role=at.asker.role,
        language=language(),
        version=version("tisites"),
        csrf=at.guard.csrf(at.asker),
        local=at.settings.local,
        packs=[_pack(key, at.pack(key)) for key in (*sorted(at.settings.packs), "demo")],
        models=_shipped("models", language()),
        scenarios=_shipped("scenarios", language()),
        verbs=sorted(OPTIONS),
        limits=LimitsBody(
            upload_mb=bounds.upload_mb, body_kb=bounds.body_kb, queue=bounds.queue_each,
            at_work=bounds.at_work,
        ),
    )  # fmt: skip


@router.post("/login", status_code=204)
def login(asked: Login, request: Request) -> Response:
    """Open a session of the page with a token."""
    guard = request.app.state.guard
    name = guard.user_of(asked.token)
    if name is None:
        what = Text("ce jeton n'est pas connu", "this token is not known")
        remedy = Text("le demander à qui sert l'atelier", "ask whoever serves the workbench")
        raise RefusedError(401, what, remedy, Where("token"))
    response = Response(status_code=204)
    response.set_cookie(
        COOKIE, guard.session(name), httponly=True, samesite="strict",
        secure=request.url.scheme == "https", max_age=30 * 86_400,
    )  # fmt: skip
    return response


@router.post("/logout", status_code=204)
def logout() -> Response:
    """End the session of the page."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


def _pack(key: str, folder: Path | None) -> Named:
    """Name a pack; its manifest is read each time, for packs are rebuilt."""
    if folder is None:
        title = Text("Démonstration (données synthétiques)", "Demonstration (synthetic data)")
        return Named(name=key, title=str(title), synthetic=True)
    told = _manifest(folder / "manifest.json")
    return Named(name=key, title=str(told.get("title") or told.get("name") or key),
                 synthetic=bool(told.get("synthetic", False)))  # fmt: skip


def _manifest(path: Path) -> dict[str, Any]:
    from tisites.data.strict_json import strict_json

    try:
        told = strict_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # it is told when the pack is opened
    return told if isinstance(told, dict) else {}


@lru_cache(maxsize=8)
def _shipped(kind: str, lang: Language) -> list[Named]:
    """Name what ships with tisites; grids, which are many points, are for ``tisites sweep``."""
    from tisites.model.load import merged_of, read_toml, stack
    from tisites.model.shelf import shipped_file, shipped_names

    found = []
    for name in shipped_names(kind):
        path = shipped_file(kind, name)
        assert path is not None
        told = merged_of(stack(path)) if kind == "scenarios" else read_toml(path)
        if "vary" in told or "sampling" in told:
            continue
        title = told.get("title_en") if lang == "en" else None
        found.append(Named(name=name, title=str(title or told.get("title") or name)))
    return found
