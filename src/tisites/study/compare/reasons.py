"""Why one selection has a site and another has not: judged by the one that leaves it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.study.compare.effects import LEAST_POINTS, CriterionEffect, effects_of, score_of
from tisites.study.compare.hold import Hold, standing
from tisites.study.compare.model import Difference, touching

if TYPE_CHECKING:
    from tisites.study.compare.contestant import Contestant

Code = Literal[
    "hand", "absent", "ineligible", "locked_out", "held", "outscored", "tie", "open", "imposed"
]


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
        :class:`~tisites.study.compare.hold.OutsideSite` tells.
    why : str
        Reason of an ineligible site, in the words of its run.
    why_code : str
        Code of that reason.
    score_in, score_out : float
        Score where it is chosen, and under the selection that leaves it out.
    effects : tuple of CriterionEffect
        What changes its score, greatest first.
    holds : tuple of HoldChange
        Rules that hold it back.
    rival : str
        Chosen site whose exchange for it loses least.
    gain : float
        What that exchange would bring, if rules did not count.
    keys : tuple of Difference
        Keys of the models behind its eligibility and the rules, which differ; from the first
        contestant to the second.
    score_keys : tuple of Difference
        The same, behind its score.
    """

    site: str
    code: Code
    why: str = ""
    why_code: str = ""
    score_in: float = np.nan
    score_out: float = np.nan
    effects: tuple[CriterionEffect, ...] = ()
    holds: tuple[HoldChange, ...] = ()
    rival: str = ""
    gain: float = np.nan
    keys: tuple[Difference, ...] = ()
    score_keys: tuple[Difference, ...] = ()


def reason_of(
    site: str, has: Contestant, lacks: Contestant, keys: tuple[Difference, ...]
) -> Reason:
    """Return why ``lacks`` does not have a site that ``has`` does.

    Parameters
    ----------
    site : str
        Id of a site of ``has``.
    has, lacks : Contestant
        The two selections.
    keys : tuple of Difference
        Differences of their models.
    """
    scores = score_of(site, has.case), score_of(site, lacks.case)
    effects = effects_of(site, has.case, lacks.case)
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
        keys=tuple({key.key: key for key in told}.values()),  # values may be tables
        score_keys=touching(keys, *_score_keys(effects, keys)),
    )


def _eligibility_keys(code: str) -> tuple[str, ...]:
    """Return the keys of a model that a reason of exclusion may come from."""
    head, _, name = code.partition(".")
    if head == "exclude":
        return (code, "assumptions")
    if head == "unknown":
        return (f"score.{name}", f"constraint.{name}")
    return ("eligibility", "duplicates", "assembly")


def _score_keys(effects: tuple[CriterionEffect, ...], keys: tuple[Difference, ...]) -> list[str]:
    """Return the keys behind the changes of a score."""
    found = [f"score.{e.criterion}" for e in effects if abs(e.by_value) >= LEAST_POINTS]
    if any(abs(e.by_weight) >= LEAST_POINTS for e in effects):
        found += [k.key for k in keys if k.key.startswith("score.") and k.key.endswith(".weight")]
        found += [k.key for k in keys if k.key.startswith("score.") and k.key.count(".") == 1]
    moved = any(e.indicator and not np.isclose(e.before, e.after, equal_nan=True) for e in effects)
    return [*found, "assumptions"] if moved else found


def _locks(keys: tuple[Difference, ...], locking: Contestant, site: str) -> tuple[Difference, ...]:
    names = [
        f"constraint.{name}"
        for name, rule in locking.case.model.constraint.items()
        if site in getattr(rule, "sites", ())
    ]
    return touching(keys, "labelled_2024", *names)


def _changed(hold: Hold, site: str, has: Contestant, lacks: Contestant) -> HoldChange:
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
