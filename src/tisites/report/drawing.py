"""Pictures written straight as SVG: fast, the same bytes for the same picture, words as words.

Widths of words are measured in DejaVu Sans, which is wider than the fonts that a reader is likely
to have instead: what is laid out not to overlap does not overlap with them either.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from tisites.messages.text import language
from tisites.messages.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT = "'DejaVu Sans', Verdana, 'Liberation Sans', Arial, sans-serif"
INK, GREY, FAINT = "#1d1d1b", "#4f4c45", "#8f8b80"
#: Widths are measured at this size, then scaled.
_MEASURED = 200


@cache
def _face(bold: bool) -> Any:
    from matplotlib import get_data_path  # its fonts come with it
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(f"{get_data_path()}/fonts/ttf/{name}", _MEASURED)


@cache
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide words are, in the unit of their size.

    Examples
    --------
    >>> width_of("ll", 10.0) < width_of("ww", 10.0) < width_of("ww", 10.0, bold=True)
    True
    """
    return float(_face(bold).getlength(words)) * size / _MEASURED


def shortened(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """Cut words at a width, with dots where something is cut.

    Examples
    --------
    >>> shortened("Gauchy", 100.0, 8.0), shortened("Saint-Quentin-en-Yvelines", 60.0, 8.0)
    ('Gauchy', 'Saint-Quenti…')
    """
    if width_of(words, size, bold=bold) <= width:
        return words
    kept = words
    while kept and width_of(f"{kept}…", size, bold=bold) > width:
        kept = kept[:-1].rstrip(" ,-–(«")
    return f"{kept}…"


def folded(words: str, width: float, size: float, most: int) -> list[str]:
    """Fold words into lines of a width, at most so many; the last is cut where they do not suffice.

    Examples
    --------
    >>> folded("Temps d'accès au réseau routier", 80.0, 8.0, 2)
    ["Temps d'accès au", 'réseau routier']
    """
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, width, size) for line in lines]


class Drawing:
    """A picture in the making; lengths are points, the origin is above on the left.

    Parameters
    ----------
    width, height : float
        In points.
    title, description : str
        For who cannot see it.
    """

    def __init__(self, width: float, height: float, title: str, description: str = "") -> None:
        self.width, self.height = width, height
        self._head = (title, description)
        self._parts: list[str] = []
        self._clips = 0

    def line(self, points: Any, ink: str, width: float, dash: str = "") -> None:
        """Draw a line through points."""
        self.lines([points], ink, width, dash)

    def lines(self, lines: Iterable[Any], ink: str, width: float, dash: str = "") -> None:
        """Draw many lines as one, so that none of them covers the others' edges."""
        path = "".join(path_of(points) for points in lines)
        if not path:
            return
        more = f' stroke-dasharray="{dash}"' if dash else ' stroke-linecap="round"'
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{width:g}"'
            f' stroke-linejoin="round"{more}/>'
        )

    def shape(self, rings: Iterable[Any], fill: str, ink: str = "none", width: float = 0.5,
              dash: str = "") -> None:  # fmt: skip
        """Draw a shape of closed rings; those inside others are holes."""
        path = "".join(f"{path_of(ring)}Z" for ring in rings)
        if not path:
            return
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{ink}"'
            f' stroke-width="{width:g}"{more}/>'
        )

    def rect(self, x: float, y: float, width: float, height: float, fill: str,
             ink: str = "none", stroke: float = 0.5) -> None:  # fmt: skip
        """Draw a rectangle by its upper left corner."""
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0.0):.2f}"'
            f' height="{max(height, 0.0):.2f}" fill="{fill}" stroke="{ink}"'
            f' stroke-width="{stroke:g}"/>'
        )

    def circle(self, x: float, y: float, radius: float, fill: str, ink: str = "none",
               stroke: float = 0.6, dash: str = "") -> None:  # fmt: skip
        """Draw a circle."""
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{fill}" stroke="{ink}"'
            f' stroke-width="{stroke:g}"{more}/>'
        )

    def text(self, x: float, y: float, words: str, size: float, ink: str = INK, *,
             at: str = "start", bold: bool = False, italic: bool = False,
             halo: bool = False) -> None:  # fmt: skip
        """Write words on a base line; ``at`` is ``start``, ``middle`` or ``end``."""
        words = typeset(words)
        if not words:
            return
        more = f' text-anchor="{at}"' if at != "start" else ""
        more += ' font-weight="bold"' * bold + ' font-style="italic"' * italic
        if halo:
            more += (
                ' stroke="#ffffff" stroke-width="2" stroke-linejoin="round" paint-order="stroke"'
            )
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{ink}"{more}>'
            f"{escape(words)}</text>"
        )

    def begin_clip(self, x: float, y: float, width: float, height: float) -> None:
        """Show nothing outside a rectangle until :meth:`end_clip`."""
        name = f"c{self._clips}"
        self._clips += 1
        self._parts.append(
            f'<clipPath id="{name}"><rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}"'
            f' height="{height:.2f}"/></clipPath><g clip-path="url(#{name})">'
        )

    def end_clip(self) -> None:
        """Show everything again."""
        self._parts.append("</g>")

    def svg(self) -> str:
        """Return the picture."""
        title, description = (typeset(words) for words in self._head)
        size = f'width="{self.width:g}pt" height="{self.height:g}pt"'
        box = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img"'
            f' xml:lang="{language()}" font-family={quoteattr(FONT)}>\n'
            f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n"
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )


def path_of(points: Any) -> str:
    """Return the points of a line as SVG writes them.

    Examples
    --------
    >>> path_of([(0, 0.04), (1.26, 2)])
    'M0 0L1.3 2'
    """
    rounded = np.round(np.asarray(points, dtype=np.float64), 1) + 0.0  # no -0
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in rounded.tolist())
