"""What certificates cost a whole run, in CPU seconds of the process tree, and what they replay in.

``uv run python -m benchmarks.stage_certificates --data packs/france`` prints a line a scenario: the
solve without certificates, with them, the share of the solve and of the whole job that they take,
the file, and the check of the run as ``tisites runs verify --proof`` does it. Waiting counts for
nothing, so that a busy machine tells the same.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.certificate.file import CERTIFICATE
from tisites.report.write import write_outputs
from tisites.run.pipeline import execute
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.proof import check_certificate
from tisites.solver import cbc_process
from tisites.solver.fairness import lexicographic
from tisites.solver.kernel import outcome

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIOS = ("reference", "workforce-access", "equity-gini", "equity-leximin", "equity-regions")


def _spent() -> float:
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = _spent()
    found = work()
    cbc_process.release()
    return _spent() - began, found


def _bare(work: Callable[[], Any]) -> float:
    """Return the CPU of the same without any certificate."""
    kept = lexicographic._certified, outcome._replayed
    lexicographic._certified = lambda _, solution, efficient, *__, **___: (solution, efficient)
    outcome._replayed = lambda *_: None
    try:
        return _timed(work)[0]
    finally:
        lexicographic._certified, outcome._replayed = kept


def _line(scenario: str, data: Path, repeat: int) -> bool:
    """Print the figures of a scenario; whether its certificates hold."""
    request = Request(scenario, None, data)
    job, known = _timed(lambda: prepare(request))
    execute(known)  # what Python and the solvers load is not counted
    bare = min(_bare(lambda: execute(known)) for _ in range(repeat))
    runs = [_timed(lambda: execute(known)) for _ in range(repeat)]
    full, outcome = min(spent for spent, _ in runs), runs[-1][1]
    with tempfile.TemporaryDirectory() as folder:
        written, _ = _timed(lambda: write_outputs(outcome, Path(folder)))
        size = (Path(folder) / CERTIFICATE).stat().st_size / 1e3
        checked, found = _timed(lambda: check_certificate(Path(folder)))
    cost = max(0.0, full - bare)
    print(
        f"{scenario:20}{bare:10.2f}{full:10.2f}{100 * cost / full:9.0f}%"
        f"{100 * cost / (job + full + written):9.1f}%{size:10.1f}{found.leaves:10d}"
        f"{checked:10.2f}",
        flush=True,
    )
    return bool(found.holds)


def main() -> int:
    """Print a line a scenario; 1 if a certificate does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    heads = ("bare", "with", "of solve", "of job", "kB", "boxes", "check")
    print(f"{'scenario':20}" + "".join(f"{head:>10}" for head in heads))
    wrong = sum(not _line(scenario, given.data, given.repeat) for scenario in SCENARIOS)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
