"""Rules and limits of a run's workbook: what each rule decides, how full each limit is."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.model.kinds.said import unit_of
from tisites.report.document import Column, Table
from tisites.report.rules.words import rule_limit, rule_name
from tisites.run.read.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.model.declaration import Model
    from tisites.report.book.tables import ReadRun

#: Columns of per cent that are drawn as bars.
GAUGES = ("ceiling_pct", "floor_pct")
_CHOOSE = "choose"
_RULES = (
    Column("rule", Text("règle", "rule")),
    Column("limit", Text("limite", "limit")),
    Column("rows", Text("limites en tout", "limits in all"), "", 0, "right"),
    Column("met", Text("dont atteintes", "of which met"), "", 0, "right"),
    Column("gain", Text("points gagnés sans elle", "points gained without it"), "", 2, "right"),
    Column("changed", Text("sites changés sans elle", "sites changed without it"), "", 0, "right"),
    Column("hectares", Text("surface en plus sans elle", "area more without it"), "ha", 1, "right"),
    Column("proof", Text("effet", "effect")),
    Column("source", Text("source", "source")),
)
_LIMITS = (
    Column("rule", Text("règle", "rule")),
    Column("group", Text("territoire ou classe", "territory or class")),
    Column("used", Text("utilisé", "used"), "", 1, "right"),
    Column("floor", Text("plancher", "floor"), "", 1, "right"),
    Column("ceiling", Text("plafond", "ceiling"), "", 1, "right"),
    Column("unit", Text("unité", "unit")),
    Column("ceiling_pct", Text("plafond utilisé", "ceiling used"), "%", 0, "right"),
    Column("floor_pct", Text("plancher couvert", "floor covered"), "%", 0, "right"),
    Column("met", Text("limite atteinte", "limit met")),
)
_PROOFS = {
    "optimal": Text("prouvé", "proven"),
    "feasible": Text("au moins, non prouvé", "at least, not proven"),
}
_NOT_MEASURED = Text("non mesuré", "not measured")
_KM = Text("km entre les deux plus proches", "km between the nearest two")


def rules_table(run: ReadRun) -> Table:
    """Return one row a rule: its limit, how often it is met, what is gained without it."""
    rows: list[tuple[object, ...]] = []
    effects = {one["name"]: one for one in (run.report.get("rules") or {}).get("rules", [])}
    limits = [one for one in run.report["constraints"] if one["constraint"] != _CHOOSE]
    of, met = Counter(_names(limits)), Counter(_names(one for one in limits if one["binding"]))
    for name in dict.fromkeys([*of, *effects]):
        effect = effects.get(name, {})
        known = effect.get("proof") in _PROOFS
        changed = len(effect["enters"]) if known else None
        rule = run.model.constraint.get(name)
        rows.append((
            rule_name(name, run.model), rule_limit(name, run.model), of.get(name), met[name],
            effect["gain"] if known else None, changed, effect["hectares"] if known else None,
            _PROOFS.get(effect.get("proof", ""), _NOT_MEASURED),
            getattr(rule, "source", "") or None,
        ))  # fmt: skip
    rows.sort(key=lambda row: -(row[4] if isinstance(row[4], float) else -1.0))
    return Table("rules", Text("Règles", "Rules"), _RULES, tuple(rows))


def limits_table(run: ReadRun) -> Table:
    """Return one row a limit: what is used of it, floor and ceiling in the unit of its rule."""
    rows = [
        (one.rule, one.group or None, one.used, one.floor, one.ceiling, one.unit or None,
         one.ceiling_pct, one.covered_pct, one.binds)
        for one in limit_uses(map(_claimed, run.report["constraints"]), run.model, len(run.ids))
    ]  # fmt: skip
    order = {name: k for k, name in enumerate(dict.fromkeys(str(row[0]) for row in rows))}
    rows.sort(key=lambda row: (order[str(row[0])], -max(_figure(row[6]), 0.0)))
    return Table("limits", Text("Limites", "Limits"), _LIMITS, tuple(rows))


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How one limit of a rule stands at the answer, in the unit of the rule.

    Parameters
    ----------
    name : str
        Name of the rule in the model.
    rule, group, unit : str
        For readers: its label; the territory or class, empty without; empty where its row has no
        figure that a reader could use.
    used, floor, ceiling : float, optional
        ``None`` where open, or where there is no such figure.
    distance : bool
        Whether it is the distance between the two nearest chosen sites.
    binds : bool
        Whether a limit is met.
    """

    name: str
    rule: str
    group: str
    unit: str
    used: float | None
    floor: float | None
    ceiling: float | None
    distance: bool
    binds: bool

    @property
    def ceiling_pct(self) -> float | None:
        """What is used of the ceiling, per cent."""
        return _per_cent(self.used, self.ceiling)

    @property
    def covered_pct(self) -> float | None:
        """What is covered of the floor, per cent; a distance is no amount."""
        return None if self.distance else _per_cent(self.used, self.floor)


def limit_uses(rows: Iterable[Activity], model: Model, chosen: int) -> list[LimitUse]:
    """Read how every limit stands, but that on the number of sites.

    Parameters
    ----------
    rows : iterable of Activity
        Rows of the program at the answer.
    model : Model
        The merged model.
    chosen : int
        Number of chosen sites.
    """
    return [_use(one, model, chosen) for one in rows if one.constraint != _CHOOSE]


def _claimed(one: Mapping[str, Any]) -> Activity:
    """Read a row as ``solution.json`` tells it: no figure is an open limit, or no distance."""
    lower, upper, at = (one[key] for key in ("lower", "upper", "activity"))
    return Activity(
        str(one["name"]), str(one["constraint"]), str(one["group"] or ""),
        math.inf if at is None else float(at), -math.inf if lower is None else float(lower),
        math.inf if upper is None else float(upper), bool(one["binding"]),
    )  # fmt: skip


def _names(limits: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(one["constraint"]) for one in limits]


def _use(one: Activity, model: Model, chosen: int) -> LimitUse:
    rule: Any = model.constraint.get(one.constraint)
    kind = getattr(rule, "kind", "")
    used, low, high = (_known(value) for value in (one.activity, one.lower, one.upper))
    unit: object = unit_of(getattr(rule, "use", None) or "")
    if kind == "share":
        used, low, high = _shares(rule, one.name, one.activity, chosen)
        unit = Text("% des sites", "% of sites") if rule.per is None else Text("%", "%")
    elif kind in ("group_count", "size_class", "at_most_one"):
        unit = Text("sites", "sites")
    elif kind == "separation":
        unit = _KM
    elif kind == "implies" or rule is None:  # its row has no figure that a reader could use
        used = low = high = None
    label = str(rule_name(one.constraint, model))
    return LimitUse(
        one.constraint, label, one.group, str(unit).strip(), used, low, high,
        kind == "separation", one.binding,
    )  # fmt: skip


def _shares(
    rule: Any, name: str, excess: float, chosen: int
) -> tuple[float | None, float | None, float | None]:
    """Return the share used, its floor and its ceiling, per cent.

    A row of a share holds the sum of ``a_i - limit``: with one vote a site the share is the limit
    plus that sum over the sites. Weighed otherwise, the row does not tell the share.
    """
    floor = name.endswith("[min]")
    limit = rule.min if floor else rule.max
    share = 100.0 * (limit + excess / chosen) if rule.per is None and chosen else None
    return (share, 100.0 * limit, None) if floor else (share, None, 100.0 * limit)


def _per_cent(used: float | None, limit: float | None) -> float | None:
    """Return what is used of a limit, per cent; none of it where the limit is nought or open."""
    return 100.0 * used / limit if used is not None and limit else None


def _known(value: float) -> float | None:
    """Return a figure; none where a limit is open."""
    return value if math.isfinite(value) else None


def _figure(value: object) -> float:
    return value if isinstance(value, float) and math.isfinite(value) else -1.0
