"""A plain mixed-integer linear form: what a back end is given, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array, diags_array, vstack

#: A bound of this size is a solver's infinity.
NO_BOUND = 1e20


@dataclass(frozen=True, slots=True)
class LinearForm:
    """Maximise ``objective @ z`` with ``row_lower <= matrix @ z <= row_upper`` and bounds.

    Parameters
    ----------
    objective : (n,) float64
        Objective coefficients (maximised).
    matrix : (m, n) csr_array
        Row coefficients.
    row_lower, row_upper : (m,) float64
        Row bounds, infinite where open.
    lower, upper : (n,) float64
        Column bounds.
    integer : (n,) bool
        Integral columns.
    row_labels : tuple of str
        Label of each row, for exports; may be empty.
    column_labels : tuple of str
        Label of each column, for exports; may be empty.
    """

    objective: np.ndarray
    matrix: csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()


class StopReason(StrEnum):
    """Why a back end stopped."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    INTERRUPTED = "interrupted"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What a back end says, before any check.

    Parameters
    ----------
    stop : StopReason
        Why it stopped.
    z : (n,) float64 or None
        Its best point.
    bound : float
        Its upper bound on the objective; infinite when it gives none.
    nodes : float
        Branch-and-bound nodes; NaN when it does not say.
    """

    stop: StopReason
    z: np.ndarray | None
    bound: float
    nodes: float = float("nan")


def scaled(form: LinearForm) -> tuple[LinearForm, float]:
    """Scale the objective and every row by a power of two, so that solver tolerances bite.

    Tolerances of solvers are absolute: a budget in euros (1e7) and a share (1e-2) must not be
    held to the same 1e-7. Powers of two change no digit.

    Returns
    -------
    form : LinearForm
        The scaled form: largest coefficient of each row in [1, 2), of the objective in
        [128, 256).
    factor : float
        What the objective was multiplied by.

    Examples
    --------
    >>> form = LinearForm(np.array([3.0]), csr_array([[1e6]]), np.array([0.0]), np.array([5e6]),
    ...     np.zeros(1), np.ones(1), np.ones(1, bool))
    >>> s, factor = scaled(form)
    >>> float(s.objective[0]), factor, bool(1.0 <= s.matrix.toarray()[0, 0] < 2.0)
    (192.0, 64.0, True)
    """
    peak = float(np.max(np.abs(form.objective), initial=0.0))
    factor = 2.0 ** (7 - int(np.floor(np.log2(peak)))) if peak > 0 else 1.0
    largest = np.zeros(form.matrix.shape[0])
    if form.matrix.nnz:
        largest = np.abs(form.matrix).max(axis=1).toarray().ravel()
    rows = np.ones(largest.size)
    rows[largest > 0] = 2.0 ** -np.floor(np.log2(largest[largest > 0]))
    return (
        replace(
            form,
            objective=form.objective * factor,
            matrix=csr_array(diags_array(rows) @ form.matrix) if rows.size else form.matrix,
            row_lower=form.row_lower * rows,
            row_upper=form.row_upper * rows,
        ),
        factor,
    )


def with_cutoff(form: LinearForm, cutoff: float | None) -> LinearForm:
    """Ask for points worth at least ``cutoff``, by one more row; the form itself for None.

    Examples
    --------
    >>> form = LinearForm(np.array([3.0]), csr_array((0, 1)), np.empty(0), np.empty(0),
    ...     np.zeros(1), np.ones(1), np.ones(1, bool))
    >>> with_cutoff(form, 2.0).row_lower.tolist()
    [2.0]
    """
    if cutoff is None:
        return form
    row = csr_array(form.objective[None, :])
    return replace(
        form,
        matrix=csr_array(vstack([form.matrix, row])),
        row_lower=np.append(form.row_lower, cutoff),
        row_upper=np.append(form.row_upper, np.inf),
        row_labels=(),
    )


def posed(form: LinearForm, cutoff: float | None) -> tuple[LinearForm, float]:
    """Return what a back end is given: scaled, the cutoff as a row; and the objective's factor."""
    return scaled(with_cutoff(form, cutoff))


def answered(answer: RawAnswer, factor: float, cutoff: float | None) -> RawAnswer:
    """Return a back end's answer in the form's own units.

    Infeasible below a cutoff means that nothing reaches it: the cutoff is the bound. A bound at a
    solver's infinity is none.

    Examples
    --------
    >>> answered(RawAnswer(StopReason.INFEASIBLE, None, 0.0), 64.0, 2.0).bound
    2.0
    >>> answered(RawAnswer(StopReason.LIMIT, None, 128.0), 64.0, None).bound
    2.0
    """
    if answer.stop is StopReason.INFEASIBLE:
        nothing = -math.inf if cutoff is None else cutoff
        return RawAnswer(StopReason.INFEASIBLE, None, nothing, answer.nodes)
    bound = math.inf if not abs(answer.bound) < NO_BOUND else answer.bound / factor
    return replace(answer, bound=bound)


class Runner(Protocol):
    """Solves one linear form."""

    def __call__(
        self,
        form: LinearForm,
        *,
        seconds: float | None = None,
        gap_rel: float = 0.0,
        cutoff: float | None = None,
    ) -> RawAnswer:
        """Solve to the limits given; the answer is not checked.

        Parameters
        ----------
        form : LinearForm
            What to solve.
        seconds : float, optional
            Wall clock.
        gap_rel : float
            Relative gap to stop at.
        cutoff : float, optional
            Only points worth at least this are of interest; ``INFEASIBLE`` then means that there
            is none, and the bound says so.
        """
