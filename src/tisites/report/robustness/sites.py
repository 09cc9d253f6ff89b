"""What every page on alternatives and robustness shares: sites named, tables, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number, t
from tisites.report.tables import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.run.read.case import Case

#: Longest name in a table.
LONGEST = 44


def named_sites(case: Case, columns: Iterable[int]) -> pd.DataFrame:
    """Return who some columns of the program are, in their order.

    Returns
    -------
    DataFrame
        ``site_id``, ``name`` (the id where there is none), ``commune``, ``departement``,
        ``region``, ``hectares``, ``score``.
    """
    labels = case.program.columns[np.asarray(list(columns), dtype=np.int64)]
    here = case.everyone.loc[labels]
    names = here["name"].where(here["name"].notna(), pd.Series(here.index, index=here.index))
    return pd.DataFrame(
        {
            "site_id": here.index.astype(str),
            "name": names.astype(str).to_numpy(),
            "commune": here["commune"].to_numpy(),
            "departement": here["dep_nom"].to_numpy(),
            "region": here["reg_nom"].to_numpy(),
            "hectares": here["surface_ha"].to_numpy(dtype=np.float64).round(4),
            "score": here["score"].to_numpy(dtype=np.float64).round(6),
        }
    )


def site_words(row: Any) -> str:
    """Say a site in a table: its name and its commune, cut to what a line can hold."""
    name = str(row.name)
    place = f" ({row.commune})" if pd.notna(row.commune) else ""
    room = LONGEST - len(place)
    return cut(name, room) + place


def sites_words(case: Case, columns: Iterable[int], most: int = 6) -> str:
    """Say a few sites one after the other, and how many more there are."""
    some = list(columns)
    rows = [site_words(row) for row in named_sites(case, some[:most]).itertuples(index=False)]
    left = len(some) - len(rows)
    more = Text(f"et {left} autre{'s' * (left > 1)}", f"and {left} more")
    return " ; ".join([*rows, *([str(more)] if left > 0 else [])])


def criterion_words(case: Case, name: str) -> str:
    """Return the label of a criterion in the current language."""
    criterion = case.model.score[name]
    return t(criterion.label, criterion.label_en or criterion.label)


def percent(share: float, decimals: int = 0) -> str:
    """Write a share (0 to 1) in %.

    Examples
    --------
    >>> percent(0.125, 1).replace(chr(160), " ")
    '12,5 %'
    """
    return number(100.0 * share, decimals) + "\u00a0%"
