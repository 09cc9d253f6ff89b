"""``map.png`` and ``map.svg``: a selection with its names, on a sheet of A4.

The mainland, five overseas frames in their own projection, and frames that look closer where sites
crowd. Shape tells chosen from left out, size hectares, colour and lightness the score.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.messages.typography import typeset
from tisites.report.drawing import width_of
from tisites.report.map.frames import INSETS, MAINLAND, outlines
from tisites.report.map.ground import INK, SEA, draw_frame
from tisites.report.map.key import draw_key
from tisites.report.map.labels import place_labels
from tisites.report.map.selection import SelectionMap, map_of_outcome
from tisites.report.map.sites import COLOURS, radius_pt, score_class
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.run.answer.outcome import Outcome
    from tisites.territory.territory import Territory

#: Width and height of the sheet, inches: the width of the text of an A4 page.
WIDTH_IN, HEIGHT_IN, DPI = 7.1, 8.9, 200
LABEL_PT = 5.8
#: A closer look: half the side of its square in km, sites that deserve one, how many at most.
ZOOM_KM, ZOOM_SITES, ZOOMS = 58.0, 4, 3
#: More sites than this bear no label.
MOST_LABELS = 150
_RED = "#b3261e"


def draw_map(outcome: Outcome, path: Path) -> None:
    """Draw the selection of a run, the same bytes for the same answer.

    Circles are sized by hectares, coloured by score and numbered as the rows of
    ``selection.csv``, with the name of their commune where there is room.

    Parameters
    ----------
    outcome : Outcome
        What to draw.
    path : Path
        File to write, PNG or SVG.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    draw_selection(map_of_outcome(outcome), outcome.prepared.territory, path)


def draw_selection(shown: SelectionMap, territory: Territory, path: Path) -> None:
    """Draw a selection, as PNG or SVG by the name of the file.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    size = (WIDTH_IN, HEIGHT_IN)
    with picture(path, size, DPI, SEA, alt=(shown.title, shown.alt())) as figure:
        compose(figure, shown, territory)


def compose(figure: Any, shown: SelectionMap, territory: Territory) -> None:
    """Put header, frames, closer looks, key and small print on a figure."""
    shapes = outlines(territory)
    top = _header(figure, shown)
    foot = _foot(figure, shown)
    chosen, crowd = shown.chosen, shown.crowd
    here = chosen[MAINLAND.holds(chosen) & _placed(chosen)]
    looks = zooms(here["x_m"].to_numpy(), here["y_m"].to_numpy())
    in_look = np.zeros(len(here), dtype=bool)
    boxes = _boxes(top, foot)
    axes = draw_frame(figure, MAINLAND, boxes[MAINLAND.key], shapes[MAINLAND.key])
    _crowd(axes, crowd[MAINLAND.holds(crowd)])
    _circles(axes, here)
    taken = np.empty((0, 4))
    wide = 0.678 / max(2, len(looks)) - 0.007
    for k, (x, y) in enumerate(looks):
        frame = replace(INSETS[0], key=f"zoom{k}", name=_letter(k), deps=("zoom",), scale_km=20)
        box = (0.318 + (wide + 0.007) * k, foot + 0.008, wide, 0.178)
        bounds = _bounds(x, y)
        close = draw_frame(figure, frame, box, shapes[MAINLAND.key], bounds)
        near = _seen(close, here)
        _crowd(close, crowd[MAINLAND.holds(crowd)])
        _circles(close, here[near])
        _labels(close, here[near], named=np.ones(int(near.sum()), dtype=bool))
        taken = np.vstack([taken, _window(axes, close, str(_letter(k)), here)])
        in_look |= near
    _labels(axes, here, named=~in_look, taken=taken)
    for frame in INSETS:
        box = boxes[frame.key]
        axes = draw_frame(figure, frame, box, shapes[frame.key])
        sites = chosen[frame.holds(chosen) & _placed(chosen)]
        _crowd(axes, crowd[frame.holds(crowd)])
        _circles(axes, sites)
        _labels(axes, sites, named=np.ones(len(sites), dtype=bool))
    draw_key(figure, (0.012, foot + 0.008, 0.295, 0.245), shown)


def zooms(x_m: np.ndarray, y_m: np.ndarray) -> list[tuple[float, float]]:
    """Return the middles of the closer looks: where most sites crowd, first.

    Each takes the sites of a square; a site belongs to one at most.

    Examples
    --------
    >>> x = np.array([0.0, 2e4, 4e4, 5e4, 9e5])
    >>> zooms(x, np.zeros(5))
    [(25000.0, 0.0)]
    """
    left = np.ones(len(x_m), dtype=bool)
    reach = 2000.0 * ZOOM_KM * 0.8
    found: list[tuple[float, float]] = []
    while len(found) < ZOOMS:
        near = np.abs(x_m[:, None] - x_m) <= reach / 2
        near &= (np.abs(y_m[:, None] - y_m) <= reach / 2) & left
        counts = np.where(left, near.sum(axis=1), 0)
        if not counts.size or counts.max() < ZOOM_SITES:
            break
        group = near[int(np.argmax(counts))]
        middle = [float((values[group].min() + values[group].max()) / 2) for values in (x_m, y_m)]
        found.append((middle[0], middle[1]))
        left &= ~_in_square(x_m, y_m, *middle)
    return found


def _in_square(x_m: np.ndarray, y_m: np.ndarray, x: float, y: float) -> np.ndarray:
    half = 1000.0 * ZOOM_KM
    return np.asarray((np.abs(x_m - x) <= half * 0.95) & (np.abs(y_m - y) <= half * 0.95))


def _seen(axes: Any, sites: pd.DataFrame) -> np.ndarray:
    """Return which sites are within a frame, with room for their circle."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    x_m, y_m = (sites[name].to_numpy(dtype=np.float64) for name in ("x_m", "y_m"))
    room = 0.02 * (x1 - x0)
    inside = (x_m > x0 + room) & (x_m < x1 - room) & (y_m > y0 + room) & (y_m < y1 - room)
    return np.asarray(inside)


def _bounds(x: float, y: float) -> tuple[float, float, float, float]:
    half = 1000.0 * ZOOM_KM
    return x - half, y - half, x + half, y + half


def _letter(k: int) -> Text:
    return Text("ABC"[k], "ABC"[k])


def _placed(table: pd.DataFrame) -> np.ndarray:
    return np.asarray(np.isfinite(table[["x_m", "y_m"]].to_numpy(dtype=np.float64)).all(axis=1))


def _header(figure: Any, shown: SelectionMap) -> float:
    """Write title, claim and banner; return where the map may begin, from below."""
    size = _fitting(shown.title, 11.5)
    figure.text(
        0.012, 0.986, typeset(shown.title), fontsize=size, weight="bold", color=INK, va="top"
    )
    size = _fitting(shown.subtitle, 6.6, bold=False)
    figure.text(0.012, 0.962, typeset(shown.subtitle), fontsize=size, color="#3c3a35", va="top")
    if not shown.banner:
        return 0.945
    from matplotlib.patches import Rectangle

    band = Rectangle((0, 0.922), 1, 0.02, transform=figure.transFigure, color=_RED, lw=0)
    figure.add_artist(band)
    figure.text(0.5, 0.9315, shown.banner, fontsize=7, weight="bold", color="white",
                ha="center", va="center")  # fmt: skip
    return 0.916


def _fitting(words: str, size: float, *, bold: bool = True) -> float:
    """Return a size of type at which words are no wider than the sheet."""
    wide = width_of(words, size, bold=bold) / 72.0
    return size * min(1.0, 0.975 * WIDTH_IN / wide) if wide else size


def _foot(figure: Any, shown: SelectionMap) -> float:
    """Write the small print; return where it ends, from below."""
    size = 4.9
    lines = [line for words in shown.foot for line in _folded(typeset(words), size)]
    step = 1.3 * size / 72.0 / HEIGHT_IN
    for k, line in enumerate(reversed(lines)):
        figure.text(0.012, 0.008 + k * step, line, fontsize=size, color="#55524a", va="bottom")
    return 0.012 + len(lines) * step


def _folded(words: str, size: float) -> list[str]:
    """Fold small print at its separators, else at spaces."""
    room = 0.955 * WIDTH_IN * 72.0  # hinted letters are wider than their outlines
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _boxes(top: float, foot: float) -> dict[str, tuple[float, float, float, float]]:
    """Return the place of every frame, ``(left, bottom, width, height)`` of the figure."""
    low, gap = foot + 0.196, 0.006
    width = 0.150
    height = (top - (foot + 0.27) - 5 * gap) / len(INSETS)
    boxes = {MAINLAND.key: (width + 0.018, low, 1 - width - 0.022, top - low)}
    for k, frame in enumerate(INSETS):
        boxes[frame.key] = (0.012, top - (k + 1) * (height + gap) + gap, width, height)
    return boxes


def _window(axes: Any, close: Any, letter: str, sites: pd.DataFrame) -> np.ndarray:
    """Draw where a closer look is taken; return the box of its letter, in pixels.

    The letter stands at the corner that is farthest from any site.
    """
    from matplotlib.patches import Rectangle

    (x0, x1), (y0, y1) = close.get_xlim(), close.get_ylim()
    axes.add_patch(
        Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=INK, lw=0.7, ls="--", zorder=4)
    )
    spots = sites[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    corners = [(x, y) for x in (x0, x1) for y in (y1, y0)]
    corner = max(corners, key=lambda c: float(np.hypot(*(spots - c).T).min()))
    axes.text(*corner, letter, fontsize=7, weight="bold", color="white", ha="center",
              va="center", zorder=9,
              bbox={"facecolor": INK, "edgecolor": "none", "pad": 1.2})  # fmt: skip
    middle = axes.transData.transform(corner)
    half = 5.5 * DPI / 72.0
    return np.array([[*(middle - half), *(middle + half)]])


def _crowd(axes: Any, crowd: pd.DataFrame) -> None:
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    x_m, y_m = (crowd[name].to_numpy(dtype=np.float64) for name in ("x_m", "y_m"))
    seen = (x_m > x0) & (x_m < x1) & (y_m > y0) & (y_m < y1)
    axes.scatter(x_m[seen], y_m[seen], s=3.2, facecolors="white", edgecolors="#8f8b80",
                 linewidths=0.4, zorder=3)  # fmt: skip


def _circles(axes: Any, sites: pd.DataFrame) -> None:
    """Draw the sites: circles, and small diamonds where the surface is unknown."""
    hectares = sites["hectares"].to_numpy(dtype=np.float64)
    order = np.argsort(-np.nan_to_num(hectares), kind="stable")  # small ones on top
    points = 2.0 * radius_pt(hectares)
    colours = np.asarray(COLOURS)[score_class(sites["score"].to_numpy(dtype=np.float64))]
    x_m, y_m = sites["x_m"].to_numpy(), sites["y_m"].to_numpy()
    unknown = np.isnan(hectares)
    for marker, which in (("o", order[~unknown[order]]), ("D", order[unknown[order]])):
        axes.scatter(
            x_m[which], y_m[which], s=points[which] ** 2, c=colours[which], marker=marker,
            edgecolors=INK, linewidths=0.7, zorder=5,
        )  # fmt: skip


def _labels(
    axes: Any, sites: pd.DataFrame, named: np.ndarray, taken: np.ndarray | None = None
) -> None:  # fmt: skip
    """Write number and commune beside each circle, or the number alone where there is no room."""
    if sites.empty or len(sites) > MOST_LABELS:
        return
    dots = DPI / 72.0
    numbers = [number(int(k)) for k in sites["number"]]
    full = [
        f"{k} {commune}" if name and isinstance(commune, str) else k
        for k, commune, name in zip(numbers, sites["commune"], named, strict=True)
    ]
    spots = axes.transData.transform(sites[["x_m", "y_m"]].to_numpy(dtype=np.float64))
    radii = radius_pt(sites["hectares"].to_numpy(dtype=np.float64)) * dots
    box = (axes.bbox.x0, axes.bbox.y0, axes.bbox.x1, axes.bbox.y1)
    taken = np.empty((0, 4)) if taken is None else taken
    left = np.arange(len(sites))
    for words in (full, numbers):
        if not left.size:
            return
        widths = np.array([(width_of(words[k], LABEL_PT, bold=True) + 1.5) * dots for k in left])
        rest = np.setdiff1d(np.arange(len(sites)), left)
        marks = np.column_stack([spots[rest], radii[rest]])
        height = 1.25 * LABEL_PT * dots
        places = place_labels(
            spots[left, 0], spots[left, 1], radii[left], widths, height, box, taken, marks
        )
        free = [k for k, place in enumerate(places) if place.clash < 1e-6]
        kinds = score_class(sites["score"].to_numpy(dtype=np.float64))
        for k in free:
            site, place = int(left[k]), places[k]
            half = np.array([widths[k], height]) / 2
            at = np.array([place.x, place.y])
            taken = np.vstack([taken, np.concatenate([at - half, at + half])])
            pale = place.inside and kinds[site] >= 2
            _write(axes, words[site], at, place.led, half, spots[site], "white" if pale else INK)
        left = np.delete(left, free)


def _write(
    axes: Any, words: str, at: np.ndarray, led: bool, half: np.ndarray, spot: np.ndarray, ink: str
) -> None:
    from matplotlib.patheffects import withStroke

    back = axes.transData.inverted()
    halo = [withStroke(linewidth=1.4, foreground="white")]
    if led:
        foot = np.clip(spot, at - half, at + half)
        (x0, y0), (x1, y1) = back.transform(spot), back.transform(foot)
        axes.plot([x0, x1], [y0, y1], color=INK, lw=0.45, zorder=4.5, scalex=False, scaley=False)
    x, y = back.transform(at)
    axes.text(x, y, words, fontsize=LABEL_PT, weight="bold", ha="center", va="center_baseline",
              color=ink, zorder=7, path_effects=None if ink == "white" else halo)  # fmt: skip
