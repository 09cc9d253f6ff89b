"""CBC through PuLP: the default back end."""

from __future__ import annotations

import math
import sys
import tempfile
import threading
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.data.scratch import scratch_folder
from tisites.model.tolerances import GAP_ABS
from tisites.solver.cbc_process import KILLED, run_leashed
from tisites.solver.form import LinearForm, RawAnswer, StopReason, scaled

if TYPE_CHECKING:
    from pulp import LpProblem, LpSolveStats

#: What must still fit beside a cut answer for it not to be the disk's fault.
PROBE_BYTES = 1 << 16
_PLAIN = ("heuristicsOnOff off", "preprocess off", "cuts off")
_STOPS = {
    "Optimal": StopReason.OPTIMAL,
    "GapLimit": StopReason.LIMIT,
    "Infeasible": StopReason.INFEASIBLE,
    "Unbounded": StopReason.UNBOUNDED,
    "Undefined": StopReason.ERROR,
    "NumericalError": StopReason.ERROR,
    "Interrupted": StopReason.INTERRUPTED,
}


def cbc_version() -> str:
    """Return the back end's name and version, as told in results."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"CBC (cbcbox {version('cbcbox')}, PuLP {version('pulp')})"
    except PackageNotFoundError:
        return f"CBC (PuLP {version('pulp')})"


@cache
def _load_pulp() -> None:
    """Import PuLP without its parser of CP-SAT's logs, which takes longer than PuLP itself.

    PuLP reads every solver's log with orloge, and orloge imports that parser at once. It is put
    off until a log of CP-SAT is read: what orloge holds of it loads it then.
    """
    name = "cpsat_logutils"
    parts = (name, f"{name}.schema")
    if "pulp" in sys.modules or any(part in sys.modules for part in parts):
        return

    def parse_log(*given: Any, **told: Any) -> Any:
        return import_module(name).parse_log(*given, **told)

    stands = {part: ModuleType(part) for part in parts}
    vars(stands[parts[0]]).update(CpSatLog=object, parse_log=parse_log)
    vars(stands[parts[1]]).update(SearchEvent=object)
    sys.modules.update(stands)
    try:
        import_module("pulp")
    finally:
        for part, module in stands.items():
            if sys.modules.get(part) is module:
                del sys.modules[part]


def build_problem(form: LinearForm) -> tuple[LpProblem, list[Any]]:
    """Build the PuLP problem in bulk; variables come back in column order."""
    _load_pulp()
    from pulp import LpMaximize, LpProblem, _rustcore

    problem = LpProblem("tisites", LpMaximize)
    model = problem._model
    n = form.objective.size
    variables: list[Any] = [None] * n
    kinds = np.column_stack([form.lower, form.upper, form.integer])
    groups, which = np.unique(kinds, axis=0, return_inverse=True)
    members_of = np.split(
        np.argsort(which.ravel(), kind="stable"),
        np.cumsum(np.bincount(which.ravel(), minlength=len(groups)))[:-1],
    )
    for (low, high, whole), members in zip(groups, members_of, strict=True):
        kind = _rustcore.Category.Integer if whole else _rustcore.Category.Continuous
        names = [f"x{i}" for i in members]
        batch = model.add_variables_batch(names, float(low), float(high), kind)
        for i, variable in zip(members, batch, strict=True):
            variables[i] = variable
    ids = np.array([v.id() for v in variables], dtype=np.uint64)
    expression = _rustcore.AffineExpr()
    used = np.flatnonzero(form.objective)
    expression.add_term_ids_coeffs(model, ids[used], np.ascontiguousarray(form.objective[used]))
    model.set_objective(expression)
    _add_rows(model, form, ids)
    return problem, variables


def _add_rows(model: Any, form: LinearForm, ids: np.ndarray) -> None:
    from pulp import _rustcore

    sense = _rustcore.Sense
    matrix = form.matrix
    start, columns, data = matrix.indptr, ids[matrix.indices], matrix.data.astype(float)
    for r, (low, high) in enumerate(zip(form.row_lower, form.row_upper, strict=True)):
        sides = [(sense.Equal, low)] if low == high else []
        if not sides:
            sides += [(sense.GreaterEqual, low)] if np.isfinite(low) else []
            sides += [(sense.LessEqual, high)] if np.isfinite(high) else []
        for s, (side, bound) in enumerate(sides):
            row = _rustcore.AffineExpr()
            part = slice(start[r], start[r + 1])
            row.add_term_ids_coeffs(model, columns[part], data[part])
            row.set_constant(-float(bound))
            row.set_sense(side)
            row.set_name(f"r{r}_{s}")
            model.add_constraint(row)


def _leashed_solver(folder: Path, deadline: float, options: dict[str, Any]) -> Any:
    """Return PuLP's CBC, its process held on a leash (see :mod:`~.cbc_process`).

    The deadline is of the monotonic clock: writing the model counts.
    """
    from pulp.apis import coin

    class Leashed(coin.COIN_CMD):  # type: ignore[misc,unused-ignore]
        """PuLP's CBC with files in one folder of ours and a limit that holds."""

        interrupted = threading.Event()
        killed = False

        def solve_CBC(self, lp: LpProblem, use_mps: bool = True) -> tuple[Any, bool]:  # noqa: ARG002, N802
            from pulp.constants import LpSolveStatus

            model, answer = folder / "model.mps", folder / "answer.txt"
            names, rows, _, order = lp.writeMPS(str(model), rename=True)
            command = [self.path, str(model)]
            left = None
            if deadline < math.inf:
                left = deadline - time.monotonic()
                if left <= 0:
                    return LpSolveStatus.TimeLimit, False
                command += ["-sec", f"{left:.3f}"]
            for option in self.options + self.getOptions():
                command += f"-{option}".split()
            command += ["-solve", "-printingOptions", "all", "-solution", str(answer)]
            code = run_leashed(command, folder / "cbc.log", left, self.interrupted)
            self.killed = code == KILLED
            if not answer.is_file() or not whole_answer(answer, len(rows) + len(names)):
                probe(folder)  # a full disk cuts what CBC writes, and CBC says nothing of it
            if not answer.is_file() or code not in (0, KILLED):
                stop = LpSolveStatus.TimeLimit if self.killed else LpSolveStatus.Undefined
                return (LpSolveStatus.Interrupted if self.interrupted.is_set() else stop), False
            if self.killed and not whole_answer(answer, len(rows) + len(names)):
                return LpSolveStatus.TimeLimit, False
            try:
                status, values, _, _, _, has = self.readsol_MPS(
                    str(answer), lp, names, rows, pulp_names_in_column_order=order
                )
            except (ValueError, IndexError, KeyError):  # cut in the middle of a line
                return LpSolveStatus.Undefined, False
            lp.assignVarsVals(values)
            return status, has

    return Leashed(msg=False, threads=1, logPath=str(folder / "cbc.log"), **options)


def probe(folder: Path) -> None:
    """Raise what the system says if no more can be written here, as CBC itself does not.

    Raises
    ------
    OSError
        If the disk is full, the quota used up, the disk gone.
    """
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        left = PROBE_BYTES
        while left:
            left -= file.write(bytes(left)) or 0


def whole_answer(path: Path, lines: int) -> bool:
    """Tell whether CBC wrote its answer to the end: a status, then so many full lines.

    A killed CBC may leave a file cut anywhere, in the middle of a number too.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    return text.endswith("\n") and text.count("\n") >= lines + 1


def run_cbc(
    form: LinearForm,
    *,
    seconds: float | None = None,
    gap_rel: float = 0.0,
    cutoff: float | None = None,
    plain: bool = False,
) -> RawAnswer:
    """Solve a linear form with CBC, one thread, deterministic (see :class:`~.compact.Runner`).

    With ``plain`` it only branches: no heuristics, cuts or preprocessing of its own, which is
    quicker where a small form is known to hold nothing better than its cutoff.

    A CBC that overruns its limit is asked to end, then killed; what it had not finished to write
    is not read.
    """
    deadline = math.inf if seconds is None else time.monotonic() + seconds
    small, factor = scaled(form)
    words = list(_PLAIN) if plain else []
    if cutoff is not None:
        words.append(f"cutoff {-cutoff * factor:.17g}")  # CBC minimises the negation
    options: dict[str, Any] = {"gapRel": gap_rel, "gapAbs": GAP_ABS, "options": words}
    problem, variables = build_problem(small)
    with tempfile.TemporaryDirectory(dir=scratch_folder(), ignore_cleanup_errors=True) as folder:
        solver = _leashed_solver(Path(folder), deadline, options)
        if not solver.available():
            raise FileNotFoundError("CBC is missing: install pulp[cbc]")
        stats = problem.solve(solver)
    z = None
    if stats.has_solution:
        z = np.array([v.value_or_default() for v in variables], dtype=float)
    stop = _STOPS.get(stats.status.name, StopReason.LIMIT)
    if solver.interrupted.is_set():
        stop = StopReason.INTERRUPTED
    bound = _bound(stop, stats, factor, cutoff)
    if stats.status.name == "GapLimit" and z is not None and gap_rel == 0.0:
        stop, bound = StopReason.OPTIMAL, float(form.objective @ z) + GAP_ABS / factor
    elif stop is StopReason.OPTIMAL and z is not None:
        bound = float(form.objective @ z)
    return RawAnswer(stop, z, bound, math.nan if stats.nodes is None else float(stats.nodes))


def _bound(stop: StopReason, stats: LpSolveStats, factor: float, cutoff: float | None) -> float:
    """Return the bound of a search that did not end with a proven point."""
    if stop is StopReason.INFEASIBLE:
        return -math.inf if cutoff is None else cutoff
    if stats.best_bound is not None and abs(stats.best_bound) < 1e49:
        return float(stats.best_bound) / factor
    return math.inf
