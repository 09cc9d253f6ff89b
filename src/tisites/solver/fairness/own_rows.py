"""Certificates over sites alone, written over the rows of a measure: cuts are sums of these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.certificate.following import Following
from tisites.certificate.verdict import verdict
from tisites.model.tolerances import CLAIM
from tisites.solver.form import StopReason
from tisites.solver.kernel.packing import CURVED
from tisites.solver.proof import proof_of
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.certificate.replay import Certificate
    from tisites.model.program import Program
    from tisites.solver.check import Checked
    from tisites.solver.solution import Limits, Solution


def over_own_rows(
    c: Certificate, program: Program, rest: np.ndarray, prices: csr_array, shift: float = 0.0
) -> Certificate | None:
    """Return a certificate over the sites as one of the program with the measure's rows.

    Parameters
    ----------
    c : Certificate
        Over the first columns of the program and some of its rows.
    program : Program
        With the rows and the columns of the measure.
    rest : (r,) int64
        The program's number of each row that was kept.
    prices : (s, m) csr_array
        What the cuts of each statement are in prices of the program's rows.
    shift : float
        What the objective over sites alone has more than the program's.

    Returns
    -------
    Certificate or None
        None where it does not hold.
    """
    n, m = program.n_columns, program.n_rows
    kept = c.rows[:, : rest.size].tocoo()
    at = (kept.coords[0], rest[kept.coords[1]])
    rows = csr_array((kept.data, at), shape=(c.worth.size, m)) + prices
    plain = np.flatnonzero(c.following.source != CURVED)
    body = c.following.rows[plain]
    following = Following(
        csr_array((body.data, body.indices, body.indptr), shape=(plain.size, n)),
        c.following.side[plain],
        np.where(c.following.source[plain] >= 0, rest[c.following.source[plain]], -1),
    )
    claim = c.claim
    if np.isfinite(claim):
        claim += CLAIM * max(1.0, abs(claim)) - shift
    found = replace(
        c, claim=claim, step=0.0, rows=csr_array(rows), following=following,
        implied=csr_array(c.implied[:, plain]), threshold=csr_array((c.worth.size, 0)),
    )  # fmt: skip
    return None if verdict(program, found).fault else found


def curved_prices(
    c: Certificate, cuts: dict[int, tuple[np.ndarray, float]], own: np.ndarray, m: int
) -> csr_array:
    """Return the prices of a measure's rows that the cuts of each statement add up to.

    Parameters
    ----------
    c : Certificate
    cuts : dict
        By number of a following row: prices of the block's rows (``ConvexRule.cut_prices``), and
        what the cut was scaled by.
    own : (r,) int64
        The program's rows of the block.
    m : int
        Number of rows of the program.
    """
    numbers = np.array(sorted(cuts), dtype=np.int64)
    if not numbers.size:
        return csr_array((c.worth.size, m))
    rows = [csr_array(cuts[int(k)][0][None, :] * cuts[int(k)][1]) for k in numbers]
    summed = csr_array(c.implied[:, numbers] @ vstack(rows, format="csr")).tocoo()
    at = (summed.coords[0], own[summed.coords[1]])
    return csr_array((summed.data, at), shape=(c.worth.size, m))


def with_own_columns(
    found: Solution, held: Checked, bound: float, limits: Limits, **figures: float
) -> Solution:
    """Return an answer over sites as one of the program with the measure's columns.

    Parameters
    ----------
    found : Solution
        Over the sites.
    held : Checked
        Its selection with the columns, every row of the program checked.
    bound : float
        Proven limit of the value.
    limits : Limits
        What was asked.
    **figures : float
        What the certificate tells as well.
    """
    bound = max(bound, held.value)
    stop = StopReason.OPTIMAL if found.proof is Proof.OPTIMAL else StopReason.LIMIT
    return replace(
        found, proof=proof_of(held.value, bound, stop, limits), selected=held.selected,
        x=held.x, value=held.value, bound=bound, activities=held.activities,
        certificate={**found.certificate, **figures},
    )  # fmt: skip
