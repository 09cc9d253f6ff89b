"""What a proof costs, in CPU seconds of the process tree: our tree alone, and CBC's word on it.

``uv run python -m benchmarks.certificates --data packs/france`` prints a line an instance: the
solve without back end; with CBC asked leaf by leaf, then the whole last kernel; the file of the
certificate and the seconds that its check takes. Waiting counts for nothing, so that a busy
machine tells the same.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.families.real import covering
from benchmarks.national import national
from benchmarks.orlib import p_median_program, read_orlib
from benchmarks.rows import NATIONAL
from benchmarks.spec import Context
from tisites.certificate.file import read_certificate, write_certificate
from tisites.certificate.verdict import verdict
from tisites.messages.progress import Silent, Stopwatch
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.solver import cbc_process
from tisites.solver.exact import solve
from tisites.solver.kernel import closing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.model.program import Program

#: Leaves that CBC is asked one by one: none, so that it gets the kernel whole; or all.
WHOLE, EACH = 0, 10**9


def programs(data: Path, orlib: list[Path]) -> Iterator[tuple[str, Program]]:
    """Give the main job, the service scenario, the real instances and some p-medians."""
    for scenario in ("reference", "workforce-access"):
        yield scenario, prepare(Request(scenario, None, data)).program
    context, watch = Context(data), Stopwatch(Silent())
    access = national("real-access", NATIONAL, access=True, real=True)
    for path in orlib:
        yield path.stem, p_median_program(read_orlib(path))
    for build in (access, covering):
        instance = build(0, 0, context, watch)
        yield instance.name, instance.program


def _spent() -> float:
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def main() -> int:
    """Print a line an instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--orlib", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    print(
        f"{'instance':24}{'tree':>8}{'+leaves':>9}{'+whole':>9}{'leaves':>8}{'kB':>9}{'check':>8}"
    )
    for name, program in programs(given.data, given.orlib):
        solve(program, "cbc")  # what Python and the solvers load is not counted
        figures = []
        for confirm, leaves in ((False, EACH), (True, EACH), (True, WHOLE)):
            closing.LEAVES = leaves
            cbc_process.release()
            began = _spent()
            solution = solve(program, "cbc", confirm=confirm)
            cbc_process.release()
            figures.append(_spent() - began)
        assert solution.evidence is not None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "certificate.npz"
            write_certificate(solution.evidence, np.empty(0), path)
            size, began = path.stat().st_size / 1e3, time.process_time()
            found = verdict(program, read_certificate(path))
            checked = time.process_time() - began
        assert not found.fault, found.fault
        spent = "".join(f"{one:9.2f}" for one in figures)
        print(f"{name:23}{spent}{found.leaves:8d}{size:9.1f}{checked:8.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
