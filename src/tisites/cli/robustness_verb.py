"""What ``tisites robustness`` does: call the rooms in order, print, return the exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.desk.sources import studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.desk.sources import Source
    from tisites.study.robustness.study import Part

EXIT_INTERRUPTED = 130
_PARTS = {
    "rules": Text("règles, capacités, poids et droit", "rules, capacities, weights and law"),
    "scores": Text("scores", "scores"),
    "axes": Text("poids, axe par axe", "weights, axis by axis"),
    "samples": Text("pondérations tirées", "weightings drawn"),
    "data": Text("données à vérifier", "data to verify"),
}


def robustness_verb(
    source: Source,
    only: str | None,
    samples: int,
    jobs: int | None,
    seed: int,
    order: str,
    out: Path | None,
) -> int:
    """Study the robustness of a run, write the study, print its summary."""
    from tisites.report.robustness.robustness import (
        MARK,
        WRITTEN,
        print_robustness,
        write_robustness,
    )
    from tisites.run.files.folder import ready, staged
    from tisites.study.robustness.order import parse_order
    from tisites.study.robustness.study import Asked, robustness

    parts = _parts(only)
    if out is not None:
        ready(out, MARK, WRITTEN)
    progress = Progress()

    def told(part: str, done: int, of: int) -> None:
        progress.phase(f"{_PARTS[part]} {done}/{of}")

    try:
        found = studied(source, progress)
        base = found.answered
        asked = Asked(
            parts=parts,
            samples=samples,
            seed=seed,
            jobs=jobs or os.cpu_count() or 1,
            order=parse_order(order, list(base.case.model.score)),
        )
        folder = out or Path("studies") / f"robustness-{found.name}"
        ready(folder, MARK, WRITTEN)
        study = robustness(base, asked, told)
        with staged(folder, MARK, WRITTEN) as fresh:
            write_robustness(study, fresh)
    finally:
        progress.clear()
    print_robustness(study, folder, make_console())
    return 0 if study.complete else EXIT_INTERRUPTED


def _parts(only: str | None) -> tuple[Part, ...]:
    from tisites.study.robustness.study import PARTS

    if only is None:
        return PARTS
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in PARTS]
    if unknown or not wanted:
        listed = ", ".join(PARTS)
        raise bad_input(
            Text("partie inconnue", "unknown part"),
            Text(f"choisir parmi {listed}", f"choose from {listed}"),
            Where("--only", value=", ".join(unknown) or only),
        )
    return tuple(part for part in PARTS if part in wanted)
