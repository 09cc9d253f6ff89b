"""Power plants of France (powerplantmatching): solar parks, wind farms, dams, thermal plants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.sources.points import check_france, numbered, with_points

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

_TEXTS = ("Name", "Fueltype", "Technology")
_NUMBERS = ("Capacity", "DateIn", "DateOut", "lat", "lon")


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the power plants, straight to layer ``power_plants``.

    A plant has no identifier there: its key is made of its kind, name and point. Names come from
    several registers, so that one plant may be there twice under two names.

    Parameters
    ----------
    path : Path
        Table of powerplantmatching, one country; column ``insee`` (the commune) may be added.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, [*_TEXTS, *_NUMBERS], every=True)
    numbers = float_columns(raw, list(_NUMBERS), path.name)
    kind = raw["Fueltype"].str.strip().str.lower().str.replace(" ", "_", regex=False)
    table = raw.assign(
        nom=raw["Name"],
        kind=kind,
        technology=raw["Technology"].replace("not found", None),
        mw=numbers["Capacity"],
        since=numbers["DateIn"],
        until=numbers["DateOut"],
        insee=raw["insee"] if "insee" in raw.columns else None,
        lon=numbers["lon"],
        lat=numbers["lat"],
    )
    place = numbers["lat"].map("{:.4f}".format) + " " + numbers["lon"].map("{:.4f}".format)
    table["plant"] = kind + " " + table["nom"].fillna("") + " " + place
    table = table.sort_values(["plant", "mw", "since"], kind="stable")
    table["plant"] = numbered(table["plant"])
    columns = ["plant", "nom", "kind", "technology", "mw", "since", "until", "insee"]
    points = with_points(table[columns], table["lon"], table["lat"])
    check_france(points, table.index, path.name, "lon")
    return points
