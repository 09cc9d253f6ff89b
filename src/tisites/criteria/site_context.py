"""What is shown of a site and never scored: who owns it, which programmes its commune is in."""

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
CONTEXT = ("owner", "programmes")
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


def with_context(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add ``owner`` and ``programmes``, in words of the current language, null where none.

    Parameters
    ----------
    table : DataFrame
        Sites; column ``insee``, and ``owners`` where some source tells.
    territory : Territory
        Layers of programmes.
    """
    told = table["owners"] if "owners" in table else pd.Series(None, table.index, dtype=object)
    written = {one: owner_words(one) for one in told.dropna().unique()}
    programmes = table["insee"].astype(object).map(commune_programmes(territory))
    return table.assign(
        owner=told.map(written).astype(object).array,
        programmes=programmes.astype(object).where(programmes.notna(), None).array,
    )
