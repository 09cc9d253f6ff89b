"""A territory of six communes, and a good table of sites to spoil."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from tisites.data.pack import Manifest, Pack
from tisites.territory.crs import project, zones_of_deps
from tisites.territory.territory import Territory

sys.path.insert(0, str(Path(__file__).parent))  # phrases are scored by a script beside the tests

_COMMUNES = [
    # insee, nom, dep, reg, lon, lat, hectares
    ("01004", "Ambérieu-en-Bugey", "01", "84", 5.37, 45.96, 2460.0),
    ("13055", "Marseille", "13", "93", 5.37, 43.30, 24062.0),
    ("2A004", "Ajaccio", "2A", "94", 8.74, 41.93, 8203.0),
    ("59183", "Dunkerque", "59", "32", 2.38, 51.03, 4489.0),
    ("75056", "Paris", "75", "11", 2.35, 48.86, 10540.0),
    ("97411", "Saint-Denis", "974", "04", 55.45, -20.89, 14279.0),
]


class PackWithRegions(Pack):
    """A pack that carries two regions, squares, in memory."""

    def has(self, name: str) -> bool:
        return name == "regions"

    def read(self, name: str) -> pd.DataFrame:
        assert name == "regions"
        squares = [shapely.box(2.0, 43.0, 6.5, 51.2), shapely.box(8.5, 41.3, 9.6, 43.1)]
        return geopandas.GeoDataFrame(
            {"reg": ["84", "94"], "nom": ["Carré", "Corse"]}, geometry=squares, crs=4326
        )


@pytest.fixture(scope="session")
def territory() -> Territory:
    table = pd.DataFrame(
        _COMMUNES, columns=["insee", "nom", "dep", "reg", "lon", "lat", "surface_ha"]
    ).set_index("insee")
    table["dep_nom"], table["reg_nom"] = "Dep " + table["dep"], "Reg " + table["reg"]
    for name in ("epci_siren", "epci_nom", "zone_emploi", "ti_id", "water_basin"):
        table[name] = name + table["dep"]
    table["population"], table["population_20_64"] = 1000.0, np.nan
    table["zre"] = pd.array([True, False, None, False, False, None], dtype="boolean")
    table["zone"] = zones_of_deps(table["dep"])
    table["x_m"], table["y_m"] = project(table["lon"], table["lat"], table["zone"])
    manifest = Manifest(name="petit", built="2026-01-01", tisites="0", layers=())
    return Territory(PackWithRegions(Path("pack"), manifest), table)


@pytest.fixture
def sites() -> pd.DataFrame:
    """Five sites, CNIG names, all right."""
    return pd.DataFrame(
        {
            "site_id": ["a1", "a2", "a3", "a4", "a5"],
            "site_nom": ["Usine « Été »", "Dépôt, quai 2", "Caserne", "Gare", None],
            "site_type": [
                "friche industrielle",
                "friche d’habitat",
                "inconnu",
                "Friche ferroviaire ",
                None,
            ],
            "site_statut": [
                "friche sans projet",
                "friche avec projet",
                "friche potentielle",
                "usage actuel: Parking",
                "inconnu",
            ],
            "comm_insee": ["01004", "13055", "2A004", "59183", "97411"],
            "unite_fonciere_surface": [35000.0, 120500.5, 1000000.0, 5000.25, 99999.0],
            "lon": [5.3712, 5.381, 8.745, 2.379, 55.451],
            "lat": [45.9611, 43.31, 41.93, 51.031, -20.891],
            "sol_pollution_existe": ["pollution avérée", "inconnu", None, None, None],
            "urba_zone_type": ["U", "n", "AUc", "ZC", "99"],
            "source_nom": ["Cartofriches"] * 5,
        }
    )
