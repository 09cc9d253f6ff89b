"""Zones as polygons: water, outlines, protected areas, drought; and risk plans by commune."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import read_csv
from tisites.data.gdal import only_declared_formats
from tisites.data.readers.files import absent, read_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas

#: Names of the code and name of a zone, in the files of its producers; the first found is taken.
_ZONE_NAMES = (
    ("id_mnhn", "nom_site"),
    ("SITECODE", "SITENAME"),
    ("ID_MNHN", "NOM"),
    ("code", "nom"),
)
_PENE_NAMES = tuple(
    (name,)
    for name in (
        "nom", "name", "projet", "libelle", "nom_projet", "nom_pene", "intitule", "objectid",
    )
)  # fmt: skip
#: Zones of a flood map: code, and scenario of the flood (COVADIS, Floods directive).
_FLOOD_NAMES = (("ID_ZONE", "SCENARIO"), ("id_zone", "scenario"), ("code", "scenario"))
#: States of a risk plan that binds, or that is being drawn up.
PLAN_STATES = ("Opposable", "Approuvé", "Prescrit", "Anticipé")
_RISKS = ("LIBELLE RISQUE 1", "LIBELLE RISQUE 2", "LIBELLE RISQUE 3")
SEVERITIES = ("vigilance", "alerte", "alerte_renforcee", "crise")


def read_zre(path: Path) -> geopandas.GeoDataFrame:
    """Read the zones de répartition des eaux (Sandre), polygons in EPSG:4326.

    Raises
    ------
    BadInputError
        If the file is unreadable or holds no polygon.
    """
    return _polygons(read_shapes(path, []), path.name)


def read_basins_dce(path: Path) -> geopandas.GeoDataFrame:
    """Read the river basin districts (Sandre): ``CdBassinDCE`` as ``bassin``, polygons.

    Raises
    ------
    BadInputError
        If the file is unreadable, lacks the code, or holds no polygon.
    """
    shapes = read_shapes(path, ["CdBassinDCE"]).rename(columns={"CdBassinDCE": "bassin"})
    return _polygons(shapes, path.name)


def read_contours(path: Path) -> geopandas.GeoDataFrame:
    """Read administrative outlines (Etalab, from IGN): ``code``, ``nom``, polygons.

    Raises
    ------
    BadInputError
        If the file is unreadable, lacks an attribute, or holds no polygon.
    """
    return _polygons(read_shapes(path, ["code", "nom"]), path.name)


def read_protected(path: Path) -> geopandas.GeoDataFrame:
    """Read protected or inventoried natural areas (INPN): ``code``, ``nom``, polygons.

    Raises
    ------
    BadInputError
        If the file is unreadable, carries no code and name that is known, or holds no polygon.
    """
    return _polygons(_either(path, _ZONE_NAMES, ("code", "nom")), path.name)


def read_pene(path: Path) -> geopandas.GeoDataFrame:
    """Read contours of projects of national or European scale (PENE): ``nom``, polygons.

    Raises
    ------
    BadInputError
        If the file is unreadable, carries no name, or holds no polygon.
    """
    return _polygons(_either(path, _PENE_NAMES, ("nom",)), path.name)


def read_flood_zones(path: Path) -> geopandas.GeoDataFrame:
    """Read the land under water on the maps of the Floods directive (territories TRI).

    Parameters
    ----------
    path : Path
        Geographic file of the class ``INONDABLE`` (COVADIS): ``ID_ZONE``, ``SCENARIO`` (``01For``
        frequent, ``02Moy`` once a century, ``03Mcc`` with climate change, ``04Fai`` extreme).

    Returns
    -------
    geopandas.GeoDataFrame
        ``code``, ``scenario``, polygons in EPSG:4326.

    Raises
    ------
    BadInputError
        If the file is unreadable, lacks an attribute, or holds no polygon.
    """
    return _polygons(_either(path, _FLOOD_NAMES, ("code", "scenario")), path.name)


def read_drought(path: Path) -> geopandas.GeoDataFrame:
    """Read the drought restrictions in force (VigiEau): one polygon a zone d'alerte.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``id``, ``nom``, ``type_zone`` (``SUP``, ``SOU``, ``AEP``), ``departement_code``,
        ``debut``, ``fin`` (ISO dates, null where not given) and ``severity`` (1 vigilance,
        2 alerte, 3 alerte renforcée, 4 crise).

    Raises
    ------
    BadInputError
        If the file is unreadable, lacks an attribute, or has a level that is unknown.
    """
    columns = ["id", "nom", "type", "niveauGravite", "departement", "arreteRestriction"]
    shapes = read_shapes(path, columns).rename(columns={"type": "type_zone"})
    levels = {name: rank for rank, name in enumerate(SEVERITIES, 1)}
    severity = shapes.pop("niveauGravite").map(levels)
    if severity.isna().any():
        raise absent(path.name, ["niveauGravite"])
    orders = shapes.pop("arreteRestriction").map(_nested)
    shapes["departement_code"] = [
        _nested(cell).get("code", cell) for cell in shapes.pop("departement")
    ]
    shapes["debut"] = orders.map(lambda order: order.get("dateDebut"))
    shapes["fin"] = orders.map(lambda order: order.get("dateFin"))
    shapes["severity"] = severity.astype(int)
    return _polygons(shapes, path.name)


def _nested(cell: object) -> dict[str, str]:
    """Read an object inside an attribute; GDAL gives it as JSON text."""
    try:
        value = json.loads(cell) if isinstance(cell, str) else None
    except json.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def read_flood_plans(path: Path) -> pd.DataFrame:
    """Read the communes under a flood risk prevention plan (Géorisques, base Gaspar).

    Returns
    -------
    pandas.DataFrame
        Columns ``insee``, ``state``; sorted, one row a commune and state. A commune that is absent
        has no such plan: its sites may be flooded all the same.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    columns = ["CODE INSEE COMMUNE", "LIBELLE ETAT", "LIBELLE RISQUE 1"]
    raw = read_csv(path.parent, path.name, columns, sep=";", encoding="cp1252", every=True)
    risks = [name for name in _RISKS if name in raw.columns]
    flood = pd.Series(data=False, index=raw.index)
    for name in risks:
        flood |= raw[name].str.contains("nondation", na=False)
    kept = raw[flood & raw["LIBELLE ETAT"].isin(PLAN_STATES)]
    table = kept[["CODE INSEE COMMUNE", "LIBELLE ETAT"]].set_axis(["insee", "state"], axis=1)
    table["insee"] = table["insee"].str.zfill(5)
    return table.drop_duplicates().sort_values(["insee", "state"], ignore_index=True)


def zone_of_points(
    points: geopandas.GeoSeries, zones: geopandas.GeoDataFrame, column: str
) -> pd.Series:
    """Return the first zone that covers each point, by an attribute; null outside all.

    Parameters
    ----------
    points : geopandas.GeoSeries
        Points in EPSG:4326, null where unknown.
    zones : geopandas.GeoDataFrame
        Polygons in EPSG:4326.
    column : str
        Attribute returned; zones are tried in its order, so that the file's does not matter.
    """
    ordered = zones.sort_values(column, kind="stable")
    tree = ordered.sindex
    known = points[points.notna()]
    found = tree.query(known.to_numpy(), predicate="intersects", sort=True)
    hits = pd.DataFrame({"point": found[0], "zone": found[1]}).sort_values(["point", "zone"])
    first = hits.drop_duplicates("point")
    values = pd.Series(None, index=points.index, dtype=object)
    names = ordered[column].to_numpy()[first["zone"].to_numpy()]
    values.loc[known.index[first["point"].to_numpy()]] = names
    return values


def _either(
    path: Path, choices: Sequence[tuple[str, ...]], names: tuple[str, ...]
) -> geopandas.GeoDataFrame:
    import pyogrio

    only_declared_formats()
    every = read_shapes(path, [], optional=sorted({name for one in choices for name in one}))

    published = {str(field).lower() for field in pyogrio.read_info(path)["fields"]}
    for choice in choices:
        if all(name.lower() in published for name in choice):
            return every[[*choice, "geometry"]].set_axis([*names, "geometry"], axis=1)
    raise absent(path.name, [" / ".join(choice) for choice in choices])


def _polygons(shapes: geopandas.GeoDataFrame, file: str) -> geopandas.GeoDataFrame:
    kept = shapes[shapes.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if kept.empty:
        raise absent(file, ["Polygon"])
    return kept.reset_index(drop=True)
