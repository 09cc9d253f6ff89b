"""Density class of a commune: INSEE's grid where the pack has it, else a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

#: Thresholds of the degree of urbanisation (Eurostat/INSEE), inhabitants per km² of a 1 km cell.
DENSE_PER_KM2, INTERMEDIATE_PER_KM2 = 1500.0, 300.0
HA_PER_KM2 = 100.0
#: First level of INSEE's seven that is intermediate, and first that is rural.
INTERMEDIATE_LEVEL, RURAL_LEVEL = 2, 5
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


def class_of_level(level: np.ndarray) -> np.ndarray:
    """Return the class of INSEE's levels 1 to 7: 1 dense, 2 to 4 intermediate, 5 to 7 rural.

    Examples
    --------
    >>> class_of_level(np.array([1.0, 2.0, 4.0, 5.0, np.nan])).tolist()
    ['dense', 'intermediate', 'intermediate', 'rural', None]
    """
    found = np.full(level.size, None, dtype=object)
    known = ~np.isnan(level)
    kinds = [level[known] < INTERMEDIATE_LEVEL, level[known] < RURAL_LEVEL]
    found[known] = np.select(kinds, ["dense", "intermediate"], "rural")
    return found


def commune_density(territory: Territory) -> pd.Series:
    """Return the density class of every commune, index ``insee``.

    With the layer ``density_grid``, a commune absent from the grid is unknown: no proxy beside it.
    """
    communes = territory.communes
    if territory.density_level is not None:
        level = territory.density_level.reindex(communes.index).to_numpy(dtype=float)
        return pd.Series(class_of_level(level), communes.index, dtype=object, name="density")
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
