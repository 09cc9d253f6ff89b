"""Everyone: each candidate, whether it competes and why not, and what was measured of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.verify import verdict
from tisites.criteria.mutafriches import mutafriches
from tisites.criteria.mutafriches_facts import facts_of
from tisites.criteria.site_context import with_context
from tisites.criteria.site_cuts import with_cuts

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.prepare.prepared import Prepared, Survey


def rubric(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return the State's rubric of every measured site; index site id."""
    measured = prepared.indicators.table
    sites = prepared.candidates.table.reindex(measured.index)
    return mutafriches(facts_of(sites, measured)).round(6)


def candidate_table(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return every candidate, whether it competes and why not, and what was measured of it."""
    table = with_cuts(prepared.candidates.table.drop(columns=["line"]), prepared.territory)
    table = with_context(table, prepared.territory)
    admission = prepared.admission
    table["overseas"] = (table["zone"] > 0).map({True: "yes", False: "no"}).astype("str")
    table["eligible"] = admission.eligible.reindex(table.index).to_numpy(dtype=bool)
    table["reason"] = admission.reason.reindex(table.index).to_numpy()
    table["reason_text"] = admission.reason_text.reindex(table.index).to_numpy()
    table["verdict"] = [verdict(code) for code in table["reason"].fillna("")]
    table["condition"] = admission.condition.reindex(table.index).to_numpy()
    table = table.join(prepared.scores.table)
    table = table.join(prepared.scores.contributions.add_prefix("contribution_"))
    measured = prepared.indicators.table
    twice = {name: f"{name}_indicator" for name in measured.columns if name in table.columns}
    table = table.join(measured.rename(columns=twice)).join(rubric(prepared))
    return table.reset_index(names="site_id")
