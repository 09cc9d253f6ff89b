"""Where two declared models differ: one line a key, what is only in one told whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tisites.model.declaration import Model

#: Words about the model, not the model.
WORDS = frozenset({"name", "title", "title_en", "description", "version", "columns", "law"})
#: Words inside its tables.
LABELS = frozenset({"label", "label_en", "source", "reason", "reason_en"})
#: Tables of named things: one that is in one model only is one difference, told whole.
NAMED = frozenset({"score", "exclude", "constraint"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that two models say otherwise.

    Parameters
    ----------
    key : str
        Dotted (``score.grid_year.weight``).
    here, there : object
        JSON-able values; ``None`` where it is not declared.
    """

    key: str
    here: Any
    there: Any


def model_differences(here: Model, there: Model) -> tuple[Difference, ...]:
    """Return every key that two models say otherwise, in the order of keys.

    Names, titles, labels and sources are left out: they decide nothing.

    Examples
    --------
    >>> from tisites.model.points import load_scenario
    >>> one, two = load_scenario("reference")[0], load_scenario("bundle-late-grid")[0]
    >>> [difference.key for difference in model_differences(one, two)][:2]
    ['assumptions.grid_delay_years', 'assumptions.grid_years_per_10km']
    """
    one, two = (model.model_dump(mode="json") for model in (here, there))
    kept = ({k: v for k, v in table.items() if k not in WORDS} for table in (one, two))
    return tuple(_differences("", *kept))


def _differences(path: str, one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted(set(one) | set(two)):
        here, there = one.get(key), two.get(key)
        if here == there or key in LABELS:
            continue
        name = f"{path}{key}"
        if isinstance(here, dict) and isinstance(there, dict):
            yield from _differences(f"{name}.", here, there)
        else:
            yield Difference(name, _enabled(here), _enabled(there))


def _enabled(value: Any) -> Any:
    """Leave out of a table what is only words, and what is only a default."""
    if not isinstance(value, dict):
        return value
    return {k: v for k, v in value.items() if k not in LABELS and v not in (None, "", [], {})}


def touching(differences: tuple[Difference, ...], *keys: str) -> tuple[Difference, ...]:
    """Return the differences at or under any of these keys.

    Examples
    --------
    >>> found = (Difference("score.a.weight", 1, 2), Difference("score.ab.weight", 1, 2))
    >>> [one.key for one in touching(found, "score.a")]
    ['score.a.weight']
    """
    return tuple(
        one
        for one in differences
        if any(one.key == key or one.key.startswith(f"{key}.") for key in keys)
    )
