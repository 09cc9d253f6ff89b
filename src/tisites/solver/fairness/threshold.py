"""The stage of Chen and Hooker's threshold: one switch a territory while it is solved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.equity.chen_hooker import CLOSE, FAR, ChenHooker
from tisites.model.equity.rows import most
from tisites.solver.fairness.moved import MovedRow, row_of
from tisites.solver.fairness.prover import KeptStage, Prover

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.messages.progress import Listener
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.compact import CompactBackEnd
    from tisites.solver.fairness.moved import Moved


def _rows(program: Program, block: EquityBlock, tag: str) -> np.ndarray:
    place = {label: r for r, label in enumerate(program.row_labels)}
    return np.array([place[f"{block.name}[{tag} {code}]"] for code in block.rows.codes])


def _beyond(block: EquityBlock) -> np.ndarray:
    """Return the most that ``v_g`` may be above ``w``, (g,)."""
    assert isinstance(block.rule, ChenHooker)
    return np.maximum(most(block.rows) - block.rule.delta, 0.0)


def switched(program: Program, block: EquityBlock) -> Program:
    r"""Add a binary ``d_g`` a territory.

    ``u_g - v_g >= \Delta d_g`` and ``v_g <= w + (M - \Delta) d_g``.

    Parameters
    ----------
    program : Program
        With the open rows of the measure.
    block : EquityBlock
        The measure.
    """
    assert isinstance(block.rule, ChenHooker)
    many = len(block.rows.codes)
    far, close = _rows(program, block, FAR), _rows(program, block, CLOSE)
    data = np.concatenate([np.full(many, -block.rule.delta), _beyond(block)])
    at = (np.concatenate([far, close]), np.tile(np.arange(many), 2))
    extra = csr_array((data, at), shape=(program.n_rows, many))
    extra.eliminate_zeros()
    low = program.row_lower.copy()
    low[far] = 0.0
    low[close] = 0.0
    names = [f"{block.name}[beyond {code}]" for code in block.rows.codes]
    return replace(program, row_lower=low).with_columns(names, extra, integer=True)


def threshold_blocks(blocks: Iterable[EquityBlock]) -> list[EquityBlock]:
    """Return the measures that need switches whatever else is solved for: limits and terms."""
    return [
        block
        for block in blocks
        if block.rule.nature == "switched" and block.rule.role in ("constraint", "term")
    ]


def with_switches(program: Program, blocks: Iterable[EquityBlock]) -> Program:
    """Return the program with the switches of several measures."""
    for block in blocks:
        program = switched(program, block)
    return program


def settled(program: Program, block: EquityBlock, x: np.ndarray) -> Program:
    """Return the program, without switches, under those that a selection has.

    A selection of it keeps the measure; one that has the best value under switches left free has
    it under its own.

    Parameters
    ----------
    program : Program
        With the measure's row kept, without switches.
    x : (n,) float64
        The selection.
    """
    assert isinstance(block.rule, ChenHooker)
    u = np.asarray(block.rows.matrix @ x[: block.rows.matrix.shape[1]])
    beyond = u - block.rule.delta > u.min()
    low = program.row_lower.copy()
    low[_rows(program, block, FAR)] = np.where(beyond, block.rule.delta, 0.0)
    low[_rows(program, block, CLOSE)] = np.where(beyond, -_beyond(block), 0.0)
    return replace(program, row_lower=low)


class ByThreshold(Prover):
    """The measure's rows with a switch a territory."""

    def stage(
        self, program: Program, block: EquityBlock, start: np.ndarray, back_end: CompactBackEnd,
        left: float | None, listener: Listener | None, *, last: bool = True,
    ) -> KeptStage:  # fmt: skip
        """Solve the stage; the answer leaves the switches out."""
        wide = super().stage(switched(program, block), block, start, back_end, left, listener)
        low, row = program.row_lower.copy(), row_of(program, block.measure_row)
        low[row] = wide.program.row_lower[row]
        program, x = replace(program, row_lower=low), wide.x[: program.n_columns]
        if not (wide.stage.proven and last):
            return KeptStage(settled(program, block, x), x, wide.stage)
        return KeptStage(
            program, x, wide.stage, switched(program, block), partial(settled, program, block)
        )

    def moved(self, program: Program, block: EquityBlock) -> Moved:
        """Return how the measure's row rises, switches left free."""
        return MovedRow(switched(program, block), block)
