"""The elastic program: every limit can be bought, and the program once some were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.tolerances import NOTHING
from tisites.study.relax.dials import CHOOSE, Dial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Concession:
    """One limit that gives way.

    Parameters
    ----------
    dial : Dial
        The limit.
    amount : float
        By how much, in the planner's unit; 1 for a lock or a rule that is dropped.
    cost : float
        Its part of the sum that was minimised.
    """

    dial: Dial
    amount: float
    cost: float


def slacks_of(rows: Sequence[Dial]) -> list[Dial]:
    """Return the limits that an elastic program buys by a column of their own: no locks."""
    return [dial for dial in rows if dial.side not in ("lock_in", "lock_out")]


def elastic_program(
    program: Program,
    rows: Sequence[Dial],
    weights: Mapping[str, float],
    tops: np.ndarray | None = None,
) -> Program:
    """Return the program in which every limit given can be bought: a slack column a limit.

    The slack of a cohesion rule is binary; locks become a price on the site's own column. With
    ``tops``, the most that each of :func:`slacks_of` may move, those of 0 have no column.
    """
    most_of = iter(np.full(len(rows), np.inf) if tops is None else tops)
    n = program.n_columns
    value = np.zeros(n)
    lower, upper = program.lower.copy(), program.upper.copy()
    constant = 0.0
    entries: list[tuple[int, float]] = []
    prices, ends, whole, names = [], [], [], []
    for dial in rows:
        weight = weights.get(dial.constraint, 1.0)
        if dial.side == "lock_in":
            lower[dial.column] = 0.0
            value[dial.column] += weight
            constant -= weight
        elif dial.side == "lock_out":
            upper[dial.column] = 1.0
            value[dial.column] -= weight
        else:
            top = float(next(most_of))
            if top <= NOTHING:
                continue
            give, most = _slack(program, dial)
            most = min(most, top)
            entries.append((dial.row, give))
            prices.append(-weight / dial.scale)
            ends.append(most)
            whole.append(dial.side == "rule")
            names.append(f"slack[{program.row_labels[dial.row]} {dial.side}]")
    wide = len(entries)
    at, give_ = zip(*entries, strict=True) if entries else ((), ())
    extra = csr_array(
        (np.array(give_, dtype=np.float64), (np.array(at, dtype=np.int64), np.arange(wide))),
        shape=(program.n_rows, wide),
    )
    eased = replace(program, value=value, lower=lower, upper=upper, access=None, constant=constant)
    return eased.with_columns(
        names, extra, value=np.array(prices), upper=np.array(ends),
        integer=np.array(whole, dtype=bool),
    )  # fmt: skip


def _slack(program: Program, dial: Dial) -> tuple[float, float]:
    """Return what one unit of slack adds to the row, and the most that could be needed."""
    row = program.matrix[[dial.row]].toarray().ravel()
    least = float(np.minimum(row, 0.0) @ np.where(np.isfinite(program.upper), program.upper, 0.0))
    most = float(np.maximum(row, 0.0) @ np.where(np.isfinite(program.upper), program.upper, 0.0))
    short = max(0.0, float(program.row_lower[dial.row]) - least)
    over = max(0.0, most - float(program.row_upper[dial.row]))
    if dial.side == "rule":  # dropped whole: as much as the row could ever lack
        below = np.isfinite(program.row_lower[dial.row])
        return (short, 1.0) if below else (-over, 1.0)
    if dial.opens < 0:
        return dial.per_unit, short / dial.per_unit
    return -dial.per_unit, over / dial.per_unit


def conceded(program: Program, concessions: Sequence[Concession]) -> Program:
    """Return the program once these limits gave way; the test of a relaxation."""
    low, high = program.row_lower.copy(), program.row_upper.copy()
    lower, upper = program.lower.copy(), program.upper.copy()
    rules = list(program.separations)
    for one in concessions:
        dial = one.dial
        if dial.side == "lock_in":
            lower[dial.column] = 0.0
        elif dial.side == "lock_out":
            upper[dial.column] = 1.0
        elif dial.side == "km":
            rules[dial.column] = replace(rules[dial.column], km=dial.limit - one.amount)
        elif dial.side == "rule":
            low[dial.row], high[dial.row] = -np.inf, np.inf
        elif dial.opens < 0:
            low[dial.row] -= one.amount * dial.per_unit
        else:
            high[dial.row] += one.amount * dial.per_unit
    if any(one.dial.constraint == CHOOSE for one in concessions):
        # the number of sites is one figure: it moves whole
        for one in concessions:
            if one.dial.constraint == CHOOSE:
                low[one.dial.row] = high[one.dial.row] = one.dial.moved(one.amount)
    return replace(
        program, row_lower=low, row_upper=high, lower=lower, upper=upper,
        separations=tuple(rule for rule in rules if rule.km > 0.0),
    )  # fmt: skip
