"""The same question asked of many sites: one warm session a process, whatever the system."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.messages.stop import look
from tisites.study.explain.base import Questions
from tisites.study.processes import over_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np

    from tisites.model.program import Program
    from tisites.solver.solution import Proof

#: Questions that one session answers in a row. The chunks are fixed, so that the answers (among
#: equal ones) do not depend on how many processes there are.
CHUNK = 8
#: Below this many questions, starting processes costs more than it brings.
FEW = 12


@dataclass(frozen=True, slots=True)
class ForcedSite:
    """One question and its answer.

    Parameters
    ----------
    column : int
        The site.
    inside : bool
        Whether it was forced in; forced out otherwise.
    proof : Proof
        Of the answer.
    value, bound : float
        Best value, and its proven upper bound.
    selected : (p,) int64
        The selection; empty when there is none.
    """

    column: int
    inside: bool
    proof: Proof
    value: float
    bound: float
    selected: np.ndarray


def ask_chunk(program: Program, chunk: Sequence[tuple[int, bool]]) -> Iterator[ForcedSite]:
    """Answer a few questions with a session of their own."""
    questions = Questions(program)
    for column, inside in chunk:
        ends = ((column,), ()) if inside else ((), (column,))
        found = questions.best(*ends)
        yield ForcedSite(column, inside, found.proof, found.value, found.bound, found.selected)


def ask_all(
    program: Program,
    asked: Sequence[tuple[int, bool]],
    *,
    processes: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Iterator[ForcedSite]:
    """Answer every question; answers come as they are ready.

    A stop or Ctrl-C reaches the caller as ``KeyboardInterrupt``; what came before stands.

    Parameters
    ----------
    program : Program
        The program as it was solved.
    asked : sequence of (int, bool)
        Column, and whether it is forced in (out otherwise).
    processes : int, optional
        How many; by default one a core, and none apart for a few questions.
    told : callable, optional
        Hears how many questions are answered, of how many.
    """
    chunks = [asked[k : k + CHUNK] for k in range(0, len(asked), CHUNK)]
    many = processes or (1 if len(asked) <= FEW else os.cpu_count() or 1)
    answers: Iterator[ForcedSite]
    if many == 1:
        answers = (answer for chunk in chunks for answer in ask_chunk(program, chunk))
    else:
        apart = over_processes(_work, program, chunks, jobs=many)
        answers = (answer for _, done in apart for answer in done)
    for done, answer in enumerate(answers, start=1):
        if told is not None:
            told(done, len(asked))
        yield answer
        look()


def _work(program: Program, chunk: Sequence[tuple[int, bool]]) -> list[ForcedSite]:
    return list(ask_chunk(program, chunk))
