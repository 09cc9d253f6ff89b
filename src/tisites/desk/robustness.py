"""What the selection depends on, and what to verify first: the verb ``robustness``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.robustness.document import (
    ACCEPTABILITY,
    INTERVALS,
    NAME,
    TABLES,
    robustness_document,
)

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.study.robustness.study import Part, Robustness

_DOING = {
    "rules": Text("règles, capacités, poids et droit", "rules, capacities, weights and law"),
    "scores": Text("scores", "scores"),
    "axes": Text("poids, axe par axe", "weights, axis by axis"),
    "samples": Text("pondérations tirées", "weightings drawn"),
    "data": Text("données à vérifier", "data to verify"),
}


@dataclass(frozen=True, slots=True)
class RobustnessRequest:
    """What is asked of the robustness of a selection.

    Parameters
    ----------
    source : Source or Studied
        A run, or a scenario that is solved first; or a case with its answer, in memory.
    parts : tuple of str, optional
        Of ``rules``, ``scores``, ``weights``, ``data``; all of them otherwise.
    samples : int
        Weightings drawn.
    jobs : int, optional
        Processes; one a core otherwise.
    seed : int
        Of the draw.
    order : str
        Criteria, the most important first: ``zan>workers>power``.
    out : Path, optional
        Folder of the files; ``studies/robustness-…`` otherwise.
    """

    source: Source | Studied
    parts: tuple[str, ...] | None = None
    samples: int = 1000
    jobs: int | None = None
    seed: int = 1
    order: str = ""
    out: Path | None = None


@verb
def robustness(request: RobustnessRequest, listener: Listener) -> Answer[Robustness]:
    """Move rules, scores, weights, law and unknown data, and say what changes.

    Raises
    ------
    BadInputError
        An unknown run, part or criterion; a folder that may not be written.
    """
    from tisites.report.robustness.figures import draw_acceptability, draw_intervals
    from tisites.study.robustness.order import parse_order
    from tisites.study.robustness.study import Scope
    from tisites.study.robustness.study import robustness as measured

    parts = _parts(request.parts)
    if request.out is not None:
        may_write(request.out, NAME, TABLES)

    def told(part: str, done: int, of: int) -> None:
        listener.phase(f"{_DOING[part]} {done}/{of}")

    source = studied(request.source, listener)
    folder = request.out or Path("studies") / f"robustness-{source.name}"
    may_write(folder, NAME, TABLES)
    base = source.answered
    order = parse_order(request.order, list(base.case.model.score))
    jobs = request.jobs or os.cpu_count() or 1
    study = measured(base, Scope(parts, request.samples, request.seed, jobs, order), told)
    document = robustness_document(study)
    pictures = {figure.file for figure in document.figures}

    def draw(fresh: Path) -> None:
        if INTERVALS in pictures:
            draw_intervals(study, fresh / INTERVALS)
        if ACCEPTABILITY in pictures:
            draw_acceptability(study, fresh / ACCEPTABILITY)

    end = End.DONE if study.complete else End.INTERRUPTED
    return Answer(study, document, folder, end, draw)


def _parts(named: tuple[str, ...] | None) -> tuple[Part, ...]:
    from tisites.study.robustness.study import PARTS

    if named is None:
        return PARTS
    wanted = [name.strip() for name in named if name.strip()]
    unknown = [name for name in wanted if name not in PARTS]
    if unknown or not wanted:
        listed = ", ".join(PARTS)
        raise bad_input(
            Text("partie inconnue", "unknown part"),
            Text(f"choisir parmi {listed}", f"choose from {listed}"),
            Where("--only", value=", ".join(unknown) or ",".join(named)),
        )
    return cast("tuple[Part, ...]", tuple(part for part in PARTS if part in wanted))
