"""Unemployment by zone d'emploi, as INSEE publishes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats
from tisites.data.readers.files import absent, read_workbook

if TYPE_CHECKING:
    from pathlib import Path

_QUARTER = re.compile(r"^(?:(\d{4})[-_ ]?T([1-4])|T([1-4])[-_ ](\d{4}))$")
_ZONE = re.compile(r"^\d{4}$")


def read_unemployment(path: Path) -> pd.DataFrame:
    """Read localised unemployment rates by zone d'emploi 2020.

    Parameters
    ----------
    path : Path
        Workbook with titles above a header ``ZE2020``, ``LIBZE2020``, …, ``2025-T4``.

    Returns
    -------
    pandas.DataFrame
        Columns ``ze2020``, ``ze_nom``, ``rate`` (percent of the labour force, NaN where INSEE gives
        none), ``quarter`` (``2025T4``, the latest of the file).

    Raises
    ------
    BadInputError
        If no sheet carries the columns, or a rate is no number.
    """
    table = read_workbook(path, ["ZE2020", "LIBZE2020"])
    quarters = {}
    for column in table.columns:
        found = _QUARTER.match(column)
        if found:
            quarters[(found[1] or found[4], found[2] or found[3])] = column
    if not quarters:
        raise absent(path.name, ["2025-T4"])
    year, quarter = max(quarters)
    codes = table["ZE2020"].astype("str").str.strip().str.zfill(4)
    zones = codes.str.fullmatch(_ZONE)  # notes stand below the table
    rows = table[zones & table["LIBZE2020"].notna()]
    column = quarters[year, quarter]
    cells = rows[[column]].mask(rows[[column]].isin(["", "nd", "ND", "n.d.", "N/A"]))
    return pd.DataFrame(
        {
            "ze2020": codes[rows.index],
            "ze_nom": rows["LIBZE2020"].str.strip(),
            "rate": floats(cells, column, path.name),
            "quarter": f"{year}T{quarter}",
        }
    ).reset_index(drop=True)
