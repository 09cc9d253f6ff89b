"""Who competes: eligibility, legal bars and unknown quantities, one first reason a site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.usage.decide import NONE_KNOWN
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.verify import VERIFY
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, of
from tisites.model.declaration import PLANNED_USE
from tisites.model.kinds import Lock
from tisites.model.kinds.rule import Quantity
from tisites.score.scores import unknown_problems

if TYPE_CHECKING:
    from tisites.criteria.spec import Indicators
    from tisites.model.declaration import Bar, Model
    from tisites.model.sites import Sites


#: Confidence of a use that a hint alone tells.
HINT = "hint"
WITH_PROJECT = "friche avec projet"
#: Confidence of a planner who says that nothing else is planned.
PLANNER = "planner"
#: What is asked of a site of which no source tells the use.
DECLARE_USE = Text("usage prévu à déclarer", "planned use to declare")


@dataclass(frozen=True)
class Admission:
    """Who competes and why the others do not.

    Parameters
    ----------
    eligible : Series of bool
        By site id.
    reason : Series of str
        Stable code of the first reason, empty for an eligible site.
    reason_text : Series of str
        The same in the planner's language.
    condition : Series of str
        What a site that competes must still declare, in the planner's language; empty for nothing.
    """

    eligible: pd.Series
    reason: pd.Series
    reason_text: pd.Series
    condition: pd.Series

    def without(self, ids: pd.Index, code: str, text: Text) -> Admission:
        """Take sites out for one more reason; a site keeps its first reason."""
        out = self._competing(ids)
        if not out.any():
            return self
        return Admission(
            self.eligible & ~out,
            self.reason.mask(out, code),
            self.reason_text.mask(out, str(text)),
            self.condition.mask(out, ""),
        )

    def provided(self, ids: pd.Index, text: Text) -> Admission:
        """Keep sites on one more condition."""
        here = self._competing(ids)
        if not here.any():
            return self
        before = self.condition.where(self.condition == "", self.condition + " ; ")
        return replace(self, condition=self.condition.mask(here, before + str(text)))

    def _competing(self, ids: pd.Index) -> pd.Series:
        """Return which of some sites compete still."""
        here = np.zeros(len(self.eligible), dtype=bool)
        at = self.eligible.index.get_indexer(ids)
        here[at[at >= 0]] = True
        return self.eligible & here

    @property
    def ids(self) -> pd.Index:
        """Ids of eligible sites, sorted."""
        return self.eligible.index[self.eligible.to_numpy()]


def apply_bars(
    model: Model, indicators: Indicators, admission: Admission, sites: pd.DataFrame
) -> Admission:
    """Apply the model's bars; ``sites`` are the candidates, with their planned use."""
    for name, bar in model.exclude.items():
        if not bar.enabled:
            continue
        if bar.indicator == PLANNED_USE:
            admission = apply_use(name, bar, sites, admission)
            continue
        out, doubtful = barred(bar, indicators)
        text = Text(bar.reason, bar.reason_en or bar.reason)
        if bar.unknown == "exclude":
            out = out | doubtful
        index = indicators.table.index
        admission = admission.without(index[out], f"exclude.{name}", text)
        verify = Text(f"à vérifier : {text.fr}", f"to verify: {text.en}")
        admission = admission.provided(index[doubtful & ~out], verify)
    return admission


def apply_use(name: str, bar: Bar, sites: pd.DataFrame, admission: Admission) -> Admission:
    """Apply a bar on planned use.

    Parameters
    ----------
    name : str
        Of the bar: reasons are ``exclude.<name>`` and ``verify.<name>``.
    bar : Bar
        Its ``uses``, and what becomes of hints and of projects of which no one tells the use.
    sites : DataFrame
        Candidates, columns ``planned_use``, ``planned_use_confidence``, ``planned_use_source``;
        without them every use is unknown.
    admission : Admission
        Who competes so far.
    """
    unknown = pd.Series(NONE_KNOWN, index=sites.index)
    use = sites["planned_use"] if "planned_use" in sites.columns else unknown
    trust = sites.get("planned_use_confidence", pd.Series("", index=sites.index))
    known = use != NONE_KNOWN
    for code in bar.uses:
        here = known & (use == code)
        label = lexicon().uses[code].text if code in lexicon().uses else Text(code, code)
        reason = Text(f"{bar.reason} : {label.fr}", f"{bar.reason_en or bar.reason}: {label.en}")
        admission = admission.without(
            sites.index[(here & (trust != HINT)).to_numpy()], f"exclude.{name}", reason
        )
        if bar.hint == "verify":
            doubt = Text(
                f"usage à vérifier : un indice {of(label.fr)}",
                f"use to verify: a hint of {label.en}",
            )
            ids = sites.index[(here & (trust == HINT)).to_numpy()]
            admission = admission.without(ids, f"{VERIFY}.{name}", doubt)
    if bar.unknown == "exclude":
        what = Text(f"{bar.reason} : inconnu", f"{bar.reason_en or bar.reason}: unknown")
        admission = admission.without(sites.index[~known.to_numpy()], f"exclude.{name}", what)
    if bar.unknown_project == "verify" and "status" in sites.columns:
        lone = ~known & (sites["status"] == WITH_PROJECT)
        what = Text(
            "usage à vérifier : un projet existe, aucune source ne dit lequel",
            "use to verify: a project exists, no source tells which",
        )
        admission = admission.without(sites.index[lone.to_numpy()], f"{VERIFY}.{name}", what)
    if bar.unknown == "conditional":  # what no one tells may be what bars: no gain by silence
        untold = (~known & (trust != PLANNER)).to_numpy()
        admission = admission.provided(sites.index[untold], DECLARE_USE)
    return admission


def barred(bar: Bar, indicators: Indicators) -> tuple[np.ndarray, np.ndarray]:
    """Return which sites a bar takes out, and which it may: unknown, or resting on a blank.

    Returns
    -------
    surely, perhaps : (n,) bool
        Apart from one another.
    """
    least, most = indicators.span(bar.indicator, bar.bound)
    surely, perhaps = np.zeros(least.size, dtype=bool), np.isnan(least) | np.isnan(most)
    if bar.above is not None:
        surely |= least > bar.above
        perhaps |= most > bar.above
    if bar.below is not None:
        surely |= most < bar.below
        perhaps |= least < bar.below
    return surely, perhaps & ~surely


def apply_unknown(model: Model, sites: Sites, admission: Admission, file: str) -> Admission:
    """Apply ``unknown = "exclude"`` of criteria and constraints.

    Raises
    ------
    BadInputError
        If a criterion forbids unknown quantities and meets some.
    """
    problems, excluded = unknown_problems(model.score, sites.indicators, file)
    if problems:
        raise BadInputError(problems)
    for name, ids in excluded.items():
        what = model.score[name].indicator
        text = Text(f"« {what} » inconnu", f"'{what}' unknown")
        admission = admission.without(ids, f"unknown.{name}", text)
    for name, rule in model.constraint.items():
        if rule.enabled and isinstance(rule, Quantity):
            ids = sites.table.index[rule.left_out(sites)]
            text = Text(f"« {rule.use} » inconnu", f"'{rule.use}' unknown")
            admission = admission.without(ids, f"unknown.{name}", text)
    return admission


def lock_problems(model: Model, admission: Admission, file: str) -> list[Problem]:
    """Return one problem for each lock on a site that is known but excluded, with its reason."""
    found = []
    for name, rule in model.constraint.items():
        if not (isinstance(rule, Lock) and rule.enabled and rule.kind == "lock_in"):
            continue
        for site in rule.sites:
            if site in admission.eligible.index and not admission.eligible[site]:
                why = admission.reason_text[site]
                found.append(
                    Problem(
                        Text(
                            f"le site verrouillé « {site} » est exclu : {why}",
                            f"locked site '{site}' is excluded: {why}",
                        ),
                        Text(
                            "retirer le verrou, ou changer l'éligibilité",
                            "remove the lock, or change the eligibility",
                        ),
                        Where(file, column=f"constraint.{name}.sites", value=site),
                    )
                )
    return found
