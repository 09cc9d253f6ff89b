"""Tables written where a model has none: the kind of a rule in place of its name."""

from __future__ import annotations

import difflib
import typing
from typing import Any

from pydantic import BaseModel

from tisites.messages.text import Text
from tisites.model.equity import Equity
from tisites.model.kinds import Constraint

#: Tables of named rules, with the union of their kinds.
_UNIONS: dict[str, Any] = {"constraint": Constraint, "equity": Equity}
#: What stands in an example for a key that a new rule needs.
_EXAMPLES = {
    "sites": '["…"]',
    "then": '["…"]',
    "site": '"…"',
    "source": '"…"',
    "reason": '"…"',
    "by": '"region"',
    "use": '"hectares"',
    "as": '"constraint"',
    "minutes": "30",
    "km": "20",
    "capacity": '"…"',
    "classes": '["…"]',
}


def kinds_of(table: str) -> dict[str, type[BaseModel]]:
    """Return the rules that a table may hold, by kind.

    Examples
    --------
    >>> [kind for kind in kinds_of("constraint") if kind.startswith("lock")]
    ['lock_in', 'lock_out']
    """
    found: dict[str, type[BaseModel]] = {}
    for rule in typing.get_args(typing.get_args(_UNIONS[table])[0]):
        for kind in typing.get_args(rule.model_fields["kind"].annotation):
            found[kind] = rule
    return found


def misplaced(keys: tuple[str, ...], given: object) -> Text | None:
    """Say where a table goes that bears the name of a kind, or nearly; ``None`` for another.

    Examples
    --------
    >>> print(misplaced(("lock",), {"sites": ["59-1"]}).en)
    write [constraint.NAME] with kind = "lock_in", sites = ["…"], source = "…", reason = "…"
    >>> misplaced(("chose",), 3) is None
    True
    """
    if len(keys) != 1 or not isinstance(given, dict | list | bool):
        return None
    for table in _UNIONS:
        kind = kind_like(keys[0], table)
        if kind is not None:
            lines = example(kinds_of(table)[kind], kind)
            return Text(
                f"écrire [{table}.NOM] avec {lines}",
                f"write [{table}.NAME] with {lines}",
            )
    return None


def kind_like(name: str, table: str) -> str | None:
    """Return the kind that a name begins, or that is nearest to it; ``None`` without one.

    Examples
    --------
    >>> kind_like("lock", "constraint"), kind_like("maxmin", "equity"), kind_like("x", "equity")
    ('lock_in', 'max_min', None)
    """
    kinds = sorted(kinds_of(table))
    begun = [kind for kind in kinds if len(name) > 2 and kind.startswith(name.lower())]
    near = difflib.get_close_matches(name.lower(), kinds, 1, 0.75)
    return next(iter([*begun, *near]), None)


def kind_with(given: object, table: str, name: str = "", usual: str = "") -> str | None:
    """Return a kind that has every key given: what the name is like, the usual one, the simplest.

    Examples
    --------
    >>> kind_with({"sites": ["59-1"], "reason": "decided"}, "constraint")
    'lock_in'
    >>> kind_with({"sites": ["59-1"]}, "constraint", "lock")
    'lock_in'
    """
    if table not in _UNIONS or not isinstance(given, dict) or not given:
        return None
    lacks = {
        kind: sum(field.is_required() and _name(key, field) not in given
                  for key, field in rule.model_fields.items())
        for kind, rule in kinds_of(table).items()
        if set(given) <= {_name(key, field) for key, field in rule.model_fields.items()}
    }  # fmt: skip
    like = kind_like(name, table)
    for one in (like, usual):
        if one in lacks:
            return one
    return min(lacks, key=lambda kind: lacks[kind]) if lacks else None


def example(rule: type[BaseModel], kind: str) -> str:
    """Return the keys that a rule of a kind needs, as a planner writes them."""
    needed = [
        f"{_name(key, field)} = {_EXAMPLES.get(_name(key, field), '…')}"
        for key, field in rule.model_fields.items()
        if key != "kind" and field.is_required()
    ]
    needed.sort(key=lambda line: line.startswith(("source", "reason")))
    return ", ".join([f'kind = "{kind}"', *needed])


def added(keys: tuple[str, ...]) -> Text:
    """Say how to add a key that is missing.

    Examples
    --------
    >>> print(added(("constraint", "must", "lock_in", "reason")).en)
    add it under [constraint.must], for example reason = "…"
    """
    if len(keys) < 3:
        return Text("l'ajouter", "add it")
    name, table = keys[-1], ".".join(keys[:2])
    line = f"{name} = {_EXAMPLES.get(name, '…')}"
    return Text(
        f"l'ajouter sous [{table}], par exemple {line}",
        f"add it under [{table}], for example {line}",
    )


def _name(key: str, field: Any) -> str:
    return str(field.alias or key)
