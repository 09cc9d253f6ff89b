"""Territories of a programme, told by their member EPCI, as the communes they hold today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.reading import noticed, some
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.codes_2022 import Codes2022
    from tisites.messages.findings import Finding


def communes_of_members(
    layer: str, members: pd.DataFrame, communes: pd.DataFrame, codes: Codes2022 | None
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the communes of each territory.

    A member that is a current EPCI has the communes it has today; a former one is followed through
    its communes of 2022; a commune that joined by itself has its own SIREN, and is found by name.

    Parameters
    ----------
    layer : str
        For the findings.
    members : pandas.DataFrame
        First column the territory; ``epci_siren``, and ``epci_nom`` where published.
    communes : pandas.DataFrame
        Columns ``insee``, ``epci_siren``, current.
    codes : Codes2022 or None
        Communes and EPCI of 2022; without them former members are told, not followed.

    Returns
    -------
    table : pandas.DataFrame
        ``territory``, ``insee``, ``epci_siren``; sorted, one row a territory and commune.
    findings : tuple of Finding
        Members without any commune: nothing is known of theirs.
    """
    named = members.set_axis(["territory", *members.columns[1:]], axis=1)
    held = named.merge(_held(communes, codes), "left")
    alone = held["insee"].isna() & held["epci_siren"].str.startswith("21")
    if codes is not None and "epci_nom" in held.columns and alone.any():
        held.loc[alone, "insee"] = [
            codes.insee_of(str(name), siren[2:4])
            for name, siren in zip(held["epci_nom"][alone], held["epci_siren"][alone], strict=True)
        ]
    lost = sorted(set(held["epci_siren"][held["insee"].isna()]))
    table = held.dropna(subset=["insee", "territory"])[["territory", "insee", "epci_siren"]]
    table = table.sort_values(list(table.columns)).drop_duplicates(["territory", "insee"])
    if not lost:
        return table, ()
    message = Text(
        f"« {layer} » : {len(lost)} membres ne sont ni des EPCI actuels ni ceux de 2022, leurs"
        f" communes restent hors du programme ({some(lost)})",
        f"'{layer}': {len(lost)} members are neither EPCI of today nor of 2022, their communes stay"
        f" out of the programme ({some(lost)})",
    )
    remedy = Text("corriger leur SIREN dans le fichier", "mend their SIREN in the file")
    return table, (noticed(layer, "members_unresolved", message, remedy, "warning"),)


def _held(communes: pd.DataFrame, codes: Codes2022 | None) -> pd.DataFrame:
    """Return the communes of each EPCI of today, and of those of 2022 that are no more."""
    today = communes[["epci_siren", "insee"]].dropna().astype(object)
    if codes is None:
        return today
    then = codes.communes[["epci_siren", "insee"]].astype(object)
    gone = ~then["epci_siren"].isin(today["epci_siren"]) & then["insee"].isin(communes["insee"])
    return pd.concat([today, then[gone]])
