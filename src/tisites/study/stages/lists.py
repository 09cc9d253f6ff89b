r"""The list of one territory: a portfolio that it could hold whole, best by its own weights.

.. math:: \max \sum_{i \in g} u^g_i x_i, \quad \sum_{i \in g} x_i \le m_g

under what the territory can see by itself: of every row of the model, the side that no site of
others could mend. A ceiling is kept where others only add to it, a floor where others add nothing;
so each selection of the nation, read on the territory, keeps these rows (lists are nested), and a
row that is wholly its own is kept on both sides. Spacing is held between its own sites alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.compile import CHOOSE
from tisites.solver.check import row_slack
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tisites.model.program import Program

#: Row that counts what a territory proposes.
PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class TerritoryList:
    """What a territory proposes.

    Parameters
    ----------
    code : str
        The territory.
    columns : tuple of int
        Sites it proposes, as columns of the national program.
    eligible : int
        Its sites that compete.
    least, most : int or None
        How many it was to propose.
    proof : Proof
        ``OPTIMAL`` for a list that is proven best by its weights; ``INFEASIBLE`` where it can hold
        none; ``UNKNOWN`` where nothing is claimed: all its sites, or a list that it gave.
    given : bool
        Whether the list is the territory's own.
    together : int, optional
        Of a list that it gave: how many of its sites could be held together at most.
    clashes : tuple of (str, str)
        Of a list that it gave: the rules that all its sites together break, and where: a group, or
        the two sites that lie too near.
    """

    code: str
    columns: tuple[int, ...]
    eligible: int
    least: int
    most: int | None
    proof: Proof
    given: bool = False
    together: int | None = None
    clashes: tuple[tuple[str, str], ...] = ()

    @property
    def short(self) -> bool:
        """Whether it proposes fewer than it was to."""
        return len(self.columns) < self.least


def local_program(program: Program, inside: np.ndarray, apart: Collection[str] = ()) -> Program:
    """Return what one territory sees of a program: its columns, and the sides of rows it answers.

    Parameters
    ----------
    program : Program
        The nation's; its continuous columns stay.
    inside : (n,) bool
        Sites of the territory.
    apart : collection of str
        Constraints that count the territory's share of the nation, not its list.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> nation = Program.from_arrays([3.0, 2.0, 1.0], [[1, 1, 0], [1, 1, 1]], [1, 2], [1, 2])
    >>> mine = local_program(nation, np.array([True, True, False]))
    >>> mine.row_lower.tolist(), mine.row_upper.tolist()
    ([1.0, -inf], [1.0, 2.0])
    """
    others = program.integer & ~inside
    theirs = csc_array(program.matrix[:, np.flatnonzero(others)])
    n_rows = program.n_rows
    most, least = np.zeros(n_rows), np.zeros(n_rows)
    np.maximum.at(most, theirs.indices, theirs.data)
    np.minimum.at(least, theirs.indices, theirs.data)
    mine = program.at_columns(np.flatnonzero(inside | ~program.integer))
    lower = np.where(most > 0, -np.inf, mine.row_lower)
    upper = np.where(least < 0, np.inf, mine.row_upper)
    read = np.diff(mine.matrix.indptr) > 0
    read &= np.isfinite(lower) | np.isfinite(upper)
    read &= ~np.isin(np.array(mine.row_constraints, dtype=object), list(apart))
    return replace(mine, row_lower=lower, row_upper=upper).of_rows(np.flatnonzero(read))


def list_of(
    program: Program, inside: np.ndarray, own: np.ndarray, code: str,
    least: int, most: int | None, apart: Collection[str] = (),
    limits: Callable[[], Limits] = Limits,
) -> TerritoryList:  # fmt: skip
    """Make the list of a territory by its own weights.

    Parameters
    ----------
    program, inside, apart
        As :func:`local_program`.
    own : (n,) float64
        What each site is worth to the territory.
    code : str
    least, most : int, int or None
        How many it is to propose; all its sites without ``most``.
    limits : callable
        Returns the time that is left.
    """
    mine = np.flatnonzero(inside)
    if most is None:
        return TerritoryList(code, tuple(mine.tolist()), mine.size, least, most, Proof.UNKNOWN)
    if mine.size == 0 or most == 0:
        return TerritoryList(code, (), mine.size, least, most, Proof.OPTIMAL)
    local = local_program(program, inside, apart)
    at = np.flatnonzero(inside | ~program.integer)
    counted = local.integer.astype(np.float64)
    local = replace(
        local,
        value=np.where(local.integer, own[at], 0.0),
        row_lower=np.where(  # a list shorter than the selection cannot be asked to be one
            (np.array(local.row_constraints, dtype=object) == CHOOSE) & (local.row_lower > most),
            -np.inf, local.row_lower,
        ),
    ).with_rows(csr_array(counted[None, :]), float(least), float(most), (PROPOSALS,))  # fmt: skip
    session = Session(local, None, confirm=False)
    found = session.solve(limits())
    if found.proof is Proof.INFEASIBLE and least > 0:
        floor = local.row_lower.copy()
        floor[-1] = 0.0
        session.change(value=counted, row_lower=floor)
        longest = session.solve(limits())
        if longest.x.size:
            floor[-1] = np.rint(longest.value)
            session.change(value=local.value, row_lower=floor)
            found = session.solve(limits())
    chosen = at[found.selected] if found.x.size else np.empty(0, dtype=np.int64)
    return TerritoryList(
        code, tuple(int(i) for i in np.sort(chosen)), mine.size, least, most, found.proof
    )


def list_given(
    program: Program, inside: np.ndarray, columns: np.ndarray, code: str,
    least: int, most: int | None, apart: Collection[str] = (),
    limits: Callable[[], Limits] = Limits,
) -> TerritoryList:  # fmt: skip
    """Check a list that a territory made itself: can its sites be held together, and if not, why.

    Parameters
    ----------
    program, inside, apart, code, least, most, limits
        As :func:`list_of`.
    columns : (k,) int64
        Its sites.
    """
    local = local_program(program, inside, apart)
    at = np.flatnonzero(inside | ~program.integer)
    named = np.isin(at, columns)
    counted = local.integer.astype(np.float64)
    upper = np.where(local.integer & ~named, 0.0, local.upper)
    lower = np.minimum(local.lower, upper)
    session = Session(replace(local, value=counted, lower=lower, upper=upper), None, confirm=False)
    best = session.solve(limits())
    together = int(np.rint(best.value)) if best.proof is Proof.OPTIMAL else None
    clashes: tuple[tuple[str, str], ...] = ()
    if together is not None and together < columns.size:
        clashes = _clashes(local, np.where(local.integer, named.astype(np.float64), best.x))
    return TerritoryList(
        code, tuple(int(i) for i in np.sort(columns)), int(inside.sum()), least, most,
        Proof.UNKNOWN, True, together, clashes,
    )  # fmt: skip


def _clashes(program: Program, x: np.ndarray) -> tuple[tuple[str, str], ...]:
    """Return every rule that a point breaks: its name, and its group or its pair of sites."""
    activity = program.matrix @ x
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    off = (activity < program.row_lower - slack) | (activity > program.row_upper + slack)
    groups = program.row_groups or ("",) * program.n_rows
    found = [(program.row_constraints[r], groups[r]) for r in np.flatnonzero(off)]
    chosen = np.flatnonzero(program.integer & (x > 0.5))
    for rule in program.separations:
        for i, j in rule.pairs(chosen).tolist():
            found.append((rule.constraint, f"{program.columns[i]}|{program.columns[j]}"))
    return tuple(dict.fromkeys(found))
