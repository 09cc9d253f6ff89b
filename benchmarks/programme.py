"""The programme beyond one selection: each study's questions, by the house and by compact HiGHS.

    uv run python -m benchmarks.programme plain reserve --data packs/france [--peers highs]

A study is one line of :data:`STUDIES`: a module whose ``asked(answered)`` gives its questions. Each
question is answered once by the house, then its program by each peer in the compact form, one
thread, in this process, so that a ratio is of one run; CPU seconds are this process's and its
children's. Values that both prove must agree, or the command fails.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.compact_peer import CompactPeer
from benchmarks.golden import same_value
from tisites.desk.sources import Source, studied
from tisites.messages.progress import Silent
from tisites.run.prepare.request import Request
from tisites.solver.highs import run_highs
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.program import Program

#: Module of each study: ``asked(answered) -> sequence of Asked``, or ``asked_of(request)`` where it
#: has scenarios of its own.
STUDIES = {
    "plain": "benchmarks.families.programme_plain",
    "parties": "benchmarks.families.programme_parties",
    "reserve": "benchmarks.families.programme_reserve",
    "types": "benchmarks.families.programme_types",
    "years": "benchmarks.families.programme_years",
}
#: Peers by name: the compact form in another solver.
PEERS = {"highs": CompactPeer(run_highs)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a study.

    Parameters
    ----------
    label : str
        What is asked, in a few words.
    ours : callable
        Answers it as the study does: the value, and how far it is proven.
    program : Program, optional
        The program whose optimum is that value, for peers; ``None`` where no one program is.
    """

    label: str
    ours: Callable[[], tuple[float, str]]
    program: Program | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: who gave it, its value, its proof, its CPU and wall seconds."""

    label: str
    who: str
    value: float
    proof: str
    cpu: float
    wall: float


def measured(asked: Asked, peers: Sequence[str], seconds: float) -> list[Row]:
    """Answer a question by the house, then its program by each peer."""
    rows = [_timed(asked.label, "tisites", asked.ours)]
    program = asked.program
    if program is not None:
        for name in peers:
            rows.append(_timed(asked.label, name, partial(_peer, name, program, seconds)))
    return rows


def _peer(name: str, program: Program, seconds: float) -> tuple[float, str]:
    found = PEERS[name].solve(program, seconds)
    return found.value, found.status


def _timed(label: str, who: str, answer: Callable[[], tuple[float, str]]) -> Row:
    before, began = _cpu(), time.perf_counter()
    value, proof = answer()
    return Row(label, who, value, str(proof), _cpu() - before, time.perf_counter() - began)


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def disagreements(rows: Sequence[Row]) -> list[str]:
    """Name the questions of which two proven values differ, or one proof is of another kind."""
    told = []
    for label in dict.fromkeys(row.label for row in rows):
        ends = [row for row in rows if row.label == label
                and row.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)]  # fmt: skip
        for one in ends[1:]:
            both = one.proof == ends[0].proof == Proof.OPTIMAL
            if one.proof != ends[0].proof or (both and not same_value(one.value, ends[0].value)):
                told.append(f"{label}: {ends[0].who} {ends[0].proof} {ends[0].value},"
                            f" {one.who} {one.proof} {one.value}")  # fmt: skip
    return told


def page(rows: Sequence[Row]) -> str:
    """Write the rows as a table in Markdown, ratios to the house's wall seconds."""
    lines = ["| question | who | value | proof | CPU s | wall s | wall, times ours |",
             "|---|---|---:|---|---:|---:|---:|"]  # fmt: skip
    mine = {row.label: row.wall for row in rows if row.who == "tisites"}
    for row in rows:
        ratio = "" if row.who == "tisites" else f"{row.wall / max(mine[row.label], 1e-9):.1f}"
        value = "–" if math.isnan(row.value) else f"{row.value:.6f}"
        lines.append(f"| {row.label} | {row.who} | {value} | {row.proof} | {row.cpu:.2f} |"
                     f" {row.wall:.2f} | {ratio} |")  # fmt: skip
    return "\n".join(lines)


def main() -> int:
    """Measure the studies named, and print their table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("studies", nargs="+", choices=[*STUDIES])
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--scenario", default="reference")
    parser.add_argument("--peers", default="", help=f"among {', '.join(PEERS)}, with commas")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds of each peer's solve")
    given = parser.parse_args()
    peers = [name for name in given.peers.split(",") if name]
    if unknown := [name for name in peers if name not in PEERS]:
        parser.error(f"unknown peer {unknown[0]}: choose from {', '.join(PEERS)}")
    answered = studied(Source(given.scenario, data=given.data), Silent()).answered
    rows = []
    for name in given.studies:
        module = importlib.import_module(STUDIES[name])
        own = hasattr(module, "asked_of")
        for asked in module.asked_of(Request(pack=given.data)) if own else module.asked(answered):
            rows += measured(asked, peers, given.limit)
    print(page(rows))
    told = disagreements(rows)
    print("\n".join(told))
    return 1 if told else 0


if __name__ == "__main__":
    raise SystemExit(main())
