"""A cell that says an area in its own words: « 55 000 m² », « 3 ha 25 a », « env. 4 ha »."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.numbers import CellReading, is_missing_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Hectares in one of each unit, as :func:`unit_word` names it.
HECTARES: dict[str, float] = {"ha": 1.0, "m2": 1e-4, "km2": 100.0, "a": 1e-2, "ca": 1e-4}
_UNIT_WORDS: dict[str, str] = {
    **dict.fromkeys(("ha", "has", "hect", "hectare", "hectares"), "ha"),
    **dict.fromkeys(
        ("m2", "m carre", "m carres", "metre carre", "metres carres", "metre2",
         "metres2", "sqm"), "m2",
    ),
    **dict.fromkeys(("km2", "km carre", "km carres", "kilometres carres"), "km2"),
    **dict.fromkeys(("a", "are", "ares"), "a"),
    **dict.fromkeys(("ca", "centiare", "centiares"), "ca"),
}  # fmt: skip
_BLANKS = r" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NUMBER = rf"\d[\d{_BLANKS}.,'’]*\d|\d|[.,]\d+"
#: Before a figure: about, nearly; a plus sign.
_ABOUT = re.compile(
    r"^(?:~|≈|≃|±|\+/-|env(?:iron)?\b\.?|approx(?:imativement)?\b\.?|ca\.|circa\b|pres de\b"
    r"|de l'ordre de\b|autour de\b|quelque\b|estimee? a\b)\s*"
)
_ABOUT_AFTER = re.compile(r"\s*[(,]?\s*(?:env(?:iron)?\.?|approx\.?|estimee?|estimation)\)?$")
_PAIR = re.compile(
    rf"^(?:entre\s+|de\s+)?({_NUMBER})\s*(?P<u>[a-z][a-z0-9 ]*?)?\s*"
    r"(?:-|–|—|\ba\b|\bet\b|\bou\b|/)\s*"
    rf"({_NUMBER})\s*([a-z][a-z0-9 ]*)?$"
)
_ONE = re.compile(rf"^([+-]?)\s*({_NUMBER})\s*([a-z][a-z0-9 ]*)?$")
_PARTS = re.compile(
    rf"^(?:({_NUMBER})\s*(?:ha|hectares?))?\s*(?:({_NUMBER})\s*(?:a|ares?))?"
    rf"\s*(?:({_NUMBER})\s*(?:ca|centiares?))?$"
)
_EXPONENT = re.compile(r"^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)e[+-]?\d+$")


@dataclass(frozen=True, slots=True)
class CellArea:
    """What one cell says of an area.

    Parameters
    ----------
    value : float
        In ``unit``, or in hectares where several units are told; NaN where unknown.
    unit : str, optional
        Of :data:`HECTARES`; ``None`` where the cell does not say it.
    reading : CellReading
    about : bool
        The cell says itself that it is an estimate.
    """

    value: float
    unit: str | None = None
    reading: CellReading = CellReading.NUMBER
    about: bool = False


def unit_word(text: str) -> str | None:
    """Return the unit that a word names, ``None`` if it names none.

    Examples
    --------
    >>> [unit_word(w) for w in ("ha", "Hectares", "m²", "M2", "mètres carrés", "€", "")]
    ['ha', 'ha', 'm2', 'm2', 'm2', None, None]
    """
    return _UNIT_WORDS.get(_folded(text).strip(" .()[]"))


def read_quantity(text: str, unit: str | None = None) -> CellArea:
    """Read a cell that says an area, in a unit of its own or not.

    Parameters
    ----------
    text : str
        The cell.
    unit : str, optional
        Unit that the column tells, where the cell does not.

    Notes
    -----
    A lone comma is a decimal comma and a lone point a decimal point, as everywhere in tisites. Of
    square metres nobody writes thousandths: ``12.500 m²`` is 12,500 m², while ``12,500 m²`` may be
    12.5 or 12,500 and is left as ambiguous. An interval has no single value.

    Examples
    --------
    >>> told = [read_quantity(t) for t in ("55 000 m²", "3 ha 25 a", "env. 4 ha", "1.250.000 m2")]
    >>> [(q.value, q.unit, q.about) for q in told]
    [(55000.0, 'm2', False), (3.25, 'ha', False), (4.0, 'ha', True), (1250000.0, 'm2', False)]
    >>> [read_quantity(t).reading.name for t in ("2-3 ha", "n.c.", "grand", "85,000 m²", "-4 ha")]
    ['INTERVAL', 'EMPTY', 'TEXT', 'AMBIGUOUS', 'NUMBER']
    """
    if not text.strip() or is_missing_word(text):
        return CellArea(np.nan, None, CellReading.EMPTY)
    bare = _folded(text)
    if bare in ("nan", "-nan", "+nan", "#nan"):
        return CellArea(np.nan, None, CellReading.NAN)
    bare, about = _without_about(bare)
    if _EXPONENT.match(bare):
        return CellArea(float(bare.replace(",", ".")), None, CellReading.NUMBER, about)
    one = _ONE.match(bare)
    if one is not None and (one[3] is None or unit_word(one[3])):
        own = unit_word(one[3]) if one[3] else None
        value, reading = _figure(one[2], own or unit)
        return CellArea(-value if one[1] == "-" else value, own, reading, about)
    parts = _PARTS.match(bare)
    if parts is not None and any(parts.groups()):
        return _summed(parts, about=about)
    pair = _PAIR.match(bare)
    if pair is not None and all(w is None or unit_word(w) for w in (pair["u"], pair[4])):
        return CellArea(np.nan, None, CellReading.INTERVAL)
    return CellArea(np.nan, None, CellReading.TEXT)


def _folded(text: str) -> str:
    """Return text without accents, in lower case, ² as 2, blanks and apostrophes of one kind."""
    marked = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    return re.sub(rf"[{_BLANKS}\n\r]+", " ", "".join(
        c for c in marked if not unicodedata.combining(c)
    )).strip()  # fmt: skip


def _without_about(text: str) -> tuple[str, bool]:
    bare = _ABOUT_AFTER.sub("", _ABOUT.sub("", text))
    return re.sub(r"(?<=[a-z])\.$", "", bare.strip()), bare != text


def _summed(parts: re.Match[str], *, about: bool) -> CellArea:
    """Add up hectares, ares and centiares, as the land register writes them."""
    total = 0.0
    for digits, unit in zip(parts.groups(), ("ha", "a", "ca"), strict=True):
        if digits is None:
            continue
        value, reading = _figure(digits, unit)
        if reading != CellReading.NUMBER:
            return CellArea(np.nan, None, reading)
        total += value * HECTARES[unit]
    return CellArea(round(total, 6), "ha", CellReading.NUMBER, about)


def _figure(digits: str, unit: str | None) -> tuple[float, CellReading]:
    """Return the number that digits with their separators write, and what it is worth."""
    bare = re.sub(rf"['{_BLANKS}]+", " ", digits).strip()
    spaced = re.fullmatch(r"\d{1,3}(?: \d{3})+([.,]\d*)?", bare)
    if " " in bare and spaced is None:
        return np.nan, CellReading.TEXT
    bare = bare.replace(" ", "")
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:  # the last one is decimal
        first, last = (".", ",") if bare.rfind(",") > bare.rfind(".") else (",", ".")
        whole, _, rest = bare.rpartition(last)
        if last in whole or not re.fullmatch(rf"\d{{1,3}}(?:\{first}\d{{3}})+", whole):
            return np.nan, CellReading.TEXT
        return float(f"{whole.replace(first, '')}.{rest or 0}"), CellReading.NUMBER
    mark = "." if dots else ","
    if dots + commas > 1:
        if not re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", bare):
            return np.nan, CellReading.TEXT
        return float(bare.replace(mark, "")), CellReading.NUMBER
    if unit == "m2" and re.fullmatch(rf"[1-9]\d{{0,2}}\{mark}\d{{3}}", bare):
        if mark == ",":
            return np.nan, CellReading.AMBIGUOUS
        return float(bare.replace(".", "")), CellReading.NUMBER
    return float(bare.replace(",", ".")), CellReading.NUMBER


@dataclass(frozen=True, slots=True)
class Areas:
    """A column of areas, read.

    Parameters
    ----------
    hectares : (n,) float64
        NaN where unknown.
    reading : (n,) int8
        :class:`~tisites.candidates.numbers.CellReading` of each.
    about : (n,) bool
        The cell says that it is an estimate.
    unitless : (n,) bool
        Neither the cell nor the column says the unit: unknown.
    """

    hectares: NDArray[np.float64]
    reading: NDArray[np.int8]
    about: NDArray[np.bool_]
    unitless: NDArray[np.bool_]


def read_areas(cells: pd.Series, units: pd.Series | None, otherwise: str | None) -> Areas:
    """Read a column of areas, each in the unit of its cell, or of its row, or of its column.

    Parameters
    ----------
    cells : (n,) Series
        Numbers or text.
    units : (n,) Series, optional
        A column that says the unit of each row.
    otherwise : str, optional
        Unit of the column, where neither says it.

    Examples
    --------
    >>> cells = pd.Series(["12,5", "85 000", "55 000 m²", "2-3 ha", "7"])
    >>> found = read_areas(cells, pd.Series(["ha", "m²", "", "", ""]), None)
    >>> found.hectares.tolist(), found.unitless.tolist()
    ([12.5, 8.5, 5.5, nan, nan], [False, False, False, False, True])
    """
    text = as_text(cells)
    rows = pd.Series("", index=text.index) if units is None else as_text(units)
    known: dict[tuple[str, str], CellArea] = {}
    size = len(text)
    areas = Areas(
        np.full(size, np.nan), np.zeros(size, np.int8), np.zeros(size, bool), np.zeros(size, bool)
    )
    for row, key in enumerate(zip(text, rows, strict=True)):
        cell, word = key
        here = unit_word(word) or otherwise
        quantity = known.get(key)
        if quantity is None:
            quantity = known[key] = read_quantity(cell, here)
        areas.reading[row], areas.about[row] = quantity.reading, quantity.about
        if quantity.reading != CellReading.NUMBER:
            continue
        unit = quantity.unit or here
        if not np.isfinite(quantity.value):
            areas.reading[row] = CellReading.TEXT
        elif unit is None and quantity.value != 0:
            areas.unitless[row], areas.reading[row] = True, CellReading.AMBIGUOUS
        else:
            areas.hectares[row] = quantity.value * HECTARES[unit or "ha"]
    return areas


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as trimmed text, "" where there is nothing; figures as Python writes them."""
    if pd.api.types.is_float_dtype(cells.dtype):
        return pd.Series(
            ["" if np.isnan(c) else str(int(c)) if c.is_integer() and abs(c) < 1e15 else repr(c)
             for c in cells.to_numpy(dtype=float, na_value=np.nan).tolist()],
            index=cells.index, dtype="str",
        )  # fmt: skip
    return cells.astype("str").fillna("").replace("<NA>", "").str.strip()
