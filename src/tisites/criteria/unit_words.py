"""Units of indicators, in words."""

from __future__ import annotations

from tisites.messages.text import Text

_UNITS = {
    "jobs": Text("emplois", "jobs"),
    "persons": Text("habitants", "people"),
    "m³/day": Text("m³/jour", "m³/day"),
    "years": Text("ans", "years"),
    "year": Text("", ""),
    "0/1": Text("", ""),
    "0-1": Text("", ""),
    "probability": Text("", ""),
    "0-4": Text("", ""),
    "-": Text("", ""),
}


def unit_words(unit: str) -> Text:
    """Return a unit in words, after a space; empty for pure numbers.

    Examples
    --------
    >>> unit_words("jobs").fr, unit_words("ha").fr, unit_words("0/1").fr
    (' emplois', ' ha', '')
    """
    text = _UNITS.get(unit, Text(unit, unit))
    return Text(f" {text.fr}" if text.fr else "", f" {text.en}" if text.en else "")
