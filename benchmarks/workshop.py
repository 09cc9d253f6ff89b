"""A weight moved at the page: wall seconds until the result is there, warm beside a run's own way.

    uv run python -m benchmarks.workshop --data packs/france

Each weight of the scenario goes through ``--factors`` of its own value, one after the other, as a
planner moves sliders: the draft is changed, prepared from memory, solved and its result written as
JSON. Every ``--cold``-th answer is also made as ``tisites run`` makes it, cold, from what the disk
keeps, without its files; selection and value must then be the same.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tisites.desk.run import executed
from tisites.desk.workshop.draft import Draft
from tisites.desk.workshop.workshop import Resolved, Workshop
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import compiled, survey

FACTORS = (0.0, 0.5, 0.8, 1.25, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Moved:
    """One move: seconds of each step, their sum, CPU seconds, and how it was answered."""

    key: str
    steps: dict[str, float]
    wall: float
    cpu: float
    how: str


def moved(shop: Workshop, draft: Draft, key: str, value: float) -> tuple[Moved, Draft, Resolved]:
    """Change a weight and answer it, until the JSON of the result is there."""
    cpu, began = time.process_time(), time.perf_counter()
    draft = shop.changed(draft, {key: value})
    changed = time.perf_counter()
    found = shop.solve(draft)
    solved = time.perf_counter()
    result_json(found)
    told = time.perf_counter()
    seconds = found.outcome.prepared.stopwatch.seconds
    inside = {name: seconds.get(name, 0.0) for name in ("score", "compile", "solve", "only")}
    steps = {
        "draft": changed - began,
        **inside,
        "hash and rest": solved - changed - sum(inside.values()),
        "JSON": told - solved,
    }
    spent = time.process_time() - cpu
    return Moved(key, steps, told - began, spent, str(found.how)), draft, found


def result_json(found: Resolved) -> str:
    """Write what a page is told at once: the claim, sites, scores, how every limit stands."""
    outcome, solution = found.outcome, found.outcome.solution
    prepared = outcome.prepared
    scores = prepared.scores.at(prepared.sites.table.index).table
    return json.dumps(
        {
            "run": found.run, "case": found.case, "proof": str(solution.proof),
            "value": solution.value, "bound": solution.bound, "selected": list(outcome.ids),
            "ids": list(scores.index), "score": scores["score"].tolist(),
            "low": scores["score_low"].tolist(), "high": scores["score_high"].tolist(),
            "limits": [[row.name, row.activity, row.binding] for row in outcome.activities()],
        }
    )  # fmt: skip


def cold_seconds(shop: Workshop, draft: Draft, found: Resolved) -> float:
    """Answer a draft as a run does, and hold the answer at the page to it.

    Raises
    ------
    SystemExit
        If they differ.
    """
    said = shop.declared(draft)
    began = time.perf_counter()
    known = survey(draft.request, declared=(said.model, said.name), keep=OnDisk())
    exact = executed(compiled(known))
    spent = time.perf_counter() - began
    same = list(exact.ids) == list(found.outcome.ids)
    if not same or exact.solution.value != found.outcome.solution.value:
        raise SystemExit(f"another answer than the run's: {dict(draft.changes)}")
    return spent


def quantile(values: list[float], share: float) -> float:
    """Return the least value that this share of them does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def line(name: str, values: list[float]) -> str:
    """Return a row of the table."""
    told = (statistics.median(values), quantile(values, 0.95), max(values))
    return f"| {name} | {len(values)} | " + " | ".join(f"{one:.3f}" for one in told) + " |"


def main() -> int:
    """Move every weight, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--scenario", default="reference")
    parser.add_argument("--factors", type=float, nargs="+", default=FACTORS)
    parser.add_argument("--cold", type=int, default=10, help="every n-th answer is made cold too")
    parser.add_argument("--json", type=Path, help="every move, for a plot")
    asked = parser.parse_args()
    shop, draft = Workshop(), Draft(asked.scenario, pack=asked.data)
    began = time.perf_counter()
    shop.solve(draft)
    first = time.perf_counter() - began
    moves: list[Moved] = []
    cold: list[float] = []
    preview: list[float] = []
    for name, criterion in shop.declared(draft).start.score.items():
        key, weight = f"score.{name}.weight", criterion.weight or 4.0
        for factor in asked.factors:
            began = time.perf_counter()
            shop.preview(draft, {key: factor * weight})
            preview.append(time.perf_counter() - began)
            one, draft, found = moved(shop, draft, key, factor * weight)
            moves.append(one)
            if asked.cold and len(moves) % asked.cold == 0:
                cold.append(cold_seconds(shop, draft, found))
        draft = shop.changed(draft, {key: None})
    how = Counter(one.how for one in moves)
    print(f"{len(moves)} moves; first answer of the process {first:.1f} s; ", end="")
    print(", ".join(f"{how[name]} {name}" for name in sorted(how)), end="; ")
    print(f"{len(cold)} made cold too: same sites, same value.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000.0
    print(f"Memory at most {peak:.0f} MB; kept: {shop.kept}.\n")
    print("| step, s | moves | p50 | p95 | max |\n|---|---:|---:|---:|---:|")
    for step in moves[0].steps:
        print(line(step, [one.steps[step] for one in moves]))
    print(line("**until the result, wall**", [one.wall for one in moves]))
    print(line("until the result, CPU", [one.cpu for one in moves]))
    print(line("preview", preview))
    if cold:
        print(line("as a run does, cold, wall", cold))
    if asked.json:
        told = [{"key": m.key, "how": m.how, "wall": m.wall, **m.steps} for m in moves]
        asked.json.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
