"""Whole verbs as a planner runs them: CPU seconds of the process, beside another checkout.

    uv run python -m benchmarks.verbs --data packs/france [--beside ../other-checkout]

Each verb is run ``--repeat`` times in each checkout, in turn, in a folder and with a cache of their
own; the least CPU time of each is told, and their ratio. Whether Python may keep its bytecode
(``PYTHONDONTWRITEBYTECODE``) changes every figure: it is told too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
#: What is run, in this order, in one folder: later verbs read the runs of earlier ones.
VERBS = (
    ("help", ("--help",)),
    ("run, first time", ("run", "reference")),
    ("run, known", ("run", "reference")),
    ("run, another scenario", ("run", "low-flow-weighs")),
    ("explain", ("explain", "{first}", "{site}")),
    ("price", ("price", "{first}")),
    ("rules", ("rules", "{first}")),
    ("equity", ("equity", "{first}")),
    ("compare", ("compare", "{first}", "{second}")),
    ("report", ("report", "{first}")),
    ("dossier", ("dossier", "{list}", "--yes")),
)
#: A planner's own sites: made up, at real places.
LIST = """N;Nom;Commune;INSEE;Surface (ha);lon;lat;Type
1;Halle des Forges;Le Creusot;71153;12,5;4,44;46,81;friche industrielle
2;Dépôt du Port;Dunkerque;59183;31;2,36;51,03;friche portuaire
3;Fonderie de la Meuse;Charleville-Mézières;08105;8;4,72;49,77;friche industrielle
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One process: its CPU seconds with its children's, its seconds, how it ended."""

    cpu: float
    wall: float
    code: int


def timed(command: list[str], folder: Path, env: dict[str, str]) -> Timed:
    """Run a command and measure it and all its children."""
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    spent = time.perf_counter() - begun
    after = os.times()
    cpu = after.children_user + after.children_system
    return Timed(cpu - before.children_user - before.children_system, spent, done.returncode)


def program_of(checkout: Path) -> Path:
    """Return the command of a checkout's own environment.

    Raises
    ------
    SystemExit
        If the checkout has no environment.
    """
    name = "tisites.exe" if os.name == "nt" else "tisites"
    program = checkout / ".venv" / ("Scripts" if os.name == "nt" else "bin") / name
    if not program.is_file():
        raise SystemExit(f"{program} is missing: run `uv sync` there")
    return program


def measured(checkout: Path, data: Path | None, repeat: int) -> dict[str, Timed]:
    """Return the fastest of some runs of each verb of a checkout.

    Raises
    ------
    SystemExit
        If the checkout has no environment, or if a verb fails.
    """
    program = program_of(checkout)
    best: dict[str, Timed] = {}
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "work"
            folder.mkdir()
            (folder / "list.csv").write_text(LIST, encoding="utf-8")
            env = {**os.environ, "TISITES_CACHE": str(Path(scratch) / "cache"),
                   "PYTHONUTF8": "1"}  # fmt: skip
            for label, verb in VERBS:
                found = timed([str(program), *_words(verb, data, folder)], folder, env)
                if found.code != 0:
                    raise SystemExit(f"{label}: exit code {found.code} in {checkout}")
                if label not in best or found.cpu < best[label].cpu:
                    best[label] = found
    return best


def _words(verb: tuple[str, ...], data: Path | None, folder: Path) -> list[str]:
    """Fill in the runs that are there, in the order they were written, and a chosen site."""
    import json

    marks = sorted((folder / "runs").glob("*/solution.json"), key=lambda p: p.stat().st_mtime)
    known = dict(zip(("first", "second"), (str(m.parent) for m in marks), strict=False))
    known["list"] = str(folder / "list.csv")
    if marks:
        report = json.loads(marks[0].read_text(encoding="utf-8"))
        known["site"] = str(report["selected"][0])
    reads = verb[0] in ("run", "dossier")
    more = ["--data", str(data)] if reads and data is not None else []
    return [*(word.format(**known) for word in verb), *more]


def main() -> int:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--beside", type=Path, help="another checkout, with its environment")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    data = asked.data.resolve() if asked.data else None
    mine = measured(HERE, data, asked.repeat)
    other = measured(asked.beside.resolve(), data, asked.repeat) if asked.beside else {}
    off = "off" if sys.flags.dont_write_bytecode else "on"
    print(f"CPU seconds of the whole process, least of {asked.repeat}; bytecode {off}.\n")
    print("| verb | here | wall |" + (" beside | ratio |" if other else ""))
    print("|---|---:|---:|" + ("---:|---:|" if other else ""))
    for label, found in mine.items():
        line = f"| {label} | {found.cpu:.2f} | {found.wall:.2f} |"
        if other:
            line += f" {other[label].cpu:.2f} | {other[label].cpu / found.cpu:.1f} |"
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
