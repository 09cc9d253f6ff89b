"""``/scenarios``: what planners saved under a name, opened again as drafts."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from tisites.web.contract_lists import SavedScenario, SaveScenario
from tisites.web.routes.places import At
from tisites.web.saved import SavedScenarios

router = APIRouter(prefix="/scenarios", tags=["scenarios"])


@router.get("")
def list_scenarios(at: At) -> list[SavedScenario]:
    """List the saved scenarios, last saved first."""
    return SavedScenarios(at.workspace).list()


@router.get("/{name}", response_class=PlainTextResponse)
def read_scenario(name: str, at: At) -> PlainTextResponse:
    """Return a saved scenario as its file, comments kept; ``scenario: saved/NAME`` opens it."""
    return PlainTextResponse(SavedScenarios(at.workspace).read(name)[0])


@router.put("/{name}")
def save_scenario(name: str, asked: SaveScenario, at: At) -> SavedScenario:
    """Save a draft under a name; 409 if the name is another scenario's, unless it is replaced."""
    return at.drafts.save_as(asked.draft, name, replace=asked.replace)


@router.delete("/{name}", status_code=204)
def delete_scenario(name: str, at: At) -> Response:
    """Delete a saved scenario; drafts opened from it stay."""
    SavedScenarios(at.workspace).delete(name)
    return Response(status_code=204)
