"""Drought zones under restriction one day, as simplified polygons (VigiEau)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.readers.files import read_shapes, unlike
from tisites.data.readers.polygons import one_row_a_zone

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas

#: Kinds of zone: surface water, groundwater, drinking water.
KINDS = ("SUP", "SOU", "AEP")


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the zones, straight to layer ``drought_zones``.

    Parameters
    ----------
    path : Path
        ``id``, ``nom``, ``type_zone``, ``severity`` (1 vigilance to 4 crisis), polygons.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    shapes = read_shapes(path, ["id", "nom", "type_zone", "severity"])
    severity = pd.to_numeric(shapes["severity"], errors="coerce").astype("float64")
    odd = shapes.index[~severity.isin((1, 2, 3, 4)) | ~shapes["type_zone"].isin(KINDS)]
    if len(odd):
        value = f"{shapes['type_zone'][odd[0]]} {shapes['severity'][odd[0]]}"
        raise unlike(path.name, int(odd[0]) + 1, "type_zone, severity", value, "SUP|SOU|AEP, 1-4")
    # an identifier might be a zone of surface water and one of drinking water
    keyed = shapes.assign(
        code=shapes["id"] + "|" + shapes["type_zone"], severity=severity.astype(int).astype(str)
    )
    joined = one_row_a_zone(keyed[["code", "id", "nom", "type_zone", "severity", "geometry"]])
    joined["severity"] = joined["severity"].astype("float64")
    joined = joined.rename(columns={"id": "zone_id", "type_zone": "kind"})
    return joined[["zone_id", "nom", "kind", "severity", "geometry"]]
