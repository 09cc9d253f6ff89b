"""The bar on planned use: excluded where it is sure enough, to verify where it is a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.usage.decide import NONE_KNOWN
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.verify import VERIFY
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.model.admit import Admission
    from tisites.model.declaration import Bar

#: Confidence of a use that a hint alone tells.
HINT = "hint"
WITH_PROJECT = "friche avec projet"
#: Confidence of a planner who says that nothing else is planned.
PLANNER = "planner"
#: What is asked of a site of which no source tells the use.
DECLARE_USE = Text("usage prévu à déclarer", "planned use to declare")


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
                f"usage à vérifier : un indice de {label.fr}",
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
