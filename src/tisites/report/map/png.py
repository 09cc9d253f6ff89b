"""``map.png``: the mainland, five overseas insets, the chosen sites among the candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.report.map.frames import FRAMES, INSETS, MAINLAND, Frame, Outline, outlines
from tisites.report.map.labels import place_labels
from tisites.report.map.sites import COLOURS, drawn, radius_px, score_class, score_edges
from tisites.report.map.words import banner, footer, subtitle, title
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.report.map.sites import Drawn
    from tisites.run.answer.outcome import Outcome

WIDTH_PX, HEIGHT_PX, DPI = 1600, 1560, 160
LAND, SEA, DEPARTEMENT, REGION, INK, FAINT = (
    "#f7f6f2", "#ffffff", "#d9d6cd", "#8f8b80", "#1d1d1b", "#a9a59a",
)  # fmt: skip
LABEL_POINTS = 6.6
MOST_LABELS = 150


def draw_map(outcome: Outcome, path: Path) -> None:
    """Draw ``map.png``, about 1600 × 1600 pixels, the same bytes for the same answer.

    Circles are sized by hectares, coloured by score and numbered as the rows of
    ``selection.csv``.

    Parameters
    ----------
    outcome : Outcome
        What to draw.
    path : Path
        PNG file to write.

    Raises
    ------
    BadInputError
        If the pack lacks the outlines.
    """
    with picture(path, (WIDTH_PX / DPI, HEIGHT_PX / DPI), DPI, SEA) as figure:
        compose(figure, figure.canvas, outcome)


def compose(figure: Any, canvas: Any, outcome: Outcome) -> None:
    """Put header, frames, key and foot on a figure, through the canvas that will render it."""
    from tisites.report.map.key import draw_key

    sites, unplaced = drawn(outcome)
    edges = score_edges(outcome.selection()["score"].to_numpy(dtype=np.float64))
    shapes = outlines(outcome.prepared.territory)
    top = _header(figure, outcome)
    boxes = frame_boxes(top)
    for frame in FRAMES:
        axes = draw_frame(figure, frame, boxes[frame.key], shapes[frame.key], sites[frame.key])
        _circles(axes, sites[frame.key], edges)
        _numbers(axes, canvas, sites[frame.key], edges)
    draw_key(figure, edges, outcome)
    figure.text(0.012, 0.011, footer(outcome, unplaced), fontsize=5.6, color="#55524a", va="bottom",
                linespacing=1.35)  # fmt: skip


def _header(figure: Any, outcome: Outcome) -> float:
    """Write title, claim and banner; return where the map may begin, from below."""
    figure.text(0.012, 0.984, title(outcome), fontsize=15, weight="bold", color=INK, va="top")
    figure.text(0.012, 0.954, subtitle(outcome), fontsize=8.4, color="#3c3a35", va="top")
    warning = banner(outcome)
    if not warning:
        return 0.93
    from matplotlib.patches import Rectangle

    band = Rectangle((0, 0.902), 1, 0.026, transform=figure.transFigure, color="#b3261e", lw=0)
    figure.add_artist(band)
    figure.text(0.5, 0.9145, warning, fontsize=9.5, weight="bold", color="white",
                ha="center", va="center")  # fmt: skip
    return 0.897


def frame_boxes(top: float) -> dict[str, tuple[float, float, float, float]]:
    """Return the place of every frame, ``(left, bottom, width, height)`` of the figure."""
    bottom, gap, width, height = 0.048, 0.007, 0.120, 0.117
    boxes = {MAINLAND.key: (width + 0.014, bottom, 1 - width - 0.018, top - bottom - 0.004)}
    for k, frame in enumerate(INSETS):
        boxes[frame.key] = (0.012, top - gap - height - k * (height + gap), width, height)
    return boxes


def draw_frame(
    figure: Any,
    frame: Frame,
    box: tuple[float, float, float, float],
    shape: Outline,
    sites: Drawn,
) -> Any:
    """Draw land, limits, the crowd of candidates and a scale bar; return the frame's axes."""
    from matplotlib.collections import LineCollection, PolyCollection

    axes = figure.add_axes(box)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(bool(frame.deps))
        spine.set(color=REGION, linewidth=0.7)
    if shape.bounds is not None:
        ratio = box[2] * WIDTH_PX / (box[3] * HEIGHT_PX)
        x0, y0, x1, y1 = limits(shape.bounds, ratio, 0.17 if frame.deps else 0.012)
        axes.set_xlim(x0, x1)
        axes.set_ylim(y0, y1)
    axes.add_collection(PolyCollection(shape.departements, facecolors=LAND, edgecolors="none"),
                        autolim=False)  # fmt: skip
    axes.add_collection(LineCollection(shape.departements, colors=DEPARTEMENT, linewidths=0.45),
                        autolim=False)  # fmt: skip
    axes.add_collection(LineCollection(shape.regions, colors=REGION, linewidths=0.8),
                        autolim=False)  # fmt: skip
    axes.scatter(sites.crowd_x_m, sites.crowd_y_m, s=1.6, c=FAINT, linewidths=0, zorder=3)
    if frame.deps:
        axes.text(0.04, 0.965, str(frame.name), transform=axes.transAxes, fontsize=6.8,
                  weight="bold", color=INK, va="top", zorder=9)  # fmt: skip
    _scale_bar(axes, frame)
    return axes


def limits(
    bounds: tuple[float, float, float, float], ratio: float, pad: float
) -> tuple[float, float, float, float]:
    """Widen bounds to a ratio of width to height, so that a metre is as long in x as in y.

    Examples
    --------
    >>> limits((0.0, 0.0, 10.0, 10.0), 2.0, 0.0)
    (-5.0, 0.0, 15.0, 10.0)
    """
    x0, y0, x1, y1 = bounds
    room = 1.0 + 2.0 * pad
    height = room * max(y1 - y0, (x1 - x0) / ratio)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    half_x, half_y = height * ratio / 2, height / 2
    return x - half_x, y - half_y, x + half_x, y + half_y


def _scale_bar(axes: Any, frame: Frame) -> None:
    """Draw a bar of so many km in the lower right corner of the frame."""
    x0, x1 = axes.get_xlim()
    y0, y1 = axes.get_ylim()
    length = frame.scale_km * 1000.0
    right, low = x1 - 0.05 * (x1 - x0), y0 + 0.04 * (y1 - y0)
    if not frame.deps:
        right, low = x0 + 0.62 * (x1 - x0), y0 + 0.012 * (y1 - y0)
    axes.plot([right - length, right], [low, low], color="#55524a", lw=1.0,
              solid_capstyle="butt", zorder=8, scalex=False, scaley=False)  # fmt: skip
    above = low + (0.03 if frame.deps else 0.005) * (y1 - y0)
    axes.text(right - length / 2, above, f"{frame.scale_km} km",
              fontsize=5.2, color="#55524a", ha="center", va="bottom", zorder=8)  # fmt: skip


def _circles(axes: Any, sites: Drawn, edges: np.ndarray) -> None:
    """Draw the sites: circles, and small diamonds where the surface is unknown."""
    order = np.argsort(-np.nan_to_num(sites.hectares), kind="stable")  # small ones on top
    points = 2.0 * radius_px(sites.hectares) * 72.0 / DPI
    colours = np.asarray(COLOURS)[score_class(sites.score, edges)]
    unknown = np.isnan(sites.hectares)
    for marker, which in (("o", order[~unknown[order]]), ("D", order[unknown[order]])):
        axes.scatter(
            sites.x_m[which], sites.y_m[which], s=points[which] ** 2, c=colours[which],
            marker=marker, edgecolors=INK, linewidths=0.6, zorder=5,
        )  # fmt: skip


def _numbers(axes: Any, canvas: Any, sites: Drawn, edges: np.ndarray) -> None:
    """Number the circles as the rows of ``selection.csv``."""
    if sites.number.size == 0 or sites.number.max() > MOST_LABELS:
        return
    px = DPI / 72.0 * LABEL_POINTS
    spots = axes.transData.transform(np.column_stack([sites.x_m, sites.y_m]))
    widths = np.array([0.66 * px * len(str(k)) + 2 for k in sites.number])
    frame = axes.get_window_extent(canvas.get_renderer())
    radii = radius_px(sites.hectares)
    places = place_labels(spots[:, 0], spots[:, 1], radii, widths, 0.95 * px,
                          (frame.x0, frame.y0, frame.x1, frame.y1))  # fmt: skip
    back = axes.transData.inverted()
    halo = _halo()
    kinds = score_class(sites.score, edges)
    for number, spot, radius, place, kind in zip(
        sites.number, spots, radii, places, kinds, strict=True
    ):
        x, y = back.transform((place.x, place.y))
        if place.led:
            away = np.array([place.x, place.y]) - spot
            x0, y0 = back.transform(spot + away * radius / np.hypot(*away))
            axes.plot([x0, x], [y0, y], color=INK, lw=0.5, zorder=6, scalex=False, scaley=False,
                      path_effects=halo)  # fmt: skip
        dark = place.inside and kind >= 2
        axes.text(x, y, str(number), fontsize=LABEL_POINTS, weight="bold", ha="center",
                  va="center_baseline", color="white" if dark else INK, zorder=7,
                  path_effects=None if place.inside else halo)  # fmt: skip


def _halo() -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=1.8, foreground="white")]
