"""What is said of an indicator: name, unit, label, formula, source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tisites.messages.text import Text


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """One indicator.

    Parameters
    ----------
    name : str
        Name, unit as its suffix.
    unit : str
        Unit, as printed.
    label : Text
        Short name for the planner.
    family : str
        ``land``, ``zan``, ``workforce``, ``water``, ``network``, ``maturity``, ``programme``.
    layers : tuple of str
        Layers of the pack (or ``candidates``) it is computed from.
    formula : Text
        How, in a line.
    source : Text
        Where formula and data come from.
    unknown : Text
        When it is unknown, and what the interval then is.
    interval : bool
        Whether it has ``_low`` and ``_high`` columns.
    """

    name: str
    unit: str
    label: Text
    family: str
    layers: tuple[str, ...]
    formula: Text
    source: Text
    unknown: Text
    interval: bool = False
