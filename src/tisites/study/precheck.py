"""What cannot work, or has no effect, found from the rows alone: no solver, no relaxation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.study.precheck_rows import Rows
from tisites.study.relax_dials import CHOOSE, Dial, dials, label_of, unit_words

if TYPE_CHECKING:
    from tisites.run.case import Case

_MOVE = Text(
    "la déplacer ; tisites relax dit de combien", "move it; tisites relax tells by how much"
)
_DROP = Text(
    "vérifier que c'est voulu ; sinon la resserrer ou la désactiver (enabled = false)",
    "check that this is meant; if not, tighten it or switch it off (enabled = false)",
)


#: Codes of findings that no selection survives; the others tell what is idle or wasted.
CONTRADICTIONS = (
    "limit_out_of_reach",
    "floor_above_ceilings",
    "floor_above_capacity",
    "floors_above_choose",
    "ceilings_below_choose",
)


def precheck(case: Case) -> tuple[Finding, ...]:
    """Find contradictions and idle constraints before anything is solved.

    Each finding is proven by adding up coefficients: floors out of reach, floors that do not fit
    under the ceilings of another constraint or add up beyond the number of sites, ceilings that
    leave too little room, capacities that no site fits, constraints that can never bind. What none
    of these sums tells may still be infeasible (:mod:`tisites.study.relax`).

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
        *_too_small(case, rows, every),
        *_idle(case, rows, every),
    )


def limit_words(case: Case, dial: Dial) -> Text:
    """Say a limit: its label, its territory, its figure."""
    label = label_of(case, dial.constraint)
    side = {"min": ("au moins", "at least"), "max": ("au plus", "at most")}.get(dial.side)
    group = f" ({dial.group})" if dial.group else ""
    if side is None:
        return Text(f"« {label.fr} »{group}", f"'{label.en}'{group}")
    unit = unit_words(dial.unit)
    figure = number(dial.limit, 0 if float(dial.limit).is_integer() else 1)
    return Text(
        f"« {label.fr} »{group}, {side[0]} {figure}{unit.fr}",
        f"'{label.en}'{group}, {side[1]} {figure}{unit.en}",
    )


def _warning(code: str, message: Text, name: str, remedy: Text = _MOVE) -> Finding:
    return Finding("model", code, "warning", message, remedy, name)


def _figure(value: float) -> str:
    return number(value, 0 if abs(value - round(value)) < 1e-9 else 1)


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
            Text(f"{_figure(told)} au plus possible", f"{_figure(told)} at most is possible")
            if short
            else Text(f"{_figure(told)} au moins inévitable", f"{_figure(told)} is unavoidable")
        )
        have = int((rows.of(dial.row) > 0).sum())
        many = Text(
            f"{have} site{'s' if have > 1 else ''} éligible{'s' if have > 1 else ''} y"
            f" compte{'nt' if have > 1 else ''}",
            f"{have} eligible site{'s' if have > 1 else ''} count{'' if have > 1 else 's'} there",
        )
        found.append(
            _warning(
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
        need = int(np.ceil(rows.lower[floor.row] - 1e-9))
        if members.sum() < need:
            continue  # told already
        for name in names:
            fit = rows.room(name, members)
            if fit < need and name != floor.constraint:
                label, limit = label_of(case, name), limit_words(case, floor)
                found.append(
                    _warning(
                        "floor_above_ceilings",
                        Text(
                            f"{limit.fr}, mais « {label.fr} » n'y laisse que {fit} sites",
                            f"{limit.en}, but '{label.en}' leaves room for {fit} sites there",
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
                use, unit = _figure(least / ceiling.per_unit), unit_words(ceiling.unit)
                found.append(
                    _warning(
                        "floor_above_capacity",
                        Text(
                            f"{limit.fr}, et {top.fr} : les {need} plus petits demandent déjà"
                            f" {use}{unit.fr}",
                            f"{limit.en}, and {top.en}: the {need} smallest already need {use}"
                            f"{unit.en}",
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
                _warning(
                    "floors_above_choose",
                    Text(
                        f"« {label.fr} » : les planchers font {floors} sites, pour {p} à choisir",
                        f"'{label.en}': floors add up to {floors} sites, for {p} to choose",
                    ),
                    name,
                )
            )
        if ceilings < p:
            found.append(
                _warning(
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


def _too_small(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
    """Capacities that no site fits, and sites that are alone too large for theirs."""
    found = []
    alone: dict[str, set[int]] = {}
    for dial in every:
        row = rows.of(dial.row) if dial.row >= 0 else np.empty(0)
        counted = dial.side == "max" and dial.row >= 0 and not rows.counts[dial.row]
        if not counted or not rows.plain[dial.row] or (row < 0).any():
            continue
        users = np.flatnonzero((row > 0) & rows.allowed)
        large = users[row[users] > rows.upper[dial.row] + rows.slack[dial.row]]
        if users.size and large.size == users.size:
            limit = limit_words(case, dial)
            least = _figure(float(row[users].min()) / dial.per_unit)
            unit, one = unit_words(dial.unit), users.size == 1
            who = Text(
                "le seul site éligible n'y tient pas, il"
                if one
                else f"aucun des {users.size} sites éligibles n'y tient, le moindre",
                "the only eligible site does not fit, it"
                if one
                else f"none of {users.size} eligible sites fits, the least",
            )
            found.append(
                _warning(
                    "capacity_no_site_fits",
                    Text(
                        f"{limit.fr} : {who.fr} demande {least}{unit.fr}",
                        f"{limit.en}: {who.en} needs {least}{unit.en}",
                    ),
                    dial.constraint,
                )
            )
        alone.setdefault(dial.constraint, set()).update(large.tolist())
    for name, large_sites in sorted(alone.items()):
        if large_sites:
            label, some = label_of(case, name), len(large_sites)
            message = Text(
                f"« {label.fr} » : {some} sites éligibles dépassent à eux seuls leur capacité et"
                " ne peuvent être retenus",
                f"'{label.en}': {some} eligible sites exceed their capacity by themselves and"
                " cannot be selected",
            )
            found.append(Finding("model", "site_above_capacity", "info", message, _MOVE, name))
    return found


def _idle(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
    """Constraints in force that no selection could break."""
    alive = set()
    for dial in every:
        if dial.side == "km":
            sites = np.flatnonzero(case.program.integer)
            alive |= (
                {dial.constraint}
                if len(case.program.separations[dial.column].pairs(sites))
                else set()
            )
        elif dial.row < 0 or not rows.plain[dial.row]:
            alive.add(dial.constraint)
        else:
            least, most = rows.range(dial.row)
            under = dial.opens <= 0 and least < rows.lower[dial.row] - rows.slack[dial.row]
            over = dial.opens >= 0 and most > rows.upper[dial.row] + rows.slack[dial.row]
            alive |= {dial.constraint} if under or over else set()
    found = []
    for name, rule in sorted(case.model.constraint.items()):
        if rule.enabled and name not in alive and rule.kind not in ("lock_in", "lock_out"):
            label = label_of(case, name)
            message = Text(
                f"« {label.fr} » ne peut jamais contraindre : aucune sélection ne l'enfreindrait",
                f"'{label.en}' can never bind: no selection would break it",
            )
            found.append(Finding("model", "never_binds", "info", message, _DROP, name))
    return found
