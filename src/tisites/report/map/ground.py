"""The ground of every map of France: land, limits and a scale bar in each frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.report.map.frames import INSETS, MAINLAND

if TYPE_CHECKING:
    from tisites.report.map.frames import Frame, Outline

WIDTH_PX, HEIGHT_PX, DPI = 1600, 1560, 160
LAND, SEA, DEPARTEMENT, REGION, INK, FAINT = (
    "#f7f6f2", "#ffffff", "#d9d6cd", "#8f8b80", "#1d1d1b", "#a9a59a",
)  # fmt: skip


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
    bounds: tuple[float, float, float, float] | None = None,
) -> Any:
    """Draw land, limits and a scale bar; return the frame's axes.

    Parameters
    ----------
    bounds : tuple of float, optional
        What is seen at least, in metres; the whole outline otherwise.
    """
    from matplotlib.collections import LineCollection, PolyCollection

    axes = figure.add_axes(box)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(bool(frame.deps))
        spine.set(color=REGION, linewidth=0.7)
    seen = bounds or shape.bounds
    if seen is not None:
        ratio = box[2] * figure.bbox.width / (box[3] * figure.bbox.height)
        pad = 0.0 if bounds else 0.17 if frame.deps else 0.012
        x0, y0, x1, y1 = limits(seen, ratio, pad)
        axes.set_xlim(x0, x1)
        axes.set_ylim(y0, y1)
    departements, regions = (_met(rings, axes) for rings in (shape.departements, shape.regions))
    axes.add_collection(PolyCollection(departements, facecolors=LAND, edgecolors="none"),
                        autolim=False)  # fmt: skip
    axes.add_collection(LineCollection(departements, colors=DEPARTEMENT, linewidths=0.45),
                        autolim=False)  # fmt: skip
    axes.add_collection(LineCollection(regions, colors=REGION, linewidths=0.8),
                        autolim=False)  # fmt: skip
    if frame.deps:
        axes.text(0.04, 0.965, str(frame.name), transform=axes.transAxes, fontsize=6.8,
                  weight="bold", color=INK, va="top", zorder=9)  # fmt: skip
    _scale_bar(axes, frame)
    return axes


def _met(rings: list[Any], axes: Any) -> list[Any]:
    """Return the rings that a frame shows some of."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    boxes = [(*ring.min(axis=0), *ring.max(axis=0)) for ring in rings]
    return [
        ring
        for ring, (left, low, right, high) in zip(rings, boxes, strict=True)
        if left < x1 and right > x0 and low < y1 and high > y0
    ]


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
