"""Stages of equity held against the run's program: their questions, and whether each is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.point import broken_rule
from tisites.certificate.supports import CERTIFIED, LEVELS, Declared, stages_of
from tisites.certificate.verdict import verdict
from tisites.model.tolerances import (
    CERTIFIED_FLOOR,
    CERTIFIED_LEVEL,
    CERTIFIED_NOISE,
    KEPT_MEASURE,
    SAME,
    SUMS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.certificate.supports import StageProof, Supports
    from tisites.model.program import Program


@dataclass(frozen=True, slots=True)
class Reported:
    """What a run says of a stage."""

    name: str
    value: float
    proven: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A program, and what no selection of it may be worth more than.

    Minus infinity: it must have no selection at all.
    """

    program: Program
    most: float


def efficient_program(program: Program, measures: tuple[Declared, ...]) -> Program | None:
    """Return a run's program without its measures of equity, None where terms are in the value."""
    if any(m.role == "term" or m.nature == "switched" for m in measures):
        return None
    return _opened(program, list(measures), list(measures))


def _opened(program: Program, bounding: list[Declared], kept: list[Declared]) -> Program:
    """Return a program with the limits of some measures open, and values kept of some."""
    low, up = program.row_lower.copy(), program.row_upper.copy()
    labels = {m.kept_value_row for m in kept}
    own = {m.name: m for m in bounding}
    names = {m.measure_row for m in bounding}
    having = {c for c, label in zip(program.row_constraints, program.row_labels, strict=True)
              if label in names}  # fmt: skip
    for r, (name, label) in enumerate(
        zip(program.row_constraints, program.row_labels, strict=True)
    ):
        bound = name in own and (label in names or name not in having)
        if bound or label in labels or name in labels:
            low[r], up[r] = -np.inf, np.inf
    return replace(program, row_lower=low, row_upper=up)


def before(program: Program, stages: Sequence[Declared], k: int) -> Program:
    """Return a run's program as it was when a stage was solved: it and later ones open."""
    return _opened(program, list(stages[k:]), list(stages[k + 1 :]))


def territories(program: Program, stage: Declared) -> np.ndarray:
    """Return the numbers of the rows of a stage that settles levels, (g,)."""
    return np.array(
        [r for r, name in enumerate(program.row_constraints) if name == stage.name], dtype=np.int64
    )


def questions(
    program: Program, stages: Sequence[Declared], k: int, proof: StageProof, value: float
) -> list[Question]:
    """Return what must be proven for a stage to be optimal.

    Max-min: no selection has every territory above the level. Leximin: for each territory, none
    has it above its level while the others keep theirs, or this one where theirs is higher. One
    figure: none has a better one than the selection of the proof. A ratio, as a Gini
    index: none spreads less than the ratio times its mean.

    Parameters
    ----------
    program : Program
        The run's.
    stages : sequence of Declared
        In order.
    k : int
        Which one.
    proof : StageProof
        Its selection and levels; certificates are not read.
    value : float
        What the run tells of it.
    """
    stage, base = stages[k], before(program, stages, k)
    if stage.nature not in LEVELS:
        gain = objective(program, stage, value)
        asked = replace(base, value=gain, access=None, constant=0.0)
        most = float(gain @ proof.x) + _noise(program, stage, gain, proof.x, value)
        return [Question(asked, most)]
    at, f = territories(program, stage), proof.floors
    rows = program.matrix[at]
    above = np.array([_above(rows[[g]].data, float(f[g])) for g in range(at.size)])
    every: list[Question] = []
    for g in range(1 if stage.nature == "level" else at.size):
        low = base.row_lower.copy()
        if stage.nature == "level":
            low[at] = above
        else:
            low[at] = np.minimum(f, f[g]) * (1.0 - SAME)
            low[at[low[at] <= 0]] = -np.inf
            low[at[g]] = above[g]
        every.append(Question(replace(base, row_lower=low, access=None), -np.inf))
    return every


def objective(program: Program, stage: Declared, value: float) -> np.ndarray:
    """Return what a stage of one figure maximises, (n,): the coefficients of its measure's row.

    The row of a ratio has its mean times the ratio that was kept; here times ``value``.
    """
    r = program.row_labels.index(stage.measure_row)
    gain = np.zeros(program.n_columns)
    part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
    np.add.at(gain, program.matrix.indices[part], program.matrix.data[part])
    if stage.nature == "ratio":
        kept = min(1.0, value / stage.keep) * (1.0 + KEPT_MEASURE) + SUMS
        gain[program.integer] *= value / kept
    return gain


def _noise(
    program: Program, stage: Declared, gain: np.ndarray, x: np.ndarray, value: float
) -> float:
    """Return how far solvers' tolerances let columns of its own tell a measure wrong.

    Of a ratio: a share of the mean benefit of the selection.
    """
    if stage.nature == "ratio":
        mean = float(gain[program.integer] @ x[program.integer])
        return CERTIFIED_NOISE * abs(mean) / value if value > 0 else 0.0
    own = ~program.integer
    ends = np.maximum(np.abs(program.lower[own]), np.abs(program.upper[own]))
    size = float(np.abs(gain[own]) @ np.where(np.isfinite(ends), ends, 0.0))
    return CERTIFIED_NOISE * max(abs(float(gain @ x)), size)


def _above(benefits: np.ndarray, level: float) -> float:
    """Return the least that a territory above a level would have."""
    if level > 0:
        return level * (1.0 + CERTIFIED_LEVEL)
    some = benefits[benefits > 0]
    return float(some.min()) if some.size else 1.0


def stages_fault(
    program: Program, measures: tuple[Declared, ...], told: Sequence[Reported], supports: Supports
) -> str:
    """Replay the stages of a run; return the first that is not proven, empty when all are.

    Parameters
    ----------
    program : Program
        The run's: what each stage settled is in the limits of its rows.
    measures : tuple of Declared
    told : sequence of Reported
        What the run says of its stages, in order.
    supports : Supports
    """
    for m in measures:
        if m.nature == "switched":
            return f"{m.name}: switches of territories have no certificate"
    stages = stages_of(measures)
    if [t.name for t in told] != [s.name for s in stages]:
        return "the stages are not those that the model declares"
    if [p.name for p in supports.stages] != [s.name for s in stages]:
        missing = stages[min(len(supports.stages), len(stages) - 1)]
        return f"{missing.name} has no certificate"
    for k, (stage, says, proof) in enumerate(zip(stages, told, supports.stages, strict=True)):
        fault = _stage_fault(program, stages, k, says, proof)
        if fault:
            return f"{stage.name}: {fault}"
    return ""


def _stage_fault(
    program: Program, stages: Sequence[Declared], k: int, told: Reported, proof: StageProof
) -> str:
    stage, base = stages[k], before(program, stages, k)
    if stage.nature not in CERTIFIED:
        return f"no certificate of a measure of kind {stage.kind}"
    if proof.x.shape != (program.n_columns,) or not np.isfinite(proof.x).all():
        return "its selection does not fit the program"
    broken = broken_rule(base, proof.x)
    if broken:
        return f"its selection breaks {broken}"
    levels = stage.nature in LEVELS
    fault = (_levels_fault if levels else _figure_fault)(program, stage, told, proof)
    if fault:
        return fault
    asked = questions(program, stages, k, proof, told.value)
    if len(asked) != len(proof.certificates):
        return f"{len(proof.certificates)} certificates for {len(asked)} questions"
    for number, (question, certificate) in enumerate(zip(asked, proof.certificates, strict=True)):
        found = verdict(question.program, certificate)
        if found.fault:
            return f"question {number}: {found.fault}"
        if not found.bound <= question.most:
            return f"question {number}: a bound of {found.bound:.9g} above {question.most:.9g}"
    return ""


def _levels_fault(program: Program, stage: Declared, told: Reported, proof: StageProof) -> str:
    """Say where the levels are not those of the selection, or not those that the program keeps."""
    at = territories(program, stage)
    rows, f = program.matrix[at], proof.floors
    if f.shape != at.shape or not np.isfinite(f).all() or (f < 0).any():
        return "levels that are no figures"
    if (rows.data < 0).any():
        return "benefits below 0"
    u = np.asarray(rows @ proof.x)
    if (u < f * (1.0 - SAME)).any():
        return "its selection does not reach its levels"
    if not abs(float(f.min()) - told.value) <= SAME * max(1.0, abs(told.value)):
        return f"the run tells {told.value:.9g}, its levels begin at {float(f.min()):.9g}"
    if stage.nature == "level" and not (f == f[0]).all():
        return "max-min has one level"
    kept, asked = program.row_lower[at], f * stage.keep
    low = np.where(np.isfinite(kept), kept, 0.0)
    if (low > asked * (1.0 + SAME)).any() or (low < asked * (1.0 - CERTIFIED_FLOOR)).any():
        return "the program does not keep its levels"
    return ""


def _figure_fault(program: Program, stage: Declared, told: Reported, proof: StageProof) -> str:
    """Say where the measure is not that of the selection, or not what the program keeps."""
    if stage.measure_row not in program.row_labels:
        return "the program has no row of its measure"
    if not np.isfinite(told.value):
        return "the run tells no value"
    r = program.row_labels.index(stage.measure_row)
    gain = objective(program, stage, told.value)
    reached, low = float(gain @ proof.x), float(program.row_lower[r])
    noise = _noise(program, stage, gain, proof.x, told.value)
    if stage.nature == "ratio":
        if reached < -noise:
            return f"its selection is less even than the {told.value:.9g} that the run tells"
        return "" if low == 0.0 else "the program does not keep its index"
    lost = (1.0 - stage.keep) * abs(told.value)
    if not reached - lost - noise <= low <= reached + noise:
        return "the program does not keep its measure"
    return ""
