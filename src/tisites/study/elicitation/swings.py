"""What each criterion's scale spans, as a question: which of these improvements is worth most?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, both, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model


@dataclass(frozen=True, slots=True)
class Swing:
    """The improvement of one criterion from the worst to the best of its scale.

    Parameters
    ----------
    name : str
        Criterion.
    label : Text
    family : str
    worst, best : float
        Quantities where the value function is least and greatest, the nearest to each other.
    unit : str
        Of the indicator.
    gain : float
        What the value function rises by, 0 to 1.
    weight : float
        Of the model.
    """

    name: str
    label: Text
    family: str
    worst: float
    best: float
    unit: str
    gain: float
    weight: float

    @property
    def words(self) -> Text:
        """Say the improvement: ``Distance au fret : de 20 km à 0 km``."""
        a, b = (_quantity(one, self.unit) for one in (self.worst, self.best))
        return Text(
            f"{self.label.fr} : de {a.fr} à {b.fr}", f"{self.label.en}: from {a.en} to {b.en}"
        )


def swings_of(model: Model) -> tuple[Swing, ...]:
    """Return the swing of every criterion of a model, in its order.

    A scale that does not move spans nothing: its gain is 0 and no weight can be asked for it.
    """
    units = {name: spec.unit for name, spec in specs().items()}
    found = []
    for name, one in model.score.items():
        worst, best = _ends(one.scale)
        gain = max(one.scale.values()) - min(one.scale.values())
        label = Text(one.label, one.label_en or one.label)
        unit = units.get(one.indicator, "")
        found.append(Swing(name, label, one.family, worst, best, unit, gain, one.weight))
    return tuple(found)


def _ends(scale: Mapping[float, float]) -> tuple[float, float]:
    """Return where a scale is worst and best; of plateaus, the two ends nearest to each other.

    Examples
    --------
    >>> _ends({0: 1.0, 5: 1.0, 20: 0.0, 30: 0.0}), _ends({0: 0.0, 1: 1.0})
    ((20, 5), (0, 1))
    """
    least, most = min(scale.values()), max(scale.values())
    pairs = [
        (abs(a - b), a, b)
        for a, low in scale.items() if low == least
        for b, high in scale.items() if high == most
    ]  # fmt: skip
    _, worst, best = min(pairs)
    return worst, best


def _quantity(value: float, unit: str) -> Text:
    if unit == "0/1":
        return Text("oui", "yes") if value > 0 else Text("non", "no")
    if unit == "year":
        return Text(f"{value:.0f}", f"{value:.0f}")
    figure, words = both(lambda: short(value, 7)), unit_words(unit, value)
    return Text(f"{figure.fr}{words.fr}", f"{figure.en}{words.en}")
