"""The programme over years as a model declares it: start years, money by year, what is due when."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tisites.model.sites import Grouping

Money = Annotated[float, Field(ge=0.0)]
Year = Annotated[int, Field(ge=2000, le=2100, strict=True)]
#: Which of the three figures of a cost counts; there is no other way to one figure.
Reading = Literal["low", "nominal", "high"]
READINGS: tuple[Reading, ...] = ("low", "nominal", "high")
#: Co-funds at most: each subset of them is a row a year.
MOST_FUNDS = 3


class SiteCost(BaseModel):
    """What one site costs, M€, where its own study tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    low: Money
    nominal: Money
    high: Money
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> SiteCost:
        if not self.low <= self.nominal <= self.high:
            raise ValueError("low, nominal and high must be in order")
        return self


class YearsCost(BaseModel):
    """What sites cost: an indicator in M€, which of its figures counts, sites known better."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    indicator: str = Field(default="cost_meur", description="Indicator of the cost, M€.")
    reading: Reading = Field(
        description="Which figure of the interval the budget pays: none is taken unless declared."
    )
    unknown: Literal["error", "exclude"] = Field(
        default="error", description="A site whose cost is unknown: an error, or not in the pool."
    )
    site: dict[str, SiteCost] = Field(
        default_factory=dict, description="Sites whose own study tells the cost, by id."
    )


class CoFund(BaseModel):
    """Another purse that pays a share of each site, up to its own yearly envelope."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    budget_meur: Money | tuple[Money, ...] = Field(
        description="Envelope of each year, M€: one figure, or one a year from the first."
    )
    share_max: float = Field(gt=0.0, le=1.0, description="Share of a site's cost at most.")
    ceiling_meur: Money | None = Field(default=None, description="M€ a site at most.")
    source: str = Field(min_length=1)


class Delivered(BaseModel):
    """How many sites are to be expected turnkey by the end of a year."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    by: Year = Field(description="Turnkey on its 31 December at the latest.")
    expected_min: float = Field(gt=0.0, description="Expected number of sites, at least.")


class Balance(BaseModel):
    """What each territory has at dates: sites begun, or turnkey at the likely year."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    by: Grouping
    counts: Literal["started", "turnkey"] = "started"
    min: dict[Year, int] = Field(
        default_factory=dict, description="By the end of a year, sites of each territory at least."
    )
    max: dict[Year, int] = Field(
        default_factory=dict, description="By the end of a year, sites of each territory at most."
    )
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _some(self) -> Balance:
        if not self.min and not self.max:
            raise ValueError("min or max is needed")
        return self


class ProgrammeRule(BaseModel):
    """The programme over years: when each site begins, and what each year pays.

    Examples
    --------
    >>> rule = ProgrammeRule(years=(2026, 2027), budget_meur=(100.0, 50.0), duration=2,
    ...                      cost={"reading": "nominal"}, source="programme")
    >>> rule.budget(2026), rule.budget(2030), rule.cost.reading
    (100.0, 50.0, 'nominal')
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    years: tuple[Year, ...] = Field(
        min_length=1,
        max_length=15,
        description="Years in which works may begin, one after another.",
    )
    budget_meur: Money | tuple[Money, ...] | None = Field(
        default=None,
        description="M€ a year: one figure, or one a year from the first (the last one holds for"
        " the years after it); left out: no limit.",
    )
    cost: YearsCost
    duration: Literal["steps"] | Annotated[int, Field(ge=1, le=30, strict=True)] = Field(
        default="steps",
        description="Years over which a site is paid, in equal parts: 'steps', its likely years of"
        " steps rounded up, or one number for all.",
    )
    discount: float = Field(
        default=0.0,
        ge=0.0,
        le=1.0,
        description="What a year's wait takes from a site's points: divided by 1 + discount for"
        " each year between the first year and the likely turnkey year.",
    )
    ties: Literal["earliest_starts", "earliest_spending"] = Field(
        default="earliest_starts",
        description="Among calendars of equal value: the least sum of start years, then the first"
        " ids first; or the least sum of start years weighted by cost.",
    )
    delivered: Delivered | None = Field(default=None, description="Delivery to be expected.")
    balance: dict[str, Balance] = Field(
        default_factory=dict, description="What territories have at dates."
    )
    cofunding: dict[str, CoFund] = Field(
        default_factory=dict, max_length=MOST_FUNDS, description="Other purses, by name."
    )
    source: str = Field(min_length=1, description="Where budget and years come from.")
    enabled: bool = True

    @field_validator("years")
    @classmethod
    def _follow(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        if any(b != a + 1 for a, b in pairwise(years)):
            raise ValueError("years must follow one another")
        return years

    @model_validator(mode="after")
    def _shares(self) -> ProgrammeRule:
        if sum(fund.share_max for fund in self.cofunding.values()) > 1.0:
            raise ValueError("shares of co-funds add up to more than 1")
        return self

    def budget(self, year: int) -> float:
        """Return the budget of a year, M€; infinite where none is declared."""
        return (
            float("inf")
            if self.budget_meur is None
            else _of_year(self.budget_meur, year - self.years[0])
        )

    def envelope(self, fund: str, year: int) -> float:
        """Return what a co-fund may pay in a year, M€."""
        return _of_year(self.cofunding[fund].budget_meur, year - self.years[0])


def _of_year(told: float | tuple[float, ...], after: int) -> float:
    if isinstance(told, tuple):
        return told[min(after, len(told) - 1)]
    return told
