"""The Hoover index: the part of the benefit that would have to move for shares like the base's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import block_array, csr_array, eye_array

from tisites.messages.text import Text
from tisites.model.benefit import PER_SCALE
from tisites.model.equity.band import gaps_at, gaps_by_site
from tisites.model.equity.convex import Curve, RatioRule, Written, largest
from tisites.model.equity.rows import MEASURE, built, per_group, single
from tisites.model.equity.rule import PART_WORDS, EquityBlock, UnitShare
from tisites.model.tolerances import LEAST_UNIT

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


class Hoover(RatioRule):
    r"""``sum_g |b_g - \pi_g B| / 2 <= limit \cdot B``: what would have to move, at most.

    ``b_g``, ``B`` and ``\pi_g`` as for a band. As term, the benefit to move is minimised; as
    stage, its share, by Dinkelbach's steps. E. M. Hoover, Review of Economics and Statistics
    18(4), 1936, 162-171.
    """

    title: ClassVar[Text] = Text("indice de Hoover", "Hoover index")

    kind: Literal["hoover"]
    limit: UnitShare | None = Field(default=None, description=PART_WORDS)

    def mean(self, rows: BenefitRows) -> np.ndarray:
        """Return what each site adds to the whole benefit, (n,)."""
        return gaps_by_site(self, rows)[1]

    def term_scale(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return the whole benefit at benefits (g,)."""
        return float((u * rows.base / PER_SCALE[self.per]).sum())

    def spread(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return the benefit that would have to move."""
        return float(0.5 * np.abs(gaps_at(self, rows, u)).sum())

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return columns ``d_g``, in units of the most that each gap can be, above both sides."""
        del sites
        many, n = rows.matrix.shape
        off, total = gaps_by_site(self, rows)
        unit = self._units(rows)
        gaps, one = csr_array(off / unit[:, None]), csr_array(eye_array(many))
        limited = self.role == "constraint" and self.limit is not None
        slope = self.limit if limited and self.limit is not None else 0.0
        least = 0.0 if limited else -np.inf
        parts = [
            per_group(rows, "up", csr_array(-gaps), one, 0.0, np.inf),
            per_group(rows, "down", gaps, one, 0.0, np.inf),
            single(MEASURE, slope * total, -0.5 * unit, least, np.inf),
        ]
        block = built(name, parts, [f"d {code}" for code in rows.codes], np.ones(many))
        return EquityBlock(name, self, rows, block, np.zeros(n), -0.5 * unit, sign=-1.0)

    def _units(self, rows: BenefitRows) -> np.ndarray:
        """Return the most that the gap of each territory can be, (g,)."""
        off, _ = gaps_by_site(self, rows)
        ends = np.maximum(np.maximum(off, 0.0).sum(axis=1), np.maximum(-off, 0.0).sum(axis=1))
        return np.where(ends > 0, ends, 1.0)

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit on what would have to move; its row tells the share."""
        del level
        total = self.mean(rows)
        site = int(total.argmax())
        ratio = float(coefficients[site]) / float(total[site])
        scale = rows.base / PER_SCALE[self.per]
        unit = max(ratio, LEAST_UNIT) * float((scale * largest(rows)).max())
        return HooverCurve(scale, rows.base / rows.base.sum(), ratio, unit)

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the gap of each territory, in its unit."""
        return np.asarray(np.abs(gaps_at(self, rows, u)) / self._units(rows))

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return half the unit of each territory, on the side where its gap lies."""
        prices = self.price_of_limit(block)
        above = gaps_at(self, block.rows, u) >= 0
        prices[np.arange(u.size) + np.where(above, 0, u.size)] = -0.5 * self._units(block.rows)
        return prices


@dataclass(frozen=True)
class HooverCurve:
    """``sum_g |b_g - share_g B| / 2 - ratio * B``, with ``b = scale * u`` and ``B`` its sum."""

    scale: np.ndarray
    share: np.ndarray
    ratio: float
    unit: float

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function at benefits (g, k): (k,)."""
        plain = self.scale[:, None] * u
        whole = plain.sum(axis=0)
        moved = 0.5 * np.abs(plain - self.share[:, None] * whole).sum(axis=0)
        return np.asarray(moved - self.ratio * whole)

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the share of the whole that is allowed."""
        return np.asarray(max(self.ratio, LEAST_UNIT) * (self.scale @ u))

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the linear function of the sides on which the gaps lie."""
        plain = self.scale * u
        side = np.where(plain >= self.share * plain.sum(), 0.5, -0.5)
        return self.scale * (side - side @ self.share - self.ratio), 0.0

    def written(self, most: np.ndarray) -> Written | None:
        """Return a column and two rows a territory, and the limit."""
        size = most.size
        off = csr_array(np.diag(self.scale) - self.share[:, None] * self.scale[None, :])
        one = eye_array(size)
        limit = [csr_array(self.ratio * self.scale[None, :]), csr_array(np.full((1, size), -0.5))]
        body = block_array([[-off, one], [off, one], limit], format="csr")
        many = 2 * size + 1
        top = np.abs(off) @ most
        return Written(csr_array(body), np.zeros(many), np.full(many, np.inf), top)
