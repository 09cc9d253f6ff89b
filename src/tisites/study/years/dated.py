"""The program over years: a binary for each site and start year, all rows on their sums."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.model.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.study.years.timetable import Timetable

#: Beginnings of the labels of the rows that years add.
BUDGET, START, DELIVERED, BALANCE = "budget", "start", "delivered", "balance"


@dataclass(frozen=True)
class Dated:
    """A program whose binaries are pairs of a site and a start year.

    Parameters
    ----------
    program : Program
        What is solved.
    site, year : (k,) int64
        Column of the plain program, and number of the year, of each binary.
    """

    program: Program
    site: np.ndarray
    year: np.ndarray

    def starts(self, x: np.ndarray, n: int) -> np.ndarray:
        """Return the number of the year in which each site of ``n`` begins; -1: never."""
        found = np.full(n, -1, dtype=np.int64)
        chosen = np.flatnonzero(x[: self.site.size] > 0.5)
        found[self.site[chosen]] = self.year[chosen]
        return found

    def point(self, starts: np.ndarray) -> np.ndarray:
        """Return the point of the program where each site begins in a year, -1 for never."""
        x = np.zeros(self.program.n_columns)
        x[: self.site.size] = starts[self.site] == self.year
        return x


def dated(
    plain: Program, table: Timetable, most: int | None = None, *, reduce: bool = True
) -> Dated:
    r"""Return the program over years of a plain one.

    .. math::
        \max \sum_{it} v_i \delta_{it} x_{it}, \quad
        A \textstyle\sum_t x_{it} \lessgtr b, \quad \sum_t x_{it} \le 1, \quad
        \sum_{it : t \le h < t + D_i} c_i / D_i \, x_{it} \le B_h

    A co-fund that may pay :math:`e_i` of a site up to :math:`F_h` a year is projected out exactly:
    for each set of co-funds, :math:`\sum (c_i - \sum_k e_{ki}) / D_i \, x_{it} \le B_h +
    \sum_{k \text{ outside}} F_{kh}` (max-flow, min-cut from purses to sites).

    Parameters
    ----------
    plain : Program
        Its binaries are sites; what is continuous stays as it is.
    table : Timetable
        Of the binaries, in their order.
    most : int, optional
        Sites chosen at most: tells which budgets can never bind.
    reduce : bool
        Leave out budgets that never bind, and start years that another one of the site is as good
        as in every row: exact, for these very budgets.
    """
    n = int(plain.integer.sum())
    pairs = _pairs(table, plain.upper[:n])
    rows = list(_budget_rows(table, pairs, n if most is None else most, reduce=reduce))
    rows += [*_due_rows(table, pairs), *_delivered_rows(table, pairs)]
    if reduce:
        kept = ~_dominated(plain.value[:n], table, pairs, rows)
        pairs = pairs[0][kept], pairs[1][kept]
        rows = [(label, body[kept], low, high) for label, body, low, high in rows]
    return _assembled(plain, table, pairs, rows)


_Pairs = tuple[np.ndarray, np.ndarray]
_Row = tuple[str, np.ndarray, float, float]


def _pairs(table: Timetable, upper: np.ndarray) -> _Pairs:
    """Return site and year of each binary: those that can be paid, site by site."""
    open_ = (upper > 0.5) & ~table.out
    site, year = np.nonzero(np.broadcast_to(open_[:, None], table.ready.shape))
    return site.astype(np.int64), year.astype(np.int64)


def payments(table: Timetable, site: np.ndarray, year: np.ndarray, h: int) -> np.ndarray:
    """Return the share of each pair's cost that is paid in the year ``h`` of the horizon."""
    duration = table.duration[site]
    return np.where((year <= h) & (h < year + duration), 1.0 / duration, 0.0)


def _budget_rows(table: Timetable, pairs: _Pairs, most: int, *, reduce: bool) -> Iterator[_Row]:
    site, year = pairs
    funds = range(table.shares.shape[0])
    for h, label in enumerate(table.horizon.tolist()):
        paid = payments(table, site, year, h)
        for size in range(len(funds) + 1):
            for inside in combinations(funds, size):
                alone = np.maximum(table.cost - table.shares[list(inside)].sum(axis=0), 0.0)
                rest = sum(float(table.envelopes[k, h]) for k in funds if k not in inside)
                room = float(table.budgets[h]) + rest
                body = paid * alone[site]
                if np.isinf(room) or (reduce and _never_binds(body, site, most, room)):
                    continue
                told = "".join(f"+{k}" for k in inside)
                yield f"{BUDGET}[{label}{told}]", body, -np.inf, room


def _never_binds(body: np.ndarray, site: np.ndarray, most: int, room: float) -> bool:
    """Whether the dearest sites together keep a budget."""
    if not body.size:
        return True
    dearest = np.zeros(int(site.max()) + 1)
    np.maximum.at(dearest, site, body)
    return float(np.sort(dearest)[::-1][:most].sum()) <= room


def _due_rows(table: Timetable, pairs: _Pairs) -> Iterator[_Row]:
    site, year = pairs
    for due in table.dues:
        body = due.counts[site, year].astype(np.float64)
        if due.least > 0 or body.sum() > due.most:
            yield (
                f"{BALANCE}[{due.rule} {due.group} {due.year}]",
                body,
                due.least or -np.inf,
                due.most,
            )


def _delivered_rows(table: Timetable, pairs: _Pairs) -> Iterator[_Row]:
    if table.chance is not None and table.expected_min > 0:
        yield f"{DELIVERED}[]", table.chance[pairs], table.expected_min, np.inf


def _dominated(value: np.ndarray, table: Timetable, pairs: _Pairs, rows: list[_Row]) -> np.ndarray:
    """Return the pairs that an earlier year of the same site replaces in any selection, no worse.

    As much value, no more of any ceiling, no less of any floor; both tie rules prefer the earlier.
    """
    site, year = pairs
    count = table.years.size
    place = np.full((table.cost.size, count), -1, dtype=np.int64)
    place[site, year] = np.arange(site.size)
    worth = value[site] * table.factor[site, year]
    gone = np.zeros(site.size, dtype=bool)
    for late in range(1, count):
        for early in range(late):
            both = np.flatnonzero((place[:, late] >= 0) & (place[:, early] >= 0))
            a, b = place[both, early], place[both, late]
            beats = worth[a] >= worth[b]
            for _, body, low, high in rows:
                if np.isfinite(high):
                    beats &= body[a] <= body[b]
                if np.isfinite(low):
                    beats &= body[a] >= body[b]
            gone[b[beats]] = True
    return gone


def _assembled(plain: Program, table: Timetable, pairs: _Pairs, rows: list[_Row]) -> Dated:
    site, year = pairs
    n, k = int(plain.integer.sum()), site.size
    at = np.concatenate([site, np.arange(n, plain.n_columns)])
    extra = plain.n_columns - n
    labels = [f"{plain.columns[i]} {table.years[t]}" for i, t in zip(site, year, strict=True)]
    value = plain.value[at].copy()
    value[:k] *= table.factor[site, year]
    locked = plain.lower[:n] > 0.5
    begins = np.flatnonzero((np.bincount(site, minlength=n) > 1) | locked)
    mine = np.flatnonzero(np.isin(site, begins))
    one = csr_array(
        (np.ones(mine.size), (np.searchsorted(begins, site[mine]), mine)), (begins.size, k + extra)
    )
    bodies = [csr_array(plain.matrix[:, at]), one]
    if rows:
        wide = np.zeros((len(rows), k + extra))
        for r, (_, body, _, _) in enumerate(rows):
            wide[r, :k] = body
        bodies.append(csr_array(wide))
    groups = plain.row_groups or ("",) * plain.n_rows
    names = tuple(label for label, *_ in rows)
    program = replace(
        plain,
        columns=np.array([*labels, *plain.columns[n:]], dtype=object),
        value=value,
        lower=np.concatenate([np.zeros(k), plain.lower[n:]]),
        upper=np.concatenate([np.ones(k), plain.upper[n:]]),
        integer=np.concatenate([np.ones(k, dtype=bool), plain.integer[n:]]),
        matrix=csr_array(vstack(bodies, format="csr")),
        row_lower=np.concatenate([
            plain.row_lower, np.where(locked[begins], 1.0, -np.inf), [low for _, _, low, _ in rows]
        ]),
        row_upper=np.concatenate([
            plain.row_upper, np.ones(begins.size), [high for *_, high in rows]
        ]),
        row_labels=(*plain.row_labels, *(f"{START}[{plain.columns[i]}]" for i in begins), *names),
        row_constraints=(
            *plain.row_constraints, *(START,) * begins.size, *(n.partition("[")[0] for n in names)
        ),
        row_groups=(*groups, *("",) * (begins.size + len(rows))) if plain.row_groups else (),
        separations=tuple(
            replace(rule, x_m=rule.x_m[at], y_m=rule.y_m[at], zone=rule.zone[at])
            for rule in plain.separations
        ),
        access=None
        if plain.access is None
        else replace(plain.access, f=csr_array(csr_array(plain.access.f)[:, at])),
    )  # fmt: skip
    return Dated(program, site, year)
