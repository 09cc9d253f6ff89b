"""How well ``tisites reveal`` finds weights that were planted.

    uv run python -m benchmarks.recovery --data packs/france --draws 6

Weights are drawn, the best selection under them is proven (with noise on each site's points, if
any), and read again as if others had made it: the distance of what is read from what was planted
(sum of absolute differences, 0 to 2), beside that of the model's own weights, and how often the
95 % intervals hold the planted weight.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tisites.desk.sources import Source, studied
from tisites.messages.progress import Silent
from tisites.solver.kernel.session import Session
from tisites.study.reveal.choices import as_held, choices_of
from tisites.study.reveal.logit import revealed
from tisites.study.reveal.reveal import seen_by
from tisites.study.robustness.weights import weighing

if TYPE_CHECKING:
    from tisites.study.reveal.reveal import Grain


GRAINS: tuple[Grain, ...] = ("family", "criterion")


def main() -> None:
    """Print a row a size of selection, a noise and a grain."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--scenario", default="reference")
    parser.add_argument("--draws", type=int, default=6)
    parser.add_argument("--noise", default="0,2", help="standard deviations, points a site")
    given = parser.parse_args()
    case = studied(Source(given.scenario, data=given.data), Silent()).answered.case
    seen = weighing(case)
    print("| noise | weights | sites a weight | model's distance | read at | intervals hold |"
          " mean width | CPU s |")  # fmt: skip
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    for noise in map(float, given.noise.split(",")):
        rows: dict[Grain, list[tuple[float, ...]]] = {grain: [] for grain in GRAINS}
        for draw in range(given.draws):
            rng = np.random.default_rng(draw)
            planted = rng.dirichlet(1.0 + 20.0 * seen.weights)
            value = seen.value(planted) + noise * rng.normal(size=case.program.n_columns)
            program = replace(case.program, value=value)
            chosen = Session(program, confirm=False).solve().selected
            held, _ = as_held(case.program, chosen)
            choices = choices_of(held, seen, chosen)
            for grain in GRAINS:
                view, blend = seen_by(case, seen, grain)
                true = planted @ (blend > 0)
                began = time.process_time()
                found = revealed(choices.on(blend), view.weights)
                spent = time.process_time() - began
                inside = (found.low <= true + 1e-9) & (true <= found.high + 1e-9)
                rows[grain].append((
                    choices.columns.size / max(1, int(found.moves.sum())),
                    float(np.abs(view.weights - true).sum()),
                    float(np.abs(found.weights - true).sum()),
                    float(inside.mean()), float((found.high - found.low).mean()), spent,
                ))  # fmt: skip
        for grain, told in rows.items():
            sites, model, read, holds, wide, spent = np.mean(told, axis=0)
            print(f"| {noise:g} | {len(seen_by(case, seen, grain)[0].criteria)} {grain} |"
                  f" {sites:.1f} | {model:.2f} | {read:.2f} | {100 * holds:.0f} % | {wide:.2f} |"
                  f" {spent:.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
