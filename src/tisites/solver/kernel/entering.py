"""Coefficients of columns that enter the restricted program, in every row that is there."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

if TYPE_CHECKING:
    from tisites.solver.kernel.block import Block
    from tisites.solver.kernel.master import Master

    Entries = tuple[np.ndarray, np.ndarray, np.ndarray]


class Kind(IntEnum):
    """What a row of the master is."""

    ROW = 0
    CUT = 1
    PACKING = 2


def entering(master: Master, columns: np.ndarray, block: Block | None) -> csc_array:
    """Return the coefficients of columns in the rows, cuts and packings of a master.

    Parameters
    ----------
    columns : (k,) int64
        Columns of the program.
    block : Block, optional
        Their service pairs, in the same order.

    Returns
    -------
    (rows, k) csc_array
    """
    rows = master.prepared.columns[:, columns].tocoo()
    parts: list[Entries] = [(rows.coords[0], rows.coords[1], rows.data)]
    if block is not None:
        parts += _in_cuts(master, block)
    parts += _in_packings(master, columns)
    row, column, data = (np.concatenate(x) for x in zip(*parts, strict=True))
    return csc_array((data, (row, column)), shape=(master.kind.size, columns.size))


def _in_cuts(master: Master, block: Block) -> list[Entries]:
    """Return their entries in the cuts: minus what they serve above the thresholds."""
    found = []
    cuts = np.flatnonzero(master.kind == Kind.CUT)
    for serial in np.unique(master.serial[cuts]):
        mine = cuts[master.serial[cuts] == serial]
        row_of = np.full(master.groups, -1)
        row_of[master.group[mine]] = mine
        entries = block.coefficients(master.thresholds[int(serial)]).tocoo()
        row = row_of[entries.coords[0]]
        keep = row >= 0
        found.append((row[keep], entries.coords[1][keep], -entries.data[keep]))
    return found


def _in_packings(master: Master, columns: np.ndarray) -> list[Entries]:
    """Return their entries in cliques and covers."""
    found = []
    for row in np.flatnonzero(master.kind == Kind.PACKING).tolist():
        inside, weight = master.packings[int(master.serial[row])].weight_of(columns)
        found.append((np.full(inside.size, row), inside, weight))
    return found
