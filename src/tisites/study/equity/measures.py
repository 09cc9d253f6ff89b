"""Measures of how evenly a benefit is shared: Gini, Theil, Lorenz, Hoover, the worst-off share.

Every function takes the benefit per unit of base ``u`` (sites per inhabitant…) and the weight
``q`` of each territory (its inhabitants…); all weights equal makes each territory count once. A
distribution without any benefit has no inequality to speak of: NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def _checked(u: Floats, weight: Floats | None) -> tuple[Floats, Floats]:
    values = np.asarray(u, dtype=np.float64)
    q = np.ones(values.size) if weight is None else np.asarray(weight, dtype=np.float64)
    if values.shape != q.shape:
        raise ValueError("one weight a territory is needed")
    if (values < 0).any() or (q <= 0).any() or np.isnan(values).any() or np.isnan(q).any():
        raise ValueError("benefits must be known and not negative, weights positive")
    return values, q


def lorenz(u: Floats, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the Lorenz curve: territories from the least to the most served.

    Parameters
    ----------
    u : (g,) float64
        Benefit per unit of base, not negative.
    weight : (g,) float64, optional
        Base of each territory, positive; 1 each when absent.

    Returns
    -------
    base, benefit : (g + 1,) float64
        Cumulative shares, 0 to 1. Source: M. O. Lorenz, *Methods of measuring the concentration of
        wealth*, Publications of the ASA 9(70), 1905.

    Examples
    --------
    >>> base, benefit = lorenz(np.array([3.0, 1.0]))
    >>> base.tolist(), benefit.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    values, q = _checked(u, weight)
    order = np.lexsort((q, values))
    base = np.concatenate([[0.0], np.cumsum(q[order])])
    benefit = np.concatenate([[0.0], np.cumsum((q * values)[order])])
    if values.size == 0 or benefit[-1] == 0.0:
        return base / base[-1] if base[-1] else base, np.full(base.size, np.nan)
    return base / base[-1], benefit / benefit[-1]


def gini(u: Floats, weight: Floats | None = None) -> float:
    r"""Return the Gini index, 0 (everyone served alike) to nearly 1; NaN without any benefit.

    .. math:: G = \frac{\sum_g \sum_h q_g q_h |u_g - u_h|}{2 (\sum q) (\sum_g q_g u_g)}

    computed in n log n as 1 less twice the area under the Lorenz curve. Source: C. Gini (1912); A.
    Sen, *On Economic Inequality*, 1973, §2.4.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0])), round(gini(np.array([0.0, 0.0, 1.0])), 6)
    (0.0, 0.666667)
    """
    base, benefit = lorenz(u, weight)
    if np.isnan(benefit).any() or benefit.size < 2:
        return float("nan")
    area = float(np.sum(np.diff(base) * (benefit[1:] + benefit[:-1])) / 2.0)
    return max(0.0, 1.0 - 2.0 * area)


def theil(u: Floats, weight: Floats | None = None) -> float:
    r"""Return the Theil index T, 0 to ln of the number of territories (equal weights).

    .. math:: T = \sum_g s_g \ln(s_g / q_g)

    with :math:`s_g` the territory's share of the benefit and :math:`q_g` its share of the base;
    0 ln 0 = 0. Source: H. Theil, *Economics and Information Theory*, 1967, ch. 4.

    Examples
    --------
    >>> theil(np.array([2.0, 2.0])), round(theil(np.array([0.0, 1.0])), 6)
    (0.0, 0.693147)
    """
    values, q = _checked(u, weight)
    share, base = _shares(values, q)
    return _divergence(share, base)


def theil_parts(
    u: Floats, weight: Floats | None, parent: Sequence[str]
) -> tuple[float, float, float]:
    r"""Decompose the Theil index by groups of territories (départements of regions…).

    .. math:: T = \sum_r S_r \ln(S_r / Q_r)
        + \sum_r S_r \sum_{g \in r} \frac{s_g}{S_r} \ln\frac{s_g / S_r}{q_g / Q_r}

    The first sum is the inequality between groups, the second within them; they add up exactly.

    Parameters
    ----------
    u, weight : (g,) float64
        As everywhere here.
    parent : (g,) sequence of str
        Group of each territory.

    Returns
    -------
    total, between, within : float

    Examples
    --------
    >>> total, between, within = theil_parts(np.array([1.0, 1.0, 4.0]), None, ["a", "a", "b"])
    >>> within, total == between
    (0.0, True)
    """
    values, q = _checked(u, weight)
    share, base = _shares(values, q)
    _, number = np.unique(np.asarray(parent, dtype=str), return_inverse=True)
    share_of, base_of = np.bincount(number, share), np.bincount(number, base)
    between = _divergence(share_of, base_of)
    got = share > 0
    up = number[got]
    ratio = (share[got] / share_of[up]) / (base[got] / base_of[up])
    within = float(np.sum(share[got] * np.log(ratio))) if got.any() else float("nan")
    return _divergence(share, base), between, within


def hoover(u: Floats, weight: Floats | None = None) -> float:
    r"""Return the share of the benefit to move for everyone to be served alike.

    .. math:: H = \tfrac12 \sum_g |s_g - q_g|

    Source: E. M. Hoover, *The Measurement of Industrial Localization*, Rev. Econ. Stat. 18(4),
    1936.

    Examples
    --------
    >>> hoover(np.array([3.0, 1.0]))
    0.25
    """
    values, q = _checked(u, weight)
    share, base = _shares(values, q)
    return float(np.abs(share - base).sum() / 2.0)


def worst_mean(u: Floats, beta: float, weight: Floats | None = None) -> float:
    r"""Return the mean benefit of the worst-served share ``beta`` (conditional value at risk).

    .. math:: \max_t\; t - \frac{1}{\beta \sum q} \sum_g q_g \max(0, t - u_g)

    The last territory counts for the part of it that is needed. ``beta`` → 0 is the minimum,
    ``beta`` = 1 the mean. Source: R. T. Rockafellar and S. Uryasev, *Optimization of conditional
    value-at-risk*, J. Risk 2(3), 2000; W. Ogryczak and T. Śliwiński, EJOR 148(2), 2003.

    Examples
    --------
    >>> worst_mean(np.array([0.0, 1.0, 5.0, 6.0]), 0.5)
    0.5
    """
    if not 0.0 < beta <= 1.0:
        raise ValueError("the worst share must lie in ]0, 1]")
    values, q = _checked(u, weight)
    if values.size == 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    mass = beta * float(q.sum())
    before = np.concatenate([[0.0], np.cumsum(q[order])[:-1]])
    part = np.clip(mass - before, 0.0, q[order])
    return float(part @ values[order] / mass)


def _shares(values: Floats, q: Floats) -> tuple[Floats, Floats]:
    amount = q * values
    total = amount.sum()
    share = amount / total if total > 0 else np.full(values.size, np.nan)
    return share, q / q.sum() if q.size else q


def _divergence(share: Floats, base: Floats) -> float:
    if share.size == 0 or np.isnan(share).any():
        return float("nan")
    got = share > 0
    return max(0.0, float(np.sum(share[got] * np.log(share[got] / base[got]))))
