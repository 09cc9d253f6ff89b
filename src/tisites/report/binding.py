"""Which constraints bind, said for the planner: one line a limit, its territories together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.rules.words import rule_name
from tisites.run.read.activity import BINDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.program import Program
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.read.activity import Activity

#: The row that fixes the number of sites always binds, and says nothing.
CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Bind:
    """Rows of one constraint that meet the same limit.

    Parameters
    ----------
    constraint : str
        Name in the model.
    label : str
        For the planner.
    limit : str
        The limit, with its side and unit.
    groups : tuple of str
        Territories where it is met; empty strings are left out.
    of : int
        Rows that the constraint has on that side.
    """

    constraint: str
    label: str
    limit: str
    groups: tuple[str, ...]
    of: int


def binding(outcome: Outcome) -> list[Bind]:
    """Return what binds, constraints in the order of the program, floors before ceilings."""
    prepared = outcome.prepared
    found: dict[tuple[str, str], list[str]] = {}
    sides: dict[tuple[str, str], str] = {}
    activities = real_limits(outcome)
    for row in activities:
        for side, limit in _met(row, prepared):
            key = (row.constraint, limit)
            found.setdefault(key, []).append(row.group)
            sides[key] = side
    return [
        Bind(
            name,
            label_of(name, prepared),
            limit,
            tuple(group for group in groups if group),
            _rows_on(sides[name, limit], name, activities),
        )
        for (name, limit), groups in found.items()
    ]


def real_limits(outcome: Outcome) -> list[Activity]:
    """Return the rows, without the limits that no selection could break.

    A floor of zero on a count is met wherever nothing is chosen: it does not bind. Neither does a
    ceiling that all the sites of a territory fit under.
    """
    return breakable(outcome.prepared.program, outcome.activities())


def breakable(program: Program, rows: Sequence[Activity]) -> list[Activity]:
    """Return the rows of a program with only the limits that some selection could break."""
    coefficients = program.matrix
    least = np.asarray(coefficients.minimum(0).sum(axis=1)).ravel()
    most = np.asarray(coefficients.maximum(0).sum(axis=1)).ravel()
    kept = [
        _within(row, low, high)
        for row, low, high in zip(rows[: program.n_rows], least, most, strict=True)
    ]
    return [row for row in (*kept, *rows[program.n_rows :]) if row.constraint != CHOOSE]


def _within(row: Activity, least: float, most: float) -> Activity:
    """Return a row with the limits that lie inside what its sites could come to."""
    lower = row.lower if row.lower > least + BINDING else -np.inf
    upper = row.upper if row.upper < most - BINDING else np.inf
    met = any(abs(row.activity - limit) <= BINDING for limit in (lower, upper))
    return replace(row, lower=lower, upper=upper, binding=met)


def label_of(name: str, prepared: Prepared) -> str:
    """Return a rule's label, its name without label, in the planner's language."""
    return str(rule_name(name, prepared.model))


def _met(row: Activity, prepared: Prepared) -> list[tuple[str, str]]:
    """Return the sides of a row that are met, each with its limit in words."""
    rule: Any = prepared.model.constraint.get(row.constraint)
    kind = getattr(rule, "kind", "")
    if kind == "separation":
        return [("lower", _distance(row))] if row.binding else []
    found = []
    for side, limit in (("lower", row.lower), ("upper", row.upper)):
        if np.isfinite(limit) and abs(row.activity - limit) <= BINDING:
            found.append((side, _limit(side, limit, kind, rule, prepared)))
    if len(found) == 2 and row.lower == row.upper:
        return [("equal", found[0][1].replace(str(_AT_LEAST), str(_EXACTLY)))]
    return found


_AT_LEAST = Text("au moins", "at least")
_AT_MOST = Text("au plus", "at most")
_EXACTLY = Text("exactement", "exactly")


def _limit(side: str, limit: float, kind: str, rule: Any, prepared: Prepared) -> str:
    word = str(_AT_LEAST if side == "lower" else _AT_MOST)
    if kind == "share":  # its rows hold the share less its limit: zero says nothing
        share = rule.min if side == "lower" else rule.max
        return f"{word} {figure(100.0 * share)} %"
    if kind == "implies":
        return str(Text("si l'un, l'autre", "if one, the other"))
    return f"{word} {figure(limit)}{unit_of(rule, prepared)}"


def _distance(row: Activity) -> str:
    least = f"{_AT_LEAST} {figure(row.lower)} km"
    if not np.isfinite(row.activity):
        return least
    nearest = Text("plus proches à", "nearest two at")
    return f"{least} ({nearest} {number(row.activity, 1)} km)"


def unit_of(rule: Any, prepared: Prepared) -> str:
    """Return the unit of a constraint's quantity after a space; empty where it counts sites."""
    spec = prepared.indicators.specs.get(getattr(rule, "use", None) or "")
    return str(unit_words(getattr(spec, "unit", "-") or "-"))


def figure(value: float) -> str:
    """Write a limit with no more decimals than it has, at most two.

    Examples
    --------
    >>> figure(8.0), figure(0.5), figure(12.346)
    ('8', '0,5', '12,35')
    """
    for decimals in (0, 1):
        if abs(value - round(value, decimals)) < 1e-9:
            return number(value, decimals)
    return number(value, 2)


def _rows_on(side: str, name: str, activities: Sequence[Activity]) -> int:
    field = "upper" if side == "upper" else "lower"
    return sum(row.constraint == name and np.isfinite(getattr(row, field)) for row in activities)
