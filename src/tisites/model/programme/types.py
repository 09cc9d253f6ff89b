"""Types of projects: what each needs of a site, how much it draws, how many are wanted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tisites.messages.text import Text

Multiplier = Annotated[float, Field(gt=0.0, le=100.0)]
#: Indicators that each multiplier multiplies, where a rule of the model adds them up.
MULTIPLIED: dict[str, tuple[str, ...]] = {
    "labour": ("labour_need_jobs", "labour_pressure_pct"),
    "water": ("water_need_m3_day", "low_flow_net_m3_day"),
    "power": ("power_need_mw",),
}


class Need(BaseModel):
    """What a type needs of one indicator of the site.

    Examples
    --------
    >>> Need(min=200.0).unknown
    'exclude'
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    min: float | None = Field(default=None, description="At least, in the indicator's unit.")
    max: float | None = Field(default=None, description="At most, in the indicator's unit.")
    bound: Literal["low", "nominal", "high"] = Field(
        default="nominal", description="End of the indicator's interval that is held to the need."
    )
    unknown: Literal["exclude", "verify"] = Field(
        default="exclude",
        description="A site of which it is not known whether it meets the need: it cannot have the"
        " type ('exclude'), or may, told as to be verified ('verify').",
    )
    source: str = Field(default="", description="Where the figure comes from; the type's if empty.")

    @model_validator(mode="after")
    def _some(self) -> Need:
        if self.min is None and self.max is None:
            raise ValueError("min or max is needed")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self


class Multiply(BaseModel):
    """How much more, or less, than the model's ordinary project a type draws on what is shared."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    labour: Multiplier = Field(default=1.0, description="Times the jobs to fill.")
    water: Multiplier = Field(default=1.0, description="Times the water drawn.")
    power: Multiplier = Field(default=1.0, description="Times the power drawn.")


class ProjectType(BaseModel):
    """A type of project that a site may be chosen for."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: str = Field(min_length=1, description="French name.")
    title_en: str = Field(default="", description="English name; the French one when empty.")
    min: int = Field(default=0, ge=0, strict=True, description="Sites at least.")
    max: int | None = Field(default=None, ge=0, strict=True, description="Sites at most.")
    needs: dict[str, Need] = Field(
        default_factory=dict, description="What the site must have: indicator = {min, max}."
    )
    multiply: Multiply = Field(
        default_factory=Multiply, description="What it draws, times the model's own need."
    )
    weights: dict[str, Annotated[float, Field(ge=0.0)]] = Field(
        default_factory=dict,
        description="Weights of criteria for this type; others keep those of the model.",
    )
    unverifiable: str = Field(
        default="",
        description="Needs that the source tells and that no data measures, in French; told.",
    )
    source: str = Field(min_length=1, description="Where needs and quotas come from.")

    @model_validator(mode="after")
    def _ordered(self) -> ProjectType:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self

    @property
    def titled(self) -> Text:
        """What a reader calls the type, in each language."""
        return Text(self.title, self.title_en or self.title)

    def multiply_of(self, name: str) -> float:
        """Return a multiplier by its name."""
        return float(getattr(self.multiply, name))


class TypesRule(BaseModel):
    """How points of sites chosen for unlike types are added up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sum: Literal["points", "share_of_best"] = Field(
        description="'points': a point counts alike whatever the type, the planner's own claim;"
        " 'share_of_best': each type's scores are divided by that of the best site it fits, 100.",
    )
    source: str = Field(min_length=1, description="Why points of unlike types may be added so.")
