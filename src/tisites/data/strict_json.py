"""JSON that someone else wrote, read to the letter: finite numbers, each key once."""

from __future__ import annotations

import json
import math
import re
from typing import Any

#: Deepest nesting that is read: a run's files have some ten levels.
DEEPEST = 60
#: Controls but tabs and line ends, and the marks that turn the direction of writing.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def strict_json(text: str) -> Any:
    """Read JSON as the standard has it.

    Python's own reader takes ``NaN`` and ``Infinity``, turns ``1e999`` into an infinity and keeps
    the last of two equal keys, where another reader keeps the first.

    Raises
    ------
    ValueError
        If the text is no JSON, tells a number that is not finite or a key twice, holds half a
        character, or is nested too deep.

    Examples
    --------
    >>> strict_json('{"bound": 1.5}')
    {'bound': 1.5}
    >>> for bad in ('[NaN]', '[1e999]', '{"a": 1, "a": 2}', '[' * 90 + ']' * 90):
    ...     try:
    ...         strict_json(bad)
    ...     except ValueError as error:
    ...         print(error)
    NaN
    1e999
    "a" twice
    nested too deep
    """
    try:
        found = json.loads(text, parse_constant=_no, parse_float=_finite, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    _check(found, 0)
    return found


def hidden_character(value: Any) -> str | None:
    r"""Return the first text that would act on a terminal or turn the writing, spelt out.

    Examples
    --------
    >>> hidden_character({"name": ["Lyon", "a\x1b[2J"]})
    'a\\x1b[2J'
    >>> hidden_character("deux\nlignes") is None
    True
    """
    if isinstance(value, str):
        return value[:60].encode("unicode_escape").decode() if _HIDDEN.search(value) else None
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        inside = value
    return next((found for item in inside if (found := hidden_character(item))), None)


def _no(word: str) -> float:
    raise ValueError(word)


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise ValueError(word)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'"{key[:40]}" twice')
        found[key] = value
    return found


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        value.encode("utf-8")  # half a surrogate pair raises
    elif isinstance(value, int) and abs(value) > 2**63:
        raise ValueError("integer too long")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
