"""From statements to what counts: one planned use, one status and one area a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.usage.statements import RANK

if TYPE_CHECKING:
    from tisites.candidates.usage.lexicon import Lexicon

#: Uses that a turnkey industrial site is for.
INDUSTRIAL: tuple[str, ...] = ("industry", "logistics")
#: Among others equally sure, the first is taken: the harder to undo.
CAUTION = (
    "waste", "military", "housing", "working_plant", "equipment", "nature", "photovoltaics",
)  # fmt: skip
NONE_KNOWN = "none_known"
#: From the stage that most speaks against a site to the one that least does.
STAGES = (
    "reconverted", "partly", "occupied", "unlisted", "potential", "without_project",
    "denied_project", "underway", "with_project", "silent",
)  # fmt: skip


def decided_uses(said: pd.DataFrame) -> pd.DataFrame:
    """Decide the planned use of each site.

    The surest statement counts; where one for industry and one for another use are equally sure,
    the other counts: the cautious one. A planner's word is above all.

    Parameters
    ----------
    said : DataFrame
        Statements of kind ``use``.

    Returns
    -------
    DataFrame
        Index site; ``planned_use``, ``planned_use_confidence``, ``planned_use_source``, and
        ``uses_disagree``: whether a statement that counts is for industry and another is not.

    Examples
    --------
    >>> told = pd.DataFrame(
    ...     {"site_id": "a", "value": ["industry", "housing"], "confidence": "probable",
    ...      "source": ["zoning", "dossier"]}
    ... )
    >>> decided_uses(told)["planned_use"].tolist()
    ['housing']
    """
    told = said[said["confidence"] != "context"].copy()
    told["rank"] = told["confidence"].map(RANK)
    told["industrial"] = told["value"].isin(INDUSTRIAL)
    order = {use: n for n, use in enumerate((*CAUTION, *INDUSTRIAL))}
    told["order"] = told["value"].map(order).fillna(len(order))
    told = told.sort_values(
        ["site_id", "rank", "order", "source"], ascending=[True, False, True, True], kind="stable"
    )
    groups = told.groupby("site_id", sort=True)
    first = groups.first()
    both = groups["industrial"].nunique() > 1
    return pd.DataFrame(
        {
            "planned_use": first["value"], "planned_use_confidence": first["confidence"],
            "planned_use_source": first["source"], "uses_disagree": both,
        }
    )  # fmt: skip


def decided_stages(said: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Decide the status of each site: of those its records tell, the most cautious.

    Parameters
    ----------
    said : DataFrame
        Statements of kind ``status``; ``value`` is a stage, or ``unlisted``.
    lexicon : Lexicon
        Stages, and the CNIG word each counts as.

    Returns
    -------
    DataFrame
        Index site; ``stage``, ``status`` (CNIG word, null where none fits), ``told`` (the words
        that count) and ``verify``: whether the status sends the site to verification.
    """
    order = {stage: n for n, stage in enumerate(STAGES)}
    told = said.assign(order=said["value"].map(order)).sort_values(
        ["site_id", "order", "source"], kind="stable"
    )
    first = told.groupby("site_id", sort=True).first()
    stages = lexicon.stages
    word = first["value"].map({code: s.counts_as for code, s in stages.items()})
    verify = first["value"].map({code: s.verify for code, s in stages.items()} | {"unlisted": True})
    return pd.DataFrame(
        {
            "stage": first["value"],
            "status": word.where(word.notna() & (word != ""), None),
            "told": first["told"],
            "verify": verify.to_numpy(dtype=bool),
        }
    )


def mark_counted(
    said: pd.DataFrame, uses: pd.DataFrame, stages: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    """Say of each statement whether it is the one that counts."""
    site = said["site_id"]
    use = (said["kind"] == "use") & (said["value"] == site.map(uses["planned_use"]))
    use &= said["confidence"] == site.map(uses["planned_use_confidence"])
    status = (said["kind"] == "status") & (said["value"] == site.map(stages["stage"]))
    area = (said["kind"] == "area") & (said["value"] == site.map(areas["basis"]))
    area &= np.isclose(said["ha"], site.map(areas["nominal"]).astype(float))
    return said.assign(counted=(use | status | area).to_numpy(dtype=bool))
