"""``tisites bench``: its options, in the planner's language, and what it does."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from tisites.cli.options import data_option, language_option, option, said
from tisites.messages.text import Text

EXIT_GATE = 1
GOLDEN = Path("benchmarks/golden.csv")
SPOPT_SCRIPT = Path("benchmarks/peers/spopt_peer.py")
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
    from tisites.messages.errors import EXIT_LIMIT, bad_input
    from tisites.study.bench.orlib_rows import orlib_row
    from tisites.study.bench.tables import to_csv, to_markdown

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

    from tisites.study.bench.golden import differences, read_golden, write_golden
    from tisites.study.bench.smoke import smoke
    from tisites.study.bench.tables import to_csv, to_markdown

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
    from tisites.study.bench.contenders import contenders
    from tisites.study.bench.measure import Measured, disagreement, measure, plan_of
    from tisites.study.bench.registry import specs
    from tisites.study.bench.report import write_results
    from tisites.study.bench.spec import Context

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


def add_bench(app: typer.Typer) -> None:
    """Add the verb to the commands."""
    files_ = typer.Argument(
        None, help=said("Fichiers p-médian OR-Library", "OR-Library p-median files")
    )
    orlib_ = option(
        False,
        "--orlib",
        "Résoudre les fichiers donnés, une ligne chacun",
        "Solve files, a row each",
    )
    family_ = option(None, "--family", "Famille ou essai (sinon : tous)", "Family or spec")
    size_ = option(None, "--size", "Taille", "Size", 1)
    peers_ = option(
        "highs",
        "--peers",
        "Concurrents, séparés par des virgules : cbc, highs, cbc-pairs, highs-pairs, scip, cpsat,"
        " spopt",
        "Peers, comma-separated: cbc, highs, cbc-pairs, highs-pairs, scip, cpsat, spopt",
    )
    repeat_ = option(3, "--repeat", "Répétitions", "Repeats", 1)
    limit_ = option(None, "--limit", "Secondes par résolution", "Seconds of each solve", 0)
    out_ = option(None, "--out", "Dossier des résultats (sinon bench-results)", "Results folder")
    data_ = data_option()
    smoke_ = option(
        False,
        "--smoke",
        "Chaque essai une fois, en petit, figures déterministes seulement",
        "Every spec once, small, deterministic figures only",
    )
    golden_ = option(
        False,
        "--write-golden",
        "Avec --smoke : réécrire benchmarks/golden.csv",
        "With --smoke: write benchmarks/golden.csv anew",
    )
    lang_ = language_option()

    @app.command(help=said("Mesurer le moteur et ses concurrents.", "Measure engine and peers."))
    def bench(
        files: list[Path] | None = files_,
        orlib: bool = orlib_,
        family: str | None = family_,
        size: int | None = size_,
        peers: str = peers_,
        repeat: int = repeat_,
        limit: float | None = limit_,
        out: Path | None = out_,
        data: Path | None = data_,
        smoke: bool = smoke_,
        golden: bool = golden_,
        lang: str = lang_,
    ) -> int:
        del lang
        request = BenchRequest(
            family=family,
            size=size,
            peers=tuple(name for name in peers.split(",") if name),
            repeat=repeat,
            limit=limit,
            out=out,
            pack=data,
            smoke=smoke,
            orlib=orlib,
            files=tuple(files or ()),
            write_golden=golden,
        )
        return bench_verb(request, _command())


def _command() -> str:
    """Return the command as typed, without the path of the program."""
    import shlex

    return shlex.join(["tisites", *sys.argv[1:]])
