"""What a selection breaks, in sentences: which rule, where, by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import number, t
from tisites.model.compile import CHOOSE
from tisites.report.binding import figure
from tisites.report.compare.names import label_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.model.declaration import Model
    from tisites.study.compare.evaluate import Violation

MOST_SITES = 6


def violation_words(one: Violation, model: Model) -> str:
    """Say which rule is broken, where, and by how much."""
    sites = listed(one.sites)
    rule: Any = model.constraint.get(one.constraint)
    kind, label = getattr(rule, "kind", ""), label_of(one.constraint, model)
    if one.kind == "not_a_candidate":
        many = number(len(one.sites))
        return t(
            f"{many} sites ne sont pas candidats de ce modèle, et ne sont pas évalués : {sites}",
            f"{many} sites are no candidates of this model, not evaluated: {sites}",
        )
    if one.kind == "not_eligible":
        return t(
            f"{sites} n'est pas éligible : {one.reason}", f"{sites}, not eligible: {one.reason}"
        )
    if one.kind == "locked_in":
        return t(f"{sites} est imposé et n'y est pas", f"{sites} is locked in and is not there")
    if one.kind == "locked_out":
        return t(f"{sites} est interdit par un verrou", f"{sites} is locked out")
    if one.kind == "spacing":
        gap, least = number(one.activity, 1), figure(one.lower)
        return t(f"{label} : {sites} à {gap} km l'un de l'autre (au moins {least} km)",
                 f"{label}: {sites} {gap} km apart (at least {least} km)")  # fmt: skip
    if one.constraint == CHOOSE:
        count, wanted = figure(one.activity), figure(one.upper)
        return t(f"{count} sites au lieu de {wanted}", f"{count} sites instead of {wanted}")
    over = one.activity > one.upper
    limit, unit = figure(one.upper if over else one.lower), unit_of(one.constraint, model)
    where = f" ({one.group})" if one.group else ""
    if kind == "share":
        side = t("au-dessus de", "above") if over else t("sous", "below")
        share = figure(100.0 * (rule.max if over else rule.min))
        return t(
            f"{label} : la part est {side} {share} %", f"{label}: the share is {side} {share} %"
        )
    if not np.isfinite(one.activity):
        return f"{label}{where}"
    bound = t("au plus", "at most") if over else t("au moins", "at least")
    by = f"{'+' if over else '−'}{figure(one.by)}{unit}"
    colon = t(" :", ":")
    inside = f" : {sites}" if sites and over and kind != "total" else ""
    return (
        f"{label}{where}{colon} {figure(one.activity)}{unit}, {bound} {limit}{unit} ({by}){inside}"
    )


def listed(sites: Iterable[str]) -> str:
    """List ids, the first six."""
    ids = list(sites)
    more = len(ids) - MOST_SITES
    tail = t(f" et {more} autres", f" and {more} more") if more > 0 else ""
    return ", ".join(ids[:MOST_SITES]) + tail
