"""The low door: programs from arrays, solved to proof, without data or scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.model.program import Program
from tisites.model.terms import Access
from tisites.solver.exact import solve
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from tisites.messages.progress import Listener
    from tisites.solver.solution import Solution


def location_program(
    service: csr_array | csc_array | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    value: ArrayLike | None = None,
    columns: Sequence[str] | None = None,
    constant: float = 0.0,
) -> Program:
    r"""Choose ``p`` sites that serve a demand best: p-median, maximal covering and their kin.

    Maximises :math:`c + \sum_i v_i x_i + \sum_k d_k \max_{i: x_i = 1} f_{ki}` with
    :math:`\sum_i x_i = p`. A p-median of distances :math:`d_{ki}` takes
    :math:`f_{ki} = D - d_{ki}` with ``D`` no smaller than any distance, and
    :math:`c = -D \sum_k d_k`; a maximal covering takes :math:`f_{ki} = 1` within the radius.

    Parameters
    ----------
    service : (K, n) array or sparse array
        Service of each point by each site, not negative; pairs left out serve nothing.
    demand : (K,) array
        Demand of each point, not negative.
    p : int
        Sites to choose.
    value : (n,) array, optional
        What each site is worth by itself; 0 by default.
    columns : (n,) sequence of str, optional
        Names of the sites, in increasing order; ``v0`` … by default.
    constant : float
        Added to the objective.

    Raises
    ------
    ValueError
        If shapes do not agree, if a figure is not finite or negative where it may not be, or if
        ``p`` is not in 0 … n.

    Examples
    --------
    Two of four points of a line, each client at its nearest:

    >>> import numpy as np, tisites
    >>> place = np.array([0.0, 1.0, 9.0, 10.0])
    >>> far = np.abs(place[:, None] - place[None, :])
    >>> program = tisites.location_program(10 - far, np.ones(4), 2, constant=-40)
    >>> answer = tisites.solve_program(program)
    >>> answer.proof.value, round(-answer.value, 6)
    ('optimal', 2.0)
    """
    f = service if isinstance(service, csr_array | csc_array) else csr_array(np.asarray(service))
    points, n = f.shape
    need = np.asarray(demand, dtype=np.float64)
    if need.shape != (points,):
        raise ValueError(f"demand has shape {need.shape}, service has {points} points")
    if not (np.isfinite(need).all() and (need >= 0).all()):
        raise ValueError("demand must be finite and not negative")
    if not (np.isfinite(f.data).all() and (f.data >= 0).all()):
        raise ValueError("service must be finite and not negative")
    if not 0 <= p <= n:
        raise ValueError(f"p is {p}, there are {n} sites")
    access = Access("served", 1.0, need, np.zeros(points, dtype=np.int64), ("all",), f)
    return Program.from_arrays(
        np.zeros(n) if value is None else value,
        np.ones((1, n)),
        [float(p)],
        [float(p)],
        columns=columns,
        row_labels=("choose[]",),
        access=access,
        constant=constant,
    )


def solve_program(
    program: Program,
    *,
    solver: str = "cbc",
    seconds: float | None = None,
    gap_rel: float = 0.0,
    listener: Listener | None = None,
) -> Solution:
    """Solve a program to proof unless a limit stops it; the answer is checked in NumPy.

    Parameters
    ----------
    program : Program
        What to solve.
    solver : {"cbc", "highs", "scip", "cpsat"}
        Back end that confirms what the engine's own tree closed.
    seconds : float, optional
        Wall clock at most.
    gap_rel : float
        Relative gap that counts as good enough; 0 asks for a proof.
    listener : Listener, optional
        Hears phases and bounds.

    Returns
    -------
    Solution
        ``.proof``, ``.selected`` (columns), ``.value``, ``.bound``, ``.gap``.

    Examples
    --------
    Three things of which at most two fit:

    >>> import tisites
    >>> program = tisites.Program.from_arrays([3, 2, 2], [[1, 1, 1]], None, [2])
    >>> answer = tisites.solve_program(program)
    >>> answer.proof.value, answer.value
    ('optimal', 5.0)
    """
    return solve(program, solver, Limits(seconds, gap_rel), listener)
