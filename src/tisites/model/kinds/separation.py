"""``separation``: chosen sites keep their distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tisites.messages.text import Text
from tisites.model.kinds.rule import Rule
from tisites.model.kinds.said import between
from tisites.model.terms import Separation

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class SeparationRule(Rule):
    """``x_i + x_j ≤ 1`` for every two sites strictly closer than ``km``."""

    kind: Literal["separation"]
    km: float = Field(gt=0.0, le=1000.0)
    exempt_locked: bool = Field(
        default=False, description="Sites locked in do not hold others back, nor each other."
    )

    def limit_said(self) -> Text:
        """Say the distance."""
        said = between(self.km, None, Text(" km", " km"))
        return Text(f"{said.fr} entre deux sites", f"{said.en} between any two sites")

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Distances always exist: nothing to find before solving."""
        del name, sites, choose
        return []

    def block(self, name: str, sites: Sites, choose: int) -> None:
        """A spacing rule is geometry, not rows."""
        del name, sites, choose

    def separation(self, name: str, sites: Sites) -> Separation:
        """Return the geometry of the rule."""
        import numpy as np

        zone = sites.table["zone"].to_numpy(dtype=np.int64).copy()
        if self.exempt_locked:  # a zone of its own holds nobody back
            locked = sites.is_locked
            zone[locked] = -1 - np.arange(int(locked.sum()))
        return Separation(
            name,
            self.km,
            sites.table["x_m"].to_numpy(dtype=np.float64),
            sites.table["y_m"].to_numpy(dtype=np.float64),
            zone,
        )
