"""Which site for which type of project: chosen together, proven, and what each quota costs."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.stop import look
from tisites.model.tolerances import ROW, TIE
from tisites.score.scores import FULL_SCORE
from tisites.solver.check import broken_rules
from tisites.solver.infeasible import conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.types.fit import fit
from tisites.study.types.program import typed_program
from tisites.study.types.scaled import scaled_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution
    from tisites.study.types.fit import Fit
    from tisites.study.types.program import Pairs


@dataclass(frozen=True, slots=True)
class QuotaPrice:
    """What moving one quota by one site gains or costs.

    Parameters
    ----------
    kind : str
        The type.
    side : str
        ``min`` or ``max``.
    limit, moved : int
        The quota, and where it is moved to.
    gain : float
        Value gained; negative where it costs; NaN where nothing is feasible or proven.
    proof : Proof
        ``INFEASIBLE`` where no selection meets the moved quota.
    enters, leaves : tuple of str
        Sites that come in and go.
    """

    kind: str
    side: str
    limit: int
    moved: int
    gain: float
    proof: Proof
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenReference:
    """Whether a selection made without types can be given types as it stands.

    Parameters
    ----------
    ids : tuple of str
        The selection.
    proof : Proof
        ``OPTIMAL`` where it can be, with the types that are worth most; ``INFEASIBLE`` where not.
    kinds : mapping of str to str
        Type of each of its sites, where it can.
    suit : mapping of str to int
        How many of its sites suit each type.
    none : tuple of str
        Its sites that suit no type.
    kept : tuple of str
        Its sites that the selection chosen with its types keeps.
    kept_most : int, optional
        The most of its sites that any selection with types can keep; ``None`` if not proven.
    """

    ids: tuple[str, ...]
    proof: Proof
    kinds: Mapping[str, str]
    suit: Mapping[str, int]
    none: tuple[str, ...]
    kept: tuple[str, ...]
    kept_most: int | None


@dataclass(frozen=True)
class TypesAnswer:
    """Sites and types chosen together.

    Parameters
    ----------
    name : str
        The scenario.
    model : Model
    sites : DataFrame
        The sites that compete.
    fits : mapping of str to Fit
        Sites against the needs of each type.
    values : mapping of str to (n,) float64
        Score of each site by each type's weights, out of 100.
    values_plain : (n,) float64
        Score of each site by the model's own weights.
    weighed : mapping of str to (n,) float64
        What is added up: the same, as the declared rule has it.
    solution : Solution
    kinds : mapping of str to str
        Type of each chosen site, by id, sorted.
    only : bool, optional
        Whether no other choice is worth as much; ``None`` if not asked or not proven.
    conflict : tuple of str
        Constraints that cannot hold together, where nothing is feasible.
    starved : tuple of (str, str)
        Constraints and territories whose floor no sites that suit a type can reach.
    reference : GivenReference, optional
        The selection without types.
    prices : tuple of QuotaPrice
    idle : tuple of (str, str)
        Types and multipliers that multiply nothing: no rule of the model counts that quantity.
    solve_seconds, seconds : float
        Of the choice alone, and of everything.
    incomplete : bool
        Whether time or the planner stopped it.
    synthetic : bool
    """

    name: str
    model: Model
    sites: pd.DataFrame
    fits: Mapping[str, Fit]
    values: Mapping[str, np.ndarray]
    values_plain: np.ndarray
    weighed: Mapping[str, np.ndarray]
    solution: Solution
    kinds: Mapping[str, str]
    only: bool | None
    conflict: tuple[str, ...]
    starved: tuple[tuple[str, str], ...]
    reference: GivenReference | None
    prices: tuple[QuotaPrice, ...]
    idle: tuple[tuple[str, str], ...]
    solve_seconds: float
    seconds: float
    incomplete: bool
    synthetic: bool

    @property
    def value(self) -> float:
        """Value of the choice, in the units of the declared sum."""
        return self.solution.value


def values_of(model: Model, values: pd.DataFrame, own: np.ndarray) -> dict[str, np.ndarray]:
    r"""Score every site by each type's weights: :math:`100 \sum_j w_{tj} v_{ij} / \sum_j w_{tj}`.

    Parameters
    ----------
    model : Model
    values : DataFrame
        Value functions of the sites, columns ``(criterion, "nominal")``, 0 to 1.
    own : (n,) float64
        The model's scores: those of a type without weights, to the last digit.
    """
    found = {}
    for name, kind in model.type.items():
        if not kind.weights:
            found[name] = own
            continue
        weight = {j: kind.weights.get(j, one.weight) for j, one in model.score.items()}
        total = sum(weight.values())
        parts = [w * values[j, "nominal"].to_numpy(dtype=np.float64) for j, w in weight.items()]
        found[name] = FULL_SCORE * np.sum(parts, axis=0) / total
    return found


def weighed_of(
    model: Model, values: Mapping[str, np.ndarray], fits: Mapping[str, Fit]
) -> dict[str, np.ndarray]:
    """Return what is added up: points, or shares of the best site that each type fits."""
    if model.types is None or model.types.sum == "points":
        return dict(values)
    found = {}
    for name, points in values.items():
        allowed = fits[name].allowed
        best = float(points[allowed].max()) if allowed.any() else 0.0
        found[name] = FULL_SCORE * points / best if best > 0 else points
    return found


def pairs_of(
    prepared: Prepared,
) -> tuple[Pairs, dict[str, Fit], dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the program of pairs of a scenario; what suits, scores by type, what is added up."""
    model, sites = prepared.model, prepared.sites
    fits = {name: fit(kind, sites.indicators) for name, kind in model.type.items()}
    scores = prepared.scores.at(sites.table.index)
    values = values_of(model, scores.values, prepared.program.value[: len(sites)])
    weighed = weighed_of(model, values, fits)
    program, times = scaled_program(model, sites, scores, prepared.program)
    pairs = typed_program(
        program,
        {name: _padded(one.allowed, program.n_columns) for name, one in fits.items()},
        {name: _padded(one, program.n_columns) for name, one in weighed.items()},
        {name: (kind.min, kind.max) for name, kind in model.type.items()},
        times,
    )
    return pairs, fits, values, weighed


def types(
    prepared: Prepared,
    *,
    reference: tuple[str, ...] | None = None,
    price: bool = True,
    seconds: float | None = None,
    told: Callable[[int, int], None] | None = None,
) -> TypesAnswer:
    """Choose sites and their types together, to proof, and question the choice.

    Parameters
    ----------
    prepared : Prepared
        A scenario that declares types, without what they do not combine with.
    reference : tuple of str, optional
        The selection without types; solved here where it is not given.
    price : bool
        Whether every quota is moved by one, solved again.
    seconds : float, optional
        Limit on everything; what it cuts is told as not proven.
    told : callable, optional
        Hears how many questions are answered, of how many.
    """
    start = time.perf_counter()
    model, sites = prepared.model, prepared.sites
    pairs, fits, values, weighed = pairs_of(prepared)
    study = _Study(pairs, sites.table.index.to_numpy(dtype=object), seconds, start, told)
    study.moves = _moves(model) if price else []
    first = study.settled(study.ask())
    solve_seconds = time.perf_counter() - start
    clash: tuple[str, ...] = ()
    if first.proof is Proof.INFEASIBLE:
        clash = conflict(pairs.program, seconds=10.0)
    plain = reference if reference is not None else _plain(prepared, study)
    given = None if plain is None else study.given(plain, first, fits)
    only = study.is_only(first)
    prices = tuple(study.price(*move, base=first) for move in study.moves) if first.x.size else ()
    return TypesAnswer(
        prepared.scenario, model, sites.table, fits, values,
        prepared.program.value[: len(sites)], weighed, first, study.kinds(first),
        only, clash, _starved(pairs), given, prices, _idle(model), solve_seconds,
        time.perf_counter() - start, study.stopped, prepared.synthetic,
    )  # fmt: skip


def _padded(values: np.ndarray, size: int) -> np.ndarray:
    return np.concatenate([values, np.zeros(size - values.size, dtype=values.dtype)])


def _plain(prepared: Prepared, study: _Study) -> tuple[str, ...] | None:
    """Return the selection without types, proven; ``None`` where there is none or no time."""
    found = Session(prepared.program, confirm=False).solve(study.limits())
    if found.proof is not Proof.OPTIMAL:
        return None
    return tuple(sorted(str(i) for i in prepared.program.columns[found.selected]))


def _moves(model: Model) -> list[tuple[str, str, int, int]]:
    """Return every quota with its two neighbours: type, side, limit, moved."""
    found = []
    for name, kind in model.type.items():
        if kind.min:
            found += [(name, "min", kind.min, kind.min + by) for by in (-1, 1)]
        if kind.max is not None:
            found += [
                (name, "max", kind.max, kind.max + by) for by in (-1, 1) if kind.max + by >= 0
            ]
    return found


def _starved(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """Return the rows with a floor that all pairs together do not reach."""
    program = pairs.program
    most = program.matrix.maximum(0) @ np.where(np.isfinite(program.upper), program.upper, 0.0)
    short = np.flatnonzero(most < program.row_lower - ROW * np.maximum(1.0, program.row_lower))
    groups = program.row_groups
    return tuple((program.row_constraints[r], groups[r] if groups else "") for r in short)


def _idle(model: Model) -> tuple[tuple[str, str], ...]:
    """Return multipliers that no rule of the model reads."""
    from tisites.study.types.scaled import multiplied_by

    read = set(multiplied_by(model).values())
    return tuple(
        (name, multiplier)
        for name, kind in model.type.items()
        for multiplier in ("labour", "water", "power")
        if multiplier not in read and kind.multiply_of(multiplier) != 1.0
    )


class _Study:
    """One warm session over a program of pairs, every question from the program as declared."""

    def __init__(
        self,
        pairs: Pairs,
        ids: np.ndarray,
        seconds: float | None,
        start: float,
        told: Callable[[int, int], None] | None,
    ) -> None:
        self.pairs = pairs
        self.ids = ids
        self.moves: list[tuple[str, str, int, int]] = []
        self.stopped = False
        self._session = Session(pairs.program, confirm=False)
        self._end = None if seconds is None else start + seconds
        self._told = told
        self._done = 0

    def limits(self) -> Limits:
        """Return what time is left."""
        look()
        left = None if self._end is None else max(0.01, self._end - time.perf_counter())
        return Limits(left)

    def ask(
        self,
        *,
        value: np.ndarray | None = None,
        out: np.ndarray | None = None,
        row: tuple[int, float, float] | None = None,
    ) -> Solution:
        """Solve with another objective, columns out, or one row moved."""
        program = self.pairs.program
        upper = program.upper if out is None else np.where(out, 0.0, program.upper)
        low, high = program.row_lower.copy(), program.row_upper.copy()
        if row is not None:
            low[row[0]], high[row[0]] = row[1], row[2]
        self._session.change(
            value=program.value if value is None else value,
            lower=np.minimum(program.lower, upper), upper=upper, row_lower=low, row_upper=high,
        )  # fmt: skip
        found = self._session.solve(self.limits())
        self.stopped |= self._session.interrupted
        self._done += 1
        if self._told is not None:
            self._told(self._done, 4 + len(self.moves))
        return found

    def kinds(self, solution: Solution) -> dict[str, str]:
        """Return the type of each chosen site, by id."""
        pairs, chosen = self.pairs, solution.selected
        found = {
            str(self.ids[pairs.site[k]]): pairs.names[pairs.kind[k]]
            for k in chosen
            if k < pairs.site.size
        }
        return dict(sorted(found.items()))

    def settled(self, solution: Solution) -> Solution:
        """Settle ties between types: of what is worth as much on the chosen sites, the first types.

        Each site's type counts by its place in the model; the least sum of places stands.
        """
        pairs, program = self.pairs, self.pairs.program
        if solution.proof is not Proof.OPTIMAL or len(pairs.names) < 2:
            return solution
        chosen = np.unique(pairs.site[[k for k in solution.selected if k < pairs.site.size]])
        rest = np.arange(pairs.site.size, program.n_columns)
        at = np.concatenate([np.flatnonzero(np.isin(pairs.site, chosen)), rest]).astype(np.int64)
        small = program.at_columns(at)
        mine = small.integer
        place = np.zeros(at.size)
        place[mine] = -pairs.kind[at[mine]]
        small = small.with_rows(small.value[None, :], float(small.value @ solution.x[at]), np.inf,
                                ("as_good",))  # fmt: skip
        found = Session(replace(small, value=place), None, confirm=False).solve(self.limits())
        if found.proof is not Proof.OPTIMAL:
            return solution
        x = np.zeros(program.n_columns)
        x[at] = found.x
        worth = program.objective(x)
        if worth < solution.value - TIE * max(1.0, abs(solution.value)) or broken_rules(program, x):
            return solution  # a row is kept within a tolerance; the value is not to move by it
        selected = np.flatnonzero(program.integer & (x > 0.5)).astype(np.int64)
        return replace(
            solution, x=x, selected=selected, value=worth, activities=program.matrix @ x,
            bound=max(solution.bound, worth), evidence=None,
        )  # fmt: skip

    def is_only(self, solution: Solution) -> bool | None:
        """Tell whether no other choice is worth as much, within a tie; ``None`` if not proven."""
        if solution.proof is not Proof.OPTIMAL:
            return None
        program, chosen = self.pairs.program, solution.selected
        least = solution.value - program.constant - TIE * max(1.0, abs(solution.value))
        same = np.zeros((2, program.n_columns))
        same[0, chosen] = 1.0
        same[1] = program.value
        another = program.with_rows(
            same, np.array([-np.inf, least]), np.array([chosen.size - 1.0, np.inf]),
            ("another", "as_good"),
        )  # fmt: skip
        found = Session(another, confirm=False).solve(self.limits())
        if found.proof is Proof.INFEASIBLE:
            return True
        return False if found.x.size else None

    def given(
        self, ids: tuple[str, ...], chosen: Solution, fits: Mapping[str, Fit]
    ) -> GivenReference:
        """Ask whether a selection can be given types as it stands, and how many it can keep."""
        pairs, mine = self.pairs, np.isin(self.ids, list(ids))
        pad = np.zeros(pairs.program.n_columns - pairs.site.size, dtype=bool)
        inside = np.concatenate([mine[pairs.site], pad])
        other = np.concatenate([~mine[pairs.site], pad])
        exactly = self.ask(out=other)
        most = self.ask(value=inside.astype(np.float64)) if chosen.x.size else None
        some = np.any([one.allowed for one in fits.values()], axis=0)
        kinds = self.kinds(exactly)
        kept_most = None
        if most is not None and most.proof is Proof.OPTIMAL:
            kept_most = round(most.value - pairs.program.constant)
        return GivenReference(
            ids, exactly.proof, kinds,
            {name: int(one.allowed[mine].sum()) for name, one in fits.items()},
            tuple(str(i) for i in self.ids[mine & ~some]),
            tuple(i for i in ids if i in self.kinds(chosen)),
            kept_most,
        )  # fmt: skip

    def price(self, kind: str, side: str, limit: int, moved: int, *, base: Solution) -> QuotaPrice:
        """Move one quota by one and choose again; a choice that still holds is still best."""
        row = self.pairs.quota_row(self.pairs.names.index(kind))
        program = self.pairs.program
        low, high = float(program.row_lower[row]), float(program.row_upper[row])
        low, high = (float(moved), high) if side == "min" else (low, float(moved))
        tighter = (moved > limit) == (side == "min")
        count = float((program.matrix[[row]] @ base.x).item())
        if base.proof is Proof.OPTIMAL and tighter and low <= count <= high:
            return QuotaPrice(kind, side, limit, moved, 0.0, Proof.OPTIMAL)
        if low > high:
            return QuotaPrice(kind, side, limit, moved, np.nan, Proof.INFEASIBLE)
        found = self.ask(row=(row, low, high))
        gain = np.nan
        enters: tuple[str, ...] = ()
        leaves: tuple[str, ...] = ()
        proof = found.proof if base.proof is Proof.OPTIMAL else Proof.FEASIBLE
        if found.x.size:
            gain = found.value - base.value
            gain = 0.0 if abs(gain) <= TIE * max(1.0, abs(base.value)) else gain
            before, after = set(self.kinds(base)), set(self.kinds(found))
            if gain != 0.0:
                enters, leaves = tuple(sorted(after - before)), tuple(sorted(before - after))
        return QuotaPrice(kind, side, limit, moved, gain, proof, enters, leaves)
