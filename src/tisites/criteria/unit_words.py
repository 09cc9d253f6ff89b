"""Units of indicators, in words."""

from __future__ import annotations

from tisites.messages.text import Text

_UNITS = {
    "jobs": Text("emplois", "jobs"),
    "persons": Text("habitants", "people"),
    "m³/day": Text("m³/jour", "m³/day"),
    "GWh/year": Text("GWh/an", "GWh/year"),
    "years": Text("ans", "years"),
    "year": Text("", ""),
    "0/1": Text("", ""),
    "0-1": Text("", ""),
    "probability": Text("", ""),
    "0-4": Text("", ""),
    "-": Text("", ""),
}
#: Of one: French says the singular below two, English of one alone.
_ONE = {
    "sites": Text("site", "site"),
    "jobs": Text("emploi", "job"),
    "persons": Text("habitant", "person"),
    "years": Text("an", "year"),
}


def unit_words(unit: str, count: float | None = None) -> Text:
    """Return a unit in words, after a space; empty for pure numbers.

    Parameters
    ----------
    unit : str
        Unit of an indicator.
    count : float, optional
        How many it follows; many where it is not told.

    Examples
    --------
    >>> unit_words("jobs").fr, unit_words("ha").fr, unit_words("0/1").fr
    (' emplois', ' ha', '')
    >>> str(unit_words("sites", 1)), unit_words("jobs", 1.5).fr, unit_words("jobs", 1.5).en
    (' site', ' emploi', ' jobs')
    """
    text = _UNITS.get(unit, Text(unit, unit))
    one = _ONE.get(unit)
    if one is not None and count is not None:
        text = Text(one.fr if abs(count) < 2 else text.fr, one.en if abs(count) == 1 else text.en)
    return Text(f" {text.fr}" if text.fr else "", f" {text.en}" if text.en else "")
