"""The smallest change that brings a site in: points, criterion by criterion, or one limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.actors import lever_of
from tisites.criteria.indicators import specs
from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Said, Section, Table
from tisites.report.explain.phrases import (
    amount_words,
    constraint_words,
    joined,
    limit_words,
    points,
    sites_words,
)
from tisites.report.explain.points import decimals_of, quantity_words
from tisites.score.value_function import value_at
from tisites.solver.solution import Proof
from tisites.study.explain.smallest import smallest_change
from tisites.study.relax.dials import CHOOSE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.explain.points import PointsChange
    from tisites.study.explain.smallest import SmallestChange
    from tisites.study.explain.why_not import WhyNot
    from tisites.study.explain.why_not_limits import LimitMove


#: Name of the table.
CHANGES = "changes"
_COLUMNS = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("criterion", Text("Critère", "Criterion")),
    Column("indicator", Text("indicateur", "indicator"), seen="files"),
    Column("quantity", Text("aujourd'hui", "today"), "", 4, "right", seen="files"),
    Column("needed", Text("il faudrait", "needed"), "", 4, "right", seen="files"),
    Column("unit", Text("unité", "unit"), seen="files"),
    Column("points", Text("points", "points"), "", 2, "right", seen="files"),
    Column("possible_alone", Text("possible seul", "possible alone"), seen="files"),
    Column("today", Text("Aujourd'hui", "Today"), align="right", seen="page"),
    Column("wanted", Text("Il faudrait", "Needed"), align="right", seen="page"),
    Column("gain", Text("Points", "Points"), align="right", seen="page"),
    Column("who", Text("Qui peut agir", "Who can act")),
)


def change_section(base: Answered, found: WhyNot) -> Section:
    """Return the section on what would bring a site in."""
    case = base.case
    entering = [m for m in found.moves if m.verdict == "enters"]
    said = [_lack(found), *smallest_words(case, found), *_by_criteria(found)]
    if found.alone and (within := within_words(case, found)):
        said.append(t(f"À portée de quelqu'un, pour concourir de nouveau : {within}.",
                      f"Within someone's reach, to compete again: {within}."))  # fmt: skip
    said += _by_limits(case, found)
    title = Text(
        "Le plus petit changement qui le ferait entrer", "The smallest change to bring it in"
    )
    tables = (_changes_table(case, found),) if found.changes else ()
    items = tuple(_move(case, move) for move in entering)
    return Section(title, tuple(said), items=items, tables=tables)


def smallest_words(case: Case, found: WhyNot) -> list[str]:
    """Say the smallest change that somebody can make, and who; or that nobody can."""
    if not found.changes or not math.isfinite(found.lack):
        return []
    smallest = smallest_change(found.changes, found.lack, case.model.score)
    steps = steps_words(case, smallest)
    if smallest.reach == "one":
        return [t(f"À portée de quelqu'un : {steps}.", f"Within someone's reach: {steps}.")]
    if smallest.reach == "several":
        return [t(f"À portée, mais ensemble seulement : {steps}.",
                  f"Within reach, but only together: {steps}.")]  # fmt: skip
    return [f"{steps}."] if steps else []


def steps_words(case: Case, smallest: SmallestChange) -> str:
    """Say what somebody can do, and who; or that only what nobody decides would suffice."""
    if smallest.reach == "one":
        return _step(case, smallest.changes[0])
    if smallest.reach == "several":
        return joined([_step(case, change) for change in smallest.changes])
    if smallest.reach == "nobody":
        return t(
            "Seuls des critères que personne ne décide pour un site (lieu, bassin d'emploi, eau)"
            " y suffiraient : il n'y a rien à demander à qui que ce soit sur ce site",
            "Only criteria that nobody decides for a site (its place, labour, water) would"
            " suffice: there is nothing to ask of anyone about this site",
        )
    return ""


def within_words(case: Case, found: WhyNot) -> str:
    """Say how a site would keep within the limits that it exceeds by itself, and who can act."""
    told = []
    for one in found.alone:
        use = str(getattr(case.model.constraint.get(one.dial.constraint), "use", ""))
        if use not in specs() or not lever_of(use).possible:
            continue
        lever, label = lever_of(use), specs()[use].label
        most = amount_words(one.dial, one.dial.limit)
        now = amount_words(one.dial, one.dial.limit + one.by)
        told.append(
            t(
                f"« {label.fr} », de {now} à {most} ({lever.who.fr} : {lever.act.fr})",
                f"'{label.en}', from {now} to {most} ({lever.who.en}: {lever.act.en})",
            )
        )
    return joined(told)


def _step(case: Case, change: PointsChange) -> str:
    """Say one change: criterion, from what to what, and who can act by what act."""
    now, lever = change.contribution, change.lever
    criterion = case.model.score[now.criterion]
    label = Text(criterion.label, criterion.label_en or criterion.label)
    if change.doable:
        then, was = (quantity_words(now, q) for q in (sufficient(change, criterion.scale), None))
        moved = Text(f"de {was} à {then}", f"from {was} to {then}")
        if math.isnan(now.quantity):
            moved = Text(f"non dit aujourd'hui, à {then}", f"not told today, to {then}")
    else:
        most = points(change.within)
        moved = Text(f"jusqu'à {most} de plus", f"up to {most} more")
    return t(
        f"« {label.fr} », {moved.fr} ({lever.who.fr} : {lever.act.fr})",
        f"'{label.en}', {moved.en} ({lever.who.en}: {lever.act.en})",
    )


def _by_criteria(found: WhyNot) -> list[str]:
    if not found.changes:
        return []
    if any(change.possible for change in found.changes):
        said = Text(
            "La table donne, critère par critère, la donnée qui les apporterait seule, tout le"
            " reste inchangé.",
            "The table gives, criterion by criterion, the data that would bring them alone, all"
            " else unchanged.",
        )
    elif found.lack < sum(change.gain for change in found.changes):
        said = Text(
            "Aucun critère n'y suffit seul ; plusieurs ensemble le pourraient.",
            "No criterion suffices alone; several together could.",
        )
    else:
        room = number(sum(change.gain for change in found.changes), 2)
        said = Text(
            "Aucun critère n'y suffit seul, ni tous ensemble : il ne lui reste que"
            f" {room} points à gagner.",
            f"No criterion suffices alone, nor all together: only {room} points are left to gain.",
        )
    return [str(said)]


def _by_limits(case: Case, found: WhyNot) -> list[str]:
    """Say what moving one limit does, and how many the time left untried."""
    late = sum(move.verdict == "late" for move in found.moves)
    told = _moved(case, found) if late < len(found.moves) else []
    if late == 0:
        return told
    some = Text(
        f"{number(late)} limites restent non tranchées"
        if late > 1
        else "une limite reste non tranchée",
        f"{number(late)} limits are left undecided" if late > 1 else "one limit is left undecided",
    )
    tried = Text(f"Le temps a manqué : {some.fr}.", f"Time ran out: {some.en}.")
    return [*told, str(tried)]


def _moved(case: Case, found: WhyNot) -> list[str]:
    entering = [m for m in found.moves if m.verdict == "enters"]
    if len(entering) > 1:
        said = Text(
            "Une seule de ces limites déplacée le ferait entrer, vérifié en résolvant de nouveau :",
            "Any one of these limits moved would bring it in, verified by solving again:",
        )
        return [str(said)]
    if entering:
        said = Text(
            "Cette limite déplacée le ferait entrer, vérifié en résolvant de nouveau :",
            "This limit moved would bring it in, verified by solving again:",
        )
        return [str(said)]
    if not found.moves:
        return []
    tried = t(" ; ", "; ").join(_tried(case, move) for move in found.moves)
    told = [
        t(
            f"Aucune limite déplacée seule ne le fait entrer (essayées : {tried}).",
            f"No limit moved alone brings it in (tried: {tried}).",
        )
    ]
    if not any(change.possible for change in found.changes):
        told.append(t("Aucun changement seul ne suffit.", "No single change suffices."))
    return told


def _tried(case: Case, move: LimitMove) -> str:
    limit = limit_words(case, move.dial)
    if move.dial.constraint != CHOOSE:
        undecided = t(", non tranché", ", undecided")
        return limit + (undecided if move.verdict in ("not_found", "late") else "")
    most = number(move.dial.limit + move.amount)
    return t(f"{limit}, jusqu'à {most}", f"{limit}, up to {most}")


def _lack(found: WhyNot) -> str:
    if math.isinf(found.lack):
        return t(
            "Aucun nombre de points n'y suffit : ce sont les contraintes qui l'écartent.",
            "No number of points suffices: constraints keep it out.",
        )
    if math.isnan(found.lack) and found.proof not in (Proof.OPTIMAL, Proof.INFEASIBLE):
        return t(
            "Le manque n'est pas établi : le temps a manqué pour prouver la meilleure sélection qui"
            " le retient.",
            "What it lacks is not settled: time ran out before the best selection that holds it was"
            " proven.",
        )
    if math.isnan(found.lack):
        return t(
            "L'objectif de ce scénario ne compte pas le score du site tel quel : le manque ne"
            " se dit pas en points.",
            "The objective of this scenario does not count the site's score as it is: what it"
            " lacks cannot be told in points.",
        )
    lacks = points(found.lack)
    return t(
        f"Il lui manque {lacks} de score : un peu plus le fait entrer dans la sélection"
        " optimale, un peu moins n'y suffit pas.",
        f"It lacks {lacks} of score: a little more brings it into the optimal selection, a"
        " little less does not.",
    )


def _changes_table(case: Case, found: WhyNot) -> Table:
    rows = []
    for change in sorted(found.changes, key=lambda c: (not c.doable, not c.possible)):
        criterion = case.model.score[change.contribution.criterion]
        label = Text(criterion.label, criterion.label_en or criterion.label)
        enough = None
        if change.possible:
            enough = sufficient(change, criterion.scale)
            wanted = quantity_words(change.contribution, enough)
            if change.also_in:
                wanted += " *"
            gain = f"+{number(change.gain, 2)}"
        else:
            wanted = t("impossible seul", "impossible alone")
            gain = t(f"+{number(change.gain, 2)} au plus", f"+{number(change.gain, 2)} at most")
        now = change.contribution
        rows.append((
            found.site, Said(now.criterion, label), now.indicator,
            now.quantity, enough, now.unit, change.gain, change.possible,
            quantity_words(now), wanted, gain, change.lever.who,
        ))  # fmt: skip
    return Table(CHANGES, "", _COLUMNS, tuple(rows), note=starred(found.changes))


def sufficient(change: PointsChange, scale: Mapping[float, float]) -> float:
    """Round a quantity to what is written, on the side that still suffices."""
    places = decimals_of(change.contribution.unit, change.quantity)
    grain = 10.0**-places
    least = value_at(scale, np.array([change.quantity]))[0] - 1e-12
    ends = np.array([np.floor(change.quantity / grain), np.ceil(change.quantity / grain)]) * grain
    near = sorted(ends, key=lambda q: abs(q - change.quantity))
    return next((float(q) for q in near if value_at(scale, np.array([q]))[0] >= least), near[0])


def starred(changes: tuple[PointsChange, ...]) -> str:
    """Say what the star of the table means; empty without one."""
    if not any(c.possible and c.also_in for c in changes):
        return ""
    return t(
        "* cette quantité compte aussi dans une contrainte, qui changerait avec elle et n'a pas"
        " été recalculée.",
        "* this quantity counts in a constraint too, which would change with it and was not"
        " solved again.",
    )


def _move(case: Case, move: LimitMove) -> str:
    dial = move.dial
    now, then = amount_words(dial, dial.limit), amount_words(dial, move.limit)
    if dial.constraint == CHOOSE:
        said = Text(
            f"{then} à choisir au lieu de {number(dial.limit)}",
            f"{then} to choose in place of {number(dial.limit)}",
        )
    else:
        name = constraint_words(case, dial)
        said = Text(f"{name} : de {now} à {then}", f"{name}: from {now} to {then}")
    leave = move.exchange.leave
    if leave:
        many = "en" if len(leave) > 1 else ""
        return t(
            f"{said.fr} ({sites_words(case, leave)} sortirai{many}t).",
            f"{said.en} ({sites_words(case, leave)} would leave).",
        )
    return f"{said}."
