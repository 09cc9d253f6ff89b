"""Pictures on disk: PNG with a palette of 256 colours, a quarter of the size, the same look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = 256


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
