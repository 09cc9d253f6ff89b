"""Territoires d'industrie: their members as labelled, and the communes they hold today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.data.build.raw import read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed
from tisites.data.layers import TERRITOIRES_INDUSTRIE
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

FILE = "territories/territoires_industrie_2023_epci.csv"
_LAYER = TERRITOIRES_INDUSTRIE.name


@dataclass(frozen=True, slots=True)
class Membership:
    """The layer, and the territory of each commune.

    Parameters
    ----------
    reading : Reading
        Layer ``territoires_industrie``, members as published.
    ti_of : mapping of str to str
        INSEE code to territory, for the communes known to be in one.
    """

    reading: Reading
    ti_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Member:
    ti_id: str
    nom: str
    epci_siren: str
    epci_nom: str
    current: bool


def read_industry_territories(
    source: Files,
    communes: pd.DataFrame,
    codes: Codes2022,
    published: pd.DataFrame | None = None,
) -> Membership:
    """Read the members, and find their communes.

    Most members are current EPCI. A former EPCI is followed through its communes of 2022, a commune
    that joined by itself through its name and département; établissements publics territoriaux of
    Grand Paris are neither, and their communes stay without territory.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    communes : pandas.DataFrame
        Columns ``insee`` and ``epci_siren``, current.
    codes : Codes2022
        Communes and EPCI of 2022.
    published : DataFrame, optional
        Members as the ANCT publishes them, already read.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    names = ["id_ti", "lib_ti", "epci_siren", "epci_nom"]
    raw = read_csv(source, FILE, names) if published is None else published[names]
    table = raw.set_axis(["ti_id", "nom", "epci_siren", "epci_nom"], axis=1)
    table["epci_current"] = table["epci_siren"].isin(set(communes["epci_siren"].dropna()))
    # Current EPCI first: what is sure is not overwritten by what is followed back.
    keys = ["epci_current", "ti_id", "epci_siren"]
    table = table.sort_values(keys, ascending=[False, True, True])
    known = set(communes["insee"])
    ti_of: dict[str, str] = {}
    findings: list[Finding] = []
    for row in table.itertuples(index=False, name=None):
        member = _Member(*row)
        held = [code for code in _communes_of(member, communes, codes) if code in known]
        clashing = [code for code in held if ti_of.setdefault(code, member.ti_id) != member.ti_id]
        if clashing:
            findings.append(_clash(member, len(clashing)))
        if not member.current:
            findings.append(_followed(member, len(held)))
    return Membership(Reading(_LAYER, _about(table, ti_of), table, tuple(findings)), ti_of)


def _communes_of(member: _Member, communes: pd.DataFrame, codes: Codes2022) -> list[str]:
    siren = member.epci_siren
    if member.current:
        return list(communes["insee"][communes["epci_siren"] == siren])
    former = list(codes.communes["insee"][codes.communes["epci_siren"] == siren])
    if former or not siren.startswith("21"):
        return former
    alone = codes.insee_of(member.epci_nom, siren[2:4])  # a commune's SIREN: 21, département, …
    return [alone] if alone else []


def _about(table: pd.DataFrame, ti_of: Mapping[str, str]) -> LayerSource:
    empty = sorted(set(table["ti_id"]) - set(ti_of.values()))
    former = int((~table["epci_current"]).sum())
    return LayerSource(
        "Territoires d'industrie, phase II",
        "Agence nationale de la cohésion des territoires (ANCT)",
        LICENCE_OUVERTE,
        "Territoires d'industrie 2023-2027, composition par EPCI",
        "2023",
        caveat=(
            f"{former} membres ne sont pas des EPCI actuels : suivis par leurs communes de 2022"
            " quand c'est possible, sinon leurs communes restent sans territoire ; territoires"
            f" sans aucune commune rattachée : {', '.join(empty) or 'aucun'}"
        ),
    )


def _clash(member: _Member, count: int) -> Finding:
    message = Text(
        f"{count} communes de {member.epci_nom} ({member.ti_id}) sont déjà dans un autre"
        " territoire d'industrie : le premier est gardé",
        f"{count} communes of {member.epci_nom} ({member.ti_id}) are already in another Territoire"
        " d'industrie: the first is kept",
    )
    remedy = Text("vérifier la composition publiée", "check the published composition")
    return noticed(_LAYER, "commune_in_two_ti", message, remedy, "warning")


def _followed(member: _Member, count: int) -> Finding:
    name = f"{member.epci_nom} ({member.epci_siren}, {member.ti_id} {member.nom})"
    if count:
        message = Text(
            f"{name} n'est pas un EPCI actuel : suivi par {count} commune(s)",
            f"{name} is no current EPCI: followed through {count} commune(s)",
        )
        remedy = Text("vérifier ces communes", "check these communes")
        return noticed(_LAYER, "ti_member_followed", message, remedy)
    message = Text(
        f"{name} n'est pas un EPCI actuel : ses communes restent sans territoire d'industrie",
        f"{name} is no current EPCI: its communes stay without Territoire d'industrie",
    )
    remedy = Text(
        "ne pas exclure un site de ces communes sur ce seul critère",
        "do not exclude a site of these communes on this criterion alone",
    )
    return noticed(_LAYER, "ti_member_unresolved", message, remedy, "warning")
