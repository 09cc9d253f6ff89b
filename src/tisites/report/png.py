"""Pictures on disk: PNG with a palette of 256 colours, a quarter of the size, the same look."""

from __future__ import annotations

import re
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLOURS = 256
#: Of 9: the last three take ten times as long and save a twentieth.
_EFFORT = 6
_PATH, _FINE = re.compile(r'\bd="[^"]*"'), re.compile(r"(\.\d\d)\d+")


@contextmanager
def picture(
    path: Path,
    inches: tuple[float, float],
    dpi: int = 110,
    paper: str = "white",
    alt: tuple[str, str] = ("", ""),
    **options: Any,
) -> Iterator[Any]:
    """Give a figure to draw on, and write it: the same bytes for the same picture.

    Parameters
    ----------
    path : Path
        PNG or SVG file to write.
    inches : (float, float)
        Width and height.
    dpi : int
        Dots an inch.
    paper : str
        Colour behind everything.
    alt : (str, str)
        Title and description, which SVG holds for who cannot see it.
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
        if path.suffix == ".svg":
            _write_svg(figure, path, alt)
        else:
            write_png(canvas, path)


def _write_svg(figure: Any, path: Path, alt: tuple[str, str]) -> None:
    """Write a figure as SVG: letters as shapes, so that it looks the same without our fonts."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "tisites", "svg.fonttype": "path"}):
        made = StringIO()
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    head, tag, rest = made.getvalue().partition("<svg ")
    opening, close, body = rest.partition(">")
    told = f"\n <title>{escape(alt[0])}</title>\n <desc>{escape(alt[1])}</desc>"
    svg = f'{head}{tag}role="img" {opening}{close}{told}{_PATH.sub(_rounded, body)}'
    path.write_text(svg, encoding="utf-8", newline="")


def _rounded(found: re.Match[str]) -> str:
    """Write a path with hundredths of a point: a third of the size."""
    return _FINE.sub(r"\1", found.group()).replace(" \n", " ")


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
    few.save(path, format="PNG", compress_level=_EFFORT, dpi=(dpi, dpi))
