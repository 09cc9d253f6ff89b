"""Levels that a number of territories must reach, whichever they are: one switch a territory."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.tolerances import SAME, SUMS
from tisites.solver.certified import solve_whole
from tisites.solver.compact import CBC, HIGHS
from tisites.solver.fairness.floors import most_sites
from tisites.solver.fairness.levels import step_of
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.solution import Solution


#: Programs up to this many columns go to branch and bound whole where the root does not close;
#: larger ones go on by kernels.
WHOLE = 5000


class Counted:
    r"""At least ``c_j`` territories reach level ``\tau_j``, for rising levels.

    Switch ``z_gj`` tells that ``g`` reaches ``\tau_j``: rows
    of :meth:`_reaching`, ``z_gj >= z_{g,j+1}``, ``\sum_g z_gj >= c_j``.

    Parameters
    ----------
    program : Program
        Its rows ``at`` are the benefits.
    at : (g,) int64
        Row numbers.
    base : (g,) float64
        Floors already settled.
    active : (g,) bool
        Territories whose levels are still open; all of them reach ``first``.
    first : float
        Their lowest level.
    scale : float
        Size of a benefit, for the resolution.
    """

    def __init__(
        self, program: Program, at: np.ndarray, base: np.ndarray, active: np.ndarray,
        first: float, scale: float,
    ) -> None:  # fmt: skip
        self.program, self.at, self.base = program, at, base
        self.active = np.flatnonzero(active)
        self.levels = [(first, int(self.active.size))]
        self.scale = scale
        self.questions = 0
        helping = np.asarray((csr_array(program.matrix[at]) > 0).sum(axis=0)).ravel()
        self._disjoint = bool((helping <= 1).all())
        self._most_sites = most_sites(program)

    def benefit(self, x: np.ndarray) -> np.ndarray:
        """Return the benefit of every territory at a selection (n,)."""
        return np.asarray(self.program.matrix[self.at] @ x[: self.program.n_columns])

    def widened(
        self, levels: list[tuple[float, float]], value: np.ndarray | None, gain: float = 0.0
    ) -> Program:
        """Return the program with switches.

        Parameters
        ----------
        levels : list of (float, float)
            Level and least number of territories, the first without switch.
        value : (n,) float64, optional
            Objective of the columns; the program's own, access included, when absent.
        gain : float
            Objective of each switch of the last level.
        """
        if self.alone(levels):
            return self._one_each(levels, value, gain)
        many, depth = self.active.size, len(levels) - 1
        low = self.program.row_lower.copy()
        low[self.at] = np.maximum(low[self.at], np.where(self.base > 0, self.base, -np.inf))
        low[self.at[self.active]] = -np.inf
        p = replace(self.program, row_lower=low)
        if value is not None:
            p = replace(p, value=value, access=None)
        wide = many * depth
        weights = np.zeros(wide)
        weights[many * (depth - 1) :] = gain
        names = [f"switch {k}" for k in range(wide)]
        p = p.with_columns(names, value=weights, integer=True)
        body, least = self._switched(levels, p.n_columns)
        return p.with_rows(body, least, np.inf, [f"level {k}" for k in range(least.size)])

    def _switched(
        self, levels: list[tuple[float, float]], width: int
    ) -> tuple[csr_array, np.ndarray]:
        """Return rows over sites and switches, with their lower limits: who is above a level.

        A territory whose switch is on reaches its level; so many are on; one that is on at a level
        is on at the level below.
        """
        many, depth, n = self.active.size, len(levels) - 1, self.program.n_columns
        parts, lower = [csr_array((0, width))], [np.empty(0)]
        first = levels[0][0]
        for j in range(-1 if first > 0 else 0, depth):
            body, start, rise, owner = self._reaching(first, levels[j + 1][0])
            switch = csr_array((body.shape[0], width - n))
            if j >= 0:
                at = (np.arange(owner.size), j * many + owner)
                switch = csr_array((-rise, at), shape=(owner.size, width - n))
            parts.append(csr_array(hstack([body, switch])))
            lower.append(start)
            if j < 0:
                continue
            mark = np.zeros((1, depth))
            mark[0, j] = 1.0
            row = np.kron(mark, np.ones((1, many)))
            parts.append(csr_array(np.hstack([np.zeros((1, n)), row])))
            lower.append(np.array([levels[j + 1][1]]))
            if j + 1 < depth:
                nest = np.zeros((1, depth))
                nest[0, j], nest[0, j + 1] = 1.0, -1.0
                body = csr_array(np.kron(nest, np.eye(many)))
                parts.append(csr_array(hstack([csr_array((many, n)), body])))
                lower.append(np.zeros(many))
        rows = csr_array(vstack(parts, format="csr"))
        rows.eliminate_zeros()
        return rows, np.concatenate(lower)

    def alone(self, levels: list[tuple[float, float]]) -> bool:
        """Whether as many territories as there are sites must have something: one site each."""
        served = max((many for level, many in levels if level > 0), default=0.0)
        return self._disjoint and served >= self._most_sites and not (self.base > 0).any()

    def _one_each(
        self, levels: list[tuple[float, float]], value: np.ndarray | None, gain: float
    ) -> Program:
        r"""Return the program where each site serves a territory of its own, without switches.

        ``\sum_{i \in g} x_i <= 1``; the sites that bring ``\tau_j`` or more are ``c_j`` at least.
        """
        p = self.program
        own = csr_array(p.matrix[self.at[self.active]])
        benefit = np.asarray(own.sum(axis=0)).ravel()
        helps = csr_array(((own.data > 0).astype(float), own.indices, own.indptr), own.shape)
        reached = [(benefit >= t * (1 - SAME)) & (benefit > 0) for t, _ in levels]
        asked = np.array([many for _, many in levels[1:]])
        rows = csr_array(np.array(reached[1:], dtype=float).reshape(asked.size, p.n_columns))
        extra = self.active.size + asked.size
        labels = tuple(f"level {k}" for k in range(extra))
        worth = p.value if value is None else value + gain * reached[-1]
        none, free = np.full(self.active.size, -np.inf), np.full(asked.size, np.inf)
        held = replace(p, value=worth, access=p.access if value is None else None)
        return held.with_rows(
            vstack([helps, rows], format="csr"),
            np.concatenate([none, asked]),
            np.concatenate([np.ones(self.active.size), free]),
            labels,
        )

    def _reaching(
        self, first: float, level: float
    ) -> tuple[csr_array, np.ndarray, np.ndarray, np.ndarray]:
        r"""Return rows that hold a territory at ``first``, and at ``level`` when switched.

        ``\sum_i \min(b_i, \tau) x_i / \tau >= \tau_0/\tau + (1 - \tau_0/\tau) z``: clipped, a row's
        figures lie between 0 and 1 and two levels apart by the resolution stay apart by more than
        a solver's tolerance. ``\sum_i x_i >= k_0 + (k - k_0) z``: the least number of sites for
        each level, the whole truth where every site of the territory brings the same.

        Returns
        -------
        body : (r, n) csr_array
        start, gain : (r,) float64
            Lower limit without the switch, and what the switch adds.
        owner : (r,) int64
            Open territory of each row.
        """
        m = csr_array(self.program.matrix[self.at[self.active]])
        rows, start, gain, owner = [], [], [], []
        for g in range(m.shape[0]):
            part = slice(m.indptr[g], m.indptr[g + 1])
            data, columns = m.data[part], m.indices[part]
            helps = data > 0
            data, columns = data[helps], columns[helps]
            sums = np.cumsum(np.sort(data)[::-1])
            need = [0.0 if t <= 0 else np.searchsorted(sums, t * (1 - SAME)) + 1.0
                    for t in (first, level)]  # fmt: skip
            forms = [(np.ones(data.size), need[0], need[1] - need[0])]
            if data.size and np.ptp(data) > SUMS * data.max():
                base = first / level
                forms.append((np.minimum(data, level) / level, base, 1.0 - base))
            for body, low, more in forms:
                rows.append(csr_array((body, columns, [0, body.size]), shape=(1, m.shape[1])))
                start.append(low)
                gain.append(more)
                owner.append(g)
        return (
            csr_array(vstack(rows, format="csr")),
            np.array(start),
            np.array(gain),
            np.array(owner),
        )

    def _ask(self, program: Program, limits: Limits, back_end: CompactBackEnd) -> Solution:
        self.questions += 1
        began = time.monotonic()
        small = program.n_columns <= WHOLE
        session = Session(program, back_end, confirm=False)
        solution = session.solve(limits, root_only=small)
        closed = solution.proof in (Proof.INFEASIBLE, Proof.OPTIMAL)
        enough = closed or (limits.gap_rel >= 1.0 and solution.x.size)
        if session.interrupted:
            raise KeyboardInterrupt
        if not small or enough:
            return solution
        if limits.seconds is not None:
            limits = replace(limits, seconds=max(0.0, limits.seconds - time.monotonic() + began))
        if limits.gap_rel >= 1.0:  # any answer will do: a value would only lead the search astray
            program = replace(program, value=np.zeros(program.n_columns), access=None)
        return solve_whole(HIGHS, program, limits)

    def most_above(
        self, x: np.ndarray, left: Callable[[], float | None]
    ) -> tuple[int, np.ndarray, bool]:
        """Return the greatest number of territories above the last level, and a selection."""
        level = self.levels[-1][0]
        asked = [*self.levels, (level + step_of(level, self.scale), 0.0)]
        n = self.program.n_columns
        solution = self._ask(self.widened(asked, np.zeros(n), 1.0), Limits(left()), CBC)
        if solution.x.size == 0:
            return 0, x, solution.proof is Proof.INFEASIBLE
        above = round(solution.value - self.program.constant)
        return above, solution.x[:n], solution.proof is Proof.OPTIMAL

    def raised(
        self, x: np.ndarray, many: int, left: Callable[[], float | None]
    ) -> tuple[float, np.ndarray, bool]:
        """Return the highest level that ``many`` territories reach, and a selection; keep it."""
        n, value = self.program.n_columns, self.program.value
        low, up = self._reached(x, many), self._most(many)
        proven, known = True, self._known_levels()
        while True:
            step = step_of(low, self.scale)
            if low + step > up:
                break
            ask = max(low + step, 0.5 * (low + up) if up - low > 0.01 * up else low + step)
            if known is not None:  # one site each: no level between two of theirs
                known = known[known >= low + step]
                if not known.size:
                    break
                ask = float(known[known.size // 2])
            limits = Limits(left(), gap_rel=1.0)
            found = self._ask(self.widened([*self.levels, (ask, float(many))], value), limits, CBC)
            if found.x.size == 0:
                if found.proof is not Proof.INFEASIBLE:
                    proven = False
                    break
                up, known = ask, None if known is None else known[known < ask]
                if ask <= low + 1.000001 * step:
                    break
                continue
            reached = self._reached(found.x[:n], many)
            if reached <= low:
                break
            low, x = reached, found.x[:n]
        self.levels.append((low, many))
        return low, x, proven

    def _known_levels(self) -> np.ndarray | None:
        """Return every level there can be, rising, where each site serves a territory alone."""
        if not self.alone([(level, float(many)) for level, many in self.levels]):
            return None
        return np.unique(csr_array(self.program.matrix[self.at[self.active]]).data)

    def _reached(self, x: np.ndarray, many: int) -> float:
        """Return the level that ``many`` of the open territories reach at a selection."""
        return float(np.sort(self.benefit(x)[self.active])[::-1][many - 1])

    def _most(self, many: int) -> float:
        m = csr_array(self.program.matrix[self.at[self.active]])
        tops = [float(m.data[a:b].sum()) for a, b in zip(m.indptr[:-1], m.indptr[1:], strict=True)]
        return float(np.sort(tops)[::-1][many - 1])

    def settled(self, x: np.ndarray, keep: float = 1.0) -> np.ndarray:
        """Return the floor of every territory by the levels, times ``keep``, that it reaches."""
        floors = self.base.copy()
        here = self.benefit(x)
        for g in self.active:
            tolerance = step_of(here[g], self.scale)
            lower = [level * keep for level, _ in self.levels]
            reached = [level for level in lower if level <= here[g] + tolerance]
            floors[g] = max(reached, default=floors[g])
        return floors

    def final(self, keep: float = 1.0) -> Program:
        """Return the program, its own objective, under every level and count."""
        assert math.isfinite(keep)
        kept = [(level * keep, float(many)) for level, many in self.levels]
        return self.widened(kept, None)
