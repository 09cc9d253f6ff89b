"""A six-parcel toy whose rows can be checked by eye."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.spec import Indicators
from tisites.model.sites import Sites


def make_sites(n: int = 6, **overrides: object) -> Sites:
    """Six parcels A to F: three regions, two of them in the same département."""
    ids = pd.Index([chr(ord("A") + k) for k in range(n)], name="site_id")
    hectares = np.array([5.0, 12.0, 60.0, 8.0, 300.0, 20.0])[:n]
    table = pd.DataFrame(
        {
            "reg": ["11", "11", "24", "24", "53", "53"][:n],
            "dep": ["75", "77", "37", "37", "29", "35"][:n],
            "epci_siren": ["e1", "e2", "e3", "e3", "e4", None][:n],
            "zone_emploi": ["z1", "z1", "z2", "z2", "z3", "z3"][:n],
            "ti_id": ["t1", None, "t2", None, None, "t3"][:n],
            "water_basin": ["b"] * n,
            "insee": [f"0000{k}" for k in range(n)],
            "size_class": ["<10", "10-50", "50-200", "<10", ">200", "10-50"][:n],
            "overseas": ["no"] * n,
            "site_type": ["friche industrielle"] * n,
            "status": ["friche sans projet"] * n,
            "x_m": [0.0, 4_000.0, 100_000.0, 104_900.0, 300_000.0, 305_000.0][:n],
            "y_m": np.zeros(n),
            "zone": np.zeros(n, dtype=np.int64),
            "surface_ha": hectares,
        },
        index=ids,
    )
    quantities = pd.DataFrame(
        {
            "recycled_ha": hectares,
            "in_territoire_industrie": [1.0, 0.0, 1.0, 0.0, 0.0, 1.0][:n],
            "new_enaf_ha_low": [0.0, 0.0, 1.0, 0.0, np.nan, 0.0][:n],
            "new_enaf_ha": [0.0, 1.0, 6.0, 0.0, np.nan, 2.0][:n],
            "new_enaf_ha_high": [1.0, 2.0, 9.0, 0.0, np.nan, 4.0][:n],
        },
        index=ids,
    )
    groups = {"region": {"11": "Île-de-France", "24": "Centre", "53": "Bretagne", "94": "Corse"}}
    sites = Sites(table, Indicators(quantities, {}), groups)
    if overrides:
        from dataclasses import replace

        sites = replace(sites, **overrides)  # type: ignore[arg-type]
    return sites


@pytest.fixture
def sites() -> Sites:
    return make_sites()
