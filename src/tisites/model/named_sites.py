"""Sites that a scenario names: told before any work when there is no candidate of that id."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.model.kinds import AtMostOne, Implies, Lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from tisites.model.declaration import Model


def named_sites(model: Model) -> Iterator[tuple[str, str]]:
    """Dotted key and id of every site that an enabled constraint, or the reserve, names."""
    for name, rule in sorted(model.constraint.items()):
        if not rule.enabled:
            continue
        if isinstance(rule, Lock | AtMostOne):
            yield from ((f"constraint.{name}.sites", site) for site in rule.sites)
        elif isinstance(rule, Implies):
            yield f"constraint.{name}.site", rule.site
            yield from ((f"constraint.{name}.then", site) for site in rule.then)
    if model.reserve is not None and model.reserve.enabled:
        yield from (("reserve.named", site) for site in model.reserve.named)


def nobody_problems(model: Model, known: pd.Index, file: str, data: Text) -> list[Problem]:
    """Return one problem for each named site that no candidate is, with the nearest ids.

    Parameters
    ----------
    model : Model
        What names them.
    known : Index
        Ids of every candidate, eligible or not.
    file : str
        Scenario.
    data : Text
        Where the candidates are from.
    """
    here = set(known)
    found = []
    for key, site in dict.fromkeys(named_sites(model)):
        if site in here:
            continue
        close = difflib.get_close_matches(site, list(known), 3, 0.75)
        listed = ", ".join(close)
        what = Text(
            f"aucun candidat n'a l'identifiant « {site} » dans {data.fr}",
            f"no candidate of {data.en} has the id '{site}'",
        )
        remedy = (
            Text(f"vouliez-vous {listed} ?", f"did you mean {listed}?")
            if close
            else Text(
                "vérifier l'identifiant (tisites check --out les écrit tous), et le fichier donné"
                " avec --candidates ou le paquet donné avec --data",
                "check the id (tisites check --out writes them all), and the file given with"
                " --candidates or the pack given with --data",
            )
        )
        found.append(Problem(what, remedy, Where(file, column=key, value=site)))
    return found
