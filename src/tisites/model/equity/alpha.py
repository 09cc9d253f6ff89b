"""Alpha-fair utility of benefits, by tangents above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.text import Text
from tisites.model.equity.convex import ConvexRule
from tisites.model.equity.rows import MEASURE, Part, built, most, named, single
from tisites.model.equity.rule import EquityBlock
from tisites.model.equity.tangents import Tangents, tangents_of

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity.convex import Curve, Written
    from tisites.model.sites import Sites


class Alpha(ConvexRule):
    r"""``sum_g w_g f(u_g)``, ``f(u) = (u+s)^{1-a}/(1-a)``, ``log(u+s)`` for ``a = 1``: tangents.

    Tangents lie above ``f``: the measure is overstated by at most the error that is told.
    """

    title: ClassVar[Text] = Text("utilité alpha-équitable", "alpha-fair utility")

    kind: Literal["alpha"]
    alpha: float = Field(default=1.0, gt=0.0, le=10.0, description="0: sum, 1: proportional.")
    shift: float = Field(default=0.1, gt=0.0, description="s, in the unit of u: f is finite at 0.")
    tangents: int = Field(default=16, ge=2, le=200, description="Tangents of each territory.")

    @property
    def measure_unit(self) -> Text:
        """Points of utility."""
        return Text("points d'utilité", "points of utility")

    def lines(self, rows: BenefitRows) -> list[Tangents]:
        """Return the tangents of each territory, up to the most that it can have."""
        return [tangents_of(self.alpha, self.shift, float(e), self.tangents) for e in most(rows)]

    def peaks(self, rows: BenefitRows) -> np.ndarray:
        """Return the most that each territory's utility can be above that of no benefit, (g,)."""
        ends = most(rows).tolist()
        peaks = [one.peak(end) for one, end in zip(self.lines(rows), ends, strict=True)]
        return np.where(np.array(peaks) > 0, peaks, 1.0)

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Columns ``0 <= v_g <= 1``, shares of the peak; rows ``v_g - slope u_g <= intercept``.

        A site that brings a tangent above the peak alone brings it to the peak as well: no
        coefficient is above 1, and a solver's tolerance is a share of the peak. As they are, slopes
        at 0 (``shift ** -alpha``) times benefits would allow errors as large as the utility.
        """
        del sites
        many, n = rows.matrix.shape
        parts, peaks = [], self.peaks(rows)
        lowest = 0.0
        for g, (code, lines) in enumerate(zip(rows.codes, self.lines(rows), strict=True)):
            pick = np.zeros((lines.slope.size, many))
            pick[:, g] = 1.0
            keys = tuple(f"{code} {k}" for k in range(lines.slope.size))
            start = (lines.intercept - lines.lowest) / peaks[g]
            rise = lines.slope[:, None] * rows.matrix[[g]].toarray() / peaks[g]
            rise = np.minimum(rise, np.maximum(0.0, 1.0 - start)[:, None])
            parts.append(
                Part(csr_array(-rise), csr_array(pick), np.full(start.size, -np.inf), start, keys,
                     (named(rows)[g],) * start.size)
            )  # fmt: skip
            lowest += lines.lowest / many
        gain = peaks / many
        parts.append(single(MEASURE, np.zeros(n), gain, self.limit_row() - lowest, np.inf))
        block = built(name, parts, [f"v {code}" for code in rows.codes], np.ones(many))
        return EquityBlock(name, self, rows, block, np.zeros(n), gain, lowest)

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Mean of the least tangent: what the rows measure, above the utility by the error told."""
        del x
        total = 0.0
        for lines, one in zip(self.lines(block.rows), u, strict=True):
            total += float((lines.intercept + lines.slope * one).min())
        return total / u.size

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit on the mean utility."""
        del coefficients
        return AlphaCurve(tuple(self.lines(rows)), level, 1.0)

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the utility of each territory above that of no benefit, a share of its peak."""
        each = [one.peak(float(v)) for one, v in zip(self.lines(rows), u, strict=True)]
        return np.array(each) / self.peaks(rows)

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return the peak of each territory on the tangent that is the least."""
        prices = self.price_of_limit(block)
        peaks, first = self.peaks(block.rows), 0
        for k, lines in enumerate(self.lines(block.rows)):
            least = int((lines.intercept + lines.slope * u[k]).argmin())
            prices[first + least] = peaks[k] / u.size
            first += lines.slope.size
        return prices


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
