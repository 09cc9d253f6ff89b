"""``--orlib``: any p-median file of the OR-Library format, solved and told in one row."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from benchmarks.orlib import p_median_cost, p_median_program, read_orlib
from tisites.solver.exact import solve
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.tables import Row


def orlib_row(path: Path, seconds: float | None) -> Row:
    """Solve one file: name, n, p, value, bound, proof, seconds (reading left out).

    Raises
    ------
    BadInputError
        If the file is not in the OR-Library format.
    """
    instance = read_orlib(path)
    began = time.perf_counter()
    program = p_median_program(instance)
    solution = solve(program, "cbc", Limits(seconds), method="kernel")
    spent = time.perf_counter() - began
    # clients that no chosen site reaches cost more than any figure
    cut_off = solution.selected.size > 0 and math.isinf(instance.cost(solution.selected))
    return {
        "name": instance.name,
        "n": instance.n,
        "p": instance.p,
        "value": math.inf if cut_off else p_median_cost(solution.value),
        "bound": math.inf if cut_off else p_median_cost(solution.bound),
        "proof": str(solution.proof),
        "seconds": spent,
    }
