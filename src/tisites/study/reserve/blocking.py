"""Why nobody may take the place of a chosen site: the rules that every candidate would break."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from tisites.solver.check import row_slack
from tisites.study.reserve.substitutes import left_out, near

if TYPE_CHECKING:
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Blocked:
    """What keeps every candidate from the place of a chosen site.

    Parameters
    ----------
    alone : tuple of (str, str)
        Constraint and territory of each limit that every single candidate breaks.
    excluded : tuple of (str, int)
        Every constraint with the number of candidates that it keeps out, the most first.
    candidates : int
        Candidates left out.
    nearest : int
        Column of the candidate that breaks the fewest limits among those that meet the rule that
        keeps out the most, if any does; the highest score first; -1 where there is no candidate.
    breaks : tuple of (str, str)
        Constraint and territory of the limits that it breaks.
    """

    alone: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, int], ...]
    candidates: int
    nearest: int
    breaks: tuple[tuple[str, str], ...]


def blocked(program: Program, selected: np.ndarray, site: int) -> Blocked:
    """Tell which limits stand in the way of every candidate once a chosen site is gone.

    Examples
    --------
    >>> from tisites.model.program import Program
    >>> rows = [[1, 1, 1], [1, 0, 0]]  # the first is the only one of its territory
    >>> program = Program.from_arrays([4.0, 3.0, 2.0], rows, [2.0, 1.0], [2.0, 2.0],
    ...     row_labels=("choose[]", "floor[11]"))
    >>> found = blocked(program, np.array([0, 1]), 0)
    >>> found.alone, found.excluded, found.nearest
    ((('floor', ''),), (('floor', 1),), 2)
    """
    sites = left_out(program, selected)
    columns = csc_array(program.matrix)
    stays = selected[selected != site]
    base = np.asarray(columns[:, stays].sum(axis=1)).ravel()
    after = base[:, None] + columns[:, sites].toarray()
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    low, high = program.row_lower - slack, program.row_upper + slack
    broken = (after < low[:, None]) | (after > high[:, None])
    groups = program.row_groups or ("",) * program.n_rows
    names = np.array(program.row_constraints, dtype=object)
    limits = [(str(name), group) for name, group in zip(names, groups, strict=True)]
    for rule in program.separations:
        close = near(replace(program, separations=(rule,)), stays, sites).any(axis=0)
        broken, limits = np.vstack([broken, close]), [*limits, (rule.constraint, "")]
    if sites.size == 0:
        return Blocked((), (), 0, -1, ())
    alone = tuple(limits[row] for row in np.flatnonzero(broken.all(axis=1)))
    kept_out = {
        name: int(broken[[limit[0] == name for limit in limits]].any(axis=0).sum())
        for name, _ in limits
    }
    told = sorted(((n, k) for n, k in kept_out.items() if k), key=lambda one: (-one[1], one[0]))
    first = broken[[limit[0] == told[0][0] for limit in limits]].any(axis=0)
    at = int(np.lexsort((sites, -program.value[sites], broken.sum(axis=0), first))[0])
    breaks = tuple(limits[row] for row in np.flatnonzero(broken[:, at]))
    return Blocked(alone, tuple(told), sites.size, int(sites[at]), breaks)
