"""Max-min instances: the worst-served region per inhabitant as high as can be."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from benchmarks.national import national
from benchmarks.outcome import NOT_WITHIN, Outcome
from benchmarks.rows import NATIONAL
from benchmarks.sites import JOBS_PER_HA, cheap_score, drawn_table, real_table
from benchmarks.spec import Instance
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.spec import Build, Context
    from tisites.messages.progress import Stopwatch
    from tisites.model.program import Program
    from tisites.territory.territory import Territory

#: The column under every territory's benefit in the textbook form.
LEVEL = "t"


def per_million(table: pd.DataFrame, territory: Territory, counted: str) -> csr_array:
    """Return the benefit of each region with a candidate per million inhabitants, (g, n).

    Parameters
    ----------
    counted : {"sites", "jobs", "score"}
        What a site brings; ``jobs`` are 15 a hectare.
    """
    people = territory.communes.groupby("reg")["population"].sum()
    regions = sorted(set(table["reg"].dropna()) & set(people.index[people > 0]))
    amount = {
        "sites": np.ones(len(table)),
        "jobs": JOBS_PER_HA * table["surface_ha"].to_numpy(dtype=float),
        "score": cheap_score(table),
    }[counted]
    row = table["reg"].map({code: k for k, code in enumerate(regions)}).to_numpy(dtype=float)
    inside = np.flatnonzero(np.isfinite(row))
    rows = row[inside].astype(np.int64)
    per = 1e6 / people.loc[regions].to_numpy(dtype=float)
    shape = (len(regions), len(table))
    return csr_array((amount[inside] * per[rows], (rows, inside)), shape=shape)


def with_level(program: Program, matrix: csr_array) -> tuple[Program, np.ndarray]:
    """Return the textbook form ``max t, t <= u_g``, and the numbers of its rows.

    Parameters
    ----------
    matrix : (g, n) csr_array
        Benefits.
    """
    many = matrix.shape[0]
    names = tuple(f"equity[{g}]" for g in range(many))
    column = np.concatenate([np.zeros(program.n_rows), -np.ones(many)])[:, None]
    body = vstack([program.matrix, matrix], format="csr")
    nowhere = np.array([np.nan])
    wide = replace(
        program,
        columns=np.append(program.columns, LEVEL),
        value=np.append(np.zeros(program.n_columns), 1.0),
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, float(np.asarray(matrix.sum(axis=1)).min())),
        integer=np.append(program.integer, False),
        matrix=csr_array(hstack([body, csr_array(column)], format="csr")),
        row_lower=np.concatenate([program.row_lower, np.zeros(many)]),
        row_upper=np.concatenate([program.row_upper, np.full(many, np.inf)]),
        row_labels=(*program.row_labels, *names),
        row_constraints=(*program.row_constraints, *names),
        row_groups=(*(program.row_groups or ("",) * program.n_rows), *names),
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
    return wide, program.n_rows + np.arange(many)


def without_level(program: Program, at: np.ndarray) -> Program:
    """Return the same program with open floors in place of the level column."""
    low = program.row_lower.copy()
    low[at] = -np.inf
    n = program.n_columns - 1
    return replace(
        program,
        columns=program.columns[:n],
        value=np.zeros(n),
        lower=program.lower[:n],
        upper=program.upper[:n],
        integer=program.integer[:n],
        matrix=csr_array(program.matrix[:, :n]),
        row_lower=low,
        separations=tuple(
            replace(rule, x_m=rule.x_m[:n], y_m=rule.y_m[:n], zone=rule.zone[:n])
            for rule in program.separations
        ),
    )


def max_min(name: str, counted: str, *, real: bool = False) -> Build:
    """Return a builder of max-min instances.

    Parameters
    ----------
    name : str
        Name of the spec.
    counted : {"sites", "jobs", "score"}
        Benefit of a region, per inhabitant.
    real : bool
        Real candidates of the pack, without any rule of eligibility.
    """
    plain = national(name, NATIONAL, real=real)

    def build(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
        made = plain(size, seed, context, watch)
        with watch.phase("compile"):
            territory = context.territory()
            table = real_table(territory) if real else drawn_table(territory, size, seed)
            program, at = with_level(made.program, per_million(table, territory, counted))
        return replace(made, program=program, floors=at)

    return build


def solve_floors(program: Program, at: np.ndarray, seconds: float) -> Outcome:
    """Solve the textbook form by certified floors; the first selection is part of the time."""
    from tisites.solver.fairness.floors import Floors
    from tisites.solver.fairness.levels import highest_level
    from tisites.solver.kernel.session import Session

    began = time.perf_counter()
    plain = without_level(program, at)
    start = Session(plain, confirm=False).solve(Limits(seconds, gap_rel=1.0))
    if start.x.size == 0:
        none = start.proof is Proof.INFEASIBLE
        status = str(Proof.INFEASIBLE) if none else NOT_WITHIN
        return Outcome(status, seconds=time.perf_counter() - began)
    floors = Floors(plain, at, seconds - (time.perf_counter() - began))
    level = highest_level(floors, start.x, np.ones(at.size, dtype=bool), np.zeros(at.size))
    return Outcome(
        str(Proof.OPTIMAL) if level.proven else NOT_WITHIN,
        level.value,
        level.value if level.proven else level.upper,
        time.perf_counter() - began,
        figures={"rounds": float(floors.questions)},
    )
