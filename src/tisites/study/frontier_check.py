"""A frontier checked again from raw data: no solver, no row of the measure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.model.compile import with_terms
from tisites.model.tolerances import SAME, STORED
from tisites.solver.check import broken_rules
from tisites.solver.fairness.moved import rows_of

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.study.frontier import Frontier


def frontier_faults(found: Frontier, program: Program) -> list[str]:
    """Return what does not hold; empty for a frontier that does.

    Every point: the rules of the program but those of the measure, its value and its measure
    computed anew. Between points: strictly fairer, strictly less valuable.

    Parameters
    ----------
    found : Frontier
        What was claimed.
    program : Program
        The program, without limits on the measure.
    """
    faults = []
    own = set(rows_of(program, found.block.name).tolist())
    terms = [one for one in found.others if one.rule.role == "term"]
    plain = with_terms(program, terms, by=-1.0)
    sign = found.block.sign
    n = found.block.rows.matrix.shape[1]
    # rows that hold continuous columns cannot be judged by sites alone
    own |= set(csc_array(program.matrix)[:, ~program.integer].indices.tolist())
    labels = tuple(f"{program.row_labels[r]}: " for r in own)
    for k, point in enumerate(found.points):
        x = np.zeros(program.n_columns)
        x[:n] = point.x
        broken = [b for b in broken_rules(program, x) if not b.startswith(labels or ("\0",))]
        faults += [f"point {k}: {b}" for b in broken]
        value = plain.objective(x) + sum(term.term_worth(point.x) for term in terms)
        if abs(value - point.value) > STORED * max(1.0, abs(value)):
            faults.append(f"point {k}: value {value!r}, not {point.value!r}")
        again = found.block.measured(point.x)
        if abs(again - point.measure) > SAME * max(1.0, abs(again)):
            faults.append(f"point {k}: measure {again!r}, not {point.measure!r}")
        if point.proven and point.bound < point.value - SAME * max(1.0, abs(value)):
            faults.append(f"point {k}: bound below the value")
    for k, (a, b) in enumerate(pairwise(found.points)):
        if not sign * b.measure > sign * a.measure:
            faults.append(f"points {k} and {k + 1}: not fairer")
        if not b.value < a.value:
            faults.append(f"points {k} and {k + 1}: not less valuable")
    return faults
