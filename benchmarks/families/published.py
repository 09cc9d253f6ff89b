"""Published optima of the OR-Library p-median instances."""

from __future__ import annotations

#: Number of the instance: vertices, sites to open, p-median optimum (Beasley, EJOR 21, 1985),
#: p-center optimum on the same graph.
PMED: dict[int, tuple[int, int, int, int]] = {
    1: (100, 5, 5819, 127), 2: (100, 10, 4093, 98), 3: (100, 10, 4250, 93),
    4: (100, 20, 3034, 74), 5: (100, 33, 1355, 48), 6: (200, 5, 7824, 84),
    7: (200, 10, 5631, 64), 8: (200, 20, 4445, 55), 9: (200, 40, 2734, 37),
    10: (200, 67, 1255, 20), 11: (300, 5, 7696, 59), 12: (300, 10, 6634, 51),
    13: (300, 30, 4374, 36), 14: (300, 60, 2968, 26), 15: (300, 100, 1729, 18),
    16: (400, 5, 8162, 47), 17: (400, 10, 6999, 39), 18: (400, 40, 4809, 28),
    19: (400, 80, 2845, 18), 20: (400, 133, 1789, 13),
}  # fmt: skip
#: Instances of one size.
EACH = 5


def number_of(size: int, seed: int) -> int:
    """Return the number of the instance with ``size`` vertices, the ``seed``-th of five.

    Examples
    --------
    >>> number_of(200, 0), PMED[number_of(200, 0)][0]
    (6, 200)
    """
    return (size // 100 - 1) * EACH + seed % EACH + 1
