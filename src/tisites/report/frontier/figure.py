"""``frontier.png``: the value against the measure, and what is not proven of it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.axes import speak
from tisites.report.frontier.words import head_of, scale_of
from tisites.report.phrases import SYNTHETIC, quoted
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.frontier import Frontier

INK, LINE, FAINT, ALARM = "#1d1d1b", "#1f5f8b", "#a9a59a", "#b5523b"


def draw_frontier(
    found: Frontier, scenario: str, notes: list[Text], path: Path, *, synthetic: bool
) -> None:
    """Draw the curve, the same bytes for the same answer.

    ``notes`` stand under the title: an unfinished frontier must not look like a whole one.
    """
    with picture(path, (8.0, 5.0)) as figure:
        axis = figure.subplots()
        _points(axis, found)
        axis.set_xlabel("\n".join(textwrap.wrap(str(head_of(found)), 110)), fontsize=9)
        axis.set_ylabel(str(Text("valeur de la sélection (points)", "value (points)")), fontsize=9)
        speak(axis, "x", "y")
        axis.grid(color=FAINT, alpha=0.3, linewidth=0.5)
        axis.spines[["top", "right"]].set_visible(False)
        name = quoted(scenario)
        title = Text(
            f"Ce que coûte l'équité – scénario {name.fr}", f"What equity costs – scenario {name.en}"
        )
        figure.suptitle(str(title), x=0.02, ha="left", fontsize=13, weight="bold")
        said = [line for note in notes for line in textwrap.wrap(str(note), 125)]
        figure.text(0.02, 0.925, "\n".join(said), fontsize=8, va="top",
                    color=INK if found.complete else ALARM)  # fmt: skip
        figure.text(0.02, 0.015, _foot(synthetic=synthetic), fontsize=7, color="#55524a")
        figure.subplots_adjust(left=0.13, right=0.97, bottom=0.17,
                               top=0.91 - 0.035 * len(said))  # fmt: skip


def _foot(*, synthetic: bool) -> str:
    notes = [
        str(
            Text(
                "plein : prouvé ; vide : non prouvé ; % : part de la valeur perdue",
                "filled: proven; open: not proven; %: share of the value lost",
            )
        )
    ]
    if synthetic:
        notes.insert(0, str(SYNTHETIC).upper())
    return " · ".join(notes)


def _points(axis: Any, found: Frontier) -> None:
    x = [scale_of(found) * point.measure for point in found.points]
    y = [point.value for point in found.points]
    axis.plot(x, y, color=LINE, linewidth=1.0, alpha=0.5, zorder=1)
    for proven, face in ((True, LINE), (False, "white")):
        some = [k for k, point in enumerate(found.points) if point.proven is proven]
        axis.scatter([x[k] for k in some], [y[k] for k in some], s=34, facecolor=face,
                     edgecolor=LINE, zorder=2)  # fmt: skip
    axis.margins(x=0.12, y=0.12)
    rising = found.block.sign > 0  # fairer to the right
    percent = str(Text(" %", "%"))
    for k in {0, len(y) // 2, len(y) - 1} if y else set():
        lost = number(100.0 * (y[0] - y[k]) / abs(y[0]), 2)
        # towards fairer and more valuable there is no point and no line: they would dominate
        axis.annotate(
            f"−{lost}{percent}" if k else f"0{percent}", (x[k], y[k]),
            textcoords="offset points", xytext=(6 if rising else -6, 5), fontsize=8, color=INK,
            ha="left" if rising else "right",
        )  # fmt: skip
