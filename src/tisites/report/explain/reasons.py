"""What holds a site back: exchanges that a limit forbids, limits that adding it would break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.explain.phrases import (
    amount_words,
    limit_words,
    limits_words,
    points,
    short_name,
    sites_words,
)
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from tisites.study.explain.base import Answered
    from tisites.study.explain.rows import Break
    from tisites.study.explain.why_not import HeldBack, WhyNot


def reasons(base: Answered, found: WhyNot | HeldBack) -> tuple[str, ...]:
    """Return the sentences on exchanges with the chosen sites."""
    said = [_exchanges(base, found)]
    if found.swap is not None:
        loses = points(max(0.0, -found.swap.gain))
        leaver = short_name(base.case, found.swap.leaves)
        said.append(
            t(
                f"Le meilleur échange permis un pour un, avec {leaver}, fait perdre {loses}.",
                f"The best allowed one-for-one exchange, with {leaver}, loses {loses}.",
            )
        )
    if found.breaks:
        said.append(
            t(
                "L'ajouter simplement aux sites retenus enfreindrait :",
                "Simply adding it to the selected sites would break:",
            )
        )
    return tuple(said)


def _exchanges(base: Answered, found: WhyNot | HeldBack) -> str:
    case = base.case
    chosen = case.sites["score"].to_numpy(dtype=np.float64)[
        case.ids.get_indexer(case.program.columns[base.selected])
    ]
    lower = int((chosen < found.score - 1e-9).sum())
    if not found.gaining:
        return t(
            "L'échanger avec n'importe lequel des sites retenus ferait perdre des points"
            " ou romprait une contrainte.",
            "Exchanging it with any selected site would lose points or break a constraint.",
        )
    many = plural(lower)
    head = str(
        Text(
            f"{number(lower)} site{many} retenu{many} {'ont' if lower > 1 else 'a'} un score plus"
            f" faible. L'échanger avec l'un des {number(found.gaining)} qui rapporteraient"
            " serait chaque fois contraire à une contrainte :",
            f"{number(lower)} selected site{many} score{'' if lower > 1 else 's'} lower. Each of"
            f" the {number(found.gaining)} exchanges that would gain breaks a constraint:",
        )
        if found.gaining > 1
        else Text(
            "Un seul échange avec un site retenu rapporterait, et il est contraire à une"
            " contrainte :",
            "One exchange with a selected site would gain, and it breaks a constraint:",
        )
    )
    told = [limits_words(case, found.blocked)] if found.blocked else []
    if found.unnamed:
        rule = Text(
            "une règle mesurée sur toute la sélection (équité, main-d'œuvre)",
            "a rule measured over the whole selection (equity, labour)",
        )
        told.append(f"{rule} ({number(found.unnamed)})")
    return f"{head} {' ; '.join(told)}."


def broken_words(base: Answered, one: Break) -> str:
    """Say which limit breaks, and by how much."""
    case, dial = base.case, one.dial
    limit = limit_words(case, dial)
    by = amount_words(dial, one.by)
    if dial.side == "km":
        near = sites_words(case, one.sites)
        far = amount_words(dial, dial.limit - one.by)
        return t(
            f"{limit} : {near} est à {far}, il manque {by}."
            if len(one.sites) == 1
            else f"{limit} : le plus proche de {near} est à {far}, il manque {by}.",
            f"{limit}: {near} is {far} away, {by} short."
            if len(one.sites) == 1
            else f"{limit}: the nearest of {near} is {far} away, {by} short.",
        )
    if dial.side == "max":
        return t(f"{limit} : dépassé de {by}.", f"{limit}: exceeded by {by}.")
    if dial.side == "rule":
        return f"{limit}."
    return t(f"{limit} : il manquerait {by}.", f"{limit}: {by} short.")
