"""Sites and start years under a yearly budget: the verb ``calendar``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.report.calendar.document import NAME, TABLES, calendar_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.model.programme.years import ProgrammeRule
    from tisites.study.years.calendar import Calendar

_PHASES = {
    "plan": Text("sites et années", "sites and years"),
    "readings": Text("autres lectures du coût", "other readings of the cost"),
    "more": Text("ce qu'achète un million de plus", "what one million more buys"),
    "least": Text("plus petit budget", "least budget"),
    "concessions": Text("ce qu'il faudrait céder", "what could be conceded"),
}


@dataclass(frozen=True, slots=True)
class CalendarRequest:
    """What is asked of a programme over years.

    Parameters
    ----------
    source : Source or Studied
        A run, a scenario that is solved first without years, or what is studied already.
    programme : str, optional
        Scenario whose ``[programme]`` holds, in place of the source's own.
    schedule : bool
        Keep the selection: choose years alone.
    alone : bool
        The calendar alone, without prices and other readings of the cost.
    more : float
        M€ a year more that are priced beside one.
    seconds : float, optional
        Limit of each solve.
    out : Path, optional
        Folder of the files; ``studies/calendar-…`` otherwise.
    """

    source: Source | Studied
    programme: str | None = None
    schedule: bool = False
    alone: bool = False
    more: float = 10.0
    seconds: float | None = None
    out: Path | None = None


@verb
def calendar(request: CalendarRequest, listener: Listener) -> Answer[Calendar]:
    """Choose sites and start years, or the years of a selection, and say what they cost and bring.

    Raises
    ------
    BadInputError
        An unknown run; no ``[programme]``; what years cannot be combined with; a folder that may
        not be written.
    """
    from tisites.report.calendar.figures import draw_calendar
    from tisites.solver.solution import Proof
    from tisites.study.years.calendar import CalendarDepth
    from tisites.study.years.calendar import calendar as answered

    if request.out is not None:
        may_write(request.out, NAME, TABLES)
    rule = None if request.programme is None else _declared(request.programme)
    source = studied(request.source, listener)
    model = source.answered.case.model
    rule = _combined(rule or _own(model, source.name), model)
    folder = request.out or Path("studies") / f"calendar-{source.name}"
    may_write(folder, NAME, TABLES)
    amounts = tuple(dict.fromkeys((1.0, request.more)))
    asked = CalendarDepth(request.schedule, request.alone, amounts, request.seconds)
    found = answered(
        source.answered, rule, asked, lambda phase: listener.phase(str(_PHASES[phase]))
    )
    proof = found.plan.proof
    if proof is Proof.OPTIMAL:
        end = End.DONE
    else:
        end = End.INFEASIBLE if proof is Proof.INFEASIBLE else End.LIMIT

    def draw(fresh: Path) -> None:
        draw_calendar(found, fresh)

    drawn = draw if found.plan.starts.size else None
    return Answer(found, calendar_document(found), folder, end, drawn)


def _declared(scenario: str) -> ProgrammeRule:
    from tisites.model.points import load_scenario

    return _own(load_scenario(scenario)[0], scenario)


def _own(model: Model, name: str) -> ProgrammeRule:
    rule = model.programme
    if rule is None or not rule.enabled:
        raise bad_input(
            Text(
                "aucun programme par années n'est déclaré ([programme])",
                "no programme over years is declared ([programme])",
            ),
            Text(
                "prendre celui d'un scénario : --programme programme-100-meur",
                "take that of a scenario: --programme programme-100-meur",
            ),
            Where(name, column="programme"),
        )
    return rule


def _combined(rule: ProgrammeRule, model: Model) -> ProgrammeRule:
    """Refuse what years cannot be combined with.

    Raises
    ------
    BadInputError
        Stages of equity, protection of scores, types of projects; a discounted service.
    """
    what: Text | None = None
    column, remedy = "programme", Text("", "")
    if any(measure.enabled for measure in model.equity.values()):
        what, column = Text("des mesures d'équité", "measures of equity"), "equity"
        remedy = Text(
            "les désactiver (enabled = false) et déclarer [programme.balance.NOM]",
            "switch them off (enabled = false) and declare [programme.balance.NAME]",
        )
    elif model.robust is not None and model.robust.is_on:
        what, column = Text("la protection des scores", "protection of scores"), "robust"
        remedy = Text("la désactiver ([robust] enabled = false)", "switch [robust] off")
    elif getattr(model, "type", None):
        what, column = Text("des types de projets", "types of projects"), "type"
        remedy = Text("retirer [type.*] pour cette étude", "leave [type.*] out for this study")
    elif getattr(model, "stages", None):
        what, column = Text("deux étapes de choix", "two stages of choice"), "stages"
        remedy = Text("retirer [stages] pour cette étude", "leave [stages] out for this study")
    elif model.access is not None and model.access.enabled and rule.discount > 0:
        what = Text("une desserte actualisée ([access])", "a discounted service ([access])")
        column, remedy = "programme.discount", Text("écrire discount = 0", "write discount = 0")
    if what is not None:
        raise bad_input(
            Text(
                f"le programme par années ne se combine pas avec {what.fr}",
                f"a programme over years is not combined with {what.en}",
            ),
            remedy,
            Where(column=column),
        )
    return rule
