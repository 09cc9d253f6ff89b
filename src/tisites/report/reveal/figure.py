"""``reveal.png``: each weight with its interval, beside the model's."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.messages.typography import typeset
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.report.reveal.words import GRAINS, weight_name
from tisites.study.reveal.reveal import NOT_IDENTIFIED

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.reveal.reveal import Preferences, WeightsRead

INK, TOLD, MUTE, EXACT = "#1d1d1b", "#1f5f8b", "#a9a59a", "#c9b458"
#: Inches of a row; letters of a name on one line.
_ROW, _LETTERS = 0.27, 44


def draw_preferences(study: Preferences, path: Path) -> None:
    """Draw every weight's interval, the same bytes for the same answer."""
    sizes = [len(level.names) for level in study.levels]
    inches = 1.9 + 0.55 * len(sizes) + _ROW * sum(sizes)
    title = Text(f"Poids lus dans « {study.name} »", f"Weights read in '{study.name}'")
    with picture(path, (9.0, inches), 100) as figure:
        grid = {"height_ratios": [n + 0.6 for n in sizes], "hspace": 0.9 / max(1, len(sizes))}
        panels = figure.subplots(len(sizes), 1, squeeze=False, sharex=True, gridspec_kw=grid)[:, 0]
        for axes, level in zip(panels, study.levels, strict=True):
            _panel(axes, study, level)
        widest = max(
            max(float(max(level.logit.high.max(), level.prior.max())), 0.1)
            for level in study.levels
        )
        panels[-1].set_xlim(0.0, min(1.0, 1.06 * widest))
        panels[-1].xaxis.set_major_formatter(lambda v, _: typeset(f"{100 * v:.0f} %"))
        panels[-1].set_xlabel(
            str(Text("part de tout le poids", "share of all the weight")), fontsize=8
        )
        figure.suptitle(typeset(str(title)), x=0.02, y=1.0 - 0.18 / inches, ha="left", fontsize=12,
                        weight="bold")  # fmt: skip
        _legend(figure, study, inches)
        figure.subplots_adjust(left=0.34, right=0.97, top=1.0 - 0.75 / inches, bottom=1.12 / inches)


def _panel(axes: Any, study: Preferences, level: WeightsRead) -> None:
    rows = range(len(level.names))
    bounds = None if level.inverse is None else level.inverse.bounds
    for j in rows:
        y = len(level.names) - 1 - j
        ink = MUTE if level.verdicts[j] in NOT_IDENTIFIED else TOLD
        if bounds is not None:
            axes.plot([bounds.low[j], bounds.high[j]], [y, y], color=EXACT, linewidth=8, alpha=0.45,
                      solid_capstyle="butt")  # fmt: skip
        axes.plot([level.logit.low[j], level.logit.high[j]], [y, y], color=ink, linewidth=2.4,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([level.logit.weights[j]], [y], "o", color=ink, markersize=4.5)
        axes.plot([level.prior[j]] * 2, [y - 0.36, y + 0.36], color=INK, linewidth=1.6)
    names = [str(weight_name(study, level.grain, name)) for name in level.names]
    axes.set_yticks([len(names) - 1 - j for j in rows],
                    [typeset(textwrap.shorten(one, _LETTERS, placeholder="…")) for one in names],
                    fontsize=8)  # fmt: skip
    axes.set_ylim(-0.7, len(names) - 0.3)
    axes.set_title(str(GRAINS[level.grain]), loc="left", fontsize=9, weight="bold")
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e6e3da", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(figure: Any, study: Preferences, inches: float) -> None:
    from matplotlib.lines import Line2D

    exact = any(one.inverse is not None and one.inverse.bounds is not None for one in study.levels)
    told = [
        (Line2D([], [], color=INK, marker="|", markersize=9, markeredgewidth=1.6, linestyle=""),
         Text("modèle", "model")),
        (Line2D([], [], color=TOLD, linewidth=2.4, marker="o", markersize=4.5),
         Text("révélé, intervalle à 95 %", "revealed, 95% interval")),
        (Line2D([], [], color=MUTE, linewidth=2.4, marker="o", markersize=4.5),
         Text("non identifié", "not identified")),
    ]  # fmt: skip
    if exact:
        line = Line2D([], [], color=EXACT, linewidth=8, alpha=0.45)
        told.append((line, Text("quasi optimale (exact)", "nearly the best (exact)")))
    handles, words = [one for one, _ in told], [typeset(str(one)) for _, one in told]
    figure.legend(handles, words, ncols=len(told), loc="lower left", fontsize=7.5, frameon=False,
                  bbox_to_anchor=(0.01, 0.26 / inches), handlelength=1.8,
                  columnspacing=1.4)  # fmt: skip
    foot = str(Text("Aucun poids ne se lit sans son intervalle.",
                    "No weight is read without its interval."))  # fmt: skip
    if study.case.synthetic:
        foot = f"{str(SYNTHETIC).upper()}. {foot}"
    figure.text(0.02, 0.1 / inches, typeset(foot), fontsize=7.5, color="#55524a")
