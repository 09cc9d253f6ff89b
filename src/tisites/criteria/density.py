"""Density class of a commune: a proxy of INSEE's grid, which no pack carries yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

#: Thresholds of the degree of urbanisation (Eurostat/INSEE), inhabitants per km² of a 1 km cell.
DENSE_PER_KM2, INTERMEDIATE_PER_KM2 = 1500.0, 300.0
HA_PER_KM2 = 100.0
#: French name by code.
DENSITY_NAMES = {"dense": "dense", "intermediate": "intermédiaire", "rural": "rural"}


def density_class(population: np.ndarray, surface_ha: np.ndarray) -> np.ndarray:
    """Return the density class of each commune, from its mean density.

    INSEE's *grille communale de densité* (2022) puts the thresholds of 1,500 and 300 inhabitants
    per km² on clusters of 1 km cells, then sorts communes by where most people live. Without the
    cells, the thresholds are put on the commune's mean density: a **proxy**. It makes a large
    commune around a small town look more rural than it is (Arles), and knows nothing of clusters.

    Parameters
    ----------
    population : (n,) float64
        Inhabitants.
    surface_ha : (n,) float64
        Hectares; NaN where unknown.

    Returns
    -------
    (n,) object
        ``dense``, ``intermediate``, ``rural``; None where the surface is unknown.

    Examples
    --------
    >>> density_class(np.array([2e4, 500.0, 500.0, 9.0]), np.array([1e3, 100.0, 1e3, np.nan]))
    array(['dense', 'intermediate', 'rural', None], dtype=object)
    """
    surface = np.asarray(surface_ha, dtype=float) / HA_PER_KM2
    per_km2 = np.divide(
        np.asarray(population, dtype=float),
        surface,
        out=np.full(surface.size, np.nan),
        where=surface > 0,
    )
    found = np.full(surface.size, None, dtype=object)
    known = ~np.isnan(per_km2)
    found[known] = np.select(
        [per_km2[known] >= DENSE_PER_KM2, per_km2[known] >= INTERMEDIATE_PER_KM2],
        ["dense", "intermediate"],
        "rural",
    )
    return found


def commune_density(territory: Territory) -> pd.Series:
    """Return the density class of every commune, index ``insee``."""
    communes = territory.communes
    found = density_class(
        communes["population"].to_numpy(dtype=float),
        communes["surface_ha"].to_numpy(dtype=float),
    )
    return pd.Series(found, index=communes.index, dtype=object, name="density")


def cross(region: pd.Series, density: pd.Series) -> pd.Series:
    """Return ``<region>-<density>``, None where either is unknown.

    Examples
    --------
    >>> cross(pd.Series(["53", None]), pd.Series(["rural", "dense"])).tolist()
    ['53-rural', None]
    """
    known = region.notna().to_numpy() & density.notna().to_numpy()
    found = np.full(len(region), None, dtype=object)
    regions, kinds = (part.to_numpy(dtype=object)[known] for part in (region, density))
    found[known] = [f"{reg}-{kind}" for reg, kind in zip(regions, kinds, strict=True)]
    return pd.Series(found, index=region.index, dtype=object)
