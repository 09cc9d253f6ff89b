"""What the planner asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """One run, as asked.

    Parameters
    ----------
    scenario : str
        Path or shipped name of a scenario.
    model : str, optional
        Model in place of the scenario's base.
    pack : Path, optional
        Data pack; the embedded demo pack when absent.
    candidates : Path, optional
        Candidate file; the pack's own candidates when absent.
    tolerant : bool
        Leave out faulty rows of the candidate file with a finding, instead of refusing the file.
    solver : str
        Back end: ``cbc`` or ``highs``.
    seconds : float, optional
        Time limit of the solve.
    gap_rel : float
        Relative gap that counts as good enough; 0 asks for a proof.
    """

    scenario: str = "reference"
    model: str | None = None
    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    solver: str = "cbc"
    seconds: float | None = None
    gap_rel: float = 0.0
