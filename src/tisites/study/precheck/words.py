"""How pre-checks say a limit, a figure, a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.unit_words import unit_words
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.model.tolerances import SAME
from tisites.study.relax.dials import Dial, label_of

if TYPE_CHECKING:
    from tisites.run.read.case import Case

MOVE = Text(
    "la déplacer ; tisites relax dit de combien", "move it; tisites relax tells by how much"
)
DROP = Text(
    "vérifier que c'est voulu ; sinon la resserrer ou la désactiver (enabled = false)",
    "check that this is meant; if not, tighten it or switch it off (enabled = false)",
)


def limit_words(case: Case, dial: Dial) -> Text:
    """Say a limit: its label, its territory, its figure."""
    label = label_of(case, dial.constraint)
    side = {"min": ("au moins", "at least"), "max": ("au plus", "at most")}.get(dial.side)
    group = f" ({dial.group})" if dial.group else ""
    if side is None:
        return Text(f"« {label.fr} »{group}", f"'{label.en}'{group}")
    unit = unit_words(dial.unit, dial.limit)
    figure = number(dial.limit, 0 if float(dial.limit).is_integer() else 1)
    return Text(
        f"« {label.fr} »{group}, {side[0]} {figure}{unit.fr}",
        f"'{label.en}'{group}, {side[1]} {figure}{unit.en}",
    )


def warning(code: str, message: Text, name: str, remedy: Text = MOVE) -> Finding:
    """Build a finding of this room."""
    return Finding("model", code, "warning", message, remedy, name)


def figure(value: float) -> str:
    """Write a figure, with a decimal if it has any."""
    return number(value, 0 if abs(value - round(value)) < SAME else 1)
