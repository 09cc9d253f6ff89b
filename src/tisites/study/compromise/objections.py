"""Who objects to which site: a party whose own best selection would lose much by holding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.compromise.payoffs import WHOLE, of_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.study.compromise.payoffs import Payoffs


@dataclass(frozen=True, slots=True)
class Objections:
    """What each party loses, of its own best, where a site is forced into its best selection.

    Parameters
    ----------
    threshold : float
        A loss above it is an objection, percent of the party's own best.
    sites : (s,) int64
        Columns of the selection.
    loss : (k, s) float64
        Percent; a lower bound where ``exact`` is false; NaN where nothing is known.
    exact : (k, s) bool
        Whether the loss is proven to be just that.
    """

    threshold: float
    sites: np.ndarray
    loss: np.ndarray
    exact: np.ndarray

    @property
    def raised(self) -> np.ndarray:
        """Who (k, s) objects to what."""
        return np.asarray(self.loss > self.threshold)

    @property
    def open(self) -> np.ndarray:
        """Where (k, s) it is not settled whether the party objects."""
        return np.asarray(~self.exact & ~self.raised)


def objections(
    program: Program,
    payoffs: Payoffs,
    sites: np.ndarray,
    threshold: float,
    *,
    limits: Callable[[], Limits] = Limits,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Objections:
    """Force each site of a selection into each party's own best, one solve a site and a party.

    A site of the party's own best costs it nothing. Reduced costs of the party's program spare
    nothing here: the loss itself is told, not only whether it passes the threshold.

    Parameters
    ----------
    program : Program
    payoffs : Payoffs
    sites : (s,) int64
        Columns.
    threshold : float
        Percent of the party's own best.
    limits : callable
        Returns the limits of the next solve.
    told : callable
        Hears how many parties are done, of how many.
    """
    session = Session(of_sites(program), confirm=False)
    count = len(payoffs.names)
    loss = np.full((count, sites.size), np.nan)
    exact = np.zeros((count, sites.size), dtype=bool)
    try:
        for k in range(count):
            told(k, count)
            size = abs(float(payoffs.best[k]))
            for s, column in enumerate(sites.tolist()):
                if payoffs.optima[k, column] > 0.5:
                    loss[k, s], exact[k, s] = 0.0, bool(payoffs.proven[k])
                    continue
                lower = program.lower.copy()
                lower[column] = 1.0
                session.change(value=payoffs.value[k], lower=lower)
                found = session.solve(limits())
                if found.x.size == 0:
                    continue
                sure = found.proof is Proof.OPTIMAL and bool(payoffs.proven[k])
                most = found.value if sure else found.bound - payoffs.constant
                lost = payoffs.best[k] - payoffs.constant - most
                loss[k, s], exact[k, s] = max(0.0, WHOLE * lost / size), sure
    except KeyboardInterrupt:
        pass  # what was not asked stays unknown, and is told so
    return Objections(threshold, sites, loss, exact)
