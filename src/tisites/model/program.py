"""The labelled sparse program: the only thing that a solver sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True, slots=True)
class Separation:
    """Chosen sites lie more than ``km`` apart, kept as geometry, never as a list of pairs.

    Parameters
    ----------
    constraint : str
        Name of the declared constraint.
    km : float
        Two candidates *strictly* closer than this cannot both be chosen.
    x_m, y_m : (n,) float64
        Projected coordinates of every column, in metres of its zone.
    zone : (n,) int64
        Projection zone (mainland, each overseas territory); distances across zones are infinite.
    """

    constraint: str
    km: float
    x_m: Floats
    y_m: Floats
    zone: Ints

    def pairs(self, columns: Ints | None = None) -> Ints:
        """Return conflicting pairs among ``columns`` (default: all), as original column numbers.

        Returns
        -------
        (k, 2) int64
            Each row ``i < j``, sorted.

        Examples
        --------
        >>> rule = Separation("spacing", 5.0, np.array([0.0, 3e3, 9e3]), np.zeros(3), np.zeros(3))
        >>> rule.pairs().tolist()
        [[0, 1]]
        """
        from scipy.spatial import cKDTree

        chosen = np.arange(self.x_m.size) if columns is None else np.sort(np.asarray(columns))
        located = np.isfinite(self.x_m[chosen]) & np.isfinite(self.y_m[chosen])
        chosen = chosen[located]  # a site without a point conflicts with none
        found = []
        for zone in np.unique(self.zone[chosen]):
            here = chosen[self.zone[chosen] == zone]
            points = np.column_stack([self.x_m[here], self.y_m[here]])
            near = cKDTree(points).query_pairs(self.km * 1000.0, output_type="ndarray")
            gap = np.hypot(*(points[near[:, 0]] - points[near[:, 1]]).T)
            near = near[gap < self.km * 1000.0]  # the tree's ball is closed, the rule is open
            found.append(here[np.sort(near, axis=1)])
        pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)

    def keeps_out(self, chosen: Ints) -> bool:
        """Whether a chosen column keeps a column that is not chosen out.

        Examples
        --------
        >>> rule = Separation("spacing", 5.0, np.array([0.0, 3e3, 9e3]), np.zeros(3), np.zeros(3))
        >>> rule.keeps_out(np.array([0])), rule.keeps_out(np.array([2]))
        (True, False)
        """
        from scipy.spatial import cKDTree

        for zone in np.unique(self.zone[chosen]):
            near = np.flatnonzero((self.zone == zone) & np.isfinite(self.x_m + self.y_m))
            points = np.column_stack([self.x_m[near], self.y_m[near]])
            mine = np.isin(near, chosen)
            if mine.all() or not mine.any():
                continue
            gap, _ = cKDTree(points[mine]).query(points[~mine])
            if (gap < self.km * 1000.0).any():
                return True
        return False


@dataclass(frozen=True, slots=True)
class Access:
    """How well the selection serves a demand layer: each point by its best chosen site.

    The term adds ``weight * sum_k demand[k] * max_{i chosen} f[k, i]`` to the objective.

    Parameters
    ----------
    name : str
        Name of the declared term.
    weight : float
        Points of objective for one unit of served demand.
    demand : (K,) float64
        Demand of each point, not negative.
    group : (K,) int64
        Demand group of each point (département); one continuous variable a group.
    group_labels : sequence of str
        Name of each group.
    f : (K, n) csr_array or csc_array of float64
        Service of point k by column i, not negative; a pair left out serves nothing (f = 0).
        By column costs the kernel less memory (``minutes.T`` of a sites × communes array).
    """

    name: str
    weight: float
    demand: Floats
    group: Ints
    group_labels: Sequence[str]
    f: csr_array | csc_array

    def served(self, columns: Ints) -> float:
        """Return the weighted service of a selection, from the data alone.

        Examples
        --------
        >>> f = csr_array(np.array([[1.0, 0.4], [0.0, 0.8]]))
        >>> term = Access("a", 0.5, np.array([10.0, 20.0]), np.zeros(2, int), ["g"], f)
        >>> term.served(np.array([1]))
        10.0
        """
        if len(columns) == 0:
            return 0.0
        if self.f.format != "csr":
            best = self.f[:, np.asarray(columns)].max(axis=1).toarray().ravel()
            return float(self.weight * (self.demand @ best))
        chosen = np.zeros(self.f.shape[1], dtype=bool)
        chosen[np.asarray(columns)] = True
        pairs = np.flatnonzero(chosen[self.f.indices])
        point = np.searchsorted(self.f.indptr, pairs, side="right") - 1
        best = np.zeros(self.f.shape[0])
        np.maximum.at(best, point, self.f.data[pairs])
        return float(self.weight * (self.demand @ best))


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
    value: Floats
    lower: Floats
    upper: Floats
    integer: np.ndarray
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
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

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return int(self.value.size)

    @property
    def n_rows(self) -> int:
        """Number of labelled rows, separation cliques not counted."""
        return len(self.row_labels)

    def objective(self, x: Floats) -> float:
        """Evaluate the true objective at a point, service term included.

        For the service term, columns with ``x > 0.5`` count as chosen.
        """
        total = self.constant + float(self.value @ x)
        if self.access is not None:
            total += self.access.served(np.flatnonzero(self.integer & (x > 0.5)))
        return total


def _filled(given: ArrayLike | None, size: int, otherwise: float) -> Floats:
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
