"""The key of the map of a selection: what sizes, colours, shapes and lines mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.map.sites import COLOURS, SCORE_EDGES, radius_pt

if TYPE_CHECKING:
    from tisites.report.map.selection import SelectionMap

#: Circles shown in the key, in hectares.
SAMPLE_HA = (5, 20, 100, 300)
INK, GREY = "#1d1d1b", "#4f4c45"
_WORDS, _HEAD = 5.8, 6.4


def draw_key(figure: Any, box: tuple[float, float, float, float], shown: SelectionMap) -> None:
    """Draw the key; its own axes count in points, so that sample circles have true size."""
    axes = figure.add_axes(box)
    width, height = (72.0 * side / figure.dpi for side in
                     (box[2] * figure.bbox.width, box[3] * figure.bbox.height))  # fmt: skip
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.axis("off")
    _scores(axes, height - 8)
    _sizes(axes, height - 46)
    y = height - 88
    if np.isnan(shown.chosen["hectares"].to_numpy(dtype=np.float64)).any():
        axes.scatter([6], [y], s=18, marker="D", c="white", edgecolors=INK, linewidths=0.6)
        _said(axes, y, Text("surface inconnue", "unknown area"))
        y -= 11
    axes.scatter([6], [y], s=5, facecolors="white", edgecolors="#8f8b80", linewidths=0.6)
    rest = number(len(shown.crowd))
    _said(axes, y, Text(f"candidat éligible non retenu ({rest})",
                        f"eligible candidate not selected ({rest})"))  # fmt: skip
    y -= 11
    axes.text(6, y, "1", fontsize=_WORDS, weight="bold", ha="center", va="center_baseline")
    _said(axes, y, Text("n° dans selection_excel.csv", "no. in selection_excel.csv"))
    y -= 11
    axes.plot([1, 11], [y, y], color="#8f8b80", lw=0.9)
    _said(axes, y, Text("région", "région"))
    axes.plot([52, 62], [y, y], color="#d9d6cd", lw=0.7)
    axes.text(67, y, "département", fontsize=_WORDS, va="center_baseline", color=GREY)
    y -= 11
    axes.plot([1, 11], [y, y], color=INK, lw=0.7, ls="--")
    _said(axes, y, Text("cadre agrandi (A, B, C)", "closer look (A, B, C)"))


def _said(axes: Any, y: float, text: Text) -> None:
    axes.text(16, y, str(text), fontsize=_WORDS, va="center_baseline", color=GREY)


def _scores(axes: Any, y: float) -> None:
    from matplotlib.patches import Rectangle

    head = Text("Score du site, sur 100", "Score of the site, out of 100")
    axes.text(0, y, str(head), fontsize=_HEAD, weight="bold", va="center_baseline", color=INK)
    side, low = 25, y - 16
    for k, colour in enumerate(COLOURS):
        axes.add_patch(
            Rectangle((1 + k * side, low), side, 8, facecolor=colour, edgecolor=INK, lw=0.5)
        )
    for k, edge in enumerate(SCORE_EDGES, start=1):
        axes.text(1 + k * side, low - 2, number(float(edge)), fontsize=5.4, ha="center", va="top",
                  color=GREY)  # fmt: skip


def _sizes(axes: Any, y: float) -> None:
    head = Text("Surface, en hectares", "Area, in hectares")
    axes.text(0, y, str(head), fontsize=_HEAD, weight="bold", va="center_baseline", color=INK)
    x = 3.0
    for hectares, radius in zip(SAMPLE_HA, radius_pt(np.array(SAMPLE_HA, float)), strict=True):
        x += radius
        axes.scatter([x], [y - 15], s=(2 * radius) ** 2, c="white", edgecolors=INK, linewidths=0.6)
        axes.text(x, y - 26, number(hectares), fontsize=5.4, ha="center", va="top", color=GREY)
        x += radius + 12
