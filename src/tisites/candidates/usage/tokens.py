"""French texts cut into clauses and words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Small words, skipped in texts and entries alike.
SKIPPED = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "et",
        "l",
        "la",
        "le",
        "les",
        "n",
        "ou",
        "par",
        "pour",
        "s",
        "sur",
        "un",
        "une",
    ]
)
_WORD = re.compile(r"[A-Za-z0-9]+")
_INITIALS = re.compile(r"\b([A-Za-z])\.(?=[A-Za-z]\b)")
#: What ends a clause: "ancienne usine, futur musée". A hyphen does only between blanks, a full
#: stop only after a long word ("anc. caserne" is one clause).
_BREAK = re.compile(
    r"[,;:()\[\]/|+>=\n\u2010-\u2015\u2190-\u21ff\u2022\u00b7]|\s-+\s|(?<=\w{5})[.!?]\s"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: in small letters, as written, in which clause, after which small words."""

    plain: str
    raw: str
    clause: int
    lead: frozenset[str]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Write text without accents, case nor punctuation.

    Examples
    --------
    >>> fold("Éco-quartier  d’Ivry")
    'eco quartier d ivry'
    """
    return " ".join(word.lower() for word in _WORD.findall(_bare(text)))


def _bare(text: str) -> str:
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in split if not unicodedata.combining(c))


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text, each with its clause and the small words before it."""
    joined = _INITIALS.sub(r"\1", _bare(text))
    tokens: list[Token] = []
    for clause, part in enumerate(_BREAK.split(joined)):
        lead: list[str] = []
        for raw in _WORD.findall(part):
            if raw.lower() in SKIPPED:
                lead.append(raw.lower())
                continue
            tokens.append(Token(raw.lower(), raw, clause, frozenset(lead)))
            lead = []
    return tokens
