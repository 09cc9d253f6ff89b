"""The keys of a model that a concession moves: what a planner would write in the scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import Unmet
from tisites.model.declaration import Model
from tisites.model.points_check import put
from tisites.model.tolerances import PLACE
from tisites.study.relax.dials import CHOOSE, LABELLED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.model.sites import Sites
    from tisites.study.relax.dials import Dial
    from tisites.study.relax.elastic import Concession

#: The path of a key in a model, and the value it takes.
Changes = dict[tuple[str, ...], Any]


def changes_of(
    model: Model, concessions: Sequence[Concession], sites: Sites | None = None
) -> Changes:
    """Return the keys that a relaxation changes, and their new values.

    A limit is rounded to the side that still suffices, as it would be written down. What no key
    says less of is switched off whole: a rule between named sites, a measure of equity, labels.

    Parameters
    ----------
    model : Model
        Of the scenario that was relaxed.
    concessions : sequence of Concession
        What gives way.
    sites : Sites, optional
        Those that compete; a floor on territories where none does is then reported, where the
        model makes it an error: it has no row that could give way.

    Examples
    --------
    >>> changes_of(None, [])
    {}
    """
    found: Changes = {}
    if not concessions:
        return found
    choose = next((_whole(c) for c in concessions if c.dial.constraint == CHOOSE), model.choose)
    for one in concessions:
        dial = one.dial
        if dial.constraint == CHOOSE:
            found["choose",] = choose
        elif dial.side in ("lock_in", "lock_out"):
            _unlock(found, model, dial)
        elif dial.side == "rule" or dial.constraint not in model.constraint:
            found[_switch(dial.constraint)] = False
        else:
            found.update(_limit(model, one, choose))
    if sites is not None:
        for name in _still_empty(changed(model, found), sites):
            found["constraint", name, "empty_groups"] = "report"
    return found


def changed(model: Model, changes: Mapping[tuple[str, ...], Any]) -> Model:
    """Return a model with some of its keys changed, validated whole."""
    raw = model.model_dump(mode="json")
    for keys, value in changes.items():
        put(raw, keys, value)
    return Model.model_validate(raw)


def _limit(model: Model, one: Concession, choose: int) -> Changes:
    """Return the key of a limit, rounded to the side that suffices."""
    dial, rule = one.dial, model.constraint[one.dial.constraint]
    head = ("constraint", dial.constraint)
    if rule.kind == "labour_allocation":  # its limit is a need, site by site: no key is less of it
        return {(*head, "enabled"): False}
    if rule.kind == "share":  # of the sites chosen, whose number may give way as well
        moved = dial.moved(one.amount * model.choose / choose) / 100.0
        return {(*head, dial.side): min(1.0, max(0.0, _written(dial, moved, 6)))}
    if rule.kind == "group_capacity":
        figure = _written(dial, dial.moved(one.amount), 2)
        if dial.code in rule.exceptions:
            return {(*head, "exceptions", dial.code, "capacity"): figure}
        return {(*head, "limits", dial.code): figure}
    if rule.kind in ("size_class", "group_count"):
        return {(*head, "limits", dial.code, dial.side): _whole(one)}
    if rule.kind == "separation":
        figure = _written(dial, dial.moved(one.amount), 3)
        return {(*head, "km"): figure} if figure > 0 else {(*head, "enabled"): False}
    return {(*head, dial.side): _written(dial, dial.moved(one.amount), 2)}


def _written(dial: Dial, limit: float, places: int) -> float:
    """Round a limit to so many places, to the side that still suffices."""
    grain = 10.0**places
    up = math.ceil(limit * grain - PLACE) if dial.opens > 0 else math.floor(limit * grain + PLACE)
    return up / grain


def _whole(one: Concession) -> int:
    return round(one.dial.moved(one.amount))


def _unlock(found: Changes, model: Model, dial: Dial) -> None:
    """Take a site out of its lock, or switch the lock off where it was alone."""
    if dial.constraint == LABELLED and LABELLED not in model.constraint:
        found["labelled_2024",] = "ignore"
        return
    keys = ("constraint", dial.constraint, "sites")
    held = found.get(keys, list(getattr(model.constraint[dial.constraint], "sites", ())))
    kept = [site for site in held if site != dial.group]
    if kept:
        found[keys] = kept
    else:
        found.pop(keys, None)
        found[_switch(dial.constraint)] = False


def _switch(name: str) -> tuple[str, ...]:
    """Return the key that switches off a constraint, or a measure of equity (``equity.NAME``)."""
    measure = name.removeprefix("equity.")
    return ("constraint" if measure == name else "equity", measure, "enabled")


def _still_empty(model: Model, sites: Sites) -> list[str]:
    """Return the floors that fail before any row: on territories where nobody competes."""
    return [
        name
        for name, rule in sorted(model.constraint.items())
        if rule.enabled
        and rule.kind == "group_count"
        and rule.empty_groups == "error"
        and any(isinstance(p, Unmet) for p in rule.problems(name, sites, model.choose))
    ]
