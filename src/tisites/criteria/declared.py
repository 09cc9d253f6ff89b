"""What a candidate file says of a site and no layer of a pack knows, and gaps that it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.interval import Interval, exact
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Networks a turnkey site is expected to have (CNIG Sites économiques), by candidate column.
UTILITIES = (
    "has_drinking_water", "has_rainwater", "has_sewer", "has_gas", "has_power", "has_fibre",
)  # fmt: skip
#: Distances that the file gives by road, and the indicator they stand for where no layer knows.
FILLS: Mapping[str, str] = {
    "freight_station_road_km": "freight_station_km",
    "airport_road_km": "airport_km",
    "port_road_km": "port_km",
}

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "motorway_km",
        "km",
        Text("Échangeur autoroutier", "Motorway interchange"),
        "network",
        ("candidates",),
        Text(
            "ce que dit le fichier de candidats (colonne motorway_km, ou autoroute_echang_dist)",
            "as the candidate file says (column motorway_km, or autoroute_echang_dist)",
        ),
        Text(
            "fichier de candidats (CNIG Sites économiques)",
            "candidate file (CNIG Sites économiques)",
        ),
        Text(
            "le fichier ne le dit pas : inconnu",
            "not told by the file: unknown",
        ),
    ),
    IndicatorSpec(
        "utilities_pct",
        "%",
        Text("Réseaux présents sur le site", "Utilities on the site"),
        "network",
        ("candidates",),
        Text(
            "part de l'eau potable, des eaux pluviales et usées, du gaz, de l'électricité, "
            "de la fibre que le fichier dit présents",
            "share of drinking water, rainwater, sewer, gas, power, fibre that the file "
            "says are there",
        ),
        Text(
            "fichier de candidats (CNIG Sites économiques)",
            "candidate file (CNIG Sites économiques)",
        ),
        Text(
            "réseaux non dits : d'absent à présent ; nominal seulement si les six sont dits",
            "networks not told: from absent to present; nominal only if all six are told",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "river_quay",
        "0/1",
        Text("Quai fluvial", "River quay"),
        "network",
        ("candidates",),
        Text(
            "1 si le fichier de candidats le dit (colonne reseau_fluvial)",
            "1 if the candidate file says so (column reseau_fluvial)",
        ),
        Text(
            "fichier de candidats (CNIG Sites économiques)",
            "candidate file (CNIG Sites économiques)",
        ),
        Text(
            "non dit : inconnu entre 0 et 1",
            "not told: unknown between 0 and 1",
        ),
        interval=True,
    ),
)


def told(sites: pd.DataFrame, column: str) -> np.ndarray:
    """Return an optional column of numbers, NaN where the file does not tell it."""
    if column not in sites:
        return np.full(len(sites), np.nan)
    return sites[column].to_numpy(dtype=float, na_value=np.nan)


def utilities_pct(present: np.ndarray) -> Interval:
    """Return the share of networks that are there, in %.

    Parameters
    ----------
    present : (n, k) float64
        By site and network: 1 there, 0 not, NaN untold.

    Examples
    --------
    >>> got = utilities_pct(np.array([[1.0, 0.0], [1.0, np.nan]]))
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([50.0, 50.0], [50.0, nan], [50.0, 100.0])
    """
    return Interval(
        100.0 * np.nan_to_num(present, nan=0.0).mean(axis=1),
        100.0 * present.mean(axis=1),
        100.0 * np.nan_to_num(present, nan=1.0).mean(axis=1),
    )


def filled(sites: pd.DataFrame, measured: Mapping[str, Interval]) -> dict[str, Interval]:
    """Return distances where no layer knows them, and the file does: overseas above all.

    A distance by road is at least the straight line, which a layer would give.
    """
    found = {}
    for column, name in FILLS.items():
        if name not in measured:
            continue
        km = measured[name].nominal
        found[name] = exact(np.where(np.isnan(km), told(sites, column), km))
    return found


def measure_declared(sites: pd.DataFrame) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Optional candidate columns ``motorway_km``, ``has_quay`` and :data:`UTILITIES`.
    """
    quay = told(sites, "has_quay")
    return {
        "motorway_km": exact(told(sites, "motorway_km")),
        "utilities_pct": utilities_pct(np.column_stack([told(sites, name) for name in UTILITIES])),
        "river_quay": Interval(np.nan_to_num(quay, nan=0.0), quay, np.nan_to_num(quay, nan=1.0)),
    }
