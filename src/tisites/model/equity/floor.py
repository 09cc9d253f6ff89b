"""Floors and ceilings: a limit on the benefit of each territory."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.text import Text
from tisites.model.equity.rows import built, per_group
from tisites.model.equity.rule import LIMIT_WORDS, EquityBlock, EquityRule, Nature, Positive

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


def bounded(
    rule: EquityRule, name: str, rows: BenefitRows, limits: dict[str, float], *, floor: bool
) -> EquityBlock:
    """Return one row a territory, under the limit of each."""
    part = per_group(rows, "", rows.matrix, csr_array((len(rows.codes), 0)), -np.inf, np.inf)
    ends = part.lower if floor else part.upper
    if rule.limit is not None and rule.role == "constraint":
        ends[:] = rule.limit
    for k, code in enumerate(rows.codes):
        ends[k] = limits.get(code, ends[k])
    if floor:
        ends[ends <= 0] = -np.inf  # a floor of 0 is no limit
    n = rows.matrix.shape[1]
    return EquityBlock(name, rule, rows, built(name, [part]), np.zeros(n), np.zeros(0))


class _Bounds(EquityRule):
    """A limit on every territory, its own where it has one."""

    nature: ClassVar[Nature] = "limits"

    limit: Positive | None = Field(default=None, description=LIMIT_WORDS)
    role: Literal["constraint"] = Field(default="constraint", alias="as")
    limits: dict[str, Positive] = Field(default_factory=dict, description="By code, else limit.")

    def own_limits(self) -> dict[str, float]:
        """Return the limits that territories have of their own, by code."""
        return self.limits

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return one row a territory; a floor of 0 is no limit."""
        del sites
        return bounded(self, name, rows, self.limits, floor=self.kind == "floor")


class Floor(_Bounds):
    """``u_g >= limit`` for every territory; the measure, as a term, is the least ``u_g``."""

    title: ClassVar[Text] = Text("le moins bien servi", "the worst served")

    kind: Literal["floor"]

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the least benefit."""
        del block, x
        return float(u.min())


class Ceiling(_Bounds):
    """``u_g <= limit`` for every territory."""

    title: ClassVar[Text] = Text("le mieux servi", "the best served")

    kind: Literal["ceiling"]
