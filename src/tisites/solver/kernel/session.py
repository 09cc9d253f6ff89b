"""Solve by kernel, once or again and again: what was learnt serves the next solve."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.certificate.implied import implied_bounds
from tisites.messages.progress import Silent, Stopwatch
from tisites.solver.compact import CBC, CompactBackEnd
from tisites.solver.form import StopReason
from tisites.solver.kernel.engine import Engine
from tisites.solver.kernel.outcome import outcome_of
from tisites.solver.kernel.packing import CURVED
from tisites.solver.kernel.prepared import KernelProgram, multiples, prepare, sides, whole_step
from tisites.solver.solution import Limits, Solution

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.program import Program
    from tisites.solver.kernel.curved import Curved
    from tisites.solver.kernel.packing import Packing


class Session:
    """A program that is solved, changed and solved again.

    The linear program, its cuts and cliques, the service structure and the best selections are
    kept, so that a changed weight, limit or lock costs a fraction of the first solve. Every
    solve is a proof of its own: nothing is assumed of the former optimum.

    Parameters
    ----------
    program : Program
        What to solve first.
    back_end : CompactBackEnd, optional
        Who looks for better in each kernel; CBC through PuLP by default, nobody for None.
    confirm : bool
        Whether the back end also confirms kernels that the short tree closed.
    curved : tuple of Curved
        Convex limits beside the program's rows.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from tisites.model.program import Program
    >>> ones = np.ones(3)
    >>> program = Program(np.array(["a", "b", "c"]), np.array([3.0, 2.0, 1.0]), 0 * ones, ones,
    ...     ones > 0, csr_array(np.ones((1, 3))), np.ones(1), np.ones(1), ("n[]",), ("n",))
    >>> session = Session(program)
    >>> session.solve().selected.tolist()
    [0]
    >>> session.change(value=np.array([1.0, 2.0, 5.0]))
    >>> session.solve().selected.tolist()
    [2]
    """

    def __init__(
        self,
        program: Program,
        back_end: CompactBackEnd | None = CBC,
        *,
        confirm: bool = True,
        curved: tuple[Curved, ...] = (),
    ) -> None:
        self.program = program
        self.back_end = back_end
        self.confirm = confirm
        run = None if back_end is None else back_end.run
        watch = Stopwatch()
        with watch.phase("prepare"):
            self._engine = Engine(prepare(program, curved), run, confirm=confirm)
        self._first = dict(watch.seconds)

    def change(
        self,
        *,
        value: np.ndarray | None = None,
        lower: np.ndarray | None = None,
        upper: np.ndarray | None = None,
        row_lower: np.ndarray | None = None,
        row_upper: np.ndarray | None = None,
        access_weight: float | None = None,
        constant: float | None = None,
    ) -> None:
        """Change figures of the program; its rows' coefficients and geometry stay.

        Parameters
        ----------
        value, lower, upper : (n,) float64, optional
            Objective, bounds (locks).
        row_lower, row_upper : (m,) float64, optional
            Limits of the rows.
        access_weight : float, optional
            Weight of the access term; not negative.
        constant : float, optional
            Constant of the objective.
        """
        given: dict[str, Any] = {
            "value": value, "lower": lower, "upper": upper, "row_lower": row_lower,
            "row_upper": row_upper, "constant": constant,
        }  # fmt: skip
        fields = {k: v for k, v in given.items() if v is not None}
        program = replace(self.program, **fields)
        old = self._engine.prepared
        service = old.service
        if access_weight is not None and program.access is not None:
            if access_weight < 0 or (service is None and access_weight > 0):
                self.__init__(  # type: ignore[misc]
                    replace(program, access=replace(program.access, weight=access_weight)),
                    self.back_end,
                    confirm=self.confirm,
                    curved=old.curved,
                )
                return
            if service is not None:
                ratio = service.weight / program.access.weight
                service = replace(service, weight=access_weight * ratio)
            program = replace(program, access=replace(program.access, weight=access_weight))
        locked = fields.keys() & {"lower", "upper", "row_lower", "row_upper"}
        low, high = implied_bounds(program) if locked else (old.lower, old.upper)
        row_low, row_up = sides(program, old.row_scale)
        self.program = program
        self._engine.renew(
            replace(
                old,
                program=program,
                value=program.value * old.factor,
                lower=low,
                upper=high,
                row_lower=row_low,
                row_upper=row_up,
                service=service,
                step=_whole_step(program, old) if access_weight is None else 0.0,
            )
        )

    def seed(self, cuts: list[Packing], selections: list[np.ndarray]) -> None:
        """Start the next solve from cuts of the convex limits, and from selections (n,)."""
        self._engine.work.master.add_packings(cuts)
        self._engine.work.pool = [*selections, *self._engine.work.pool]

    def curve_cuts(self) -> list[Packing]:
        """Return the cuts of the convex limits that the linear program holds."""
        return [row for row in self._engine.work.master.packing_rows() if row.row == CURVED]

    def forget_selections(self) -> None:
        """Start the next solve from its own linear optimum, not from the last selection.

        Quicker where the values change so much that the last selection is of no use, as from
        one sample of weights to the next; rows, cuts and cliques are kept.
        """
        self._engine.work.pool = []

    def solve(
        self,
        limits: Limits | None = None,
        listener: Listener | None = None,
        *,
        root_only: bool = False,
        above: float = -math.inf,
        evidence: bool = False,
    ) -> Solution:
        """Solve the program as it is now.

        Parameters
        ----------
        limits : Limits, optional
            When to stop.
        listener : Listener, optional
            Hears phases and bounds.
        root_only : bool
            Stop where kernels would begin, without a proof unless the root closed.
        above : float
            Only selections worth more are of interest: infeasible says that there is none.
        evidence : bool
            Whether the certificate is written down with the solution.

        Returns
        -------
        Solution
            Its certificate says how: ``lp_bound`` and ``root_incumbent`` (in the units of the
            objective), then counts: ``rounds``, ``cuts``, ``cliques``, ``pricings``,
            ``columns_in_lp``, ``kernels``, ``kernel_columns`` (of the last), ``tree_nodes``,
            ``mip_rounds`` (times the back end spoke), ``nodes`` (its own).
        """
        limits = limits or Limits()
        watch = Stopwatch(listener or Silent())
        watch.seconds.update(self._first)
        spent = sum(self._first.values())
        self._first = {}
        left = None if limits.seconds is None else max(0.0, limits.seconds - spent)
        state = self._engine.solve(left, limits.gap_rel, watch, root_only=root_only, above=above)
        name = "kernel" + ("" if self.back_end is None else f" + {self.back_end.version()}")
        return outcome_of(self._engine.prepared, state, limits, watch, name, evidence=evidence)

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the last solve."""
        return self._engine.work.state.stop is StopReason.INTERRUPTED

    def linear_point(self) -> np.ndarray:
        """Return the point (n,) of the linear relaxation that the last solve ended at.

        Zero in columns that were never priced in; no bound and no feasibility is claimed.
        """
        x = np.zeros(self.program.n_columns)
        master = self._engine.work.master
        x[master.active] = master.point()[0]
        return x

    def row_prices(self) -> np.ndarray:
        """Return the price (m,) of every row in the last linear program; rows are scaled.

        Zero says that the linear program does not pay for a row; no integer claim is made.
        """
        return self._engine.work.master.duals().rows

    def bounds_if_chosen(self) -> np.ndarray:
        """Bound, after a solve, every selection that holds a column at its upper limit.

        Reduced costs of the root: ``z <= bound - |r_i|`` for a column whose reduced cost ``r_i``
        keeps it out. The program must be feasible, and not changed since it was solved.

        Returns
        -------
        (n,) float64
            Points of the objective; infinite where nothing was learnt.
        """
        state, prepared = self._engine.work.state, self._engine.prepared
        most = np.minimum(state.if_one, state.upper)
        return np.asarray(most / prepared.factor + prepared.program.constant)

    def settled_above(self, value: float) -> tuple[np.ndarray, np.ndarray]:
        """Return what every selection worth more than ``value`` has in common.

        By the reduced costs of the last solve's root, as :meth:`bounds_if_chosen`.

        Returns
        -------
        lower, upper : (n,) float64
            Bounds of the columns, at least as tight as the program's own.
        """
        state, prepared = self._engine.work.state, self._engine.prepared
        least = (value - prepared.program.constant) * prepared.factor
        sites = np.asarray(prepared.integer)
        lower = np.where(sites & (state.if_zero < least), 1.0, self.program.lower)
        upper = np.where(sites & (state.if_one < least), 0.0, self.program.upper)
        return lower, upper


def _whole_step(program: Program, old: KernelProgram) -> float:
    """Return the step of the new values; with a service, kept only if they are multiples too."""
    if old.service is None:
        return whole_step(program) * old.factor
    known = old.step / old.factor
    whole = known and not program.value[~program.integer].any()
    return old.step if whole and multiples(program.value, known) else 0.0
