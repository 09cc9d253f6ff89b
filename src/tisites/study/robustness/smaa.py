"""Rank acceptability of sites over all weights, and the core index over an order of importance.

Stochastic multicriteria acceptability analysis (Lahdelma, Salminen: Operations Research 49,
2001, 444-454) and robust portfolio modelling (Liesiö, Mild, Salo: EJOR 181, 2007, 1488-1505):
weights are drawn uniformly, and the best selection is proven for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.kernel.session import Session
from tisites.solver.solution import Proof
from tisites.study.processes import over_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.model.program import Program
    from tisites.study.robustness.weights import Weighing

#: Samples that one session answers in a row: fixed, so that the answers do not depend on how
#: many processes there are.
CHUNK = 20


@dataclass(frozen=True, slots=True)
class Samples:
    """The best selection for each weight vector drawn.

    Parameters
    ----------
    weights : (s, c) float64
        Those answered, in the order drawn; each sums to 1.
    selections : tuple of (p,) int64
        The proven best selection for each.
    values : (s,) float64
        Its value under these weights.
    asked : int
        How many were drawn; more than ``s`` when Ctrl-C stopped the work.
    """

    weights: np.ndarray
    selections: tuple[np.ndarray, ...]
    values: np.ndarray
    asked: int

    @property
    def complete(self) -> bool:
        """Whether every sample was answered."""
        return len(self.selections) == self.asked


def draw_weights(
    criteria: Sequence[str], samples: int, seed: int, order: Sequence[str] = ()
) -> np.ndarray:
    """Draw weights uniformly from the simplex, or from the part that keeps an order.

    A uniform point of the simplex is a flat Dirichlet one. Sorting the coordinates that the
    order names folds the simplex onto the part that keeps it; the folds are congruent, so the
    result is uniform there: no sample is thrown away.

    Parameters
    ----------
    criteria : sequence of str
        Names, one a coordinate.
    samples : int
        How many.
    seed : int
        Of the generator.
    order : sequence of str
        Names, the most important first: ``w[order[0]] >= w[order[1]] >= …``; criteria left out
        of it are free.

    Returns
    -------
    (samples, c) float64

    Examples
    --------
    >>> weights = draw_weights(["a", "b", "c"], 100, 1, ["c", "a"])
    >>> bool((weights[:, 2] >= weights[:, 0]).all()), weights.shape
    (True, (100, 3))
    """
    generator = np.random.default_rng(seed)
    weights = generator.dirichlet(np.ones(len(criteria)), samples)
    if order:
        named = [list(criteria).index(name) for name in order]
        weights[:, named] = -np.sort(-weights[:, named], axis=1)
    return weights


def sample(
    program: Program,
    weighing: Weighing,
    weights: np.ndarray,
    *,
    jobs: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> Samples:
    """Prove the best selection for each weight vector.

    Ctrl-C stops the work: what was answered stands (:attr:`Samples.complete` tells).

    Parameters
    ----------
    program : Program
        The program as it was solved; values alone change from sample to sample.
    weighing : Weighing
        How values depend on weights.
    weights : (s, c) float64
        As drawn.
    jobs : int
        Processes.
    told : callable, optional
        Hears how many samples are answered, of how many.
    """
    chunks = [weights[k : k + CHUNK] for k in range(0, len(weights), CHUNK)]
    answered: dict[int, list[tuple[np.ndarray, float]]] = {}
    work = partial(_chunk, weighing)
    try:
        for number, result in over_processes(work, program, chunks, jobs=jobs):
            answered[number] = result
            if told is not None:
                told(sum(map(len, answered.values())), len(weights))
    except KeyboardInterrupt:
        pass  # told by the count
    kept, selections, values = [], [], []
    for number in sorted(answered):
        for row, (selected, value) in zip(chunks[number], answered[number], strict=False):
            kept.append(row)
            selections.append(selected)
            values.append(value)
    shape = (len(kept), weights.shape[1])
    return Samples(np.array(kept).reshape(shape), tuple(selections), np.array(values), len(weights))


def _chunk(
    weighing: Weighing, program: Program, chunk: np.ndarray
) -> list[tuple[np.ndarray, float]]:
    """Answer a few samples in a row with one warm session."""
    session = Session(program, confirm=False)
    found = []
    for weights in chunk:
        session.change(value=weighing.value(weights))
        session.forget_selections()
        answer = session.solve()
        if answer.proof is not Proof.OPTIMAL:
            raise KeyboardInterrupt
        found.append((answer.selected, answer.value))
    return found
