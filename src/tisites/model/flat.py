"""A merged model as dotted keys: what differs, and which file said what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.model.complaints import line_of, toml_text
from tisites.model.load import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.model.declaration import Model
    from tisites.model.load import ScenarioLayer

#: Keys that tell models apart without changing an answer.
NAMES = ("name", "title", "title_en", "description", "version")


def flat(table: Mapping[str, Any], head: str = "") -> dict[str, Any]:
    """Return the leaves of nested tables by dotted key; tables that merge whole are leaves.

    Examples
    --------
    >>> flat({"choose": 3, "score": {"zan": {"weight": 1.0, "scale": {"0": 1.0}}}})
    {'choose': 3, 'score.zan.weight': 1.0, 'score.zan.scale': {'0': 1.0}}
    """
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{head}{key}"
        if isinstance(value, dict) and value and key not in WHOLE:
            found.update(flat(value, f"{name}."))
        else:
            found[name] = value
    return found


def flat_model(model: Model) -> dict[str, Any]:
    """Return a validated model by dotted key, defaults included, empty tables left out."""
    found = flat(model.model_dump(mode="json"))
    return {key: value for key, value in found.items() if value != {}}


def differences(a: Model, b: Model) -> list[tuple[str, Any, Any]]:
    """Return key, before and after of all that differs, sorted; ``None`` where a side lacks it.

    Names and titles are left out.
    """
    before, after = flat_model(a), flat_model(b)
    return [
        (key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key) and key not in NAMES
    ]


def origin(key: str, layers: Sequence[ScenarioLayer]) -> tuple[str, int | None]:
    """Return the file and line that said a dotted key last; empty for a default of the program."""
    keys = tuple(key.split("."))
    for layer in reversed(layers):
        if _holds(layer.data, keys):
            return str(layer.path), line_of(toml_text(layer.path), keys)
    return "", None


def _holds(data: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True
