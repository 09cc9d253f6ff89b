"""CP-SAT, an optional back end (``pip install tisites[bench]``).

It runs in a process of its own: OR-Tools and highspy each carry a HiGHS library, and whichever is
loaded second in one process fails to find its symbols. The process is on the same leash as CBC's.
"""

from __future__ import annotations

import math
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from tisites.solve.cbc_process import run_leashed
from tisites.solve.form import Answer, LinearForm, Stop, scaled, with_cutoff

#: Seconds beyond its limit before the process is ended.
PATIENCE = 5.0


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
    workers: int = 1,
) -> Answer:
    """Solve a linear form with CP-SAT.

    CP-SAT is whole-numbered inside: OR-Tools scales continuous columns and coefficients for it,
    and its bound is true of the scaled model. One worker keeps it deterministic.

    Parameters
    ----------
    form : LinearForm
        What to solve.
    seconds : float, optional
        Wall clock.
    gap_rel : float
        Relative gap to stop at.
    cutoff : float, optional
        Only points better than this are of interest (see :func:`~.cbc.run_cbc`).
    workers : int
        Threads; its makers advise all the cores.

    Raises
    ------
    RuntimeError
        The process ended without an answer before its limit.
    """
    small, factor = scaled(with_cutoff(form, cutoff))
    interrupted = threading.Event()
    limit = math.inf if seconds is None else float(seconds)
    with tempfile.TemporaryDirectory(prefix="tisites-cpsat-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        matrix = csr_matrix(small.matrix)
        np.savez(
            folder / "model.npz", lower=small.lower, upper=small.upper, objective=small.objective,
            row_lower=small.row_lower, row_upper=small.row_upper, integer=small.integer,
            data=matrix.data, indices=matrix.indices, indptr=matrix.indptr,
            shape=np.array(matrix.shape), limit=limit, gap=gap_rel, workers=workers,
        )  # fmt: skip
        with (folder / "log.txt").open("w", encoding="utf-8") as log:
            command = [sys.executable, "-m", "tisites.solve.cpsat", str(folder)]
            last = None if seconds is None else seconds + PATIENCE
            run_leashed(command, log, last, interrupted)
        if not (folder / "answer.npz").is_file():
            if interrupted.is_set() or seconds is not None:
                stop = Stop.INTERRUPTED if interrupted.is_set() else Stop.LIMIT
                return Answer(stop, None, math.inf)
            words = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"CP-SAT ended without an answer: {words[-400:]}")
        with np.load(folder / "answer.npz") as answer:
            stop, bound = Stop(str(answer["stop"])), float(answer["bound"])
            z = answer["z"] if bool(answer["has"]) else None
    if stop is Stop.INFEASIBLE:
        return Answer(stop, None, -math.inf if cutoff is None else cutoff)
    return Answer(stop, z, bound / factor)


def main(folder: Path) -> None:
    """Solve ``model.npz`` of a folder into ``answer.npz``; run in its own process."""
    from ortools.linear_solver.python import model_builder_helper as builder

    with np.load(folder / "model.npz") as stored:
        given = dict(stored)
    rows = csr_matrix((given["data"], given["indices"], given["indptr"]), shape=given["shape"])
    model: Any = builder.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        given["lower"], given["upper"], given["objective"], given["row_lower"],
        given["row_upper"], rows,
    )  # fmt: skip
    for k in np.flatnonzero(given["integer"]).tolist():
        model.set_var_integrality(k, True)
    model.set_maximize(True)
    solver: Any = builder.ModelSolverHelper("sat")
    if math.isfinite(given["limit"]):
        solver.set_time_limit_in_seconds(float(given["limit"]))
    solver.set_solver_specific_parameters(
        f"num_workers:{int(given['workers'])},relative_gap_limit:{float(given['gap'])}"
        ",absolute_gap_limit:1e-7,mip_max_bound:1e9"
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
    stop, has = stops.get(solver.status(), Stop.ERROR), bool(solver.has_solution())
    z = np.asarray(solver.variable_values(), dtype=float) if has else np.empty(0)
    bound = float(solver.best_objective_bound()) if has else math.inf
    np.savez(folder / "part.npz", stop=str(stop), has=has, z=z, bound=bound)
    (folder / "part.npz").replace(folder / "answer.npz")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
