"""A reserve list of twenty: the whole study, and the program of its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.programme import Asked
from tisites.model.programme.reserve import ReserveRule
from tisites.study.relax.dials import CHOOSE
from tisites.study.reserve.covering import covering, covering_program
from tisites.study.reserve.recoverable import recoverable
from tisites.study.reserve.reserve import reserve
from tisites.study.reserve.substitutes import next_best, substitutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.explain.base import Answered

#: The list that the issue asks for: half of it the next best sites.
SIZE, CHAINED = 20, 10
#: Points that a withdrawal may cost in the selection that can be repaired.
LOSS = 5.0


def asked(answered: Answered) -> Sequence[Asked]:
    """Ask for the list alone, which a peer solves too, then for all that the study tells."""
    program, selected = answered.case.program, answered.selected
    found = substitutes(program, selected)
    chain = np.sort(np.array(next_best(program, selected, CHAINED, CHOOSE), dtype=np.int64))
    labels, ones = program.columns[found.sites], np.ones(selected.size)

    def listed() -> tuple[float, str]:
        choice = covering(found, ones, labels, SIZE, chain)
        return choice.value, str(choice.proof)

    def whole() -> tuple[float, str]:
        told = reserve(answered, ReserveRule(size=SIZE, chained=CHAINED, source="benchmark"))
        return told.covering.value, str(told.covering.proof)

    def repaired() -> tuple[float, str]:
        found = recoverable(answered, LOSS)
        return found.value, str(found.proof)

    alone = covering_program(found, ones, labels, SIZE, chain)[0]
    return [
        Asked("list of twenty, ten of them chained", listed, alone),
        Asked("the whole study: substitutes, chain, list, withdrawals", whole),
        Asked(f"selection of which any withdrawal costs {LOSS:g} points at most", repaired),
    ]
