"""What one more costs, limit by limit: the verb ``price``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.price_groups import checked_group
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.price import NAME, TABLES, price_document

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.study.price.price import LimitPrices


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """What is asked of the prices of limits.

    Parameters
    ----------
    source : Source or Studied
        A run, a scenario that is solved first, or what is studied already.
    by : float
        How far limits are moved, in each one's unit.
    constraint : str, optional
        One constraint, or a cut of the country with ``group``; all of them otherwise.
    group : str, optional
        One territory, by code or name: one more and one less than today.
    seconds : float, optional
        Limit of each solve.
    out : Path, optional
        Folder of the files; ``studies/price-…`` otherwise.
    """

    source: Source | Studied
    by: float = 1.0
    constraint: str | None = None
    group: str | None = None
    seconds: float | None = None
    out: Path | None = None


@verb
def price(request: PriceRequest, listener: Listener) -> Answer[LimitPrices]:
    """Move every limit that is asked for, solve again to proof, and say what changes.

    Raises
    ------
    BadInputError
        An unknown run, constraint or territory; a folder that may not be written.
    """
    from tisites.solver.solution import Proof
    from tisites.study.price.moves import PriceQuestion
    from tisites.study.price.price import price as solved

    if request.out is not None:
        may_write(request.out, NAME, TABLES)

    def moved(done: int, of: int) -> None:
        listener.phase(str(Text(f"limite {done + 1} sur {of}", f"limit {done + 1} of {of}")))

    source = studied(request.source, listener)
    folder = request.out or Path("studies") / f"price-{source.name}"
    may_write(folder, NAME, TABLES)
    base = source.answered
    group = checked_group(base.case, request.constraint, request.group)
    question = PriceQuestion(request.by, request.constraint, group)
    prices = solved(
        base.case, question, selected=base.selected, seconds=request.seconds, told=moved
    )
    unproven = any(row.proof in (Proof.FEASIBLE, Proof.UNKNOWN) for row in prices.rows)
    end = End.INTERRUPTED if prices.incomplete else End.LIMIT if unproven else End.DONE
    return Answer(prices, price_document(prices), folder, end)
