"""Chen and Hooker's threshold: continuous rows of the program, switches while it is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.text import Text
from tisites.model.equity.rows import MEASURE, built, most, per_group, single
from tisites.model.equity.rule import LIMIT_WORDS, EquityBlock, EquityRule, Nature, Positive, Role

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


FAR, CLOSE, LEAST = "far", "close", "least"


class ChenHooker(EquityRule):
    r"""``W = (G-1) \Delta + sum_g max(u_g - \Delta, min u)``, maximised or ``>= limit``.

    Territories within ``\Delta`` of the worst served count as the worst served does; what others
    have beyond counts in full. ``\Delta = 0`` is the sum, a great ``\Delta`` max-min. The first
    of the functions of Chen and Hooker (EJOR 299(1), 2022, 235-248, arXiv 2006.05963), that of
    Hooker and Williams (Management Science 58(9), 2012, 1682-1693), whose rows are used::

        z <= (G-1) D + sum v_g,  u_g - D <= v_g <= u_g - D d_g,  w <= v_g <= w + (M - D) d_g
        w >= 0, d_g in {0, 1}
    """

    title: ClassVar[Text] = Text("bien-être à seuil", "welfare with a threshold")
    nature: ClassVar[Nature] = "switched"
    carried_by_columns: ClassVar[bool] = True

    kind: Literal["chen_hooker"]
    limit: Positive | None = Field(default=None, description=LIMIT_WORDS)
    role: Role = Field(default="stage", alias="as")
    delta: float = Field(ge=0.0, description="Delta, in the unit of the benefit.")

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        r"""Return columns ``w``, ``v_g`` and their rows, open.

        ``far``: ``u_g - v_g >= \Delta`` where ``g`` counts in full, 0 elsewhere; ``close``:
        ``w - v_g >= 0`` where it counts as the worst served, open elsewhere; ``least``:
        ``v_g - w >= 0``. Which territory is which is one binary each, while the program is solved.
        """
        del sites
        many, n = rows.matrix.shape
        eye, ones = np.eye(many), np.ones((many, 1))
        none, zero = csr_array((many, n)), np.zeros((many, 1))
        parts = [
            per_group(rows, FAR, rows.matrix, csr_array(np.hstack([zero, -eye])), 0.0, np.inf),
            per_group(rows, CLOSE, none, csr_array(np.hstack([ones, -eye])), -np.inf, np.inf),
            per_group(rows, LEAST, none, csr_array(np.hstack([-ones, eye])), 0.0, np.inf),
        ]
        gain = np.append(0.0, np.ones(many))
        offset = (many - 1) * self.delta
        parts.append(single(MEASURE, np.zeros(n), gain, self.limit_row() - offset, np.inf))
        top = most(rows)
        labels = ["w", *(f"v {code}" for code in rows.codes)]
        block = built(name, parts, labels, np.append(top.max(initial=0.0), top))
        return EquityBlock(name, self, rows, block, np.zeros(n), gain, offset)

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the welfare."""
        del block, x
        return threshold_welfare(self.delta, u)


def threshold_welfare(delta: float, u: np.ndarray) -> float:
    r"""Return ``(G-1) \Delta + sum_g max(u_g - \Delta, min u)``.

    Examples
    --------
    >>> threshold_welfare(0.0, np.array([1.0, 5.0])), threshold_welfare(9.0, np.array([1.0, 5.0]))
    (6.0, 11.0)
    """
    return float((u.size - 1) * delta + np.maximum(u - delta, u.min()).sum())
