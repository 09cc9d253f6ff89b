"""Consumption of natural, agricultural and forest land by commune (Cerema)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv, require

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.build.raw import Files

M2_PER_HA = 10_000.0
#: The reference decade of the law is 1 January 2011 to 1 January 2021, not 2009 nor 2011-2021.
DECADE = range(11, 21)
#: The twelve years that every vintage has.
PUBLISHED = range(9, 21)
#: Names of the code, as vintages have it.
_CODES = ("idcom", "comm_insee")
_SUM = "naf09art21"
_SILENT = ("N/A", "NA")


def read(path: Path) -> pd.DataFrame:
    """Read the consumption from a file wherever it lies (see :func:`read_consumption`)."""
    return read_consumption(path.parent, path.name)


def read_consumption(source: Files, file: str) -> pd.DataFrame:
    """Read the consumption of every row of the file, in the columns of layer ``enaf_consumption``.

    Parameters
    ----------
    source : Files
        Folder of the file.
    file : str
        CSV; the code is ``idcom`` (or ``comm_insee``), consumption of year 2011 in m² is
        ``naf11art12``, that for activities ``art11act12``; ``naf09art21`` is the sum of twelve
        years, made of them where the vintage has other sums.

    Returns
    -------
    pandas.DataFrame
        Hectares; null in a row without a figure. A commune may be there twice.

    Raises
    ------
    BadInputError
        If the code, a year of the reference decade or the twelve years are missing, or a cell is no
        number.
    """
    raw = read_csv(source, file, [], sep=";", every=True)
    code = next((name for name in _CODES if name in raw.columns), None)
    total = [f"naf{year:02}art{year + 1:02}" for year in DECADE]
    activity = [f"art{year:02}act{year + 1:02}" for year in DECADE]
    whole = [_SUM] if _SUM in raw.columns else [f"naf{y:02}art{y + 1:02}" for y in PUBLISHED]
    figures = list(dict.fromkeys([*total, *activity, *whole]))
    require(file, raw.columns, [code or _CODES[0], *figures])
    silent = (raw[whole].isna() | raw[whole].isin(_SILENT)).any(axis=1)
    known = raw[~silent]
    m2 = float_columns(known, figures, file)
    hectares = {
        "enaf_2011_2020_ha": m2[total].sum(axis=1) / M2_PER_HA,
        "enaf_activity_2011_2020_ha": m2[activity].sum(axis=1) / M2_PER_HA,
        "enaf_2009_2020_ha": m2[whole].sum(axis=1) / M2_PER_HA,
    }
    return pd.DataFrame({"insee": raw[code], **hectares}, index=raw.index)
