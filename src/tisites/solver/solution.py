"""What a solve gives back: a selection, its bound, and how far the claim is proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from tisites.certificate.replay import Certificate
    from tisites.certificate.supports import Supports

#: Names of the solvers; ``scip`` and ``cpsat`` are optional extras.
BACK_ENDS = ("cbc", "highs", "scip", "cpsat")


class Proof(StrEnum):
    """How far the answer is proven.

    ``OPTIMAL`` is said only when the bound meets the value within the tolerance;
    ``WITHIN_GAP`` when the gap asked for is met; ``FEASIBLE`` when a limit stopped the search
    with a checked selection in hand; ``UNKNOWN`` when it stopped with none.
    """

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop.

    Parameters
    ----------
    seconds : float, optional
        Wall clock for the whole solve.
    gap_rel : float
        Relative gap that counts as good enough (``WITHIN_GAP``); 0 asks for a proof.
    """

    seconds: float | None = None
    gap_rel: float = 0.0


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to a :class:`~tisites.model.program.Program`, re-checked in NumPy.

    Parameters
    ----------
    proof : Proof
        What is proven.
    selected : (p,) int64
        Chosen columns, ascending; empty when there is none.
    x : (n,) float64
        Every column, binaries rounded; empty when there is no selection.
    value : float
        True objective of ``x``, recomputed from the data; NaN without a selection.
    bound : float
        Proven upper bound on every selection; infinite when none is known.
    activities : (m,) float64
        ``matrix @ x``; empty without a selection.
    solver : str
        Back end and version.
    seconds : mapping of str to float
        Wall clock by phase.
    certificate : mapping of str to float
        Figures of the proof (LP bound, kernel size, rounds, cuts, nodes …).
    conflict : tuple of str
        Names of the constraints in play when infeasible.
    interrupted : bool
        Whether Ctrl-C ended the search, where the one who solved tells.
    evidence : Certificate, optional
        What proves the claim on the answer's own program without any solver, where it was asked.
    supports : Supports, optional
        What the claim rests on beside: stages of equity, thresholds of a protection.
    certified : bool
        Whether certificates, replayed, bear the whole claim.
    """

    proof: Proof
    selected: np.ndarray
    x: np.ndarray
    value: float
    bound: float
    activities: np.ndarray
    solver: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    certificate: Mapping[str, float] = field(default_factory=dict)
    conflict: tuple[str, ...] = ()
    interrupted: bool = False
    evidence: Certificate | None = None
    supports: Supports | None = None
    certified: bool = False

    @property
    def gap(self) -> float:
        """Relative gap ``(bound - value) / max(1, |value|)``, not negative."""
        return float(max(0.0, (self.bound - self.value) / max(1.0, abs(self.value))))
