"""Municipal arrondissements, which stand for their commune in the layers of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Commune of each arrondissement: Paris, Lyon, Marseille.
COMMUNE_OF: Mapping[str, str] = {
    **{str(75101 + i): "75056" for i in range(20)},
    **{str(69381 + i): "69123" for i in range(9)},
    **{str(13201 + i): "13055" for i in range(16)},
}


def with_whole_communes(table: pd.DataFrame) -> pd.DataFrame:
    """Add up arrondissements where the table has not their commune; an unknown part stays unknown.

    Parameters
    ----------
    table : DataFrame
        Column ``insee``; the other columns are counts.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = pd.DataFrame({"insee": ["69381", "69382", "01001"], "jobs": [1.0, 2.0, 5.0]})
    >>> with_whole_communes(parts).to_numpy().tolist()
    [['01001', 5.0], ['69123', 3.0]]
    """
    import pandas as pd

    home = table["insee"].map(COMMUNE_OF)
    lacking = home.notna() & ~home.isin(table["insee"])
    if not lacking.any():
        return table
    parts = table[lacking].drop(columns="insee").groupby(home[lacking]).sum(skipna=False)
    return pd.concat([table[~lacking], parts.reset_index(names="insee")], ignore_index=True)
