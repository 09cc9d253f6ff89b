"""What is said of the law that a model assumes: nothing where it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.model.declaration import Model


def law_words(model: Model) -> list[str]:
    """Say which text is assumed and where it stands; empty for the law in force.

    Examples
    --------
    >>> from tisites.model.points import load_scenario
    >>> law_words(load_scenario("reference")[0])
    []
    >>> law_words(load_scenario("zan-trace-senate")[0])[0][:67]
    'Droit supposé : Proposition de loi TRACE, première lecture (2025-03'
    """
    law = getattr(model, "law", None)
    if law is None or law.in_force:
        return []
    text, status = Text(law.text, law.text_en or law.text), Text(law.status, law.status_en)
    read = Text(f", lu en {law.read}", f", read in {law.read}") if law.read else Text("", "")
    english = status.en or status.fr
    return [
        str(
            Text(
                f"Droit supposé : {text.fr} ({law.date}) ; {status.fr}{read.fr}."
                " À faire vérifier par un juriste.",
                f"Law assumed: {text.en} ({law.date}); {english}{read.en}."
                " To be checked by a jurist.",
            )
        )
    ]
