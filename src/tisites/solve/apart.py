"""A back end in a process of its own, on the same leash as CBC's: its time limit holds.

HiGHS checks its clock seldom while it presolves millions of nonzeros; OR-Tools carries a HiGHS
library of its own and cannot share a process with highspy. Both can be solved apart: the form goes
through a file, the solver is asked to end at its limit, and killed if it does not.
"""

from __future__ import annotations

import importlib
import math
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from tisites.solve.cbc_process import run_leashed
from tisites.solve.form import Answer, LinearForm, Stop

#: Seconds beyond its limit before a solver that has its own clock is asked to end.
PATIENCE = 0.3
_ARRAYS = ("objective", "row_lower", "row_upper", "lower", "upper", "integer")


def run_apart(module: str, form: LinearForm, *, seconds: float | None, gap_rel: float) -> Answer:
    """Solve a form by ``module.run_here(form, seconds=, gap_rel=)`` in a process of its own.

    Parameters
    ----------
    module : str
        Where ``run_here`` is.
    form : LinearForm
        What to solve, scaled.
    seconds : float, optional
        Wall clock, starting the process included.
    gap_rel : float
        Relative gap to stop at.

    Raises
    ------
    RuntimeError
        The process ended without an answer before its limit.
    """
    ends = math.inf if seconds is None else time.time() + seconds
    interrupted = threading.Event()
    prefix = "tisites-apart-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        matrix = csr_array(form.matrix)
        np.savez(
            folder / "model.npz", data=matrix.data, indices=matrix.indices,
            indptr=matrix.indptr, ends=ends, gap=gap_rel,
            **{part: getattr(form, part) for part in _ARRAYS},
        )  # fmt: skip
        command = [sys.executable, "-m", "tisites.solve.apart", module, str(folder)]
        last = None if seconds is None else max(0.0, ends - time.time()) + PATIENCE
        run_leashed(command, folder / "log.txt", last, interrupted)
        if (folder / "answer.npz").is_file():
            return _read(folder / "answer.npz", interrupted=interrupted.is_set())
        if interrupted.is_set():
            return Answer(Stop.INTERRUPTED, None, math.inf)
        if seconds is not None and time.time() >= ends:
            return Answer(Stop.LIMIT, None, math.inf)
        words = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{module} ended without an answer: {words[-400:]}")


def _read(path: Path, *, interrupted: bool) -> Answer:
    with np.load(path) as stored:
        stop = Stop(str(stored["stop"]))
        if interrupted and stop is Stop.LIMIT:
            stop = Stop.INTERRUPTED
        z = stored["z"] if bool(stored["has"]) else None
        return Answer(stop, z, float(stored["bound"]), float(stored["nodes"]))


def main(module: str, folder: Path) -> None:
    """Solve ``model.npz`` of a folder into ``answer.npz``."""
    with np.load(folder / "model.npz") as stored:
        given = dict(stored)
    shape = (given["row_lower"].size, given["objective"].size)
    matrix = csr_array((given["data"], given["indices"], given["indptr"]), shape=shape)
    form = LinearForm(matrix=matrix, **{part: given[part] for part in _ARRAYS})
    ends = float(given["ends"])
    left = None if math.isinf(ends) else max(0.0, ends - time.time())
    run = importlib.import_module(module).run_here
    answer: Answer = run(form, seconds=left, gap_rel=float(given["gap"]))
    z = np.empty(0) if answer.z is None else answer.z
    np.savez(
        folder / "part.npz", stop=str(answer.stop), has=answer.z is not None, z=z,
        bound=answer.bound, nodes=answer.nodes,
    )  # fmt: skip
    (folder / "part.npz").replace(folder / "answer.npz")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
