"""Who proves which measure: the registry; one that is not named here is proven on its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.solver.fairness.by_levels import ByLeximin, ByMaxMin
from tisites.solver.fairness.by_ratio import ByRatio
from tisites.solver.fairness.by_reach import reach_of
from tisites.solver.fairness.moved import MovedMeasure
from tisites.solver.fairness.prover import Prover
from tisites.solver.fairness.threshold import ByThreshold

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.moved import Moved
    from tisites.solver.solution import Limits, Solution


class OutOfReach(Prover):
    """People out of reach: by covering cuts where its rows are as the measure made them."""

    in_the_way = True

    def for_measure(
        self, program: Program, block: EquityBlock, back_end: CompactBackEnd,
        listener: Listener | None,
    ) -> Callable[[Program, Limits], Solution]:  # fmt: skip
        """Return who finds the fewest people out of reach."""
        by_reach = reach_of(program, block)
        if by_reach.able:
            return by_reach.solve
        return super().for_measure(program, block, back_end, listener)

    def for_value(
        self, program: Program, block: EquityBlock, back_end: CompactBackEnd, limits: Limits,
        listener: Listener | None,
    ) -> Solution | None:  # fmt: skip
        """Solve for the value under a cap on the people out of reach."""
        by_reach = reach_of(program, block, back_end, confirm=True)
        if by_reach.able:
            return by_reach.solve(program, limits, listener=listener)
        return super().for_value(program, block, back_end, limits, listener)

    def moved(self, program: Program, block: EquityBlock) -> Moved:
        """Return how the cap moves."""
        by_reach = reach_of(program, block)
        if by_reach.able:
            return MovedMeasure(by_reach.solve, self.bounded(program, block))
        return self.moved_whole(program, block)


_ON_ITS_ROWS = Prover()
PROVERS: dict[str, Prover] = {
    "floor": ByMaxMin(),
    "max_min": ByMaxMin(),
    "leximin": ByLeximin(),
    "gini": ByRatio(),
    "hoover": ByRatio(),
    "chen_hooker": ByThreshold(),
    "leave_no_neighbour": OutOfReach(),
}


def prover_of(block: EquityBlock) -> Prover:
    """Return who proves a measure."""
    return PROVERS.get(block.rule.kind, _ON_ITS_ROWS)
