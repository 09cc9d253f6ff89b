"""What holds a site back, in words: the rule, its limit, who fills it, how it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import number, t
from tisites.report.binding import figure
from tisites.report.compare.names import label_of, partners_words, unit_of

if TYPE_CHECKING:
    from tisites.study.compare.compare import Comparison
    from tisites.study.compare.reasons import HoldChange, Reason

_COUNTS = ("group_count", "size_class", "at_most_one")


def all_holds(found: Comparison, reason: Reason, has: int, lacks: int) -> list[str]:
    """Say each rule; floors that keep worse sites are said together."""
    model = found.contestants[lacks].case.model
    told, floors = [], []
    for change in reason.holds:
        kind = getattr(model.constraint.get(change.hold.constraint), "kind", "")
        if kind in _COUNTS and change.hold.side == "lower":
            floors.append(change.hold)
        else:
            told.append(_hold_words(found, change, has, lacks))
    for name in dict.fromkeys(hold.constraint for hold in floors):
        where = ", ".join(hold.group for hold in floors if hold.constraint == name)
        label = label_of(name, model)
        kept = t(
            f"les moins bons sont gardés par le plancher « {label} » ({where})",
            f"the worse ones are kept by the floor '{label}' ({where})",
        )
        told.append(kept if told else t(
            f"aucun site qui pourrait lui céder la place ne vaut moins que lui : {kept}",
            f"no site that could give way to it is worth less: {kept}",
        ))  # fmt: skip
    return told


def _hold_words(found: Comparison, change: HoldChange, has: int, lacks: int) -> str:
    hold, model = change.hold, found.contestants[lacks].case.model
    rule: Any = model.constraint.get(hold.constraint)
    kind, label = getattr(rule, "kind", ""), label_of(hold.constraint, model)
    group = hold.group
    unit = unit_of(hold.constraint, model)
    limit, now = figure(hold.limit), figure(hold.activity)
    then = figure(hold.would_be) if np.isfinite(hold.would_be) else "?"
    where = f" ({group})" if group else ""
    quoted = t(f"« {label} »", f"'{label}'")
    if kind == "separation":
        near, km = partners_words(found, hold.partners), number(hold.activity, 1)
        told = t(f"il est à {km} km d'un site retenu, {near} (au moins {limit} km)",
                 f"it is {km} km from a chosen site, {near} (at least {limit} km)")  # fmt: skip
    elif kind in _COUNTS and hold.side == "upper":
        who, many = _occupants(found, change, has), "s" * (hold.activity > 1)
        told = t(f"« {label} » le retient : {group or 'liste'} a déjà {now} site{many}{who}",
                 f"'{label}' holds it: {group or 'list'} has {now} site{many}{who}")  # fmt: skip
    elif kind == "share":
        share = figure(100.0 * (rule.min if hold.side == "lower" else rule.max))
        side = t("sous", "below") if hold.side == "lower" else t("au-dessus de", "above")
        told = t(f"{quoted} le retient : l'échange mettrait la part {side} {share} %",
                 f"{quoted} holds it back: the exchange would put it {side} {share} %")  # fmt: skip
    elif not np.isfinite(hold.limit):
        told = t(f"{quoted} le retient", f"{quoted} holds it back")
    else:
        bound = t("au plus", "at most") if hold.side == "upper" else t("au moins", "at least")
        told = t(f"{quoted}{where} le retient : l'échange mènerait à {then}{unit} ({bound}"
                 f" {limit}{unit})",
                 f"{quoted}{where} holds it back: the exchange would lead to {then}{unit} ({bound}"
                 f" {limit}{unit})")  # fmt: skip
    return told + _change_words(found, change, has, unit, kind)


def _occupants(found: Comparison, change: HoldChange, has: int) -> str:
    """Name who fills a row: those that the other selection does not have, else everyone."""
    if change.others and len(change.others) < len(change.hold.partners):
        names, one = partners_words(found, change.others), found.labels[has]
        return t(f", dont {names}, que {one} n'a pas", f", among them {names}, not in {one}")
    return f" ({partners_words(found, change.hold.partners)})" if change.hold.partners else ""


def _change_words(found: Comparison, change: HoldChange, has: int, unit: str, kind: str) -> str:
    one = found.labels[has]
    if change.status == "undeclared":
        return t(f" ; cette règle ne le touche pas dans {one}", f"; {one} has no such rule for it")
    if change.status == "limit":
        limit = figure(change.limit) if np.isfinite(change.limit) else "∞"
        km = " km" if kind == "separation" else unit
        return t(f" ; la limite est {limit}{km} dans {one}", f"; the limit is {limit}{km} in {one}")
    if change.status == "weight":
        return t(f" ; il y compte autrement dans {one}", f"; it counts otherwise in {one}")
    if change.others and kind not in (*_COUNTS, "separation"):
        taken = partners_words(found, change.others)
        return t(f" ; la place est prise par {taken}, que {one} n'a pas",
                 f"; the room is taken by {taken}, not in {one}")  # fmt: skip
    return ""
