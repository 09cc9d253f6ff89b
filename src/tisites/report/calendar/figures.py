"""The calendar drawn: a bar a site over the years, and what each year pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text
from tisites.report.axes import speak
from tisites.report.explain.phrases import short_name
from tisites.report.phrases import SYNTHETIC, cut_name
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.years.calendar import Calendar

GANTT, SPENDING = "calendar_gantt.png", "calendar_spending.png"
WORKS, WAIT, TURNKEY, OVER, FAINT = "#2a4b8d", "#c3cfe6", "#1d1d1b", "#b3261e", "#a9a59a"


def draw_calendar(found: Calendar, folder: Path) -> None:
    """Draw both pictures, the same bytes for the same answer."""
    _gantt(found, folder / GANTT)
    _spending(found, folder / SPENDING)


def _gantt(found: Calendar, path: Path) -> None:
    case, made, table = found.case, found.plan, found.table
    order = sorted(made.sites.tolist(), key=lambda i: (int(made.starts[i]), str(case.ids[i])))
    low, likely, high = (found.delays.ready(table.years, end) for end in range(3))
    with picture(path, (8.6, 1.3 + 0.155 * len(order)), dpi=100) as figure:
        axis = figure.subplots()
        for y, i in enumerate(order):
            k = int(made.starts[i])
            begun = float(table.years[k])
            works = begun + float(found.delays.steps[i, 1])
            axis.barh(y, works - begun, left=begun, height=0.62, color=WORKS)
            axis.barh(y, max(likely[i, k] - works, 0.0), left=works, height=0.62, color=WAIT)
            axis.plot([low[i, k], high[i, k]], [y, y], color=TURNKEY, linewidth=0.8)
            axis.plot(likely[i, k], y, "o", color=TURNKEY, markersize=2.8)
        names = [cut_name(short_name(case, str(case.ids[i])), 44) for i in order]
        axis.set_yticks(range(len(order)), names, fontsize=6)
        axis.set_ylim(len(order) - 0.4, -0.6)
        last = int(np.ceil(max((high[i, int(made.starts[i])] for i in order), default=0.0)))
        axis.set_xlim(float(table.years[0]), last)
        years = range(int(table.years[0]), last)
        axis.set_xticks([year + 0.5 for year in years], [str(year) for year in years], fontsize=7)
        for year in years:
            axis.axvline(year, color=FAINT, linewidth=0.4, alpha=0.6, zorder=0)
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
        figure.text(0.01, 0.008, _foot(found), fontsize=6.5, color="#55524a")
        inches = figure.get_figheight()
        figure.subplots_adjust(left=0.36, right=0.99, top=1 - 0.3 / inches, bottom=0.35 / inches)


def _foot(found: Calendar) -> str:
    said = Text(
        "foncé : étapes à leur durée probable ; clair : attente du réseau ; point : clé en main"
        " probable ; trait : au plus tôt, au plus tard",
        "dark: steps at their likely length; light: waiting for the grid; dot: turnkey, likely;"
        " line: earliest, latest",
    )
    return f"{str(SYNTHETIC).upper()} · {said}" if found.case.synthetic else str(said)


def _spending(found: Calendar, path: Path) -> None:
    table, spent = found.table, found.spending()
    paid = np.flatnonzero(spent > 0)
    last = max(int(paid[-1]) + 1 if paid.size else 1, table.years.size)
    years = table.horizon[:last]
    with picture(path, (7.0, 3.2), dpi=110) as figure:
        axis = figure.subplots()
        axis.bar(years, spent[:last], width=0.66, color=WORKS,
                 label=str(Text("dépense", "spending")))  # fmt: skip
        if found.table.shares.size:
            funded = found.funded()[:, :last].sum(axis=0)
            axis.bar(years, funded, width=0.66, color=WAIT,
                     label=str(Text("dont cofinancé", "of which co-funded")))  # fmt: skip
        room = table.budgets[:last]
        if np.isfinite(room).all():
            edges = np.append(years - 0.5, years[-1] + 0.5)
            axis.stairs(room, edges, color=OVER, linewidth=1.4, baseline=None,
                        label=str(Text("budget", "budget")))  # fmt: skip
        axis.set_ylabel(str(Text("M€ par an", "M€ a year")), fontsize=8)
        axis.set_xticks(years, [str(year) for year in years.tolist()], fontsize=8)
        axis.tick_params(axis="y", labelsize=8)
        speak(axis, "y")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(fontsize=7, frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))
        figure.subplots_adjust(left=0.1, right=0.98, top=0.9, bottom=0.1)
