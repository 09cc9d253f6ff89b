"""``total``: a quantity added up over the whole selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field, model_validator

from tisites.messages.text import Text, short
from tisites.model.block import Block, one_row, stacked
from tisites.model.kinds.rule import (
    Quantity,
    Rule,
    left_out,
    quantity,
    quantity_problems,
    unmet,
)
from tisites.model.kinds.said import between, unit_of
from tisites.model.tolerances import ROW

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class Total(Rule, Quantity):
    """``min ≤ Σ q_i x_i ≤ max``."""

    kind: Literal["total"]
    min: float | None = Field(default=None)
    max: float | None = Field(default=None)

    @model_validator(mode="after")
    def _some(self) -> Total:
        if self.min is None and self.max is None:
            raise ValueError("min or max is needed")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self

    def limit_said(self) -> Text:
        """Say the total's limits."""
        return between(self.min, self.max, unit_of(self.use))

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown quantities and totals out of reach of any selection."""
        found = quantity_problems(self, name, sites)
        if found or len(sites) < choose:
            return found
        sparing, out = quantity(self, sites, "least")
        values = quantity(self, sites, "most")[0]
        most = float(np.sort(sparing[~out])[-choose:].sum())
        least = float(np.sort(values[~out])[:choose].sum())
        if self.min is not None and most < self.min - _slack(sparing[~out], self.min):
            asked, have = short(self.min, 6), short(most, 6)
            what = Text(
                f"total d'au moins {asked} demandé, {have} au plus possible",
                f"a total of at least {asked} is asked, {have} at most is possible",
            )
            found.append(unmet(name, what, _relax))
        if self.max is not None and least > self.max + _slack(values[~out], self.max):
            asked, have = short(self.max, 6), short(least, 6)
            what = Text(
                f"total d'au plus {asked} demandé, {have} au moins inévitable",
                f"a total of at most {asked} is asked, {have} at least is unavoidable",
            )
            found.append(unmet(name, what, _relax))
        return found

    def left_out(self, sites: Sites) -> np.ndarray:
        """Return which columns must stay out because their quantity is unknown."""
        return left_out(self, sites)

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return the row; two where blanks make the floor count less than the ceiling."""
        del choose
        lower = -np.inf if self.min is None else self.min
        upper = np.inf if self.max is None else self.max
        least, most = (quantity(self, sites, side)[0] for side in ("least", "most"))
        if self.max is None or np.array_equal(least, most):
            return one_row(name, least, lower, upper)
        if self.min is None:
            return one_row(name, most, lower, upper)
        floor = one_row(f"{name}[min]", least, lower, np.inf)
        return stacked([floor, one_row(f"{name}[max]", most, -np.inf, upper)])


def _slack(values: np.ndarray, limit: float) -> float:
    """Return what a row may be off by (as :mod:`tisites.solver.check` has it): sums are rounded."""
    return ROW * max(1.0, abs(limit), float(np.abs(values).max(initial=0.0)))


_relax = Text(
    "déplacer la limite, ou élargir l'éligibilité", "move the limit, or widen eligibility"
)
