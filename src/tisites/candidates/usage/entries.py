"""Entries of the lexicon, and where a text holds them: the longest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.candidates.usage.inflections import forms
from tisites.candidates.usage.tokens import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tisites.candidates.usage.tokens import Token

Strength = Literal["strong", "weak", "told"]
#: Tag of entries that tell nothing, and hide the shorter ones inside: "lotissement industriel".
NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """Words to look for, and what they tell: a use or a stage."""

    tag: str
    strength: Strength
    words: tuple[str, ...]


def matches(
    tokens: Sequence[Token], entries: Mapping[str, Sequence[LexiconEntry]]
) -> list[tuple[int, int, LexiconEntry]]:
    """Return every entry found, longest first at one place; a shorter one inside is left."""
    found: list[tuple[int, int, LexiconEntry]] = []
    for start, token in enumerate(tokens):
        plain = token.plain if token.plain.isalpha() else token.plain.rstrip("0123456789")
        for entry in entries.get(plain, ()) or entries.get(plain.removesuffix("s"), ()):
            end = _end(tokens, start, entry.words)
            if end is not None:
                found.append((start, end, entry))
    whole = sorted(found, key=lambda m: (m[0] - m[1], m[0]))
    kept: list[tuple[int, int, LexiconEntry]] = []
    for match in whole:
        inside = any(k[0] <= match[0] and match[1] <= k[1] and k[:2] != match[:2] for k in kept)
        if not inside:
            kept.append(match)
    return sorted(kept, key=lambda m: m[:2])


def entry_words(entry: str) -> tuple[str, ...]:
    """Return the words of an entry; an acronym keeps its capitals."""
    return tuple(word for word in entry.split() if word.lower() not in SKIPPED or word.isupper())


def indexed(entries: Iterable[LexiconEntry]) -> dict[str, list[LexiconEntry]]:
    """Return entries by every form of their first word."""
    index: dict[str, list[LexiconEntry]] = {}
    for entry in entries:
        first = entry.words[0]
        for form in (first.lower(),) if first.isupper() else forms(first):
            index.setdefault(form, []).append(entry)
    return index


def _end(tokens: Sequence[Token], start: int, words: tuple[str, ...]) -> int | None:
    """Return the position after an entry that stands at ``start``, ``None`` if it does not."""
    at = start
    for number, word in enumerate(words):
        if number and at < len(tokens) and tokens[at].plain == "en" and word != "en":
            at += 1
        if at >= len(tokens):
            return None
        token = tokens[at]
        capitals = token.raw.rstrip("s0123456789")  # "ISDNDs", "BA112"
        same = capitals == word if word.isupper() else token.plain in forms(word)
        if not same:
            return None
        at += 1
    return at
