"""Several parties: each one's own best, the selection of least regret, other rules, the frontier.

The five parties are those of ``docs/fr/exemple/parties.toml``: invented, and labelled so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.programme import Asked
from tisites.model.points import load_scenario
from tisites.model.programme.party import party_weights
from tisites.solver.solution import Limits
from tisites.study.compromise.bargain import fairest, leximin, nash
from tisites.study.compromise.floors import ShareFloors
from tisites.study.compromise.payoffs import payoffs
from tisites.study.compromise.trade import trade
from tisites.study.robustness.weights import weighing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.program import Program
    from tisites.study.compromise.floors import Reached
    from tisites.study.compromise.payoffs import Payoffs
    from tisites.study.explain.base import Answered

EXAMPLE = Path(__file__).parents[2] / "docs/fr/exemple/parties.toml"
_PROOF = {True: "optimal", False: "not proven"}


def asked(answered: Answered) -> Sequence[Asked]:
    """Ask for the least regret of five parties from nothing; the rest with their bests known."""
    case = answered.case
    program, base = case.program, weighing(case)
    model, _ = load_scenario(str(EXAMPLE))
    weights = {name: party_weights(party, case.model.score) for name, party in model.party.items()}
    values = {name: base.value(one / one.sum()) for name, one in weights.items()}
    known = payoffs(program, values)
    start = fairest(ShareFloors(program, known), Limits)

    def least() -> tuple[float, str]:
        return _told(fairest(ShareFloors(program, payoffs(program, values)), Limits))

    def front() -> tuple[float, str]:
        floors = ShareFloors(program, known)
        found = trade(floors, floors.highest(Limits()), 5, Limits)
        return float(len(found)), _PROOF[all(point.proven for point in found)]

    return [
        Asked("least share of five parties, their own bests included", least,
              _level_program(program, known)),
        Asked("frontier of five points (how many differ)", front),
        Asked("Nash, geometric mean", lambda: _told(nash(program, known, start.x, Limits))),
        Asked("leximin, least share", lambda: _told(leximin(program, known, Limits))),
    ]  # fmt: skip


def _told(found: Reached) -> tuple[float, str]:
    return found.figure, _PROOF[found.proven]


def _level_program(program: Program, known: Payoffs) -> Program:
    """Return the compact program of the least share, the parties' own bests being given."""
    count = len(known.names)
    wide = replace(program, value=np.zeros(program.n_columns), constant=0.0)
    wide = wide.with_columns(["level"], value=1.0, lower=-100.0, upper=100.0)
    rows = np.hstack([known.slope, -np.ones((count, 1))])
    return wide.with_rows(rows, -known.offset, np.inf, [f"share[{name}]" for name in known.names])
