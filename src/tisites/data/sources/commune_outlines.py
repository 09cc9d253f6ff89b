"""Outlines of all communes (IGN), as GeoParquet or any geographic format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.readers.polygons import one_row_a_zone
from tisites.data.sources.geographic import read_geographic

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the outlines, straight to layer ``commune_outlines``.

    Parameters
    ----------
    path : Path
        Attributes ``code`` and ``nom``; GeoParquet, or a format that GDAL reads.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    return one_row_a_zone(read_geographic(path, ("code", "nom"))).rename(columns={"code": "insee"})
