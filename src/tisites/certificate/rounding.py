"""How far sums of floats can be from the true ones: bounds are rounded outwards by this."""

from __future__ import annotations

#: Half the distance from 1 to the next float: the relative error of one operation.
UNIT = 2.0**-53


def gamma(terms: int) -> float:
    """Bound the relative error of a sum of products, whatever the order of its ``terms``.

    ``|computed - true| <= gamma * sum of |terms|`` with ``gamma = n u / (1 - n u)`` (Higham,
    Accuracy and Stability of Numerical Algorithms, 2002, §3.1); ten operations are added for what
    is done to each term and to the sum.

    Examples
    --------
    >>> gamma(90) < 1.2e-14
    True
    """
    n = (terms + 10) * UNIT
    return n / (1.0 - n)
