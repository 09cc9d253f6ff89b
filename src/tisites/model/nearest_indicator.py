"""The indicator that a planner probably means: by its name, or by its label in words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Letters from which the start of a word says what it means (``chom`` of ``chômage``).
_START = 4


def nearest_indicator(name: str, known: Sequence[str]) -> str | None:
    """Return the indicator meant, ``None`` where nothing is near.

    A word of the label, in either language and without its accents, counts before letters that
    happen to look alike.

    Examples
    --------
    >>> from tisites.criteria.indicators import indicator_names
    >>> [nearest_indicator(name, indicator_names()) for name in ("chomage", "zne", "??")]
    ['unemployment_pct', 'zre', None]
    """
    close = difflib.get_close_matches(name, known, 1, 0.75)
    if close:
        return close[0]
    asked = _words(name)
    scores = {one: _shared(asked, one) for one in known}
    best = max(scores, key=lambda one: scores[one])
    if scores[best] > 0:
        return best
    close = difflib.get_close_matches(name, known, 1, 0.5)
    return close[0] if close else None


def _shared(asked: list[str], name: str) -> float:
    """Count shared words; of equal counts, the shorter label and the earlier word win."""
    from tisites.criteria.indicators import specs

    spec = specs().get(name)
    if spec is None:
        return 0.0
    labels = [_words(spec.label.fr), _words(spec.label.en), _words(name)]
    return max(_likeness(asked, label) for label in labels)


def _likeness(asked: list[str], label: list[str]) -> float:
    """Sum of what is alike, the first words of the label most."""
    found = sum(
        _alike(word, other) / (1.0 + 0.1 * k) for word in asked for k, other in enumerate(label)
    )
    return found - 0.001 * len(label) if found else 0.0


def _alike(a: str, b: str) -> float:
    if a == b:
        return 1.0
    return 0.5 if min(len(a), len(b)) >= _START and a[:_START] == b[:_START] else 0.0


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in re.split(r"[^a-z0-9]+", plain) if len(word) > 2]
