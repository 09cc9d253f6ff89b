"""Convex limits on what a selection brings to each territory, held by cuts found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, diags_array, eye_array, vstack

from tisites.model.tolerances import CURVE_ROOM
from tisites.solver.form import LinearForm
from tisites.solver.kernel.packing import CURVED, Packing

if TYPE_CHECKING:
    from tisites.model.equity.convex import Curve, Written


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
    points : dict
        Benefits (g,) of every cut that was made, by its key.
    """

    curve: Curve
    benefit: csr_array
    met: list[np.ndarray] = field(default_factory=list)
    points: dict[bytes, np.ndarray] = field(default_factory=dict)

    def over(self, u: np.ndarray) -> np.ndarray:
        """Return by how much benefits (g, k) pass the limit, beyond the room: (k,)."""
        return np.asarray(self.curve.over(u) - CURVE_ROOM * self.curve.size(u))

    def packing(self, x: np.ndarray, *, whole: bool = False) -> Packing | None:
        """Return the cut of a point (n,) that passes the limit; None where it is kept.

        A whole selection is held to the size of the limit at its own benefits, a fractional point
        to the unit: closer, the linear solver's own tolerance would bring it back.
        """
        u = np.asarray(self.benefit @ x)
        room = self.curve.size(u[:, None])[0] if whole else self.curve.unit
        if float(self.curve.over(u[:, None])[0]) <= CURVE_ROOM * room:
            return None
        self.met.append(u)
        return self.at(u)

    def at(self, u: np.ndarray) -> Packing:
        """Return the cut taken at benefits (g,), over sites, scaled by a power of two."""
        slope, side = self.curve.support(u)
        weight = np.asarray(slope @ self.benefit).ravel()
        columns = np.flatnonzero(weight)
        cut = Packing(columns, weight[columns] * self.scale, side * self.scale, CURVED)
        self.points[cut.key()] = u
        return cut

    @property
    def scale(self) -> float:
        """What cuts are multiplied by: a power of two."""
        return _power(self.curve.unit)


def violated_curves(
    curved: tuple[Curved, ...], x: np.ndarray, *, whole: bool = False
) -> list[Packing]:
    """Return a cut of each convex limit that a point (n,) passes."""
    found = [rule.packing(x, whole=whole) for rule in curved]
    return [cut for cut in found if cut is not None]


def written_out(
    curved: tuple[Curved, ...], columns: np.ndarray, held: np.ndarray
) -> list[tuple[csr_array, np.ndarray, np.ndarray, Written, float]] | None:
    """Return the convex limits written over a kernel; None where one is too long to write.

    Parameters
    ----------
    columns : (k,) int64
        Columns left free.
    held : (n,) float64
        Values of the others, 0 for the free ones.

    Returns
    -------
    list of (body, held, most, written, unit)
        What the free columns bring (g, k), what the held ones do (g,), the most there can be (g,),
        the limit's rows and its unit.
    """
    found = []
    for rule in curved:
        by_column = csc_array(rule.benefit)
        brought = np.asarray(by_column @ held)
        body = csr_array(by_column[:, columns])
        most = brought + np.asarray(body.maximum(0.0).sum(axis=1)).ravel()
        rows = rule.curve.written(most)
        if rows is None:
            return None
        found.append((body, brought, most, rows, rule.curve.unit))
    return found


def joined(
    form: LinearForm,
    body: csr_array,
    held: np.ndarray,
    most: np.ndarray,
    rows: Written,
    size: float,
) -> LinearForm:
    """Append ``u - body x = held`` and the rows over ``u``, scaled by a power of two of a size."""
    many, width, own = held.size, form.objective.size, rows.most.size
    unit = _power(size)
    wide = csr_array((body.data, body.indices, body.indptr), (many, width))
    scale = _powers(rows.body)
    parts = [
        [form.matrix, None, None],
        [wide * unit, -eye_array(many), None],
        [
            None,
            diags_array(scale) @ rows.body[:, :many],
            diags_array(scale) @ rows.body[:, many:] if own else None,
        ],
    ]
    if not own:
        parts = [part[:2] for part in parts]
    side = [np.where(np.isfinite(s), s * scale * unit, s) for s in (rows.lower, rows.upper)]
    fresh = many + own
    return LinearForm(
        objective=np.append(form.objective, np.zeros(fresh)),
        matrix=csr_array(block_array(parts, format="csr")),
        row_lower=np.concatenate([form.row_lower, -held * unit, side[0]]),
        row_upper=np.concatenate([form.row_upper, -held * unit, side[1]]),
        lower=np.append(form.lower, np.zeros(fresh)),
        upper=np.concatenate([form.upper, most * unit, rows.most * unit]),
        integer=np.append(form.integer, np.zeros(fresh, dtype=bool)),
    )


def barring(
    form: LinearForm, columns: np.ndarray, held: np.ndarray, barred: list[np.ndarray]
) -> LinearForm:
    """Append a row for each selection (n,) that is not to come again, if the kernel has it.

    ``sum of x over S - sum of x over the others <= |S| - 1`` leaves out ``S`` alone.
    """
    outside = np.ones(held.size, dtype=bool)
    outside[columns] = False
    rows = [np.where(x[columns] > 0.5, 1.0, -1.0) for x in barred if (x == held)[outside].all()]
    if not rows:
        return form
    body = csr_array(np.array(rows))
    wide = csr_array((body.data, body.indices, body.indptr), (len(rows), form.objective.size))
    side = np.array([float((row > 0).sum()) - 1.0 for row in rows])
    return replace(
        form,
        matrix=csr_array(vstack([form.matrix, wide], format="csr")),
        row_lower=np.append(form.row_lower, np.full(side.size, -np.inf)),
        row_upper=np.append(form.row_upper, side),
        row_labels=(),
    )


def _power(figure: float) -> float:
    """Return the power of two that brings a figure between 1 and 2."""
    return 2.0 ** -float(np.floor(np.log2(figure))) if figure > 0 else 1.0


def _powers(rows: csr_array) -> np.ndarray:
    largest = np.abs(rows).max(axis=1).toarray().ravel()
    return np.array([_power(float(one)) for one in largest])
