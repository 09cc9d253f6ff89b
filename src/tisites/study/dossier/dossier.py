"""What becomes of a planner's own sites in the national selection: a verdict a row of her list."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from tisites.candidates.usage.verify import verdict as class_of
from tisites.messages.stop import look
from tisites.model.admit import Admission, apply_bars
from tisites.study.dossier.doubts import Weighed, doubts_of
from tisites.study.dossier.ranks import Rank, ranks_of
from tisites.study.dossier.twins import Twin, twins_of
from tisites.study.explain.chosen import Exchange, WhyIn
from tisites.study.explain.explain import Explainer
from tisites.study.explain.points import contributions, contributions_of
from tisites.study.explain.smallest import SmallestChange, smallest_change
from tisites.study.explain.why_not import WhyNot
from tisites.study.explain.why_not_limits import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.candidates.list_rows import ListRows
    from tisites.candidates.pool import Pool
    from tisites.criteria.spec import Indicators
    from tisites.messages.findings import Finding
    from tisites.model.declaration import Model
    from tisites.run.answer.rules import RuleEffects
    from tisites.score.scores import Scores
    from tisites.study.explain.base import Answered
    from tisites.study.explain.explain import Explanation
    from tisites.study.explain.points import Contribution
    from tisites.study.reserve.reserve import Reserve

Verdict = Literal["chosen", "out", "to_verify", "excluded", "duplicate", "refused"]
#: Sites of hers, best scores first, for which limits are moved one by one; the others are told
#: what holds them back without it.
MOVED = 25


@dataclass(frozen=True)
class SiteVerdict:
    """What becomes of one row of her list.

    Parameters
    ----------
    row : str
        Its id there.
    line : int, optional
        Its line there.
    site : str
        Its id among the candidates; empty for a row that is no site.
    name, commune, departement, region : str
        Of the site; empty where unknown.
    hectares : float
        As it competes; NaN where unknown.
    verdict : str
        ``chosen``; ``out``: it competes and is not chosen; ``to_verify``, ``excluded``: it does not
        compete; ``duplicate``: another row, or record, stands for it; ``refused``: the row was not
        read as a site.
    stands : str
        Row of hers, or candidate, that stands for a duplicate.
    reasons : tuple of str
        All that keeps it from competing, or from being read, in the planner's language.
    code : str
        Code of the first of them.
    conditions : tuple of str
        What it must still declare, where it competes.
    score, low, high : float
        Points of score with their interval; those that it would have, where it does not compete.
    points : tuple of Contribution
        The same, criterion by criterion.
    ranks : tuple of Rank
        Among the sites that compete; the place that it would have, where it does not.
    before : bool, optional
        Whether the selection without her list chose the national record that it is; None where it
        is none, or where there is no such selection.
    found : WhyIn, WhyNot or Excluded, optional
        Why it is in or out.
    displaces : Exchange
        For a chosen site, who is chosen without it, and who leaves then besides it. For another,
        who it would push out if it were forced in, and who would come along.
    rules : tuple of (str, float)
        Rules that keep it out: without that rule alone it is chosen; points that the selection
        gains then.
    smallest : SmallestChange, optional
        For a site that competes and is out.
    doubts : tuple of Weighed
        What to verify, what weighs most first.
    twins : tuple of Twin
        The national record that it is, and its neighbours.
    """

    row: str
    line: int | None
    site: str
    name: str
    commune: str
    departement: str
    region: str
    hectares: float
    verdict: Verdict
    stands: str = ""
    reasons: tuple[str, ...] = ()
    code: str = ""
    conditions: tuple[str, ...] = ()
    score: float = math.nan
    low: float = math.nan
    high: float = math.nan
    points: tuple[Contribution, ...] = ()
    ranks: tuple[Rank, ...] = ()
    before: bool | None = None
    found: Explanation | None = None
    displaces: Exchange = NOBODY
    rules: tuple[tuple[str, float], ...] = ()
    smallest: SmallestChange | None = None
    doubts: tuple[Weighed, ...] = ()
    twins: tuple[Twin, ...] = ()

    @property
    def competes(self) -> bool:
        """Whether it is among the sites that could be chosen."""
        return self.verdict in ("chosen", "out")


@dataclass(frozen=True)
class Dossier:
    """The answer: one verdict a row, and what her list changes.

    Parameters
    ----------
    sites : tuple of SiteVerdict
        In the order of her list.
    enters, leaves : tuple of str
        Candidates that the selection with her list has and the one without has not, and the other
        way round; empty where hers compete alone.
    gain : float
        Points that her list brings to the best selection; NaN where hers compete alone.
    national : int
        Candidates that compete beside hers; 0 where hers compete alone.
    """

    sites: tuple[SiteVerdict, ...]
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    gain: float
    national: int

    def those(self, *verdicts: Verdict) -> tuple[SiteVerdict, ...]:
        """Return the rows of these verdicts."""
        return tuple(one for one in self.sites if one.verdict in verdicts)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The national selection without her list.

    Parameters
    ----------
    selected : frozenset of str
        Its sites.
    value : float
        Its objective, in points.
    candidates : Index
        Every national candidate.
    """

    selected: frozenset[str]
    value: float
    candidates: pd.Index


@dataclass(frozen=True)
class Materials:
    """What a dossier is made of.

    Parameters
    ----------
    pool : Pool
        Her list and the national one.
    model : Model
        Merged model.
    everyone : DataFrame
        Every candidate that hers compete with, and hers, as they are judged; index ``site_id``.
    measured : Indicators
        Of all of hers that have an area, whether they compete or not.
    would : Scores
        Their scores.
    answer : Answered, optional
        The selection with hers; None where none of them competes alone.
    baseline : Baseline, optional
        The selection without them; None where they compete alone.
    rules : RuleEffects, optional
        What each rule decides with hers.
    said : DataFrame
        What every source says of the candidates (:mod:`~tisites.candidates.usage.gather`).
    rows : ListRows
        Her list as she wrote it.
    reserve : Reserve, optional
        The reserve list of the selection with hers, where the model declares one.
    """

    pool: Pool
    model: Model
    everyone: pd.DataFrame
    measured: Indicators
    would: Scores
    answer: Answered | None
    baseline: Baseline | None
    rules: RuleEffects | None
    said: pd.DataFrame
    rows: ListRows
    reserve: Reserve | None = None


def dossier(given: Materials, told: Callable[[int, int], None] | None = None) -> Dossier:
    """Give a verdict to each row of her list.

    Parameters
    ----------
    given : Materials
        Both selections, and what hers are measured at.
    told : callable, optional
        Hears how many rows are judged, of how many.
    """
    explainer = Explainer(given.answer) if given.answer is not None else None
    deep = _best(given)
    sites = []
    for k, row in enumerate(given.pool.ids.index):
        sites.append(_verdict(given, explainer, str(row), limits=row in deep))
        look()
        if told is not None:
            told(k + 1, len(given.pool.ids))
    sites += _refused(given.pool.mine.findings, {one.line for one in sites})
    ordered = sorted(sites, key=lambda one: (one.line is None, one.line or 0, one.row))
    after = _chosen(given.answer)
    before = set() if given.baseline is None else set(given.baseline.selected)
    alone = given.baseline is None
    mine = set(given.pool.ids)
    competing = given.everyone.index[given.everyone["eligible"].to_numpy(dtype=bool)]
    return Dossier(
        tuple(ordered),
        () if alone else tuple(sorted(after - before)),
        () if alone else tuple(sorted(before - after)),
        math.nan
        if given.answer is None or given.baseline is None
        else given.answer.value - given.baseline.value,
        0 if alone else len(set(competing) - mine),
    )


def _best(given: Materials) -> set[str]:
    """Return the rows that compete and score most: limits are moved for these."""
    scores = given.everyone["score"].where(given.everyone["eligible"]).reindex(given.pool.ids)
    ordered = pd.Series(scores.to_numpy(), index=given.pool.ids.index).dropna()
    return set(ordered.sort_values(ascending=False, kind="stable").index[:MOVED])


def _chosen(base: Answered | None) -> set[str]:
    return set() if base is None else {str(s) for s in base.case.program.columns[base.selected]}


def _verdict(
    given: Materials, explainer: Explainer | None, row: str, *, limits: bool
) -> SiteVerdict:
    pool, mine = given.pool, given.pool.mine.table.loc[row]
    site, stands, kind = _standing(given, row)
    shown = given.everyone.loc[site]
    found = None
    if explainer is not None:
        found = explainer.explain(site, limits=limits)
    reasons = _reasons(given, site)
    points, score, low, high = _points(given, site)
    conditions = _parts(shown.get("condition")) if bool(shown["eligible"]) else ()
    smallest = None
    if isinstance(found, WhyNot) and math.isfinite(found.lack):
        smallest = smallest_change(found.changes, found.lack, given.model.score)
    rules = given.rules.rules if given.rules is not None else ()
    entering = tuple((r.name, r.gain) for r in rules if site in r.enters)
    return SiteVerdict(
        row,
        None if pd.isna(mine["line"]) else int(mine["line"]),
        site,
        _text(mine["name"]) or _text(shown["name"]),
        _text(shown["commune"]) or _text(mine["commune"]),
        _text(shown["dep_nom"]),
        _text(shown["reg_nom"]),
        float(shown["surface_ha"]),
        kind,
        stands,
        reasons,
        "" if bool(shown["eligible"]) else str(shown["reason"]),
        conditions,
        score, low, high,
        points,
        ranks_of(given.everyone, site, score),
        _before(given, site),
        found,
        _displaced(found),
        tuple(sorted(entering, key=lambda pair: (-pair[1], pair[0]))),
        smallest,
        _doubts(str(shown["reason"]), reasons, found, points, conditions),
        twins_of(pool, given.everyone, row),
    )  # fmt: skip


def _standing(given: Materials, row: str) -> tuple[str, str, Verdict]:
    """Return the candidate that a row of hers is, what stands for it, and its verdict."""
    ids, everyone = given.pool.ids, given.everyone
    site = ids[row] if ids[row] in everyone.index else row
    first = {str(s): str(r) for r, s in reversed(list(ids.items()))}
    if first.get(site, row) != row:  # another row of hers is the same national record
        return site, first[site], "duplicate"
    seen = {site}
    stands = ""  # one record may stand for another, which a third stands for
    while not bool(everyone.at[site, "eligible"]):
        family, _, other = str(everyone.at[site, "reason"]).partition(".")
        known = family in ("duplicate_of", "assembled_into", "labelled_as")
        if not known or other not in everyone.index or other in seen:
            break
        site, stands = other, other
        seen.add(other)
    if stands in first and first[stands] != row:
        return site, first[stands], "duplicate"
    if not bool(everyone.at[site, "eligible"]):
        kind = class_of(str(everyone.at[site, "reason"]))
        return site, stands, "to_verify" if kind == "to_verify" else "excluded"
    return site, stands, "chosen" if site in _chosen(given.answer) else "out"


def _points(given: Materials, site: str) -> tuple[tuple[Contribution, ...], float, float, float]:
    """Return the points of a site, or those that it would have; none where it has no area."""
    case = None if given.answer is None else given.answer.case
    if case is not None and site in case.values.index:
        return tuple(contributions(case, site)), *_ends(case.everyone.loc[site])
    if site not in given.would.table.index:
        return (), math.nan, math.nan, math.nan
    row, values = given.measured.table.loc[site], given.would.values.loc[site]
    points = tuple(contributions_of(given.model, row, values))
    return points, *_ends(given.would.table.loc[site])


def _ends(row: pd.Series) -> tuple[float, float, float]:
    return float(row["score"]), float(row["score_low"]), float(row["score_high"])


def _reasons(given: Materials, site: str) -> tuple[str, ...]:
    """Return all that keeps a site from competing, the bars that were not come to as well."""
    row = given.everyone.loc[site]
    if bool(row["eligible"]):
        return ()
    told = list(_parts(row["reason_text"]))
    here = pd.Index([site], name="site_id")
    table = given.everyone.loc[here]
    measured = given.measured.at(here if site in given.measured.table.index else here[:0])
    for name, bar in given.model.exclude.items():
        free = Admission(
            pd.Series(True, here), *(pd.Series("", here, dtype="str") for _ in range(3))
        )
        only = given.model.model_copy(update={"exclude": {name: bar}})
        told += _parts(apply_bars(only, measured, free, table).reason_text[site])
    return tuple(dict.fromkeys(told))


def _parts(words: object) -> tuple[str, ...]:
    return tuple(part for part in words.split(" ; ") if part) if isinstance(words, str) else ()


def _before(given: Materials, site: str) -> bool | None:
    if given.baseline is None or site not in given.baseline.candidates:
        return None
    return site in given.baseline.selected


def _displaced(found: Explanation | None) -> Exchange:
    """Return who is there without a chosen site, or who another would push out."""
    if isinstance(found, WhyIn):
        return Exchange(
            found.exchange.enter, tuple(s for s in found.exchange.leave if s != found.site)
        )
    if isinstance(found, WhyNot):
        return Exchange(
            tuple(s for s in found.exchange.enter if s != found.site), found.exchange.leave
        )
    return NOBODY


def _doubts(
    code: str,
    reasons: Sequence[str],
    found: Explanation | None,
    points: Sequence[Contribution],
    conditions: Sequence[str],
) -> tuple[Weighed, ...]:
    margin = math.nan
    if isinstance(found, WhyIn):
        margin = found.cost
    elif isinstance(found, WhyNot):
        margin = found.lack
    chosen = isinstance(found, WhyIn)
    reason = (code, reasons[0]) if reasons else None
    return doubts_of(points, chosen=chosen, margin=margin, reason=reason, conditions=conditions)


def _refused(findings: Sequence[Finding], lines: set[int | None]) -> list[SiteVerdict]:
    """Return the rows that were not read as sites, each with every reason that was told."""
    rows: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.line is not None and finding.line not in lines and finding.severity != "info":
            rows.setdefault(finding.line, []).append(finding)
    return [
        SiteVerdict(
            of[0].subject, line, "", "", "", "", "", math.nan, "refused",
            reasons=tuple(dict.fromkeys(str(one.message) for one in of)), code=of[0].code,
        )
        for line, of in sorted(rows.items())
    ]  # fmt: skip


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
