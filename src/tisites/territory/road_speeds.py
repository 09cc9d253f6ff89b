"""How fast one drives: the parameters of travel times, each with its source."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RoadSpeeds(BaseModel):
    """Speeds and detours of the road model; every default is the planner's choice.

    The road graph has kilometres and no class of road, so one speed stands for motorways and main
    roads; everything else is the straight line times a detour, at the speed of secondary roads.

    Examples
    --------
    >>> round(RoadSpeeds().access_min_per_km, 2)
    1.56
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    road_kmh: float = Field(
        default=80.0,
        gt=0,
        description="mean speed on the road graph, motorways and main roads together, km/h; "
        "planner's choice between the limits of 80 and 130 km/h",
    )
    access_kmh: float = Field(
        default=50.0,
        gt=0,
        description="mean speed on secondary roads, towns included, km/h; planner's choice",
    )
    access_detour: float = Field(
        default=1.3,
        ge=1,
        description="length by secondary roads over the straight line; planner's choice in the "
        "usual range of 1.2 to 1.4",
    )
    access_max_km: float = Field(
        default=40.0,
        gt=0,
        description="longest straight line from a place to the road graph, km; planner's choice "
        "(every mainland commune lies within 38 km of the graph)",
    )
    local_max_km: float = Field(
        default=15.0,
        ge=0,
        description="longest straight line covered by secondary roads alone, without the graph, "
        "km; planner's choice",
    )
    entry_sectors: int = Field(
        default=6,
        ge=1,
        le=16,
        description="a place joins the graph at its nearest node in each of so many sectors of "
        "direction; planner's choice",
    )

    @property
    def access_min_per_km(self) -> float:
        """Minutes for one km of straight line by secondary roads."""
        return self.access_detour / self.access_kmh * 60.0
