"""Convex limits on what a selection brings to each territory, held by cuts found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tisites.solve.kernel.packing import CURVED, Packing

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from tisites.solve.kernel.prepared import Prepared

#: A limit may be passed by this share of its unit: above what linear solvers forgive.
ROOM = 5e-7


class Curve(Protocol):
    """A convex function of the benefits ``u`` of territories that a selection must keep below 0."""

    @property
    def unit(self) -> float:
        """The most that one site can change the function by, about: tolerances are shares of it."""

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return the function of benefits (g, k), one column a selection: (k,), kept up to 0."""

    def support(self, u: np.ndarray) -> tuple[np.ndarray, float]:
        """Return ``slope`` (g,) and ``side``: ``slope @ v - side`` is below the function at every
        ``v`` (g,), and meets it at ``u``.
        """


@dataclass(frozen=True)
class Curved:
    """A convex limit over the sites of a program.

    Every cut of it is a row of the sites alone, so that a program keeps no column for it: sites
    stay the only columns, and swaps among them can be judged by the function itself.

    Parameters
    ----------
    curve : Curve
        The function of the benefits.
    benefit : (g, n) csr_array
        What each site brings to each territory.
    met : list of (g,) float64
        Benefits at which cuts were taken, in turn: a cut can be taken there at another limit.
    """

    curve: Curve
    benefit: csr_array
    met: list[np.ndarray] = field(default_factory=list)

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return by how much benefits (g, k) pass the limit, beyond the room: (k,)."""
        return np.asarray(self.curve.over(u) - ROOM * self.curve.unit)

    def packing(self, x: np.ndarray) -> Packing | None:
        """Return the cut of a point (n,) that passes the limit; None where it is kept."""
        u = np.asarray(self.benefit @ x)
        if float(self.over(u[:, None])[0]) <= 0.0:
            return None
        self.met.append(u)
        return self.at(u)

    def at(self, u: np.ndarray) -> Packing:
        """Return the cut taken at benefits (g,), over sites, scaled by a power of two."""
        slope, side = self.curve.support(u)
        weight = np.asarray(slope @ self.benefit).ravel()
        columns = np.flatnonzero(weight)
        most = float(np.abs(weight).max(initial=0.0))
        scale = 2.0 ** -np.floor(np.log2(most)) if most > 0 else 1.0
        return Packing(columns, weight[columns] * scale, side * scale, CURVED)


def violated_curves(prepared: Prepared, x: np.ndarray) -> list[Packing]:
    """Return a cut of each convex limit that a point (n,) passes."""
    found = [rule.packing(x) for rule in prepared.curved]
    return [cut for cut in found if cut is not None]
