"""Sites labelled in April 2024, as candidates that are already decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.candidates import Candidates
from tisites.messages.errors import Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

LAYER = "labelled_sites_2024"
#: Value of ``source`` that marks a labelled site.
LABEL_2024 = "label 2024"
_JOINED = (
    "dep", "dep_nom", "reg", "reg_nom", "epci_siren", "epci_nom", "zone_emploi", "ti_id",
    "water_basin", "zre", "zone", "x_m", "y_m", "lon", "lat",
)  # fmt: skip


def is_labelled(table: pd.DataFrame) -> np.ndarray:
    """Whether each site was labelled in 2024."""
    return (table["source"] == LABEL_2024).fillna(value=False).to_numpy(dtype=bool)


def with_labelled(candidates: Candidates, territory: Territory) -> Candidates:
    """Add the labelled sites whose commune is known, placed at their commune's point.

    Their surface is unknown unless the source tells it; it stays unknown. Sites whose commune the
    source does not tell cannot be placed: each is a finding.

    Raises
    ------
    BadInputError
        If the pack has no layer of labelled sites.
    """
    if not territory.pack.has(LAYER):
        what = Text(
            "ce paquet de données ne porte pas les sites labellisés en 2024",
            "this data pack does not carry the sites labelled in 2024",
        )
        remedy = Text(
            "employer un paquet construit sur les données réelles (--data), ou un autre scénario",
            "use a pack built from real data (--data), or another scenario",
        )
        raise bad_input(what, remedy, Where(str(territory.pack.folder)))
    sites = territory.pack.read(LAYER).set_index("site_id").sort_index()
    placed = sites["insee"].isin(territory.communes.index)
    named = sites["named"].to_numpy(dtype=bool)
    here = sites[placed.to_numpy(dtype=bool)]
    home = territory.communes.loc[here["insee"]]
    rows = pd.DataFrame(
        index=here.index.astype(str).rename("site_id"), columns=list(candidates.table.columns)
    )
    for column in _JOINED:
        rows[column] = home[column].array
    rows["name"] = here["site_nom"].array
    rows["insee"] = here["insee"].array
    rows["communes"] = here["insee"].array
    rows["commune"] = home["nom"].array
    rows["surface_ha"] = here["surface_ha"].to_numpy(dtype=np.float64)
    rows["source"] = LABEL_2024
    rows["coord_quality"] = "commune representative point"
    rows["km_beyond_commune"] = 0.0
    rows = rows.astype(candidates.table.dtypes)
    findings = [
        Finding(
            "candidates",
            "labelled_site_not_placed",
            "warning",
            Text(
                f"site labellisé « {name} » : commune inconnue, non verrouillé",
                f"labelled site '{name}': unknown commune, not locked in",
            ),
            Text("compléter la commune dans la source", "complete the commune in the source"),
            str(site),
        )
        for site, name in sites.loc[~placed.to_numpy(dtype=bool) & named, "site_nom"].items()
    ]
    table = pd.concat([candidates.table, rows]).sort_index()
    return replace(candidates, table=table, findings=(*candidates.findings, *findings))
