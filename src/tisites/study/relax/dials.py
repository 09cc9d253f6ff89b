"""The limits that a planner set, each in the planner's unit: what could be moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.criteria.indicators import specs
from tisites.messages.text import Text
from tisites.model.tolerances import SAME, SUMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.run.read.case import Case

Side = Literal["min", "max", "less", "more", "km", "lock_in", "lock_out", "rule"]
#: The row that fixes the number of sites.
CHOOSE = "choose"
#: Locks that no declared rule explains: sites labelled in 2024.
LABELLED = "labelled_2024"
_COUNTS = ("group_count", "size_class")


@dataclass(frozen=True, slots=True)
class Dial:
    """One limit that the planner set and could move.

    Parameters
    ----------
    constraint : str
        Name in the model; ``choose`` for the number of sites.
    group : str
        Territory or class, for the planner; the site id of a lock; empty without groups.
    side : {"min", "max", "less", "more", "km", "lock_in", "lock_out", "rule"}
        Floor, ceiling, the number of sites downwards or upwards, a distance, a lock, or a rule
        that can only be dropped.
    limit : float
        The limit, in the planner's unit.
    unit : str
        ``sites``, ``%``, ``km``, the indicator's unit, or empty.
    grain : float
        Smallest move that a planner would write.
    row : int
        Row of the program; -1 for distances and locks.
    per_unit : float
        Units of the row for one unit of the planner.
    column : int
        Column of a lock, number of a spacing rule; -1 for rows.
    code : str
        Code of the group, as the model's own limits name it; empty without groups.
    """

    constraint: str
    group: str
    side: Side
    limit: float
    unit: str
    grain: float
    row: int = -1
    per_unit: float = 1.0
    column: int = -1
    code: str = ""

    @property
    def opens(self) -> int:
        """-1 when moving it lowers a floor, 1 when it raises a ceiling, 0 otherwise."""
        return {"min": -1, "less": -1, "max": 1, "more": 1}.get(self.side, 0)

    def moved(self, amount: float) -> float:
        """Return the limit once it gave way by ``amount`` planner's units."""
        if self.side in ("min", "less", "km"):
            return self.limit - amount
        return self.limit + amount if self.side in ("max", "more") else math.nan

    def share(self, amount: float) -> float:
        """Return a move as a share of the limit: what relaxations are compared by.

        Examples
        --------
        >>> Dial("budget", "", "max", 60.0, "M€", 1.0, 0).share(3.0)
        0.05
        """
        return amount / self.scale

    @property
    def scale(self) -> float:
        """The limit's size; one grain for a limit of zero, one for locks and rules."""
        if not self.opens and self.side != "km":
            return 1.0
        return abs(self.limit) or self.grain


def nice(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is at most ``value``.

    Examples
    --------
    >>> nice(18.0), nice(0.8), nice(7.0)
    (10.0, 0.5, 5.0)
    """
    if value <= 0 or not math.isfinite(value):
        return 1.0
    power = math.floor(math.log10(value) + SUMS)
    head = value / 10.0**power
    step = max(k for k in (1, 2, 5) if k <= head + SAME)
    return float(f"{step}e{power}")


def dials(case: Case) -> list[Dial]:
    """Return every limit of a case: rows in their order, then distances, then locks."""
    return [*_rows(case), *_distances(case), *_locks(case)]


def _rows(case: Case) -> Iterator[Dial]:
    program = case.program
    peak = np.ones(program.n_rows)
    if program.matrix.nnz:
        peak = np.abs(program.matrix).max(axis=1).toarray().ravel()
    groups = program.row_groups or ("",) * program.n_rows
    for row, name in enumerate(program.row_constraints):
        lower, upper = float(program.row_lower[row]), float(program.row_upper[row])
        rule = case.model.constraint.get(name)
        kind = getattr(rule, "kind", CHOOSE if name == CHOOSE else "")
        use = specs().get(getattr(rule, "use", None) or "")
        unit = use.unit if use is not None else ""
        group = groups[row]
        if kind == CHOOSE:
            if math.isfinite(lower):
                yield Dial(name, "", "less", lower, "sites", 1.0, row)
            yield Dial(name, "", "more", upper, "sites", 1.0, row)
        elif kind == "share" and getattr(rule, "per", None) is None:
            side: Side = "min" if math.isfinite(lower) else "max"
            share = 100.0 * float(getattr(rule, side) or 0.0)
            choose = case.model.choose
            yield Dial(name, group, side, share, "%", 100.0 / choose, row, choose / 100.0)
        elif kind == "labour_allocation":
            if math.isfinite(lower):
                yield Dial(name, group, "min", 0.0, unit, nice(peak[row] / 50), row)
        elif kind in (*_COUNTS, "total", "group_capacity"):
            unit = "sites" if kind in _COUNTS else unit
            for side, limit in (("min", lower), ("max", upper)):
                if math.isfinite(limit):
                    grain = 1.0 if unit == "sites" else nice((abs(limit) or peak[row]) / 50)
                    code = _code_of(program.row_labels[row], name) if group else ""
                    yield Dial(name, group, side, limit, unit, grain, row, code=code)
        else:
            yield Dial(name, group, "rule", math.nan, "", 1.0, row)


def _code_of(label: str, name: str) -> str:
    """Return the code of a row's group.

    Examples
    --------
    >>> _code_of("region_count[11]", "region_count"), _code_of("epci[200 max]", "epci")
    ('11', '200')
    """
    return label.removeprefix(f"{name}[").removesuffix("]").removesuffix(" max")


def _distances(case: Case) -> Iterator[Dial]:
    for number, rule in enumerate(case.program.separations):
        yield Dial(rule.constraint, "", "km", rule.km, "km", nice(rule.km / 50), column=number)


def _locks(case: Case) -> Iterator[Dial]:
    program = case.program
    named: dict[tuple[str, str], str] = {
        (rule.kind, site): name
        for name, rule in sorted(case.model.constraint.items(), reverse=True)
        if rule.enabled and rule.kind in ("lock_in", "lock_out")
        for site in rule.sites
    }
    sides: tuple[tuple[Side, np.ndarray], ...] = (
        ("lock_in", program.lower > 0.5),
        ("lock_out", program.upper < 0.5),
    )
    for side, fixed in sides:
        for column in np.flatnonzero(program.integer & fixed):
            site = str(program.columns[column])
            name = named.get((side, site), LABELLED)
            yield Dial(name, site, side, math.nan, "", 1.0, column=int(column))


def label_of(case: Case, name: str) -> Text:
    """Return a constraint's label; its name where it has none."""
    rule = case.model.constraint.get(name)
    if name == CHOOSE:
        return Text("nombre de sites", "number of sites")
    label, label_en = getattr(rule, "label", ""), getattr(rule, "label_en", "")
    return Text(label or name, label_en or label or name)
