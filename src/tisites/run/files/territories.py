"""What a run keeps of its territories: people, jobs, candidates, eligible hectares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.cuts import TERRITORIAL
from tisites.model.sites import GROUP_COLUMN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.cuts import Territorial

TERRITORIES = "territories.parquet"
#: Columns added to the bases.
COUNTS = ("candidates", "eligible", "eligible_ha")


def counted(bases: Mapping[str, pd.DataFrame], everyone: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Count the candidates of every territory of every cut.

    Parameters
    ----------
    bases : mapping of str to DataFrame
        :func:`~tisites.criteria.territory_bases.every_base`.
    everyone : DataFrame
        Every candidate, index ``site_id``: ``eligible``, ``surface_ha`` and the code of its
        territory in each cut.

    Returns
    -------
    dict
        The bases with ``candidates``, ``eligible`` (sites) and ``eligible_ha`` (ha; sites of
        unknown surface count for 0); a cut that the data have not is left out.
    """
    there = [by for by in TERRITORIAL if by in bases and len(bases[by])]
    return {by: _counted(by, bases[by], everyone) for by in there}


def _counted(by: Territorial, bases: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    group = everyone[GROUP_COLUMN[by]]
    inside = group.notna().to_numpy(dtype=bool)
    eligible = everyone["eligible"].to_numpy(dtype=bool)[inside]
    surface = everyone["surface_ha"].fillna(0.0).to_numpy(dtype=np.float64)[inside]
    table = pd.DataFrame(
        {
            "candidates": np.ones(len(eligible), dtype=np.int64),
            "eligible": eligible.astype(np.int64),
            "eligible_ha": np.where(eligible, surface, 0.0),
        }
    )
    sums = table.groupby(group[inside].astype(str).to_numpy()).sum()
    codes = bases.index.union(sums.index).astype("str").rename("code")
    found = bases.reindex(codes)
    names = found["name"].astype(object)
    found["name"] = names.where(names.notna(), pd.Series(codes, codes)).astype("str")
    sums = sums.reindex(codes, fill_value=0)
    for column in COUNTS:
        found[column] = sums[column].to_numpy()
    found["overseas"] = found["overseas"].eq(other=True).to_numpy(dtype=bool)
    return found


def territories_table(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every cut of the country in one long table; column ``by`` first, then ``code``."""
    if not tables:
        return pd.DataFrame(columns=["by", "code"], dtype=str)
    parts = [table.reset_index().assign(by=by) for by, table in tables.items()]
    long = pd.concat(parts, ignore_index=True)
    return long[["by", *(column for column in long.columns if column != "by")]]


def territories_of(long: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return each cut of a long table, index ``code``."""
    return {
        str(by): table.drop(columns="by").set_index("code")
        for by, table in long.groupby("by", sort=False)
    }
