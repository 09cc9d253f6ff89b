"""CP-SAT on a compact form (optional: ``pip install tisites[bench]``)."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

from tisites.solve.form import Answer, LinearForm, Stop, scaled


def cpsat_version() -> str:
    """Return CP-SAT's name and version."""
    from importlib.metadata import version

    return f"CP-SAT {version('ortools')}"


def run_cpsat(form: LinearForm, *, seconds: float | None = None, gap_rel: float = 0.0) -> Answer:
    """Solve a linear form with CP-SAT, on every core.

    CP-SAT is whole-numbered inside: OR-Tools scales continuous columns and coefficients for it,
    and its bound is true of the scaled model. It gets all the cores, as its makers advise.

    Parameters
    ----------
    form : LinearForm
        What to solve.
    seconds : float, optional
        Wall clock.
    gap_rel : float
        Relative gap to stop at.
    """
    import pandas as pd
    from ortools.linear_solver.python import model_builder

    small, factor = scaled(form)
    model: Any = model_builder.Model()  # type: ignore[no-untyped-call,unused-ignore]
    n = small.objective.size
    index = pd.RangeIndex(n, name="z")
    z = model.new_var_series("z", index, small.lower, small.upper, small.integer)
    core = model.helper
    matrix = small.matrix
    columns, data = matrix.indices.tolist(), matrix.data.tolist()
    for r, (low, high) in enumerate(zip(small.row_lower, small.row_upper, strict=True)):
        row = core.add_linear_constraint()
        core.set_constraint_lower_bound(row, float(low))
        core.set_constraint_upper_bound(row, float(high))
        for at in range(matrix.indptr[r], matrix.indptr[r + 1]):
            core.add_term_to_constraint(row, columns[at], data[at])
    for k in np.flatnonzero(small.objective).tolist():
        core.set_var_objective_coefficient(k, float(small.objective[k]))
    core.set_maximize(True)
    solver = model_builder.Solver("sat")
    if seconds is not None:
        solver.set_time_limit_in_seconds(float(seconds))
    workers = os.cpu_count() or 1
    solver.set_solver_specific_parameters(
        f"num_workers:{workers},relative_gap_limit:{gap_rel},absolute_gap_limit:1e-7"
        ",mip_wanted_precision:1e-9,mip_max_bound:1e9"
    )
    status = solver.solve(model)
    s = model_builder.SolveStatus
    stops = {s.OPTIMAL: Stop.OPTIMAL, s.INFEASIBLE: Stop.INFEASIBLE, s.UNBOUNDED: Stop.UNBOUNDED}
    stop = stops.get(status, Stop.LIMIT)
    if status in (s.MODEL_INVALID, s.ABNORMAL, s.INVALID_SOLVER_PARAMETERS, s.INCOMPATIBLE_OPTIONS):
        stop = Stop.ERROR
    point = None
    bound = math.inf
    if status in (s.OPTIMAL, s.FEASIBLE):
        point = solver.values(z).to_numpy(dtype=float)
        bound = float(solver.best_objective_bound) / factor
    return Answer(stop, point, -math.inf if stop is Stop.INFEASIBLE else bound)
