"""Options of ``tisites equity``, checked before anything is loaded."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, get_args

from tisites.criteria.cuts import Counted, Per, Territorial
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOICES = {"by": get_args(Territorial), "benefit": get_args(Counted), "per": get_args(Per)}
#: What planners say for the names that options take.
_SAID = {
    "inhabitants": "population",
    "habitants": "population",
    "emplois": "jobs",
    "surface": "hectares",
    "ha": "hectares",
    "regions": "region",
    "densite": "density",
    "densité": "density",
    "intercommunalite": "epci",
    "outre-mer": "overseas",
    "territoire": "territory",
}


def refuse_options(asked: Mapping[str, str], worst: float) -> None:
    """Refuse words that no option takes, all at once, with the nearest right word.

    Raises
    ------
    BadInputError
        One problem a wrong option.
    """
    problems = [
        _wrong(key, asked[key], known) for key, known in _CHOICES.items() if asked[key] not in known
    ]
    if not 0.0 < worst <= 1.0:
        what = Text("la part la moins servie doit être entre 0 et 1", "worst must lie in ]0, 1]")
        remedy = Text("écrire par exemple --worst 0.2", "write for example --worst 0.2")
        problems.append(Problem(what, remedy, Where("--worst", value=f"{worst:g}")))
    if problems:
        raise BadInputError(problems)


def _wrong(key: str, value: str, known: tuple[str, ...]) -> Problem:
    said = _SAID.get(value.casefold(), value.casefold())
    close = [said] if said in known else difflib.get_close_matches(said, known, 1, 0.5)
    listed = ", ".join(known)
    remedy = (
        Text(
            f"vouliez-vous « {close[0]} » ? (valeurs possibles : {listed})",
            f"did you mean '{close[0]}'? (possible values: {listed})",
        )
        if close
        else Text(f"choisir parmi {listed}", f"choose from {listed}")
    )
    return Problem(Text("valeur inconnue", "unknown value"), remedy, Where(f"--{key}", value=value))
