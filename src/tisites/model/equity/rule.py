"""What every declared measure of equity has: its rule, its rows, and its value at a selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from tisites.model.benefit import Benefit, benefit_rows
from tisites.model.equity.rows import MEASURE
from tisites.model.equity.said import (
    kept_value_problem,
    left_out_findings,
    territory_problems,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding
    from tisites.messages.text import Text
    from tisites.model.benefit import BenefitRows
    from tisites.model.block import Block
    from tisites.model.sites import Sites

Role = Literal["constraint", "stage", "term", "report"]
#: What a stage settles: nothing, its rows being limits; a level for all territories, or one for
#: each; one figure; a ratio of two linear ones; or one figure whose rows need a switch a territory
#: while they are solved.
Nature = Literal["limits", "level", "levels", "figure", "ratio", "switched"]
#: Limits of measures that are a share, and of those that no selection has below zero.
UnitShare = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(ge=0.0)]
PART_WORDS = "Limit of the measure, a share between 0 and 1."
GAP_WORDS = "Limit of the gap, as a share of the whole benefit."
LIMIT_WORDS = "Limit of the measure, in its unit."


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

    #: What the measure is called.
    title: ClassVar[Text]
    nature: ClassVar[Nature] = "figure"
    #: Whether its own columns, not the rows of sites alone, carry its limit.
    carried_by_columns: ClassVar[bool] = False
    #: Whether it compares territories: one alone has nothing to be compared with.
    compares: ClassVar[bool] = False
    #: Whether it is a share of the whole, which people read in percent.
    percent: ClassVar[bool] = False

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

    @property
    def measure_unit(self) -> Text:
        """Unit of the measure; that of the benefit, unless a measure says otherwise."""
        return self.unit

    def block(self, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
        """Return the rows of the measure; a stage's stay open until it is solved.

        Parameters
        ----------
        name : str
            ``equity.NAME``.
        """
        raise NotImplementedError

    def measure(self, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
        """Return the measure at benefits (g,), and the sites (n,) that bring them, in its unit."""
        raise NotImplementedError

    def size(self, block: EquityBlock) -> float:
        """Return what a miss of the limit is a share of."""
        return max(abs(self.limit or 0.0), block.size)

    def term_scale(self, rows: BenefitRows, u: np.ndarray) -> float:
        """Return what a term multiplies the measure by."""
        del rows, u
        return 1.0

    def indicators(self) -> Iterator[tuple[str, str]]:
        """Return key and name of each indicator that the measure reads."""
        yield from ()

    def findings(self, name: str, sites: Sites, choose: int) -> list[Finding]:
        """Report territories that the measure leaves out, and sites whose benefit is unknown."""
        del choose
        return left_out_findings(name, self.rows(sites), sites)

    def problems(self, name: str, sites: Sites, *, access: bool) -> list[Problem]:
        """Return what cannot work, found without solving."""
        found = territory_problems(name, self.by, self.rows(sites), self.own_limits())
        if self.keep_value is not None and access:
            found.append(kept_value_problem(name, self.keep_value))
        return found

    def own_limits(self) -> dict[str, float]:
        """Return the limits that territories have of their own, by code."""
        return {}

    def limit_row(self) -> float:
        """Return the limit where the measure is a constraint; open elsewhere."""
        return self.limit if self.role == "constraint" and self.limit is not None else -np.inf


@dataclass(frozen=True, slots=True)
class EquityBlock:
    """Rows of one measure, and the measure as a linear function of sites and extra columns.

    The measure is what a stage or a term **maximises**: ``gain @ x + gain_extra @ y + offset``;
    at the best ``y`` for a selection it equals the measure of that selection (times ``sign``).

    Parameters
    ----------
    name : str
        ``equity.NAME``.
    rule : EquityRule
        What was declared.
    rows : BenefitRows
        Benefit of the territories judged.
    block : Block
        Rows, with the columns they bring. A row called ``[measure]`` bounds the measure.
    gain : (n,) float64
        By site.
    gain_extra : (e,) float64
        By extra column.
    offset : float
        Constant.
    sign : float
        1 where more is fairer, -1 where less is (Gini, band).
    """

    name: str
    rule: EquityRule
    rows: BenefitRows
    block: Block | None
    gain: np.ndarray
    gain_extra: np.ndarray
    offset: float = 0.0
    sign: float = 1.0

    @property
    def measure_row(self) -> str:
        """Label of the row that bounds the measure."""
        return f"{self.name}[{MEASURE}]"

    @property
    def size(self) -> float:
        """The most that its columns add up to: solvers are off by a share of it."""
        upper = None if self.block is None else self.block.extra_upper
        own = 0.0 if upper is None else float(np.abs(self.gain_extra) @ upper)
        return own + float(np.abs(self.gain).sum())

    def measured(self, x: np.ndarray) -> float:
        """Return the measure of a selection (n,), in its own unit: no row, no solver.

        Parameters
        ----------
        x : (n,) float64
            1 for a chosen site.
        """
        sites = x[: self.rows.matrix.shape[1]]
        return self.rule.measure(self, np.asarray(self.rows.matrix @ sites), sites)

    def short_of_limit(self, x: np.ndarray) -> float:
        """Return by how much a selection (n,) misses its limit, as a share of the measure's size.

        Floors, ceilings and shares are rows of the sites alone, checked as such: 0.
        """
        rule = self.rule
        if rule.role != "constraint" or rule.limit is None or not rule.carried_by_columns:
            return 0.0
        missing = self.sign * (rule.limit - self.measured(x))
        return missing / rule.size(self) if missing > 0 else 0.0

    def term_worth(self, x: np.ndarray) -> float:
        """Return what a term adds to the objective at a selection (n,).

        Its weight times its measure; an index counts times the mean benefit, as its rows do.
        """
        u = np.asarray(self.rows.matrix @ x[: self.rows.matrix.shape[1]])
        worth = self.sign * self.measured(x) * self.rule.term_scale(self.rows, u)
        return self.rule.weight * worth
