"""Energy-intensive plants (Hotmaps, industrial sites data base)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.readers.files import unlike
from tisites.data.sources.points import check_france, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

_TEXTS = ("SiteID", "SiteName", "CompanyName", "City", "Subsector", "Country", "geom")
_NUMBERS = ("Emissions_ETS_2014", "Fuel_Demand", "Excess_Heat_Total")


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the energy-intensive plants, straight to layer ``energy_intensive_plants``.

    ``CityCode`` is a postcode that lost its leading zero: left aside. A plant without a point
    stays, without one.

    Parameters
    ----------
    path : Path
        Semicolons; points as ``SRID=4326;POINT(lon lat)``. Plants of other countries are left out.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    import shapely

    raw = read_csv(path.parent, path.name, [*_TEXTS, *_NUMBERS], sep=";")
    raw = raw[raw["Country"] == "France"]
    numbers = float_columns(raw, list(_NUMBERS), path.name)
    given = raw["geom"].tolist()
    cells = [cell.removeprefix("SRID=4326;") if isinstance(cell, str) else None for cell in given]
    shapes = shapely.from_wkt(np.array(cells, dtype=object), on_invalid="ignore")
    odd = np.flatnonzero(raw["geom"].notna().to_numpy() & (shapely.get_type_id(shapes) != 0))
    if odd.size:
        line, cell = int(raw.index[odd[0]]), str(raw["geom"].iloc[odd[0]])
        raise unlike(path.name, line, "geom", cell, "SRID=4326;POINT(lon lat)")
    table = pd.DataFrame(
        {
            "plant": raw["SiteID"],
            "nom": raw["SiteName"],
            "company": raw["CompanyName"],
            "commune": raw["City"],
            "subsector": raw["Subsector"],
            "ets_emissions_t": numbers["Emissions_ETS_2014"],
            "fuel_demand_mwh": numbers["Fuel_Demand"],
            "excess_heat_gwh": numbers["Excess_Heat_Total"],
        }
    )
    lon = pd.Series(shapely.get_x(shapes), index=raw.index)
    lat = pd.Series(shapely.get_y(shapes), index=raw.index)
    points = with_points(table, lon, lat)
    check_france(points, raw.index, path.name, "geom")
    return points
