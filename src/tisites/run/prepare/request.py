"""What the planner asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tisites.candidates.parts import READINGS
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text
from tisites.solver.solution import BACK_ENDS

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.guess.reading import ListReading
    from tisites.criteria.spec import Indicators


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
    evidence : Path, optional
        The planner's own evidence of uses and areas; that of the model when absent.
    reading : ListReading, optional
        How the columns of the candidate file are to be read, where they had to be guessed
        (:mod:`tisites.desk.listing` proposes and confirms it).
    beside : bool
        Whether the sites of the candidate file compete beside the pack's own, not in their place.
    written : str, optional
        File that says the scenario as it is solved, where changes lie over ``scenario``: what a
        command would name. Empty where they are written nowhere.
    """

    scenario: str = "reference"
    model: str | None = None
    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    solver: str = "cbc"
    seconds: float | None = None
    gap_rel: float = 0.0
    evidence: Path | None = None
    reading: ListReading | None = None
    beside: bool = False
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A planner's own sites, read already.

    Parameters
    ----------
    mine : Candidates
        Her sites.
    alone : bool
        Whether they compete among themselves, without the candidates of the request.
    measured : Indicators, optional
        What was measured of the candidates of the request under the same model: it is not measured
        again.
    """

    mine: Candidates
    alone: bool = False
    measured: Indicators | None = None


def with_kept_reading(request: Request) -> Request:
    """Return a request with the reading that was confirmed before for its list, if there is one.

    Raises
    ------
    BadInputError
        If a reading that was kept is damaged.
    """
    if request.candidates is None or request.reading is not None or not READINGS.is_dir():
        return request
    from tisites.candidates.guess.propose import kept_reading
    from tisites.candidates.guess.reading import read_reading

    kept = kept_reading(request.candidates)
    return request if kept is None else replace(request, reading=read_reading(kept))


def refuse_wrong(request: Request) -> None:
    """Refuse what no solve can be asked, before anything is read.

    Raises
    ------
    BadInputError
        Unknown solver, gap that is no share below 1, time limit that is no number of seconds.
    """
    problems = []
    if request.solver not in BACK_ENDS:
        listed = ", ".join(BACK_ENDS)
        problems.append(
            Problem(
                Text("solveur inconnu", "unknown solver"),
                Text(f"choisir parmi {listed}", f"choose from {listed}"),
                Where("--solver", value=request.solver),
            )
        )
    if not 0.0 <= request.gap_rel < 1.0:
        problems.append(
            Problem(
                Text("l'écart doit être une part, de 0 à 1", "the gap must be a share, 0 to 1"),
                Text("écrire par exemple --gap 0.05 pour 5 %", "write --gap 0.05 for 5 %"),
                Where("--gap", value=f"{request.gap_rel:g}"),
            )
        )
    seconds = request.seconds
    if seconds is not None and not (math.isfinite(seconds) and seconds >= 0.0):
        problems.append(
            Problem(
                Text("la limite doit être un nombre de secondes", "the limit must be in seconds"),
                Text("écrire par exemple --time-limit 60", "write for example --time-limit 60"),
                Where("--time-limit", value=f"{seconds:g}"),
            )
        )
    if problems:
        raise BadInputError(problems)
