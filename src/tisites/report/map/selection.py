"""What the map of a selection shows: its sites, those left out, its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.indicators import specs
from tisites.messages.text import Text, number, t
from tisites.report.map.frames import FRAMES
from tisites.report.map.sites import SCORE_EDGES, score_class
from tisites.report.map.words import DRAWN_LAYERS, banner, subtitle, title
from tisites.report.phrases import SYNTHETIC, plural, sites_chosen
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from tisites.data.pack import LayerEntry
    from tisites.model.declaration import Model
    from tisites.run.answer.outcome import Outcome
    from tisites.run.read.case import Case
    from tisites.territory.territory import Territory

_COLUMNS = ("name", "commune", "dep", "reg_nom", "zone", "x_m", "y_m")


@dataclass(frozen=True)
class SelectionMap:
    """What is drawn.

    Parameters
    ----------
    chosen : DataFrame
        The selection in the order of ``selection.csv``: ``number`` from 1, ``name``, ``commune``,
        ``dep``, ``reg_nom``, ``zone``, ``x_m``, ``y_m``, ``hectares``, ``score``.
    crowd : DataFrame
        Eligible candidates that were not chosen: ``dep``, ``zone``, ``x_m``, ``y_m``.
    title, subtitle, banner : str
        Over the map; the banner only where something is synthetic.
    foot : tuple of str
        Small print: sources with date and licence, projections, sites off the map.
    """

    chosen: pd.DataFrame
    crowd: pd.DataFrame
    title: str
    subtitle: str
    banner: str
    foot: tuple[str, ...]

    def alt(self) -> str:
        """Say what the map shows, for who cannot see it."""
        by = self.chosen["reg_nom"].fillna(t("région inconnue", "unknown région")).value_counts()
        regions = ", ".join(f"{name} {count}" for name, count in sorted(by.items()))
        classes = np.bincount(
            score_class(self.chosen["score"].to_numpy(dtype=np.float64), SCORE_EDGES),
            minlength=len(SCORE_EDGES) + 1,
        )
        high = int(classes[-1])
        return t(
            f"Carte de France : {sites_chosen(len(self.chosen))} ({regions}) ;"
            f" {number(high)} site{plural(high)} de {number(SCORE_EDGES[-1])} points ou plus ;"
            f" {number(len(self.crowd))} candidats éligibles non retenus.",
            f"Map of France: {sites_chosen(len(self.chosen))} ({regions}); {number(high)}"
            f" of {number(SCORE_EDGES[-1])} points or more; {number(len(self.crowd))} eligible"
            " candidates not selected.",
        )


def map_of_outcome(outcome: Outcome) -> SelectionMap:
    """Return the map of a run that was just solved."""
    prepared = outcome.prepared
    selection = outcome.selection()
    sites = prepared.sites.table
    ids = selection["id"].to_numpy()
    chosen = sites.loc[ids, list(_COLUMNS)].assign(
        hectares=selection["hectares"].to_numpy(dtype=np.float64),
        score=selection["score"].to_numpy(dtype=np.float64),
    )
    own = prepared.candidates.file if prepared.request.candidates is not None else ""
    manifest = prepared.territory.pack.manifest
    return _map(
        chosen, sites[~sites.index.isin(ids)],
        (title(outcome), subtitle(outcome), banner(outcome)),
        manifest.layers, manifest.name, prepared.model, own,
    )  # fmt: skip


def map_of_case(
    case: Case, chosen: Iterable[str], territory: Territory, title: str, subtitle: str = ""
) -> SelectionMap:
    """Return the map of a selection of a case: a stored run, or a list judged against one.

    Parameters
    ----------
    case : Case
    chosen : iterable of str
        Ids of the selection.
    territory : Territory
        The pack that the case was made of.
    title, subtitle : str
        Written over the map.
    """
    table = case.everyone
    kept = table.loc[table.index.isin(list(chosen))].copy()
    kept["order"] = kept.index
    kept = kept.sort_values(["reg", "dep", "order"], kind="stable")
    rows = kept[list(_COLUMNS)].assign(
        hectares=kept["surface_ha"].astype(float), score=kept["score"].astype(float)
    )
    rest = table[table["eligible"].to_numpy(dtype=bool) & ~table.index.isin(kept.index)]
    manifest = territory.pack.manifest
    advice = t("ne rien en conclure sur de vrais sites", "nothing here is about real sites")
    warning = f"{str(SYNTHETIC).upper()} – {advice}" if case.synthetic else ""
    return _map(
        rows, rest, (title, subtitle, warning), manifest.layers, manifest.name, case.model, ""
    )


def _map(
    chosen: pd.DataFrame,
    crowd: pd.DataFrame,
    words: tuple[str, str, str],
    layers: Iterable[LayerEntry],
    pack: str,
    model: Model,
    own: str,
) -> SelectionMap:
    numbered = chosen.assign(number=np.arange(1, len(chosen) + 1))
    off = [
        str(site) for site, here in zip(numbered.index, _framed(numbered), strict=True) if not here
    ]
    foot = (_sources(layers, model, own), _made(pack), *_off(off))
    return SelectionMap(numbered, crowd[["dep", "zone", "x_m", "y_m"]], *words, foot)


def _framed(table: pd.DataFrame) -> np.ndarray:
    """Return which rows some frame shows."""
    shown = np.zeros(len(table), dtype=bool)
    for frame in FRAMES:
        shown |= frame.holds(table)
    placed = np.isfinite(table[["x_m", "y_m"]].to_numpy(dtype=np.float64)).all(axis=1)
    return np.asarray(shown & placed)


def deciding_layers(criteria: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the layers that a map of a selection rests on: those drawn, those that score.

    Parameters
    ----------
    criteria : mapping of str to Criterion
        Of the model; those of no weight decide nothing.
    """
    indicators = [getattr(one, "indicator", "") for one in criteria.values() if one.weight > 0]
    known = [specs()[name] for name in indicators if name in specs()]
    return tuple(
        dict.fromkeys([*DRAWN_LAYERS, *(layer for spec in known for layer in spec.layers)])
    )


def _sources(layers: Iterable[LayerEntry], model: Model, own: str) -> str:
    entries = {entry.name: entry for entry in layers}
    deciding = deciding_layers(model.score)
    listed = [
        f"{entries[name].title} ({entries[name].producer}, {entries[name].vintage},"
        f" {entries[name].licence})"
        for name in deciding
        if name in entries and not (own and name == "candidates")
    ]
    if own:
        listed.append(own)
    return f"{Text('Sources : ', 'Sources: ')}{' ; '.join(dict.fromkeys(listed))}"


def _made(pack: str) -> str:
    from tisites.messages.version import installed_version

    overseas = ", ".join(f"{zone.epsg} ({zone.name})" for zone in ZONES[1:])
    head = Text("Projections : ", "Projections: ")
    name = Text(f"paquet « {pack} »", f"pack '{pack}'")
    return f"{head}EPSG:{ZONES[0].epsg}, {overseas} · {name} · tisites {installed_version()}"


def _off(sites: list[str]) -> tuple[str, ...]:
    if not sites:
        return ()
    left = Text("Sites retenus hors carte : ", "Selected sites off the map: ")
    return (f"{left}{', '.join(sites[:8])}{' …' if len(sites) > 8 else ''}",)
