"""Measures that are convex limits on benefits: what they are to those who cut them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from tisites.messages.text import Text
from tisites.model.equity.rule import EquityRule, Nature
from tisites.model.tolerances import LEAST_UNIT

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.model.benefit import BenefitRows
    from tisites.model.equity.rule import EquityBlock


class Curve(Protocol):
    """A convex function of the benefits ``u`` of territories that a selection must keep below 0."""

    @property
    def unit(self) -> float:
        """Size of the limit: rows are scaled by it, and tolerances are shares of it."""

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function of benefits (g, k), one column a selection: (k,), kept up to 0."""

    def size(self, u: np.ndarray) -> np.ndarray:
        """Return the size of the limit at benefits (g, k): (k,), at most about the unit."""

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return ``slope`` (g,) and ``side``: ``slope @ v - side`` is below the function at every
        ``v`` (g,), and meets it at ``u``.
        """

    def written(self, most: np.ndarray) -> Written | None:
        """Return the limit written out, given the most each territory can have (g,).

        None where that would take too many rows: cuts alone then hold it.
        """


@dataclass(frozen=True, slots=True)
class Written:
    """Rows ``lower <= body @ [u, extra] <= upper`` that hold a convex limit exactly.

    Parameters
    ----------
    body : (r, g + e) csr_array
        Over the benefits, then columns of the limit's own, continuous and not negative.
    lower, upper : (r,) float64
        Their limits.
    most : (e,) float64
        Upper bounds of these columns.
    """

    body: csr_array
    lower: np.ndarray
    upper: np.ndarray
    most: np.ndarray


def largest(rows: BenefitRows) -> np.ndarray:
    """Return the most that one site brings to each territory, (g,)."""
    return np.asarray(np.abs(rows.matrix).max(axis=1).toarray().ravel())


def level_unit(rows: BenefitRows, level: float) -> float:
    """Return the size of a limit on a figure in the unit of the benefit."""
    return max(abs(level), LEAST_UNIT * float(largest(rows).max(initial=0.0)) or 1.0)


class ConvexRule(EquityRule):
    """A measure whose limit is a convex function of benefits, its own columns projected out."""

    carried_by_columns: ClassVar[bool] = True

    def curve(self, rows: BenefitRows, level: float, coefficients: np.ndarray) -> Curve:
        """Return the limit.

        Parameters
        ----------
        rows : BenefitRows
        level : float
            Lower limit of the measure, signed.
        coefficients : (n,) float64
            What the measure's row has of each site.
        """
        raise NotImplementedError

    def columns(self, rows: BenefitRows, u: np.ndarray) -> np.ndarray:
        """Return the measure's own columns (e,) at benefits (g,), in the order of its block."""
        raise NotImplementedError

    def price_of_limit(self, block: EquityBlock) -> np.ndarray:
        """Return a price of 1 on the limit alone, (r,): what cuts begin with."""
        assert block.block is not None
        prices = np.zeros(len(block.block.labels))
        prices[block.block.labels.index(block.measure_row)] = -1.0
        return prices

    def cut_prices(self, block: EquityBlock, u: np.ndarray) -> np.ndarray:
        """Return what a price of 1 on the cut taken at benefits (g,) is in prices of the rows.

        The cut at a point adds up the rows that are tight there, so that the measure's own columns
        cancel out.

        Returns
        -------
        (r,) float64
            By row of the block: below 0 for a lower limit, above 0 for an upper one.
        """
        raise NotImplementedError


class RatioRule(ConvexRule):
    """A spread over a mean, the less the fairer: as a stage, least by Dinkelbach's steps.

    As a term, the spread itself is minimised: the measure times the mean.
    """

    nature: ClassVar[Nature] = "ratio"
    compares: ClassVar[bool] = True

    @property
    def measure_unit(self) -> Text:
        """An index has none."""
        return Text("indice", "index")

    def mean(self, rows: BenefitRows) -> np.ndarray:
        """Return what each site adds to the mean, (n,)."""
        raise NotImplementedError

    def term_scale(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return the mean at benefits (g,)."""
        raise NotImplementedError

    def spread(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return the spread at benefits (g,), from the data."""
        raise NotImplementedError

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the spread over the mean; 0 where nobody has anything."""
        del x
        mean = self.term_scale(block.rows, u)
        return self.spread(block.rows, u) / mean if mean > 0 else 0.0

    def size(self, block: EquityBlock) -> float:
        """An index lies between 0 and 1."""
        del block
        return 1.0
