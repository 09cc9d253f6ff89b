"""HiGHS: the second back end, and the one for linear programs."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.stop import look
from tisites.model.tolerances import FEASIBILITY, GAP_ABS, STRICT
from tisites.solver.apart import run_apart
from tisites.solver.form import LinearForm, RawAnswer, StopReason, answered, posed

if TYPE_CHECKING:
    from tisites.solver.apart import Keep

#: Nonzeros above which a solve with a time limit has a process of its own.
APART = 300_000


def highs_version() -> str:
    """Return the back end's name and version, as told in results."""
    import highspy

    return f"HiGHS {highspy.Highs().version()}"


def load(form: LinearForm) -> Any:
    """Load a form into a silent, single-threaded, deterministic HiGHS."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    lp = highspy.HighsLp()
    matrix = form.matrix.tocsr()
    lp.num_col_, lp.num_row_ = form.objective.size, matrix.shape[0]
    lp.col_cost_ = np.asarray(form.objective, dtype=float)
    lp.col_lower_ = np.asarray(form.lower, dtype=float)
    lp.col_upper_ = np.asarray(form.upper, dtype=float)
    lp.row_lower_ = np.asarray(form.row_lower, dtype=float)
    lp.row_upper_ = np.asarray(form.row_upper, dtype=float)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data.astype(float)
    if form.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in form.integer]
    solver.passModel(lp)
    return solver


def run_highs(
    form: LinearForm,
    *,
    seconds: float | None = None,
    gap_rel: float = 0.0,
    cutoff: float | None = None,
    feasibility: float | None = None,
    nodes: int | None = None,
) -> RawAnswer:
    """Solve a linear form with HiGHS, one thread, deterministic (see :class:`~.compact.Runner`).

    A large form under a time limit is solved in a process of its own, for HiGHS may presolve long
    past its limit. Ctrl-C ends the search with the best point so far. ``feasibility`` is how
    closely rows and integers are held: at its own millionth, and at a billionth too, it was seen
    to call programs infeasible that are not, where a row is filled to its last digit. ``nodes``
    ends the search by count: unlike seconds, the same on every machine.
    """
    began = time.monotonic()
    small, factor = posed(form, cutoff)
    left = None if seconds is None else max(0.0, began + seconds - time.monotonic())
    if left is not None and form.matrix.nnz > APART and nodes is None:
        call = __name__ if feasibility is None else f"{__name__}:run_strict"
        answer = run_apart(call, small, seconds=left, gap_rel=gap_rel)
    else:
        answer = run_here(
            small, seconds=left, gap_rel=gap_rel, feasibility=feasibility, nodes=nodes
        )
    return answered(answer, factor, cutoff)


def run_strict(
    form: LinearForm, *, seconds: float | None, gap_rel: float, keep: Keep | None = None
) -> RawAnswer:
    """Solve in this process, strictly (see :func:`run_highs`)."""
    return run_here(form, seconds=seconds, gap_rel=gap_rel, feasibility=STRICT, keep=keep)


def run_here(
    form: LinearForm,
    *,
    seconds: float | None,
    gap_rel: float,
    feasibility: float | None = None,
    nodes: int | None = None,
    keep: Keep | None = None,
) -> RawAnswer:
    """Solve in this process; the form is scaled, and so is the bound.

    ``keep`` hears every better point, and often the bound.
    """
    import highspy

    began = time.monotonic()

    if form.objective.size == 0:  # an empty model is called optimal whatever its rows ask
        holds = (form.row_lower <= FEASIBILITY).all() and (form.row_upper >= -FEASIBILITY).all()
        if holds:
            return RawAnswer(StopReason.OPTIMAL, np.empty(0), 0.0)
        return RawAnswer(StopReason.INFEASIBLE, None, 0.0)
    solver = load(form)
    solver.setOptionValue("mip_rel_gap", gap_rel)
    solver.setOptionValue("mip_abs_gap", GAP_ABS)
    if seconds is not None:  # loading the form counts
        left = max(0.0, float(seconds) - (time.monotonic() - began))
        solver.setOptionValue("time_limit", left)
    if keep is not None:
        _tell(solver, keep)
    if feasibility is not None:
        for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
            solver.setOptionValue(name, feasibility)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    interrupted = _solved(solver)
    info, status = solver.getInfo(), solver.getModelStatus()
    s = highspy.HighsModelStatus
    stops = {
        s.kOptimal: StopReason.OPTIMAL,
        s.kInfeasible: StopReason.INFEASIBLE,
        s.kUnbounded: StopReason.UNBOUNDED,
        s.kUnboundedOrInfeasible: StopReason.UNBOUNDED,
        s.kTimeLimit: StopReason.LIMIT,
        s.kSolutionLimit: StopReason.LIMIT,
        s.kInterrupt: StopReason.INTERRUPTED,
        s.kModelEmpty: StopReason.OPTIMAL,
    }
    stop = StopReason.INTERRUPTED if interrupted else stops.get(status, StopReason.ERROR)
    whole = bool(form.integer.any())
    has_point = info.primal_solution_status == 2
    z = np.array(solver.getSolution().col_value) if has_point else None
    if z is not None and z.size != form.objective.size:
        stop, z = StopReason.ERROR, None  # no answer to what was asked
    bound = math.inf
    if whole:
        bound = float(info.mip_dual_bound)
    elif stop is StopReason.OPTIMAL and z is not None:
        bound = float(form.objective @ z)
    return RawAnswer(stop, z, bound, float(info.mip_node_count) if whole else math.nan)


def _solved(solver: Any) -> bool:
    """Solve in a thread, and tell whether Ctrl-C or a stop ended it: at once, without a word.

    The solver's own handler prints in English, and takes Ctrl-C for a limit.
    """
    solver.HandleUserInterrupt = True
    solver.startSolve()
    interrupted = False
    while True:
        try:
            while not solver.wait(0.05)[0]:
                if not interrupted:
                    look()
        except KeyboardInterrupt:
            interrupted = True
            solver.cancelSolve()
        else:
            return interrupted


def _tell(solver: Any, keep: Keep) -> None:
    """Let ``keep`` hear what the search finds; the objective is maximised."""

    def better(event: Any) -> None:
        found = event.data_out
        keep(np.array(found.mip_solution), float(found.mip_dual_bound))

    def going(event: Any) -> None:
        keep(None, float(event.data_out.mip_dual_bound))

    solver.cbMipImprovingSolution.subscribe(better)
    solver.cbMipInterrupt.subscribe(going)
