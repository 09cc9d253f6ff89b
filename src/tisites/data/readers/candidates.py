"""Candidate sites: brownfields (CNIG Friches) and economic sites (CNIG Sites économiques)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.layers import SITE_ECO
from tisites.data.readers.files import read_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Columns of the national file of candidates, the working form that a pack is built from.
COLUMNS = (
    "uid",
    "site_nom",
    "site_type",
    "site_statut",
    "insee",
    "surface_m2",
    "lon",
    "lat",
    "sol_pollution_existe",
    "urba_zone_type",
    "src",
    "coord_quality",
    "surface_quality",
)
_FRICHES = {
    "site_id": "uid",
    "site_nom": "site_nom",
    "site_type": "site_type",
    "site_statut": "site_statut",
    "comm_insee": "insee",
    "unite_fonciere_surface": "surface_m2",
    "sol_pollution_existe": "sol_pollution_existe",
    "urba_zone_type": "urba_zone_type",
    "source_nom": "src",
    "geompoint": "point",
}
_SITES = {
    "site_id": "uid",
    "site_nom": "site_nom",
    "site_type": "site_type",
    "site_etat": "site_statut",
    "site_comm_insee": "insee",
    "site_surf_brute": "surface_m2",
}
_MISSING = ("NA", "N/A", "NaN", "")
_POINT = re.compile(r"^\s*(?:POINT\s*\()?\s*(-?\d+(?:\.\d+)?)[\s,]+(-?\d+(?:\.\d+)?)\s*\)?\s*$")
#: Boxes of the territories, west, east, south, north, °: they tell a longitude from a latitude.
_BOXES = (
    (-5.6, 10.0, 41.0, 51.6),
    (-63.3, -60.7, 14.2, 18.3),
    (-54.7, -51.5, 2.0, 6.0),
    (55.1, 56.0, -21.5, -20.8),
    (44.9, 45.4, -13.1, -12.5),
)
M2_PER_HA = 10_000.0


def read_friches(path: Path) -> pd.DataFrame:
    """Read brownfields in the CNIG Friches standard, as Cerema publishes them.

    The separator is a semicolon, a missing value is written ``NA``, a quote inside a cell is
    escaped with a backslash; all three are read, and so is a file with commas. Cartofriches adds
    ``site_surface``, the site's own area, to the standard's ``unite_fonciere_surface``, that of the
    whole land unit: the site's own is taken where it is told.

    Parameters
    ----------
    path : Path
        CSV file.

    Returns
    -------
    pandas.DataFrame
        Text columns :data:`COLUMNS`; ``surface_m2`` in m², ``lon`` and ``lat`` in degrees.

    Raises
    ------
    BadInputError
        If the file is not in the standard.
    """
    raw = cleaned(path, list(_FRICHES), ("site_surface",))
    if "site_surface" in raw.columns:  # the site's own area, beside that of its land unit
        own = raw.pop("site_surface")
        raw["unite_fonciere_surface"] = own.where(own.notna(), raw["unite_fonciere_surface"])
    float_columns(raw, ["unite_fonciere_surface"], path.name)
    table = raw.rename(columns=_FRICHES)
    return _worked(table, table.pop("point").map(lonlat))


def read_sites_economiques(path: Path) -> pd.DataFrame:
    """Read sites of the CNIG Sites économiques standard (class SITE-ECO), CSV or geographic.

    Returns
    -------
    pandas.DataFrame
        Text columns :data:`COLUMNS`, then those of :data:`~tisites.data.layers.SITE_ECO` that the
        file has, as published; hectares become m². A geographic file gives a point inside
        each outline; a CSV its ``site_geompoint``.

    Raises
    ------
    BadInputError
        If the file is not in the standard.
    """
    if path.suffix.lower() in (".csv", ".txt"):
        raw = cleaned(path, [*_SITES, "site_geompoint"], SITE_ECO)
        points = raw.pop("site_geompoint").map(lonlat)
    else:
        shapes = read_shapes(path, list(_SITES), SITE_ECO)
        inside = shapes.geometry.representative_point()
        points = pd.Series(
            [None if p is None else (p.x, p.y) for p in inside], index=shapes.index, dtype=object
        )
        raw = pd.DataFrame(shapes.drop(columns="geometry"))
        raw.index = pd.RangeIndex(2, len(raw) + 2, name="line")
        points.index = raw.index
    hectares = float_columns(raw, ["site_surf_brute"], path.name)["site_surf_brute"]
    table = raw.rename(columns=_SITES)
    table["surface_m2"] = (hectares * M2_PER_HA).map(lambda m2: None if pd.isna(m2) else repr(m2))
    for name in ("sol_pollution_existe", "urba_zone_type"):
        table[name] = None
    return _worked(table.assign(src="CNIG Sites économiques"), points)


def lonlat(cell: object) -> tuple[float, float] | None:
    """Read a point written ``POINT(x y)`` or ``x, y``, in either order.

    The standard's own example swaps latitude and longitude; the order that falls on French ground
    is taken, and the written one when both or none do.

    Examples
    --------
    >>> lonlat("POINT(49.2527 3.9815)"), lonlat("3.9815, 49.2527")
    ((3.9815, 49.2527), (3.9815, 49.2527))
    >>> lonlat("POINT(-61.5 16.2)"), lonlat("ici") is None
    ((-61.5, 16.2), True)
    """
    found = _POINT.match(str(cell)) if isinstance(cell, str) else None
    if found is None:
        return None
    x, y = float(found[1]), float(found[2])
    return (y, x) if _french(y, x) and not _french(x, y) else (x, y)


def _french(lon: float, lat: float) -> bool:
    return any(w <= lon <= e and s <= lat <= n for w, e, s, n in _BOXES)


def cleaned(path: Path, columns: list[str], others: Sequence[str] = ()) -> pd.DataFrame:
    """Read a CSV of the CNIG standards, quotes unescaped, marks of a missing value emptied.

    Parameters
    ----------
    path : Path
        CSV file.
    columns : list of str
        Columns it must have.
    others : sequence of str
        Columns returned if it has them.

    Raises
    ------
    BadInputError
        If the file is not in the standard.
    """
    table = read_csv(
        path.parent, path.name, columns, sep=";", encoding="latin-1", every=True, mended=_unescaped
    )
    table = table[[*columns, *(name for name in others if name in table.columns)]]
    return table.mask(table.isin(_MISSING))


def _unescaped(text: str) -> str:
    return text.replace('\\"', '""')


def _worked(table: pd.DataFrame, points: pd.Series) -> pd.DataFrame:
    known = points.notna()
    table = table.assign(
        lon=[repr(p[0]) if k else None for p, k in zip(points, known, strict=True)],
        lat=[repr(p[1]) if k else None for p, k in zip(points, known, strict=True)],
        coord_quality=known.map({True: "site point", False: "none"}),
        surface_quality=table["surface_m2"].notna().map({True: "site", False: "none"}),
    )
    told = [name for name in SITE_ECO if name in table.columns and table[name].notna().any()]
    return table[[*COLUMNS, *told]]
