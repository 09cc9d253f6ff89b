"""What a model assumes: every figure with its unit in the key, its default and its source."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tisites.criteria.assumptions_shared import SharedAssumptions
from tisites.criteria.evidence import ArtificialisedShares, UrbanisedShares
from tisites.criteria.interval import Positive, Range, Share, positive, share
from tisites.criteria.land_control import LandControlLevels
from tisites.territory.road_speeds import RoadSpeeds

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class Percent(Positive):
    """A range inside 0 to 100 %."""

    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)


def percent(low: float, nominal: float, high: float) -> Percent:
    """Return a :class:`Percent` range."""
    return Percent(low=low, nominal=nominal, high=high)


class Readiness(BaseModel):
    """How much of the way to a turnkey site is done, %, by status; all planner's choice.

    The CNIG standard has no field for maturity (Cerema to the steering committee, 6 May 2024).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    potential: Percent = Field(
        default=percent(0, 10, 40), description="« friche potentielle »: seen, never checked"
    )
    without_project: Percent = Field(
        default=percent(10, 30, 60), description="« friche sans projet »: checked and free"
    )
    with_project: Percent = Field(
        default=percent(20, 50, 90),
        description="« friche avec projet »: studies begun, perhaps for another use",
    )
    reconverted: Percent = Field(
        default=percent(0, 0, 0), description="« friche reconvertie »: no longer available"
    )


class PollutionLevels(BaseModel):
    """Level of soil pollution, 0 none to 1 proven, by the CNIG word; all planner's choice."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    none: Share = Field(default=share(0, 0, 0.1), description="« pollution inexistante »")
    treated: Share = Field(default=share(0, 0.1, 0.3), description="« pollution traitée »")
    unlikely: Share = Field(default=share(0, 0.2, 0.5), description="« pollution peu probable »")
    supposed: Share = Field(default=share(0.3, 0.6, 1.0), description="« pollution supposée »")
    proven: Share = Field(default=share(0.7, 1.0, 1.0), description="« pollution avérée »")


class Assumptions(SharedAssumptions):
    """The ``[assumptions]`` table of a model.

    Examples
    --------
    >>> Assumptions(warming="4c").decay_min[15.0]
    0.8
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    # -- zero net artificialisation
    zan_regime: Literal["enaf", "net"] = Field(
        default="enaf",
        description="what zan_debit_ha counts: 'enaf', new natural, agricultural and forest land "
        "(law 2021-1104, art. 194: until 2031), or 'net', net artificialisation in the "
        "nomenclature (planning code, R.101-1: after)",
    )
    industry_exempt: bool = Field(
        default=False,
        description="pending law that would not count industry: TRACE bill (Senate, 18 March "
        "2025), simplification bill (Assembly, 17 June 2025); zan_debit_ha is then 0",
    )
    footprint_share: Share = Field(
        default=share(0.56, 1.0, 1.0),
        description="share of the site's area that the project takes; low: 111 ha sellable of 198 "
        "at Portes du Tarn (La Tribune); nominal: the whole site, planner's choice",
    )
    urbanised_share: UrbanisedShares = Field(
        default=UrbanisedShares(),
        description="share of the site already urbanised, by evidence; planner's choice",
    )
    artificialised_share: ArtificialisedShares = Field(
        default=ArtificialisedShares(),
        description="share of the site already artificialised in the nomenclature, by evidence; "
        "planner's choice",
    )
    renatured_share: Fraction = Field(
        default=0.0,
        description="share of the site's area renatured elsewhere in return; planner's choice "
        "(no data: none)",
    )
    renaturation_credited: bool = Field(
        default=False,
        description="whether renaturation counts in the net regime: only when effective, and at "
        "the scale of the planning document",
    )
    # -- workforce
    roads: RoadSpeeds = Field(
        default=RoadSpeeds(), description="speeds and detours behind travel times"
    )
    decay_min: dict[float, Fraction] = Field(
        default={0.0: 1.0, 15.0: 0.8, 30.0: 0.4, 45.0: 0.0},
        description="weight of a worker by minutes of road, linear between points; French "
        "commutes: median 15 min, mean 23.5, ninth decile 48 (Observatoire des territoires, 2016); "
        "values are the planner's choice",
    )
    share_20_64_where_unknown: Share = Field(
        default=share(0.50, 0.58, 0.65),
        description="people of 20 to 64 in the population, for communes whose figure is unknown "
        "(Paris, Lyon and Marseille among them); planner's choice around the national 55 %",
    )
    jobs_per_ha: Positive = Field(
        default=positive(10, 15, 25),
        description="jobs per hectare of site; 15 in the zones of Pays de la Loire (INSEE "
        "4488557), 24 in those of Occitanie (INSEE 6469750), 8 to 15 at Verkor",
    )
    activity_rate_pct: Percent = Field(
        default=percent(75, 80, 85),
        description="people of 20 to 64 in the labour force, %; planner's choice",
    )
    mobilisable_share: Share = Field(
        default=share(0.05, 0.075, 0.10),
        description="share of industrial workers and job seekers a programme can draw on; "
        "planner's choice in the range of 5 to 10 %",
    )
    # -- water
    warming: Literal["2c", "2_7c", "4c"] = Field(
        default="2_7c",
        description="warming in France of the low-flow projections (Explore2; TRACC reference: "
        "+2 °C in 2030, +2.7 °C in 2050, +4 °C in 2100)",
    )
    zre_absence_is_proof: bool = Field(
        default=False,
        description="whether a commune absent from the list of zones de répartition des eaux is "
        "surely outside; the source (Sandre, commune points) does not say so",
    )
    water_m3_per_ha_day: Positive = Field(
        default=positive(5, 15, 40),
        description="water withdrawn, m³ a day per hectare of site; planner's choice",
    )
    water_consumed_share: Share = Field(
        default=share(0.05, 0.07, 0.30),
        description="share of withdrawn water not given back; 0.07: industry is 4 % of 4.1 bn m³ "
        "consumed and 7.6-8 % of 30.4 bn m³ withdrawn (2020, actu-environnement 43148); "
        "ends are the planner's choice",
    )
    low_flow_l_s_km2: Positive = Field(
        default=positive(0.5, 1.5, 3.0),
        description="low flow (QMNA5) by area of basin, litres a second per km²; planner's choice "
        "until measured flows are in the pack",
    )
    low_flow_share: Share = Field(
        default=share(0.0005, 0.001, 0.002),
        description="share of low flow left to this programme; planner's choice, a twentieth of "
        "the 2 % where a withdrawal must be declared (rubrique 1.2.1.0)",
    )
    # -- network
    grid_detour: Positive = Field(
        default=positive(1.0, 1.2, 1.5),
        description="length of a feasible line over the straight line; planner's choice",
    )
    htb3_mw: float = Field(
        default=1000.0,
        ge=0,
        description="power of a connection at 400 kV, MW; upper end of the fast track of 400 MW "
        "to 1 GW (CRE)",
    )
    htb3_max_km: float = Field(
        default=20.0,
        ge=0,
        description="longest feasible line to a 400 kV substation, km; planner's choice",
    )
    grid_request_year: float = Field(
        default=2026.0, description="year of the connection request; planner's choice"
    )
    grid_lead_years: Positive = Field(
        default=positive(3, 5, 7),
        description="years from request to connection: 3 to 5, up to 7 (e-voltaire, February 2026)",
    )
    grid_years_per_10km: float = Field(
        default=0.5, ge=0, description="years more for 10 km of line; planner's choice"
    )
    grid_delay_years: float = Field(
        default=0.0, ge=0, description="further delay of every connection; planner's choice"
    )
    # -- maturity
    readiness_pct: Readiness = Field(
        default=Readiness(), description="progress to turnkey by status; planner's choice"
    )
    pollution_level: PollutionLevels = Field(
        default=PollutionLevels(), description="level of pollution by word; planner's choice"
    )

    # -- land
    land_control: LandControlLevels = Field(
        default=LandControlLevels(),
        description="how near the land is to control, by type of owner; planner's choice",
    )

    @field_validator("decay_min")
    @classmethod
    def _falls(cls, decay: dict[float, float]) -> dict[float, float]:
        ordered = dict(sorted(decay.items()))
        weights = list(ordered.values())
        if not ordered or min(ordered) < 0:
            raise ValueError("at least one point, minutes not negative")
        if any(a < b for a, b in pairwise(weights)) or weights[-1] != 0.0:
            raise ValueError("weights must fall with time, down to 0")
        return ordered

    @property
    def travel_limit_min(self) -> float:
        """Longest travel time that any workforce indicator needs."""
        return max(45.0, *self.decay_min)


__all__ = ["Assumptions", "Percent", "PollutionLevels", "Range", "Readiness", "percent"]
