"""What a model declares of one criterion."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Unit = Annotated[float, Field(ge=0.0, le=1.0)]
#: Families of the official call of October 2023.
Family = Literal["attractiveness", "environment", "land", "maturity", "territory"]


class Criterion(BaseModel):
    """One scored criterion: an indicator, a fixed scale, a weight, what unknown means."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    indicator: str = Field(description="Name of the indicator, unit in the name.")
    label: str = Field(description="French label for tables.")
    label_en: str = Field(default="", description="English label; the French one when empty.")
    family: Family = Field(description="Family of the official call of October 2023.")
    weight: float = Field(ge=0.0, description="Relative weight; only ratios matter.")
    scale: dict[float, Unit] = Field(
        description="Points of the value function: quantity = value between 0 and 1.",
        min_length=2,
    )
    unknown: Literal["worst_word", "exclude", "error"] = Field(
        default="worst_word",
        description=(
            "What an unknown quantity counts for: 'worst_word', the least value over all that it"
            " may be, so that no known value scores less than its absence; or 'exclude' the site;"
            " or 'error'. The interval always spans what is possible."
        ),
    )
    source: str = Field(min_length=1, description="Where weight and scale come from.")

    @field_validator("unknown", mode="before")
    @classmethod
    def _former_name(cls, unknown: object) -> object:
        """Models written before words counted one by one said 'worst': the same, less finely."""
        return "worst_word" if unknown == "worst" else unknown

    @field_validator("scale")
    @classmethod
    def _sorted(cls, scale: dict[float, float]) -> dict[float, float]:
        return dict(sorted(scale.items()))
