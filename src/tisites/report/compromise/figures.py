"""The picture of a compromise: what each party regrets under three selections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, t
from tisites.report.axes import speak
from tisites.report.compromise.words import pct, title_of
from tisites.report.drawing import INK, folded
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.compromise.compromise import Compromise

#: Behind a figure, so that no line runs through it.
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
CHOSEN, TODAY, OTHER, FAINT = "#1f5f8b", "#c9b458", "#b9b5aa", "#e4e1d8"


def draw_regrets(study: Compromise, path: Path) -> None:
    """Draw each party's regret: today, under the compromise, under the least kind other optimum."""
    count = len(study.parties)
    with picture(path, (9.0, 1.9 + 0.78 * count)) as figure:
        _draw(figure, study)


def _draw(figure: Any, study: Compromise) -> None:
    axes = figure.subplots()
    names = study.payoffs.names
    table = 100.0 - study.payoffs.table
    bars = [
        (study.chosen.regrets, CHOSEN, Text("compromis", "compromise")),
        (study.today.regrets, TODAY, Text("poids d'aujourd'hui", "today's weights")),
    ]
    if len(names) > 1:
        worst = np.maximum(0.0, table.max(axis=1))
        least = Text("optimum d'une autre partie, le pire pour elle",
                     "another party's best, the worst for it")  # fmt: skip
        bars.append((worst, OTHER, least))
    at, high = np.arange(len(names)), 0.78 / len(bars)
    most = max(float(regrets.max()) for regrets, _, _ in bars) or 1.0
    for k, (regrets, colour, label) in enumerate(bars):
        place = at + (k - (len(bars) - 1) / 2.0) * high
        axes.barh(place, regrets, height=high * 0.92, color=colour, label=str(label))
        for y, much in zip(place, regrets, strict=True):
            axes.text(much + 0.01 * most, y, str(pct(float(much))),
                      va="center", fontsize=7.5, color=INK, bbox=PAPER)  # fmt: skip
    top = float(study.chosen.regrets.max())
    axes.axvline(top, color=CHOSEN, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    axes.set_yticks(at, ["\n".join(folded(str(title_of(study, name)), 150.0, 8.5, 2))
                         for name in names], fontsize=8.5)  # fmt: skip
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlim(0.0, most * 1.12)
    words = Text(
        "regret : ce qui manque à sa propre meilleure sélection (%)",
        "regret: what it lacks of its own best selection (%)",
    )
    axes.set_xlabel(str(words), fontsize=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="x", labelsize=7.5)
    speak(axes, "x")
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)
    inches = figure.get_figheight()
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.01, 1 - 0.36 / inches),
                  ncols=3, fontsize=8, frameon=False)  # fmt: skip
    title = Text("Ce que chaque partie perd", "What each party loses")
    figure.text(0.015, 1 - 0.12 / inches, str(title), fontsize=12, weight="bold", va="top",
                color=INK)  # fmt: skip
    notes = [] if study.complete else [t("INCOMPLET (interrompu)", "INCOMPLETE (interrupted)")]
    if study.case.synthetic:
        notes.insert(0, str(SYNTHETIC).upper())
    figure.text(0.015, 0.08 / inches, " · ".join(notes), fontsize=7, color="#55524a")
    figure.subplots_adjust(left=0.22, right=0.98, top=1 - 0.68 / inches, bottom=0.62 / inches)
