"""A small map of a selection by kinds of sites: one colour a kind, overseas in its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.typography import typeset
from tisites.report.map.frames import FRAMES, INSETS, MAINLAND, outlines
from tisites.report.map.ground import SEA, draw_frame
from tisites.report.png import picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from tisites.messages.text import Text
    from tisites.territory.territory import Territory

#: Told apart in print and by who sees fewer colours (Okabe and Ito); the last ones come again.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5d4a8a", "#8c6d31")
INK = "#1d1d1b"
_SIZE_IN, _DPI = (6.6, 6.2), 110


def draw_kinds(
    sites: pd.DataFrame, kinds: Sequence[tuple[str, Text]], territory: Territory, title: Text,
    path: Path,
) -> None:  # fmt: skip
    """Draw chosen sites in the colour of their kind.

    Parameters
    ----------
    sites : DataFrame
        Columns ``x_m``, ``y_m``, ``zone``, ``dep``, ``kind`` and ``surface_ha``.
    kinds : sequence of (str, Text)
        Kinds in the order of the key, with their words.
    territory : Territory
        Whose outlines are drawn.
    title : Text
    path : Path
        PNG or SVG file.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    shapes = outlines(territory)
    with picture(path, _SIZE_IN, _DPI, SEA, alt=(str(title), str(title))) as figure:
        figure.text(0.015, 0.98, typeset(str(title)), fontsize=10, weight="bold", color=INK,
                    va="top")  # fmt: skip
        width, top = 0.15, 0.93
        low = 0.012 + 0.032 * ((len(kinds) + 1) // 2 + 1)
        height = (top - low) / len(INSETS) - 0.008
        boxes = {MAINLAND.key: (width + 0.025, low, 0.96 - width, top - low)}
        for k, frame in enumerate(INSETS):
            boxes[frame.key] = (0.012, top - (k + 1) * (height + 0.008), width, height)
        colour = {name: COLOURS[k % len(COLOURS)] for k, (name, _) in enumerate(kinds)}
        for frame in FRAMES:
            axes = draw_frame(figure, frame, boxes[frame.key], shapes[frame.key])
            _dots(axes, sites[frame.holds(sites)], colour)
        _key(figure, [(colour[name], str(words)) for name, words in kinds])


def _dots(axes: Any, here: pd.DataFrame, colour: dict[str, str]) -> None:
    here = here[np.isfinite(here[["x_m", "y_m"]].to_numpy(dtype=np.float64)).all(axis=1)]
    here = here.sort_values("surface_ha", ascending=False, kind="stable")  # small ones on top
    size = 14.0 + 9.0 * np.sqrt(here["surface_ha"].to_numpy(dtype=np.float64))
    axes.scatter(here["x_m"], here["y_m"], s=np.minimum(size, 160.0), alpha=0.9, zorder=5,
                 c=[colour[kind] for kind in here["kind"]], edgecolors="white",
                 linewidths=0.6)  # fmt: skip


def _key(figure: Any, entries: list[tuple[str, str]]) -> None:
    from matplotlib.lines import Line2D

    for k, (colour, words) in enumerate(entries):
        x = 0.02 + 0.49 * (k % 2)
        y = 0.012 + 0.032 * ((len(entries) - 1) // 2 - k // 2)
        figure.add_artist(Line2D([x], [y + 0.009], marker="o", color=colour, markersize=6, lw=0))
        figure.text(x + 0.018, y, typeset(words), fontsize=7.6, color=INK)
