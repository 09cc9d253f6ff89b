"""A name that the model does not have, and that lacks what a new one needs: most often a typo."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.model.misplaced import kind_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

#: Tables whose keys are names that a planner gives: what each names, with its example of a kind.
_NAMED = {
    "constraint": (
        Text("la contrainte « {} » est nouvelle", "constraint '{}' is new"),
        "group_count",
    ),
    "score": (Text("le critère « {} » est nouveau", "criterion '{}' is new"), ""),
    "equity": (
        Text("la mesure d'équité « {} » est nouvelle", "measure of equity '{}' is new"),
        "max_min",
    ),
    "exclude": (Text("la règle d'exclusion « {} » est nouvelle", "exclusion '{}' is new"), ""),
}

#: Table and name.
Named = tuple[str, str]


def lacking(error: ValidationError) -> dict[Named, list[str]]:
    """Return the named entries that lack what makes one, each with the keys it lacks.

    An entry with its ``kind`` was meant to be new: it is not among them.
    """
    found: dict[Named, list[str]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        keys = tuple(str(part) for part in detail["loc"])
        if len(keys) < 2 or keys[0] not in _NAMED:
            continue
        if detail["type"] == "union_tag_not_found" and len(keys) == 2:
            found[keys[0], keys[1]] = ["kind"]
        elif detail["type"] == "missing" and len(keys) == 3:
            found.setdefault((keys[0], keys[1]), []).append(keys[2])
    return found


def sentence(named: Named, keys: list[str], all_lacking: Mapping[Named, Any],
             data: Mapping[str, Any]) -> tuple[Text, Text]:  # fmt: skip
    """Return what is wrong with an entry that lacks some keys, and the nearest name there is.

    Examples
    --------
    >>> named = ("score", "zam")
    >>> what, remedy = sentence(named, ["source"], {named: ["source"]}, {"score": {"zan": {}}})
    >>> print(what.en, "/", remedy.en)
    criterion 'zam' is new and lacks: source / did you mean 'zan'?
    """
    table, name = named
    head, kind = _NAMED[table]
    listed = ", ".join(keys)
    what = Text(
        f"{head.fr.format(name)} et il lui manque : {listed}",
        f"{head.en.format(name)} and lacks: {listed}",
    )
    known = sorted(other for other in data.get(table, {}) if (table, other) not in all_lacking)
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return what, Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
    kind = kind_with(data.get(table, {}).get(name), table, name, kind) or kind
    first = (
        Text(f'ajouter par exemple kind = "{kind}"', f'add for example kind = "{kind}"')
        if keys == ["kind"]
        else Text("compléter", "add them")
    )
    if not known:
        return what, first
    names = ", ".join(known)
    return what, Text(
        f"{first.fr}, ou reprendre un nom du modèle : {names}",
        f"{first.en}, or take a name of the model: {names}",
    )
