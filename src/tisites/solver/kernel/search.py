"""Incumbents: swaps on the true objective, every row and spacing rule kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.model.tolerances import FEASIBILITY, SAME, SUMS
from tisites.solver.kernel.moves import NONE, Profits, moved

if TYPE_CHECKING:
    from tisites.solver.kernel.block import ServiceBlock
    from tisites.solver.kernel.prepared import KernelProgram

#: Pairs of a swap whose rows are verified at once: at first, for one of the best often holds, and
#: at most.
FEW, BATCH = 32, 512


class Search:
    """Selections among a few columns, every row and spacing rule kept.

    Local columns are positions in ``columns``; only binaries take part.

    Parameters
    ----------
    prepared : KernelProgram
    columns : (c,) int64
        The columns in play.
    block : ServiceBlock, optional
        Their service pairs, in the same order.
    """

    def __init__(
        self, prepared: KernelProgram, columns: np.ndarray, block: ServiceBlock | None
    ) -> None:
        keep = np.flatnonzero(prepared.integer[columns])
        self.prepared = prepared
        self.columns = columns[keep]
        self.block = block if block is None or keep.size == columns.size else block.subset(keep)
        self.value = prepared.value[self.columns]
        self.free = (prepared.upper[self.columns] > 0.5) & (prepared.lower[self.columns] < 0.5)
        self.forced = np.flatnonzero(prepared.lower[self.columns] > 0.5)
        self.part = csc_array(prepared.columns[:, self.columns])
        self.part_row = self.part.indices
        self.part_column = np.repeat(np.arange(self.columns.size), np.diff(self.part.indptr))
        self.slack = FEASIBILITY * np.maximum(
            1.0,
            np.maximum(
                np.where(np.isfinite(prepared.row_lower), np.abs(prepared.row_lower), 0),
                np.where(np.isfinite(prepared.row_upper), np.abs(prepared.row_upper), 0),
            ),
        )
        self.brings = [csc_array(rule.benefit[:, self.columns]) for rule in prepared.curved]
        self._near: dict[int, np.ndarray] = {}
        self._local = {int(c): k for k, c in enumerate(self.columns)}
        self._sorted = np.argsort(self.columns, kind="stable")

    def near(self, k: int) -> np.ndarray:
        """Return local columns in conflict with local column ``k``."""
        if k not in self._near:
            found = [s.near(int(self.columns[k])) for s in self.prepared.spacings]
            everyone = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
            ordered = self.columns[self._sorted]
            at = np.searchsorted(ordered, everyone)
            at[at == ordered.size] = 0
            inside = ordered[at] == everyone if everyone.size else np.empty(0, dtype=bool)
            self._near[k] = self._sorted[at[inside]]
        return self._near[k]

    def activity(self, chosen: np.ndarray) -> np.ndarray:
        """Return row activities of a selection."""
        x = np.zeros(self.columns.size)
        x[chosen] = 1.0
        return np.asarray(self.part @ x)

    def worth(self, chosen: np.ndarray) -> float:
        """Return the true objective of a selection (kernel units, constant left out)."""
        total = float(self.value[chosen].sum())
        if self.block is not None:
            total += self.prepared.weight * float(self.block.two_best(chosen)[0].sum())
        return total

    def feasible(self, chosen: np.ndarray) -> bool:
        """Tell whether a selection keeps every row and spacing rule."""
        p, activity = self.prepared, self.activity(chosen)
        if (activity < p.row_lower - self.slack).any():
            return False
        if (activity > p.row_upper + self.slack).any():
            return False
        if self.over_curves(chosen) > 0.0:
            return False
        inside = np.zeros(self.columns.size, dtype=bool)
        inside[chosen] = True
        return not any(inside[self.near(int(k))].any() for k in chosen) if p.spacings else True

    def over_curves(self, chosen: np.ndarray) -> float:
        """Return by how many units a selection passes its convex limits, the worst of them."""
        x = np.zeros(self.columns.size)
        x[chosen] = 1.0
        found = [
            float(rule.over((brings @ x)[:, None])[0]) / rule.curve.unit
            for rule, brings in zip(self.prepared.curved, self.brings, strict=True)
        ]
        return max(found, default=0.0)

    def moves_over_curves(
        self, chosen: np.ndarray, into: np.ndarray, out: np.ndarray
    ) -> np.ndarray:
        """Return by how many units each move (k,) would pass the convex limits, the worst of them.

        Parameters
        ----------
        chosen : (c,) int64
            Local columns.
        into, out : (k,) int64
            Local column that enters, and the chosen one that leaves.
        """
        x = np.zeros(self.columns.size)
        x[chosen] = 1.0
        worst = np.full(into.size, -np.inf)
        for rule, brings in zip(self.prepared.curved, self.brings, strict=True):
            after = rule.over(moved(brings, brings @ x, into, out)) / rule.curve.unit
            worst = np.maximum(worst, after)
        return worst

    def clashes(self, chosen: np.ndarray) -> np.ndarray:
        """Return how many chosen columns each local column is in conflict with."""
        count = np.zeros(self.columns.size)
        if self.prepared.spacings:
            for k in chosen.tolist():
                count[self.near(k)] += 1
        return count

    # swaps --------------------------------------------------------------------------------

    def profits(self, chosen: np.ndarray) -> Profits:
        """Price every move from a selection, with the true service of every demand point."""
        count = chosen.size
        add, drop = self.value.copy(), -self.value[chosen]
        swap = np.zeros((self.columns.size, count))
        if self.block is not None:
            b, w = self.block, self.prepared.weight
            best, second, server = b.two_best(chosen)
            gain = b.amount - best[b.point]
            over = np.flatnonzero(gain > 0)
            add += w * np.bincount(b.column[over], gain[over], self.columns.size)
            served = server >= 0
            drop -= w * np.bincount(server[served], (best - second)[served], count)
            back = np.minimum(b.amount, best[b.point]) - second[b.point]
            saved = np.flatnonzero((back > 0) & (server[b.point] >= 0))
            key = b.column[saved] * count + server[b.point[saved]]
            swap += w * np.bincount(key, back[saved], swap.size).reshape(swap.shape)
        swap += add[:, None] + drop[None, :]
        return Profits(add, drop, swap)

    def improved(
        self, chosen: np.ndarray, deadline: float, *, most: int = 10_000
    ) -> tuple[np.ndarray, float]:
        """Climb by the best feasible add, drop or swap until none improves.

        Returns
        -------
        chosen : (c,) int64
            Local columns, ascending.
        worth : float
            Its true objective (kernel units).
        """
        least = SAME * max(1.0, abs(self.worth(chosen)))
        for _ in range(most):
            if time.monotonic() > deadline:
                break
            step = self._best_move(chosen, least)
            if step is None:
                break
            chosen = step
        return chosen, self.worth(chosen)

    def _best_move(self, chosen: np.ndarray, least: float) -> np.ndarray | None:
        gains, clashes = self.allowed(chosen)
        free_in = self.free.copy()
        free_in[chosen] = False
        moves = [(np.flatnonzero(gains.swap.ravel() > least), gains.swap.ravel(), "swap")]
        add = np.where(free_in & (clashes == 0), gains.add, -np.inf)
        moves.append((np.flatnonzero(add > least), add, "add"))
        drop = np.where(self.free[chosen], gains.drop, -np.inf)
        moves.append((np.flatnonzero(drop > least), drop, "drop"))
        best, best_gain = None, least
        activity = self.activity(chosen)
        for candidates, profit, kind in moves:
            order = candidates[np.argsort(-profit[candidates], kind="stable")]
            at, size = 0, FEW
            while at < order.size:
                some = order[at : at + size]
                at, size = at + size, min(BATCH, 4 * size)
                if profit[some[0]] <= best_gain:
                    break
                ok = self.moves_hold(chosen, *_ends(some, kind, chosen), activity)
                if ok.any():
                    pick = int(some[int(np.argmax(ok))])
                    if profit[pick] > best_gain:
                        best, best_gain = (kind, pick), float(profit[pick])
                    break
        return None if best is None else _moved(chosen, *best)

    def allowed(self, chosen: np.ndarray) -> tuple[Profits, np.ndarray]:
        """Return the profits, swaps that locks or spacing forbid at minus infinity; and clashes.

        Rows and convex limits are not looked at (:meth:`moves_hold`).
        """
        gains, clashes = self.profits(chosen), self.clashes(chosen)
        free_in = self.free.copy()
        free_in[chosen] = False
        gains.swap[~free_in] = -np.inf
        gains.swap[:, ~self.free[chosen]] = -np.inf
        if self.prepared.spacings:  # a newcomer must not conflict with a site that stays
            many = clashes[:, None] - np.zeros(chosen.size)[None, :]
            for j, k in enumerate(chosen.tolist()):
                many[self.near(k), j] -= 1
            gains.swap[many > 0] = -np.inf
        return gains, clashes

    def moves_hold(
        self, chosen: np.ndarray, into: np.ndarray, out: np.ndarray, activity: np.ndarray
    ) -> np.ndarray:
        """Tell which moves (k,) keep every row and convex limit.

        Parameters
        ----------
        chosen : (c,) int64
            Local columns.
        into, out : (k,) int64
            Local column that enters, and the chosen one that leaves.
        activity : (m,) float64
            Of the chosen, by row.
        """
        ok = self.rows_hold(into, out, activity)
        if self.prepared.curved:
            kept = np.flatnonzero(ok)
            ok[kept] = self.moves_over_curves(chosen, into[kept], out[kept]) <= 0.0
        return ok

    def rows_hold(self, into: np.ndarray, out: np.ndarray, activity: np.ndarray) -> np.ndarray:
        """Tell which moves (k,) keep every row."""
        p = self.prepared
        after = moved(self.part, activity, into, out)
        held = after >= (p.row_lower - self.slack)[:, None]
        held &= after <= (p.row_upper + self.slack)[:, None]
        return np.asarray(held.all(axis=0))

    def canonical(self, chosen: np.ndarray, deadline: float) -> np.ndarray:
        """Among equal-value swaps take the smallest site ids, until none is left.

        The tie rule: no chosen site can be exchanged for an earlier one (by id) at the same
        value with every rule kept.
        """
        rank = np.argsort(np.argsort(self.columns, kind="stable"), kind="stable")
        for _ in range(4 * chosen.size + 4):
            if time.monotonic() > deadline:
                break
            gains, _ = self.allowed(chosen)
            gains.swap[rank[:, None] > rank[chosen][None, :]] = -np.inf
            even = SUMS * max(1.0, abs(self.worth(chosen)))
            ties = np.flatnonzero(gains.swap.ravel() >= -even)
            into, out = np.divmod(ties, chosen.size)
            ties = ties[np.lexsort((-rank[chosen[out]], rank[into]))][: 4 * BATCH]
            if ties.size == 0:
                break
            ends = _ends(ties, "swap", chosen)
            ok = self.moves_hold(chosen, *ends, self.activity(chosen))
            if not ok.any():
                break
            chosen = _moved(chosen, "swap", int(ties[int(np.argmax(ok))]))
        return chosen


def _ends(some: np.ndarray, kind: str, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns that enter and leave by moves of a kind, numbered within it."""
    none = np.full(some.size, NONE)
    if kind == "swap":
        into, out = np.divmod(some, chosen.size)
        return into, chosen[out]
    return (some, none) if kind == "add" else (none, chosen[some])


def _moved(chosen: np.ndarray, kind: str, pick: int) -> np.ndarray:
    if kind == "add":
        return np.sort(np.append(chosen, pick))
    if kind == "drop":
        return np.delete(chosen, pick)
    into, out = divmod(pick, chosen.size)
    return np.sort(np.append(np.delete(chosen, out), into))
