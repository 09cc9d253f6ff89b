"""What a model declares of eligibility: its ``[eligibility]`` table."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Unknown = Annotated[
    Literal["conditional", "exclude"],
    BeforeValidator(lambda word: "conditional" if word == "keep" else word),  # its former name
]
_Hectares = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class EligibilityRules(BaseModel):
    """Which sites may compete.

    Surface, coordinates and commune must be known in any case: nothing can be measured without
    them. Every other rule says what happens when its datum is unknown: "exclude" the site, or keep
    it on condition that the datum is declared ("conditional"): it is told beside the site, and
    the blank counts as the worst value that is admitted. An empty list is no rule.
    Labels are compared without regard to case, trailing blanks or typographic apostrophes.

    Examples
    --------
    >>> rules = EligibilityRules(min_surface_ha=3, zonings_excluded=("A", "N"))
    >>> rules.unknown_zoning
    'conditional'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_surface_ha: _Hectares | None = Field(None, description="Smallest surface, hectares.")
    max_surface_ha: _Hectares | None = Field(
        None,
        description="Largest surface, hectares; beyond it the surface is taken as an error of the"
        " source, told as a finding, and the site stays out until verified.",
    )
    statuses: tuple[str, ...] = Field((), description="Accepted statuses; empty: all.")
    statuses_excluded: tuple[str, ...] = Field((), description="Excluded statuses.")
    statuses_to_verify: tuple[str, ...] = Field(
        (), description="Statuses that no one has checked: such sites are to verify."
    )
    unknown_status: Unknown = Field("conditional", description="Sites of unknown status.")
    types: tuple[str, ...] = Field((), description="Accepted types; empty: all.")
    types_excluded: tuple[str, ...] = Field(
        (),
        description="Excluded types; article D.111-54 leaves out unbuilt agricultural, forest and"
        " natural land.",
    )
    unknown_type: Unknown = Field("conditional", description="Sites of unknown type ('inconnu').")
    zonings_excluded: tuple[str, ...] = Field(
        (), description="Excluded zonings of the planning document (A, N, Ah, Nh…)."
    )
    unknown_zoning: Unknown = Field("conditional", description="Sites of unknown zoning.")
    coord_quality: tuple[str, ...] = Field((), description="Accepted qualities; empty: all.")
    unknown_coord_quality: Unknown = Field(
        "conditional", description="Sites whose coordinates have no declared quality."
    )
    surface_quality: tuple[str, ...] = Field(
        (), description="Accepted beginnings of the surface's quality; empty: all."
    )
    unknown_surface_quality: Unknown = Field(
        "conditional", description="Sites whose surface has no declared quality."
    )
    max_area_ratio: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = Field(
        None,
        description="Largest ratio of the areas told of one site; beyond it the site is to verify,"
        " unless a planner or the cadastre confirms one.",
    )
    max_km_from_commune: _Hectares | None = Field(
        None,
        description="Farthest a site may lie beyond its commune's own outline, kilometres; in a"
        " pack without outlines, beyond the disc of twice the radius of the commune's area.",
    )
    unknown_km_from_commune: Unknown = Field(
        "conditional", description="Sites whose commune has no known point."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        low, high = self.min_surface_ha, self.max_surface_ha
        if low is not None and high is not None and low > high:
            raise ValueError("min_surface_ha is larger than max_surface_ha: no site could compete")
        return self
