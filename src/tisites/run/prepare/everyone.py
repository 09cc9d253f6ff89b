"""Everyone: each candidate, whether it competes and why not, and what was measured of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.verify import verdict
from tisites.criteria.blanks import admitted
from tisites.criteria.frr import with_cuts
from tisites.criteria.indicators import measure
from tisites.criteria.mutafriches import mutafriches
from tisites.criteria.mutafriches_facts import facts_of
from tisites.criteria.site_context import with_context
from tisites.score.scores import score

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.spec import Indicators
    from tisites.run.prepare.prepared import Prepared, Survey
    from tisites.score.scores import Scores


def rubric(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return the State's rubric of every measured site; index site id."""
    table, measured = prepared.candidates.table, prepared.indicators.table

    def made() -> pd.DataFrame:
        return mutafriches(facts_of(table.reindex(measured.index), measured)).round(6)

    return prepared.once("rubric", (table, measured), made)


def standing(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return who every candidate is, whether it competes and why not; index site id.

    Made once for all cases that share the candidates and who may compete: not to be changed.
    """
    read, admission, territory = prepared.candidates.table, prepared.admission, prepared.territory

    def made() -> pd.DataFrame:
        table = with_context(with_cuts(read.drop(columns=["line"]), territory), territory)
        table["overseas"] = (table["zone"] > 0).map({True: "yes", False: "no"}).astype("str")
        table["eligible"] = admission.eligible.reindex(table.index).to_numpy(dtype=bool)
        table["reason"] = admission.reason.reindex(table.index).to_numpy()
        table["reason_text"] = admission.reason_text.reindex(table.index).to_numpy()
        table["verdict"] = [verdict(code) for code in table["reason"].fillna("")]
        table["condition"] = admission.condition.reindex(table.index).to_numpy()
        return table

    return prepared.once("standing", (read, admission, territory), made)


def candidate_table(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return every candidate, whether it competes and why not, and what was measured of it."""
    table = standing(prepared).join(prepared.scores.table)
    table = table.join(prepared.scores.contributions.add_prefix("contribution_"))
    measured = prepared.indicators.table
    twice = {name: f"{name}_indicator" for name in measured.columns if name in table.columns}
    table = table.join(measured.rename(columns=twice)).join(rubric(prepared))
    return table.reset_index(names="site_id")


def measured_alike(known: Survey) -> tuple[Indicators, Scores]:
    """Measure and score a planner's own sites, whether they compete or not.

    Those that have a place, a commune and an area; a score that a site does not compete with is the
    one that it would have.
    """
    assert known.pool is not None
    table, ids = known.candidates.table, known.pool.ids
    here = table[table.index.isin([*ids, *ids.index])]
    told = (here["surface_ha"] > 0) & here["x_m"].notna() & here["insee"].notna()
    words = admitted(known.model.eligibility)
    sites = here[told.to_numpy(dtype=bool)]
    found = measure(sites, known.territory, known.model.assumptions, words=words)
    return found, score(known.model.score, found)
