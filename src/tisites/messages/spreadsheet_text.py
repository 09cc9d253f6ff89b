"""Text for a spreadsheet: what it would run or change stays text, and is read back as it was.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return may run as a formula
when a spreadsheet opens a CSV (OWASP, *CSV Injection*); an id of figures loses its leading zeros, a
code such as 3-4 becomes a date. An apostrophe in front keeps them as text. Reading takes it off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tisites.messages.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

#: Every blank of Unicode: what ``\\s`` means differs between Python and RE2.
_BLANK = "[\\s\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
#: Signs that begin a formula, their full-width forms too, behind blanks or not.
_RUNS = f"{_BLANK}*[=+@\uff1d\uff0b\uff0d\uff20\\-]|[\t\r\n]"
#: Figures that a spreadsheet would write another way: zeros in front, more than 15 digits,
#: an exponent, a date.
_CHANGES = (
    r"(?:0[0-9]+|[0-9]{16,}|[0-9]+(?:[.,][0-9]+)?[eE][+\-]?[0-9]+"
    r"|[0-9]{1,4}[/\-][0-9]{1,2}(?:[/\-][0-9]{1,4})?)" + f"{_BLANK}*$"
)
#: Figures behind an apostrophe, as spreadsheets mark text: codes, prices, areas.
_MARKED = f"(?:[0-9][0-9 .,\u00a0\u202f]*|[0-9][0-9ABab][0-9]{{3}}){_BLANK}*$"
#: A text that bears our mark, for Python and for RE2 (pyarrow); a carriage return behind the mark
#: may have become a blank.
ESCAPED = f"^'+(?:{_RUNS}|{_CHANGES}|{_MARKED}| )"
_TO_DISARM = re.compile(f"^'*(?:{_RUNS})|^'+(?:{_MARKED}| )")
_ESCAPED = re.compile(ESCAPED)
_TO_ESCAPE = re.compile(f"^'*(?:{_RUNS}|{_CHANGES})|^'+(?:{_MARKED}| )")
_MARKS = {ord("'"): " "}
_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?$")


def escape(text: str) -> str:
    r"""Write a text so that no spreadsheet runs or changes it.

    A negative number is left as it is: it is a number.

    Examples
    --------
    >>> escape("=1+1"), escape("0006516611"), escape("-3,5"), escape("\t=A1"), escape("L'été")
    ("'=1+1", "'0006516611", '-3,5', "'\t=A1", "L'été")
    >>> escape("'=1") == "''=1", unescape(escape("'=1")) == "'=1"
    (True, True)
    """
    return f"'{text}" if _TO_ESCAPE.match(text) and not _harmless(text) else text


def disarm(text: str) -> str:
    """Write a text so that no spreadsheet runs it; figures keep their writing.

    For workbooks, whose cells say that they are text, and for tables that programs read too.

    Examples
    --------
    >>> disarm("=1+1"), disarm("0006516611"), disarm("3-4"), unescape(disarm("@x"))
    ("'=1+1", '0006516611', '3-4', '@x')
    """
    return f"'{text}" if _TO_DISARM.match(text) and not _harmless(text) else text


def _harmless(text: str) -> bool:
    """Whether a text runs nothing although it begins like one: a number, or blanks alone.

    Reading takes blanks off, and would then leave our mark with nothing behind it.
    """
    return bool(_NUMBER.match(text)) or _blank(text)


def _blank(text: str) -> bool:
    """Whether there is nothing in a text but blanks, apostrophes and what reading takes out."""
    return not clean(text).translate(_MARKS).strip()


def for_spreadsheet(table: pd.DataFrame) -> pd.DataFrame:
    r"""Return a table of which every text is written by :func:`escape`; numbers stay numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> for_spreadsheet(pd.DataFrame({"id": ["007", None], "=x": [-1.5, 2.0]})).to_csv(index=False)
    "id,'=x\n'007,-1.5\n,2.0\n"
    """
    return _written(table, escape)


def for_programs(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of which every text is written by :func:`disarm`, for plain CSV."""
    return _written(table, disarm)


def _written(table: pd.DataFrame, write: Callable[[str], str]) -> pd.DataFrame:
    import pandas as pd

    found = table.copy(deep=False)
    for position, kind in enumerate(table.dtypes):
        if pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind):
            continue
        cells = table.iloc[:, position].tolist()
        changed = {  # a word that many rows bear is looked at once
            text: mended
            for text in {value for value in cells if isinstance(value, str)}
            if (mended := write(text)) != text
        }
        if changed:
            written = [changed.get(value, value) if isinstance(value, str) else value
                      for value in cells]  # fmt: skip
            found.isetitem(position, pd.Series(written, index=table.index, dtype=object))
    return found.rename(columns=lambda name: write(name) if isinstance(name, str) else name)


def unescape(text: str) -> str:
    """Return the text that :func:`escape` was given.

    Examples
    --------
    >>> unescape("'=1+1"), unescape("'0006516611"), unescape("'Usine")
    ('=1+1', '0006516611', "'Usine")
    """
    marked = _ESCAPED.match(text) and not _blank(text[1:])
    return text[1:] if marked else text
