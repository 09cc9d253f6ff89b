"""Two stages: lists by territory, the national choice among them, what both steps cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.messages.stop import look
from tisites.model.tolerances import TIE
from tisites.score.scores import FULL_SCORE
from tisites.solver.infeasible import conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.stages.lists import list_given, list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.model.programme.stages import StagesRule
    from tisites.model.sites import Sites
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution
    from tisites.study.stages.lists import TerritoryList

#: Row that counts the sites chosen outside the lists.
WILD = "wild_cards"


@dataclass(frozen=True, slots=True)
class StagePoint:
    """The best national choice for one length of lists and one number of wild cards.

    Parameters
    ----------
    most : int, optional
        Sites that each territory proposes at most; ``None`` for all.
    wild_cards : int
    value : float
        NaN where nothing is feasible, or nothing was found.
    proof : Proof
    """

    most: int | None
    wild_cards: int
    value: float
    proof: Proof


@dataclass(frozen=True)
class StagesAnswer:
    """Lists, and the national choice among them.

    Parameters
    ----------
    name : str
        The scenario.
    model : Model
    rule : StagesRule
    sites : DataFrame
        The sites that compete.
    territory : (n,) object
        Code of the territory of each site; empty where it is in none.
    names : mapping of str to str
        Name of each territory, by code.
    lists : tuple of TerritoryList
        By code.
    own : (n,) float64
        What each site is worth to its territory.
    plain_values : (n,) float64
        National scores.
    solution : Solution
        The national choice.
    plain : Solution
        The national choice without lists.
    national : StagePoint, optional
        The same lengths and wild cards, lists made by the national weights; ``None`` where no
        territory has weights of its own, or gave a list.
    wild : tuple of str
        Sites chosen outside the lists.
    least_wild : int, optional
        The fewest wild cards without which nothing is feasible; where nothing is.
    conflict : tuple of str
        Constraints that cannot hold together, where nothing is feasible.
    curve : tuple of StagePoint
    solve_seconds, seconds : float
        Of lists and choice, and of everything.
    incomplete : bool
    synthetic : bool
    """

    name: str
    model: Model
    rule: StagesRule
    sites: pd.DataFrame
    territory: np.ndarray
    names: Mapping[str, str]
    lists: tuple[TerritoryList, ...]
    own: np.ndarray
    plain_values: np.ndarray
    solution: Solution
    plain: Solution
    national: StagePoint | None
    wild: tuple[str, ...]
    least_wild: int | None
    conflict: tuple[str, ...]
    curve: tuple[StagePoint, ...]
    solve_seconds: float
    seconds: float
    incomplete: bool
    synthetic: bool

    def ids(self, solution: Solution) -> list[str]:
        """Return the ids of the chosen sites."""
        ids = self.sites.index
        return [str(ids[k]) for k in solution.selected if k < len(ids)]


def own_values(
    model: Model, rule: StagesRule, values: pd.DataFrame, nation: np.ndarray, codes: np.ndarray
) -> np.ndarray:
    r"""Return what each site is worth to its territory, (n,): points.

    :math:`u^g_i = \sigma v_i + (1 - \sigma) 100 \sum_j w^g_j v_{ij} / \sum_j w^g_j`, with
    :math:`\sigma` the national share; :math:`v_i` alone where the territory has no weights.

    Parameters
    ----------
    values : DataFrame
        Value functions of the sites, columns ``(criterion, "nominal")``.
    nation : (n,) float64
        National scores.
    codes : (n,) object
        Territory of each site.
    """
    found = nation.copy()
    for code, given in rule.weights.items():
        mine = codes == code
        weight = {j: given.get(j, one.weight) for j, one in model.score.items()}
        total = sum(weight.values())
        parts = [w * values[j, "nominal"].to_numpy(dtype=np.float64) for j, w in weight.items()]
        local = FULL_SCORE * np.sum(parts, axis=0) / total
        share = rule.national_share
        found[mine] = share * nation[mine] + (1.0 - share) * local[mine]
    return found


def counted_by_territory(model: Model, by: str) -> list[str]:
    """Return the rules that count the territories' shares of the nation: no list answers them."""
    return [
        name
        for name, rule in model.constraint.items()
        if rule.enabled and rule.kind == "group_count" and rule.by == by
    ]


def stages(
    prepared: Prepared,
    rule: StagesRule,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    lengths: Sequence[int] = (),
    wild_cards: Sequence[int] = (),
    seconds: float | None = None,
    told: Callable[[str], None] | None = None,
) -> StagesAnswer:
    """Make the lists, choose among them to proof, and say what both steps cost.

    Parameters
    ----------
    prepared : Prepared
        Without what stages do not combine with.
    rule : StagesRule
    given : mapping of str to sequence of str, optional
        Lists that territories made, by code: ids that compete.
    lengths, wild_cards : sequence of int
        Points of the curve: lengths of lists, with each number of wild cards.
    seconds : float, optional
        Limit on everything; what it cuts is told as not proven.
    told : callable, optional
        Hears phases.
    """
    start = time.perf_counter()
    study = Stages(prepared, rule, given, seconds, start, told)
    plain = study.plain()
    lists = study.lists(study.own, rule.max)
    first = study.choice(lists, rule.wild_cards)
    solve_seconds = time.perf_counter() - start
    clash: tuple[str, ...] = ()
    least = None
    if first.proof is Proof.INFEASIBLE:
        clash = conflict(study.program_of(lists, rule.wild_cards), seconds=10.0)
        least = study.least_wild(lists)
    national = study.national(lists) if first.x.size else None
    curve = study.curve(lists, lengths, wild_cards)
    listed = study.listed(lists)
    ids = prepared.program.columns
    wild = tuple(str(ids[k]) for k in first.selected if study.free(listed)[k])
    return StagesAnswer(
        prepared.scenario, prepared.model, rule, prepared.sites.table, study.codes, study.names,
        lists, study.own, study.nation, first, plain, national, wild, least, clash, curve,
        solve_seconds, time.perf_counter() - start, study.stopped, prepared.synthetic,
    )  # fmt: skip


class Stages:
    """Programs of both stages over one national program."""

    def __init__(
        self, prepared: Prepared, rule: StagesRule,
        given: Mapping[str, Sequence[str]] | None = None, seconds: float | None = None,
        start: float = 0.0, told: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        self.program = prepared.program
        self.rule = rule
        self.stopped = False
        sites = prepared.sites
        self.codes, self.names = territories(sites, rule.by)
        values = prepared.scores.at(sites.table.index).values
        self.nation = prepared.program.value[: len(sites)]
        self.own = own_values(prepared.model, rule, values, self.nation, self.codes)
        self._apart = counted_by_territory(prepared.model, rule.by)
        at = {str(site): k for k, site in enumerate(sites.table.index)}
        self._given = {
            code: np.array(sorted(at[i] for i in ids), dtype=np.int64)
            for code, ids in (given or {}).items()
        }
        self._end = None if seconds is None else start + seconds
        self._told = told or (lambda _: None)
        self._plain = Session(self.program, confirm=False)

    def limits(self) -> Limits:
        """Return what time is left."""
        look()
        left = None if self._end is None else max(0.01, self._end - time.perf_counter())
        return Limits(left)

    def _solved(self, session: Session) -> Solution:
        found = session.solve(self.limits())
        self.stopped |= session.interrupted
        return found

    def plain(self) -> Solution:
        """Choose without lists."""
        self._told("plain")
        return self._solved(self._plain)

    def lists(
        self, own: np.ndarray, most: int | None, *, moved: bool = False
    ) -> tuple[TerritoryList, ...]:
        """Make the list of every territory; those that it gave stay, unless lengths are moved."""
        rule, size = self.rule, self.program.n_columns
        worth = np.zeros(size)
        worth[: own.size] = own
        found = []
        for code in self.names:
            inside = np.zeros(size, dtype=bool)
            inside[: own.size] = self.codes == code
            least = rule.min if most is None else min(rule.min, most)
            if code in self._given and not moved:
                found.append(list_given(
                    self.program, inside, self._given[code], code, least, rule.most(code),
                    self._apart, self.limits,
                ))  # fmt: skip
                continue
            limit = rule.limits.get(code, most)
            least = least if limit is None else min(least, limit)
            self._told(self.names[code])
            found.append(list_of(
                self.program, inside, worth, code, least, limit, self._apart, self.limits
            ))  # fmt: skip
        return tuple(found)

    def listed(self, lists: Sequence[TerritoryList]) -> np.ndarray:
        """Return which columns some territory proposes, (n,) bool."""
        found = np.zeros(self.program.n_columns, dtype=bool)
        for one in lists:
            found[list(one.columns)] = True
        return found

    def free(self, listed: np.ndarray) -> np.ndarray:
        """Return which columns take a wild card: neither listed nor decided already."""
        return np.asarray(self.program.integer & ~listed & (self.program.lower < 0.5))

    def program_of(self, lists: Sequence[TerritoryList], wild: int) -> Program:
        """Return the national program with its row of wild cards."""
        free = self.free(self.listed(lists)).astype(np.float64)
        row = csr_array(free[None, :])
        return self.program.with_rows(row, -np.inf, float(wild), (f"{WILD}[]",),
                                      constraints=(WILD,))  # fmt: skip

    def choice(self, lists: Sequence[TerritoryList], wild: int) -> Solution:
        """Choose among the lists, with so many wild cards."""
        self._told("choice")
        free = self.free(self.listed(lists))
        if wild == 0:  # what may not be chosen is no column: same choices, fewer to look at
            upper = np.where(free, 0.0, self.program.upper)
            self._plain.change(upper=upper, value=self.program.value)
            return self._solved(self._plain)
        return self._solved(Session(self.program_of(lists, wild), confirm=False))

    def least_wild(self, lists: Sequence[TerritoryList]) -> int | None:
        """Return the fewest wild cards with which some selection holds."""
        free = self.free(self.listed(lists))
        self._plain.change(upper=self.program.upper, value=-free.astype(np.float64))
        found = self._solved(self._plain)
        if found.proof is not Proof.OPTIMAL:
            return None
        return round(-(found.value - self.program.constant))

    def national(self, lists: Sequence[TerritoryList]) -> StagePoint | None:
        """Choose among lists of the same lengths, made by the national weights."""
        rule = self.rule
        if np.array_equal(self.own, self.nation) or any(one.given for one in lists):
            return None
        again = self.lists(self.nation, rule.max)
        return _point(rule.max, rule.wild_cards, self.choice(again, rule.wild_cards))

    def curve(
        self, lists: Sequence[TerritoryList], lengths: Sequence[int], cards: Sequence[int]
    ) -> tuple[StagePoint, ...]:
        """Choose for every length and every number of wild cards."""
        found = []
        of_lengths: list[int | None] = [*sorted(set(lengths))] or [self.rule.max]
        for most in of_lengths if cards else []:
            same = most == self.rule.max
            mine = lists if same else self.lists(self.own, most, moved=True)
            session = Session(self.program_of(mine, 0), confirm=False)
            for wild in sorted(set(cards)):
                upper = session.program.row_upper.copy()
                upper[-1] = float(wild)
                session.change(row_upper=upper)
                found.append(_point(most, wild, self._solved(session)))
        return tuple(found)


def _point(most: int | None, wild: int, solution: Solution) -> StagePoint:
    return StagePoint(most, wild, solution.value if solution.x.size else np.nan, solution.proof)


def territories(sites: Sites, by: str) -> tuple[np.ndarray, dict[str, str]]:
    """Return the territory of each site, (n,) object, and the names of all that have one."""
    numbers, labels = sites.codes(by)
    codes = np.array([labels[k] if k >= 0 else "" for k in numbers], dtype=object)
    return codes, dict(zip(labels, sites.group_names(by, labels), strict=True))


def is_cost(gain: float, value: float) -> bool:
    """Tell whether a difference of values is one."""
    return abs(gain) > TIE * max(1.0, abs(value))
