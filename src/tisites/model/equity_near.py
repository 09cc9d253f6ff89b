"""Leave no neighbour: the people beyond reach of every chosen site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.model.equity_rows import MEASURE, EquityBlock, Part, built, single

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.equity import LeaveNoNeighbour
    from tisites.model.nearness import Nearness


def near_block(rule: LeaveNoNeighbour, name: str, rows: BenefitRows, near: Nearness) -> EquityBlock:
    """Return columns ``y_k`` (nobody near group ``k``) and the cap on the people they stand for.

    ``y_k + sum of sites in reach >= 1``; ``sum share_k y_k <= limit - share never in reach``.
    """
    many, n = near.covers.shape
    total = near.total if near.total > 0 else 1.0
    share = near.people / total
    never = near.never / total
    keys = tuple(f"near {k}" for k in range(many))
    eye = csr_array((np.ones(many), np.arange(many), np.arange(many + 1)), shape=(many, many))
    cover = Part(near.covers, eye, np.ones(many), np.full(many, np.inf), keys, ("",) * many)
    limit = -np.inf
    if rule.role == "constraint" and rule.limit is not None:
        limit = never - rule.limit
    parts = [cover, single(MEASURE, np.zeros(n), -share, limit, np.inf)]
    block = built(name, parts, [f"alone {k}" for k in range(many)], np.ones(many))
    return EquityBlock(name, rule, rows, block, np.zeros(n), -share, -never, sign=-1.0)


def near_findings(name: str, minutes: float, near: Nearness) -> list[Finding]:
    """Tell who is left out of the measure, and who can never be near."""
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
                    f"« {name} » : {percent} % des habitants à plus de {minutes:g} min de tout"
                    " candidat éligible, comptés comme loin quoi qu'on choisisse",
                    f"'{name}': {percent}% of people farther than {minutes:g} min from every"
                    " eligible candidate, counted as far whatever is chosen",
                ),
                Text("élargir l'éligibilité", "widen the eligibility"),
                f"equity.{name}",
            )
        )  # fmt: skip
    return found
