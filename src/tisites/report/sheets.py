"""Tables for a spreadsheet: what a French Excel opens with a double click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.spreadsheet_text import for_spreadsheet
from tisites.messages.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd


def write_sheet(table: pd.DataFrame, path: Path) -> None:
    """Write a table for a spreadsheet: semicolons and decimal commas in French, a BOM."""
    french = language() == "fr"
    for_spreadsheet(table).to_csv(
        path,
        index=False,
        sep=";" if french else ",",
        decimal="," if french else ".",
        encoding="utf-8-sig",
        lineterminator="\n",
    )


def rounded(table: pd.DataFrame, decimals: Mapping[str, int]) -> pd.DataFrame:
    r"""Round columns to what a reader can use; counts lose their ``.0``, the unknown stays empty.

    Examples
    --------
    >>> import pandas as pd
    >>> rounded(pd.DataFrame({"a": [1.26, None], "b": [3.0, None]}), {"a": 1, "b": 0}).to_csv()
    ',a,b\n0,1.3,3\n1,,\n'
    """
    table = table.copy()
    for column, places in decimals.items():
        figures = table[column].astype(np.float64).replace([np.inf, -np.inf], np.nan).round(places)
        table[column] = figures.astype("Int64") if places == 0 else figures
    return table
