"""CP-SAT, an optional back end (``pip install tisites[bench]``), in a process of its own.

OR-Tools and highspy each carry a HiGHS library, and whichever is loaded second in one process
fails to find its symbols.
"""

from __future__ import annotations

import math
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix

from tisites.model.tolerances import FEASIBILITY
from tisites.solver.apart import run_apart
from tisites.solver.form import LinearForm, RawAnswer, StopReason, answered, posed

if TYPE_CHECKING:
    from tisites.solver.apart import Keep

#: Workers that its makers advise: below eight, some of its strategies are left out.
WORKERS = 8


def cpsat_version() -> str:
    """Return CP-SAT's name and version."""
    from importlib.metadata import version

    return f"CP-SAT {version('ortools')}"


def run_cpsat(
    form: LinearForm,
    *,
    seconds: float | None = None,
    gap_rel: float = 0.0,
    cutoff: float | None = None,
    wide: bool = False,
) -> RawAnswer:
    """Solve a linear form with CP-SAT (see :class:`~.compact.Runner`).

    CP-SAT is whole-numbered inside: OR-Tools scales continuous columns and coefficients for it,
    and its bound is true of the scaled model. One worker keeps it deterministic; ``wide`` lets
    it run the eight that its makers advise, whatever the cores.
    """
    began = time.monotonic()
    small, factor = posed(form, cutoff)
    left = None if seconds is None else max(0.0, began + seconds - time.monotonic())
    call = f"{__name__}:run_wide" if wide else __name__
    answer = run_apart(call, small, seconds=left, gap_rel=gap_rel)
    return answered(answer, factor, cutoff)


def run_here(
    form: LinearForm,
    *,
    seconds: float | None,
    gap_rel: float,
    keep: Keep | None = None,  # noqa: ARG001
    workers: int = 1,
) -> RawAnswer:
    """Solve in this process, which must not have loaded highspy; its own limit holds."""
    from ortools.linear_solver.python import model_builder_helper as builder

    began = time.monotonic()

    model: Any = builder.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        form.lower, form.upper, form.objective, form.row_lower, form.row_upper,
        csr_matrix(form.matrix),
    )  # fmt: skip
    for k in np.flatnonzero(form.integer).tolist():
        model.set_var_integrality(k, True)
    model.set_maximize(True)
    solver: Any = builder.ModelSolverHelper("sat")
    if seconds is not None:
        solver.set_time_limit_in_seconds(max(0.0, seconds - (time.monotonic() - began)))
    solver.set_solver_specific_parameters(
        f"num_workers:{workers},relative_gap_limit:{gap_rel},"
        f"absolute_gap_limit:{FEASIBILITY:g},mip_max_bound:1e9"
    )
    solver.solve(model)
    s = builder.SolveStatus
    stops = {
        s.OPTIMAL: StopReason.OPTIMAL,
        s.INFEASIBLE: StopReason.INFEASIBLE,
        s.UNBOUNDED: StopReason.UNBOUNDED,
        s.FEASIBLE: StopReason.LIMIT,
        s.NOT_SOLVED: StopReason.LIMIT,
        s.UNKNOWN_STATUS: StopReason.LIMIT,
    }
    stop, has = stops.get(solver.status(), StopReason.ERROR), bool(solver.has_solution())
    z = np.asarray(solver.variable_values(), dtype=float) if has else None
    return RawAnswer(stop, z, float(solver.best_objective_bound()) if has else math.inf)


run_wide = partial(run_here, workers=WORKERS)
