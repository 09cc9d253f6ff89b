"""The sites labelled in April 2024, as a selection with the zonings of their commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.labelled import LAYER
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.frr import with_cuts
from tisites.messages.errors import Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

LABELS_2024 = "labels-2024"
#: Sites labelled by the State in April 2024 (DOMAIN: « 55 sites clés en main France 2030 »).
LABELLED_IN_ALL = 55
_BY_COMMUNE = ("epci_siren", "epci_nom", "zone_emploi", "ti_id", "water_basin")
_BY_DEPARTEMENT = ("dep", "dep_nom", "reg", "reg_nom")


def labelled_rows(territory: Territory) -> tuple[pd.DataFrame, tuple[Finding, ...], Text]:
    """Return the labelled sites of a pack, what is unknown of them, and what must be said.

    A site whose commune the source does not tell still has its département and région, or its
    région alone.

    Returns
    -------
    rows : DataFrame
        Index ``site_id``, sorted; zonings, ``surface_ha``, ``labour_need_jobs``, ``score``
        (unknown) and ``eligible`` (they are decided).
    findings : tuple of Finding
    notice : Text

    Raises
    ------
    BadInputError
        If the pack has no layer of labelled sites.
    """
    if not territory.pack.has(LAYER):
        raise bad_input(
            Text(
                "ce paquet de données ne porte pas les sites labellisés en 2024",
                "this data pack does not carry the sites labelled in 2024",
            ),
            Text(
                "employer un paquet construit sur les données réelles (--data)",
                "use a pack built from real data (--data)",
            ),
            Where(str(territory.pack.folder)),
        )
    sites = pd.DataFrame(territory.pack.read(LAYER)).set_index("site_id").sort_index()
    communes = territory.communes
    home = communes.reindex(sites["insee"])
    rows = pd.DataFrame(index=pd.Index(sites.index.astype(str), dtype=object, name="site_id"))
    rows["name"] = sites["site_nom"].astype(object).to_numpy()
    rows["insee"] = sites["insee"].astype(object).to_numpy()
    rows["commune"] = home["nom"].astype(object).to_numpy()
    for column in _BY_COMMUNE:
        rows[column] = home[column].astype(object).to_numpy()
    of_dep = communes.drop_duplicates("dep").set_index("dep", drop=False).reindex(sites["dep"])
    for column in _BY_DEPARTEMENT:
        rows[column] = of_dep[column].astype(object).to_numpy()
    _by_region_alone(rows, sites["region"], communes)
    zones = communes.drop_duplicates("reg").set_index("reg")["zone"]
    rows["overseas"] = np.where(zones.reindex(rows["reg"]).to_numpy() > 0, "yes", "no")
    for column in ("lon", "lat"):
        rows[column] = home[column].to_numpy(dtype=np.float64)
    for column in ("named", "brownfield", "ready"):
        rows[column] = sites[column].astype(object).to_numpy()
    rows = with_cuts(rows, territory)
    rows["surface_ha"] = sites["surface_ha"].to_numpy(dtype=np.float64)
    rows["labour_need_jobs"] = rows["surface_ha"] * Assumptions().jobs_per_ha.nominal
    rows["score"] = np.nan
    rows["eligible"] = True
    rows["reason_text"] = ""
    return rows, tuple(_findings(rows)), _notice(rows)


def _by_region_alone(rows: pd.DataFrame, told: pd.Series, communes: pd.DataFrame) -> None:
    """Give a site whose département is not told the région that is: it counts there."""
    names = communes.drop_duplicates("reg").set_index("reg_nom")["reg"]
    alone = rows["reg"].isna().to_numpy()
    wanted = told.astype(object).to_numpy()[alone]
    rows.loc[alone, "reg"] = names.reindex(wanted).to_numpy()
    rows.loc[alone, "reg_nom"] = wanted


def _notice(rows: pd.DataFrame) -> Text:
    many, named = len(rows), int(rows["named"].astype(bool).sum())
    return Text(
        f"{many} des {LABELLED_IN_ALL} sites labellisés en avril 2024, dont {named} nommés par la"
        " presse et les préfectures, les autres connus par leur région ; les parts décrivent cette"
        " liste partielle, pas le programme entier",
        f"{many} of the {LABELLED_IN_ALL} sites labelled in April 2024, {named} of them named by"
        " the press and the prefectures, the others known by their région; shares describe this"
        " partial list, not the whole programme",
    )


def _findings(rows: pd.DataFrame) -> list[Finding]:
    found = []
    lost = rows.index[rows["insee"].isna().to_numpy()]
    if len(lost):
        listed = ", ".join(lost)
        found.append(
            Finding(
                "selection",
                "labelled_site_not_placed",
                "warning",
                Text(
                    f"commune inconnue pour {len(lost)} sites, comptés par région seulement, et par"
                    f" département où il est dit : {listed}",
                    f"unknown commune for {len(lost)} sites, counted by région only, and by"
                    f" département where it is told: {listed}",
                ),
                Text("compléter la commune dans la source", "complete the commune in the source"),
            )
        )
    return found
