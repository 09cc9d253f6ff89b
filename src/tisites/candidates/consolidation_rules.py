"""What a model declares of duplicates and of assembly: ``[duplicates]`` and ``[assembly]``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_Share = Annotated[float, Field(gt=0, le=1)]
_Kilometres = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]


class DuplicateRules(BaseModel):
    """When two records are taken for the same site, and what is done then.

    Defaults were set on the national inventory: docs/candidates.md tells how.

    Examples
    --------
    >>> DuplicateRules().action
    'report'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_km: _Kilometres = Field(
        default=0.25, description="Farthest two records with similar names may lie, kilometres."
    )
    max_km_unnamed: _Kilometres = Field(
        default=0.1,
        description="Farthest two records may lie when names do not tell: surfaces must then"
        " agree, or one of them be unknown, kilometres.",
    )
    surface_ratio: _Share = Field(
        default=0.8, description="Surfaces agree if smaller / larger is at least this."
    )
    name_similarity: _Share = Field(
        default=0.6, description="Names agree if this share of the shorter one is in the other."
    )
    action: Literal["report", "merge"] = Field(
        default="report",
        description="report: tell, every record competes; merge: the better-known record competes"
        " alone.",
    )


class AssemblyRules(BaseModel):
    """When adjacent parcels are offered as one site.

    Examples
    --------
    >>> AssemblyRules().enabled
    False
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = False
    max_gap_m: float = Field(
        default=20.0,
        ge=0,
        le=2000,
        allow_inf_nan=False,
        description="Largest gap between two parcels of one site, metres: between polygons, or"
        " between discs of the parcels' areas where the file gives points.",
    )
    max_area_ha: float = Field(
        default=500.0,
        gt=0,
        allow_inf_nan=False,
        description="Parcels that would make a larger site stay apart, hectares.",
    )
    same_commune_only: bool = Field(
        default=True, description="Only parcels of the same main commune are assembled."
    )
