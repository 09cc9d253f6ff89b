"""Certificates over sites alone, written over the rows of a measure: cuts are sums of these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.certificate.following import Following
from tisites.certificate.verdict import verdict
from tisites.model.equity import Alpha, Band, Cvar, Gini
from tisites.model.equity_rows import alpha_peaks, gini_units, gini_weights, most
from tisites.model.equity_tangents import tangents_of
from tisites.solver.kernel.packing import CURVED

if TYPE_CHECKING:
    from tisites.certificate.replay import Certificate
    from tisites.model.equity_rows import EquityBlock
    from tisites.model.program import Program

#: What a claim is raised by, as a share: a measure's rows sum the terms of a cut in another order.
ROOM = 1e-10


def cut_prices(block: EquityBlock, u: np.ndarray) -> np.ndarray:
    """Return what a price of 1 on the cut taken at benefits (g,) is in prices of a measure's rows.

    A convex measure is written with columns of its own: the gap of each pair, how far below a
    level each territory is, each one's utility. The cut at a point adds up the rows that are tight
    there, so that these columns cancel out.

    Parameters
    ----------
    block : EquityBlock
        A Gini index, a mean of the worst served, an alpha-fair welfare, or a greatest gap.
    u : (g,) float64
        Benefits.

    Returns
    -------
    (r,) float64
        By row of the block: below 0 for a lower limit, above 0 for an upper one.
    """
    assert block.block is not None
    prices = np.zeros(len(block.block.labels))
    prices[block.block.labels.index(block.measure_row)] = -1.0
    rule, many = block.rule, u.size
    if isinstance(rule, Gini):
        g, h = np.triu_indices(many, 1)
        rank = np.empty(many)
        rank[np.argsort(u, kind="stable")] = np.arange(many)
        w = gini_weights(rule, block.rows)
        at = np.arange(g.size) + np.where(rank[g] > rank[h], 0, g.size)
        prices[at] = -w[g] * w[h] * gini_units(block.rows)
    elif isinstance(rule, Cvar):
        share = np.clip(rule.beta * many - np.arange(many), 0.0, 1.0) / (rule.beta * many)
        prices[np.argsort(u, kind="stable")] = -share
    elif isinstance(rule, Alpha):
        peaks, first = alpha_peaks(rule, block.rows), 0
        for k, end in enumerate(most(block.rows)):
            lines = tangents_of(rule.alpha, rule.shift, float(end), rule.tangents)
            least = int((lines.intercept + lines.slope * u[k]).argmin())
            prices[first + least] = peaks[k] / many
            first += lines.slope.size
    elif isinstance(rule, Band):
        off = block.block.matrix[:many] @ _some_sites(block, u)
        far = int(np.abs(off).argmax())
        prices[far if off[far] >= 0 else many + far] = 1.0 if off[far] >= 0 else -1.0
    else:
        raise TypeError(rule.kind)
    return prices


def _some_sites(block: EquityBlock, u: np.ndarray) -> np.ndarray:
    """Return a point (n,) whose benefits are ``u``: one site of each territory, in part."""
    body = block.rows.matrix
    x = np.zeros(body.shape[1])
    for g in range(body.shape[0]):
        part = slice(body.indptr[g], body.indptr[g + 1])
        if u[g] and body.indices[part].size:
            best = int(np.argmax(np.abs(body.data[part])))
            x[body.indices[part][best]] = u[g] / body.data[part][best]
    return x


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
        claim += ROOM * max(1.0, abs(claim)) - shift
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
        By number of a following row: prices of the block's rows (:func:`cut_prices`), and what
        the cut was scaled by.
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
