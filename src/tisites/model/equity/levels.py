"""The worst served as high as can be: max-min, and leximin, which goes on with the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.equity.floor import bounded
from tisites.model.equity.rows import built, most, per_group
from tisites.model.equity.rule import LIMIT_WORDS, EquityBlock, EquityRule, Nature, Positive

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


class LevelsRule(EquityRule):
    """A measure that settles a level of territories."""

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the least benefit."""
        del block, x
        return float(u.min())

    def findings(self, name: str, sites: Sites, choose: int) -> list[Finding]:
        """Tell as well that the worst served has nothing: each site serves one territory.

        A maximum of the least is then 0 for every selection, and leaves the value as it is.
        """
        found = super().findings(name, sites, choose)
        many = len(self.rows(sites).codes)
        if many <= choose:
            return found
        return [
            *found,
            Finding(
                "model",
                "equity_more_territories_than_sites",
                "warning",
                Text(
                    f"« {name} » : {many} territoires pour {choose} sites ; le moins bien servi"
                    " n'a rien, quoi qu'on choisisse",
                    f"'{name}': {many} territories for {choose} sites; the worst served has"
                    " nothing, whatever is chosen",
                ),
                Text(
                    'déclarer by = "region", ou kind = "leximin" ou "cvar" (beta assez grand)',
                    'declare by = "region", or kind = "leximin" or "cvar" (beta large enough)',
                ),
                f"equity.{name}",
            ),
        ]


class MaxMin(LevelsRule):
    """``max t, t <= u_g``: the worst-served territory as high as can be."""

    title: ClassVar[Text] = Text("le moins bien servi", "the worst served")
    nature: ClassVar[Nature] = "level"

    kind: Literal["max_min"]
    limit: Positive | None = Field(default=None, description=LIMIT_WORDS)

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return the floors, open; as a term, one column below all benefits."""
        del sites
        if self.role != "term":
            return bounded(self, name, rows, {}, floor=True)
        many, n = rows.matrix.shape
        part = per_group(rows, "", rows.matrix, csr_array(-np.ones((many, 1))), 0.0, np.inf)
        top = np.array([most(rows).min(initial=np.inf)])
        return EquityBlock(
            name, self, rows, built(name, [part], ["t"], top), np.zeros(n), np.ones(1)
        )


class Leximin(LevelsRule):
    """The worst-served as high as can be, then the second worst, and so on; a stage only."""

    title: ClassVar[Text] = Text(
        "le moins bien servi, puis les suivants", "the worst served, then the next"
    )
    nature: ClassVar[Nature] = "levels"

    kind: Literal["leximin"]
    role: Literal["stage", "report"] = Field(default="stage", alias="as")

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return the floors, open."""
        del sites
        return bounded(self, name, rows, {}, floor=True)
