"""Who competes: the sites behind the records, judged by the declared eligibility."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.consolidate import consolidate, replaced_text
from tisites.candidates.eligibility import judge
from tisites.candidates.labelled import is_labelled, with_labelled
from tisites.candidates.size_class import size_class
from tisites.candidates.usage.naming import with_names
from tisites.criteria.frr import with_cuts
from tisites.criteria.grid_zones import grid_zone
from tisites.model.admit import Admission

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates
    from tisites.candidates.eligibility import Eligibility
    from tisites.candidates.usage.gather import Known
    from tisites.model.declaration import Model
    from tisites.territory.territory import Territory


def judged(
    known: Known, model: Model, territory: Territory
) -> tuple[Candidates, Eligibility, pd.DataFrame, Admission]:
    """Return the sites behind the records, and who may compete."""
    found = consolidate(known.candidates, model.duplicates, model.assembly, model.eligibility)
    named = with_names(found.candidates.table, known.records)
    candidates, labelled = _with_labelled(replace(found.candidates, table=named), model, territory)
    eligibility = judge(candidates, model.eligibility)
    table = _derived(candidates.table, territory)
    replaced = pd.concat([found.replaced.drop(labelled.index, errors="ignore"), labelled])
    admission = _without(_admission(eligibility, table), replaced, table["name"])
    return candidates, eligibility, table, admission


def _derived(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add the columns that models group by and the source does not give."""
    overseas = table["zone"].to_numpy() > 0
    return with_cuts(table, territory).assign(
        size_class=size_class(table["surface_ha"]).array,
        overseas=pd.Series(overseas, index=table.index).map({True: "yes", False: "no"}).array,
        labelled_2024=is_labelled(table),
        grid_zone=grid_zone(table, territory).array,
    )


def _admission(eligibility: Eligibility, table: pd.DataFrame) -> Admission:
    """A labelled site is decided: the rules for new candidates are not its own."""
    decided = table["labelled_2024"].to_numpy(dtype=bool)
    judged = eligibility.table
    return Admission(
        judged["eligible"] | decided,
        judged["reason"].mask(decided, ""),
        judged["reason_text"].mask(decided, ""),
        judged["condition"].mask(decided, ""),
    )


def _with_labelled(
    candidates: Candidates, model: Model, territory: Territory
) -> tuple[Candidates, pd.Series]:
    """Labelled sites come after duplicates were merged: they are decided, and never merged away."""
    if model.labelled_2024 == "lock_in":
        return with_labelled(candidates, territory)
    return candidates, pd.Series([], index=pd.Index([], dtype="str", name="site_id"), dtype="str")


def _without(admission: Admission, replaced: pd.Series, names: pd.Series) -> Admission:
    """Take out the records that another stands for; a site keeps its first reason."""
    code = replaced[admission.eligible.reindex(replaced.index).to_numpy(dtype=bool)]
    if code.empty:
        return admission
    out = pd.Series(admission.eligible.index.isin(code.index), index=admission.eligible.index)
    codes = code.reindex(admission.eligible.index)
    told = code.map(lambda c: str(replaced_text(c, names))).reindex(admission.eligible.index)
    return Admission(
        admission.eligible & ~out,
        admission.reason.mask(out, codes).astype("str"),
        admission.reason_text.mask(out, told).astype("str"),
        admission.condition.mask(out, ""),
    )
