"""Leave no neighbour: the people beyond reach of every chosen site."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.model.equity.rows import MEASURE, Part, built, single
from tisites.model.equity.rule import PART_WORDS, EquityBlock, EquityRule, UnitShare
from tisites.model.equity.said import equity_name

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


class LeaveNoNeighbour(EquityRule):
    """Share of the people farther than ``minutes`` by road from every chosen site, ``<= limit``.

    One continuous column ``y`` a group of communes with the same sites in reach:
    ``y + sum of these sites >= 1``, ``sum people y <= limit * people``. ``benefit`` and ``per``
    only serve its table. Places without road graph (overseas) are unknown and left out.
    """

    title: ClassVar[Text] = Text(
        "part des habitants loin de tout site", "share of people far from every site"
    )
    carried_by_columns: ClassVar[bool] = True
    percent: ClassVar[bool] = True

    kind: Literal["leave_no_neighbour"]
    limit: UnitShare | None = Field(default=None, description=PART_WORDS)
    minutes: float = Field(gt=0.0, le=240.0, description="By road, from the commune to the site.")

    @property
    def measure_unit(self) -> Text:
        """A share of the people."""
        return Text("part des habitants", "share of people")

    def findings(self, name: str, sites: Sites, choose: int) -> list[Finding]:
        """Tell who is left out of the measure, and who can never be near."""
        del choose
        near = sites.near[name]
        minutes = f"{self.minutes:g} min"
        found = []
        if near.unknown_communes:
            people, many = number(near.unknown, 0), number(near.unknown_communes, 0)
            found.append(
                Finding(
                    "model", "equity_near_unknown", "warning",
                    Text(
                        f"« {name} » : temps de route ou population inconnus dans {many} communes"
                        f" (outre-mer surtout, {people} habitants), laissées hors de la mesure",
                        f"'{name}': road times or inhabitants unknown in {many} communes"
                        f" (mostly overseas, {people} inhabitants), left out of the measure",
                    ),
                    Text("un plancher par territoire y suppléera", "use a floor there instead"),
                    f"equity.{name}",
                )
            )  # fmt: skip
        if near.never > 0:
            percent = number(100.0 * near.never / near.total, 2)
            found.append(
                Finding(
                    "model", "equity_never_near", "info",
                    Text(
                        f"« {name} » : {percent} % des habitants à plus de {minutes} de tout"
                        " candidat éligible, comptés comme loin quoi qu'on choisisse",
                        f"'{name}': {percent}% of people farther than {minutes} from every"
                        " eligible candidate, counted as far whatever is chosen",
                    ),
                    Text("élargir l'éligibilité", "widen the eligibility"),
                    f"equity.{name}",
                )
            )  # fmt: skip
        return found

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return columns ``y_k`` (nobody near group ``k``) and the cap on their people.

        ``y_k + sum of sites in reach >= 1``; ``sum share_k y_k <= limit - share never in reach``.
        """
        near = sites.near[name.removeprefix(equity_name(""))]
        many, n = near.covers.shape
        total = near.total if near.total > 0 else 1.0
        share = near.people / total
        never = near.never / total
        keys = tuple(f"near {k}" for k in range(many))
        eye = csr_array((np.ones(many), np.arange(many), np.arange(many + 1)), shape=(many, many))
        cover = Part(near.covers, eye, np.ones(many), np.full(many, np.inf), keys, ("",) * many)
        least = -np.inf
        if self.role == "constraint" and self.limit is not None:
            least = never - self.limit
        parts = [cover, single(MEASURE, np.zeros(n), -share, least, np.inf)]
        block = built(name, parts, [f"alone {k}" for k in range(many)], np.ones(many))
        return EquityBlock(name, self, rows, block, np.zeros(n), -share, -never, sign=-1.0)

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Share of people without a chosen site in reach, from the sets of sites in reach."""
        del u
        assert block.block is not None
        alone = np.asarray(block.block.matrix[: block.gain_extra.size] @ x) < 0.5
        return float(-block.offset - block.gain_extra[alone].sum())
