"""Several parties, one selection: the verb ``compromise``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, refuse_early, studied
from tisites.report.compromise.document import NAME, PICTURE, TABLES, compromise_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.messages.text import Text
    from tisites.model.declaration import Model
    from tisites.study.compromise.compromise import Compromise, Terms


@dataclass(frozen=True, slots=True)
class CompromiseRequest:
    """What is asked of several parties.

    Parameters
    ----------
    source : Source or Studied
        A run, or a scenario that is solved first; its model declares the parties.
    rule : str, optional
        In place of the model's: ``min_max_regret``, ``leximin``, ``kalai_smorodinsky``, ``nash``
        or ``sum``.
    parties : tuple of str
        Those that count; as the model says where it is empty.
    points : int
        Points of the frontier between least regret and greatest sum; 0 for none.
    objection_pct : float, optional
        Threshold of an objection, in place of the model's.
    others : bool
        Whether other rules, and votes, are told beside.
    seconds : float, optional
        Limit of the study.
    out : Path, optional
        Folder of the files; ``studies/compromise-…`` otherwise.
    """

    source: Source | Studied
    rule: str | None = None
    parties: tuple[str, ...] = ()
    points: int = 5
    objection_pct: float | None = None
    others: bool = False
    seconds: float | None = None
    out: Path | None = None


@verb
def compromise(request: CompromiseRequest, listener: Listener) -> Answer[Compromise]:
    """Choose among what several parties would choose, and say what each of them regrets.

    Raises
    ------
    BadInputError
        No party, no rule, weights of nothing, what parties do not combine with; a folder that may
        not be written.
    """
    from tisites.report.compromise.figures import draw_regrets
    from tisites.study.compromise.compromise import compromise as agreed

    if request.out is not None:
        may_write(request.out, NAME, TABLES)
    refuse_early(request.source, lambda model, file: _terms(request, model, file))
    source = studied(request.source, listener)
    base = source.answered
    terms = _terms(request, base.case.model, source.name)
    folder = request.out or Path("studies") / f"compromise-{source.name}"
    may_write(folder, NAME, TABLES)

    def told(words: Text) -> None:
        listener.phase(str(words))

    study = agreed(base, terms, told)
    proven = study.chosen.proven and study.payoffs.proven.all()
    settled = all(point.proven for point in study.frontier)
    if study.objections is not None:
        settled &= bool(study.objections.exact.all())
    end = End.DONE if proven and settled else End.LIMIT
    if not study.complete:
        end = End.LIMIT if request.seconds is not None else End.INTERRUPTED
    return Answer(
        study, compromise_document(study), folder, end,
        draw=lambda fresh: draw_regrets(study, fresh / PICTURE),
    )  # fmt: skip


def _terms(request: CompromiseRequest, model: Model, file: str) -> Terms:
    from tisites.study.compromise.compromise import terms_of

    return terms_of(
        model, file, rule=request.rule, parties=request.parties, points=request.points,
        objection_pct=request.objection_pct, others=request.others, seconds=request.seconds,
    )  # fmt: skip
