"""When nothing is feasible: the names of the constraints that cannot hold together."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.solve.expand import compact
from tisites.solve.form import Stop
from tisites.solve.highs import run_highs

if TYPE_CHECKING:
    from tisites.model.program import Program


def _kept(program: Program, names: set[str]) -> Program:
    """Return the feasibility program of the named constraints alone."""
    rows = np.array([c in names for c in program.row_constraints], dtype=bool)
    index = np.flatnonzero(rows)
    return replace(
        program,
        value=np.zeros(program.n_columns),
        matrix=csr_array(program.matrix)[index],
        row_lower=program.row_lower[index],
        row_upper=program.row_upper[index],
        row_labels=tuple(program.row_labels[r] for r in index),
        row_constraints=tuple(program.row_constraints[r] for r in index),
        separations=tuple(s for s in program.separations if s.constraint in names),
        access=None,
    )


def _infeasible(program: Program, seconds: float) -> bool:
    """Tell whether it is proven infeasible; the relaxation first, which mostly suffices."""
    form = compact(program)
    relaxed = replace(form, integer=np.zeros_like(form.integer))
    if run_highs(relaxed, seconds=seconds).stop is Stop.INFEASIBLE:
        return True
    return run_highs(form, seconds=seconds).stop is Stop.INFEASIBLE


def conflict(program: Program, *, seconds: float = 20.0) -> tuple[str, ...]:
    """Name an irreducible set of constraints that cannot hold together.

    A deletion filter over *named* constraints: each is left out in turn, and put back when the
    rest becomes feasible. Bounds and locks always stay. What is not tried within the time
    stays in the answer, which is then a conflict but maybe not the smallest.

    Parameters
    ----------
    program : Program
        An infeasible program.
    seconds : float
        Wall clock for the whole filter.

    Returns
    -------
    tuple of str
        Names in alphabetical order; empty when the bounds alone conflict, or when the program
        was not proven infeasible.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> ones = np.ones(2)
    >>> program = Program(np.array(["a", "b"]), ones, 0 * ones, ones, ones > 0,
    ...     csr_array(np.ones((3, 2))), np.array([2.0, 0.0, 0.0]), np.array([2.0, 1.0, 9.0]),
    ...     ("choose[]", "cap[]", "loose[]"), ("choose", "cap", "loose"))
    >>> conflict(program)
    ('cap', 'choose')
    """
    deadline = time.monotonic() + seconds
    names = sorted({*program.row_constraints, *(s.constraint for s in program.separations)})
    kept = set(names)
    for name in names:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        trial = kept - {name}
        if _infeasible(_kept(program, trial), max(0.5, left / 4)):
            kept = trial
    return tuple(sorted(kept))
