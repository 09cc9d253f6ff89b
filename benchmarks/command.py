"""What ``tisites bench`` does: measure, write, give the page."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import End
from tisites.desk.bench import Benched
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.desk.bench import BenchRequest

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden.csv"
SPOPT_SCRIPT = HERE / "peers" / "spopt_peer.py"
SPOPT_VERSION = "0.8.0"


def measured(request: BenchRequest) -> Benched:
    """Measure, write.

    Returns
    -------
    Benched
        Faulty when a gate of the smoke run fails or contenders contradict one another.

    Raises
    ------
    BadInputError
        Unknown family or peer, file that cannot be read.
    """
    if request.files or request.orlib:
        return _orlib(request)
    if request.smoke:
        return _smoke(request)
    return _measure(request)


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _orlib(request: BenchRequest) -> Benched:
    from benchmarks.orlib_rows import orlib_row
    from benchmarks.tables import to_csv, to_markdown
    from tisites.messages.errors import bad_input

    if not request.files:
        what = Text("--orlib attend au moins un fichier", "--orlib needs at least one file")
        raise bad_input(
            what, Text("tisites bench --orlib pmed1.txt", "tisites bench --orlib pmed1.txt")
        )
    rows = []
    for path in request.files:
        rows.append(orlib_row(path, request.limit))
        _tell(f"{path.name}: {rows[-1]['proof']}, {rows[-1]['seconds']:.2f} s")
    total = sum(row["seconds"] for row in rows)
    _tell(
        str(Text(f"{len(rows)} instances, {total:.2f} s", f"{len(rows)} instances, {total:.2f} s"))
    )
    if request.out is not None:
        request.out.mkdir(parents=True, exist_ok=True)
        (request.out / "orlib.csv").write_text(to_csv(rows), encoding="utf-8", newline="\n")
        (request.out / "orlib.md").write_text(to_markdown(rows), encoding="utf-8", newline="\n")
    proven = all(row["proof"] == "optimal" for row in rows)
    return Benched(to_markdown(rows), End.DONE if proven else End.LIMIT)


def _smoke(request: BenchRequest) -> Benched:
    from dataclasses import asdict

    from benchmarks.golden import differences, read_golden, write_golden
    from benchmarks.smoke import smoke
    from benchmarks.tables import to_csv, to_markdown

    found = smoke(request.family, _tell)
    rows = [asdict(figures) for figures in found.figures]
    page = to_markdown(rows)
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
    lines = [page, *(f"- {fault}" for fault in faults)]
    return Benched("\n".join(lines), End.FAULTY if faults else End.DONE)


def _measure(request: BenchRequest) -> Benched:
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
    found: list[Measured] = []
    page = ""
    for one in measure(
        plan, rivals, context, repeat=request.repeat, limit=request.limit, spopt=spopt, tell=_tell
    ):
        found.append(one)
        page = write_results(found, out, request.typed, request.limit)
    contradicted = any(disagreement(one) for one in found)
    return Benched(page, End.FAULTY if contradicted else End.DONE)


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
