"""A cell that says a coordinate in degrees: decimal, in minutes and seconds, two in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.guess.quantity import as_text
from tisites.candidates.numbers import CellReading, is_missing_word, read_numbers

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_SIGNS = str.maketrans({
    "º": "°", "˚": "°", "’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"',
    "″": '"', "\u00a0": " ", "\u202f": " ", "−": "-", "–": "-",
})  # fmt: skip
_DEGREES = re.compile(
    r"""^\s*([NSEWO])?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|d|deg)?\s*
    (?:(\d{1,2}(?:[.,]\d+)?)\s*(?:'(?!')|min|m)\s*
    (?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|''|s|sec)?)?)?\s*([NSEWO])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
#: Between two coordinates of one cell, surest first: a comma may be a decimal one.
_BETWEEN = (r"\s*[;/|]\s*", r",\s+", r"\s+-\s+", r"(?<=[NSEWO])[\s,]+", r"\s+", r",")
#: Where links to maps hold their point, latitude first; the pin before the middle of the view.
_LINKS = tuple(map(re.compile, (
    r"!3d(?P<lat>-?\d+\.\d+)!4d(?P<lon>-?\d+\.\d+)",
    r"[?&#]mlat=(?P<lat>-?\d+\.\d+)&(?:amp;)?mlon=(?P<lon>-?\d+\.\d+)",
    r"(?:[?&](?:q|ll|query|daddr|destination|cp)=|/place/|/dir//?|geo:)(?:loc:)?"
    r"(?P<lat>-?\d+\.\d+)(?:,|%2C|~)\+?(?P<lon>-?\d+\.\d+)",
    r"[?&]c=(?P<lon>-?\d+\.\d+)(?:,|%2C)(?P<lat>-?\d+\.\d+)",
    r"@(?P<lat>-?\d+\.\d+),(?P<lon>-?\d+\.\d+)",
    r"#(?:map=)?\d+(?:\.\d+)?/(?P<lat>-?\d+\.\d+)/(?P<lon>-?\d+\.\d+)",
)))  # fmt: skip
_WORDS = re.compile(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|gps|wgs ?84)\b\s*[:=.]?", re.I)


def read_angle(text: str) -> float | None:
    """Read one angle, in degrees; ``None`` if it is none.

    Examples
    --------
    >>> [round(read_angle(t), 4) for t in ("48°51'24''N", "2° 21′ 07″ O", "48,8566")]
    [48.8567, -2.3519, 48.8566]
    >>> read_angle("48°71'"), read_angle("x")
    (None, None)
    """
    found = _DEGREES.match(text.translate(_SIGNS))
    if found is None or (found[1] and found[5]):
        return None
    degrees, minutes, seconds = (
        float((part or "0").replace(",", ".")) for part in (found[2], found[3], found[4])
    )
    if minutes >= 60.0 or seconds >= 60.0:
        return None
    size = abs(degrees) + minutes / 60.0 + seconds / 3600.0
    negative = found[2].startswith("-") or (found[1] or found[5] or "").upper() in ("S", "W", "O")
    return -size if negative else size


def read_pair(text: str) -> tuple[float, float] | None:
    """Read two coordinates of one cell, in the order that it writes them.

    Examples
    --------
    >>> read_pair("48,8566 ; 2,3522"), read_pair("48.8566, 2.3522"), read_pair("48.85 2.35")
    ((48.8566, 2.3522), (48.8566, 2.3522), (48.85, 2.35))
    >>> [round(v, 4) for v in read_pair("2°21'07''E 48°51'24''N")], read_pair("rue de la Paix")
    ([48.8567, 2.3519], None)
    >>> read_pair("https://www.openstreetmap.org/#map=15/45.4397/4.3872")
    (45.4397, 4.3872)
    """
    if "://" in text or text.startswith(("geo:", "www.")):
        return _linked(text)
    bare = _WORDS.sub(" ", text.translate(_SIGNS)).strip(" ()[]")
    for between in _BETWEEN:
        parts = re.split(between, bare, flags=re.IGNORECASE)
        if len(parts) == 2:
            first, second = (read_angle(part) for part in parts)
            if first is not None and second is not None:
                return _east_last(parts, (first, second))
    return None


def _linked(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the point that a link to a map holds."""
    found = next(filter(None, (link.search(text) for link in _LINKS)), None)
    return None if found is None else (float(found["lat"]), float(found["lon"]))


def _east_last(parts: list[str], pair: tuple[float, float]) -> tuple[float, float]:
    """Put latitude first where letters say which is which."""
    letters = [re.sub(r"[^NSEWO]", "", part.upper()) for part in parts]
    return pair[::-1] if letters[0] in ("E", "W", "O") and letters[1] in ("N", "S") else pair


def read_angles(cells: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Read a column of degrees, as :func:`~tisites.candidates.numbers.read_numbers` does metres."""
    values, reading = read_numbers(cells)
    text = as_text(cells)
    for row in np.flatnonzero(reading == CellReading.TEXT):
        angle = read_angle(text.iloc[row])
        if angle is not None:
            values[row], reading[row] = angle, CellReading.NUMBER
    return values, reading


def read_pairs(
    cells: pd.Series,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    """Read a column with two coordinates in each cell.

    Returns
    -------
    first, second : (n,) float64
        In the order of the cells; NaN where there is none.
    reading : (n,) int8
        :class:`~tisites.candidates.numbers.CellReading`.
    """
    text = as_text(cells)
    first, second = np.full(len(text), np.nan), np.full(len(text), np.nan)
    reading = np.full(len(text), CellReading.TEXT, dtype=np.int8)
    for row, cell in enumerate(text):
        pair = read_pair(cell)
        if pair is not None:
            first[row], second[row] = pair
            reading[row] = CellReading.NUMBER
        elif not cell or is_missing_word(cell):
            reading[row] = CellReading.EMPTY
    return first, second, reading
