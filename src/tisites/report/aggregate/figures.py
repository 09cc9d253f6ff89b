"""Pictures of an aggregated sweep: sites by how often they are chosen, and the tornado."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import number, t
from tisites.report.aggregate.words import end_words, key_words
from tisites.report.axes import speak
from tisites.report.map.frames import FRAMES, outlines
from tisites.report.map.ground import DPI, HEIGHT_PX, INK, SEA, WIDTH_PX, draw_frame, frame_boxes
from tisites.report.map.sites import COLOURS
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.territory.crs import project, zone_of_dep

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.study.aggregate.aggregate import Aggregate
    from tisites.territory.territory import Territory

#: Lower ends of the classes of frequency, %; the last is "always".
CLASSES = (0.0, 25.0, 50.0, 75.0, 100.0)
WORSE, BETTER = "#0072b2", "#d55e00"
#: Bars of the tornado.
MOST_BARS = 15


def draw_frequency(found: Aggregate, territory: Territory, path: Path) -> None:
    """Draw the map of every site ever chosen, coloured and sized by how often.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    with picture(path, (WIDTH_PX / DPI, HEIGHT_PX / DPI), DPI, SEA) as figure:
        boxes, shapes = frame_boxes(_header(figure, found)), outlines(territory)
        table = _placed(found.frequency)
        for frame in FRAMES:
            axes = draw_frame(figure, frame, boxes[frame.key], shapes[frame.key])
            here = table[frame.holds(table)].iloc[::-1]  # the most frequent on top
            level = _levels(here["frequency"].to_numpy())
            axes.scatter(here["x_m"], here["y_m"], s=14 + 12 * level,
                         c=[COLOURS[k] for k in level], edgecolors="white", linewidths=0.5,
                         zorder=5)  # fmt: skip
        _key(figure, found, len(table))


def _levels(frequency: np.ndarray) -> np.ndarray:
    """Return the class of each frequency, 0 to 4.

    Examples
    --------
    >>> _levels(np.array([0.01, 0.25, 0.999, 1.0])).tolist()
    [0, 1, 3, 4]
    """
    return np.searchsorted(np.array(CLASSES[1:]) / 100.0, frequency, side="right")


def _placed(sites: pd.DataFrame) -> pd.DataFrame:
    table = sites[sites["lon"].notna() & sites["lat"].notna() & sites["dep"].notna()].copy()
    table["zone"] = [zone_of_dep(str(dep)) for dep in table["dep"]]
    table["x_m"] = table["y_m"] = np.nan
    for zone in sorted(set(table["zone"])):
        here = table["zone"] == zone
        x, y = project(table.loc[here, "lon"].to_numpy(), table.loc[here, "lat"].to_numpy(), zone)
        table.loc[here, "x_m"], table.loc[here, "y_m"] = x, y
    return table


def _header(figure: Any, found: Aggregate) -> float:
    title = t("Sites retenus, selon la fréquence", "Selected sites, by frequency")
    names = ", ".join(found.swept.asked["scenarios"])
    points = number(found.points)
    figure.text(0.012, 0.984, title, fontsize=15, weight="bold", color=INK, va="top")
    figure.text(0.012, 0.954, t(f"{points} scénarios : {names}", f"{points} scenarios: {names}"),
                fontsize=8.4, color="#3c3a35", va="top")  # fmt: skip
    if not found.swept.synthetic:
        return 0.93
    from matplotlib.patches import Rectangle

    band = Rectangle((0, 0.902), 1, 0.026, transform=figure.transFigure, color="#b3261e", lw=0)
    figure.add_artist(band)
    figure.text(0.5, 0.9145, str(SYNTHETIC).upper(), fontsize=9.5, weight="bold", color="white",
                ha="center", va="center")  # fmt: skip
    return 0.897


def _key(figure: Any, found: Aggregate, placed: int) -> None:
    from matplotlib.lines import Line2D

    level = _levels(found.frequency["frequency"].to_numpy())
    words = [
        t("moins de 25 %", "less than 25%"), t("25 à 50 %", "25 to 50%"),
        t("50 à 75 %", "50 to 75%"), t("75 % ou plus", "75% or more"),
        t("toujours", "always"),
    ]  # fmt: skip
    handles = [
        Line2D([], [], ls="", marker="o", ms=float(np.sqrt(14 + 12 * k)), mfc=COLOURS[k],
               mec="white", label=f"{words[k]} ({number(int((level == k).sum()))})")
        for k in range(len(words) - 1, -1, -1)
    ]  # fmt: skip
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.006, 0.05), frameon=False,
                  fontsize=7.2, handletextpad=0.6, labelspacing=0.7)  # fmt: skip
    lost = len(found.frequency) - placed
    if lost:
        said = t(f"{lost} sites dont le lieu est inconnu ne sont pas dessinés",
                 f"{lost} sites of unknown place are not drawn")  # fmt: skip
        figure.text(0.012, 0.022, said, fontsize=6, color="#55524a", va="bottom")


def draw_tornado(found: Aggregate, path: Path) -> None:
    """Draw what moves the objective, the largest swing on top."""
    bars = found.tornado.head(MOST_BARS).iloc[::-1]
    height = 1.5 + 0.42 * max(1, len(bars))
    with picture(path, (9.5, height), DPI, SEA, layout="constrained") as figure:
        axes = figure.add_subplot()
        mean = float(found.swept.results["objective"].mean())
        for k, (key, row) in enumerate(bars.iterrows()):
            for end, colour in (("low", WORSE), ("high", BETTER)):
                axes.barh(k, row[f"objective_{end}"] - mean, left=mean, color=colour, height=0.62)
                value = row[f"objective_{end}"]
                right = value >= mean
                told = _short(end_words(str(key), str(row[end])))
                axes.annotate(told, (value, k), xytext=(3 if right else -3, 0),
                              textcoords="offset points", ha="left" if right else "right",
                              va="center", fontsize=7, color=INK)  # fmt: skip
        axes.axvline(mean, color=INK, lw=0.8)
        names = [_short(key_words(found.swept, str(key)), 60) for key in bars.index]
        axes.set_yticks(range(len(bars)), names, fontsize=8)
        axes.margins(x=0.12)
        axes.tick_params(axis="x", labelsize=8)
        under = t("objectif, une hypothèse à la fois (bleu : bas ; orange : haut)",
                  "objective, one assumption at a time (blue: low; orange: high)")  # fmt: skip
        speak(axes, "x")
        axes.set_xlabel(under, fontsize=8)
        title = t("Ce qui fait bouger l'objectif", "What moves the objective")
        if found.swept.synthetic:
            title += f" – {SYNTHETIC}"
        axes.set_title(title, fontsize=11, loc="left", color=INK)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
