"""Other selections as good, proven, and the sites to debate: the verb ``alternatives``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.report.alternatives import NAME, TABLES, AlternativesReport, alternatives_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.study.explain.base import Answered


@dataclass(frozen=True, slots=True)
class AlternativesRequest:
    """What is asked of alternatives.

    Parameters
    ----------
    source : Source or Studied
        A run, a scenario that is solved first, or what is studied already.
    count : int
        How many at most.
    differ : int
        Sites by which any two differ, at least.
    within_pct : float
        Loss allowed, % of the best.
    out : Path, optional
        Folder of the files; ``studies/alternatives-…`` otherwise.
    """

    source: Source | Studied
    count: int = 20
    differ: int = 5
    within_pct: float = 1.0
    out: Path | None = None


@verb
def alternatives(request: AlternativesRequest, listener: Listener) -> Answer[AlternativesReport]:
    """Find selections nearly as good as the best, each proven the best of those left.

    Raises
    ------
    BadInputError
        An unknown run or scenario; more sites to differ by than a selection has; a folder that may
        not be written.
    """
    from tisites.study.alternatives.alternatives import ListEnd, to_proof
    from tisites.study.alternatives.alternatives import alternatives as listed_of
    from tisites.study.alternatives.pairs import interchangeable
    from tisites.study.robustness.protected_case import protected_solver

    if request.out is not None:
        may_write(request.out, NAME, TABLES)
    if not math.isfinite(request.within_pct):
        raise _not_finite(request.within_pct)
    source = studied(request.source, listener)
    base = source.answered
    _refuse_too_far(base, request.differ)
    folder = request.out or Path("studies") / f"alternatives-{source.name}"
    may_write(folder, NAME, TABLES)
    program = base.case.program

    def found(done: int, of: int) -> None:
        listener.phase(str(Text(f"alternative {done} sur {of}", f"alternative {done} of {of}")))

    listener.phase(str(Text("optimum", "optimum")))
    listed = listed_of(
        program,
        base.selected,
        count=request.count,
        differ=request.differ,
        within_pct=request.within_pct,
        solver=protected_solver(base.case) or to_proof,
        told=found,
    )
    best = listed.best
    most_loss = request.within_pct / 100.0 * abs(best.value) / max(1, best.selected.size)
    pairs = interchangeable(program, best.selected, most_loss)
    report = AlternativesReport(base.case, listed, pairs, most_loss)
    end = End.INTERRUPTED if listed.end is ListEnd.STOPPED else End.DONE
    return Answer(report, alternatives_document(report), folder, end)


def _refuse_too_far(base: Answered, differ: int) -> None:
    size = int(base.selected.size)
    if differ <= size:
        return
    raise bad_input(
        Text(
            f"deux sélections de {size} sites ne peuvent différer de {differ} sites",
            f"two selections of {size} sites cannot differ by {differ} sites",
        ),
        Text(f"choisir entre 1 et {size}", f"choose between 1 and {size}"),
        Where("--differ", value=str(differ)),
    )


def _not_finite(value: float) -> Exception:
    return bad_input(
        Text("la perte admise doit être un nombre", "the loss allowed must be a number"),
        Text("écrire par exemple --within 1", "write for example --within 1"),
        Where("--within", value=f"{value:g}"),
    )
