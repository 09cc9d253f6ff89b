"""Who replaces a chosen site that withdraws: the verb ``reserve``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, refuse_early, studied
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.reserve.document import NAME, PICTURE, TABLES, reserve_document

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.model.programme.reserve import ReserveRule
    from tisites.study.reserve.reserve import Reserve

#: Who decided a list that no model declares.
ASKED = "tisites reserve"


@dataclass(frozen=True, slots=True)
class ReserveRequest:
    """What is asked of a reserve list; what is ``None`` is as ``[reserve]`` of the model says.

    Parameters
    ----------
    source : Source or Studied
        A run, a scenario that is solved first, or what is studied already.
    size, chained : int, optional
        Sites on the list, and how many of them are the next best.
    named : tuple of str, optional
        Ids that the list must hold.
    rule : {"score", "value"}, optional
        Who enters.
    withdrawal : str, optional
        ``uniform``, an indicator, or ``1 - indicator``.
    recoverable : float, optional
        Points that any one withdrawal may cost: the selection itself is changed for it.
    recompute : bool
        Whether the whole selection is also chosen again without each chosen site.
    draws, seed : int
        Sets of several withdrawals that are played.
    seconds : float, optional
        Limit of the choice of the list.
    out : Path, optional
        Folder of the files; ``studies/reserve-…`` otherwise.
    """

    source: Source | Studied
    size: int | None = None
    chained: int | None = None
    named: tuple[str, ...] | None = None
    rule: str | None = None
    withdrawal: str | None = None
    recoverable: float | None = None
    recompute: bool = False
    draws: int = 400
    seed: int = 1
    seconds: float | None = None
    out: Path | None = None


@verb
def reserve(request: ReserveRequest, listener: Listener) -> Answer[Reserve]:
    """Choose the list, say who replaces whom, and play withdrawals on it.

    Raises
    ------
    BadInputError
        No size, here or in ``[reserve]``; a list that does not hold together; a model that it does
        not combine with; a folder that may not be written.
    """
    from tisites.report.reserve.figure import draw_reserve
    from tisites.solver.solution import Proof
    from tisites.study.reserve.reserve import reserve as made

    if request.out is not None:
        may_write(request.out, NAME, TABLES)
    refuse_early(request.source, lambda model, file: rule_of(model, request, file))
    source = studied(request.source, listener)
    folder = request.out or Path("studies") / f"reserve-{source.name}"
    may_write(folder, NAME, TABLES)
    base = source.answered
    rule = rule_of(base.case.model, request, base.case.name)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"retrait {done + 1} sur {of}", f"withdrawal {done + 1} of {of}")))

    def rounds(done: int, written: int) -> None:
        listener.phase(str(Text(
            f"sélection réparable, programme {done} : {written} remplacements écrits",
            f"recoverable selection, program {done}: {written} replacements written",
        )))  # fmt: skip

    listener.phase(str(Text("liste de réserve", "reserve list")))
    found = made(
        base, rule, recompute=request.recompute, draws=request.draws, seed=request.seed,
        seconds=request.seconds, told=told, rounds=rounds,
    )  # fmt: skip
    proofs = [found.covering.proof, *([found.repaired.proof] if found.repaired else [])]
    end = End.DONE if all(one is Proof.OPTIMAL for one in proofs) else End.LIMIT

    def draw(fresh: Path) -> None:
        if found.listed.size:
            draw_reserve(found, fresh / PICTURE)

    return Answer(found, reserve_document(found), folder, end, draw)


def rule_of(model: Model, request: ReserveRequest, where: str) -> ReserveRule:
    """Return the list that is asked for: what the request says, else what the model declares.

    Raises
    ------
    BadInputError
        Where neither says how many sites, or where what they say does not hold together.
    """
    from pydantic import ValidationError

    from tisites.model.complaints import problems_of
    from tisites.model.programme.reserve import ReserveRule

    declared = model.reserve if model.reserve is not None and model.reserve.enabled else None
    said: dict[str, Any] = {"source": ASKED} if declared is None else declared.model_dump()
    names = ("size", "chained", "named", "rule", "withdrawal", "recoverable")
    said |= {name: getattr(request, name) for name in names if getattr(request, name) is not None}
    if "size" not in said:
        raise bad_input(
            Text("combien de sites de réserve ?", "how many reserve sites?"),
            Text("écrire --size 20, ou [reserve] size = 20 dans le scénario",
                 "write --size 20, or [reserve] size = 20 in the scenario"),
            Where(where, column="reserve.size"),
        )  # fmt: skip
    try:
        rule = ReserveRule.model_validate(said)
    except ValidationError as error:
        raise BadInputError(problems_of(error, ReserveRule, Path(where))) from error
    if rule.recoverable is not None and request.recompute:
        raise bad_input(
            Text("refaire toute la sélection ne se compare pas à une sélection réparable",
                 "choosing the whole selection again does not compare with a recoverable one"),
            Text("demander l'un ou l'autre : --recompute sans --recoverable",
                 "ask for one or the other: --recompute without --recoverable"),
            Where(where, column="reserve.recoverable", value=f"{rule.recoverable:g}"),
        )  # fmt: skip
    return rule
