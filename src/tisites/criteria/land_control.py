"""Land control, as far as the type of owner tells: who can deliver the land, and who must sell.

A type of owner proves no control: a commune may not want to sell, a company may have signed a
promise. It tells how many steps of purchase are left at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tisites.candidates.owners import AND, CLASSES, UNTOLD
from tisites.criteria.interval import Doubt, Interval, Share, doubt, share
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

ENDS = ("low", "nominal", "high")


class LandControlLevels(BaseModel):
    """How near the land is to control, 0 to 1, by class of owner; all planner's choice.

    Criterion 3 of the call of 2023, "stabilised land control". Of the 55 sites labelled in 2024,
    28 were held by local authorities, 11 by private owners, 16 by others (SEM, SPL, ports, EPA).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    developer: Share = Field(
        default=share(0.9, 1, 1), description="EPF, EPFL, EPA, SEM, SPLA, aménageur, SAFER"
    )
    local: Share = Field(
        default=share(0.8, 1, 1), description="commune, EPCI, département, région, syndicat mixte"
    )
    state: Share = Field(default=share(0.5, 0.8, 1), description="State")
    operator: Share = Field(
        default=share(0.3, 0.6, 0.9),
        description="public bodies and networks: SNCF, VNF, ports, EDF, hospitals, chambers",
    )
    company: Share = Field(
        default=share(0.2, 0.4, 0.8), description="industrial or commercial company"
    )
    private_land: Share = Field(
        default=share(0.1, 0.3, 0.6),
        description="SCI, property investor, promoter, social landlord, farm or forest",
    )
    shared: Share = Field(
        default=share(0, 0.1, 0.3), description="co-ownership, undivided or unbounded property"
    )
    person: Share = Field(default=share(0, 0.2, 0.5), description="natural persons")


SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "land_control_level",
        "0-1",
        Text("Maîtrise foncière, d'après le propriétaire", "Land control, by type of owner"),
        "land",
        ("candidates",),
        Text(
            "assumptions.land_control selon le type de propriétaire ; plusieurs : le moins bon,"
            " chacun devant céder",
            "assumptions.land_control by type of owner; of several, the least: each must sell",
        ),
        Text(
            "CNIG Friches proprio_type (Fichiers fonciers, Cerema, catpro3) ; chiffres au choix"
            " du planificateur",
            "CNIG Friches proprio_type (Fichiers fonciers, Cerema, catpro3); figures are the"
            " planner's choice",
        ),
        Text(
            "propriétaire non dit : entre 0 et 1, compte comme le pire ; un type n'est pas une"
            " promesse de vente",
            "owner not told: between 0 and 1, counts as the worst; a type is no promise to sell",
        ),
        interval=True,
    ),
)


def land_control_level(owners: pd.Series, levels: LandControlLevels) -> Doubt:
    """Return how near each site's land is to control, 0 to 1.

    Parameters
    ----------
    owners : (n,) Series of str
        Classes of owner (:func:`tisites.candidates.owners.read_owners`), null where not told.
    levels : LandControlLevels
        Figures by class.

    Examples
    --------
    >>> import pandas as pd
    >>> told = pd.Series(["local", "local+person", "developer+untold", None])
    >>> found = land_control_level(told, LandControlLevels())
    >>> found.low.tolist(), found.high.tolist()
    ([0.8, 0.0, 0.0, 0.0], [1.0, 0.5, 1.0, 1.0])
    >>> found.nominal.tolist()
    [1.0, 0.2, nan, nan]
    """
    table: Mapping[str, Share] = {name: getattr(levels, name) for name in CLASSES}
    codes, distinct = np.unique(owners.fillna(UNTOLD).to_numpy(dtype=str), return_inverse=True)
    ends = np.array([_ends(str(code), table) for code in codes]).reshape(-1, 2, len(ENDS))
    least, most = (Interval(*ends[distinct, side].T) for side in (0, 1))
    return doubt(least, most, "both")


def _ends(owners: str, table: Mapping[str, Share]) -> list[list[float]]:
    """Return each end at its least and greatest: of every owner the least, each must sell."""
    sides = []
    for pick in (min, max):
        sides.append(
            [
                min(
                    pick(getattr(table[one], end) for one in _kinds(owner))
                    for owner in owners.split(AND)
                )
                for end in ENDS
            ]
        )
    return sides


def _kinds(owner: str) -> tuple[str, ...]:
    return CLASSES if owner == UNTOLD else tuple(owner.split("|"))


def measure_land_control(sites: pd.DataFrame, levels: LandControlLevels) -> dict[str, Interval]:
    """Measure the family; a file without the column tells no owner."""
    import pandas as pd

    told = sites["owners"] if "owners" in sites else pd.Series(None, sites.index, dtype=object)
    return {"land_control_level": land_control_level(told, levels)}
