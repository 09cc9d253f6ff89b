"""Who would gain by silence: each datum of each site is blanked, and the site judged again.

Nobody should: a blank counts as the worst of what it may stand for (docs/model.md, "Unknown never
helps"). A site depends on its own row only, so one datum is blanked everywhere at once; duplicates
are left unmerged, for which record stands for a site is no gain of that site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL, WORDS
from tisites.candidates.undeclared import DATA, is_silent
from tisites.candidates.usage.decide import NONE_KNOWN
from tisites.criteria.blanks import FIELDS
from tisites.model.admit import DECLARE_USE
from tisites.model.declaration import PLANNED_USE
from tisites.model.kinds import GroupCapacity, LabourAllocation, ShareRule, Total
from tisites.model.kinds.rule import quantity
from tisites.model.tolerances import SAME
from tisites.run.prepare.kept import Kept
from tisites.run.prepare.prepare import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from pydantic import BaseModel

    from tisites.candidates.usage.gather import Known
    from tisites.model.declaration import Model
    from tisites.model.kinds.rule import Side
    from tisites.run.prepare.prepared import Survey
    from tisites.run.prepare.request import Request

#: Data that a row may leave blank: what criteria read, and the qualities that eligibility reads.
#: Of what a site is meant for everything is taken away at once, the list's own column, the words of
#: its name, project and zoning, and what others say: no part of it can bring more than the whole.
BLANKED = (*FIELDS, "coord_quality", "surface_quality")
#: What is asked of a site that does not tell a datum.
DECLARE = {datum.column: datum.declare for datum in DATA} | {PLANNED_USE: DECLARE_USE}
GAINS = ("site", "data", "what", "told", "blank")


@dataclass(frozen=True)
class Incentives:
    """What silence would bring.

    Parameters
    ----------
    pairs : int
        (site, datum) pairs examined: data that a site tells.
    joint : int
        Sites of which everything that they tell was blanked at once.
    by_datum : dict of str to int
        Pairs of each datum.
    gains : DataFrame
        One row a gain, columns :data:`GAINS`: by value (``score.NAME``), by room under a limit
        (``constraint.NAME``), or by competing at all (``eligibility``).
    on_condition : dict of str to int
        Sites that a datum bars and that would compete without it on condition that it is declared:
        no gain, for the condition is the datum itself.
    """

    pairs: int
    joint: int
    by_datum: dict[str, int]
    gains: pd.DataFrame
    on_condition: dict[str, int]


#: Steps that read nothing of what is blanked.
_SHARED = frozenset({"territory", "groups", "candidates", "evidence"})


class _Silenced(Kept):
    """Keeps what does not depend on the rows, and blanks data of the settled candidates."""

    def __init__(self, shared: Kept, names: Sequence[str]) -> None:
        super().__init__()
        self.shared, self.names = shared, names

    def __call__(self, step: str, key: object, make: Callable[[], Any]) -> Any:
        """Give a step; candidates with their data blanked."""
        if step not in _SHARED:  # a step that is new, or that reads rows, is made each time
            return make()
        kept = self.shared(step, key, make)
        return _blanked(kept, self.names) if step == "evidence" else kept

    def watched(self, step: str, given: BaseModel, make: Callable[[Any], Any]) -> Any:
        """Give a step that depends on the model alone."""
        return self.shared.watched(step, given, make)


def incentives(
    request: Request, model: Model, scenario: str, told: Callable[[int, int], None] | None = None
) -> Incentives:
    """Blank each datum of each candidate, then all of them, and tell who gains.

    Parameters
    ----------
    request : Request
        What to read.
    model : Model
        The merged model.
    scenario : str
        Its name.
    told : callable, optional
        Hears how many data are done, of how many.
    """
    apart = model.model_copy(
        update={"duplicates": model.duplicates.model_copy(update={"action": "report"})}
    )
    shared = Kept(most=4)

    def without(names: Sequence[str]) -> Survey:
        return survey(request, declared=(apart, scenario), keep=_Silenced(shared, names))

    before = without(())
    known = {n: _told(before.candidates.table, n) for n in BLANKED}
    asked = [name for name, mask in known.items() if mask.any()]
    rows: list[tuple[object, ...]] = []
    on_condition: dict[str, int] = {}
    for k, name in enumerate(asked):
        after = without((name,))
        rows += _gains(before, after, known[name], name)
        on_condition[name] = _readmitted(before, after, known[name], rows, name)
        if told is not None:
            told(k + 1, len(asked) + 1)
    everything = without(asked)
    any_told = np.logical_or.reduce([known[n] for n in asked]) if asked else np.zeros(0, bool)
    rows += _gains(before, everything, any_told, " + ".join(asked))
    gains = pd.DataFrame(rows, columns=list(GAINS))
    counts = {name: int(known[name].sum()) for name in asked}
    return Incentives(sum(counts.values()), int(any_told.sum()), counts, gains, on_condition)


def _blanked(known: Known, names: Sequence[str]) -> Known:
    table = known.candidates.table
    if PLANNED_USE in names and PLANNED_USE in table.columns:
        hidden = _told(table, PLANNED_USE)
        table = table.assign(
            planned_use=table[PLANNED_USE].mask(hidden, NONE_KNOWN),
            planned_use_confidence=table["planned_use_confidence"].mask(hidden, ""),
        )
    for name in [n for n in names if n in table.columns and n != PLANNED_USE]:
        hidden = _told(table, name)
        table = table.assign(**{name: table[name].astype(object).mask(hidden, None)})
        if name in OPTIONAL and OPTIONAL[name].kind not in WORDS:
            table = table.assign(**{name: table[name].astype(float)})
        if name == "status" and "status_verify" in table.columns:  # no word, none to verify
            table = table.assign(status_verify=table["status_verify"] & ~hidden)
    return replace(known, candidates=replace(known.candidates, table=table))


def _told(table: pd.DataFrame, name: str) -> np.ndarray:
    """Return who tells a datum, the first left out: a column that no one tells is no silence."""
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    silent = is_silent(table[name].astype(object))
    if name == PLANNED_USE:
        silent = silent | (table[name] == NONE_KNOWN).to_numpy()
    told = ~silent
    told[np.flatnonzero(told)[:1]] = False
    return told


def _gains(
    before: Survey, after: Survey, told: np.ndarray, data: str
) -> Iterator[tuple[object, ...]]:
    """Yield the gains of the sites that compete both ways."""
    ids = before.sites.table.index.intersection(after.sites.table.index)
    ids = ids[pd.Series(told, index=before.candidates.table.index).reindex(ids, fill_value=False)]
    for name, end in before.scores.values.columns:
        one, two = (s.scores.values.loc[ids, (name, end)].to_numpy() for s in (before, after))
        gain = two - one if end != "high" else one - two  # at the high end: intervals must nest
        for k in np.flatnonzero(gain > SAME):
            yield str(ids[k]), data, f"score.{name} {end}", float(one[k]), float(two[k])
    for name, rule in before.model.constraint.items():
        if not (
            rule.enabled and isinstance(rule, GroupCapacity | LabourAllocation | ShareRule | Total)
        ):
            continue
        ceiling = isinstance(rule, GroupCapacity | LabourAllocation) or rule.max is not None
        floor = isinstance(rule, ShareRule | Total) and rule.min is not None
        sides: list[tuple[Side, float]] = [("most", 1.0)] if ceiling else []
        sides += [("least", -1.0)] if floor else []
        for side, sign in sides:
            one, two = (
                pd.Series(quantity(rule, s.sites, side)[0], index=s.sites.table.index)[ids]
                .to_numpy()
                for s in (before, after)
            )  # fmt: skip
            room = sign * (one - two) / np.maximum(1.0, np.abs(one))
            for k in np.flatnonzero(room > SAME):
                yield str(ids[k]), data, f"constraint.{name}", float(one[k]), float(two[k])


def _readmitted(
    before: Survey, after: Survey, told: np.ndarray, rows: list[tuple[object, ...]], data: str
) -> int:
    """Count the sites that compete on condition once blank; those without one are gains."""
    was = before.admission.eligible
    now = after.admission.eligible.reindex(was.index, fill_value=False)
    ids = was.index[(~was & now).to_numpy() & told]
    asked = DECLARE.get(data)
    told_so = after.admission.condition.reindex(ids)
    free = np.array([asked is None or str(asked) not in text for text in told_so], dtype=bool)
    rows += [(str(site), data, "eligibility", 0.0, 1.0) for site in ids[free]]
    return int((~free).sum())
