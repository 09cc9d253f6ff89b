"""``share``: at least, or at most, a share of the selection has an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field, model_validator

from tisites.messages.text import Text
from tisites.model.block import Block, one_row, stacked
from tisites.model.kinds.rule import Quantity, Rule, Side, left_out, quantity, quantity_problems
from tisites.model.kinds.said import between, unit_of

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class ShareRule(Rule, Quantity):
    """``min · Σ u_i x_i ≤ Σ a_i u_i x_i ≤ max · Σ u_i x_i``.

    ``a`` is a 0/1 indicator (``use``) and ``u`` is 1, or the indicator ``per``.
    """

    kind: Literal["share"]
    min: float | None = Field(default=None, ge=0.0, le=1.0)
    max: float | None = Field(default=None, ge=0.0, le=1.0)
    per: str | None = Field(
        default=None,
        description="Indicator that weighs sites (hectares); one site, one vote when absent.",
    )

    @model_validator(mode="after")
    def _some(self) -> ShareRule:
        if self.min is None and self.max is None:
            raise ValueError("min or max is needed")
        return self

    def limit_said(self) -> Text:
        """Say the share, and of what."""
        low, high = (None if x is None else 100.0 * x for x in (self.min, self.max))
        said = between(low, high, Text(" %", "%"))
        if self.per is None:
            return Text(f"{said.fr} des sites", f"{said.en} of the sites")
        unit = unit_of(self.per)
        fr, en = unit.fr.strip() or self.per, unit.en.strip() or self.per
        return Text(f"{said.fr} (en {fr})", f"{said.en} (by {en})")

    def _weight(self) -> Quantity | None:
        if self.per is None:
            return None
        return Quantity(use=self.per, bound=self.bound, unknown=self.unknown)

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown attributes that the model forbids."""
        del choose
        weight = self._weight()
        found = quantity_problems(self, name, sites)
        return found + (quantity_problems(weight, name, sites) if weight else [])

    def left_out(self, sites: Sites) -> np.ndarray:
        """Return which columns must stay out because their attribute is unknown."""
        weight = self._weight()
        out = left_out(self, sites)
        return out | left_out(weight, sites) if weight else out

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row for each side that is declared."""
        del choose
        rows = []
        if self.min is not None:
            has = self._excess(sites, self.min, "least")
            rows.append(one_row(f"{name}[min]", has, 0.0, np.inf))
        if self.max is not None:
            has = self._excess(sites, self.max, "most")
            rows.append(one_row(f"{name}[max]", has, -np.inf, 0.0))
        return rows[0] if len(rows) == 1 else stacked(rows)

    def _excess(self, sites: Sites, share: float, hurts: Side) -> np.ndarray:
        """Return ``u (a - share)`` on the side that hurts: of the attribute, and of its weight."""
        has = quantity(self, sites, hurts)[0] - share
        weight = self._weight()
        if weight is None:
            return has
        light, heavy = (quantity(weight, sites, side)[0] for side in ("least", "most"))
        side = np.minimum if hurts == "least" else np.maximum
        return np.asarray(side(light * has, heavy * has))
