"""CP-SAT on a compact form (optional: ``pip install tisites[bench]``)."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

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
    from ortools.linear_solver.python import model_builder_helper as builder

    small, factor = scaled(form)
    model: Any = builder.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        small.lower,
        small.upper,
        small.objective,
        small.row_lower,
        small.row_upper,
        csr_matrix(small.matrix),
    )
    for k in np.flatnonzero(small.integer).tolist():
        model.set_var_integrality(k, True)
    model.set_maximize(True)
    solver: Any = builder.ModelSolverHelper("sat")
    if seconds is not None:
        solver.set_time_limit_in_seconds(float(seconds))
    workers = os.cpu_count() or 1
    solver.set_solver_specific_parameters(
        f"num_workers:{workers},relative_gap_limit:{gap_rel},absolute_gap_limit:1e-7"
        ",mip_max_bound:1e9"
    )
    solver.solve(model)
    s = builder.SolveStatus
    stops = {
        s.OPTIMAL: Stop.OPTIMAL,
        s.INFEASIBLE: Stop.INFEASIBLE,
        s.UNBOUNDED: Stop.UNBOUNDED,
        s.FEASIBLE: Stop.LIMIT,
        s.NOT_SOLVED: Stop.LIMIT,
        s.UNKNOWN_STATUS: Stop.LIMIT,
    }
    stop = stops.get(solver.status(), Stop.ERROR)
    if not solver.has_solution():
        return Answer(stop, None, -math.inf if stop is Stop.INFEASIBLE else math.inf)
    bound = float(solver.best_objective_bound()) / factor
    return Answer(stop, np.asarray(solver.variable_values(), dtype=float), bound)
