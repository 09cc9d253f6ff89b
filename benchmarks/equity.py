"""Max-min and leximin by certified floors, beside compact HiGHS, on one pack in one run.

``python -m benchmarks.equity --data packs/france``
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
from tisites.solver.compact import HIGHS
from tisites.solver.fairness.floors import Floors
from tisites.solver.fairness.levels import highest_level
from tisites.solver.fairness.leximin import leximin
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.criteria.cuts import Counted
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
    low[at] = 0.0  # t is under these rows; others keep their floors
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


def compact_leximin(
    program: Program, at: np.ndarray, seconds: float
) -> tuple[float, tuple[float, ...] | None]:
    """Solve leximin as one would without this engine: a column ``t`` a level, then who is stuck.

    After each level, the benefit of every territory that is at it is maximised under the floors so
    far; those that cannot rise are settled. Where none is stuck alone, the first is settled: a
    shortcut in the peer's favour, right or not.

    Returns
    -------
    seconds : float
        Wall clock.
    levels : tuple of float, optional
        None when the time was not enough.
    """
    began = time.perf_counter()
    base = np.zeros(at.size)
    active = np.ones(at.size, dtype=bool)
    levels: list[float] = []

    def solved(asked: Program) -> np.ndarray | None:
        left = seconds - (time.perf_counter() - began)
        if left <= 0:
            return None
        answer = HIGHS.word(asked, Limits(left), Silent())
        return answer.x if answer.proof is Proof.OPTIMAL else None

    while active.any():
        low = program.row_lower.copy()
        low[at] = np.where(base > 0, base * (1 - 1e-7), -np.inf)
        held = replace(program, row_lower=low, access=None)
        x = solved(compact_max_min(held, at[active]))
        if x is None:
            return time.perf_counter() - began, None
        level = float((program.matrix[at[active]] @ x[: program.n_columns]).min())
        levels.append(level)
        base[active] = level
        low[at] = np.where(base > 0, base * (1 - 1e-7), -np.inf)
        stuck = np.zeros(at.size, dtype=bool)
        here = program.matrix[at] @ x[: program.n_columns]
        for g in np.flatnonzero(active & (here <= level * (1 + 1e-6))):
            gain = program.matrix[[at[g]]].toarray().ravel()
            raised = solved(replace(program, row_lower=low, value=gain, access=None))
            if raised is None:
                return time.perf_counter() - began, None
            stuck[g] = gain @ raised[: program.n_columns] <= level * (1 + 1e-6)
        if not stuck.any():
            stuck[np.flatnonzero(active & (here <= level * (1 + 1e-6)))[:1]] = True
        active &= ~stuck
    return time.perf_counter() - began, tuple(levels)


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
    head = "benefit,sites,territories,max_min_s,level,highs_s,highs_level,highs,leximin_s,proven,"
    lines = [head + "highs_leximin_s,highs_levels"]
    for counted in COUNTED:
        rows = benefit_rows(Benefit(by="region", benefit=counted, per="population"), prepared.sites)
        program, at = with_open_rows(prepared.program, rows.matrix)
        start = Session(program, confirm=False).solve().x
        began = time.perf_counter()
        floors = Floors(program, at)
        level = highest_level(floors, start, np.ones(at.size, dtype=bool), np.zeros(at.size))
        ours = time.perf_counter() - began
        began = time.perf_counter()
        peer = HIGHS.word(compact_max_min(program, at), Limits(asked.limit), Silent())
        theirs = time.perf_counter() - began
        began = time.perf_counter()
        found = leximin(program, at, start, seconds=asked.limit)
        last = time.perf_counter() - began
        lines.append(
            f"{counted},{len(prepared.sites)},{at.size},{ours:.2f},{level.value:.6f},{theirs:.2f},"
            f"{peer.value:.6f},{peer.proof.value},{last:.2f},{found.proven},"
        )
        spent, levels = compact_leximin(program, at, asked.limit)
        told = "not within the limit" if levels is None else f"{len(levels)}"
        lines[-1] += f"{spent:.2f},{told}"
        sys.stdout.write("\n".join(lines) + "\n")
        lines = []
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
