"""What ``tisites bench`` does: measure, print, write."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_GATE = 1
HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden.csv"
SPOPT_SCRIPT = HERE / "peers" / "spopt_peer.py"
SPOPT_VERSION = "0.8.0"


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """What was asked of ``tisites bench``."""

    family: str | None = None
    size: int | None = None
    peers: tuple[str, ...] = ("highs",)
    repeat: int = 3
    limit: float | None = None
    out: Path | None = None
    pack: Path | None = None
    smoke: bool = False
    orlib: bool = False
    files: tuple[Path, ...] = ()
    write_golden: bool = False


def bench_verb(request: BenchRequest, command: str = "tisites bench") -> int:
    """Measure, print, write.

    Returns
    -------
    int
        1 when a gate of the smoke run fails or contenders contradict one another.

    Raises
    ------
    BadInputError
        Unknown family or peer, file that cannot be read.
    """
    if request.files or request.orlib:
        return _orlib(request)
    if request.smoke:
        return _smoke(request)
    return _measure(request, command)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _orlib(request: BenchRequest) -> int:
    from benchmarks.orlib_rows import orlib_row
    from benchmarks.tables import to_csv, to_markdown
    from tisites.messages.errors import EXIT_LIMIT, bad_input

    if not request.files:
        what = Text("--orlib attend au moins un fichier", "--orlib needs at least one file")
        raise bad_input(
            what, Text("tisites bench --orlib pmed1.txt", "tisites bench --orlib pmed1.txt")
        )
    rows = []
    for path in request.files:
        rows.append(orlib_row(path, request.limit))
        lines = to_markdown(rows[-1:]).splitlines()
        _say("\n".join(lines if len(rows) == 1 else lines[2:]))
    total = sum(row["seconds"] for row in rows)
    _tell(
        str(Text(f"{len(rows)} instances, {total:.2f} s", f"{len(rows)} instances, {total:.2f} s"))
    )
    if request.out is not None:
        request.out.mkdir(parents=True, exist_ok=True)
        (request.out / "orlib.csv").write_text(to_csv(rows), encoding="utf-8", newline="\n")
        (request.out / "orlib.md").write_text(to_markdown(rows), encoding="utf-8", newline="\n")
    return 0 if all(row["proof"] == "optimal" for row in rows) else EXIT_LIMIT


def _smoke(request: BenchRequest) -> int:
    from dataclasses import asdict

    from benchmarks.golden import differences, read_golden, write_golden
    from benchmarks.smoke import smoke
    from benchmarks.tables import to_csv, to_markdown

    found = smoke(request.family, _tell)
    rows = [asdict(figures) for figures in found.figures]
    _say(to_markdown(rows))
    if request.out is not None:
        request.out.mkdir(parents=True, exist_ok=True)
        (request.out / "smoke.csv").write_text(to_csv(rows), encoding="utf-8", newline="\n")
    faults = list(found.faults)
    if request.write_golden:
        write_golden(found.figures, GOLDEN)
    elif GOLDEN.is_file():
        names = {figures.instance for figures in found.figures}
        golden = read_golden(GOLDEN)
        if request.family is not None:
            golden = [row for row in golden if row.instance in names]
        faults += differences(golden, found.figures)
    else:
        _tell(str(Text(f"{GOLDEN} absent : non comparé", f"no {GOLDEN}: not compared")))
    for fault in faults:
        _say(f"- {fault}")
    return EXIT_GATE if faults else 0


def _measure(request: BenchRequest, command: str) -> int:
    from benchmarks.contenders import contenders
    from benchmarks.measure import Measured, disagreement, measure, plan_of
    from benchmarks.registry import specs
    from benchmarks.report import write_results
    from benchmarks.spec import Context

    rivals = contenders(request.peers)
    plan = plan_of(specs(request.family), request.size, real=request.pack is not None)
    context = Context(request.pack, _orlib_folder())
    out = request.out or Path("bench-results")
    spopt = _spopt_command() if any(rival.name == "spopt" for rival in rivals) else ()
    measured: list[Measured] = []
    page = ""
    for one in measure(
        plan, rivals, context, repeat=request.repeat, limit=request.limit, spopt=spopt, tell=_tell
    ):
        measured.append(one)
        page = write_results(measured, out, command, request.limit)  # kept even if the next hangs
    _say(page)
    return EXIT_GATE if any(disagreement(one) for one in measured) else 0


def _orlib_folder() -> Path | None:
    import os

    folder = Path(os.environ.get("TISITES_SHARED", "../shared/data")) / "orlib"
    return folder if folder.is_dir() else None


def _spopt_command() -> Sequence[str]:
    """Command of spopt in an environment of its own; empty when it cannot be run."""
    if shutil.which("uv") is None or not SPOPT_SCRIPT.is_file():
        return ()
    isolated = ["uv", "run", "--quiet", "--isolated", "--no-project"]
    return [*isolated, "--with", f"spopt=={SPOPT_VERSION}", "python", str(SPOPT_SCRIPT)]
