"""What each rule decides: the verb ``rules``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.rules.document import NAME, TABLES, rules_document

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.study.rules.rules import Rules


@dataclass(frozen=True, slots=True)
class RulesRequest:
    """What is asked of the rules of a model.

    Parameters
    ----------
    source : Source or Studied
        A run, a scenario that is solved first, or what is studied already.
    rows : bool
        Every territory's limit as well.
    shapley : bool
        What each rule costs among all of them, and how they meet.
    price : bool
        What one unit more of each limit is worth as well.
    seconds : float, optional
        Limit of the removals together, and of each price.
    out : Path, optional
        Folder of the files; ``studies/rules-…`` otherwise.
    """

    source: Source | Studied
    rows: bool = False
    shapley: bool = False
    price: bool = True
    seconds: float | None = None
    out: Path | None = None


@verb
def rules(request: RulesRequest, listener: Listener) -> Answer[Rules]:
    """Take every rule away, choose again to proof, and say what changes.

    Raises
    ------
    BadInputError
        An unknown run; too many rules for their interaction; a folder that may not be written.
    """
    from tisites.solver.solution import Proof
    from tisites.study.price.moves import PriceQuestion
    from tisites.study.price.price import price
    from tisites.study.rules.rules import rules as measured

    if request.out is not None:
        may_write(request.out, NAME, TABLES)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"règle {done} sur {of}", f"rule {done} of {of}")))

    source = studied(request.source, listener)
    folder = request.out or Path("studies") / f"rules-{source.name}"
    may_write(folder, NAME, TABLES)
    base = source.answered
    study = measured(
        base, by_row=request.rows, interact=request.shapley, seconds=request.seconds, told=told
    )
    prices = None
    if request.price and not study.incomplete:
        seconds, chosen = request.seconds, base.selected
        prices = price(base.case, PriceQuestion(), selected=chosen, seconds=seconds)
    whole = all(one.proof is Proof.OPTIMAL for one in (*study.effects.rules, *study.rows))
    cut = study.incomplete or (prices is not None and prices.incomplete)
    end = End.INTERRUPTED if cut else End.DONE if whole else End.LIMIT
    return Answer(study, rules_document(study, prices), folder, end)
