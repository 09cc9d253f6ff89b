"""Pictures on disk: PNG with a palette of 256 colours, a quarter of the size, the same look."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLOURS = 256


@contextmanager
def picture(
    path: Path, inches: tuple[float, float], dpi: int = 110, paper: str = "white", **options: Any
) -> Iterator[Any]:
    """Give a figure to draw on, and write it: the same bytes for the same picture.

    Parameters
    ----------
    path : Path
        PNG file to write.
    inches : (float, float)
        Width and height.
    dpi : int
        Dots an inch.
    paper : str
        Colour behind everything.
    **options
        More of matplotlib's ``Figure``.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # a planner's own matplotlibrc must not change the bytes
        figure = Figure(figsize=inches, dpi=dpi, facecolor=paper, **options)
        canvas = FigureCanvasAgg(figure)
        yield figure
        write_png(canvas, path)


def write_png(canvas: Any, path: Path) -> None:
    """Draw a canvas of matplotlib's Agg and write it, the same bytes for the same picture.

    Maps and charts have few colours beside the shades at the edges of lines and letters: a palette
    holds them. No dithering, which would speckle flat tints.
    """
    from PIL import Image

    canvas.draw()
    whole = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    dpi = canvas.figure.dpi
    few = whole.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, format="PNG", optimize=True, dpi=(dpi, dpi))
