"""Text without what a reader cannot see: control codes, terminal escapes, marks that turn it round.

A name that comes from a file is printed on terminals, pages and maps. An escape sequence would move
the cursor or open a link there, a bidirectional override would show other letters than it holds
(CVE-2021-42574), a zero-width mark would make two ids look the same.
"""

from __future__ import annotations

import re

#: What may be wrong, as a class that Python and RE2 (pyarrow) both read. C0 but tab and line
#: breaks, DEL, C1, soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width marks,
#: bidirectional marks, line and paragraph separators, invisible operators, byte order marks,
#: annotations, noncharacters, tags.
HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
#: A terminal's own sequences (ECMA-48): CSI, then OSC, DCS, PM, APC and SOS up to their end.
_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]P^_X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"
)
_HIDDEN = re.compile(HIDDEN)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("[\u2028\u2029\x0b\x0c\x85]")
_READ_AS_LATIN = re.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
MOST_SHOWN = 120


def clean(text: str) -> str:
    r"""Return text without hidden characters; those that break a line become a blank.

    Examples
    --------
    >>> clean("Usine\x1b[2J\x1b]8;;http://x\x07 Sud\u202e\x00")
    'Usine Sud'
    >>> clean("Route d\xe2\x80\x99Étretat".replace("É", "\xc3\x89"))  # UTF-8 read as latin-1
    'Route d’Étretat'
    >>> clean("a\u2028b\u00adc"), clean("\ud800") == "\N{REPLACEMENT CHARACTER}"
    ('a bc', True)
    """
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if not _HIDDEN.search(text):
        return text
    text = _read_again(text)
    return _HIDDEN.sub("", _BREAK.sub(" ", _SEQUENCE.sub("", text)))


def _read_again(text: str) -> str:
    """Return text of which letters of UTF-8 were read as latin-1, as it was."""

    def letter(found: re.Match[str]) -> str:
        try:
            return found[0].encode("latin-1").decode("utf-8")
        except UnicodeError:
            return found[0]

    return _READ_AS_LATIN.sub(letter, text)


def shown(text: str, most: int | None = MOST_SHOWN) -> str:
    r"""Return text on one line, clean and cut, as a message quotes it.

    Parameters
    ----------
    text : str
        What a file holds, or the name of a file.
    most : int, optional
        Characters to keep; ``None`` keeps them all.

    Examples
    --------
    >>> shown("a\nb\x1b[31m"), len(shown("x" * 500))
    ('a b', 120)
    """
    if most is None:
        return clean(text).replace("\n", " ").replace("\r", " ")
    line = " ".join(clean(text[: 20 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"
