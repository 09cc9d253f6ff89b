"""The reserve sites that replace the most chosen ones, at the least loss: a program and its proof.

Each chosen site is a point to be served by its best admissible substitute on the list, which is
the concave service term of a :class:`~tisites.model.program.Program`: no column a pair is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.model.program import Program
from tisites.model.terms import Access
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from tisites.study.reserve.substitutes import Substitutes

#: Label of the row that limits the list.
SIZE = "reserve[]"


@dataclass(frozen=True, slots=True)
class Covering:
    """A list that covers withdrawals as well as any.

    Parameters
    ----------
    sites : (r,) int64
        Columns on the list, the fixed ones included, ascending.
    idle : int
        Places that no further site would use: nobody more is replaced, nor at a lesser loss.
    proof : Proof
        Whether no list of that size is better.
    value, bound : float
        Of the program; its unit is :attr:`a_cover` points for a withdrawal with a substitute.
    a_cover : float
        Points that a substitute counts before its loss: more than all losses together, so that
        numbers come first.
    """

    sites: np.ndarray
    idle: int
    proof: Proof
    value: float
    bound: float
    a_cover: float


def covering_program(
    found: Substitutes, weights: np.ndarray, labels: np.ndarray, size: int, fixed: np.ndarray
) -> tuple[Program, float]:
    """Return the program of a list, and the points that a withdrawal with a substitute counts.

    ``max Σ_i p_i max_{r on the list, r ∈ A(i)} (M + g_ir)`` with at most ``size`` sites on the
    list, ``g_ir`` the gain of the exchange and ``M`` larger than all differences of gains together:
    the number of withdrawals with a substitute, weighed, comes first, then the least loss.

    Parameters
    ----------
    weights : (p,) float64
        How likely each chosen site is to withdraw, 1 on average.
    labels : (m,) object
        Name of each site of ``found``.
    fixed : (f,) int64
        Columns that the list must hold.
    """
    allowed = found.allowed
    gains = np.where(allowed, found.gains, 0.0)
    least = gains[allowed].min() if allowed.any() else 0.0
    span = gains[allowed].max() - least if allowed.any() else 0.0
    a_cover = found.selected.size * span + 1.0
    points = found.selected.size
    service = Access(
        "reserve", 1.0, weights, np.arange(points), tuple(str(k) for k in range(points)),
        csr_array(np.where(allowed, a_cover + gains - least, 0.0)),
    )  # fmt: skip
    many = found.sites.size
    program = Program.from_arrays(
        np.zeros(many), np.ones((1, many)), None, [float(size)], columns=list(labels),
        lower=np.isin(found.sites, fixed).astype(np.float64), row_labels=(SIZE,), access=service,
    )  # fmt: skip
    return program, a_cover


def covering(
    found: Substitutes,
    weights: np.ndarray,
    labels: np.ndarray,
    size: int,
    fixed: np.ndarray,
    seconds: float | None = None,
) -> Covering:
    """Choose the list, to proof unless a limit stops it.

    Sites that would be nobody's best substitute are left out: their places are told as idle.
    """
    program, a_cover = covering_program(found, weights, labels, size, fixed)
    if size == 0 or not found.allowed.any():
        kept = np.sort(fixed)
        worth = program.objective(np.isin(found.sites, kept).astype(np.float64))
        return Covering(kept, size - kept.size, Proof.OPTIMAL, worth, worth, a_cover)
    solution = solve(program, limits=Limits(seconds))
    assert program.access is not None
    worth_of = program.access.f[:, solution.selected].toarray() * weights[:, None]
    used = np.zeros(solution.selected.size, dtype=bool)
    used[worth_of.argmax(axis=1)[worth_of.max(axis=1) > 0.0]] = True
    used |= program.lower[solution.selected] > 0.5
    sites = found.sites[solution.selected[used]]
    return Covering(
        sites, size - sites.size, solution.proof, solution.value, solution.bound, a_cover
    )
