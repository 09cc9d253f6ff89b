"""Incumbents of programs with continuous columns: choose the binaries, then complete them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.tolerances import FEASIBILITY, ROW, SAME
from tisites.solver.check import row_slack
from tisites.solver.form import LinearForm, StopReason
from tisites.solver.highs import run_highs
from tisites.solver.kernel.repair import repaired, rounded
from tisites.solver.kernel.stated import in_length

if TYPE_CHECKING:
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.search import Search
    from tisites.solver.kernel.state import Work

#: Seconds of one climb among binaries.
CLIMB_SECONDS = 5.0


def mixed_rows(prepared: KernelProgram) -> np.ndarray:
    """Return the rows that hold a continuous column.

    Parameters
    ----------
    prepared : KernelProgram
        A program with continuous columns.
    """
    return np.unique(prepared.columns[:, np.flatnonzero(~prepared.integer)].indices)


def binary_part(prepared: KernelProgram, prices: np.ndarray) -> KernelProgram:
    """Return the program of the binaries alone, rows with continuous columns priced instead.

    By Lagrangian duality the value of a selection is then above its true one at the best
    prices: good selections of this program are good starts for the other, no more is claimed.

    Parameters
    ----------
    prices : (m,) float64
        Duals of the rows in the linear optimum.
    """
    mixed = mixed_rows(prepared)
    keep = np.setdiff1d(np.arange(prepared.m), mixed)
    rows = csr_array(prepared.rows[keep])
    value = prepared.value.copy()
    if mixed.size:
        value = value - np.asarray(prepared.rows[mixed].T @ prices[mixed])
    return replace(
        prepared,
        value=value,
        rows=rows,
        columns=csc_array(rows),
        row_scale=prepared.row_scale[keep],
        row_lower=prepared.row_lower[keep],
        row_upper=prepared.row_upper[keep],
        step=0.0,
    )


def completed(prepared: KernelProgram, chosen: np.ndarray) -> np.ndarray | None:
    """Return the best point (n,) with these binaries, ``None`` where no continuous columns fit.

    Parameters
    ----------
    chosen : (k,) int64
        Binaries at 1, numbers in the program.
    """
    p = prepared
    free = np.flatnonzero(~p.integer)
    mixed = mixed_rows(p)
    x = np.zeros(p.n)
    x[chosen] = 1.0
    used = np.asarray(p.rows[mixed] @ x)
    form = LinearForm(
        objective=p.value[free],
        matrix=csr_array(csc_array(p.rows[mixed])[:, free]),
        row_lower=p.row_lower[mixed] - used,
        row_upper=p.row_upper[mixed] - used,
        lower=p.lower[free],
        upper=p.upper[free],
        integer=np.zeros(free.size, dtype=bool),
    )
    answer = run_highs(form)
    if answer.stop is not StopReason.OPTIMAL or answer.z is None:
        return None
    x[free] = np.clip(in_length(answer.z, free.size), p.lower[free], p.upper[free])
    return x


def completed_start(work: Work, search: Search, x: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Round, mend and improve among binaries, then complete; a point (n,) and its worth.

    Parameters
    ----------
    search : Search
        Among the columns of :func:`binary_part`.
    x : (c,) float64
        The fractional point, by column of the search.
    """
    limit = min(work.deadline, time.monotonic() + CLIMB_SECONDS)
    start = rounded(search, x)
    key = search.columns[start].tobytes()
    if key in work.tried:
        return None
    work.tried.add(key)
    work.state.count("searches")
    chosen = repaired(search, start, limit)
    if chosen is None:
        work.state.count("repairs_failed")
        return None
    chosen, _ = search.improved(chosen, limit)
    if not search.feasible(chosen):
        return None
    point = completed(work.prepared, search.columns[chosen])
    if point is None:
        work.state.count("completions_failed")
        return None
    worth = float(work.prepared.value @ point)
    if search.block is not None:
        worth += work.prepared.weight * float(search.block.two_best(chosen)[0].sum())
    return point, worth


def keeps_rows(prepared: KernelProgram, x: np.ndarray) -> bool:
    """Tell whether a point (n,) keeps rows, bounds and spacing as closely as answers must."""
    p = prepared
    activity = np.asarray(p.rows @ x)
    slack = row_slack(p.rows, p.row_lower, p.row_upper)
    fine = (activity >= p.row_lower - slack) & (activity <= p.row_upper + slack)
    room = ROW * np.maximum(1.0, np.abs(x))
    inside = (x >= p.lower - room) & (x <= p.upper + room)
    chosen = np.flatnonzero(p.integer & (x > 0.5))
    if not (fine.all() and inside.all()):
        return False
    return not any(rule.conflicts(chosen).size for rule in p.spacings)


def holds(prepared: KernelProgram, x: np.ndarray) -> bool:
    """Tell whether a point (n,) keeps every row, its bounds and the spacing rules."""
    activity = np.asarray(prepared.rows @ x)
    room = FEASIBILITY * np.maximum(1.0, np.abs(activity))
    if (activity < prepared.row_lower - room).any() or (activity > prepared.row_upper + room).any():
        return False
    if (x < prepared.lower - SAME).any() or (x > prepared.upper + SAME).any():
        return False
    chosen = np.flatnonzero(prepared.integer & (x > 0.5))
    return not any(rule.conflicts(chosen).size for rule in prepared.spacings)
