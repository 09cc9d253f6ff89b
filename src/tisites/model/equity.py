"""Declared equity: measures of how a benefit is shared, as constraint, as stage or as term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from tisites.messages.errors import Problem, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.benefit import Benefit, benefit_rows

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites

Role = Literal["constraint", "stage", "term", "report"]
#: Limits of measures that are a share, and of those that no selection has below zero.
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(ge=0.0)]
_PART = "Limit of the measure, a share between 0 and 1."
_GAP = "Limit of the gap, as a share of the whole benefit."


class EquityRule(Benefit):
    """What every declared measure of equity has, beside its benefit."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    kind: str
    role: Role = Field(
        alias="as",
        description="A row with a limit, a stage before the value, a weighted term, or no part.",
    )
    limit: float | None = Field(default=None, description="Limit of the measure, in its unit.")
    weight: float = Field(
        default=0.0, ge=0.0, description="Points of value for one unit of the measure (term)."
    )
    order: int = Field(default=1, ge=1, description="Rank among stages; the value comes last.")
    keep: float = Field(
        default=1.0,
        gt=0.0,
        le=1.0,
        description="Share of this stage's optimum that later stages and the value must keep.",
    )
    keep_value: float | None = Field(
        default=None,
        gt=0.0,
        le=1.0,
        description="Share of the efficient selection's value that this stage must keep.",
    )
    label: str = Field(default="", description="French label for tables.")
    label_en: str = Field(default="", description="English label; the French one when empty.")
    source: str = Field(min_length=1, description="Law, document or planner's choice behind it.")
    enabled: bool = Field(default=True, description="A scenario switches a measure off here.")

    @model_validator(mode="after")
    def _whole(self) -> EquityRule:
        if self.role == "constraint" and self.limit is None:
            raise ValueError("as = constraint needs a limit")
        if self.role == "term" and self.weight == 0.0:
            raise ValueError("as = term needs a weight")
        return self

    @property
    def benefit_of(self) -> Benefit:
        """The benefit alone."""
        return Benefit(by=self.by, benefit=self.benefit, per=self.per)

    def rows(self, sites: Sites) -> BenefitRows:
        """Return the benefit of each territory that can be judged."""
        return benefit_rows(self.benefit_of, sites)


class Floor(EquityRule):
    """``u_g >= limit`` for every territory; the measure, as a term, is the least ``u_g``."""

    kind: Literal["floor"]
    limit: Positive | None = Field(default=None, description="Limit of the measure, in its unit.")
    role: Literal["constraint"] = Field(default="constraint", alias="as")
    limits: dict[str, Positive] = Field(default_factory=dict, description="By code, else limit.")


class Ceiling(EquityRule):
    """``u_g <= limit`` for every territory."""

    kind: Literal["ceiling"]
    limit: Positive | None = Field(default=None, description="Limit of the measure, in its unit.")
    role: Literal["constraint"] = Field(default="constraint", alias="as")
    limits: dict[str, Positive] = Field(default_factory=dict, description="By code, else limit.")


class Band(EquityRule):
    r"""``|b_g - \pi_g B| <= limit \cdot B``: shares of the benefit near shares of the base.

    ``b_g`` is the plain benefit, ``B`` its total over territories that are judged, ``\pi_g`` the
    share of ``g`` in their base. As stage or term, the greatest ``|b_g - \pi_g B|`` is minimised,
    in units of the benefit.
    """

    kind: Literal["band"]
    limit: Positive | None = Field(default=None, description=_GAP)


class MinShare(EquityRule):
    """``sum of b_i over the zone >= limit * sum of b_i``.

    As stage or term, the benefit inside the zone is maximised, in its own unit.
    """

    kind: Literal["min_share"]
    limit: Share | None = Field(default=None, description=_PART)
    use: str = Field(description="Indicator that tells the zone, or 'overseas'.")
    at_least: float = Field(default=1.0, description="Inside from this value of the indicator on.")


class MaxMin(EquityRule):
    """``max t, t <= u_g``: the worst-served territory as high as can be."""

    kind: Literal["max_min"]
    limit: Positive | None = Field(default=None, description="Limit of the measure, in its unit.")


class Leximin(EquityRule):
    """The worst-served as high as can be, then the second worst, and so on; a stage only."""

    kind: Literal["leximin"]
    role: Literal["stage", "report"] = Field(default="stage", alias="as")


class Cvar(EquityRule):
    r"""Mean of the worst share: ``max t - 1/(\beta G) sum d_g, d_g >= t - u_g, d >= 0``."""

    kind: Literal["cvar"]
    limit: Positive | None = Field(default=None, description="Limit of the measure, in its unit.")
    beta: float = Field(default=0.25, gt=0.0, le=1.0, description="Share of territories.")


class Gini(EquityRule):
    r"""``sum_{g<h} w_g w_h |u_g - u_h| <= limit * W * sum_g w_g u_g``.

    Weights are 1, or each territory's share of the population. As term, the absolute Gini
    (Gini times mean) is minimised; as stage, the Gini itself, by Dinkelbach's steps.
    """

    kind: Literal["gini"]
    limit: Share | None = Field(default=None, description=_PART)
    weigh: Literal["equal", "population"] = "equal"


class Alpha(EquityRule):
    r"""``sum_g w_g f(u_g)``, ``f(u) = (u+s)^{1-a}/(1-a)``, ``log(u+s)`` for ``a = 1``: tangents.

    Tangents lie above ``f``: the measure is overstated by at most the error that is told.
    """

    kind: Literal["alpha"]
    alpha: float = Field(default=1.0, gt=0.0, le=10.0, description="0: sum, 1: proportional.")
    shift: float = Field(default=0.1, gt=0.0, description="s, in the unit of u: f is finite at 0.")
    tangents: int = Field(default=16, ge=2, le=200, description="Tangents of each territory.")


class ChenHooker(EquityRule):
    r"""``W = (G-1) \Delta + sum_g max(u_g - \Delta, min u)``, maximised or ``>= limit``.

    Territories within ``\Delta`` of the worst served count as the worst served does; what others
    have beyond counts in full. ``\Delta = 0`` is the sum, a great ``\Delta`` max-min. The first
    of the functions of Chen and Hooker (EJOR 299(1), 2022, 235-248, arXiv 2006.05963), that of
    Hooker and Williams (Management Science 58(9), 2012, 1682-1693), whose rows are used::

        z <= (G-1) D + sum v_g,  u_g - D <= v_g <= u_g - D d_g,  w <= v_g <= w + (M - D) d_g
        w >= 0, d_g in {0, 1}
    """

    kind: Literal["chen_hooker"]
    limit: Positive | None = Field(default=None, description="Limit of the measure, in its unit.")
    role: Role = Field(default="stage", alias="as")
    delta: float = Field(ge=0.0, description="Delta, in the unit of the benefit.")


class LeaveNoNeighbour(EquityRule):
    """Share of the people farther than ``minutes`` by road from every chosen site, ``<= limit``.

    One continuous column ``y`` a group of communes with the same sites in reach:
    ``y + sum of these sites >= 1``, ``sum people y <= limit * people``. ``benefit`` and ``per``
    only serve its table. Places without road graph (overseas) are unknown and left out.
    """

    kind: Literal["leave_no_neighbour"]
    limit: Share | None = Field(default=None, description=_PART)
    minutes: float = Field(gt=0.0, le=240.0, description="By road, from the commune to the site.")


Equity = Annotated[
    Floor
    | Ceiling
    | Band
    | MinShare
    | MaxMin
    | Leximin
    | Cvar
    | Gini
    | Alpha
    | ChenHooker
    | LeaveNoNeighbour,
    Field(discriminator="kind"),
]


def equity_name(name: str) -> str:
    """Return the name of a measure among constraints, rows and findings."""
    return f"equity.{name}"


def equity_findings(name: str, rule: EquityRule, sites: Sites) -> list[Finding]:
    """Report territories that the measure leaves out, and sites whose benefit is unknown."""
    if isinstance(rule, LeaveNoNeighbour):
        from tisites.model.equity_near import near_findings

        return near_findings(name, rule.minutes, sites.near[name])
    rows = rule.rows(sites)
    found = [
        Finding(
            "model",
            f"equity_{one.kind}",
            "warning",
            Text(
                f"{one.name} laissé hors de la mesure d'équité « {name} » : {one.reason.fr}",
                f"{one.name} left out of the equity measure '{name}': {one.reason.en}",
            ),
            Text(
                "élargir l'éligibilité, ou changer de dénominateur (per)",
                "widen the eligibility, or change the base (per)",
            ),
            one.code,
        )
        for one in rows.left_out
    ]
    if rows.unknown.size:
        some = ", ".join(sites.table.index[rows.unknown][:3])
        many = rows.unknown.size
        found.append(
            Finding(
                "model",
                "equity_unknown_benefit",
                "warning",
                Text(
                    f"« {name} » : bénéfice inconnu pour {many} sites, comptés pour 0 ({some}…)",
                    f"'{name}': unknown benefit of {many} sites, counted as 0 ({some}…)",
                ),
                Text("compléter ces sites", "complete these sites"),
                equity_name(name),
            )
        )
    return found


def equity_problems(name: str, rule: EquityRule, sites: Sites, *, access: bool) -> list[Problem]:
    """Return what cannot work, found without solving."""
    where = f"equity.{name}"
    found = []
    rows = rule.rows(sites)
    if not rows.codes:
        found.append(
            Problem(
                Text("aucun territoire à comparer", "no territory to compare"),
                Text("changer by ou per", "change by or per"),
                Where(column=f"{where}.by", value=rule.by),
            )
        )
    if rule.keep_value is not None and access:
        found.append(
            Problem(
                Text(
                    "keep_value ne sait pas encore compter le terme d'accès",
                    "keep_value cannot count the access term yet",
                ),
                Text("retirer keep_value ou [access]", "remove keep_value or [access]"),
                Where(column=f"{where}.keep_value", value=f"{rule.keep_value:g}"),
            )
        )
    for label in getattr(rule, "limits", {}):
        if label not in rows.codes:
            some = ", ".join(rows.codes[:8])
            found.append(
                Problem(
                    Text("territoire inconnu ou hors mesure", "territory unknown or left out"),
                    Text(f"employer un code : {some}", f"use a code: {some}"),
                    Where(column=f"{where}.limits", value=label),
                )
            )
    if isinstance(rule, MinShare) and _nowhere(rule, sites):
        found.append(
            Problem(
                Text(
                    "indicateur inconnu pour tous les sites : la zone serait vide",
                    "indicator unknown for every site: the zone would be empty",
                ),
                Text(
                    "ajouter la couche qui le donne (docs/data.md, tisites data list)",
                    "add the layer that gives it (docs/data.md, tisites data list)",
                ),
                Where(column=f"{where}.use", value=rule.use),
            )
        )
    if isinstance(rule, Gini) and rule.weigh == "population" and np.isnan(rows.population).any():
        found.append(
            Problem(
                Text("population inconnue", "unknown population"),
                Text('déclarer weigh = "equal"', 'declare weigh = "equal"'),
                Where(column=f"{where}.weigh"),
            )
        )
    return found


def _nowhere(rule: MinShare, sites: Sites) -> bool:
    """Whether nothing tells of any site if it lies in the zone."""
    if rule.use == "overseas":
        return False
    return bool(np.isnan(sites.indicators.interval(rule.use)[1]).all())
