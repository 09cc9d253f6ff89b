"""A selection of which any one site may withdraw and be replaced within a loss.

Two-stage recoverable robustness (Liebchen, Lübbecke, Möhring, Stiller, in Robust and Online
Large-Scale Optimization, LNCS 5868, 2009, 1-27): beside the selection ``x``, each site ``i`` that
may withdraw has a replacement ``w`` such that ``x - e_i x_i + w`` meets every rule. Replacements
are added for the sites that need one, until none does: each program relaxes the whole one, so that
the first answer that holds is optimal.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, hstack, vstack

from tisites.messages.errors import InfeasibleError, Problem, Where, bad_input
from tisites.messages.stop import look
from tisites.messages.text import Text, both, number
from tisites.model.program import Program
from tisites.model.tolerances import SAME, TIE
from tisites.solver.exact import solve
from tisites.solver.expand import separation_rows
from tisites.solver.solution import Limits, Proof
from tisites.study.explain.base import Questions
from tisites.study.reserve.substitutes import substitutes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.errors import BadInputError
    from tisites.study.explain.base import Answered


@dataclass(frozen=True, slots=True)
class Recoverable:
    """The best selection of which any one site may be replaced within a loss.

    Parameters
    ----------
    limit : float
        Points that a withdrawal may cost at most.
    selected : (p,) int64
        Its columns; the best found so far where it is not proven.
    value, bound : float
        Its points, and a proven upper bound on those of any such selection.
    proof : Proof
        ``FEASIBLE`` where it holds without being proven the best, ``UNKNOWN`` where some site of
        it cannot be replaced within the limit.
    worst, worst_before : float
        Most that a withdrawal costs in it, and in the selection as it was; infinite where a site
        has no substitute. Sites that no selection does without are left aside.
    before : (p,) int64
        The selection as it was.
    price : float
        Points given up.
    exempt : tuple of int
        Columns that no selection does without: nobody can replace them, whatever the rest.
    scenarios, rounds : int
        Sites of which the replacement was written, and programs solved.
    """

    limit: float
    selected: np.ndarray
    value: float
    bound: float
    proof: Proof
    worst: float
    worst_before: float
    before: np.ndarray
    price: float
    exempt: tuple[int, ...]
    scenarios: int
    rounds: int


class _RepairRows:
    """Rows of a program, spacing among them as cliques: what a replacement must meet too."""

    def __init__(self, program: Program) -> None:
        cliques, names = separation_rows(program)
        self.program = program
        self.matrix = csc_array(vstack([program.matrix, cliques], format="csc"))
        self.low = np.concatenate([program.row_lower, np.full(len(names), -np.inf)])
        self.high = np.concatenate([program.row_upper, np.ones(len(names))])

    def entrants(self, site: int, limit: float) -> np.ndarray:
        """Return the columns (k,) that lose no more than the limit in the place of a site."""
        program, room = self.program, SAME * max(1.0, limit)
        able = (program.value >= program.value[site] - limit - room) & (program.upper > 0.5)
        able[site] = False
        return np.flatnonzero(able).astype(np.int64)

    def program_of(self, sites: list[int], limit: float) -> Program:
        """Return the program with a replacement for each of some sites."""
        n = self.program.n_columns
        entrants = [self.entrants(site, limit) for site in sites]
        many = sum(one.size for one in entrants)
        at, blocks = n, [_widened(self.matrix, n + many)]
        low, high = [self.low], [self.high]
        for site, able in zip(sites, entrants, strict=True):
            rows, lower, upper = self._replacement(site, able, at, n + many)
            blocks.append(rows)
            low.append(lower)
            high.append(upper)
            at += able.size
        return Program.from_arrays(
            np.concatenate([self.program.value, np.zeros(many)]),
            csr_array(vstack(blocks, format="csr")), np.concatenate(low), np.concatenate(high),
            lower=np.concatenate([self.program.lower, np.zeros(many)]),
            upper=np.concatenate([self.program.upper, np.ones(many)]),
            constant=self.program.constant,
        )  # fmt: skip

    def _replacement(
        self, site: int, able: np.ndarray, at: int, width: int
    ) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """Return the rows of one site's replacement, whose columns begin at ``at``."""
        leaving = self.matrix[:, [site]].toarray().ravel()
        entering = csc_array(self.matrix[:, able])
        most, least = np.zeros(leaving.size), np.zeros(leaving.size)
        if able.size:
            most = np.maximum(entering.max(axis=1).toarray().ravel(), 0.0)
            least = np.minimum(entering.min(axis=1).toarray().ravel(), 0.0)
        # a row that the exchange can only loosen holds by itself
        kept = (np.isfinite(self.high) & (most > leaving)) | (
            np.isfinite(self.low) & (least < leaving)
        )
        stays = np.ones(self.program.n_columns)
        stays[site] = 0.0
        after = hstack([
            self.matrix.multiply(stays[None, :]), csr_array((leaving.size, at - stays.size)),
            entering, csr_array((leaving.size, width - at - able.size)),
        ], format="csr")[kept]  # fmt: skip
        own = np.arange(able.size)
        one = coo_array(
            (np.append(np.ones(able.size), -1.0),
             (np.zeros(able.size + 1, dtype=np.int64), np.append(at + own, site))),
            shape=(1, width),
        )  # fmt: skip
        apart = coo_array(
            (np.ones(2 * able.size), (np.tile(own, 2), np.concatenate([able, at + own]))),
            shape=(able.size, width),
        )  # fmt: skip
        none = np.full(able.size, -np.inf)
        return (
            csr_array(vstack([after, one, apart], format="csr")),
            np.concatenate([self.low[kept], [0.0], none]),
            np.concatenate([self.high[kept], [0.0], np.ones(able.size)]),
        )


def recoverable(
    answered: Answered,
    limit: float,
    *,
    seconds: float | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Recoverable:
    """Choose the best selection of which any one site may be replaced within a loss.

    Parameters
    ----------
    answered : Answered
        The case and its selection, which stays where it holds already.
    limit : float
        Points that a withdrawal may cost at most.
    seconds : float, optional
        Limit of the whole; the best found so far is then given, told as such.
    told : callable, optional
        Hears the number of the program, and of replacements in it.

    Raises
    ------
    BadInputError
        A service term: what a replacement loses is then no matter of two sites.
    InfeasibleError
        If no selection holds.
    """
    case, began = answered.case, time.monotonic()
    program = case.program
    if program.access is not None:
        raise _with_access(case.name, limit)
    rows, judge = _RepairRows(program), _RepairJudge(program, limit)
    sites: list[int] = []
    seen = before = best = judge.of(answered.selected)
    bound, exact, rounds = answered.bound, answered.proven, 0
    while seen.short and (exact or rounds == 0):
        look()
        sites += [site for site in seen.short if site not in sites]
        rounds += 1
        if told is not None:
            told(rounds, len(sites))
        left = None if seconds is None else max(0.0, seconds - (time.monotonic() - began))
        answer = solve(rows.program_of(sites, limit), limits=Limits(left))
        if answer.proof is Proof.INFEASIBLE:
            raise _none(case.name, limit, before.worst, [str(program.columns[i]) for i in sites])
        bound, exact = min(bound, answer.bound), answer.proof is Proof.OPTIMAL
        if answer.x.size:
            seen = judge.of(answer.selected[answer.selected < program.n_columns])
            best = seen if not seen.short else min(best, seen, key=lambda one: len(one.short))
    proof = Proof.UNKNOWN if best.short else Proof.OPTIMAL if exact else Proof.FEASIBLE
    return Recoverable(
        limit, best.selected, best.value, max(bound, best.value), proof, best.worst,
        before.worst, before.selected, before.value - best.value, judge.exempt, len(sites), rounds,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    """A selection, its points, sites whose withdrawal costs too much, the most that one costs."""

    selected: np.ndarray
    value: float
    short: tuple[int, ...]
    worst: float


class _RepairJudge:
    """Tells of a selection which withdrawals cost more than the limit."""

    def __init__(self, program: Program, limit: float) -> None:
        self.program, self.limit = program, limit + TIE * max(1.0, limit)
        self._needed: dict[int, bool] = {}

    @property
    def exempt(self) -> tuple[int, ...]:
        """Sites that no selection does without."""
        return tuple(sorted(site for site, needed in self._needed.items() if needed))

    def of(self, selected: np.ndarray) -> _Judged:
        """Judge a selection; sites that no other does without are left aside."""
        found = substitutes(self.program, selected)
        gains = np.where(found.allowed, found.gains, -np.inf)
        losses = -gains.max(axis=1, initial=-np.inf)
        counted = np.array(
            [not (np.isinf(lost) and self._is_needed(int(site)))
             for site, lost in zip(selected, losses, strict=True)],
            dtype=bool,
        )  # fmt: skip
        x = np.zeros(self.program.n_columns)
        x[selected] = 1.0
        short = tuple(selected[counted & (losses > self.limit)].tolist())
        worst = float(losses[counted].max(initial=0.0))
        return _Judged(selected, self.program.objective(x), short, worst)

    def _is_needed(self, site: int) -> bool:
        """Whether no selection does without a site, its own lock apart."""
        if site not in self._needed:
            lower = self.program.lower.copy()
            lower[site] = 0.0
            answer = Questions(replace(self.program, lower=lower)).best(outside=[site])
            self._needed[site] = answer.proof is Proof.INFEASIBLE
        return self._needed[site]


def _widened(matrix: csc_array, width: int) -> csr_array:
    return hstack([matrix, csr_array((matrix.shape[0], width - matrix.shape[1]))], format="csr")


def _with_access(name: str, limit: float) -> BadInputError:
    return bad_input(
        Text("une sélection réparable ne se combine pas avec le terme de desserte [access]",
             "a recoverable selection does not combine with the service term [access]"),
        Text("reprendre le scénario avec access.enabled = false, ou sans reserve.recoverable : la"
             " liste, elle, compte la desserte",
             "take the scenario with access.enabled = false, or without reserve.recoverable: the"
             " list itself counts the service"),
        Where(name, column="reserve.recoverable", value=f"{limit:g}"),
    )  # fmt: skip


def _none(name: str, limit: float, worst: float, sites: list[str]) -> InfeasibleError:
    today = both(lambda: number(worst, 1))
    known = Text(f" (la sélection d'aujourd'hui : {today.fr})",
                 f" (the selection of today: {today.en})")  # fmt: skip
    more = known if np.isfinite(worst) else Text("", "")
    few = ", ".join(sites[:5])
    most = both(lambda: number(limit, 1))
    return InfeasibleError(
        Problem(
            Text(
                f"aucune sélection ne remplace chacun de ses sites pour {most.fr} points au plus :"
                f" sont en cause {few}",
                f"no selection replaces each of its sites for {most.en} points at most: in play are"
                f" {few}",
            ),
            Text(f"admettre une perte plus grande{more.fr}", f"allow a larger loss{more.en}"),
            Where(name, column="reserve.recoverable", value=f"{limit:g}"),
        )
    )
