"""The reserve list as a model declares it: how long, of what, and who enters after a withdrawal."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: Every chosen site is as likely to withdraw as another.
UNIFORM = "uniform"
_INDICATOR = re.compile(r"(1\s*-\s*)?([a-z][a-z0-9_]*)")


class ReserveRule(BaseModel):
    """A list of sites kept in reserve, for the chosen sites that withdraw.

    Examples
    --------
    >>> rule = ReserveRule(size=20, chained=10, source="comité de pilotage")
    >>> rule.covering, rule.rule, rule.propensity
    (10, 'score', ('uniform', False))
    >>> ReserveRule(size=3, withdrawal="1 - turnkey_probability", source="BdT").propensity
    ('turnkey_probability', True)
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    size: int = Field(ge=0, strict=True, description="Number of sites on the list.")
    chained: int = Field(
        default=0,
        ge=0,
        strict=True,
        description="How many of them are the next best (the 51st, the 52nd…), each chosen beside"
        " all that come before; the others are those that replace the most chosen sites.",
    )
    named: tuple[str, ...] = Field(
        default=(), description="Ids of sites that the list must hold; they count in its size."
    )
    rule: Literal["score", "value"] = Field(
        default="score",
        description="Who enters after a withdrawal: the admissible reserve site with the highest"
        " score, or the one that keeps the most points of the objective (service included).",
    )
    withdrawal: str = Field(
        default=UNIFORM,
        description="How likely each chosen site is to withdraw: 'uniform', in proportion to an"
        " indicator, or to '1 - indicator' where it is a share or a probability.",
    )
    recoverable: float | None = Field(
        default=None,
        ge=0.0,
        description="Points that any one withdrawal may cost at most: the selection itself is then"
        " changed so that each can be replaced within that loss.",
    )
    source: str = Field(min_length=1, description="Who decided it, and when.")
    enabled: bool = True

    @property
    def covering(self) -> int:
        """Number of sites that replace the most chosen ones, those named included."""
        return self.size - self.chained

    @property
    def propensity(self) -> tuple[str, bool]:
        """What withdrawal goes by, and whether by what it lacks to 1."""
        found = _INDICATOR.fullmatch(self.withdrawal)
        assert found is not None, "checked when it was declared"
        return found[2], found[1] is not None

    @model_validator(mode="after")
    def _fits(self) -> ReserveRule:
        if _INDICATOR.fullmatch(self.withdrawal) is None or self.propensity == (UNIFORM, True):
            raise ValueError("withdrawal is 'uniform', an indicator, or '1 - indicator'")
        if self.chained > self.size:
            raise ValueError("chained > size")
        if len(set(self.named)) < len(self.named):
            raise ValueError("a site is named twice")
        if len(self.named) > self.covering:
            raise ValueError("more sites are named than size - chained")
        return self
