"""What the server refuses, in words: a status of HTTP beside what, where and how to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.clean import clean
from tisites.messages.errors import BadInputError, InfeasibleError, Problem, TisitesError, Where
from tisites.messages.text import Text, same
from tisites.web.contract import ProblemBody, ProblemsBody, WhereBody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class RefusedError(TisitesError):
    """A request that is not served.

    Parameters
    ----------
    status : int
        Of HTTP: 4xx.
    what, remedy : Text
        What is wrong and how to mend it.
    where : Where, optional
        The place in the request.
    """

    def __init__(self, status: int, what: Text, remedy: Text, where: Where | None = None) -> None:
        super().__init__(Problem(what, remedy, where or Where()))
        self.status = status


def not_there(what: Text, value: str) -> RefusedError:
    """Say that something asked for does not exist (404)."""
    remedy = Text("recharger la page ; l'objet a pu être supprimé",
                  "load the page again; it may have been deleted")  # fmt: skip
    return RefusedError(404, what, remedy, Where(value=value))


def told_refusal(status: int, told: Sequence[Mapping[str, Any]]) -> RefusedError:
    """Return what the process of a workspace refused, in its own words.

    Parameters
    ----------
    status : int
        Of HTTP.
    told : sequence of mapping
        :class:`~tisites.web.contract.ProblemBody`, one or more.
    """
    problems = [
        Problem(same(one["what"]), same(one["remedy"]), Where(**one["where"])) for one in told
    ]
    refused = RefusedError(status, problems[0].what, problems[0].remedy)
    refused.problems = tuple(problems)
    return refused


def status_of(error: TisitesError) -> int:
    """Return the status that answers an error of the engine."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, BadInputError):
        return 422
    return 409 if isinstance(error, InfeasibleError) else 500


def problem_body(problem: Problem) -> ProblemBody:
    """Say a problem of the engine in the current language, as the contract has it."""
    where = problem.where
    return ProblemBody(
        what=clean(str(problem.what)),
        remedy=clean(str(problem.remedy)),
        where=WhereBody(
            file=clean(where.file), line=where.line,
            column=None if where.column is None else clean(where.column),
            value=None if where.value is None else clean(where.value),
        ),
        words=str(problem),
    )  # fmt: skip


def problems_body(problems: Iterable[Problem]) -> ProblemsBody:
    """Say several problems."""
    return ProblemsBody(problems=[problem_body(one) for one in problems])


def body_problems(errors: Sequence[Any], place: str = "") -> list[Problem]:
    """Say what pydantic found wrong in a body, one problem each.

    Parameters
    ----------
    errors : sequence
        As ``ValidationError.errors()`` gives them.
    place : str
        What was read: ``options`` of a job, for example.
    """
    found = []
    for error in errors:
        keys = [str(part) for part in error["loc"] if part not in ("body", "query", "path")]
        value = error.get("input")
        told = None if value is None or isinstance(value, dict | list) else str(value)[:80]
        what, remedy = _words(str(error["type"]), error)
        found.append(Problem(what, remedy, Where(place, column=".".join(keys) or None, value=told)))
    return found


def _words(kind: str, error: Any) -> tuple[Text, Text]:
    """Say the kinds that a person meets; the rest in the words of pydantic, in English."""
    said = str(error["msg"])
    api = Text("voir docs/api-rest.md ou /api/v1/openapi.json",
               "see docs/api-rest.md or /api/v1/openapi.json")  # fmt: skip
    if kind == "extra_forbidden":
        return Text("cette clé n'existe pas", "this key does not exist"), api
    if kind == "missing":
        return Text("cette clé manque", "this key is missing"), api
    if kind == "literal_error":
        among = str(error.get("ctx", {}).get("expected", ""))
        listed = among.replace(" or ", ", ")
        return (
            Text("valeur inconnue", "unknown value"),
            Text(f"choisir parmi {listed}", f"choose from {listed}"),
        )
    if kind in ("model_attributes_type", "model_type", "dict_type"):
        return Text("un objet JSON est attendu", "a JSON object is expected"), api
    if kind.startswith("json"):
        return Text("ce n'est pas du JSON", "this is no JSON"), api
    return Text(f"valeur refusée ({said})", f"value refused ({said})"), api
