"""Max-min and leximin by certified floors, beside compact HiGHS, on one pack in one run.

``python -m tisites.study.bench.equity --data packs/france``
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from tisites.messages.progress import Silent, Stopwatch
from tisites.model.benefit import Benefit, benefit_rows
from tisites.model.block import Block
from tisites.solve.compact import HIGHS
from tisites.solve.fairness.floors import Floors
from tisites.solve.fairness.levels import highest_level
from tisites.solve.fairness.leximin import leximin
from tisites.solve.kernel.session import Session
from tisites.solve.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.benefit import Counted
    from tisites.model.program import Program

COUNTED: tuple[Counted, ...] = ("sites", "jobs", "score")


def with_open_rows(program: Program, matrix: csr_array) -> tuple[Program, np.ndarray]:
    """Add the benefit of each territory as an open row; the program and the rows' numbers."""
    many = matrix.shape[0]
    names = tuple(f"equity[{g}]" for g in range(many))
    none = np.full(many, -np.inf), np.full(many, np.inf)
    block = Block(names, names, matrix, *none)
    from scipy.sparse import vstack

    wider = replace(
        program,
        matrix=csr_array(vstack([program.matrix, block.matrix], format="csr")),
        row_lower=np.concatenate([program.row_lower, block.lower]),
        row_upper=np.concatenate([program.row_upper, block.upper]),
        row_labels=(*program.row_labels, *names),
        row_constraints=(*program.row_constraints, *names),
        row_groups=(*(program.row_groups or ("",) * program.n_rows), *names),
    )
    return wider, program.n_rows + np.arange(many)


def compact_max_min(program: Program, at: np.ndarray) -> Program:
    """Return the textbook form: a column ``t`` under every benefit, maximised."""
    column = np.zeros((program.n_rows, 1))
    column[at] = -1.0
    low = program.row_lower.copy()
    low[at] = 0.0
    top = float(np.asarray(program.matrix[at].sum(axis=1)).min())
    nowhere = np.array([np.nan])
    return replace(
        program,
        columns=np.append(program.columns, "t"),
        value=np.append(np.zeros(program.n_columns), 1.0),
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, top),
        integer=np.append(program.integer, False),
        matrix=csr_array(hstack([program.matrix, csr_array(column)], format="csr")),
        row_lower=low,
        access=None,
        separations=tuple(
            replace(
                rule,
                x_m=np.append(rule.x_m, nowhere),
                y_m=np.append(rule.y_m, nowhere),
                zone=np.append(rule.zone, -1),
            )
            for rule in program.separations
        ),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a benefit: seconds of each, and the level both found."""
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scenario", default="reference")
    parser.add_argument("--limit", type=float, default=120.0)
    asked = parser.parse_args(arguments)
    prepared = prepare(Request(asked.scenario, None, asked.data), Stopwatch(Silent()))
    lines = ["benefit,sites,territories,max_min_s,level,highs_s,highs_level,highs,leximin_s,proven"]
    for counted in COUNTED:
        rows = benefit_rows(Benefit(by="region", benefit=counted, per="population"), prepared.sites)
        program, at = with_open_rows(prepared.program, rows.matrix)
        start = Session(program, confirm=False).solve().x
        began = time.perf_counter()
        floors = Floors(program, at)
        level = highest_level(floors, start, np.ones(at.size, dtype=bool), np.zeros(at.size))
        ours = time.perf_counter() - began
        began = time.perf_counter()
        peer = HIGHS.solve(compact_max_min(program, at), Limits(asked.limit), Silent())
        theirs = time.perf_counter() - began
        began = time.perf_counter()
        found = leximin(program, at, start, seconds=asked.limit)
        last = time.perf_counter() - began
        lines.append(
            f"{counted},{len(prepared.sites)},{at.size},{ours:.2f},{level.value:.6f},{theirs:.2f},"
            f"{peer.value:.6f},{peer.proof.value},{last:.2f},{found.proven}"
        )
        sys.stdout.write("\n".join(lines) + "\n")
        lines = []
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
