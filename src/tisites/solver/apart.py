"""A back end in a process of its own, on the same leash as CBC's: its time limit holds.

HiGHS checks its clock seldom while it presolves millions of nonzeros; OR-Tools carries a HiGHS
library of its own and cannot share a process with highspy. Both can be solved apart: the form goes
through a file, and the solver is asked to end a little before its limit. One that is deaf is
killed at the limit; what it had written by then is its answer.
"""

from __future__ import annotations

import importlib
import math
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.data.scratch import scratch_folder
from tisites.solver.cbc_process import run_leashed
from tisites.solver.form import LinearForm, RawAnswer, StopReason

if TYPE_CHECKING:
    from collections.abc import Callable

    Keep = Callable[[np.ndarray | None, float], None]

#: Seconds kept for the answer to be written and read, and the share of the limit they may take.
RESERVE, SHARE = 0.4, 0.1
#: Seconds between the moment it is asked to end, at its limit, and the moment it is killed.
GRACE = 0.3
#: Seconds between two bounds written while it searches.
NOTE = 0.25
_ARRAYS = ("objective", "row_lower", "row_upper", "lower", "upper", "integer")


def run_apart(call: str, form: LinearForm, *, seconds: float | None, gap_rel: float) -> RawAnswer:
    """Solve a form by ``run_here(form, seconds=, gap_rel=, keep=)``, in a process of its own.

    ``keep(point or None, bound)`` may be called while it searches.

    Parameters
    ----------
    call : str
        The module, or ``module:function`` where it is another function.
    form : LinearForm
        What to solve, scaled.
    seconds : float, optional
        Wall clock; writing the form and starting the process count.
    gap_rel : float
        Relative gap to stop at.

    Raises
    ------
    RuntimeError
        The process ended without an answer before its limit.
    """
    ends = math.inf if seconds is None else time.time() + seconds
    interrupted = threading.Event()
    with tempfile.TemporaryDirectory(dir=scratch_folder(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        matrix = csr_array(form.matrix)
        reserve = 0.0 if seconds is None else min(RESERVE, SHARE * seconds)
        np.savez(
            folder / "model.npz", data=matrix.data, indices=matrix.indices,
            indptr=matrix.indptr, ends=ends - reserve, gap=gap_rel,
            **{part: getattr(form, part) for part in _ARRAYS},
        )  # fmt: skip
        left = None if seconds is None else ends - time.time()
        if left is not None and left <= 0:
            return RawAnswer(StopReason.LIMIT, None, math.inf)
        command = [sys.executable, "-m", "tisites.solver.apart", call, str(folder)]
        run_leashed(command, folder / "log.txt", left, interrupted, grace=GRACE)
        late = seconds is not None and time.time() >= ends
        for file in ("answer.npz", "best.npz"):
            if (folder / file).is_file() and (file == "answer.npz" or late or interrupted.is_set()):
                return _read(folder / file, interrupted=interrupted.is_set())
        if interrupted.is_set():
            return RawAnswer(StopReason.INTERRUPTED, None, math.inf)
        if late:
            return RawAnswer(StopReason.LIMIT, None, math.inf)
        log = folder / "log.txt"
        words = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
        raise RuntimeError(f"{call} ended without an answer: {words[-400:]}")


def _read(path: Path, *, interrupted: bool) -> RawAnswer:
    """Read an answer; points kept on the way were written whole or not at all."""
    with np.load(path) as stored:
        stop = StopReason(str(stored["stop"]))
        if interrupted and stop is StopReason.LIMIT:
            stop = StopReason.INTERRUPTED
        z = stored["z"] if bool(stored["has"]) else None
        return RawAnswer(stop, z, float(stored["bound"]), float(stored["nodes"]))


def main(call: str, folder: Path) -> None:
    """Solve ``model.npz`` of a folder into ``answer.npz``."""
    with np.load(folder / "model.npz") as stored:
        given = dict(stored)
    shape = (given["row_lower"].size, given["objective"].size)
    matrix = csr_array((given["data"], given["indices"], given["indptr"]), shape=shape)
    form = LinearForm(matrix=matrix, **{part: given[part] for part in _ARRAYS})
    ends = float(given["ends"])
    module, _, name = call.partition(":")
    run = getattr(importlib.import_module(module), name or "run_here")
    best: list[RawAnswer] = [RawAnswer(StopReason.LIMIT, None, math.inf)]
    noted = [-math.inf]

    def keep(z: np.ndarray | None, bound: float) -> None:
        """Write the best point so far, and now and then the bound."""
        point = best[0].z if z is None else np.array(z)
        best[0] = RawAnswer(StopReason.LIMIT, point, bound)
        if z is not None or time.monotonic() > noted[0] + NOTE:
            noted[0] = time.monotonic()
            _write(best[0], folder, "best.npz")

    left = None if math.isinf(ends) else max(0.0, ends - time.time())
    answer: RawAnswer = run(form, seconds=left, gap_rel=float(given["gap"]), keep=keep)
    _write(answer, folder, "answer.npz")


def _write(answer: RawAnswer, folder: Path, name: str) -> None:
    """Write an answer whole, or not at all."""
    z = np.empty(0) if answer.z is None else answer.z
    np.savez(
        folder / "part.npz", stop=str(answer.stop), has=answer.z is not None, z=z,
        bound=answer.bound, nodes=answer.nodes,
    )  # fmt: skip
    (folder / "part.npz").replace(folder / name)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
