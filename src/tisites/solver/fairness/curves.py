"""Measures of equity as convex limits on benefits: their value, their supports, their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array

from tisites.model.benefit import PER_SCALE
from tisites.model.equity import Alpha, Band, Cvar, Gini
from tisites.model.equity_rows import alpha_peaks, gini_units, gini_weights, most
from tisites.model.equity_tangents import tangents_of
from tisites.solver.fairness.rows import row_of
from tisites.solver.kernel.curved import Written

if TYPE_CHECKING:
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.equity_tangents import Tangents
    from tisites.model.program import Program
    from tisites.solver.kernel.curved import Curve

#: Pairs of territories up to which a Gini index is written out for a back end.
MOST_PAIRS = 2500
#: Least size of a limit, as a share of the largest figure it compares.
LEAST_UNIT = 1e-4


@dataclass(frozen=True)
class GiniCurve:
    """``sum_{g<h} w_g w_h |u_g - u_h| - ratio * sum_g w_g u_g``.

    In the order of the benefits the sum is linear, and over all orders it is the greatest of these
    linear functions: the one at hand is the support.

    Parameters
    ----------
    weight : (g,) float64
        Of the territories; they add up to 1.
    ratio : float
        The Gini allowed.
    unit : float
        See :class:`~tisites.solver.kernel.curved.Curve`.
    """

    weight: np.ndarray
    ratio: float
    unit: float

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function at benefits (g, k): (k,)."""
        order = np.argsort(u, axis=0, kind="stable")
        w = self.weight[order]
        before = np.cumsum(w, axis=0)
        spread = (w * (2.0 * before - w - 1.0) * np.take_along_axis(u, order, 0)).sum(axis=0)
        return np.asarray(spread - self.ratio * (self.weight @ u))

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the share of the mean that is allowed: far below the unit where few are served."""
        return np.asarray(max(self.ratio, LEAST_UNIT) * (self.weight @ u))

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the linear function of the order of the benefits (g,)."""
        order = np.argsort(u, kind="stable")
        w = self.weight[order]
        slope = np.empty(u.size)
        slope[order] = w * (2.0 * np.cumsum(w) - w - 1.0)
        return slope - self.ratio * self.weight, 0.0

    def written(self, most: np.ndarray) -> Written | None:
        """Return a column and two rows a pair of territories, and the limit."""
        size = most.size
        g, h = np.triu_indices(size, 1)
        pairs = g.size
        if pairs > MOST_PAIRS:
            return None
        ends = np.stack([g, h], 1).ravel()
        signs, at = np.tile([1.0, -1.0], pairs), np.repeat(np.arange(pairs), 2)
        gap = csr_array((signs, (at, ends)), shape=(pairs, size))
        one = eye_array(pairs)
        limit = [
            csr_array(self.ratio * self.weight[None, :]),
            csr_array(-(self.weight[g] * self.weight[h])[None, :]),
        ]
        body = block_array([[-gap, one], [gap, one], limit], format="csr")
        many = 2 * pairs + 1
        return Written(
            csr_array(body), np.zeros(many), np.full(many, np.inf), np.maximum(most[g], most[h])
        )


@dataclass(frozen=True)
class CvarCurve:
    """``level`` less the mean of the ``many`` least benefits, the last counted in part."""

    many: float
    level: float
    unit: float

    def _share(self, size: int) -> np.ndarray:
        return np.clip(self.many - np.arange(size), 0.0, 1.0) / self.many

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function at benefits (g, k): (k,)."""
        return np.asarray(self.level - self._share(u.shape[0]) @ np.sort(u, axis=0))

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the unit."""
        return np.full(u.shape[1], self.unit)

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the mean of those that are the least at hand."""
        slope = np.empty(u.size)
        slope[np.argsort(u, kind="stable")] = -self._share(u.size)
        return slope, -self.level

    def written(self, most: np.ndarray) -> Written | None:
        """Return ``u - t + d >= 0`` and ``t - sum d / many >= level``."""
        size = most.size
        one = csr_array(np.ones((size, 1)))
        tail = csr_array(np.full((1, size), -1.0 / self.many))
        body = block_array(
            [[eye_array(size), -one, eye_array(size)], [None, np.ones((1, 1)), tail]], format="csr"
        )
        lower = np.append(np.zeros(size), self.level)
        top = np.full(1 + size, float(most.max(initial=0.0)))
        return Written(csr_array(body), lower, np.full(size + 1, np.inf), top)


@dataclass(frozen=True)
class AlphaCurve:
    """``level`` less the mean over territories of the least tangent of the utility."""

    lines: tuple[Tangents, ...]
    level: float
    unit: float

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function at benefits (g, k): (k,)."""
        total = np.zeros(u.shape[1])
        for one, part in zip(self.lines, u, strict=True):
            total += (one.intercept[:, None] + one.slope[:, None] * part[None, :]).min(axis=0)
        return np.asarray(self.level - total / u.shape[0])

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the unit."""
        return np.full(u.shape[1], self.unit)

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the tangents that are the least at hand."""
        at = [int((t.intercept + t.slope * v).argmin()) for t, v in zip(self.lines, u, strict=True)]
        slope = np.array([t.slope[k] for t, k in zip(self.lines, at, strict=True)])
        start = np.array([t.intercept[k] for t, k in zip(self.lines, at, strict=True)])
        return -slope / u.size, float(start.mean()) - self.level

    def written(self, most: np.ndarray) -> Written | None:
        """Cuts alone: tangents of unlike slopes are badly scaled rows."""
        del most
        return None


@dataclass(frozen=True)
class BandCurve:
    """The greatest ``|b_g - share_g B|`` less ``gap``, with ``b = scale * u`` and ``B`` its sum."""

    scale: np.ndarray
    share: np.ndarray
    gap: float
    unit: float

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function at benefits (g, k): (k,)."""
        plain = self.scale[:, None] * u
        off = plain - self.share[:, None] * plain.sum(axis=0)
        return np.asarray(np.abs(off).max(axis=0) - self.gap)

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the unit."""
        return np.full(u.shape[1], self.unit)

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the gap of the territory that is the farthest off."""
        plain = self.scale * u
        off = plain - self.share * plain.sum()
        far = int(np.abs(off).argmax())
        slope = -self.share[far] * self.scale
        slope[far] += self.scale[far]
        return (slope if off[far] >= 0 else -slope), self.gap

    def written(self, most: np.ndarray) -> Written | None:
        """Return both sides of every territory's gap."""
        size = most.size
        off = np.diag(self.scale) - self.share[:, None] * self.scale[None, :]
        side = np.full(size, self.gap)
        return Written(csr_array(off), -side, side, np.empty(0))


def curve_of(program: Program, block: EquityBlock) -> Curve | None:
    """Return the convex limit that a measure's row sets in a program; None where it is open.

    Parameters
    ----------
    program : Program
        With the rows of the measure, its limit as it is now.
    block : EquityBlock
        A Gini index, a mean of the worst served, an alpha-fair welfare, or a greatest gap.
    """
    row = row_of(program, block.measure_row)
    level = float(program.row_lower[row]) + block.offset
    if not np.isfinite(level):
        return None
    rule, rows = block.rule, block.rows
    largest = np.abs(rows.matrix).max(axis=1).toarray().ravel()
    least = LEAST_UNIT * float(largest.max(initial=0.0)) or 1.0
    if isinstance(rule, Gini):
        weight = gini_weights(rule, rows)
        ratio = _ratio(program, row, np.asarray(weight @ rows.matrix).ravel())
        return GiniCurve(weight, ratio, max(ratio, LEAST_UNIT) * float((weight * largest).max()))
    if isinstance(rule, Cvar):
        many = rule.beta * len(rows.codes)
        return CvarCurve(many, level, max(abs(level), least))
    if isinstance(rule, Alpha):
        ends = most(rows)
        lines = tuple(tangents_of(rule.alpha, rule.shift, float(e), rule.tangents) for e in ends)
        return AlphaCurve(lines, level, 1.0)
    if isinstance(rule, Band):
        scale = rows.base / PER_SCALE[rule.per]
        share = rows.base / rows.base.sum()
        gap = max(0.0, -level)
        return BandCurve(scale, share, gap, max(gap, LEAST_UNIT * float((scale * largest).max())))
    raise TypeError(rule.kind)


def _ratio(program: Program, row: int, mean: np.ndarray) -> float:
    """Return the Gini that a row allows: its coefficients over those of the mean."""
    site = int(mean.argmax())
    return float(program.matrix[[row], [site]][0]) / float(mean[site])


def columns_of(block: EquityBlock, u: np.ndarray) -> np.ndarray:
    """Return the measure's own columns (e,) at benefits (g,), in the order of its block."""
    rule, rows = block.rule, block.rows
    if isinstance(rule, Gini):
        g, h = np.triu_indices(u.size, 1)
        return np.asarray(np.abs(u[g] - u[h]) / gini_units(rows))
    if isinstance(rule, Cvar):
        end = float(np.sort(u)[int(np.ceil(rule.beta * u.size - 1e-9)) - 1])
        return np.append(end, np.maximum(0.0, end - u))
    if isinstance(rule, Alpha):
        peaks = [
            tangents_of(rule.alpha, rule.shift, float(end), rule.tangents).peak(float(v))
            for end, v in zip(most(rows), u, strict=True)
        ]
        return np.array(peaks) / alpha_peaks(rule, rows)
    if isinstance(rule, Band):
        plain = u * rows.base / PER_SCALE[rule.per]
        return np.array([np.abs(plain - rows.base / rows.base.sum() * plain.sum()).max()])
    raise TypeError(rule.kind)
