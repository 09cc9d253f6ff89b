"""Rows of a table as plain dictionaries: thousands of texts are looked at one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def rows_of(table: pd.DataFrame, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the known cells of each row, by index; columns the table lacks are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"a": ["x", None], "b": [1.0, 2.0]}, index=["s", "t"])
    >>> rows_of(table, ["a", "b", "c"])
    {'s': {'a': 'x', 'b': 1.0}, 't': {'b': 2.0}}
    """
    rows: dict[str, dict[str, Any]] = {str(key): {} for key in table.index}
    keys = list(rows)
    for name in names:
        if name not in table.columns:
            continue
        known = np.flatnonzero(table[name].notna().to_numpy())
        cells = table[name].to_numpy(dtype=object)
        for at in known:
            rows[keys[at]][name] = cells[at]
    return rows
