"""What is shown of a site and never scored: owner, programmes and drought zone of its commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.owners import AND, UNTOLD
from tisites.criteria.frr import FRR_NAMES, commune_frr
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tisites.territory.territory import Territory

#: Columns that :func:`with_context` adds.
CONTEXT = ("owner", "programmes", "drought_zone")
#: Surface water, among the kinds of the layer ``drought_zones``.
_SURFACE = "SUP"
_SEVERITY: Mapping[int, Text] = {
    1: Text("vigilance", "vigilance"),
    2: Text("alerte", "alert"),
    3: Text("alerte renforcée", "reinforced alert"),
    4: Text("crise", "crisis"),
}
OWNER_WORDS: Mapping[str, Text] = {
    "developer": Text("opérateur foncier public ou aménageur", "public land operator or developer"),
    "local": Text("collectivité", "local authority"),
    "state": Text("État", "State"),
    "operator": Text(
        "établissement public ou exploitant de réseau", "public body or network operator"
    ),
    "company": Text("entreprise", "company"),
    "private_land": Text(
        "société immobilière, investisseur, bailleur ou exploitant agricole",
        "property company, investor, landlord or farm",
    ),
    "shared": Text("copropriété", "co-ownership"),
    "person": Text("personne physique", "natural person"),
    UNTOLD: Text("propriétaire non dit", "owner not told"),
}
#: Programmes of the layer ``commune_programmes``; ``nom`` of some rows is the commune's own.
_ANCT: Mapping[str, Text] = {
    "acv": same("Action cœur de ville"),
    "pvd": same("Petites villes de demain"),
    "va": same("Villages d'avenir"),
    "qpv": Text(
        "quartier prioritaire (QPV) dans la commune", "priority district (QPV) in the commune"
    ),
}


def owner_words(owners: object) -> str | None:
    """Write who owns a site, in the current language; None where it is not told.

    Examples
    --------
    >>> owner_words("local+person"), owner_words("local|state"), owner_words(None)
    ('collectivité, personne physique', 'collectivité ou État', None)
    """
    if not isinstance(owners, str) or not owners:
        return None
    between = str(Text(" ou ", " or "))
    return ", ".join(
        between.join(str(OWNER_WORDS[kind]) for kind in owner.split("|"))
        for owner in owners.split(AND)
    )


def commune_programmes(territory: Territory, communes: Iterable[str]) -> dict[str, str]:
    """Return the programmes of each of some communes that is in some, joined by ``" ; "``."""
    here = {str(insee) for insee in communes}
    told: dict[str, dict[str, None]] = {}
    for insee, words in _programmes(territory, here):
        told.setdefault(insee, {})[words] = None
    return {insee: " ; ".join(words) for insee, words in told.items()}


def _programmes(territory: Territory, here: set[str]) -> Iterator[tuple[str, str]]:
    phase_1 = Text("Territoire d'industrie 2018-2022", "Territoire d'industrie 2018-2022")
    if territory.has("territoires_industrie"):
        names = territory.territoires_industrie.drop_duplicates("ti_id").set_index("ti_id")["nom"]
        named = dict(zip(names.index.tolist(), names.tolist(), strict=True))
        for insee, ti in _pairs(territory.communes["ti_id"].dropna(), here):
            yield insee, f"Territoire d'industrie 2023-2027 : {named.get(ti, ti)}"
    for layer, label in (
        ("territoires_industrie_2018", phase_1),
        ("rebond_industriel", same("Rebond industriel")),
    ):
        if territory.has(layer):
            names = territory.pack.read(layer).set_index("insee")["territory"]
            for insee, name in _pairs(names, here):
                yield insee, f"{label} : {name}"
    if territory.has("frr_communes"):
        words = {part: f"France ruralités : {name}" for part, name in FRR_NAMES.items()}
        for insee, part in _pairs(commune_frr(territory).dropna(), here):
            if part != "no":
                yield insee, words[part]
    if territory.has("commune_programmes"):
        programmes = territory.pack.read("commune_programmes").set_index("insee")["programme"]
        for insee, programme in _pairs(programmes, here):
            yield insee, str(_ANCT.get(programme, same(programme)))


def _pairs(told: pd.Series, here: set[str]) -> Iterator[tuple[str, str]]:
    """Return what is told of each of some communes, as Python's own strings, in order."""
    for insee, value in zip(told.index.tolist(), told.tolist(), strict=True):
        if insee in here:
            yield insee, str(value)


def commune_drought_zones(territory: Territory, communes: Iterable[str]) -> dict[str, str]:
    """Return the alert zones of surface water that hold the point of some communes, in words.

    Probable, and no more: published outlines are simplified by up to 5 km, for one day, and zones
    without restriction that day are not in the layer. Several zones are all named.
    """
    if not territory.has("drought_zones"):
        return {}
    import shapely

    zones = territory.pack.read("drought_zones")
    zones = zones[(zones["kind"] == _SURFACE).to_numpy()]
    day = territory.pack.entries["drought_zones"].vintage
    everywhere = territory.communes
    at = everywhere.index.get_indexer(list(communes))
    placed = everywhere[["lon", "lat"]].iloc[np.sort(at[at >= 0])].dropna(subset="lon")
    points = shapely.points(placed["lon"].to_numpy(), placed["lat"].to_numpy())
    rows, found = shapely.STRtree(zones.geometry.to_numpy()).query(points, predicate="within")
    words = [
        f"{name} ({_SEVERITY[int(severity)]}, {day})"
        for name, severity in zip(zones["nom"].tolist(), zones["severity"].tolist(), strict=True)
    ]
    insee = placed.index.tolist()
    told: dict[str, dict[str, None]] = {}
    for row, zone in sorted(zip(rows.tolist(), found.tolist(), strict=True)):
        told.setdefault(str(insee[row]), {})[words[zone]] = None
    return {code: " ; ".join(held) for code, held in told.items()}


def with_context(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add the columns of :data:`CONTEXT`, in words of the current language, null where none.

    Parameters
    ----------
    table : DataFrame
        Sites; column ``insee``, and ``owners`` where some source tells.
    territory : Territory
        Layers of programmes and of drought zones.
    """
    told = table["owners"] if "owners" in table else pd.Series(None, table.index, dtype=object)
    written = {one: owner_words(one) for one in told.dropna().unique()}
    insee = table["insee"].astype(object)
    communes = insee.dropna().unique()
    here = {
        "programmes": commune_programmes(territory, communes),
        "drought_zone": commune_drought_zones(territory, communes),
    }
    of_site = insee.tolist()
    return table.assign(
        owner=told.map(written).astype(object).array,
        **{
            name: pd.array([words.get(code) for code in of_site], dtype=object)
            for name, words in here.items()
        },
    )
