"""One setting that two models say otherwise, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tisites.messages.text import short, t
from tisites.report.binding import figure

if TYPE_CHECKING:
    from tisites.study.compare.model import Difference


def _plain(key: str, value: float) -> str:
    """Write a figure; a year has no thousands."""
    if "year" in key and value > 1900:
        return f"{value:g}"
    return figure(value) if abs(value) >= 0.01 or value == 0 else short(value)


def difference_words(one: Difference) -> str:
    """Say one key that two models say otherwise.

    Examples
    --------
    >>> from tisites.study.compare.model import Difference
    >>> difference_words(Difference("score.grid_year.weight", 6.0, 10.0))
    'score.grid_year.weight 6 → 10'
    """
    if one.here is None:
        return f"{one.key} {t('ajouté', 'added')}{_table(one.key, one.there)}"
    if one.there is None:
        return f"{one.key} {t('retiré', 'removed')}"
    return f"{one.key} {_value(one.key, one.here)} → {_value(one.key, one.there)}"


def _table(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f" ({_value(key, value)})"
    whole = " ".join([key, *(str(v) for v in value.values())])  # a bar on a year names it
    told = [
        f"{k} = {_value(whole, v)}"
        for k, v in sorted(value.items())
        if not isinstance(v, dict | bool)
    ]
    return f" ({', '.join(told)})" if told else ""


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return t("oui", "yes") if value else t("non", "no")
    if isinstance(value, int | float):
        return _plain(key, float(value))
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
