"""Solve a location instance with spopt (PySAL), in an environment of its own.

``uv run --isolated --no-project --with spopt==0.8.0 python benchmarks/peers/spopt_peer.py
INSTANCE.npz SECONDS`` prints ``ready``, then one line of JSON.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time

import numpy as np
import pulp
from spopt.locate import MCLP, PMedian


def main() -> int:
    path, seconds = sys.argv[1], float(sys.argv[2])
    with np.load(path) as parts:
        cost, p, radius = parts["cost"], int(parts["p"]), float(parts["radius"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    began, phase = time.perf_counter(), ["expand"]
    # building alone can outlast the limit: nothing may go on after it
    watchdog = threading.Timer(seconds + 2.0, _too_late, (began, phase))
    watchdog.daemon = True
    watchdog.start()
    # nor after the benchmark, which holds the other end of this pipe
    threading.Thread(target=_orphaned, daemon=True).start()
    sys.stdout.write("phase expand\n")
    sys.stdout.flush()
    weights = np.ones(cost.shape[0])
    if math.isnan(radius):
        model = PMedian.from_cost_matrix(cost, weights, p_facilities=p)
    else:
        model = MCLP.from_cost_matrix(cost, weights, service_radius=radius, p_facilities=p)
    built = time.perf_counter() - began
    phase.append("solve")
    sys.stdout.write("phase solve\n")
    sys.stdout.flush()
    left = max(1.0, seconds - built)
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=left, threads=1)
    note, status, value = "", "not within", math.nan
    try:
        model.solve(solver, results=False)
    except RuntimeError as error:  # spopt's word for anything but an optimum
        note = str(error)[:200]
    spent = time.perf_counter() - began
    problem = model.problem
    if problem.status == pulp.LpStatusOptimal and problem.sol_status == pulp.LpSolutionOptimal:
        status = "optimal"
        value = float(pulp.value(problem.objective))
        value = -value if math.isnan(radius) else value
    outcome = {
        "status": status, "value": value, "bound": value, "seconds": spent,
        "phases": {"expand": built, "solve": spent - built},
        "figures": {"columns": len(problem.variables()), "rows": len(problem.constraints)},
        "peak_mb": math.nan, "note": note,
    }  # fmt: skip
    sys.stdout.write(json.dumps(outcome) + "\n")
    return 0


def _too_late(began: float, phase: list[str]) -> None:
    """Say that the limit was missed, and end."""
    spent = time.perf_counter() - began
    outcome = {
        "status": "not within", "phases": {phase[-1]: spent}, "note": f"ended in {phase[-1]}",
    }  # fmt: skip
    sys.stdout.write("\n" + json.dumps(outcome) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _orphaned() -> None:
    """End when the benchmark has gone."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
