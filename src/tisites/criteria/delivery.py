"""How many sites are turnkey by a year: expected, and probable under common shocks or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A count is likely to lie between these quantiles: four chances in five.
TAIL = 0.1


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many of some sites are turnkey by a year.

    Parameters
    ----------
    expected : float
        Sum of probabilities: the same whatever the sites share.
    alone, shared : (n + 1,) float64
        Probability of each count: delays independent; the grid's delay common to all sites (each
        has the same quantile of its own law), their steps independent.
    """

    expected: float
    alone: NDArray[np.float64]
    shared: NDArray[np.float64]


def counts(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the law of a sum of independent 0/1 variables (Poisson binomial), by convolution.

    Examples
    --------
    >>> counts(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    law = np.zeros(len(p) + 1)
    law[0] = 1.0
    for k, one in enumerate(p):
        more = law[: k + 1] * one
        law[: k + 1] *= 1.0 - one
        law[1 : k + 2] += more
    return law


def delivery(steps: NDArray[np.float64], grid: NDArray[np.float64]) -> Delivery:
    r"""Return how many sites are turnkey, exactly.

    With the quantile *u* of the grid's delay common to all sites, site *i* is connected in time if
    :math:`u \le g_i`, and then turnkey with probability :math:`s_i`:

    .. math:: P(N = k) = \int_0^1 P\Big(\sum_i B(s_i [u \le g_i]) = k\Big) du

    The integrand changes only at the :math:`g_i`: the integral is a finite sum.

    Parameters
    ----------
    steps, grid : (n,) float64
        Probability of each site that its steps are done, and that it is connected; ones where the
        grid is not counted.

    Examples
    --------
    >>> found = delivery(np.array([1.0, 1.0]), np.array([0.5, 0.5]))
    >>> found.expected, found.alone.tolist(), found.shared.tolist()
    (1.0, [0.25, 0.5, 0.25], [0.5, 0.0, 0.5])
    """
    shared = np.zeros(len(steps) + 1)
    before = 0.0
    for upper in np.unique(np.append(grid, 1.0)):
        shared += (upper - before) * counts(np.where(grid >= upper, steps, 0.0))
        before = float(upper)
    return Delivery(float(steps @ grid), counts(steps * grid), shared)


def likely(law: NDArray[np.float64], tail: float = TAIL) -> tuple[int, int]:
    """Return the least and the greatest count that are not in either tail.

    Examples
    --------
    >>> likely(np.array([0.05, 0.1, 0.7, 0.1, 0.05]))
    (1, 3)
    """
    below = np.cumsum(law)
    return int(np.argmax(below > tail)), int(np.argmax(below >= 1.0 - tail))
