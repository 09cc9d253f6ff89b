"""Text for a spreadsheet: what it would run or change stays text, and is read back as it was.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return may run as a formula
when a spreadsheet opens a CSV (OWASP, *CSV Injection*); an id of figures loses its leading zeros, a
code such as 3-4 becomes a date. An apostrophe in front keeps them as text. Reading takes it off.
"""

from __future__ import annotations

import re

#: Signs that begin a formula, their full-width forms too, behind blanks or not.
_RUNS = "[\\s\u00a0\u2007\u202f]*[=+@\uff1d\uff0b\uff0d\uff20\\-]|[\t\r\n]"
#: Figures that a spreadsheet would write another way: zeros in front, more than 15 digits,
#: an exponent, a date.
_CHANGES = r"(?:0\d+|\d{16,}|\d+(?:[.,]\d+)?[eE][+\-]?\d+|\d{1,4}[/\-]\d{1,2}(?:[/\-]\d{1,4})?)\s*$"
#: A text that bears our mark, for Python and for RE2 (pyarrow).
ESCAPED = f"^'+(?:{_RUNS}|{_CHANGES})"
_ESCAPED = re.compile(ESCAPED)
_TO_ESCAPE = re.compile(f"^'*(?:{_RUNS}|{_CHANGES})")
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?$")


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
    return f"'{text}" if _TO_ESCAPE.match(text) and not _NUMBER.match(text) else text


def unescape(text: str) -> str:
    """Return the text that :func:`escape` was given.

    Examples
    --------
    >>> unescape("'=1+1"), unescape("'0006516611"), unescape("'Usine")
    ('=1+1', '0006516611', "'Usine")
    """
    return text[1:] if _ESCAPED.match(text) else text
