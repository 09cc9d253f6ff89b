"""``tisites check --incentives``: who would gain by silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import EXIT_BAD_INPUT
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.run.prepare.request import Request
    from tisites.study.incentives.incentives import Incentives

#: Gains that are shown.
SHOWN = 20


def incentives_verb(request: Request) -> int:
    """Blank every datum, print who gains; 0 if nobody does."""
    from tisites.model.load import load_scenario
    from tisites.study.incentives.incentives import incentives

    model, scenario = load_scenario(request.scenario, request.model)
    progress = Progress()
    try:
        found = incentives(request, model, scenario)
    finally:
        progress.clear()
    console = make_console()
    for sentence in incentives_words(found):
        console.print(Line(sentence))
    return EXIT_BAD_INPUT if len(found.gains) else 0


def incentives_words(found: Incentives) -> list[str]:
    """Say who would gain, and what was examined."""
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
    lines = [
        str(head),
        str(
            Text(
                f"Examiné : {number(found.pairs)} paires site et donnée ({by}), et"
                f" {number(found.joint)} sites privés de tout ce qu'ils disent.",
                f"Examined: {number(found.pairs)} pairs of site and datum ({by}), and"
                f" {number(found.joint)} sites without anything that they tell.",
            )
        ),
    ]
    waiting = {name: count for name, count in found.on_condition.items() if count}
    if waiting:
        told = ", ".join(f"{name} {number(count)}" for name, count in waiting.items())
        lines.append(
            str(
                Text(
                    "Exclus par ce qu'ils disent, et en concours sans cela à la seule condition de"
                    f" le dire : {told}.",
                    "Barred by what they tell, and in competition without it on the sole condition"
                    f" of telling it: {told}.",
                )
            )
        )
    for site, data, what, told_, blank in found.gains.head(SHOWN).itertuples(index=False):
        lines.append(f"  {site} · {data} · {what} : {number(told_, 4)} → {number(blank, 4)}")
    return lines
