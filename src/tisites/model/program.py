"""The labelled sparse program: the only thing that a solver sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from tisites.model.terms import Access, Separation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Program:
    """Maximise ``value @ x + access(x)`` subject to labelled rows.

    Columns come sorted by site id, so that the order of the input file cannot matter.
    Continuous columns (equity measures) may follow the binaries; ``integer`` says which is which.

    Parameters
    ----------
    columns : (n,) object
        Label of each column: the site id for a binary.
    value : (n,) float64
        Objective coefficient of each column.
    lower, upper : (n,) float64
        Bounds; a lock is a bound.
    integer : (n,) bool
        Which columns are binary.
    matrix : (m, n) csr_array
        Row coefficients.
    row_lower, row_upper : (m,) float64
        Row bounds, infinite where open.
    row_labels : (m,) tuple of str
        Unique label of each row: ``constraint[group]``.
    row_constraints : (m,) tuple of str
        Name of the declared constraint each row belongs to.
    separations : tuple of Separation
        Spacing rules, kept as geometry; back ends expand them to cliques.
    access : Access, optional
        The concave service term.
    constant : float
        Added to the objective.
    row_groups : (m,) tuple of str
        Name of the territory behind each row, for the planner; empty without groups.
    """

    columns: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    matrix: csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    row_labels: tuple[str, ...]
    row_constraints: tuple[str, ...]
    separations: tuple[Separation, ...] = ()
    access: Access | None = None
    constant: float = 0.0
    row_groups: tuple[str, ...] = ()

    @classmethod
    def from_arrays(
        cls,
        value: ArrayLike,
        matrix: ArrayLike | csr_array | None = None,
        row_lower: ArrayLike | None = None,
        row_upper: ArrayLike | None = None,
        *,
        columns: Sequence[str] | None = None,
        lower: ArrayLike | None = None,
        upper: ArrayLike | None = None,
        integer: ArrayLike | None = None,
        row_labels: Sequence[str] | None = None,
        separations: Sequence[Separation] = (),
        access: Access | None = None,
        constant: float = 0.0,
    ) -> Program:
        """Make a program of arrays; labels are made where none are given.

        Parameters
        ----------
        value : (n,) array
            Objective coefficients, to be maximised.
        matrix : (m, n) array or sparse array, optional
            Row coefficients; no rows by default.
        row_lower, row_upper : (m,) array, optional
            Row bounds; open where left out.
        columns : (n,) sequence of str, optional
            Labels of the columns, unique; ``x0`` … by default.
        lower, upper : (n,) array, optional
            Bounds of the columns; 0 and 1 by default.
        integer : (n,) array of bool, optional
            Which columns are binary; all by default.
        row_labels : (m,) sequence of str, optional
            Unique labels, ``constraint[group]``; ``row0[]`` … by default.
        separations, access, constant
            As in the class.

        Raises
        ------
        ValueError
            If shapes do not agree, if a label comes twice, or if a figure is not a number.

        Examples
        --------
        >>> program = Program.from_arrays([3.0, 2.0], [[1, 1]], None, [1])
        >>> program.n_rows, list(program.columns), program.objective(np.array([1.0, 0.0]))
        (1, ['x0', 'x1'], 3.0)
        """
        worth = np.asarray(value, dtype=np.float64)
        n = worth.size
        rows = csr_array((0, n)) if matrix is None else csr_array(matrix, dtype=np.float64)
        m = rows.shape[0]
        names = [f"x{i:0{len(str(max(n - 1, 0)))}d}" for i in range(n)]
        labels = tuple(f"row{r}[]" for r in range(m)) if row_labels is None else tuple(row_labels)
        made = cls(
            columns=np.array(names if columns is None else list(columns), dtype=object),
            value=worth,
            lower=_filled(lower, n, 0.0),
            upper=_filled(upper, n, 1.0),
            integer=np.ones(n, dtype=bool) if integer is None else np.asarray(integer, dtype=bool),
            matrix=rows,
            row_lower=_filled(row_lower, m, -np.inf),
            row_upper=_filled(row_upper, m, np.inf),
            row_labels=labels,
            row_constraints=tuple(label.partition("[")[0] for label in labels),
            separations=tuple(separations),
            access=access,
            constant=float(constant),
        )
        _refuse_wrong_arrays(made)
        return made

    def with_rows(
        self,
        matrix: ArrayLike | csr_array,
        lower: ArrayLike,
        upper: ArrayLike,
        labels: Sequence[str],
        *,
        constraints: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
    ) -> Program:
        """Return the program with more rows after its own.

        Parameters
        ----------
        matrix : (k, n) array or sparse array
            Coefficients.
        lower, upper : (k,) array or float
            Bounds.
        labels : (k,) sequence of str
            Labels, unlike any there is.
        constraints : (k,) sequence of str, optional
            Name of the constraint of each row; its label by default.
        groups : (k,) sequence of str, optional
            Territory of each row, for the planner; none by default.

        Examples
        --------
        >>> program = Program.from_arrays([3.0, 2.0])
        >>> more = program.with_rows([[1, 1]], -np.inf, 1.0, ("one",))
        >>> more.row_labels, more.row_constraints, more.row_upper.tolist(), program.n_rows
        (('one',), ('one',), [1.0], 0)
        """
        more = csr_array(matrix, dtype=np.float64)
        count = more.shape[0]
        names = tuple(labels)
        if len(names) != count or more.shape[1] != self.n_columns:
            raise ValueError(f"{more.shape} coefficients for {len(names)} rows")
        before = self.row_groups or ("",) * self.n_rows
        told = ("",) * count if groups is None else tuple(groups)
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, more], format="csr")),
            row_lower=np.concatenate([self.row_lower, np.broadcast_to(lower, (count,))]),
            row_upper=np.concatenate([self.row_upper, np.broadcast_to(upper, (count,))]),
            row_labels=(*self.row_labels, *names),
            row_constraints=(
                *self.row_constraints, *(names if constraints is None else constraints)
            ),
            row_groups=(*before, *told),
        )  # fmt: skip

    def with_columns(
        self,
        labels: Sequence[str],
        matrix: ArrayLike | csr_array | None = None,
        *,
        value: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = 1.0,
        integer: ArrayLike = False,
    ) -> Program:
        """Return the program with more columns after its own: no sites, and nowhere on the map.

        Parameters
        ----------
        labels : (k,) sequence of str
            Labels, unlike any there is.
        matrix : (m, k) array or sparse array, optional
            Coefficients in the rows there are; none by default.
        value, lower, upper : (k,) array or float
            Objective coefficients and bounds.
        integer : (k,) array of bool or bool
            Which are binary.

        Examples
        --------
        >>> program = Program.from_arrays([3.0, 2.0], [[1, 1]], None, [1])
        >>> more = program.with_columns(["slack"], [[-1.0]], upper=5.0)
        >>> more.matrix.toarray().tolist(), more.upper.tolist(), more.integer.tolist()
        ([[1.0, 1.0, -1.0]], [1.0, 1.0, 5.0], [True, True, False])
        """
        count = len(labels)
        if count == 0:
            return self
        shape = self.n_rows, count
        more = csr_array(shape if matrix is None else matrix, dtype=np.float64)
        if more.shape != shape:
            raise ValueError(f"{more.shape} coefficients for {shape}")

        def longer(own: np.ndarray, given: ArrayLike) -> np.ndarray:
            return np.concatenate([own, np.broadcast_to(given, (count,))])

        return replace(
            self,
            columns=np.concatenate([self.columns, np.array(labels, dtype=object)]),
            value=longer(self.value, value),
            lower=longer(self.lower, lower),
            upper=longer(self.upper, upper),
            integer=longer(self.integer, integer),
            matrix=csr_array(hstack([self.matrix, more], format="csr")),
            separations=tuple(rule.with_columns(count) for rule in self.separations),
            access=None if self.access is None else self.access.with_columns(count),
        )

    def of_columns(self, n: int) -> Program:
        """Return the program of its first ``n`` columns, its rows as they are.

        Examples
        --------
        >>> Program.from_arrays([3.0, 2.0], [[1, 1]]).of_columns(1).matrix.toarray().tolist()
        [[1.0]]
        """
        return self if self.n_columns == n else self.at_columns(np.arange(n))

    def at_columns(self, at: np.ndarray) -> Program:
        """Return the program of some columns (k,) int64, in that order; one may come twice.

        Two columns of one site lie at one place: a rule of spacing keeps them apart.

        Examples
        --------
        >>> program = Program.from_arrays([3.0, 2.0], [[1, 4]])
        >>> program.at_columns(np.array([1, 0])).matrix.toarray().tolist()
        [[4.0, 1.0]]
        """
        return replace(
            self,
            columns=self.columns[at],
            value=self.value[at],
            lower=self.lower[at],
            upper=self.upper[at],
            integer=self.integer[at],
            matrix=csr_array(self.matrix[:, at]),
            separations=tuple(rule.at_columns(at) for rule in self.separations),
            access=None if self.access is None else self.access.at_columns(at),
        )

    def of_rows(self, rows: np.ndarray) -> Program:
        """Return the program with some of its rows (r,) int64, in their order."""
        return replace(
            self,
            matrix=csr_array(self.matrix[rows]),
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            row_labels=tuple(self.row_labels[r] for r in rows),
            row_constraints=tuple(self.row_constraints[r] for r in rows),
            row_groups=tuple(self.row_groups[r] for r in rows) if self.row_groups else (),
        )

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return int(self.value.size)

    @property
    def n_rows(self) -> int:
        """Number of labelled rows, separation cliques not counted."""
        return len(self.row_labels)

    def objective(self, x: np.ndarray) -> float:
        """Evaluate the true objective at a point, service term included.

        For the service term, columns with ``x > 0.5`` count as chosen.
        """
        total = self.constant + float(self.value @ x)
        if self.access is not None:
            total += self.access.served(np.flatnonzero(self.integer & (x > 0.5)))
        return total


def _filled(given: ArrayLike | None, size: int, otherwise: float) -> np.ndarray:
    return np.full(size, otherwise) if given is None else np.asarray(given, dtype=np.float64)


def _refuse_wrong_arrays(program: Program) -> None:
    """Refuse arrays that do not make a program."""
    n, m = program.value.size, len(program.row_labels)
    shapes = {
        "value": (program.value, (n,)), "columns": (program.columns, (n,)),
        "lower": (program.lower, (n,)), "upper": (program.upper, (n,)),
        "integer": (program.integer, (n,)), "matrix": (program.matrix, (m, n)),
        "row_lower": (program.row_lower, (m,)), "row_upper": (program.row_upper, (m,)),
    }  # fmt: skip
    for name, (array, shape) in shapes.items():
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, {shape} is expected")
    for name, labels in (("columns", program.columns), ("row_labels", program.row_labels)):
        if len(set(labels)) != len(labels):
            raise ValueError(f"{name} must be unique")
    if not np.isfinite(program.value).all() or not np.isfinite(program.matrix.data).all():
        raise ValueError("value and matrix must be finite")
    for name in ("lower", "upper", "row_lower", "row_upper"):
        if np.isnan(getattr(program, name)).any():
            raise ValueError(f"{name} holds a figure that is not a number")
    binary = program.integer
    if (program.lower[binary] < 0).any() or (program.upper[binary] > 1).any():
        raise ValueError("bounds of binary columns must lie in 0 … 1")
    if program.access is not None and program.access.f.shape[1] != n:
        raise ValueError(f"access has {program.access.f.shape[1]} columns, {n} are expected")
