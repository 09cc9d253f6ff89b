"""A certificate held against its program: what it confirms, or the first fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.following import unproven
from tisites.certificate.implied import implied_bounds
from tisites.certificate.replay import first_fault
from tisites.certificate.step import last_multiple
from tisites.certificate.weak_duality import relaxation

if TYPE_CHECKING:
    from tisites.certificate.replay import Certificate
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a certificate says of a program.

    Parameters
    ----------
    fault : str
        Why it proves nothing; empty when it holds.
    bound : float
        No selection is worth more: the program's own units, constant included. Minus infinity
        when there is no selection at all; infinite with a fault.
    leaves, statements : int
        Boxes closed, statements re-computed.
    """

    fault: str
    bound: float
    leaves: int
    statements: int


def verdict(program: Program, c: Certificate) -> Verdict:
    """Replay a certificate on a program; nothing of a solver is asked or believed."""
    fault = _misfit(program, c)
    if not fault:
        used = np.unique(c.implied.indices[c.implied.data != 0])
        wrong = unproven(program, c.following, used)
        fault = f"following row {wrong[0]} does not follow from the program" if wrong else ""
    bound = np.inf
    if not fault:
        r = relaxation(program)
        fault = first_fault(r, *implied_bounds(program), c)
        if not fault:
            bound = last_multiple(r, c.step, c.claim) + program.constant
    return Verdict(fault, bound, c.leaves, int(c.worth.size))


def _misfit(program: Program, c: Certificate) -> str:
    """Say where the sizes of a certificate are not those of the program."""
    statements = c.worth.size
    points = 0
    if program.access is not None and program.access.weight and program.access.f.nnz:
        points = program.access.demand.size
    following = c.following.side.size
    expected = {
        "prices of rows": (c.rows, (statements, program.n_rows)),
        "prices of following rows": (c.implied, (statements, following)),
        "following rows": (c.following.rows, (following, program.n_columns)),
    }
    if c.threshold.shape[1]:
        expected["thresholds"] = (c.threshold, (statements, points))
    for name, (matrix, shape) in expected.items():
        if matrix.shape != shape:
            return f"{name}: {matrix.shape} where the program needs {shape}"
        if not np.isfinite(matrix.data).all():
            return f"{name}: not all are numbers"
        try:
            matrix.check_format(full_check=True)
        except ValueError as error:
            return f"{name}: {error}"
    if c.following.source.size != following or c.steps.size != c.of.size:
        return "tables of unlike length"
    if c.counts is not None and (fault := c.counts.fault(program, statements)):
        return fault
    if np.isnan(c.claim) or not np.isfinite(c.following.side).all():
        return "figures that are no numbers"
    return ""
