"""Numbers as planners write them: decimal comma, blanks between thousands."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PLAIN = r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$"
_BLANKS = "\u0020\u00a0\u202f\u2009\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u205f\u3000"
_SPACED = rf"^[+-]?\d{{1,3}}([{_BLANKS}]\d{{3}})+([.,]\d*)?$"
_ENGLISH = r"^[+-]?\d{1,3}(,\d{3})+\.\d*$"
_EUROPEAN = r"^[+-]?\d{1,3}(\.\d{3})+,\d*$"
_NOT_A_NUMBER = ("nan", "-nan", "+nan", "#nan")
#: Words and signs that say that a number is missing, without accents, dots nor blanks.
MISSING_WORDS = frozenset(
    {
        *("na", "n/a", "#n/a", "#na", "<na>", "null", "none", "nil", "nc", "n/c", "nd", "n/d"),
        *("#n/d", "nr", "n/r", "ns", "so", "s/o", "sansobjet", "vide", "neant", "aucun", "aucune"),
        *("inconnu", "inconnue", "inconnus", "inconnues", "nonconnu", "nonconnue", "unknown"),
        *("nonrenseigne", "nonrenseignee", "noncommunique", "noncommuniquee", "nonprecise"),
        *("nonprecisee", "nondisponible", "nondetermine", "nondeterminee", "indetermine"),
        *("indeterminee", "nondefini", "nondefinie", "arenseigner", "acompleter", "apreciser"),
        *("adefinir", "missing", "notavailable", "absent", "absente", "nsp", "nesaitpas"),
        *("tbd", "nonevalue", "nonevaluee", "nonmesure", "nonmesuree", "aconfirmer", "averifier"),
    }
)


class CellReading(IntEnum):
    """What a cell of a number column holds."""

    NUMBER = 0
    EMPTY = 1
    NAN = 2
    TEXT = 3
    INTERVAL = 4
    AMBIGUOUS = 5


def read_numbers(cells: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Read a column of numbers, typed or as text.

    Parameters
    ----------
    cells : (n,) Series
        Numbers, or text: decimal point or comma, blanks (or the other sign) between thousands.

    Returns
    -------
    values : (n,) float64
        NaN where there is no number.
    reading : (n,) int8
        :class:`CellReading` of each cell; an infinite number is ``TEXT``.

    Notes
    -----
    A lone comma is a decimal comma: "1,234" is 1.234, as French spreadsheets write it.

    Examples
    --------
    >>> cells = pd.Series(["1 234,5", "2.5e3", "12 ha", "NaN", " ", "1,234.5"])
    >>> values, reading = read_numbers(cells)
    >>> values.tolist(), [CellReading(r).name for r in reading]
    ... # doctest: +NORMALIZE_WHITESPACE
    ([1234.5, 2500.0, nan, nan, nan, 1234.5],
     ['NUMBER', 'NUMBER', 'TEXT', 'NAN', 'EMPTY', 'NUMBER'])
    >>> read_numbers(pd.Series(["inconnue", "non renseigné", "-", "n.c.", "beaucoup"]))[1].tolist()
    [1, 1, 1, 1, 3]
    """
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        reading = np.where(np.isnan(values), CellReading.EMPTY, CellReading.NUMBER).astype(np.int8)
        reading[np.isinf(values)] = CellReading.TEXT
        return np.where(np.isinf(values), np.nan, values), reading
    # strings from here on; pyarrow's kernels keep a million cells well under a second
    text = pc.fill_null(pc.utf8_trim_whitespace(pa.array(cells.astype("str"), pa.string())), "")
    values, matched = _float_where(text, _PLAIN, drop="")
    if not matched.all():
        for pattern, drop in (
            (_SPACED, _BLANKS),
            (_ENGLISH, ","),
            (_EUROPEAN, "."),
        ):
            more, found = _float_where(text, pattern, drop=drop)
            values[found & ~matched], matched = more[found & ~matched], matched | found
    reading = np.where(matched, CellReading.NUMBER, CellReading.TEXT).astype(np.int8)
    if not matched.all():
        reading[~matched & _missing(text)] = CellReading.EMPTY
        lowered = pc.utf8_lower(text)
        reading[_mask(pc.is_in(lowered, value_set=pa.array(_NOT_A_NUMBER)))] = CellReading.NAN
    overflow = np.isinf(values)
    reading[overflow], values[overflow] = CellReading.TEXT, np.nan
    return values, reading


def is_missing_word(text: str) -> bool:
    """Whether a text says that nothing is known: a word for it, or signs without a figure.

    Examples
    --------
    >>> [is_missing_word(t) for t in ("Non renseignée", "—", "n.c.", "??", "12", "-3", "ici")]
    [True, True, True, True, False, False, False]
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c) and c not in ". \t\u00a0")
    return bare in MISSING_WORDS or not any(c.isalnum() for c in bare)


def _missing(text: pa.Array) -> NDArray[np.bool_]:
    coded = pc.dictionary_encode(text)
    words = [is_missing_word(str(word)) for word in coded.dictionary.to_pylist()]
    found = np.array(words, dtype=bool)[coded.indices.to_numpy(zero_copy_only=False)]
    return np.asarray(found, dtype=bool)


def _mask(array: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)


def _float_where(
    text: pa.Array, pattern: str, *, drop: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the numbers of the cells that match a pattern, NaN elsewhere, and which match."""
    matched = pc.match_substring_regex(text, pattern)
    digits = pc.if_else(matched, text, None)
    for sign in drop:
        digits = pc.replace_substring(digits, sign, "")
    digits = pc.replace_substring(digits, ",", ".")
    digits = pc.replace_substring_regex(digits, r"^\+", "")
    values = pc.cast(digits, pa.float64()).to_numpy(zero_copy_only=False)
    return np.array(values, dtype=np.float64), _mask(matched)
