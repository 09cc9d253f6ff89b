"""``tisites bench``: its options, in the planner's language; what it does is in ``benchmarks/``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.options import data_option, language_option, option, said
from tisites.messages.errors import bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from types import ModuleType

#: Where a checkout keeps its benchmarks: beside ``src/``, never in the wheel.
CHECKOUT = Path(__file__).resolve().parents[3]


def benchmarks_of(checkout: Path = CHECKOUT) -> ModuleType:
    """Return the module of a checkout that runs the benchmarks.

    Raises
    ------
    BadInputError
        Where tisites was installed without its sources: instances and peers do not come with it.
    """
    if not (checkout / "benchmarks" / "command.py").is_file():
        raise bad_input(
            Text(
                "les essais comparatifs vont avec le code source, pas avec le paquet installé",
                "benchmarks come with the source code, not with the installed package",
            ),
            Text(
                "cloner le dépôt, puis y lancer : uv run tisites bench",
                "clone the repository, then run there: uv run tisites bench",
            ),
        )
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    return importlib.import_module("benchmarks.command")


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
    size_ = option(None, "--size", "Taille", "Size", 1, kind=int)
    peers_ = option(
        "highs",
        "--peers",
        "Concurrents, séparés par des virgules : cbc, highs, cbc-pairs, highs-pairs, scip, cpsat,"
        " spopt",
        "Peers, comma-separated: cbc, highs, cbc-pairs, highs-pairs, scip, cpsat, spopt",
    )
    repeat_ = option(3, "--repeat", "Répétitions", "Repeats", 1)
    limit_ = option(
        None, "--limit", "Secondes par résolution", "Seconds of each solve", 0, kind=float
    )
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
        command = benchmarks_of()
        request = command.BenchRequest(
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
        return int(command.bench_verb(request, _command()))


def _command() -> str:
    """Return the command as typed, without the path of the program."""
    import shlex

    return shlex.join(["tisites", *sys.argv[1:]])
