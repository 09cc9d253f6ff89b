"""Other ways to agree: the product of shares, the way from a point of disagreement, the order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.model.tolerances import SAME
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.compromise.floors import EVEN, Reached, ShareFloors
from tisites.study.compromise.payoffs import WHOLE, Payoffs, nothing_found, of_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.solver.solution import Solution

#: Tangents of the logarithm that the first program has, for each party.
TANGENTS = 6


def disagreement(payoffs: Payoffs) -> np.ndarray:
    """Return what each party has (k,) where the others' optima serve it least."""
    return np.asarray(payoffs.table.min(axis=1))


def kalai_smorodinsky(program: Program, payoffs: Payoffs, limits: Callable[[], Limits]) -> Reached:
    """Bring all parties as far as can be on their way from disagreement to their own best.

    The point of disagreement is :func:`disagreement`; a party that no other's optimum harms has
    no way to go and is held to nothing. Among the selections that go as far, the greatest sum.
    The figure is the way gone, percent.
    """
    base = disagreement(payoffs)
    span = (WHOLE - base) / WHOLE
    held = span > EVEN / WHOLE
    if not held.any():
        return fairest(ShareFloors(program, payoffs), limits)
    return fairest(ShareFloors(program, payoffs, base, np.where(held, span, 0.0)), limits)


def fairest(floors: ShareFloors, limits: Callable[[], Limits]) -> Reached:
    """Raise the level, then add up shares under it; the figure and its proof are the level's."""
    top = floors.highest(limits())
    told = floors.most(top.figure - EVEN, limits())
    if told is None:  # the very edge of a row: the selection in hand has the level
        return replace(top, proven=False)
    proven, certified = top.proven and told.proven, top.certified and told.certified
    return Reached(told.x, floors.level(told.x), top.bound, proven, certified)


def nash(
    program: Program, payoffs: Payoffs, start: np.ndarray, limits: Callable[[], Limits]
) -> Reached:
    r"""Maximise the product of shares, :math:`\max \sum_k \log \nu_k(x)` (Nash, 1950).

    The logarithm is held from above by tangents; each program's answer adds its own, so that the
    bound falls until it meets the best selection met.

    Parameters
    ----------
    program : Program
    payoffs : Payoffs
    start : (n,) float64
        A selection that gives every party something.
    limits : callable
        Returns the limits of the next solve.

    Returns
    -------
    Reached
        The figure is the geometric mean of shares, percent.

    Raises
    ------
    BadInputError
        A party has nothing in ``start``.
    """
    shares = payoffs.shares(start)
    if shares.min() <= EVEN:
        raise bad_input(
            Text(
                "le produit de Nash demande une sélection qui donne à chaque partie plus que rien",
                "Nash's product needs a selection that gives every party something",
            ),
            Text(
                'choisir rule = "min_max_regret"', 'choose rule = "min_max_regret"'
            ),
        )  # fmt: skip
    count, n = len(payoffs.names), program.n_columns
    worth = _worth(shares)
    least = np.exp(worth - (count - 1) * np.log(WHOLE))  # nobody has less where all is better
    wide = of_sites(program).with_columns(
        [f"party.share[{name}]" for name in payoffs.names], lower=least, upper=WHOLE
    )
    wide = wide.with_columns(
        [f"party.log[{name}]" for name in payoffs.names],
        lower=np.log(least) - 1.0, upper=np.log(WHOLE),
    )  # fmt: skip
    eye, none = np.eye(count), np.zeros((count, count))
    rows = np.hstack([payoffs.slope, -eye, none])
    wide = wide.with_rows(
        csr_array(rows), -payoffs.offset, -payoffs.offset,
        [f"party[{name}]" for name in payoffs.names],
    )  # fmt: skip
    wide = replace(wide, value=np.concatenate([np.zeros(n + count), np.ones(count)]))
    for at in np.geomspace(max(least, WHOLE / 2.0) if least > 0 else 1.0, WHOLE, TANGENTS):
        wide = _with_tangents(wide, np.full(count, at), n)
    best, x, seen = worth, start[:n], [start[:n]]
    wide = _with_tangents(wide, shares, n)
    while True:
        found = Session(wide, confirm=False).solve(limits(), evidence=True)
        if found.x.size == 0:
            raise nothing_found()
        own = payoffs.shares(found.x[:n])
        if own.min() > 0.0 and _worth(own) > best:
            best, x = _worth(own), found.x[:n]
        again = any(np.array_equal(found.x[:n] > 0.5, one > 0.5) for one in seen)
        seen.append(found.x[:n])
        gap = found.bound - best
        if gap <= count * SAME or again or found.proof is not Proof.OPTIMAL:
            return _nash_reached(found, x, best, count, sure=gap <= count * EVEN / WHOLE)
        wide = _with_tangents(wide, own, n)


def _nash_reached(
    found: Solution, x: np.ndarray, best: float, count: int, *, sure: bool
) -> Reached:
    mean, most = np.exp(best / count), np.exp(max(found.bound, best) / count)
    proven = sure and found.proof is Proof.OPTIMAL
    return Reached(x, float(mean), float(most), proven, found.certified)


def _worth(shares: np.ndarray) -> float:
    return float(np.log(shares).sum())


def _with_tangents(program: Program, at: np.ndarray, n: int) -> Program:
    """Hold each logarithm under its tangent at a share: ``log z <= log a + (z - a) / a``."""
    count = at.size
    rows = np.zeros((count, program.n_columns))
    parties = np.arange(count)
    rows[parties, n + parties] = -1.0 / at
    rows[parties, n + count + parties] = 1.0
    number = program.n_rows
    labels = [f"tangent[{number + k}]" for k in range(count)]
    return program.with_rows(csr_array(rows), -np.inf, np.log(at) - 1.0, labels)


def leximin(program: Program, payoffs: Payoffs, limits: Callable[[], Limits]) -> Reached:
    r"""Raise the least share, then the two least together, and so on (Ogryczak's ordered sums).

    Stage ``j`` maximises :math:`\theta_j = j\,t_j - \sum_k d_{jk}` with
    :math:`d_{jk} \ge t_j - \nu_k`, :math:`d \ge 0`: the sum of the ``j`` least shares, every former
    sum held (Ogryczak, Śliwiński: European Journal of Operational Research 148, 2003, 80-91).

    Returns
    -------
    Reached
        The figure is the least share, percent; proven where every stage is.
    """
    count, n = len(payoffs.names), program.n_columns
    wide, x, proven, certified = of_sites(program), payoffs.optima[0], True, True
    bound = WHOLE
    for j in range(1, count + 1):
        wide = _with_ordered_sum(wide, payoffs, j, n)
        value = np.zeros(wide.n_columns)
        value[-count - 1], value[-count:] = float(j), -1.0
        found = Session(replace(wide, value=value), confirm=False).solve(limits(), evidence=True)
        if found.x.size == 0:
            if j == 1:
                raise nothing_found()
            proven = False
            break
        x = found.x[:n]
        proven &= found.proof is Proof.OPTIMAL
        certified &= found.certified
        if j == 1:
            bound = found.bound
        kept = float(np.sort(payoffs.shares(x))[:j].sum()) - EVEN
        rows = csr_array(value[None, :])
        wide = wide.with_rows(rows, kept, np.inf, [f"party.kept[{j}]"])
    figure = float(payoffs.shares(x).min())
    return Reached(x, figure, max(figure, bound), proven, certified)


def _with_ordered_sum(program: Program, payoffs: Payoffs, j: int, n: int) -> Program:
    count = len(payoffs.names)
    labels = [f"party.level[{j}]", *(f"party.short[{j},{name}]" for name in payoffs.names)]
    lower = np.array([-WHOLE, *[0.0] * count])
    upper = np.array([WHOLE, *[3.0 * WHOLE] * count])
    wide = program.with_columns(labels, lower=lower, upper=upper)
    rows = np.zeros((count, wide.n_columns))
    rows[:, :n] = payoffs.slope
    rows[:, -count - 1] = -1.0
    rows[:, -count:] = np.eye(count)
    names = [f"party[{j},{name}]" for name in payoffs.names]
    return wide.with_rows(csr_array(rows), -payoffs.offset, np.inf, names)
