"""Why one selection has a site and another has not: judged by the one that leaves it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.study.compare.hold import Hold, standing
from tisites.study.compare.model import Difference, touching

if TYPE_CHECKING:
    from tisites.run.read.case import Case
    from tisites.study.compare.party import Party

Code = Literal[
    "hand", "absent", "ineligible", "locked_out", "held", "outscored", "tie", "open", "imposed"
]
#: Smaller changes of a score (points of 100) are rounding.
LEAST_POINTS = 0.005


@dataclass(frozen=True, slots=True)
class Effect:
    """What one criterion does to the score of a site, from the case that has it to the other.

    Parameters
    ----------
    criterion : str
        Name.
    by_value : float
        Points from another value of the criterion, at the weights of the other case.
    by_weight : float
        Points from other weights, at the value of the first case.
    indicator : str
        Its indicator; empty if it is another one there.
    before, after : float
        The indicator in the case that has the site, and in the other.
    """

    criterion: str
    by_value: float
    by_weight: float
    indicator: str
    before: float
    after: float

    @property
    def points(self) -> float:
        """Points that the criterion adds to the score."""
        return self.by_value + self.by_weight


@dataclass(frozen=True, slots=True)
class HoldChange:
    """A rule that holds a site back, beside the same rule where the site is chosen.

    Parameters
    ----------
    hold : Hold
        The rule, where it holds the site back.
    status : {"same", "limit", "weight", "undeclared"}
        ``limit``: its limit is another one there; ``weight``: the site counts otherwise in it;
        ``undeclared``: it does not bind that site there at all.
    limit : float
        The limit where the site is chosen; infinite if there is none.
    others : tuple of str
        Sites of the row that only the selection leaving the site out has: they take the room.
    """

    hold: Hold
    status: Literal["same", "limit", "weight", "undeclared"]
    limit: float
    others: tuple[str, ...]

    @property
    def floor(self) -> bool:
        """Whether it only keeps worse sites in: a least number of sites of another territory."""
        return self.hold.side == "lower" and bool(self.hold.label) and self.hold.outside


@dataclass(frozen=True)
class Reason:
    """Why a site is in one selection only.

    Parameters
    ----------
    site : str
        Its id.
    code : str
        ``hand``: people made the selection that leaves it out; ``absent``: no candidate there;
        ``ineligible``; ``locked_out``; ``imposed``: imposed where it is chosen, and no gain for
        the other; ``held``, ``outscored``, ``tie``, ``open``: as
        :class:`~tisites.study.compare.hold.Standing` tells.
    why : str
        Reason of an ineligible site, in the words of its run.
    why_code : str
        Code of that reason.
    score_in, score_out : float
        Score where it is chosen, and under the selection that leaves it out.
    effects : tuple of Effect
        What changes its score, greatest first.
    holds : tuple of HoldChange
        Rules that hold it back.
    rival : str
        Chosen site whose exchange for it loses least.
    gain : float
        What that exchange would bring, if rules did not count.
    keys : tuple of Difference
        Keys of the models behind its eligibility and the rules, which differ; from the first
        party to the second.
    score_keys : tuple of Difference
        The same, behind its score.
    """

    site: str
    code: Code
    why: str = ""
    why_code: str = ""
    score_in: float = np.nan
    score_out: float = np.nan
    effects: tuple[Effect, ...] = ()
    holds: tuple[HoldChange, ...] = ()
    rival: str = ""
    gain: float = np.nan
    keys: tuple[Difference, ...] = ()
    score_keys: tuple[Difference, ...] = ()


def reason_of(site: str, has: Party, lacks: Party, keys: tuple[Difference, ...]) -> Reason:
    """Return why ``lacks`` does not have a site that ``has`` does.

    Parameters
    ----------
    site : str
        Id of a site of ``has``.
    has, lacks : Party
        The two selections.
    keys : tuple of Difference
        Differences of their models.
    """
    scores = _score(site, has.case), _score(site, lacks.case)
    effects = _effects(site, has.case, lacks.case)
    known = Reason(site, "hand", score_in=scores[0], score_out=scores[1], effects=effects)
    if lacks.hand:
        return known
    if site not in lacks.case.everyone.index:
        return replace(known, code="absent", keys=touching(keys, "labelled_2024", "assembly"))
    row = lacks.case.everyone.loc[site]
    column = lacks.case.columns_of([site])
    if column.size == 0:
        code = str(row["reason"])
        told = touching(keys, *_eligibility_keys(code))
        return replace(
            known, code="ineligible", why=str(row["reason_text"]), why_code=code, keys=told
        )
    program = lacks.case.program
    if program.upper[column[0]] < 0.5:
        return replace(known, code="locked_out", keys=_locks(keys, lacks, site))
    found = standing(lacks.case, lacks.columns, int(column[0]))
    told = touching(keys, *(f"constraint.{hold.constraint}" for hold in found.holds))
    told = tuple(
        key for key in told if not key.key.endswith(".empty_groups")
    )  # no limit of its own
    own = has.case.columns_of([site])
    imposed = bool(own.size) and bool(has.case.program.lower[own[0]] > 0.5)
    if imposed:
        told = (*_locks(keys, has, site), *told)
    return replace(
        known,
        code="imposed" if imposed else found.outcome,
        holds=tuple(_changed(hold, site, has, lacks) for hold in found.holds),
        rival=found.rival,
        gain=found.gain,
        keys=tuple(dict.fromkeys(told)),
        score_keys=touching(keys, *_score_keys(effects, keys)),
    )


def _score(site: str, case: Case) -> float:
    if site not in case.everyone.index:
        return np.nan
    return float(case.everyone.at[site, "score"])


def _effects(site: str, one: Case, two: Case) -> tuple[Effect, ...]:
    """Split the change of a score into what values and what weights do, exactly."""
    if site not in one.values.index or site not in two.values.index:
        return ()
    parts = []
    totals = [sum(c.weight for c in case.model.score.values()) for case in (one, two)]
    for name in sorted(set(one.model.score) | set(two.model.score)):
        a, b = one.model.score.get(name), two.model.score.get(name)
        share = [100.0 * c.weight / t if c else 0.0 for c, t in zip((a, b), totals, strict=True)]
        value = [
            float(case.values.at[site, (name, "nominal")]) if c else 0.0
            for case, c in ((one, a), (two, b))
        ]
        if b is None:
            value[1] = value[0]
        if a is None:
            value[0] = value[1]
        indicator = a.indicator if a and b and a.indicator == b.indicator else ""
        before, after = (_indicator(site, case, indicator) for case in (one, two))
        effect = Effect(
            name, share[1] * (value[1] - value[0]), (share[1] - share[0]) * value[0],
            indicator, before, after,
        )  # fmt: skip
        if abs(effect.by_value) >= LEAST_POINTS or abs(effect.by_weight) >= LEAST_POINTS:
            parts.append(effect)
    return tuple(sorted(parts, key=lambda e: (-abs(e.points), e.criterion)))


def typical_shift(one: Case, two: Case, sites: pd.Index) -> dict[str, float]:
    """Return what scores commonly gain from one case to another: the median, by criterion.

    Another weight moves every score much alike, and decides nothing by that; what moves a site
    more than the others does.

    Parameters
    ----------
    one, two : Case
        The two models over their data.
    sites : Index
        Ids to take the median over; those that compete in both count.

    Returns
    -------
    dict of str to float
        Points of each criterion, and of the whole score under ``""``.
    """
    shared = sites.intersection(one.ids).intersection(two.ids)
    if shared.empty:
        return {}
    parts: dict[str, np.ndarray] = {}
    for sign, case in ((-1.0, one), (1.0, two)):
        total = sum(criterion.weight for criterion in case.model.score.values())
        for name, criterion in case.model.score.items():
            value = case.values.loc[shared, (name, "nominal")].to_numpy(dtype=np.float64)
            points = sign * 100.0 * criterion.weight / total * value
            parts[name] = parts.get(name, np.zeros(len(shared))) + points
    whole = np.sum(list(parts.values()), axis=0)
    return {name: float(np.median(points)) for name, points in {**parts, "": whole}.items()}


def _indicator(site: str, case: Case, name: str) -> float:
    for column in (f"{name}_indicator", name):
        if column in case.everyone.columns:
            value = pd.to_numeric(case.everyone.at[site, column], errors="coerce")
            return float(value) if pd.notna(value) else np.nan
    return np.nan


def _eligibility_keys(code: str) -> tuple[str, ...]:
    """Return the keys of a model that a reason of exclusion may come from."""
    head, _, name = code.partition(".")
    if head == "exclude":
        return (code, "assumptions")
    if head == "unknown":
        return (f"score.{name}", f"constraint.{name}")
    return ("eligibility", "duplicates", "assembly")


def _score_keys(effects: tuple[Effect, ...], keys: tuple[Difference, ...]) -> list[str]:
    """Return the keys behind the changes of a score."""
    found = [f"score.{e.criterion}" for e in effects if abs(e.by_value) >= LEAST_POINTS]
    if any(abs(e.by_weight) >= LEAST_POINTS for e in effects):
        found += [k.key for k in keys if k.key.startswith("score.") and k.key.endswith(".weight")]
        found += [k.key for k in keys if k.key.startswith("score.") and k.key.count(".") == 1]
    moved = any(e.indicator and not np.isclose(e.before, e.after, equal_nan=True) for e in effects)
    return [*found, "assumptions"] if moved else found


def _locks(keys: tuple[Difference, ...], locking: Party, site: str) -> tuple[Difference, ...]:
    names = [
        f"constraint.{name}"
        for name, rule in locking.case.model.constraint.items()
        if site in getattr(rule, "sites", ())
    ]
    return touching(keys, "labelled_2024", *names)


def _changed(hold: Hold, site: str, has: Party, lacks: Party) -> HoldChange:
    """Look the rule up where the site is chosen."""
    mine = set(has.ids)
    others = tuple(partner for partner in hold.partners if partner not in mine)
    program = has.case.program
    if not hold.label:
        rules = {rule.constraint: rule.km for rule in program.separations}
        km = rules.get(hold.constraint, np.inf if hold.constraint not in rules else 0.0)
        if hold.constraint not in rules:
            return HoldChange(hold, "undeclared", np.inf, others)
        return HoldChange(hold, "same" if km == hold.limit else "limit", km, others)
    labels = {label: r for r, label in enumerate(program.row_labels)}
    row = labels.get(hold.label)
    if row is None:
        return HoldChange(hold, "undeclared", np.inf, others)
    limit = float(program.row_upper[row] if hold.side == "upper" else program.row_lower[row])
    if limit != hold.limit:
        return HoldChange(hold, "limit", limit, others)
    column, there = has.case.columns_of([site]), lacks.case.columns_of([site])
    old = lacks.case.program
    own = old.matrix[[list(old.row_labels).index(hold.label)]].toarray().ravel()[there[0]]
    now = program.matrix[[row]].toarray().ravel()[column[0]] if column.size else own
    same = bool(np.isclose(own, now))
    return HoldChange(hold, "same" if same else "weight", limit, others)
