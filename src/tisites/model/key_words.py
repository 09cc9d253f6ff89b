"""What a planner calls a key of the model: its own label, and the field in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.assumption_words import ASSUMPTION_WORDS
from tisites.messages.text import Text
from tisites.model.field_words import field_words

if TYPE_CHECKING:
    from tisites.model.declaration import Model

_ALONE = {
    "choose": Text("nombre de sites", "number of sites"),
    "scenario": Text("scénario de départ", "scenario to start from"),
    "labelled_2024": Text("sites labellisés en 2024", "sites labelled in 2024"),
    "access.weight": Text("poids de la desserte", "weight of access"),
    "eligibility.min_surface_ha": Text("surface minimale (ha)", "least area (ha)"),
    "eligibility.max_surface_ha": Text("surface maximale (ha)", "greatest area (ha)"),
}


def key_label(key: str, model: Model) -> Text | None:
    """Return the planner's words for a dotted key; ``None`` where there are none.

    Examples
    --------
    >>> from tisites.model.points import load_scenario
    >>> model, _ = load_scenario("reference")
    >>> key_label("assumptions.jobs_per_ha.low", model).fr
    'emplois par hectare, borne basse'
    >>> key_label("constraint.hectares_total.min", model).fr
    'minimum de « Surface totale »'
    """
    if key in _ALONE:
        return _ALONE[key]
    room, _, rest = key.partition(".")
    name, _, field = rest.partition(".")
    if room == "assumptions":
        return _with_end(ASSUMPTION_WORDS.get(name), field)
    rules = {"score": model.score, "constraint": model.constraint, "equity": model.equity}
    rule = rules.get(room, {}).get(name)  # type: ignore[attr-defined]
    label = getattr(rule, "label", "")
    if not label:
        return None
    fr, en = label, getattr(rule, "label_en", "") or label
    words = field_words(field)
    return Text(f"{words.fr} de « {fr} »", f"{words.en} of '{en}'")


def _with_end(words: Text | None, field: str) -> Text | None:
    if words is None or not field:
        return words
    end = field_words(field)
    return Text(f"{words.fr}, {end.fr}", f"{words.en}, {end.en}")
