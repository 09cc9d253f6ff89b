"""Two stages: territories list what they propose, the nation chooses among the lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tisites.messages.text import Text
from tisites.model.sites import Grouping

Count = Annotated[int, Field(ge=0, strict=True)]


class StagesRule(BaseModel):
    """How lists are made and read; a list is a portfolio that its territory could hold whole.

    Examples
    --------
    >>> rule = StagesRule(max=8, limits={"94": 3}, source="comité")
    >>> rule.most("94"), rule.most("32")
    (3, 8)
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: str = Field(default="", description="French name of the first stage.")
    title_en: str = Field(default="", description="English name; the French one when empty.")
    by: Grouping = Field(default="region", description="Who makes the lists.")
    min: Count = Field(default=0, description="Sites that each territory is to propose at least.")
    max: Count | None = Field(
        default=None, description="Sites it proposes at most; all its sites when absent."
    )
    limits: dict[str, Count] = Field(
        default_factory=dict, description="At most, for territories named by code."
    )
    weights: dict[str, dict[str, Annotated[float, Field(ge=0.0)]]] = Field(
        default_factory=dict,
        description="Weights of criteria by code of territory; others keep those of the model.",
    )
    national_share: float = Field(
        default=0.0, ge=0.0, le=1.0,
        description="Share of the national score in what a territory ranks its sites by.",
    )  # fmt: skip
    wild_cards: Count = Field(
        default=0, description="Sites that the nation may choose outside the lists."
    )
    source: str = Field(min_length=1, description="Where lengths, weights and wild cards are from.")
    enabled: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> StagesRule:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self

    @property
    def titled(self) -> Text:
        """What a reader calls the first stage, in each language."""
        return Text(self.title, self.title_en or self.title)

    def most(self, code: str) -> int | None:
        """Return how many sites a territory may propose; ``None`` where all of them."""
        return self.limits.get(code, self.max)
