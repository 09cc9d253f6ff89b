"""Every declared measure of equity at the answer, computed from the sites alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text
from tisites.model.benefit import COUNTED_WORDS
from tisites.model.compile import equity_blocks
from tisites.model.equity_measure import measured, term_worth

if TYPE_CHECKING:
    from tisites.model.equity import EquityRule
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution

#: Measures without the unit of the benefit: an index, a share, points of utility.
PLAIN = {"gini": Text("indice", "index"), "alpha": Text("points d'utilité", "points of utility"),
         "leave_no_neighbour": Text("part des habitants", "share of people")}  # fmt: skip


def measure_unit(rule: EquityRule) -> Text:
    """Return the unit of a measure.

    Examples
    --------
    >>> from tisites.model.equity import Band, Gini
    >>> declared = {"as": "report", "source": "toy"}
    >>> measure_unit(Gini(kind="gini", **declared)).en
    'index'
    >>> measure_unit(Band(kind="band", **declared)).en
    'sites'
    """
    if rule.kind in ("band", "min_share"):
        return COUNTED_WORDS[rule.benefit]
    return PLAIN.get(rule.kind, rule.unit)


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
            "value": measured(block, x),
            "unit": str(measure_unit(rule)),
            "limit": rule.limit if rule.role == "constraint" else None,
            "points": term_worth(block, x) if rule.role == "term" else None,
        }
    return told
