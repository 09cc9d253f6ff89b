"""Assumptions about what is shared or dated: envelopes, basins, grid works, steps to turnkey."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tisites.criteria.interval import Positive, Share, positive, share

BasinStatus = Literal["deficit", "7b2", "7b3", "7b4", "declaration", "authorisation"]
Percentage = Annotated[float, Field(ge=0.0, le=100.0)]


class SharedAssumptions(BaseModel):
    """Mixed into :class:`~tisites.criteria.assumptions.Assumptions`; every default has its source.

    Examples
    --------
    >>> SharedAssumptions().drought_cut_pct[4]
    25.0
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    # -- zero net artificialisation
    zan_programme_share: Share = Field(
        default=share(0.005, 0.01, 0.02),
        description="share of a region's remaining envelope kept for this programme, housing and "
        "the rest taking theirs; planner's choice",
    )
    zan_reduction_pct: Percentage = Field(
        default=54.5,
        description="reduction of consumption 2021-2031 of SRADDET regions, % of 2011-2020 (order "
        "of 31 May 2024, TREL2410389A)",
    )
    zan_guarantee_ha: float = Field(
        default=1.0,
        ge=0,
        description="communal guarantee, ha, for a planning document prescribed before 22 August "
        "2026 (law 2023-630)",
    )
    # -- water
    water_basin_status: dict[str, BasinStatus] = Field(
        default={},
        description="status of named basins, as the SDAGE declares it: 'deficit', '7b3', '7b4' (no "
        "new net volume at low flow beyond what former sites release), '7b2' (measured increase: "
        "low_flow_share), 'declaration' (2 % of low flow), 'authorisation' (5 %); no national "
        "table was found, none by default",
    )
    water_released_m3_day: dict[str, Annotated[float, Field(ge=0.0)]] = Field(
        default={},
        description="net volume released by former sites, m³ a day, by basin: what a capped basin "
        "can give again; planner's data",
    )
    drought_cut_pct: dict[int, Percentage] = Field(
        default={0: 0.0, 1: 0.0, 2: 5.0, 3: 10.0, 4: 25.0},
        description="cut of withdrawals by severity (1 vigilance, 2 alert, 3 reinforced alert, 4 "
        "crisis) for classified installations above 10,000 m³ a year (order of 30 June 2023); "
        "regional frameworks can be harsher",
    )
    # -- network
    power_mw_per_ha: Positive = Field(
        default=positive(0.1, 0.5, 2.0),
        description="power drawn per hectare of site, MW; planner's choice",
    )
    grid_line_meur_per_km: Positive = Field(
        default=positive(0.3, 0.6, 1.5),
        description="price of a line, M€ a km; order of magnitude 0.3 to 1.5 (no price list "
        "published); nominal: planner's choice",
    )
    # -- maturity
    turnkey_by: int = Field(
        default=2030,
        ge=2020,
        le=2100,
        description="year by the end of which a site should be turnkey: 2030 at the latest "
        "(criterion 4 of the call of October 2023)",
    )
    steps_start_year: float = Field(
        default=2026.0, description="year when the steps to turnkey begin; planner's choice"
    )
