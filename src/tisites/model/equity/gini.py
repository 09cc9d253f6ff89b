"""The Gini index of benefits: how far apart territories are, two by two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import block_array, csr_array, eye_array

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.model.equity.convex import RatioRule, Written, largest
from tisites.model.equity.rows import MEASURE, Part, built, most, single
from tisites.model.equity.rule import PART_WORDS, EquityBlock, UnitShare
from tisites.model.tolerances import LEAST_UNIT

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity.convex import Curve
    from tisites.model.sites import Sites


class Gini(RatioRule):
    r"""``sum_{g<h} w_g w_h |u_g - u_h| <= limit * W * sum_g w_g u_g``.

    Weights are 1, or each territory's share of the population. As term, the absolute Gini
    (Gini times mean) is minimised; as stage, the Gini itself, by Dinkelbach's steps.
    """

    title: ClassVar[Text] = Text("indice de Gini", "Gini index")

    kind: Literal["gini"]
    limit: UnitShare | None = Field(default=None, description=PART_WORDS)
    weigh: Literal["equal", "population"] = "equal"

    def problems(self, name: str, sites: Sites, *, access: bool) -> list[Problem]:
        """Tell as well that territories cannot weigh by a population that is unknown."""
        found = super().problems(name, sites, access=access)
        if self.weigh == "population" and np.isnan(self.rows(sites).population).any():
            found.append(
                Problem(
                    Text("population inconnue", "unknown population"),
                    Text('déclarer weigh = "equal"', 'declare weigh = "equal"'),
                    Where(column=f"equity.{name}.weigh"),
                )
            )
        return found

    def weights(self, rows: BenefitRows) -> np.ndarray:
        """Return the weights of the territories: they add up to 1."""
        weights = np.ones(len(rows.codes)) if self.weigh == "equal" else rows.population
        return np.asarray(weights / weights.sum())

    def mean(self, rows: BenefitRows) -> np.ndarray:
        """Return what each site adds to the weighted mean, (n,)."""
        return np.asarray(self.weights(rows) @ rows.matrix).ravel()

    def term_scale(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return the weighted mean at benefits (g,)."""
        return float(self.weights(rows) @ u)

    def spread(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return ``sum_{g<h} w_g w_h |u_g - u_h|``, from the data."""
        weights = self.weights(rows)
        return float(0.5 * (weights @ np.abs(u[:, None] - u[None, :]) @ weights))

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Columns ``d_gh``, in units of the pair's most; rows hold them above both gaps.

        Benefits of a hamlet and of a metropolis a head are millions apart: a solver's tolerance on
        their gap in its own unit would be more than all that others have.
        """
        del sites
        many, n = rows.matrix.shape
        w = self.weights(rows)
        g, h = np.triu_indices(many, 1)
        pairs = g.size
        pick = csr_array(
            (
                np.tile([1.0, -1.0], pairs),
                (np.repeat(np.arange(pairs), 2), np.stack([g, h], 1).ravel()),
            ),
            shape=(pairs, many),
        )
        unit = _units(rows)
        gaps = csr_array((pick @ rows.matrix) / unit[:, None])
        one = csr_array(eye_array(pairs))
        keys = [f"{rows.codes[a]} {rows.codes[b]}" for a, b in zip(g, h, strict=True)]
        ends = np.zeros(pairs), np.full(pairs, np.inf)
        tags = ("",) * pairs
        parts = [
            Part(csr_array(-gaps), one, *ends, tuple(f"up {k}" for k in keys), tags),
            Part(gaps, one, *ends, tuple(f"down {k}" for k in keys), tags),
        ]
        spread = w[g] * w[h] * unit
        mean = self.mean(rows)
        gamma = self.limit if self.role == "constraint" and self.limit is not None else np.inf
        bound = 0.0 if np.isfinite(gamma) else -np.inf
        slope = gamma if np.isfinite(gamma) else 0.0
        parts.append(single(MEASURE, slope * mean, -spread, bound, np.inf))
        block = built(name, parts, [f"d {k}" for k in keys], np.ones(pairs))
        return EquityBlock(name, self, rows, block, np.zeros(n), -spread, sign=-1.0)

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit on the spread, a share of the mean; its row tells which."""
        del level
        weight, mean = self.weights(rows), self.mean(rows)
        site = int(mean.argmax())
        ratio = float(coefficients[site]) / float(mean[site])
        unit = max(ratio, LEAST_UNIT) * float((weight * largest(rows)).max())
        return GiniCurve(weight, ratio, unit)

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the gap of each pair of territories, in its unit."""
        g, h = np.triu_indices(u.size, 1)
        return np.asarray(np.abs(u[g] - u[h]) / _units(rows))

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return the weight of each pair, on the side of the one that has more."""
        prices = self.price_of_limit(block)
        g, h = np.triu_indices(u.size, 1)
        rank = np.empty(u.size)
        rank[np.argsort(u, kind="stable")] = np.arange(u.size)
        w = self.weights(block.rows)
        at = np.arange(g.size) + np.where(rank[g] > rank[h], 0, g.size)
        prices[at] = -w[g] * w[h] * _units(block.rows)
        return prices


def _units(rows: BenefitRows) -> np.ndarray:
    """Return the unit of the column of each pair of territories: the most its gap can be."""
    top = most(rows)
    g, h = np.triu_indices(top.size, 1)
    unit = np.maximum(top[g], top[h])
    return np.where(unit > 0, unit, 1.0)


#: Pairs of territories up to which a Gini index is written out for a back end.
MOST_PAIRS = 2500


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
