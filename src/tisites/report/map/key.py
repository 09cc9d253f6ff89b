"""The key of the map, in the Bay of Biscay: what sizes, colours and dots mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.map.sites import COLOURS, radius_px

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome

#: Circles shown in the key, in hectares.
SAMPLE_HA = (5, 20, 100, 300)
INK, GREY = "#1d1d1b", "#55524a"
#: Left, bottom, width, height of the key, in shares of the figure.
BOX = (0.012, 0.05, 0.285, 0.205)


def draw_key(figure: Any, edges: np.ndarray, outcome: Outcome) -> None:
    """Draw the key; its own axes count in pixels, so that sample circles have true size."""
    axes = figure.add_axes(BOX)
    width, height = (BOX[2] * figure.bbox.width, BOX[3] * figure.bbox.height)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.axis("off")
    prepared = outcome.prepared
    rest = len(prepared.sites) - len(outcome.solution.selected)
    _scores(axes, edges, height - 14)
    _sizes(axes, figure.dpi, height - 128)
    hectares = outcome.selection()["hectares"].to_numpy(dtype=np.float64)
    if np.isnan(hectares).any():
        _unknown_size(axes, height - 128)
    y = height - 250
    _row(axes, y, lambda: axes.scatter([10], [y], s=4, c="#a9a59a", linewidths=0),
         Text(f"candidat éligible non retenu ({number(rest)})",
              f"eligible candidate not selected ({number(rest)})"))  # fmt: skip
    y -= 24
    axes.text(10, y, "1", fontsize=6.6, weight="bold", ha="center", va="center_baseline")
    _row(axes, y, None, Text("n° dans selection_excel.csv", "no. in selection_excel.csv"))
    y -= 24
    _row(axes, y, lambda: axes.plot([2, 18], [y, y], color="#8f8b80", lw=0.9),
         Text("région", "région"))  # fmt: skip
    axes.plot([82, 98], [y, y], color="#d9d6cd", lw=0.7)
    axes.text(106, y, str(Text("département", "département")), fontsize=6.4, va="center_baseline",
              color=GREY)  # fmt: skip


def _row(axes: Any, y: float, draw: Any, text: Text) -> None:
    if draw is not None:
        draw()
    axes.text(26, y, str(text), fontsize=6.4, va="center_baseline", color=GREY)


def _scores(axes: Any, edges: np.ndarray, y: float) -> None:
    from matplotlib.patches import Rectangle

    head = Text("Score du site, sur 100", "Score of the site, out of 100")
    axes.text(0, y, str(head), fontsize=7, weight="bold", va="center_baseline", color=INK)
    side, low = 56, y - 42
    for k, colour in enumerate(COLOURS):
        axes.add_patch(
            Rectangle((2 + k * side, low), side, 20, facecolor=colour, edgecolor=INK, lw=0.5)
        )
    for k, edge in enumerate(edges, start=1):
        axes.text(2 + k * side, low - 8, number(float(edge)), fontsize=6, ha="center", va="top",
                  color=GREY)  # fmt: skip


def _sizes(axes: Any, dpi: float, y: float) -> None:
    head = Text("Surface, en hectares", "Surface, in hectares")
    axes.text(0, y + 32, str(head), fontsize=7, weight="bold", va="center_baseline", color=INK)
    x = 4.0
    for hectares, radius in zip(SAMPLE_HA, radius_px(np.array(SAMPLE_HA, float)), strict=True):
        x += radius
        size = (2 * radius * 72.0 / dpi) ** 2
        axes.scatter([x], [y - 24], s=size, c="white", edgecolors=INK, linewidths=0.6)
        axes.text(x, y - 62, number(hectares), fontsize=6, ha="center", va="top", color=GREY)
        x += radius + 26


def _unknown_size(axes: Any, y: float) -> None:
    """Explain the diamonds, to the right of the sample circles."""
    axes.scatter([250], [y - 24], s=20, marker="D", c="white", edgecolors=INK, linewidths=0.6)
    text = str(Text("inconnue", "unknown"))
    axes.text(250, y - 62, text, fontsize=6, ha="center", va="top", color=GREY)
