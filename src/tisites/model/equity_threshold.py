"""Chen and Hooker's threshold: continuous rows of the program, switches while it is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.equity_rows import MEASURE, EquityBlock, built, most, per_group, single

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity import ChenHooker

FAR, CLOSE, LEAST = "far", "close", "least"


def threshold_block(rule: ChenHooker, name: str, rows: BenefitRows) -> EquityBlock:
    r"""Return columns ``w``, ``v_g`` and their rows, open.

    ``far``: ``u_g - v_g >= \Delta`` where ``g`` counts in full, 0 elsewhere; ``close``:
    ``w - v_g >= 0`` where it counts as the worst served, open elsewhere; ``least``:
    ``v_g - w >= 0``. Which territory is which is one binary each, while the program is solved.
    """
    many, n = rows.matrix.shape
    eye, ones = np.eye(many), np.ones((many, 1))
    none, zero = csr_array((many, n)), np.zeros((many, 1))
    parts = [
        per_group(rows, FAR, rows.matrix, csr_array(np.hstack([zero, -eye])), 0.0, np.inf),
        per_group(rows, CLOSE, none, csr_array(np.hstack([ones, -eye])), -np.inf, np.inf),
        per_group(rows, LEAST, none, csr_array(np.hstack([-ones, eye])), 0.0, np.inf),
    ]
    gain = np.append(0.0, np.ones(many))
    offset = (many - 1) * rule.delta
    limit = -np.inf
    if rule.role == "constraint" and rule.limit is not None:
        limit = rule.limit - offset
    parts.append(single(MEASURE, np.zeros(n), gain, limit, np.inf))
    top = most(rows)
    labels = ["w", *(f"v {code}" for code in rows.codes)]
    block = built(name, parts, labels, np.append(top.max(initial=0.0), top))
    return EquityBlock(name, rule, rows, block, np.zeros(n), gain, offset)


def threshold_welfare(delta: float, u: np.ndarray) -> float:
    r"""Return ``(G-1) \Delta + sum_g max(u_g - \Delta, min u)``.

    Examples
    --------
    >>> threshold_welfare(0.0, np.array([1.0, 5.0])), threshold_welfare(9.0, np.array([1.0, 5.0]))
    (6.0, 11.0)
    """
    return float((u.size - 1) * delta + np.maximum(u - delta, u.min()).sum())
