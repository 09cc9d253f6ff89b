"""What a study of silence means: who would gain by blanking a datum, and what was examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Section, Words, frame_table

if TYPE_CHECKING:
    from tisites.study.incentives.incentives import Incentives

NAME = "incentives"
#: Gains that are shown.
SHOWN = 20
_GAINS = (
    Column("site", Text("site", "site")),
    Column("data", Text("donnée", "datum")),
    Column("what", Text("gagne en", "gains in")),
    Column("told", Text("dite", "told"), "", 4, "right"),
    Column("blank", Text("tue", "withheld"), "", 4, "right"),
)


def incentives_document(found: Incentives) -> Document:
    """Return who would gain by silence, and what was examined."""
    who = found.gains["site"].nunique()
    by = ", ".join(f"{name} {number(count)}" for name, count in found.by_datum.items())
    head = (
        Text("Personne ne gagnerait à taire une donnée.", "Nobody would gain by silence.")
        if not who
        else Text(
            f"{number(who)} sites gagneraient à taire une donnée.",
            f"{number(who)} sites would gain by silence.",
        )
    )
    examined = Text(
        f"Examiné : {number(found.pairs)} paires site et donnée ({by}), et"
        f" {number(found.joint)} sites privés de tout ce qu'ils disent.",
        f"Examined: {number(found.pairs)} pairs of site and datum ({by}), and"
        f" {number(found.joint)} sites without anything that they tell.",
    )
    sentences: list[Words] = [examined]
    waiting = {name: count for name, count in found.on_condition.items() if count}
    if waiting:
        told = ", ".join(f"{name} {number(count)}" for name, count in waiting.items())
        sentences.append(
            Text(
                "Exclus par ce qu'ils disent, et en concours sans cela à la seule condition de"
                f" le dire : {told}.",
                "Barred by what they tell, and in competition without it on the sole condition"
                f" of telling it: {told}.",
            )
        )
    gains = frame_table("gains", "", _GAINS, found.gains.head(SHOWN))
    return Document(NAME, head, (Section(sentences=tuple(sentences), tables=(gains,)),))
