"""A least share of the benefit inside a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.model.benefit import COUNTED_WORDS, site_benefit
from tisites.model.equity.rows import MEASURE, built, single
from tisites.model.equity.rule import PART_WORDS, EquityBlock, EquityRule, UnitShare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


class MinShare(EquityRule):
    """``sum of b_i over the zone >= limit * sum of b_i``.

    As stage or term, the benefit inside the zone is maximised, in its own unit.
    """

    title: ClassVar[Text] = Text("bénéfice dans la zone", "benefit inside the zone")

    kind: Literal["min_share"]
    limit: UnitShare | None = Field(default=None, description=PART_WORDS)
    use: str = Field(description="Indicator that tells the zone, or 'overseas'.")
    at_least: float = Field(default=1.0, description="Inside from this value of the indicator on.")

    @property
    def measure_unit(self) -> Text:
        """The benefit itself, not per base."""
        return COUNTED_WORDS[self.benefit]

    def indicators(self) -> Iterator[tuple[str, str]]:
        """Return what tells the zone."""
        if self.use != "overseas":
            yield "use", self.use

    def problems(self, name: str, sites: Sites, *, access: bool) -> list[Problem]:
        """Tell as well that nothing tells of any site if it lies in the zone."""
        found = super().problems(name, sites, access=access)
        if self.use == "overseas":
            return found
        if np.isnan(sites.indicators.interval(self.use)[1]).all():
            found.append(
                Problem(
                    Text(
                        "indicateur inconnu pour tous les sites : la zone serait vide",
                        "indicator unknown for every site: the zone would be empty",
                    ),
                    Text(
                        "ajouter la couche qui le donne (docs/data.md, tisites data list)",
                        "add the layer that gives it (docs/data.md, tisites data list)",
                    ),
                    Where(column=f"equity.{name}.use", value=self.use),
                )
            )
        return found

    def zone(self, sites: Sites) -> np.ndarray:
        """Return which sites lie in the zone, (n,) bool; unknown is outside."""
        if self.use == "overseas":
            return np.asarray(sites.table["overseas"].to_numpy() == "yes")
        values = sites.indicators.span(self.use)[0]
        return np.asarray(np.nan_to_num(values, nan=-np.inf) >= self.at_least)

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return one row of the sites."""
        amount = np.nan_to_num(site_benefit(self.benefit, sites))
        inside = np.where(self.zone(sites), amount, 0.0)
        if self.role == "constraint":
            assert self.limit is not None
            row = single("share", inside - self.limit * amount, np.zeros(0), 0.0, np.inf)
        else:
            row = single(MEASURE, inside, np.zeros(0), -np.inf, np.inf)
        return EquityBlock(name, self, rows, built(name, [row]), inside, np.zeros(0))

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the benefit inside the zone."""
        del u
        return float(block.gain @ x)
