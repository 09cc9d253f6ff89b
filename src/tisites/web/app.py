"""The server: ``create_app(settings)``; every slice registers its router in one line."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from tisites.messages.errors import BadInputError, Problem, TisitesError
from tisites.messages.faults import machine_fault
from tisites.messages.text import Text
from tisites.web.contract import ProblemsBody
from tisites.web.guard import Guard, read_secret
from tisites.web.jobs.engine import Jobs
from tisites.web.refusals import body_problems, problems_body, status_of
from tisites.web.routes import (
    cards,
    data,
    drafts,
    files,
    jobs,
    outlines,
    results,
    runs,
    scenarios,
    session,
    sites,
    uploads,
)
from tisites.web.routes.places import workspaces
from tisites.web.settings import STATE, ServerSettings, checked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

#: One line a slice.
ROUTERS = (
    session.router,
    drafts.router,
    scenarios.router,
    jobs.router,
    results.router,
    sites.router,
    outlines.router,
    cards.router,
    runs.router,
    files.router,
    uploads.router,
    data.router,
)
ROOT = "/api/v1"
#: Requests answered at once: some wait for tables that are being written.
THREADS = 120
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemsBody} for status in (401, 403, 404, 409, 413, 422, 429)
}
_log = logging.getLogger("tisites.web")


def create_app(settings: ServerSettings) -> FastAPI:
    """Make the server.

    Parameters
    ----------
    settings : ServerSettings
        How it is served.

    Raises
    ------
    BadInputError
        If others could reach it and nothing says who they are.
    """
    from importlib.metadata import version

    checked(settings)
    engine = Jobs(settings.bounds)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        engine.resume(workspaces(settings))
        yield
        engine.close()

    app = FastAPI(
        title="tisites",
        version=version("tisites"),
        summary="The workbench of tisites: drafts, jobs, results.",
        openapi_url=f"{ROOT}/openapi.json",
        docs_url=None,  # its page loads from elsewhere
        redoc_url=None,
        lifespan=life,
    )
    for router in ROUTERS:
        app.include_router(router, prefix=ROOT, responses=_REFUSALS)
    _add_page(app, settings)
    _add_refusals(app)
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5)
    secret = read_secret(settings.root.resolve() / STATE)

    def guarded(inner: ASGIApp) -> Guard:
        app.state.guard = Guard(inner, settings, secret)
        return app.state.guard

    app.add_middleware(guarded)
    app.state.settings, app.state.jobs = settings, engine
    app.state.guard = Guard(app, settings, secret)
    return app


def _add_page(app: FastAPI, settings: ServerSettings) -> None:
    """Serve the built page: its own files, by their exact names."""
    names = {path.name for path in settings.static.iterdir()} if settings.static.is_dir() else set()

    @app.get("/", include_in_schema=False)
    def index() -> Response:
        page = settings.static / "index.html"
        if page.is_file():
            return FileResponse(page, headers={"cache-control": "no-cache"})
        words = Text(
            "La page de l'atelier n'est pas construite ici ; l'API répond sous /api/v1 (voir"
            " docs/api-rest.md). Dans un clone : node src/tisites/web/front/build.mjs",
            "The page of the workbench is not built here; the API answers under /api/v1 (see"
            " docs/api-rest.md). In a checkout: node src/tisites/web/front/build.mjs",
        )
        return Response(f"{words}\n", 503, media_type="text/plain; charset=utf-8")

    @app.get("/{name}", include_in_schema=False)
    def asset(name: str) -> Response:
        if name not in names or not (settings.static / name).is_file():
            raise HTTPException(404)
        return FileResponse(settings.static / name, headers={"cache-control": "no-cache"})


def _add_refusals(app: FastAPI) -> None:
    """Have every refusal speak: what, where, how to mend; faults of our own are told apart."""

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, TisitesError)
        return _answer(status_of(error), problems_body(error.problems))

    async def wrong(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = body_problems(error.errors())
        return _answer(422, problems_body(BadInputError(found).problems))

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        what, remedy = _HTTP.get(error.status_code, (Text(*[str(error.detail)] * 2), _API))
        response = _answer(error.status_code, problems_body([Problem(what, remedy)]))
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    async def fault(request: Request, error: Exception) -> Response:
        known = machine_fault(error)
        if known is not None:
            return _answer(status_of(known), problems_body(known.problems))
        _log.error("%s %s", request.method, request.url.path, exc_info=error)
        what = Text(f"erreur interne de tisites ({type(error).__name__})",
                    f"internal error of tisites ({type(error).__name__})")  # fmt: skip
        remedy = Text("la signaler, avec ce que le terminal du serveur affiche",
                      "report it, with what the terminal of the server shows")  # fmt: skip
        return _answer(500, problems_body([Problem(what, remedy)]))

    app.add_exception_handler(TisitesError, refused)
    app.add_exception_handler(RequestValidationError, wrong)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, fault)


def _answer(status: int, body: ProblemsBody) -> Response:
    return JSONResponse(body.model_dump(), status)


_API = Text("voir docs/api-rest.md", "see docs/api-rest.md")
_HTTP = {
    404: (Text("cette adresse n'existe pas", "there is no such address"), _API),
    413: (
        Text("c'est plus long que ce serveur n'accepte", "this is longer than the server takes"),
        Text("envoyer un fichier plus petit", "send a smaller file"),
    ),
    405: (Text("cette méthode n'est pas servie ici", "this method is not served here"), _API),
    400: (
        Text("ce n'est pas du JSON que l'on sache lire", "this is no JSON that can be read"),
        _API,
    ),
}
