"""A protected selection held against every threshold of the protection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.certificate.rounding import gamma as rounding
from tisites.certificate.verdict import verdict
from tisites.model.tolerances import SUMS

if TYPE_CHECKING:
    from tisites.certificate.supports import ThresholdProof
    from tisites.model.program import Program


def at(program: Program, proof: ThresholdProof, threshold: float) -> Program:
    r"""Return the program of one threshold: ``v - max(d - theta, 0)``, less ``Gamma theta``."""
    return replace(
        program,
        value=proof.value - np.maximum(proof.deviation - threshold, 0.0),
        constant=proof.constant - proof.gamma * threshold,
    )


def protected_bound(
    program: Program, proof: ThresholdProof, gamma: float, threshold: float
) -> tuple[str, float]:
    r"""Replay a protection; return what is wrong, or what no selection is worth more than.

    A protected value is the greatest of :math:`g(\theta) - \Gamma \theta` over 0 and the
    deviations of the sites (Bertsimas and Sim 2003). :math:`g` rises with :math:`\theta`, by at
    most the number of sites chosen a point: between two thresholds whose programs were bounded,
    every other one is.

    Parameters
    ----------
    program : Program
        The run's, at its own threshold.
    proof : ThresholdProof
    gamma, threshold : float
        What the run tells.
    """
    fault = _misfit(program, proof, gamma, threshold)
    if fault:
        return fault, np.inf
    solved = proof.threshold
    g = np.empty(solved.size)
    for k, certificate in enumerate(proof.certificates):
        found = verdict(at(program, proof, float(solved[k])), certificate)
        if found.fault:
            return f"threshold {solved[k]:.9g}: {found.fault}", np.inf
        g[k] = found.bound + gamma * float(solved[k])
    free = program.integer & (program.upper > 0.5)
    every = np.unique(np.concatenate([[0.0], proof.deviation[free], solved]))
    after = np.searchsorted(solved, every)
    least = np.where(after < solved.size, g[np.minimum(after, solved.size - 1)], np.inf)
    below = np.searchsorted(solved, every, side="right") - 1
    first = np.maximum(below, 0)
    climbed = g[first] + most_chosen(program) * (every - solved[first])
    bound = np.minimum(least, np.where(below >= 0, climbed, np.inf)) - gamma * every
    size = np.abs(np.where(np.isfinite(bound), bound, 0.0)) + gamma * every + np.abs(g).max()
    return "", float((bound + rounding(8) * size).max())


def most_chosen(program: Program) -> float:
    """Return how many sites a selection holds at most, by the rows that count them all."""
    sites = np.flatnonzero(program.integer)
    most = float(sites.size)
    for r in range(program.n_rows):
        part = slice(program.matrix.indptr[r], program.matrix.indptr[r + 1])
        data, columns = program.matrix.data[part], program.matrix.indices[part]
        if not np.isfinite(program.row_upper[r]) or (data < 0).any():
            continue
        if np.isin(sites, columns[data >= 1.0]).all() and (program.lower[columns] >= 0).all():
            most = min(most, float(program.row_upper[r]))
    return most


def _misfit(program: Program, proof: ThresholdProof, gamma: float, threshold: float) -> str:
    n, solved = (program.n_columns,), proof.threshold
    if proof.value.shape != n or proof.deviation.shape != n or solved.ndim != 1 or not solved.size:
        return "figures that do not fit the program"
    figures = [proof.value, proof.deviation, solved, np.array([proof.constant, proof.gamma])]
    if not all(np.isfinite(a).all() for a in figures) or (proof.deviation < 0).any():
        return "figures that are no numbers"
    if proof.gamma != gamma or len(proof.certificates) != solved.size:
        return "not the protection that the run tells"
    if (np.diff(solved) <= 0).any() or solved[0] < 0:
        return "thresholds out of order"
    own = at(program, proof, threshold)
    size = np.maximum(1.0, np.abs(own.value))
    off = np.abs(own.value - program.value) > SUMS * size
    if off.any() or abs(own.constant - program.constant) > SUMS * max(1.0, abs(own.constant)):
        return "not the protection that the program pays for"
    return ""
