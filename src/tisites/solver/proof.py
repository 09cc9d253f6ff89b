"""From a value, a bound and why the search stopped, to what may be claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.model.tolerances import PROOF_GAP
from tisites.solver.form import StopReason
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.solver.solution import Limits


def closed(value: float, bound: float) -> bool:
    """Tell whether the bound meets the value within :data:`~tisites.model.tolerances.PROOF_GAP`.

    Examples
    --------
    >>> closed(1e6, 1e6 + 1e-5), closed(1e6, 1e6 + 2.0)
    (True, False)
    """
    return bound - value <= PROOF_GAP * max(1.0, abs(value))


def proof_of(value: float | None, bound: float, stop: StopReason, limits: Limits) -> Proof:
    """Return what is proven; ``optimal`` only when the bound meets the value.

    Parameters
    ----------
    value : float, optional
        True objective of a checked selection, None without one.
    bound : float
        Proven upper bound; infinite when none.
    stop : StopReason
        Why the search stopped.
    limits : Limits
        The gap that was asked for.

    Examples
    --------
    >>> from tisites.solver.solution import Limits
    >>> str(proof_of(10.0, 10.4, StopReason.LIMIT, Limits(gap_rel=0.05)))
    'within_gap'
    >>> str(proof_of(None, float("inf"), StopReason.LIMIT, Limits()))
    'unknown'
    """
    if value is None:
        return Proof.INFEASIBLE if stop is StopReason.INFEASIBLE else Proof.UNKNOWN
    if closed(value, bound):
        return Proof.OPTIMAL
    if bound - value <= limits.gap_rel * max(1.0, abs(value)):
        return Proof.WITHIN_GAP
    return Proof.FEASIBLE
