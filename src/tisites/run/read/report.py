"""``solution.json`` read again: of the form that it was written in, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt, StrictStr, ValidationError

from tisites.data.strict_json import strict_json
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.errors import BadInputError

Figure = float | int


class _Form(BaseModel):
    """What the keys of a report hold; keys of other versions pass."""

    model_config = ConfigDict(extra="ignore")

    selected: list[StrictStr]
    model: dict[str, Any]
    scenario: StrictStr
    synthetic: StrictBool
    proof: Literal[tuple(one.value for one in Proof)]  # type: ignore[valid-type]
    certified: StrictBool = False
    format: StrictInt = 0
    run: StrictStr = ""
    objective: Figure = 0.0
    bound: Figure | None = None
    gap: Figure | None = None
    n_candidates: StrictInt = 0
    n_eligible: StrictInt = 0
    solver: StrictStr = ""
    language: StrictStr = ""
    exclusions: dict[str, StrictInt] = {}
    certificate: dict[str, Figure] | None = None
    seconds: dict[str, Figure] = {}
    versions: dict[str, StrictStr] = {}
    identity: dict[str, Any] = {}
    constraints: list[dict[str, Any]] = []
    inputs: list[dict[str, Any]] = []


class Report(dict[str, Any]):
    """A table of a report, which says what it lacks when it is asked for it."""

    place: str = ""

    def __missing__(self, key: str) -> Any:
        """Say which key is not there.

        Raises
        ------
        BadInputError
            Always.
        """
        what = Text(f"il manque « {key} » à ce résultat", f"'{key}' is missing from this run")
        raise unreadable(self.place, what)


def read_report(mark: Path) -> dict[str, Any]:
    """Read a ``solution.json``.

    Raises
    ------
    BadInputError
        If it cannot be read, or is not of the form that tisites writes.
    """
    try:
        told = _told(strict_json(mark.read_text(encoding="utf-8")), str(mark))
        _Form.model_validate(told)
    except ValidationError as error:
        keys = sorted({str(e["loc"][0]) if e["loc"] else "?" for e in error.errors()})[:5]
        listed = ", ".join(keys)
        what = Text(
            f"ce fichier n'est pas la solution d'un calcul, ou a été altéré : {listed}",
            f"this file is no solution, or was altered: {listed}",
        )
        raise unreadable(str(mark), what) from error
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or type(error).__name__
        what = Text(
            f"ce fichier n'est pas la solution d'un calcul ({words})",
            f"this file is no solution ({words})",
        )
        raise unreadable(str(mark), what) from error
    assert isinstance(told, Report)
    return told


def _told(value: Any, place: str) -> Any:
    """Have every table say which key it lacks."""
    if isinstance(value, dict):
        found = Report((key, _told(item, place)) for key, item in value.items())
        found.place = place
        return found
    return [_told(item, place) for item in value] if isinstance(value, list) else value


def unreadable(file: str, what: Text) -> BadInputError:
    """Say that a run cannot be read."""
    remedy = Text(
        "relancer tisites run avec le même scénario, ou ouvrir ce résultat avec la version de"
        " tisites qui l'a écrit",
        "run the same scenario again, or open this run with the version of tisites that wrote it",
    )
    return bad_input(what, remedy, Where(file))
