"""What equity cost and changed, as ``solution.json`` tells it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.compile import equity_blocks

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.fairness.lexicographic import Fair


def fair_report(fair: Fair, prepared: Prepared) -> dict[str, Any]:
    """Return the stages with their proof, the price of fairness, and who enters and leaves.

    Parameters
    ----------
    fair : Fair
        The answer and the efficient one.
    prepared : Prepared
        What was asked.
    """
    ids: pd.Index = prepared.sites.table.index
    efficient, chosen = set(ids[fair.efficient.selected]), set(ids[fair.solution.selected])
    x = np.zeros(len(ids))
    x[fair.solution.selected] = 1.0
    before = np.zeros(len(ids))
    before[fair.efficient.selected] = 1.0
    shared = equity_blocks(prepared.model, prepared.sites)
    return {
        "efficient_value": fair.efficient.value,
        "efficient_bound": fair.efficient.bound,
        "efficient_proof": fair.efficient.proof.value,
        "efficient_certified": fair.efficient.certified,
        "value": fair.value,
        "value_lost": fair.efficient.value - fair.value,
        "price_of_fairness": None if math.isnan(fair.price) else fair.price,
        "enter": sorted(chosen - efficient),
        "leave": sorted(efficient - chosen),
        "stages": [
            {
                "name": stage.name,
                "kind": stage.kind,
                "value": stage.value,
                "bound": stage.bound if math.isfinite(stage.bound) else None,
                "proven": stage.proven,
                "levels": list(stage.levels),
                "counts": list(stage.counts),
                "seconds": stage.seconds,
                "questions": stage.questions,
            }
            for stage in fair.stages
        ],
        "territories": {
            name: {
                "unit": str(block.rule.unit),
                "codes": list(block.rows.codes),
                "names": list(block.rows.names),
                "benefit": [float(u) for u in block.rows.matrix @ x],
                "efficient": [float(u) for u in block.rows.matrix @ before],
                "left_out": [
                    {"code": one.code, "name": one.name, "reason": str(one.reason)}
                    for one in block.rows.left_out
                ],
            }
            for name, block in shared.items()
        },
    }
