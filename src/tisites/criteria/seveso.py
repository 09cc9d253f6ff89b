"""Distance to Seveso establishments: measured where a layer tells them, for the needs of types.

No nation-wide layer of classified installations is open here: what lies outside the régions that
the layer covers is unknown, and a known neighbour is then a ceiling of the distance, not its value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.spec import Indicators, IndicatorSpec
from tisites.messages.text import Text
from tisites.territory.nearest import nearest_km

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

NAME, LAYER = "seveso_km", "classified_installations"
#: Statuses of the layer: high and low threshold.
SEVESO = ("SH", "SB")
SPEC = IndicatorSpec(
    NAME,
    "km",
    Text("Distance à un établissement Seveso", "Distance to a Seveso establishment"),
    "risk",
    (LAYER, "communes"),
    Text(
        "vol d'oiseau au plus proche établissement Seveso, seuil haut ou bas",
        "straight line to the nearest Seveso establishment, high or low threshold",
    ),
    Text("Géorisques, installations classées", "Géorisques, classified installations"),
    Text(
        "région que la couche ne couvre pas : de 0 au plus proche connu ; près de son bord, de la"
        " distance du bord au plus proche connu ; sans couche : inconnue",
        "région that the layer does not cover: from 0 to the nearest known; near its edge, from"
        " the distance to the edge to the nearest known; without the layer: unknown",
    ),
    interval=True,
)


def seveso_km(
    sites: pd.DataFrame, plants: pd.DataFrame, communes: pd.DataFrame, covered: frozenset[str]
) -> pd.DataFrame:
    """Return low, nominal and high distance to a Seveso establishment, columns of an indicator.

    Parameters
    ----------
    sites, plants, communes : DataFrame
        Columns ``lon``, ``lat`` (°), ``zone``, ``x_m``, ``y_m``; sites and communes ``reg`` too.
    covered : frozenset of str
        Codes of the régions whose establishments the layer holds.
    """
    near = nearest_km(sites, plants)
    inside = sites["reg"].isin(covered).to_numpy()
    edge = nearest_km(sites, communes[~communes["reg"].isin(covered)])
    low = np.where(inside, np.fmin(near, edge), 0.0)
    nominal = np.where(inside & (low >= near), near, np.nan)
    return pd.DataFrame(
        {NAME: nominal, f"{NAME}_low": low, f"{NAME}_high": near}, index=sites.index
    )


def with_seveso(known: Indicators, sites: pd.DataFrame, territory: Territory) -> Indicators:
    """Return the indicators with the distance to Seveso establishments; unknown without layer.

    Parameters
    ----------
    known : Indicators
        Of these sites.
    sites : DataFrame
        Same index, with points and régions.
    territory : Territory
        Its pack may hold the layer.
    """
    columns = [NAME, f"{NAME}_low", f"{NAME}_high"]
    found = pd.DataFrame(np.nan, index=known.table.index, columns=columns)
    plants = territory.classified_installations
    if plants is not None:
        communes = territory.communes
        region = communes.set_index("insee")["reg"] if "insee" in communes else communes["reg"]
        covered = frozenset(region.reindex(plants["insee"]).dropna().astype(str))
        seveso = plants[plants["seveso"].isin(SEVESO)]
        if len(seveso):
            here = sites.loc[known.table.index]
            found = seveso_km(here, seveso, communes, covered)
    return replace(known, table=known.table.join(found), specs={**known.specs, NAME: SPEC})
