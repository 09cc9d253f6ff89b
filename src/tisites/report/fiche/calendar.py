"""The calendar of a site, drawn: its steps with their intervals, up to the deadline of the call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from tisites.criteria.blanks import admitted
from tisites.criteria.schedule import GRID, grid_step, last_step
from tisites.criteria.turnkey import deadline_of
from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Said, Table
from tisites.report.drawing import FAINT, GREY, INK, Drawing, folded, width_of
from tisites.run.answer.calendar_tables import GRID_YEARS, schedules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from tisites.criteria.schedule import DatedStep
    from tisites.model.declaration import Model

#: Points: width, head, row, foot.
WIDTH, HEAD, ROW, FOOT = 520.0, 16.0, 12.4, 12.0
LABELS, MONTHS = 172.0, 78.0
_LIKELY, _CRITICAL, _LATE = "#9db1d6", "#2a4b8d", "#b3261e"
STEPS = "fiche_steps"
_COLUMNS = tuple(
    Column(key, label, "", decimals, "right" if decimals is not None else "left", seen="files")
    for key, label, decimals in (
        ("site_id", Text("identifiant", "id"), None),
        ("step", Text("étape", "step"), None),
        ("months_low", Text("mois, au moins", "months, at least"), 1),
        ("months", Text("mois", "months"), 1),
        ("months_high", Text("mois, au plus", "months, at most"), 1),
        ("start_year", Text("début", "start"), 2),
        ("end_year_low", Text("fin, au plus tôt", "end, at the earliest"), 2),
        ("end_year", Text("fin", "end"), 2),
        ("end_year_high", Text("fin, au plus tard", "end, at the latest"), 2),
        ("critical", Text("décide de l'année", "decides the year"), None),
        ("source", Text("source", "source"), None),
    )
)


Calendar = tuple[tuple["DatedStep", ...], frozenset[str]]


def calendars(rows: pd.DataFrame, model: Model) -> dict[str, Calendar]:
    """Return the dated steps of sites, the grid connection among them, and which decide the year.

    Parameters
    ----------
    rows : DataFrame
        Of the sites, measured; without a known year of the grid there is no such step.
    """
    words = admitted(model.eligibility)
    dated = schedules(rows, model.assumptions.steps_start_year, words)
    grid = rows.reindex(columns=list(GRID_YEARS)).to_dict("records")
    return {
        str(site): _with_grid(steps, ready, model)
        for site, steps, ready in zip(rows.index, dated, grid, strict=True)
    }


def _with_grid(
    dated: tuple[DatedStep, ...], row: Mapping[Any, Any], model: Model
) -> Calendar:  # fmt: skip
    ready = [math.nan if pd.isna(row.get(name)) else float(row[name]) for name in GRID_YEARS]
    code, _ = last_step(dated, ready[1])
    if any(math.isnan(year) for year in ready):
        return dated, frozenset(step.code for step in dated if step.critical)
    grid = grid_step(model.assumptions.grid_request_year, (ready[0], ready[1], ready[2]))
    critical = {GRID} if code == GRID else {step.code for step in dated if step.critical}
    return (*dated, grid), frozenset(critical)


def draw_calendar(
    steps: Sequence[DatedStep], critical: frozenset[str], by: int, title: str, alt: str
) -> str:
    """Draw the steps over the years; a whisker reaches from the earliest end to the latest."""
    first = math.floor(min((s.start[0] for s in steps), default=by))
    last = math.ceil(max([deadline_of(by), *(s.end[2] for s in steps)]))
    height = HEAD + ROW * len(steps) + FOOT + 8
    drawing = Drawing(WIDTH, height, title, alt)
    wide = WIDTH - LABELS - MONTHS

    def at(year: float) -> float:
        return LABELS + (year - first) / (last - first) * wide

    foot = HEAD + ROW * len(steps)
    for year in range(first, last + 1):
        drawing.line([(at(year), HEAD - 3), (at(year), foot)], "#dedbd2", 0.6)
        if year < last:
            drawing.text((at(year) + at(year + 1)) / 2, 9, f"{year}", 6.8, GREY, at="middle")
    drawing.text(WIDTH, 9, t("mois (de – à)", "months (from – to)"), 6.2, GREY, at="end", bold=True)
    for k, step in enumerate(steps):
        _step(drawing, step, step.code in critical, HEAD + k * ROW, at)
    deadline = at(deadline_of(by))
    drawing.line([(deadline, HEAD - 4), (deadline, foot)], _LATE, 1.2, "3 2")
    words = t(f"échéance : 31 décembre {by}", f"deadline: 31 December {by}")
    middle = min(deadline, WIDTH - width_of(words, 6.4) / 2)
    drawing.text(middle, foot + 8, words, 6.4, _LATE, at="middle")
    _key(drawing, foot + 8 + FOOT - 4)
    return drawing.svg()


def _step(
    drawing: Drawing, step: DatedStep, decides: bool, y: float, place: Callable[[float], float]
) -> None:
    (label,) = folded(str(step.label), LABELS - 6, 7.2, 1)
    drawing.text(2, y + 8.2, label, 7.2, INK, bold=False)
    x0, x1 = place(step.start[1]), place(step.end[1])
    fill = _CRITICAL if decides else _LIKELY
    drawing.rect(x0, y + 2, max(x1 - x0, 0.8), ROW - 5, fill, INK if decides else "none", 0.8)
    low, high = place(step.end[0]), place(step.end[2])
    middle = y + 2 + (ROW - 5) / 2
    drawing.line([(low, middle), (high, middle)], INK, 0.7)
    for end in (low, high):
        drawing.line([(end, middle - 2), (end, middle + 2)], INK, 0.7)
    drawing.text(WIDTH, y + 8.2, months_words(step), 6.8, GREY, at="end")


def months_words(step: DatedStep) -> str:
    """Write the months of a step, then what they may be."""
    low, likely, high = (number(round(month)) for month in step.months)
    return likely if low == high else f"{likely} ({low} – {high})"


def _key(drawing: Drawing, y: float) -> None:
    drawing.rect(2, y - 5, 12, 5.5, _CRITICAL, INK, 0.8)
    decides = t("étape qui décide de l'année", "step that decides the year")
    drawing.text(17, y, decides, 6, GREY)
    x = 30 + width_of(decides, 6)
    drawing.rect(x, y - 5, 12, 5.5, _LIKELY)
    other = t("autre étape", "other step")
    drawing.text(x + 15, y, other, 6, GREY)
    x += 28 + width_of(other, 6)
    drawing.line([(x, y - 2.2), (x + 14, y - 2.2)], INK, 0.7)
    for end in (x, x + 14):
        drawing.line([(end, y - 4.2), (end, y - 0.2)], INK, 0.7)
    drawing.text(
        x + 17, y, t("fin au plus tôt et au plus tard", "earliest and latest end"), 6, FAINT
    )


def calendar_alt(steps: Sequence[DatedStep], name: str) -> str:
    """Say what the calendar shows, for who cannot see it."""
    listed = " ; ".join(
        f"{step.label} {months_words(step)} {Text('mois', 'months')}, {_year(step.end[1])}"
        for step in steps
    )
    return t(
        f"Calendrier de {name} : {listed}.", f"Calendar of {name}: {listed}."
    )  # fmt: skip


def _year(year: float) -> str:
    return t(f"fin en {math.ceil(year) - 1:.0f}", f"ends in {math.ceil(year) - 1:.0f}")


def steps_rows(site: str, steps: Sequence[DatedStep], critical: frozenset[str]) -> Table:
    """Return what the calendar shows, for programs."""
    rows = tuple(
        (
            site, Said(step.code, step.label), *step.months, step.start[1], *step.end,
            step.code in critical, step.source,
        )
        for step in steps
    )  # fmt: skip
    return Table(STEPS, Text("Étapes", "Steps"), _COLUMNS, rows)
