"""Band: shares of the benefit near shares of the base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.text import Text
from tisites.model.benefit import COUNTED_WORDS, PER_SCALE
from tisites.model.equity.convex import ConvexRule, Written, largest
from tisites.model.equity.rows import MEASURE, built, per_group, single
from tisites.model.equity.rule import GAP_WORDS, EquityBlock, EquityRule, Positive
from tisites.model.tolerances import LEAST_UNIT

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity.convex import Curve
    from tisites.model.sites import Sites


class Band(ConvexRule):
    r"""``|b_g - \pi_g B| <= limit \cdot B``: shares of the benefit near shares of the base.

    ``b_g`` is the plain benefit, ``B`` its total over territories that are judged, ``\pi_g`` the
    share of ``g`` in their base. As stage or term, the greatest ``|b_g - \pi_g B|`` is minimised,
    in units of the benefit.
    """

    title: ClassVar[Text] = Text("plus grand écart à la part", "greatest gap to the share")
    #: As a constraint it is two rows a territory, of sites alone.
    carried_by_columns: ClassVar[bool] = False
    compares: ClassVar[bool] = True

    kind: Literal["band"]
    limit: Positive | None = Field(default=None, description=GAP_WORDS)

    @property
    def measure_unit(self) -> Text:
        """The gap is in the benefit itself, not per base."""
        return COUNTED_WORDS[self.benefit]

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return rows ``b_g - pi_g B`` within ``limit B`` of 0, or one column ``D`` above all."""
        del sites
        many, n = rows.matrix.shape
        off, total = gaps_by_site(self, rows)
        if self.role == "constraint":
            assert self.limit is not None
            none = csr_array((many, 0))
            parts = [
                per_group(rows, "most", csr_array(off - self.limit * total), none, -np.inf, 0.0),
                per_group(rows, "least", csr_array(off + self.limit * total), none, 0.0, np.inf),
            ]
            return EquityBlock(name, self, rows, built(name, parts), np.zeros(n), np.zeros(0))
        one = csr_array(np.ones((many, 1)))
        parts = [
            per_group(rows, "most", csr_array(off), csr_array(-one), -np.inf, 0.0),
            per_group(rows, "least", csr_array(off), one, 0.0, np.inf),
            single(MEASURE, np.zeros(n), np.array([-1.0]), -np.inf, np.inf),
        ]
        block = built(name, parts, ["D"], np.array([float(np.abs(off).sum())]))
        return EquityBlock(name, self, rows, block, np.zeros(n), -np.ones(1), sign=-1.0)

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the greatest gap."""
        del x
        return float(np.abs(gaps_at(self, block.rows, u)).max())

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit on the greatest gap."""
        del coefficients
        scale = rows.base / PER_SCALE[self.per]
        share = rows.base / rows.base.sum()
        gap = max(0.0, -level)
        unit = max(gap, LEAST_UNIT * float((scale * largest(rows)).max()))
        return BandCurve(scale, share, gap, unit)

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the greatest gap."""
        return np.array([np.abs(gaps_at(self, rows, u)).max()])

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return 1 on the side of the territory that is the farthest off."""
        assert block.block is not None
        many = u.size
        prices = self.price_of_limit(block)
        off = block.block.matrix[:many] @ _some_sites(block, u)
        far = int(np.abs(off).argmax())
        prices[far if off[far] >= 0 else many + far] = 1.0 if off[far] >= 0 else -1.0
        return prices


def gaps_by_site(rule: EquityRule, rows: BenefitRows) -> tuple[np.ndarray, np.ndarray]:
    """Return what each site adds to every ``b_g - pi_g B``, (g, n), and to ``B``, (n,)."""
    plain = csr_array(rows.matrix * (rows.base / PER_SCALE[rule.per])[:, None])
    share = rows.base / rows.base.sum()
    total = np.asarray(plain.sum(axis=0)).ravel()
    return plain.toarray() - share[:, None] * total[None, :], total


def gaps_at(rule: EquityRule, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
    """Return ``b_g - pi_g B`` at benefits (g,)."""
    plain = u * rows.base / PER_SCALE[rule.per]
    return np.asarray(plain - rows.base / rows.base.sum() * plain.sum())


def _some_sites(block: EquityBlock, u: np.ndarray) -> np.ndarray:
    """Return a point (n,) whose benefits are ``u``: one site of each territory, in part."""
    body = block.rows.matrix
    x = np.zeros(body.shape[1])
    for g in range(body.shape[0]):
        part = slice(body.indptr[g], body.indptr[g + 1])
        if u[g] and body.indices[part].size:
            best = int(np.argmax(np.abs(body.data[part])))
            x[body.indices[part][best]] = u[g] / body.data[part][best]
    return x


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
