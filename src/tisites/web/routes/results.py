"""``/results``: what was solved; read from files, whatever is at work."""

from __future__ import annotations

from fastapi import APIRouter

from tisites.messages.text import Text, language
from tisites.web.contract import JobVerb, ResultBody, StudyBody
from tisites.web.refusals import not_there
from tisites.web.results import told_of
from tisites.web.routes.places import At
from tisites.web.views.result import stored_body
from tisites.web.workspace import read_json

router = APIRouter(prefix="/results", tags=["results"])


@router.get("/{run}")
def read_result(run: str, at: At) -> ResultBody:
    """Return a result, by its hash or the first 16 digits; a stored run by its name too."""
    told = told_of(at.workspace, run)
    if told:
        own = {key: told[key] for key in ResultBody.model_fields if key in told}
        return ResultBody.model_validate(own | told.get("spoken", {}).get(language(), {}))
    return stored_body(at.opened(run).run)


@router.get("/{run}/studies/{verb}")
def read_study(run: str, verb: JobVerb, at: At) -> StudyBody:
    """Return the last answer of a study on a result; 404 where it was not asked yet."""
    told = told_of(at.workspace, run)
    name = str(told["run"]) if told else at.opened(run).run.hash
    study = read_json(at.workspace.result(name) / "studies" / f"{verb}.json")
    if study is None:
        what = Text("cette étude n'a pas encore été demandée", "this study was not asked for yet")
        raise not_there(what, verb)
    return StudyBody.model_validate(study)


@router.get("/{run}/studies")
def list_studies(run: str, at: At) -> list[str]:
    """Name the studies that a result has."""
    told = told_of(at.workspace, run)
    name = str(told["run"]) if told else at.opened(run).run.hash
    place = at.workspace.result(name) / "studies"
    return sorted(path.stem for path in place.glob("*.json")) if place.is_dir() else []
