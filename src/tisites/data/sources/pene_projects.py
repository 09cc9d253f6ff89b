"""Projects of national or European scale (PENE) that pages name, without a contour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats, read_csv

if TYPE_CHECKING:
    from pathlib import Path

_COMMUNE = r"commune : ([^;,]+)"


def read(path: Path) -> pd.DataFrame:
    """Read the projects named, straight to layer ``pene_projects``; a commune where it is told.

    Parameters
    ----------
    path : Path
        ``projet``, ``annexe``, ``departement``, ``enaf_2021_2031_ha``, ``note``, ``source``.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    columns = ["projet", "annexe", "departement", "note", "source", "enaf_2021_2031_ha"]
    raw = read_csv(path.parent, path.name, columns)
    commune = raw["note"].str.extract(_COMMUNE, expand=False).str.strip()
    return pd.DataFrame(
        {
            "project": raw["projet"],
            "annex": raw["annexe"],
            "dep": raw["departement"],
            "commune": commune.mask(commune == "non dite"),
            "enaf_ha": floats(raw, "enaf_2021_2031_ha", path.name),
            "note": raw["note"],
            "source": raw["source"],
        }
    ).reset_index(drop=True)
