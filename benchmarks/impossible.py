"""Scenarios that cannot hold, one of each kind: seconds until the least to concede is told.

    uv run python -m benchmarks.impossible --data packs/france

Each kind moves a few keys of ``reference`` so far that no selection meets them. The table says
how long the study took once the case was prepared, what clashes, and what would be conceded.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.desk.workshop.draft import Draft
from tisites.desk.workshop.workshop import Workshop
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.read.case import Case, case_of
from tisites.study.relax.answer import SECONDS, RelaxAnswer, relax

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is asked, by kind: dotted keys of a draft on ``reference``.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "total-far": {"constraint.hectares_total.min": 60000.0},
    "total-near": {"constraint.hectares_total.min": 5500.0},
    "choose": {"choose": 400},
    "labour": {"constraint.labour.capacity": 1.0},
    "water": {"constraint.water.capacity": 0.0},
    "zan": {"constraint.zan_envelope.capacity": 0.0, "constraint.hectares_total.min": 4000.0},
    "region-floors": {"constraint.region_count.min": 5},
    "departements-none": {"constraint.departement_max.max": 0},
    "share-all": {
        "constraint.territoires_industrie.min": 1.0,
        "constraint.region_count.min": 4,
    },
    "sizes": {"constraint.sizes.limits": {"50-200": {"min": 45}, "<10": {"min": 15}}},
    "size-ceilings": {
        "constraint.sizes.limits": {"<10": {"max": 5}, "10-50": {"max": 5}, "50-200": {"max": 5}}
    },
    "spacing-far": {"constraint.spacing.km": 200.0},
    "spacing-near": {"constraint.spacing.km": 90.0},
}  # fmt: skip
#: Kinds on other scenarios: name of the scenario, what is asked.
ELSEWHERE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "gini": ("equity-gini", {"equity.regions.limit": 0.01}),
}


def impossible(shop: Workshop, keep: OnDisk, kind: str, pack: Path | None) -> Case:
    """Compile the case of a kind, limits that fail before any row left for the study to tell."""
    scenario, changes = ELSEWHERE.get(kind) or ("reference", KINDS.get(kind, {}))
    draft = Draft(scenario, pack=pack)
    if kind == "locks":
        changes = {"lock.in": _neighbours(case_of(shop.prepare(draft)))}
    draft = shop.changed(draft, changes)
    said = shop.declared(draft)
    known = survey(draft.request, declared=(said.model, said.name), keep=keep)
    return case_of(compiled(replace(known, problems=()), keep))


def _neighbours(case: Case, many: int = 3) -> list[str]:
    """Return sites of one département, more than it may have."""
    together = case.sites.groupby("dep", sort=True).groups.values()
    return max((sorted(map(str, ids))[:many] for ids in together), key=len)


def told(answer: RelaxAnswer) -> str:
    """Say an answer on one line."""
    given = [
        f"{one.dial.constraint}[{one.dial.group}].{one.dial.side} by {one.amount:g}"
        for one in answer.relaxation.concessions
    ]
    some = ", ".join(given[:3]) + (f" and {len(given) - 3} more" if len(given) > 3 else "")
    return (
        f"{'+'.join(answer.conflict.names) or 'none'} ({len(answer.conflict.dials)}"
        f"{'' if answer.conflict.smallest else ', not proven'}) | {some or 'nothing'}"
        f" | {answer.relaxation.cost:.4f} {answer.relaxation.proof.value}"
    )


def main() -> int:
    """Answer every kind, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--kinds", nargs="+", default=[*KINDS, *ELSEWHERE, "locks"])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    shop, keep = Workshop(), OnDisk()
    print("| kind | wall s | CPU s | clash | concession | cost |\n|---|--:|--:|---|---|---|")
    for kind in asked.kinds:
        case = impossible(shop, keep, kind, asked.data)
        cpu, began = time.process_time(), time.perf_counter()
        answer = relax(case, seconds=asked.seconds)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(f"| {kind} | {wall:.1f} | {cpu:.1f} | {told(answer)} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
