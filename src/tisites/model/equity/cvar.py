"""Mean of the worst-served share of the territories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import block_array, csr_array, eye_array

from tisites.messages.text import Text
from tisites.model.equity.convex import ConvexRule, Written, level_unit
from tisites.model.equity.rows import MEASURE, built, most, per_group, single
from tisites.model.equity.rule import LIMIT_WORDS, EquityBlock, Positive
from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity.convex import Curve
    from tisites.model.sites import Sites


class Cvar(ConvexRule):
    r"""Mean of the worst share: ``max t - 1/(\beta G) sum d_g, d_g >= t - u_g, d >= 0``."""

    title: ClassVar[Text] = Text("moyenne des moins bien servis", "mean of the worst served")

    kind: Literal["cvar"]
    limit: Positive | None = Field(default=None, description=LIMIT_WORDS)
    beta: float = Field(default=0.25, gt=0.0, le=1.0, description="Share of territories.")

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return columns ``t``, then ``d_g``; rows ``u_g - t + d_g >= 0``."""
        del sites
        many, n = rows.matrix.shape
        extra = csr_array(np.hstack([-np.ones((many, 1)), np.eye(many)]))
        part = per_group(rows, "", rows.matrix, extra, 0.0, np.inf)
        gain = np.append(1.0, np.full(many, -1.0 / (self.beta * many)))
        whole = single(MEASURE, np.zeros(n), gain, self.limit_row(), np.inf)
        top = np.full(1 + many, most(rows).max(initial=0.0))
        labels = ["t", *(f"d {code}" for code in rows.codes)]
        block = built(name, [part, whole], labels, top)
        return EquityBlock(name, self, rows, block, np.zeros(n), gain)

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the mean of the worst ``beta G`` territories, the last one counted in part."""
        del block, x
        many = self.beta * u.size
        return float(np.sort(u) @ np.clip(many - np.arange(u.size), 0.0, 1.0) / many)

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit on the mean of the least benefits."""
        del coefficients
        return CvarCurve(self.beta * len(rows.codes), level, level_unit(rows, level))

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the last benefit that counts, then how far below it each is."""
        del rows
        end = float(np.sort(u)[int(np.ceil(self.beta * u.size - SAME)) - 1])
        return np.append(end, np.maximum(0.0, end - u))

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return the share with which each territory counts."""
        many = u.size
        prices = self.price_of_limit(block)
        share = np.clip(self.beta * many - np.arange(many), 0.0, 1.0) / (self.beta * many)
        prices[np.argsort(u, kind="stable")] = -share
        return prices


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
