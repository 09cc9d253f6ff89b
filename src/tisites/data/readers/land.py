"""Consumption of natural, agricultural and forest land by commune (Cerema)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.readers.files import absent

if TYPE_CHECKING:
    from pathlib import Path

_CODES = ("idcom", "comm_insee")
_YEAR = re.compile(r"^(naf|art)(\d\d)(art|act)(\d\d)$")
M2_PER_HA = 10_000.0


def read_enaf(path: Path) -> pd.DataFrame:
    """Read yearly consumption, in total and for activities.

    Parameters
    ----------
    path : Path
        CSV; the code is ``idcom`` (or ``comm_insee``), consumption of year 2011 in m² is
        ``naf11art12``, that for activities ``art11act12``.

    Returns
    -------
    pandas.DataFrame
        Columns ``insee``, ``year``, ``enaf_ha``, ``activity_ha``; sorted, one row a commune and
        year. Sums over a period (``naf09art21``) are left out.

    Raises
    ------
    BadInputError
        If the code or the yearly columns are missing, or a cell is no number.
    """
    head = read_csv(path.parent, path.name, [], sep=";", every=True)
    code = next((name for name in _CODES if name in head.columns), None)
    if code is None:
        raise absent(path.name, [_CODES[0]])
    totals: dict[int, str] = {}
    activities: dict[int, str] = {}
    for column in head.columns:
        found = _YEAR.match(column)
        if found and (int(found[2]) + 1) % 100 == int(found[4]):
            kept = totals if found[1] == "naf" else activities
            kept[2000 + int(found[2])] = column
    years = sorted(totals)
    missing = [
        f"art{year % 100:02}act{year % 100 + 1:02}" for year in years if year not in activities
    ]
    if not years or missing:
        raise absent(path.name, missing or ["naf11art12"])
    numbers = float_columns(
        head, [*(totals[y] for y in years), *(activities[y] for y in years)], path.name
    )
    parts = [
        pd.DataFrame(
            {
                "insee": head[code],
                "year": year,
                "enaf_ha": numbers[totals[year]] / M2_PER_HA,
                "activity_ha": numbers[activities[year]] / M2_PER_HA,
            }
        )
        for year in years
    ]
    return pd.concat(parts).sort_values(["insee", "year"], ignore_index=True)
