"""The sites labelled in April 2024, as a selection with the zonings of their commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.labelled import LAYER
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.site_cuts import with_cuts
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

    A site whose commune the source does not tell still has its région, and its département if told.

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
    # a site known by its region only has no département
    by_name = communes.drop_duplicates("reg").set_index("reg_nom")["reg"]
    unplaced = rows["reg"].isna().to_numpy()
    rows.loc[unplaced, "reg"] = sites["region"].map(by_name).astype(object).to_numpy()[unplaced]
    rows.loc[unplaced, "reg_nom"] = sites["region"].astype(object).to_numpy()[unplaced]
    rows["overseas"] = np.where(of_dep["zone"].to_numpy() > 0, "yes", "no")
    rows = with_cuts(rows, territory)
    rows["surface_ha"] = sites["surface_ha"].to_numpy(dtype=np.float64)
    rows["labour_need_jobs"] = rows["surface_ha"] * Assumptions().jobs_per_ha.nominal
    rows["score"] = np.nan
    rows["eligible"] = True
    rows["reason_text"] = ""
    return rows, tuple(_findings(rows)), _notice(len(rows))


def _notice(many: int) -> Text:
    return Text(
        f"{many} des {LABELLED_IN_ALL} sites labellisés en avril 2024 : ceux que la presse et les"
        " préfectures nomment ou comptent ; les parts décrivent cette liste partielle, pas le"
        " programme entier",
        f"{many} of the {LABELLED_IN_ALL} sites labelled in April 2024: those that the press and"
        " the prefectures name or count; shares describe this partial list, not the whole"
        " programme",
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
                    f"commune inconnue pour {len(lost)} sites, comptés par région, et par"
                    f" département s'il est dit : {listed}",
                    f"unknown commune for {len(lost)} sites, counted by région, and by département"
                    f" where told: {listed}",
                ),
                Text("compléter la commune dans la source", "complete the commune in the source"),
            )
        )
    return found
