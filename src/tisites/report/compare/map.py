"""``map.png`` of a comparison: what both have, what one alone has, and who stands for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import number, t
from tisites.report.map.frames import FRAMES, outlines
from tisites.report.map.ground import DPI, HEIGHT_PX, INK, SEA, WIDTH_PX, draw_frame, frame_boxes
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.report.tables import words
from tisites.territory.crs import project, zone_of_dep

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.study.compare.compare import Comparison
    from tisites.territory.territory import Territory

#: Told apart by every kind of colour vision, and by their shapes in grey.
BOTH, HERE, THERE = "#6b6b6b", "#d55e00", "#0072b2"
#: From few selections to all of them (viridis, reversed).
SHARES = ("#d8e219", "#5ec962", "#21918c", "#3b528b", "#440154")
#: Triangles whose tip is the place: two sites at the same place do not hide each other.
CARET_UP, CARET_DOWN = 6, 7
#: Matches longer than this are no neighbours: no line is drawn.
NEAR_KM = 120.0


def draw_comparison(found: Comparison, territory: Territory, path: Path) -> None:
    """Draw the map; two selections in three colours, more of them by how many share a site.

    Parameters
    ----------
    found : Comparison
        What to draw.
    territory : Territory
        Any pack that has the outlines.
    path : Path
        PNG file to write.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    with picture(path, (WIDTH_PX / DPI, HEIGHT_PX / DPI), DPI, SEA) as figure:
        top = _header(figure, found)
        boxes, shapes = frame_boxes(top), outlines(territory)
        table = _placed(found)
        for frame in FRAMES:
            axes = draw_frame(figure, frame, boxes[frame.key], shapes[frame.key])
            here = table[frame.holds(table)]
            if len(found.contestants) == 2:
                _lines(axes, here, found)
            _marks(axes, here, found)
        _key(figure, found, len(table))


def _placed(found: Comparison) -> pd.DataFrame:
    """Return the sites whose place is known, with metres in the projection of their zone."""
    table = found.sites[found.sites["lon"].notna() & found.sites["lat"].notna()].copy()
    table["zone"] = [zone_of_dep(str(dep)) for dep in table["dep"]]
    table["x_m"] = table["y_m"] = np.nan
    for zone in sorted(set(table["zone"])):
        here = table["zone"] == zone
        x, y = project(table.loc[here, "lon"].to_numpy(), table.loc[here, "lat"].to_numpy(), zone)
        table.loc[here, "x_m"], table.loc[here, "y_m"] = x, y
    return table


def _header(figure: Any, found: Comparison) -> float:
    names = " · ".join(
        f"{label} : {words(contestant.title)}"
        for label, contestant in zip(found.labels, found.contestants, strict=True)
    )
    title = t("Sélections comparées", "Selections compared")
    figure.text(0.012, 0.984, title, fontsize=15, weight="bold", color=INK, va="top")
    figure.text(0.012, 0.954, names, fontsize=8.4, color="#3c3a35", va="top")
    if not found.synthetic:
        return 0.93
    from matplotlib.patches import Rectangle

    band = Rectangle((0, 0.902), 1, 0.026, transform=figure.transFigure, color="#b3261e", lw=0)
    figure.add_artist(band)
    figure.text(0.5, 0.9145, str(SYNTHETIC), fontsize=9.5, weight="bold", color="white",
                ha="center", va="center")  # fmt: skip
    return 0.897


def _styles(found: Comparison) -> list[tuple[str, str, Any, Any]]:
    """Return each kind of site: label, colour, marker, and which rows are of it."""
    if len(found.contestants) == 2:
        a, b = found.labels
        both, one, two = (
            t(f"dans {a} et {b}", f"in {a} and {b}"),
            t(f"seulement dans {a}", f"only in {a}"),
            t(f"seulement dans {b}", f"only in {b}"),
        )
        return [
            (both, BOTH, "o", lambda s: s["in_0"] & s["in_1"]),
            (one, HERE, CARET_DOWN, lambda s: s["in_0"] & ~s["in_1"]),
            (two, THERE, CARET_UP, lambda s: s["in_1"] & ~s["in_0"]),
        ]
    most = len(found.contestants)
    kinds = []
    for count in range(most, 0, -1):
        colour = SHARES[round((count - 1) / max(1, most - 1) * (len(SHARES) - 1))]
        text = t(f"dans {count} sélections sur {most}", f"in {count} selections of {most}")
        kinds.append((text, colour, "o", lambda s, c=count: s["count"] == c))
    return kinds


def _marks(axes: Any, table: pd.DataFrame, found: Comparison) -> None:
    for _, colour, marker, which in reversed(_styles(found)):
        here = table[which(table)]
        dot = marker == "o"
        rim = {"edgecolors": "white", "linewidths": 0.6} if dot else {}
        axes.scatter(here["x_m"], here["y_m"], s=30 if dot else 52, c=colour, marker=marker,
                     zorder=5 if dot else 6, **rim)  # fmt: skip


def _lines(axes: Any, table: pd.DataFrame, found: Comparison) -> None:
    """Join a site that leaves to the near one that enters in its place."""
    for match in found.pairs[0].distance.matches:
        if match.km <= NEAR_KM and {match.out, match.into} <= set(table.index):
            ends = table.loc[[match.out, match.into]]
            axes.plot(ends["x_m"], ends["y_m"], color=INK, lw=0.8, zorder=4, scalex=False,
                      scaley=False)  # fmt: skip


def _key(figure: Any, found: Comparison, placed: int) -> None:
    from matplotlib.lines import Line2D

    handles = []
    for text, colour, marker, which in _styles(found):
        count = number(int(which(found.sites).sum()))
        handles.append(
            Line2D([], [], ls="", marker=marker, ms=7, mfc=colour, mec="white",
                   label=f"{text} ({count})")
        )  # fmt: skip
    if len(found.contestants) == 2:
        told = t(f"se remplacent, à moins de {NEAR_KM:.0f} km",
                 f"stand for each other, within {NEAR_KM:.0f} km")  # fmt: skip
        handles.append(Line2D([], [], color=INK, lw=0.9, label=told))
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.006, 0.05), frameon=False,
                  fontsize=7.2, handletextpad=0.6, labelspacing=0.7)  # fmt: skip
    lost = len(found.sites) - placed
    if lost:
        said = t(f"{lost} sites dont le lieu est inconnu ne sont pas dessinés",
                 f"{lost} sites of unknown place are not drawn")  # fmt: skip
        figure.text(0.012, 0.022, said, fontsize=6, color="#55524a", va="bottom")
