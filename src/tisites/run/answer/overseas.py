"""Overseas candidates among themselves: what mainland layers cannot tell counts against none."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.usage.verify import verdict
from tisites.criteria.blanks import admitted
from tisites.criteria.indicators import measure
from tisites.criteria.site_context import owner_words
from tisites.messages.text import Text
from tisites.run.prepare.kept import AFRESH, OnDisk
from tisites.score.scores import score

if TYPE_CHECKING:
    from tisites.criteria.spec import Indicators
    from tisites.model.declaration import Model
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.kept import Keep
    from tisites.run.prepare.prepared import Prepared
    from tisites.score.criterion import Criterion
    from tisites.score.scores import Scores

#: Criteria that a site's row names as the first to find out.
FIRST = 3
#: Below this a value, out of 1, is known.
WIDTH = 1e-9


@dataclass(frozen=True)
class Overseas:
    """Overseas candidates that compete or would once verified, ranked among themselves.

    Parameters
    ----------
    table : DataFrame
        One row a site, by rank: ``rank``, ``rank_best``, ``rank_worst``, who it is, ``verdict``,
        ``reason``, ``score``, ``score_low``, ``score_high`` (over the criteria in ``known``),
        ``find_out_first``, ``owner``.
    known, unknown : tuple of str
        Criteria that at least one of them tells, which make the score; those that none tells.
    excluded : dict of str to int
        Candidates that are out for good, by région.
    """

    table: pd.DataFrame
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    excluded: dict[str, int]


def with_overseas(outcome: Outcome) -> Outcome:
    """Return an outcome with the table of overseas candidates, where there are any."""
    if outcome.overseas is not None:
        return outcome
    return replace(outcome, overseas=overseas_of(outcome.prepared, OnDisk()))


def overseas_of(prepared: Prepared, keep: Keep = AFRESH) -> Overseas | None:
    """Rank the overseas candidates among themselves.

    Sites that compete and sites to verify are measured alike. Criteria that no overseas site tells
    (the grid, low flows, freight stations: layers of the mainland) are left out, and the weights of
    the others scaled to 100: they would set all at their worst, and rank none. In the rest unknown
    counts as the worst, as everywhere.

    Parameters
    ----------
    prepared : Prepared
        What was solved.
    keep : Keep
        What was measured before, of the same sites, is read again.

    Returns
    -------
    Overseas or None
        None without an overseas candidate.
    """
    every = prepared.candidates.table
    here = every[(every["zone"] > 0).to_numpy(dtype=bool)]
    if here.empty:
        return None
    reason = prepared.admission.reason.reindex(here.index).fillna("")
    kinds = reason.map(verdict)
    out = here["reg_nom"][kinds == "excluded"].fillna("?").value_counts().sort_index()
    gone = {str(name): int(count) for name, count in out.items()}
    ids = here.index[((kinds != "excluded") & here["surface_ha"].notna()).to_numpy()]
    if not len(ids):
        return Overseas(pd.DataFrame(), (), (), gone)
    words = admitted(prepared.model.eligibility)
    sites, assumptions = here.loc[ids], prepared.model.assumptions
    rows = hashlib.sha256(sites.to_csv().encode()).hexdigest()
    found = keep(
        "overseas",
        (
            prepared.territory.pack.sha256,
            rows,
            [sorted(one) for one in astuple(words)],
            assumptions,
        ),
        lambda: measure(sites, prepared.territory, assumptions, words=words),
    )
    known, unknown = _told(prepared.model, found)
    scores = score(known, found)
    table = _rows(here.loc[ids], prepared, scores, known)
    return Overseas(table, tuple(known), tuple(unknown), gone)


def _told(model: Model, found: Indicators) -> tuple[dict[str, Criterion], list[str]]:
    """Part the criteria that weigh: those that some site tells, and those that none does."""
    known, unknown = {}, []
    for name, criterion in model.score.items():
        if criterion.weight <= 0:
            continue
        if np.isnan(found.interval(criterion.indicator)[1]).all():
            unknown.append(name)
        else:
            known[name] = criterion
    return known, unknown


def _rows(
    sites: pd.DataFrame, prepared: Prepared, scores: Scores, known: dict[str, Criterion]
) -> pd.DataFrame:
    table = scores.table
    low, high = (table[name].to_numpy(dtype=np.float64) for name in ("score_low", "score_high"))
    rows = pd.DataFrame(
        {
            "rank_best": 1 + (low[None, :] > high[:, None] + WIDTH).sum(axis=1),
            "rank_worst": (high[None, :] >= low[:, None] - WIDTH).sum(axis=1),
            "site_id": sites.index,
            "name": sites["name"].to_numpy(),
            "commune": sites["commune"].to_numpy(),
            "region": sites["reg_nom"].to_numpy(),
            "hectares": sites["surface_ha"].to_numpy(dtype=np.float64),
            "verdict": prepared.admission.reason.loc[sites.index]
            .fillna("")
            .map(verdict)
            .to_numpy(),
            "reason": prepared.admission.reason_text.loc[sites.index].fillna("").to_numpy(),
            "score": table["score"].to_numpy().round(6),
            "score_low": low.round(6),
            "score_high": high.round(6),
            "find_out_first": _first(scores, known),
            "owner": [
                owner_words(one) for one in sites.get("owners", pd.Series(None, sites.index))
            ],
        }
    )
    rows = rows.sort_values(
        ["score", "score_high", "site_id"], ascending=[False, False, True], ignore_index=True
    )
    rows.insert(0, "rank", np.arange(1, len(rows) + 1))
    return rows


def _first(scores: Scores, known: dict[str, Criterion]) -> list[str]:
    """Name what would narrow each site's score most, the widest first."""
    total = sum(criterion.weight for criterion in known.values())
    spread = np.column_stack(
        [
            criterion.weight
            / total
            * (scores.values[name, "high"] - scores.values[name, "low"]).to_numpy()
            for name, criterion in known.items()
        ]
    )
    labels = [str(Text(c.label, c.label_en or c.label)) for c in known.values()]
    said = []
    for row in spread:
        order = np.argsort(-row, kind="stable")[:FIRST]
        said.append(" ; ".join(labels[k] for k in order if row[k] > WIDTH))
    return said


def overseas_report(found: Overseas | None) -> dict[str, Any] | None:
    """Return what ``solution.json`` keeps of it."""
    if found is None:
        return None
    rows = found.table.astype(object).where(found.table.notna(), None) if len(found.table) else None
    return {
        "sites": [] if rows is None else rows.to_dict("records"),
        "criteria": list(found.known),
        "unknown_everywhere": list(found.unknown),
        "excluded": found.excluded,
    }
