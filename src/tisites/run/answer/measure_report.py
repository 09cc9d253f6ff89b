"""Every declared measure of equity at the answer, computed from the sites alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.compile import equity_blocks

if TYPE_CHECKING:
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution


def measure_report(solution: Solution, prepared: Prepared) -> dict[str, dict[str, Any]]:
    """Return what the answer comes to in every enabled measure, whatever part it takes.

    Of a term, ``points`` is what it adds to the objective beside the score. A ceiling has no
    figure of its own and is left out: its rows are among the constraints.

    Parameters
    ----------
    solution : Solution
        The answer.
    prepared : Prepared
        What was asked.
    """
    x = np.zeros(len(prepared.sites))
    x[solution.selected] = 1.0
    told = {}
    for name, block in equity_blocks(prepared.model, prepared.sites, reported=True).items():
        rule = block.rule
        if rule.kind == "ceiling":
            continue
        told[name] = {
            "kind": rule.kind,
            "as": rule.role,
            "value": block.measured(x),
            "unit": str(rule.measure_unit),
            "limit": rule.limit if rule.role == "constraint" else None,
            "points": block.term_worth(x) if rule.role == "term" else None,
        }
    return told
