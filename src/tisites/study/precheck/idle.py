"""Pre-checks of what is wasted: capacities that no site fits, constraints that never bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.study.precheck.words import DROP, MOVE, figure, limit_words, warning
from tisites.study.relax.dials import Dial, label_of

if TYPE_CHECKING:
    from tisites.run.read.case import Case
    from tisites.study.precheck.rows import Rows


def too_small(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
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
            least = figure(float(row[users].min()) / dial.per_unit)
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
                warning(
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
            found.append(Finding("model", "site_above_capacity", "info", message, MOVE, name))
    return found


def idle(case: Case, rows: Rows, every: list[Dial]) -> list[Finding]:
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
            found.append(Finding("model", "never_binds", "info", message, DROP, name))
    return found
