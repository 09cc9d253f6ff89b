"""The plain selection itself, cold: the yardstick of the studies that build on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.programme import Asked
from tisites.solver.exact import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.explain.base import Answered


def asked(answered: Answered) -> Sequence[Asked]:
    """Ask for the best selection of the case, from nothing."""
    program = answered.case.program

    def ours() -> tuple[float, str]:
        found = solve(program)
        return found.value, str(found.proof)

    return [Asked("plain selection", ours, program)]
