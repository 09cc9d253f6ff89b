"""What cannot work, or has no effect, found from the rows alone: no solver, no relaxation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.errors import Problem, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.tolerances import SAME
from tisites.study.precheck.idle import idle, too_small
from tisites.study.precheck.rows import Rows
from tisites.study.precheck.words import figure, limit_words, warning
from tisites.study.relax.dials import CHOOSE, Dial, dials, label_of

if TYPE_CHECKING:
    from tisites.run.read.case import Case

#: Codes of findings that no selection survives; the others tell what is idle or wasted.
CONTRADICTIONS = (
    "limit_out_of_reach",
    "floor_above_ceilings",
    "floor_above_capacity",
    "floors_above_choose",
    "ceilings_below_choose",
)

#: Contradictions told beside an infeasible run; ``tisites relax`` tells all.
MOST_TOLD = 5


def precheck(case: Case) -> tuple[Finding, ...]:
    """Find contradictions and idle constraints before anything is solved.

    Each finding is proven by adding up coefficients: floors out of reach, floors that do not fit
    under the ceilings of another constraint or add up beyond the number of sites, ceilings that
    leave too little room, capacities that no site fits, constraints that can never bind. What none
    of these sums tells may still be infeasible (:mod:`tisites.study.relax.relax`).

    Parameters
    ----------
    case : Case
        A compiled scenario.

    Returns
    -------
    tuple of Finding
        Room ``model``, subject the constraint; contradictions first.
    """
    rows = Rows(case)
    every = dials(case)
    return (
        *_out_of_reach(case, rows, every),
        *_crossed(case, rows, every),
        *_sums(case, rows),
        *too_small(case, rows, every),
        *idle(case, rows, every),
    )


def contradictions(case: Case) -> list[Problem]:
    """Return what no selection survives, of an infeasible case, as problems of its constraints."""
    return [
        Problem(one.message, one.remedy, Where(case.name, column=f"constraint.{one.subject}"))
        for one in precheck(case)
        if one.code in CONTRADICTIONS
    ][:MOST_TOLD]


def _out_of_reach(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
    """Limits that no selection of as many sites can meet, whatever the other constraints."""
    found = []
    for dial in every:
        if dial.side not in ("min", "max") or not rows.plain[dial.row]:
            continue
        least, most = rows.range(dial.row)
        short = dial.side == "min" and most < rows.lower[dial.row] - rows.slack[dial.row]
        over = dial.side == "max" and least > rows.upper[dial.row] + rows.slack[dial.row]
        if not short and not over:
            continue
        end = most if short else least
        told = dial.limit + (end - (rows.lower if short else rows.upper)[dial.row]) / dial.per_unit
        limit = limit_words(case, dial)
        reach = (
            Text(f"{figure(told)} au plus possible", f"{figure(told)} at most is possible")
            if short
            else Text(f"{figure(told)} au moins inévitable", f"{figure(told)} is unavoidable")
        )
        have = int((rows.of(dial.row) > 0).sum())
        many = Text(
            f"{have} site{'s' if have > 1 else ''} éligible{'s' if have > 1 else ''} y"
            f" compte{'nt' if have > 1 else ''}",
            f"{have} eligible site{'s' if have > 1 else ''} count{'' if have > 1 else 's'} there",
        )
        found.append(
            warning(
                "limit_out_of_reach",
                Text(f"{limit.fr} : {reach.fr} ; {many.fr}", f"{limit.en}: {reach.en}; {many.en}"),
                dial.constraint,
            )
        )
    return found


def _crossed(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
    """Floors on numbers of sites that do not fit under another constraint's ceilings."""
    found = []
    floors = [d for d in every if d.side == "min" and rows.counts[d.row]]
    ceilings = [d for d in every if d.side == "max" and rows.plain[d.row]]
    names = sorted({d.constraint for d in ceilings if rows.counts[d.row]})
    for floor in floors:
        members = rows.of(floor.row) > 0
        need = int(np.ceil(rows.lower[floor.row] - SAME))
        if members.sum() < need:
            continue  # told already
        for name in names:
            fit = rows.room(name, members)
            if fit < need and name != floor.constraint:
                label, limit = label_of(case, name), limit_words(case, floor)
                found.append(
                    warning(
                        "floor_above_ceilings",
                        Text(
                            f"{limit.fr}, mais « {label.fr} » n'y en laisse que {fit}",
                            f"{limit.en}, but '{label.en}' leaves room for {fit} there",
                        ),
                        floor.constraint,
                    )
                )
        for ceiling in ceilings:
            row = rows.of(ceiling.row)
            if rows.counts[ceiling.row] or (row[members] < 0).any():
                continue
            least = float(np.sort(row[members])[:need].sum())
            if least > rows.upper[ceiling.row] + rows.slack[ceiling.row]:
                limit, top = limit_words(case, floor), limit_words(case, ceiling)
                amount = least / ceiling.per_unit
                use, unit = figure(amount), unit_words(ceiling.unit, amount)
                few = Text(
                    "le plus petit demande" if need == 1 else f"les {need} plus petits demandent",
                    "the smallest needs" if need == 1 else f"the {need} smallest need",
                )
                found.append(
                    warning(
                        "floor_above_capacity",
                        Text(
                            f"{limit.fr}, et {top.fr} : {few.fr} déjà {use}{unit.fr}",
                            f"{limit.en}, and {top.en}: {few.en} {use}{unit.en} already",
                        ),
                        floor.constraint,
                    )
                )
    return found


def _sums(case: Case, rows: Rows) -> list[Finding]:
    """Floors that add up beyond the number of sites, ceilings that add up below it."""
    found = []
    p = case.model.choose
    for name in sorted(set(case.program.row_constraints) - {CHOOSE}):
        label = label_of(case, name)
        floors, ceilings = rows.floors(name), rows.room(name, rows.allowed)
        if floors > p:
            found.append(
                warning(
                    "floors_above_choose",
                    Text(
                        f"« {label.fr} » : les planchers font {floors} sites, pour {p} à choisir",
                        f"'{label.en}': floors add up to {floors} sites, for {p} to choose",
                    ),
                    name,
                )
            )
        if ceilings < p and not case.model.choose_at_most:
            found.append(
                warning(
                    "ceilings_below_choose",
                    Text(
                        f"« {label.fr} » : les plafonds ne laissent que {ceilings} sites, pour"
                        f" {p} à choisir",
                        f"'{label.en}': ceilings leave {ceilings} sites, for {p} to choose",
                    ),
                    name,
                )
            )
    return found
