"""``/results/{run}/sites`` and ``/territories``: what the map and the table are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from tisites.messages.text import language
from tisites.web.contract import ColumnsBody, TerritoriesBody
from tisites.web.packed import PACKED, answer
from tisites.web.routes.places import At
from tisites.web.views.result import case_key
from tisites.web.views.sites import columns, source_line
from tisites.web.views.territories import cut_of, territories

if TYPE_CHECKING:
    from tisites.web.results import Opened

router = APIRouter(prefix="/results", tags=["sites"])
By = Annotated[str, Query(max_length=40, description="region, dep, epci, ze, ti or a full name.")]


def _json(model: type[Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, 304: {"description": "Known by its ETag."}}


@router.get("/{run}/sites", response_class=Response, responses=_json(ColumnsBody))
def read_sites(run: str, at: At, request: Request) -> Response:
    """Return every candidate of a result, a list a column."""
    found = at.opened(run)
    key = ("sites", found.run.hash, language())
    return answer(request, PACKED.get(key, lambda: _columns(found)))


def _columns(found: Opened) -> ColumnsBody:
    run = found.run
    case = found.told.get("case") or case_key(run.report["model"], run.report.get("identity", {}))
    source = source_line(run.report["inputs"], run.model)
    return columns(run, run.ids, run.hash, str(case), source=source)


@router.get("/{run}/territories", response_class=Response, responses=_json(TerritoriesBody))
def read_territories(run: str, at: At, request: Request, by: By = "region") -> Response:
    """Return the territories of a cut of the country with their measures."""
    found, cut = at.opened(run), cut_of(by)
    key = ("territories", found.run.hash, cut, language())
    return answer(request, PACKED.get(key, lambda: territories(found.run, found.run.ids, cut)))
