"""What is shown of a site and never scored: owner, programmes and drought zone of its commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.owners import AND, UNTOLD
from tisites.criteria.frr import FRR_NAMES, commune_frr
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def commune_programmes(territory: Territory) -> dict[str, str]:
    """Return the programmes of each commune that is in some, in words, joined by ``" ; "``."""
    told: dict[str, list[str]] = {}
    for insee, words in _programmes(territory):
        here = told.setdefault(insee, [])
        if words not in here:
            here.append(words)
    return {insee: " ; ".join(words) for insee, words in told.items()}


def _programmes(territory: Territory) -> Iterator[tuple[str, str]]:
    phase_1 = Text("Territoire d'industrie 2018-2022", "Territoire d'industrie 2018-2022")
    if territory.has("territoires_industrie"):
        names = territory.territoires_industrie.drop_duplicates("ti_id").set_index("ti_id")["nom"]
        for insee, ti in territory.communes["ti_id"].dropna().items():
            yield str(insee), f"Territoire d'industrie 2023-2027 : {names.get(ti, ti)}"
    for layer, label in (
        ("territoires_industrie_2018", phase_1),
        ("rebond_industriel", same("Rebond industriel")),
    ):
        if territory.has(layer):
            rows = territory.pack.read(layer)[["insee", "territory"]]
            for insee, name in rows.itertuples(index=False):
                yield str(insee), f"{label} : {name}"
    if territory.has("frr_communes"):
        for insee, part in commune_frr(territory).dropna().items():
            if part != "no":
                yield str(insee), f"France ruralités : {FRR_NAMES[str(part)]}"
    if territory.has("commune_programmes"):
        rows = territory.pack.read("commune_programmes")[["insee", "programme"]]
        for insee, programme in rows.itertuples(index=False):
            yield str(insee), str(_ANCT.get(programme, same(str(programme))))


def commune_drought_zones(territory: Territory) -> dict[str, str]:
    """Return the alert zones of surface water that hold the point of each commune, in words.

    Probable, and no more: published outlines are simplified by up to 5 km, for one day, and zones
    without restriction that day are not in the layer. Several zones are all named.
    """
    if not territory.has("drought_zones"):
        return {}
    import shapely

    zones = territory.pack.read("drought_zones")
    zones = zones[(zones["kind"] == _SURFACE).to_numpy()]
    day = territory.pack.entries["drought_zones"].vintage
    placed = territory.communes[territory.communes["lon"].notna()]
    points = shapely.points(placed["lon"].to_numpy(), placed["lat"].to_numpy())
    rows, found = shapely.STRtree(zones.geometry.to_numpy()).query(points, predicate="within")
    names, severity = zones["nom"].to_numpy(), zones["severity"].to_numpy(dtype=int)
    told: dict[str, list[str]] = {}
    for row, zone in sorted(zip(rows.tolist(), found.tolist(), strict=True)):
        words = f"{names[zone]} ({_SEVERITY[int(severity[zone])]}, {day})"
        told.setdefault(str(placed.index[row]), []).append(words)
    return {insee: " ; ".join(dict.fromkeys(words)) for insee, words in told.items()}


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
    here = {
        "programmes": insee.map(commune_programmes(territory)).astype(object),
        "drought_zone": insee.map(commune_drought_zones(territory)).astype(object),
    }
    return table.assign(
        owner=told.map(written).astype(object).array,
        **{name: words.where(words.notna(), None).array for name, words in here.items()},
    )
