"""How fast one drives: the parameters of travel times, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator

if TYPE_CHECKING:
    from numpy.typing import NDArray

Speed = Annotated[float, Field(gt=0, le=200)]


#: Speed in the country, among houses and in dense towns, km/h.
Settings = tuple[Speed, Speed, Speed]
SETTINGS = ("rural", "mid", "dense")
#: Of a class: the mean limit that OpenStreetMap gives in each setting (Île-de-France, PACA), less a
#: tenth where one drives freely and more among lights and crossings. ``express`` and ``other`` are
#: set between these and checked against published times between towns.
CLASS_KMH: dict[str, Settings] = {
    "motorway": (116.0, 102.0, 84.0),
    "trunk": (90.0, 78.0, 65.0),
    "primary": (66.0, 52.0, 38.0),
    "secondary": (55.0, 45.0, 32.0),
    "link": (50.0, 50.0, 45.0),
    "express": (105.0, 95.0, 70.0),
    "other": (80.0, 65.0, 50.0),
}


class RoadSpeeds(BaseModel):
    """Speeds and detours of the road model; every default is the planner's choice.

    A pack tells the class of some roads of its graph, and of what evidence; the others, and every
    road of a pack that tells none, have a speed for all. Off the graph, a leg is the straight line
    times a detour, at the speed of secondary roads.

    Examples
    --------
    >>> round(RoadSpeeds().access_min_per_km, 2)
    1.56
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    road_kmh: float = Field(
        default=80.0,
        gt=0,
        description="mean speed on a road graph without classes, motorways and main roads together,"
        " km/h; planner's choice between the limits of 80 and 130 km/h",
    )
    by_class: bool = Field(
        default=True,
        description="drive each road at the speed of its class (class_kmh) where the pack tells any"
        " class; false: every road at road_kmh",
    )
    class_kmh: dict[str, Settings] = Field(
        default=CLASS_KMH,
        description="mean speed by class of road in the country, among houses, in dense towns, km/h"
        " (docs/criteria.md); 'other' is a road of the graph whose class is unknown",
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

    @field_validator("class_kmh")
    @classmethod
    def _complete(cls, given: dict[str, Settings]) -> dict[str, Settings]:
        """Fill the classes that are not given; an unknown class is an error."""
        unknown = sorted(set(given) - set(CLASS_KMH))
        if unknown:
            raise ValueError(f"unknown class of road: {', '.join(unknown)}")
        return {name: given.get(name, kmh) for name, kmh in CLASS_KMH.items()}

    def kmh(self, edges: pd.DataFrame) -> NDArray[np.float64]:
        """Return the speed on each edge of a graph, km/h.

        Parameters
        ----------
        edges : DataFrame
            Layer ``road_edges``: its columns ``road_class`` and ``setting`` may be absent.

        Examples
        --------
        >>> import pandas as pd
        >>> told = {"road_class": ["motorway", "trunk_link", None], "setting": ["mid", None, None]}
        >>> RoadSpeeds().kmh(pd.DataFrame(told)).tolist()
        [102.0, 50.0, 80.0]
        >>> RoadSpeeds().kmh(pd.DataFrame({"km": [1.0]})).tolist()
        [80.0]
        """
        if not self.by_class or not {"road_class", "setting"} <= set(edges.columns):
            return np.full(len(edges), self.road_kmh)
        kind = edges["road_class"].astype(object)
        kind = kind.where(kind.notna(), "other").str.replace(r"^.*_link$", "link", regex=True)
        names = list(self.class_kmh)
        table = np.array([self.class_kmh[name] for name in names])
        row = pd.Index(names).get_indexer(kind)
        where = edges["setting"].astype(object)
        column = pd.Index(SETTINGS).get_indexer(where.where(where.notna(), SETTINGS[0]))
        return table[np.where(row < 0, names.index("other"), row), np.maximum(column, 0)]

    @property
    def access_min_per_km(self) -> float:
        """Minutes for one km of straight line by secondary roads."""
        return self.access_detour / self.access_kmh * 60.0
