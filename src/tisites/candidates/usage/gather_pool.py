"""What is known of a national list stands when a planner's sites come beside it: hers are added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.usage.gather import Known, gather

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates
    from tisites.candidates.pool import Pool
    from tisites.candidates.usage.planner_file import PlannerEvidence
    from tisites.territory.territory import Territory


def gather_pool(known: Known, pool: Pool, territory: Territory) -> Known:
    """Gather what is known of a planner's sites, and add it to what is known of the others.

    Evidence is gathered site by site: only the records that hers change, and hers, are asked of.

    Parameters
    ----------
    known : Known
        Of the national list.
    pool : Pool
        That list with hers.
    territory : Territory
        Layers of the pack that speak of sites.
    """
    every, mine = pool.candidates, pool.said
    planner = known.candidates.planner
    twins = _some(every, mine.table.index)
    again = gather(twins, territory, _about(planner, twins.table.index), mine)
    new = gather(replace(_some(every, pool.new), file=pool.mine.file), territory)
    rest = known.candidates.table.drop(mine.table.index)
    old = known.said[~known.said["site_id"].isin(mine.table.index)]
    records = known.records.drop(mine.table.index, errors="ignore")
    table = pd.concat([rest, again.candidates.table, new.candidates.table]).sort_index()
    table = table.rename_axis("site_id").astype(_kinds(rest))
    said = pd.concat([old, again.said, new.said]).sort_values("site_id", kind="stable")
    said = said.reset_index(drop=True)
    joined = replace(every, table=table, evidence=said, planner=planner)
    records = pd.concat([records, again.records, new.records]).sort_index()
    return Known(joined, said, records.rename_axis("site_id"))


def _some(candidates: Candidates, ids: pd.Index) -> Candidates:
    outlines = candidates.outlines
    if outlines is not None:
        outlines = outlines[outlines.index.isin(ids)]
    return replace(candidates, table=candidates.table.loc[ids.sort_values()], outlines=outlines)


def _about(planner: PlannerEvidence | None, ids: pd.Index) -> PlannerEvidence | None:
    """Keep what a planner's evidence says of some sites."""
    if planner is None:
        return None
    return replace(planner, statements=tuple(s for s in planner.statements if s.site_id in ids))


def _kinds(table: pd.DataFrame) -> dict[str, object]:
    """Kinds of the columns that an empty or all-blank table of hers would change."""
    return {str(name): kind for name, kind in table.dtypes.items()}
