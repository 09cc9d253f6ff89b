"""Solvers that lie at every stage of equity, in a protection and under convex limits.

``uv run python tests/solver/liars.py --stages 4`` runs them; the truth is the enumeration.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from liars import PROVEN, LyingRunner, Trial, lying_highs
from test_fairness_kinds import CHOOSE, KINDS, LESS, everything, toy
from test_robust_gamma import _program as protected_program
from test_robust_gamma import _worst as worst_loss

from tisites.certificate.stages import Reported, stages_fault
from tisites.certificate.thresholds import protected_bound
from tisites.certificate.verdict import verdict
from tisites.solver import compact, sure
from tisites.solver.fairness import whole
from tisites.solver.fairness.by_cuts import ByCuts
from tisites.solver.fairness.by_reach import reach_of
from tisites.solver.fairness.lexicographic import solve_fairly
from tisites.solver.fairness.supports import measures_of
from tisites.solver.robust import solve_robust
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tisites.solver.solution import Solution

SECONDS = 6.0
#: Levels are told apart by a few millionths of themselves.
SAME = 1e-5
STAGES = {**KINDS, "leximin": {}}
CURVED = ("cvar", "gini", "alpha", "leave_no_neighbour")


@contextlib.contextmanager
def lying_back_ends(lie: str, *, sometimes: bool) -> Iterator[LyingRunner]:
    """Put one lying runner in the place of CBC and HiGHS, wherever mixed programs are asked."""
    runner = LyingRunner(lie, sometimes)
    kept = (compact.CBC.run, compact.HIGHS.run, sure.run_highs, whole.run_highs)
    object.__setattr__(compact.CBC, "run", runner)
    object.__setattr__(compact.HIGHS, "run", runner)
    sure.run_highs = whole.run_highs = runner
    try:
        yield runner
    finally:
        object.__setattr__(compact.CBC, "run", kept[0])
        object.__setattr__(compact.HIGHS, "run", kept[1])
        sure.run_highs, whole.run_highs = kept[2:]


@dataclass(frozen=True)
class Case:
    """A question with its truth: ``judged`` says what is false in an answer."""

    name: str
    ask: Callable[[], Any]
    judged: Callable[[Any], tuple[str, str]]


def stage_case(kind: str, benefit: str, seed: int) -> Case:
    """The best measure, then the best value under it."""
    rule = {"kind": kind, "as": "stage", "benefit": benefit, "per": "population", **STAGES[kind]}
    _, sites, program, block = toy(rule, seed)
    values, measures = everything(sites, block)
    if kind == "leximin":
        ordered = _ordered(sites, block)
        best = max(ordered, key=lambda u: [round(v, 9) for v in u])
        close = np.array([np.allclose(u, best, rtol=SAME, atol=1e-12) for u in ordered])
        first = best[0]
    else:
        first = measures.min() if kind in LESS else measures.max()
        close = np.abs(measures - first) <= SAME * max(abs(first), 1e-3)
    truth = float(values[close].max())

    def judged(fair: Any) -> tuple[str, str]:
        s, told = fair.solution, fair.stages
        if fair.efficient.proof in PROVEN and not _near(fair.efficient.value, values.max()):
            return "", f"efficient {fair.efficient.value}, the truth is {values.max()}"
        if told and told[0].proven and abs(told[0].value - first) > SAME * max(abs(first), 1e-3):
            return "", f"stage at {told[0].value}, the truth is {first}"
        if s.certified and not _replayed(fair, [block]):
            return "", "certified, and the replay fails"
        return _label(s), _false(s, truth)

    return Case(f"stage {kind} {benefit}", lambda: solve_fairly(
        program, [block], "cbc", Limits(SECONDS)), judged)  # fmt: skip


def _ordered(sites: Any, block: Any) -> list[np.ndarray]:
    found = []
    for some in combinations(range(len(sites)), CHOOSE):
        x = np.isin(np.arange(len(sites)), some).astype(float)
        found.append(np.sort(block.rows.matrix @ x))
    return found


def _replayed(fair: Any, blocks: list[Any]) -> bool:
    s = fair.solution
    told = [Reported(t.name, t.value, t.proven) for t in fair.stages]
    measures = measures_of(blocks)
    found = verdict(fair.program, s.evidence)
    return (
        not found.fault
        and found.bound <= s.bound + 1e-8 * max(1.0, abs(s.bound))
        and not stages_fault(fair.program, measures, told, s.supports)
    )


def limit_case(kind: str, benefit: str, seed: int) -> Case:
    """The best value under a convex limit, held by cuts."""
    rule = {"kind": kind, "benefit": benefit, "per": "population", **KINDS[kind]}
    _, sites, _, block = toy({**rule, "as": "stage"}, seed)
    values, measures = everything(sites, block)
    limit = float(np.quantile(measures, 0.2 if kind in LESS else 0.8))
    inside = measures <= limit * (1 + 1e-9) if kind in LESS else measures >= limit * (1 - 1e-9)
    _, _, program, block = toy({**rule, "as": "constraint", "limit": limit}, seed)
    truth = float(values[inside].max())

    def ask() -> Solution:
        if kind == "leave_no_neighbour":
            return reach_of(program, block, compact.CBC, confirm=True).solve(
                program, Limits(SECONDS)
            )
        return ByCuts(program, block, compact.CBC, confirm=True).solve(program, Limits(SECONDS))

    def judged(s: Solution) -> tuple[str, str]:
        if s.certified and verdict(program, s.evidence).fault:
            return "", "certified, and the replay fails"
        return _label(s), _false(s, truth)

    return Case(f"limit {kind} {benefit}", ask, judged)


def protected_case(seed: int) -> Case:
    """The best selection less what the worst of some low scores takes."""
    program, deviation = protected_program(seed, access=seed % 2 == 0, floors=seed % 3 == 0)
    gamma, truth = (0.0, 1.0, 1.5, 3.0)[seed % 4], -np.inf
    from tisites.solver.check import broken_rules

    for bits in range(2**program.n_columns):
        x = np.array([(bits >> k) & 1 for k in range(program.n_columns)], dtype=float)
        if not broken_rules(program, x):
            lost = worst_loss(deviation, np.flatnonzero(x), gamma)
            truth = max(truth, program.objective(x) - lost)

    def judged(found: Any) -> tuple[str, str]:
        s = found.solution
        if s.certified:
            fault, bound = protected_bound(
                found.program, s.supports.thresholds, gamma, found.threshold
            )
            if fault or bound > s.bound + 1e-8 * max(1.0, abs(s.bound)):
                return "", f"certified, and the replay fails: {fault or bound}"
        return _label(s), _false(s, truth if np.isfinite(truth) else None)

    return Case("protection", lambda: solve_robust(
        program, deviation, gamma, "cbc", Limits(SECONDS)), judged)  # fmt: skip


def _near(value: float, truth: float) -> bool:
    return abs(value - truth) <= 1e-6 * max(1.0, abs(truth))


def _false(s: Solution, truth: float | None) -> str:
    if truth is None:
        return "" if not s.x.size else f"a selection worth {s.value}: there is none"
    if s.proof is Proof.INFEASIBLE:
        return f"infeasible, though {truth} is reached"
    if s.proof in PROVEN and not _near(s.value, truth):
        return f"{s.proof} at {s.value}, the truth is {truth}"
    return ""


def _label(s: Solution) -> str:
    if s.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP):
        return str(s.proof) if s.certified else f"{s.proof}, without a certificate"
    return str(s.proof)


@cache
def cases(seed: int) -> list[Case]:
    """Every measure as a stage, every convex limit, a protection."""
    benefits = ("sites", "jobs")
    return [
        *(stage_case(kind, benefits[(seed + k) % 2], seed) for k, kind in enumerate(STAGES)),
        *(limit_case(kind, benefits[(seed + k) % 2], seed) for k, kind in enumerate(CURVED)),
        protected_case(seed),
    ]


def trial(case: Case, lie: str, *, linear: bool, sometimes: bool) -> Trial:
    """Ask one question with one lie."""
    lying = lying_highs if linear else lying_back_ends
    fault = ""
    with lying(lie, sometimes=sometimes) as liar:
        try:
            answer = case.ask()
        except KeyboardInterrupt:  # what "interrupted" comes to, as Ctrl-C does
            claim, answer = "interrupted", None
        except Exception as error:  # noqa: BLE001 - a crash is counted, it is not a claim
            claim, answer = f"crash: {type(error).__name__}: {str(error)[:60]}", None
        told = liar.lies
    if answer is not None:
        claim, fault = case.judged(answer)
    name = f"{case.name}{', sometimes' if sometimes else ''}"
    return Trial(f"{'LP' if linear else 'MIP'}: {lie}", name, told, claim, fault)


def trials(seeds: range, lies: tuple[tuple[str, ...], tuple[str, ...]]) -> Iterator[Trial]:
    """Every lie at every question."""
    for seed in seeds:
        for case in cases(seed):
            for linear, names in enumerate(lies):
                for k, lie in enumerate(names):
                    yield trial(case, lie, linear=bool(linear), sometimes=(seed + k) % 2 == 1)
