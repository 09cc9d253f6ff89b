"""Sites that can take each other's place: one out, one in, every rule kept, next to no loss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.model.tolerances import SAME
from tisites.solver.check import row_slack
from tisites.solver.kernel.prepared import prepare
from tisites.solver.kernel.search import Search
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.model.terms import Separation

#: Swaps whose rows are verified at once.
BATCH = 4096
#: Swaps that are solved for one by one where continuous columns share the rows.
MOST_SOLVED = 60
COLUMNS = ("leaving", "entering", "loss")


def interchangeable(
    program: Program, selected: np.ndarray, most_loss: float, *, most: int = 500
) -> pd.DataFrame:
    """Return the swaps (one site out, one in) that keep every rule and lose at most ``most_loss``.

    Every swap is priced on the true objective, service of the demand included, and held to all
    rows and distances in NumPy. Where continuous columns share the rows, the least costly
    :data:`MOST_SOLVED` swaps are solved for with both sites held.

    Parameters
    ----------
    program : Program
        The program.
    selected : (p,) int64
        A feasible selection.
    most_loss : float
        Points of the objective.
    most : int
        Keep so many, least loss first.

    Returns
    -------
    DataFrame
        ``leaving``, ``entering`` (columns of the program), ``loss`` (points; negative if the swap
        gains), by loss, then leaving, then entering.
    """
    prepared = prepare(program)
    service = prepared.service
    everyone = np.arange(program.n_columns)
    search = Search(prepared, everyone, None if service is None else service.block(everyone))
    place = np.searchsorted(search.columns, np.sort(selected))
    loss = -search.profits(place).swap / prepared.factor
    loss[~search.free] = np.inf
    loss[place] = np.inf
    loss[:, ~search.free[place]] = np.inf
    near = loss <= most_loss + SAME * max(1.0, abs(most_loss))
    into, out = np.nonzero(near)
    entering, leaving = search.columns[into], search.columns[place[out]]
    points = loss[into, out]
    order = np.lexsort((entering, leaving, points))
    entering, leaving, points = entering[order], leaving[order], points[order]
    chosen = np.sort(selected)
    keep = _rows_hold(program, chosen, entering, leaving)
    keep &= _apart(program, chosen, entering, leaving)
    table = pd.DataFrame(
        {"leaving": leaving[keep], "entering": entering[keep], "loss": points[keep]},
        columns=list(COLUMNS),
    )
    if not program.integer.all():
        table = _solved(program, chosen, table.head(MOST_SOLVED), most_loss)
    return table.head(most).reset_index(drop=True)


def _rows_hold(
    program: Program, chosen: np.ndarray, entering: np.ndarray, leaving: np.ndarray
) -> np.ndarray:
    """Hold swaps to the rows of sites alone; rows with continuous columns are solved for."""
    mixed = np.zeros(program.n_rows, dtype=bool)
    if not program.integer.all():
        part = program.matrix[:, np.flatnonzero(~program.integer)]
        mixed = np.diff(part.tocsr().indptr) > 0
    x = np.zeros(program.n_columns)
    x[chosen] = 1.0
    activity = program.matrix @ x
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    low = np.where(mixed, -np.inf, program.row_lower - slack)
    high = np.where(mixed, np.inf, program.row_upper + slack)
    columns = program.matrix.tocsc()
    ok = np.ones(entering.size, dtype=bool)
    for at in range(0, entering.size, BATCH):
        some = slice(at, at + BATCH)
        change = (columns[:, entering[some]] - columns[:, leaving[some]]).toarray()
        after = activity[:, None] + change
        ok[some] = ((after >= low[:, None]) & (after <= high[:, None])).all(axis=0)
    return ok


def _apart(
    program: Program, chosen: np.ndarray, entering: np.ndarray, leaving: np.ndarray
) -> np.ndarray:
    """Tell which newcomers are in conflict with nobody who stays."""
    ok = np.ones(entering.size, dtype=bool)
    newcomers, number = np.unique(entering, return_inverse=True)
    for rule in program.separations:
        close = _close(rule, newcomers, chosen)
        among = close.sum(axis=1)[number]
        with_leaver = close[number, np.searchsorted(chosen, leaving)]
        ok &= among - with_leaver == 0
    return ok


def _close(rule: Separation, some: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Tell which of ``some`` lie too close to which of ``chosen``: (k, p) bool."""
    same = rule.zone[some][:, None] == rule.zone[chosen][None, :]
    far = np.hypot(
        rule.x_m[some][:, None] - rule.x_m[chosen][None, :],
        rule.y_m[some][:, None] - rule.y_m[chosen][None, :],
    )
    with np.errstate(invalid="ignore"):
        return np.asarray(same & (far < rule.km * 1000.0))


def _solved(
    program: Program, chosen: np.ndarray, swaps: pd.DataFrame, most_loss: float
) -> pd.DataFrame:
    """Price swaps exactly, continuous columns set anew: one small solve each."""
    worth = _held(program, chosen)
    rows = []
    for leaving, entering in zip(swaps["leaving"], swaps["entering"], strict=True):
        after = np.union1d(chosen[chosen != leaving], [entering])
        value = _held(program, after)
        if worth is not None and value is not None and worth - value <= most_loss + SAME:
            rows.append((leaving, entering, worth - value))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["loss", "leaving", "entering"], kind="stable", ignore_index=True)


def _held(program: Program, chosen: np.ndarray) -> float | None:
    """Return the value of a selection with continuous columns at their best; None: infeasible."""
    x = np.zeros(program.n_columns)
    x[chosen] = 1.0
    held = replace(
        program,
        lower=np.where(program.integer, x, program.lower),
        upper=np.where(program.integer, x, program.upper),
    )
    answer = Session(held, confirm=False).solve()
    return answer.value if answer.proof is Proof.OPTIMAL else None
