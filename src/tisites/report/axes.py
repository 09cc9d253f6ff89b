"""Axes of pictures: their figures written as the planner's language writes them."""

from __future__ import annotations

from typing import Any

from tisites.messages.text import short


def speak(axes: Any, *which: str) -> None:
    """Write the figures of these axes ("x", "y") in the current language, at most seven digits."""
    from matplotlib.ticker import FuncFormatter

    for name in which:
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda value, _: short(round(value, 9), 7)))
