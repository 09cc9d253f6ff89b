"""A program made ready for the kernel: scaled, by column, spacing with its trees."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array

from tisites.certificate.implied import implied_bounds
from tisites.certificate.served import Served
from tisites.certificate.sides import whole_sides
from tisites.certificate.weak_duality import Relaxation
from tisites.model.tolerances import MULTIPLE, SAME, SUMS
from tisites.solver.kernel.service import Service, build_service
from tisites.solver.kernel.spacing import Spacing

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.solver.kernel.curved import Curved


#: Columns that first thresholds are taken from, evenly.
SAMPLE = 3000


@dataclass(frozen=True)
class KernelProgram:
    """The program in the kernel's own units.

    Objective figures are ``factor`` times the program's, rows are scaled by powers of two, and
    the constant is left out.

    Parameters
    ----------
    program : Program
        The program as given.
    factor : float
        Kernel objective for one point of the program's.
    value, lower, upper : (n,) float64
        Objective (scaled) and bounds, tightened by what the rows imply.
    rows : csr_array
        Scaled rows.
    columns : csc_array
        The same, by column.
    row_scale, row_lower, row_upper : (m,) float64
        Scale of each row and scaled bounds.
    service : Service, optional
        The access term.
    spacings : tuple of Spacing
        The spacing rules.
    curved : tuple of Curved
        Convex limits beside the program's rows.
    knapsacks : (k,) int64
        Rows over binaries only whose coefficients differ: capacities, budgets.
    step : float
        Every selection's value is a multiple of this (kernel units); 0 when unknown.
    ceiling : (n,) float64
        What each column serves in all (kernel units of service); empty without a service.
    """

    program: Program
    factor: float
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    rows: csr_array
    columns: csc_array
    row_scale: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    service: Service | None
    spacings: tuple[Spacing, ...]
    knapsacks: np.ndarray
    step: float
    curved: tuple[Curved, ...] = ()
    ceiling: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def n(self) -> int:
        """Number of columns."""
        return int(self.value.size)

    @property
    def m(self) -> int:
        """Number of rows."""
        return int(self.row_lower.size)

    @property
    def integer(self) -> np.ndarray:
        """Which columns are binary."""
        return self.program.integer

    @cached_property
    def relaxed(self) -> Relaxation:
        """What weak duality reads of it: the limits of rows without room."""
        s = self.service
        low, up = (end * self.row_scale for end in _whole(self.program))
        served = None
        if s is not None:
            served = KernelServed(s.start, s.point, s.amount, s.n_points, s.weight, self.ceiling, s)
        return Relaxation(
            self.value, np.asarray(self.integer), self.columns,
            low, up, served,
        )  # fmt: skip

    @property
    def weight(self) -> float:
        """Kernel objective for one kernel unit of service."""
        return 0.0 if self.service is None else self.service.weight


def _row_scale(matrix: csr_array) -> np.ndarray:
    largest = np.zeros(matrix.shape[0])
    if matrix.nnz:
        largest = np.abs(matrix).max(axis=1).toarray().ravel()
    scale = np.ones(largest.size)
    scale[largest > 0] = 2.0 ** -np.floor(np.log2(largest[largest > 0]))
    return scale


def _knapsacks(rows: csr_array, integer: np.ndarray) -> np.ndarray:
    """Return rows over binaries that are not plain counts, whose hull they are already."""
    if rows.shape[0] == 0 or rows.nnz == 0:
        return np.empty(0, dtype=np.int64)
    size = np.abs(rows)
    most = size.max(axis=1).toarray().ravel()
    plain = size.sum(axis=1) >= np.diff(rows.indptr) * most * (1 - SUMS)
    mixed = (rows != 0) @ (~integer).astype(float) > 0
    return np.flatnonzero(~(plain | mixed))


def whole_step(program: Program, service: Service | None = None) -> float:
    """Return a figure that every selection's worth is a multiple of, 0 when none is seen.

    Tried: 1, then the least value and its simple fractions, as where every site is worth the
    same. Values are multiples to 1e-10 of the figure, so that sums of ten thousand are to 1e-6.

    Parameters
    ----------
    service : Service, optional
        The access term, unscaled.

    Returns
    -------
    float
        In the program's own units.
    """
    value = np.unique(np.abs(program.value))
    value = value[value > 0]
    if program.value[~program.integer].any():
        return 0.0
    units = [1.0]
    if value.size:
        units += [float(value[0]) / k for k in (1, 2, 3, 4, 5, 6, 8, 10)]
    kept = [u for u in units if multiples(value, u)]
    if service is not None and program.access is not None:
        for part in (service.amount[:1000], service.amount):
            worth = part * program.access.weight
            kept = [u for u in kept if multiples(worth, u)]
    return max(kept, default=0.0)


def multiples(figures: np.ndarray, unit: float) -> bool:
    """Tell whether figures are whole multiples of a unit, to 1e-10 of it."""
    if figures.size == 0:
        return True
    times = figures / unit
    if float(np.abs(times).max()) > 1e5:  # rounding would blur what a multiple is
        return unit == 1.0 and bool((times == np.rint(times)).all())
    return bool((np.abs(times - np.rint(times)) <= MULTIPLE).all())


def prepare(program: Program, curved: tuple[Curved, ...] = ()) -> KernelProgram:
    """Scale a program and index it by column."""
    service = None if program.access is None else build_service(program.access)
    step = whole_step(program, service)
    unit, ceiling = 1.0, np.empty(0)
    if service is not None:
        ceiling = service.price(np.zeros(service.n_points))
        most = float((service.amount if service.n_groups == service.n_points else ceiling).max())
        unit = 2.0 ** np.floor(np.log2(most))
        ceiling /= unit
    peak = float(np.abs(program.value).max(initial=0.0))
    if service is not None:
        peak = max(peak, service.weight * unit)
    factor = 2.0 ** (7 - int(np.floor(np.log2(peak)))) if peak > 0 else 1.0
    if service is not None:
        np.divide(service.amount, unit, out=service.amount)
        service = replace(service, weight=service.weight * unit * factor)
    scale = _row_scale(program.matrix)
    rows = csr_array(diags_array(scale) @ program.matrix) if scale.size else program.matrix
    lower, upper = implied_bounds(program)
    low, up = sides(program, scale)
    return KernelProgram(
        program=program,
        factor=factor,
        value=program.value * factor,
        lower=lower,
        upper=upper,
        rows=rows,
        columns=csc_array(rows),
        row_scale=scale,
        row_lower=low,
        row_upper=up,
        service=service,
        spacings=tuple(Spacing(s, np.asarray(program.integer)) for s in program.separations),
        knapsacks=_knapsacks(rows, np.asarray(program.integer)),
        step=step * factor,
        curved=curved,
        ceiling=ceiling,
    )


@dataclass(frozen=True)
class KernelServed(Served):
    """The service of a kernel, priced as it prices."""

    service: Service | None = None

    def above(self, threshold: np.ndarray) -> np.ndarray:
        """Return what every column offers above thresholds, (n,)."""
        assert self.service is not None
        return self.service.price(threshold)


def _whole(program: Program) -> tuple[np.ndarray, np.ndarray]:
    integer = np.asarray(program.integer)
    return whole_sides(program.matrix, integer, program.row_lower, program.row_upper)


def sides(program: Program, scale: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the scaled limits of the rows, (m,) each.

    Rows with continuous columns carry sums of floats: a selection that meets such a limit exactly
    misses it in the last digits, and solvers were seen to call that infeasible.
    """
    low, up = (end * scale for end in _whole(program))
    if program.integer.all() or not scale.size or program.value[~program.integer].any():
        return low, up  # where such columns have a price, the bound would be looser than the value
    mixed = abs(program.matrix) @ (~np.asarray(program.integer)).astype(float) > 0
    with np.errstate(invalid="ignore"):
        play = [np.where(mixed & np.isfinite(s), SAME * np.maximum(1.0, np.abs(s)), 0.0)
                for s in (low, up)]  # fmt: skip
    return low - play[0], up + play[1]


def counts_only(p: KernelProgram) -> bool:
    """Tell whether the one rule is how many columns: a row of equal figures, no spacing."""
    if p.spacings or p.curved or p.m != 1 or p.rows.nnz != p.n:
        return False
    unit = float(p.rows.data[0])
    return unit > 0 and bool((p.rows.data == unit).all())


def first_thresholds(prepared: KernelProgram) -> np.ndarray:
    """Return thresholds for the first cut of every group: (n_points,).

    Zero, which is always a fair start; but where ``p`` sites are chosen for their service alone,
    the critical values of a selection spread evenly over all columns: each point is then
    priced by its ``n / p`` best sites, not by all that reach it.
    """
    p, service = prepared, prepared.service
    assert service is not None
    if p.value.any() or not counts_only(p):
        return np.zeros(service.n_points)
    most = float(p.row_upper[0]) / float(p.rows.data.max())
    some = np.unique(np.linspace(0, p.n - 1, min(p.n, SAMPLE)).astype(np.int64))
    if not 1.0 <= most < some.size:
        return np.zeros(service.n_points)
    return service.block(some).critical(np.full(some.size, most / some.size))
