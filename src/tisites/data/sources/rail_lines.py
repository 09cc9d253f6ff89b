"""Sections of the national rail network with their speed (SNCF Réseau)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.sources.geographic import read_lines, with_key

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas


def read(path: Path) -> geopandas.GeoDataFrame:
    """Read the sections of the national rail network, straight to layer ``rail_lines``.

    Parameters
    ----------
    path : Path
        SNCF Réseau, maximal speeds: ``code_ligne``, ``lib_ligne``, ``v_max`` (km/h), lines.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    lines = read_lines(path, ("code_ligne", "lib_ligne", "v_max"))
    table = lines.rename(columns={"code_ligne": "line", "lib_ligne": "nom", "v_max": "kmh"})
    table["kmh"] = pd.to_numeric(table["kmh"], errors="coerce").astype("float64")
    return with_key(table, "section", "line", ["line", "nom", "kmh"])
