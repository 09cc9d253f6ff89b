"""SCIP, an optional back end (``pip install tisites[bench]``)."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.tolerances import GAP_ABS
from tisites.solver.form import LinearForm, RawAnswer, StopReason, answered, posed

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOPS = {
    "optimal": StopReason.OPTIMAL,
    "infeasible": StopReason.INFEASIBLE,
    "inforunbd": StopReason.UNBOUNDED,
    "unbounded": StopReason.UNBOUNDED,
    "userinterrupt": StopReason.INTERRUPTED,
}


def scip_version() -> str:
    """Return SCIP's name and version."""
    from pyscipopt import Model

    model = Model()
    return f"SCIP {model.version()}"


def run_scip(
    form: LinearForm,
    *,
    seconds: float | None = None,
    gap_rel: float = 0.0,
    cutoff: float | None = None,
) -> RawAnswer:
    """Solve a linear form with SCIP, one thread (see :class:`~.compact.Runner`)."""
    from pyscipopt import Model

    began = time.monotonic()
    small, factor = posed(form, cutoff)
    model = Model()
    model.hideOutput()
    model.setParam("limits/gap", gap_rel)
    model.setParam("limits/absgap", GAP_ABS)
    kinds = np.where(small.integer, "B", "C")
    variables = [
        model.addVar(vtype=kind, lb=_open(low), ub=_open(high), obj=value)
        for kind, low, high, value in zip(
            kinds.tolist(), small.lower.tolist(), small.upper.tolist(), small.objective.tolist(),
            strict=True,
        )
    ]  # fmt: skip
    model.setMaximize()
    _add_rows(model, variables, small)
    if seconds is not None:  # building counts
        model.setParam("limits/time", max(0.0, seconds - (time.monotonic() - began)))
    model.optimize()
    stop = _STOPS.get(model.getStatus(), StopReason.LIMIT)
    z = None
    if model.getNSols() > 0:
        best = model.getBestSol()
        z = np.array([model.getSolVal(best, variable) for variable in variables])
    found = RawAnswer(stop, z, float(model.getDualbound()), float(model.getNTotalNodes()))
    return answered(found, factor, cutoff)


def _open(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _add_rows(model: Any, variables: Sequence[Any], form: LinearForm) -> None:
    from pyscipopt import Expr, ExprCons
    from pyscipopt.scip import Term

    terms = [Term(variable) for variable in variables]
    matrix = form.matrix
    columns, data = matrix.indices.tolist(), matrix.data.tolist()
    for r, (low, high) in enumerate(zip(form.row_lower, form.row_upper, strict=True)):
        part = slice(matrix.indptr[r], matrix.indptr[r + 1])
        row = Expr({terms[c]: a for c, a in zip(columns[part], data[part], strict=True)})
        model.addCons(ExprCons(row, lhs=_open(float(low)), rhs=_open(float(high))))
