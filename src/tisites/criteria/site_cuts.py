"""Cuts of the country that sites get from their commune, and that no candidate file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.density import commune_density, cross
from tisites.criteria.frr import commune_frr

if TYPE_CHECKING:
    import pandas as pd

    from tisites.territory.territory import Territory


def with_cuts(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add ``density``, ``region_x_density`` and ``frr``, None where the commune is unknown.

    Parameters
    ----------
    table : DataFrame
        Sites; columns ``insee`` and ``reg``.
    territory : Territory
        Where their communes are.
    """
    insee = table["insee"].astype(object)
    density, frr = (insee.map(of(territory)) for of in (commune_density, commune_frr))
    return table.assign(
        density=density.array,
        region_x_density=cross(table["reg"], density).array,
        frr=frr.astype(object).where(frr.notna(), None).array,
    )
