# ruff: noqa: ARG005
"""Solvers that lie, and the truth by enumeration that no lie may pass for.

``uv run python tests/solver/liars.py --programs 40`` prints, by lie, how often each method was told
it, what was claimed, and how many claims were false: none may be.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from enumerated import KINDS, best_by_enumeration, random_program, with_floor_measure

from tisites.certificate.verdict import verdict
from tisites.solver.certified import solve_whole
from tisites.solver.compact import CompactBackEnd
from tisites.solver.exact import solve
from tisites.solver.form import RawAnswer, StopReason
from tisites.solver.highs import run_highs
from tisites.solver.kernel import closing
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tisites.model.program import Program
    from tisites.solver.form import LinearForm
    from tisites.solver.solution import Solution

SECONDS = 4.0
PROVEN = (Proof.OPTIMAL, Proof.WITHIN_GAP, Proof.INFEASIBLE)


# lies of a mixed-integer solver ---------------------------------------------------------------


def _point(answer: RawAnswer, form: LinearForm) -> np.ndarray:
    return np.zeros(form.objective.size) if answer.z is None else answer.z.copy()


def _said(
    answer: RawAnswer, z: np.ndarray | None, bound: float | None = None, stop=StopReason.OPTIMAL
):
    return RawAnswer(stop, z, answer.bound if bound is None else bound, answer.nodes)


def _worth(form: LinearForm, z: np.ndarray) -> float:
    return float(form.objective @ z)


def _worse(answer: RawAnswer, form: LinearForm) -> RawAnswer:
    """The worst selection there is, called the best."""
    worst = run_highs(replace(form, objective=-form.objective), seconds=2.0)
    z = _point(worst, form)
    return _said(answer, z, _worth(form, z))


def _one_more(answer: RawAnswer, form: LinearForm) -> RawAnswer:
    z = _point(answer, form)
    out = np.flatnonzero(form.integer & (z < 0.5))
    z[out[:1]] = 1.0
    return _said(answer, z, _worth(form, z))


def _swapped(answer: RawAnswer, form: LinearForm) -> RawAnswer:
    z = _point(answer, form)
    inside, out = np.flatnonzero(form.integer & (z > 0.5)), np.flatnonzero(form.integer & (z < 0.5))
    z[inside[:1]], z[out[:1]] = 0.0, 1.0
    return _said(answer, z, _worth(form, z))


def _constant(figure: float) -> Callable[[RawAnswer, LinearForm], RawAnswer]:
    def lie(answer: RawAnswer, form: LinearForm) -> RawAnswer:
        return _said(answer, np.full(form.objective.size, figure))

    return lie


MIP_LIES: dict[str, Callable[[RawAnswer, LinearForm], RawAnswer]] = {
    "nan": _constant(math.nan),
    "infinite": _constant(math.inf),
    "half": _constant(0.5),
    "zero": lambda a, f: _said(a, np.zeros(f.objective.size), 0.0),
    "all ones": lambda a, f: _said(a, np.ones(f.objective.size), float(f.objective.sum())),
    "out of bounds": _constant(2.0),
    "negative": _constant(-1.0),
    "a millionth off": lambda a, f: _said(a, _point(a, f) + 2e-5),
    "opposite": lambda a, f: _said(a, 1.0 - _point(a, f)),
    "truncated": lambda a, f: _said(a, _point(a, f)[:-1]),
    "too long": lambda a, f: _said(a, np.append(_point(a, f), 1.0)),
    "worse": _worse,
    "one site more": _one_more,
    "one site swapped": _swapped,
    "no point": lambda a, f: _said(a, None),
    "infeasible": lambda a, f: _said(a, None, -math.inf, StopReason.INFEASIBLE),
    "infeasible with a point": lambda a, f: _said(a, a.z, None, StopReason.INFEASIBLE),
    "unbounded": lambda a, f: _said(a, None, math.inf, StopReason.UNBOUNDED),
    "bound too low": lambda a, f: _said(a, a.z, a.bound - 3.0, StopReason.LIMIT),
    "bound far too low, no point": lambda a, f: _said(a, None, a.bound - 1e3, StopReason.LIMIT),
    "bound not a number": lambda a, f: _said(a, a.z, math.nan),
    "bound minus infinite": lambda a, f: _said(a, a.z, -math.inf, StopReason.LIMIT),
    "worse, bound its own": lambda a, f: replace(_worse(a, f), stop=StopReason.LIMIT),
    "interrupted": lambda a, f: _said(a, None, a.bound - 5.0, StopReason.INTERRUPTED),
    "error": lambda a, f: _said(a, None, a.bound - 5.0, StopReason.ERROR),
}  # fmt: skip


@dataclass
class LyingRunner:
    """A runner that tells one lie, always or at every second call."""

    lie: str
    sometimes: bool = False
    calls: int = 0
    lies: int = 0

    def __call__(self, form: LinearForm, **limits: Any) -> RawAnswer:
        self.calls += 1
        answer = run_highs(form, **limits)
        if self.sometimes and self.calls % 2 == 1:
            return answer
        self.lies += 1
        return MIP_LIES[self.lie](answer, form)

    def back_end(self) -> CompactBackEnd:
        return CompactBackEnd("liar", self, lambda: "liar 1.0")


# lies of a linear solver ----------------------------------------------------------------------

STATUS = highspy.HighsModelStatus
#: What the fake HiGHS alters: the solution's arrays, the objective, the status.
LP_LIES: tuple[str, ...] = (
    "duals zero", "duals not numbers", "duals infinite", "duals huge", "duals of the other sign",
    "duals halved", "duals doubled", "duals shuffled", "duals truncated",
    "point zero", "point not a number", "point half", "point rounded", "point opposite",
    "point out of bounds", "point truncated", "objective low", "objective high",
    "objective not a number", "always infeasible", "never infeasible", "always unbounded",
    "always unknown", "ray false",
)  # fmt: skip


class _Lied:
    """A solution or an info whose figures are altered."""

    def __init__(self, true: Any, **figures: Any) -> None:
        self._true, self._figures = true, figures

    def __getattr__(self, name: str) -> Any:
        figures = object.__getattribute__(self, "_figures")
        return figures[name] if name in figures else getattr(self._true, name)


class LyingHighs:
    """HiGHS that tells one lie, always or at about half of the looks; set ``lie`` before use."""

    lie, sometimes, lies = "", False, 0
    true: Any = highspy.Highs

    def __init__(self) -> None:
        self._highs = LyingHighs.true()
        self._rng = np.random.default_rng(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._highs, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("_highs", "_rng"):
            object.__setattr__(self, name, value)
        else:
            setattr(self._highs, name, value)

    def _tells(self, kind: str) -> bool:
        if kind not in LyingHighs.lie or (LyingHighs.sometimes and self._rng.random() < 0.5):
            return False
        LyingHighs.lies += 1
        return True

    def getModelStatus(self) -> Any:  # noqa: N802
        status = self._highs.getModelStatus()
        if self._tells("always"):
            return {"always infeasible": STATUS.kInfeasible, "always unbounded": STATUS.kUnbounded,
                    "always unknown": STATUS.kUnknown}[LyingHighs.lie]  # fmt: skip
        if status == STATUS.kInfeasible and self._tells("never"):
            return STATUS.kOptimal
        return status

    def getInfo(self) -> Any:  # noqa: N802
        info = self._highs.getInfo()
        if self._tells("objective"):
            told = {"objective low": -1e9, "objective high": 1e9}.get(LyingHighs.lie, math.nan)
            return _Lied(info, objective_function_value=told, mip_dual_bound=told)
        return info

    def getDualRay(self, *given: Any) -> Any:  # noqa: N802
        found = self._highs.getDualRay(*given)
        if self._tells("ray"):
            return found[0], True, self._rng.normal(size=self._highs.getNumRow())
        return found

    def getSolution(self) -> Any:  # noqa: N802
        true = self._highs.getSolution()
        if self._tells("duals"):
            return _Lied(true, row_dual=_lied_duals(np.array(true.row_dual), self._rng))
        if self._tells("point"):
            return _Lied(true, col_value=_lied_point(np.array(true.col_value)))
        return true


def _lied_duals(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return {
        "duals zero": lambda: 0.0 * y,
        "duals not numbers": lambda: np.full(y.size, math.nan),
        "duals infinite": lambda: np.full(y.size, math.inf),
        "duals huge": lambda: 1e30 * np.sign(y),
        "duals of the other sign": lambda: -y,
        "duals halved": lambda: 0.5 * y,
        "duals doubled": lambda: 2.0 * y,
        "duals shuffled": lambda: rng.permutation(y),
        "duals truncated": lambda: y[:-1],
    }[LyingHighs.lie]()


def _lied_point(z: np.ndarray) -> np.ndarray:
    return {
        "point zero": lambda: 0.0 * z,
        "point not a number": lambda: np.full(z.size, math.nan),
        "point half": lambda: np.full(z.size, 0.5),
        "point rounded": lambda: np.rint(z),
        "point opposite": lambda: 1.0 - z,
        "point out of bounds": lambda: z + 7.0,
        "point truncated": lambda: z[:-1],
    }[LyingHighs.lie]()


@contextlib.contextmanager
def lying_highs(lie: str, *, sometimes: bool = False) -> Iterator[type[LyingHighs]]:
    """Put the fake HiGHS in the place of the true one."""
    LyingHighs.lie, LyingHighs.sometimes, LyingHighs.lies = lie, sometimes, 0
    highspy.Highs = LyingHighs
    try:
        yield LyingHighs
    finally:
        highspy.Highs = LyingHighs.true
        LyingHighs.lie = ""


# what is asked, and what is claimed -----------------------------------------------------------


def asked(seed: int) -> Program:
    """A small program: rows of every kind, service, spacing, a continuous measure, by turns."""
    rng = np.random.default_rng(seed)
    kinds = tuple(str(kind) for kind in rng.choice(KINDS, int(rng.integers(1, 4)), replace=False))
    program = random_program(
        seed, int(rng.integers(6, 11)), kinds,
        spacing=bool(rng.random() < 0.5), access=bool(rng.random() < 0.5),
        ties=bool(rng.random() < 0.4),
    )  # fmt: skip
    return with_floor_measure(program) if seed % 4 == 0 else program


def false_claim(solution: Solution, truth: float | None, gap_rel: float = 0.0) -> str:
    """Say what is false in a claim; empty where nothing is. An honest "not known" is not."""
    tiny = 1e-6 * max(1.0, abs(truth or 0.0))
    if solution.proof is Proof.INFEASIBLE:
        return "" if truth is None else f"infeasible, though {truth} is reached"
    if truth is None:
        return "" if not solution.x.size else f"a selection worth {solution.value}: there is none"
    if solution.x.size and not solution.value <= truth + tiny:
        return f"worth {solution.value}, more than the truth {truth}"
    if not solution.bound >= truth - tiny:
        return f"bound {solution.bound}, below the truth {truth} ({solution.proof})"
    slack = tiny + (gap_rel * abs(truth) if solution.proof is Proof.WITHIN_GAP else 0.0)
    if solution.proof in PROVEN and not solution.value >= truth - slack:
        return f"{solution.proof} at {solution.value}, the truth is {truth}"
    return ""


@dataclass(frozen=True)
class Trial:
    """One lie on one program."""

    lie: str
    method: str
    told: int
    claim: str
    fault: str


def trial_of_mip(lie: str, method: str, seed: int, *, sometimes: bool, tree: bool) -> Trial:
    """Ask a lying mixed-integer solver, with the short tree or without."""
    program, runner = asked(seed), LyingRunner(lie, sometimes)
    kept = closing.TREE_SOLVES
    closing.TREE_SOLVES = kept if tree else 0
    name = f"{method}{'' if tree else ', no tree'}{', sometimes' if sometimes else ''}"
    try:
        claim, fault = _judged(program, runner.back_end(), method)
    finally:
        closing.TREE_SOLVES = kept
    return Trial(f"MIP: {lie}", name, runner.lies, claim, fault)


def trial_of_lp(lie: str, method: str, seed: int, *, sometimes: bool) -> Trial:
    """Ask with a lying linear solver; CBC is honest."""
    program = asked(seed)
    with lying_highs(lie, sometimes=sometimes) as liar:
        claim, fault = _judged(program, "highs" if method == "compact" else "cbc", method)
    name = f"{method}{', sometimes' if sometimes else ''}"
    return Trial(f"LP: {lie}", name, liar.lies, claim, fault)


def _judged(program: Program, back_end: Any, method: str) -> tuple[str, str]:
    from tisites.solver.kernel.session import Session

    truth = best_by_enumeration(program)
    try:
        if isinstance(back_end, str):
            solution = solve(program, back_end, Limits(SECONDS), method=method)
        elif method == "compact":
            solution = solve_whole(back_end, program, Limits(SECONDS))
        else:
            solution = Session(program, back_end).solve(Limits(SECONDS), evidence=True)
    except Exception as error:  # noqa: BLE001 - a crash is counted, it is not a claim
        return f"crash: {type(error).__name__}: {str(error)[:60]}", ""
    return str(solution.proof), false_claim(solution, truth) or _unfounded(program, solution)


def _unfounded(program: Program, solution: Solution) -> str:
    """Say where a proof has no certificate that confirms it by itself."""
    if solution.proof not in PROVEN:
        return ""
    if solution.evidence is None:
        return f"{solution.proof} without a certificate"
    found = verdict(program, solution.evidence)
    room = 0.0 if np.isinf(solution.bound) else 1e-9 * max(1.0, abs(solution.bound))
    if found.fault or not found.bound <= solution.bound + room:
        return f"{solution.proof}, but {found}"
    return ""


def trials(seeds: range) -> Iterator[Trial]:
    """Every lie on every program, by every method."""
    for seed in seeds:
        for lie in MIP_LIES:
            for sometimes in (False, True):
                yield trial_of_mip(lie, "compact", seed, sometimes=sometimes, tree=True)
                for tree in (True, False):
                    yield trial_of_mip(lie, "kernel", seed, sometimes=sometimes, tree=tree)
        for lie in LP_LIES:
            for sometimes in (False, True):
                for method in ("compact", "kernel"):
                    yield trial_of_lp(lie, method, seed, sometimes=sometimes)


def main() -> int:
    """Print a line a lie; 1 if any claim was false, or if anything crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=10)
    parser.add_argument("--stages", type=int, default=0, help="of equity, so many toys instead")
    parser.add_argument("--from", dest="first", type=int, default=0)
    given = parser.parse_args()
    told = trials(range(given.first, given.first + given.programs))
    if given.stages:
        import liars_of_stages

        seeds = range(given.first, given.first + given.stages)
        told = liars_of_stages.trials(seeds, (tuple(MIP_LIES), LP_LIES))
    claims: dict[tuple[str, str], Counter[str]] = {}
    began = time.monotonic()
    for one in told:
        line = claims.setdefault((one.lie, one.method), Counter())
        line["asked"] += 1
        line["lies"] += one.told
        line["crash" if one.claim.startswith("crash") else one.claim] += 1
        line["FALSE"] += bool(one.fault)
        if one.fault or one.claim.startswith("crash"):
            line[one.fault or one.claim] += 1
    heads = ("asked", "lies", "optimal", "feasible", "infeasible", "unknown", "crash", "FALSE")
    print(f"{'lie':34}{'method':28}" + "".join(f"{head:>11}" for head in heads))
    for (lie, method), line in sorted(claims.items()):
        print(f"{lie:34}{method:28}" + "".join(f"{line[head]:11d}" for head in heads))
        for words, many in line.items():
            if words not in heads:
                print(f"    {many} x {words}")
    total = sum(claims.values(), Counter())
    guilty = {lie for (lie, _), line in claims.items() if line["FALSE"]}
    print(
        f"{len({lie for lie, _ in claims})} lies, {total['asked']} programs asked, {total['lies']}"
        f" lies told: {total['FALSE']} false claims (of {len(guilty)} lies), {total['crash']}"
        f" crashes, {time.monotonic() - began:.0f} s"
    )
    return 1 if total["FALSE"] or total["crash"] else 0


if __name__ == "__main__":
    sys.exit(main())
