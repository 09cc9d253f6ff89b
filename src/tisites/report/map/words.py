"""What the map says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC, both, quoted
from tisites.report.proof_words import claim, value_and_bound
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome

#: Layers the map draws or places sites from, named in its source line.
DRAWN_LAYERS = ("regions", "departements", "candidates")


def title(outcome: Outcome) -> str:
    """Say what is shown: how many sites, which scenario."""
    count = len(outcome.solution.selected)
    prepared = outcome.prepared
    model_title = Text(prepared.model.title, prepared.model.title_en or prepared.model.title)
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


def footer(outcome: Outcome, unplaced: list[str]) -> str:
    """Name the sources and licences of what is drawn, the projections, and sites left off."""
    from tisites.messages.version import installed_version

    prepared = outcome.prepared
    manifest = prepared.territory.pack.manifest
    own = prepared.request.candidates is not None
    entries = [e for e in manifest.layers if e.name in DRAWN_LAYERS]
    parts = [
        f"{e.title or e.name} ({e.producer}, {e.vintage}, {e.licence})"
        for e in entries
        if not (own and e.name == "candidates")
    ]
    if own:
        parts.append(prepared.candidates.file)
    sources = Text("Sources : ", "Sources: ")
    pack = Text("paquet", "pack")
    overseas = ", ".join(f"{zone.epsg} ({zone.name})" for zone in ZONES[1:])
    projections = f"{Text('Projections : ', 'Projections: ')}EPSG:{ZONES[0].epsg}, {overseas}"
    lines = [
        f"{sources}{' ; '.join(dict.fromkeys(parts))}",
        f"{projections} · {pack} {quoted(manifest.name)} · tisites {installed_version()}",
    ]
    if unplaced:
        left = Text("Sites retenus hors carte : ", "Selected sites off the map: ")
        lines.append(f"{left}{', '.join(unplaced[:8])}{' …' if len(unplaced) > 8 else ''}")
    return "\n".join(lines)
