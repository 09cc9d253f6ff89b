"""Bilingual texts: French first, English beside it, at the place where they are said."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_language: ContextVar[Language] = ContextVar("tisites_language", default="fr")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages.

    Parameters
    ----------
    fr, en : str
        The finished sentence in each language.

    Examples
    --------
    >>> str(Text("50 sites retenus", "50 sites selected"))
    '50 sites retenus'
    >>> with speaking("en"):
    ...     str(Text("50 sites retenus", "50 sites selected"))
    '50 sites selected'
    """

    fr: str
    en: str

    def __str__(self) -> str:
        return self.fr if _language.get() == "fr" else self.en


def t(fr: str, en: str) -> str:
    """Say a sentence in the current language.

    Examples
    --------
    >>> t("50 sites retenus", "50 sites selected")
    '50 sites retenus'
    """
    return str(Text(fr, en))


def same(words: str) -> Text:
    """Return words that both languages share: a formula, a name.

    Examples
    --------
    >>> print(same("100 · (1 - u)"))
    100 · (1 - u)
    """
    return Text(words, words)


def language() -> Language:
    """Return the language texts are said in now."""
    return _language.get()


def speak(lang: Language) -> None:
    """Say texts in ``lang`` from now on (one process, one planner)."""
    _language.set(lang)


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Say texts in ``lang`` inside the block."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def number(value: float, decimals: int = 0) -> str:
    """Write a number the way the reader's language does.

    Examples
    --------
    >>> number(1234.5, 1).replace(chr(8239), " ")
    '1 234,5'
    >>> with speaking("en"):
    ...     number(1234.5, 1)
    '1,234.5'
    """
    return _number(str(value), decimals, _language.get())


@lru_cache(maxsize=20_000)  # thousands of areas, and few of them
def _number(value: str, decimals: int, locale: str) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=locale))


def of(words: str) -> str:
    """Put « de » before French words, elided before a vowel; no « h » is taken for mute.

    Examples
    --------
    >>> of("usine en activité"), of("équipement"), of("musée")
    ("d'usine en activité", "d'équipement", 'de musée')
    """
    return f"d'{words}" if words[:1].lower() in "aàâeéèêiîoôuùûœ" and words else f"de {words}"


def short(value: float, digits: int = 4) -> str:
    """Write a number with the digits it needs, at most so many that count; no lost thousands.

    Examples
    --------
    >>> short(0.5), short(2.0), short(806.644), short(0.000123456), short(1234567.0, 3)[-3:]
    ('0,5', '2', '806,6', '0,0001235', '567')
    """
    from math import floor, isfinite, log10

    from babel.numbers import format_decimal

    if not isfinite(value):
        return "?" if value != value else ("∞" if value > 0 else "-∞")  # noqa: PLR0124
    size = floor(log10(abs(value))) if value else 0
    pattern = "#,##0." + "#" * max(0, digits - 1 - size)
    return str(format_decimal(value, format=pattern.rstrip("."), locale=_language.get()))


def both(say: Callable[[], str]) -> Text:
    """Build a text whose numbers are written the way of each language.

    Examples
    --------
    >>> text = both(lambda: number(0.5, 1))
    >>> text.fr, text.en
    ('0,5', '0.5')
    """
    said = {}
    for lang in LANGUAGES:
        with speaking(lang):
            said[lang] = say()
    return Text(said["fr"], said["en"])
