"""What the map says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC, both, quoted
from tisites.report.proof_words import claim, value_and_bound

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome

#: Layers the map draws or places sites from, named in its source line.
DRAWN_LAYERS = ("regions", "departements", "candidates")


def title(outcome: Outcome) -> str:
    """Say what is shown: how many sites, which scenario."""
    count = len(outcome.solution.selected)
    prepared = outcome.prepared
    model_title = prepared.model.titled
    sites = both(lambda: number(count))
    text = Text(
        f"{sites.fr} {'site retenu' if count == 1 else 'sites retenus'}",
        f"{sites.en} {'site' if count == 1 else 'sites'} selected",
    )
    return f"{text} – {model_title}"


def subtitle(outcome: Outcome) -> str:
    """Say the scenario, and the proof with value and bound."""
    prepared = outcome.prepared
    said = claim(outcome.solution, prepared.request.gap_rel)
    figures = value_and_bound(outcome.solution)
    colon = Text(" : ", ": ")
    scenario = Text("scénario", "scenario")
    eligible = Text("candidats éligibles", "eligible candidates")
    return (
        f"{scenario} {quoted(prepared.scenario)} · {said}{colon}{figures} · "
        f"{number(len(prepared.sites))} {eligible}"
    )


def banner(outcome: Outcome) -> str:
    """Return the warning of synthetic data, empty on real data."""
    if not outcome.prepared.synthetic:
        return ""
    advice = Text("ne rien en conclure sur de vrais sites", "nothing here is about real sites")
    return f"{str(SYNTHETIC).upper()} – {advice}"
