"""Plurals and feminines of French words, written without accents."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Endings and what they become, beside the plain "-s", "-e", "-es".
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("al", ("aux", "ale", "ales")),
    ("ail", ("aux",)),
    ("eau", ("eaux", "elle", "elles")),
    ("eu", ("eux",)),
    ("el", ("elle", "elles")),
    ("en", ("enne", "ennes")),
    ("on", ("onne", "onnes")),
    ("et", ("ette", "ettes")),
    ("if", ("ive", "ives")),
    ("eux", ("euse", "euses")),
    ("eur", ("euse", "euses", "rice", "rices")),
    ("teur", ("trice", "trices")),
    ("er", ("ere", "eres")),
    ("ic", ("ique", "iques")),
    ("nc", ("nche", "nches")),
)


@cache
def forms(word: str) -> frozenset[str]:
    """Return the forms of a word: singular, plural, masculine, feminine.

    Parameters
    ----------
    word : str
        Lower case, without accents; its shortest form.

    Examples
    --------
    >>> sorted(forms("reconverti"))
    ['reconverti', 'reconvertie', 'reconverties', 'reconvertis']
    >>> {"industriels", "industrielle", "industrielles"} <= forms("industriel")
    True
    >>> {"commerciaux", "commerciales"} <= forms("commercial"), "publiques" in forms("public")
    (True, True)
    """
    if len(word) < 3 or word.isdigit():
        return frozenset({word})
    made = {word, f"{word}e", f"{word}es"}
    if word[-1] not in "sxz":
        made.add(f"{word}s")
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            made |= {word[: -len(ending)] + other for other in others}
    return frozenset(made)


def all_forms(words: Sequence[str]) -> frozenset[str]:
    """Return the forms of several words.

    Examples
    --------
    >>> sorted(all_forms(["aa", "reconverti"]))
    ['aa', 'reconverti', 'reconvertie', 'reconverties', 'reconvertis']
    """
    return frozenset(form for word in words for form in forms(word))
