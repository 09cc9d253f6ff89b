"""A declared decision model: everything named, units in keys, nothing hidden in code."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from tisites.candidates.consolidation_rules import AssemblyRules, DuplicateRules
from tisites.candidates.eligibility_rules import EligibilityRules, Unknown
from tisites.criteria.assumptions import Assumptions
from tisites.messages.text import Text
from tisites.model.equity import Equity
from tisites.model.kinds import Constraint
from tisites.model.programme.party import CompromiseRule, Party
from tisites.model.programme.reserve import ReserveRule
from tisites.model.programme.stages import StagesRule
from tisites.model.programme.types import ProjectType, TypesRule
from tisites.model.programme.years import ProgrammeRule
from tisites.model.robust import RobustRule
from tisites.score.criterion import Criterion, Unit

#: The indicator that is a word: what a site is used or meant for (docs/evidence.md).
PLANNED_USE = "planned_use"
#: Keys that are written only where they are declared (:mod:`tisites.model.programme`).
PROGRAMME = ("programme", "reserve", "stages", "type", "types", "party", "compromise")
PlannedUse = Literal[
    "industry", "logistics", "housing", "nature", "photovoltaics", "equipment", "waste",
    "military", "working_plant", "none_known",
]  # fmt: skip


class Law(BaseModel):
    """A dated legal text behind the figures of a model; a label, it decides nothing by itself.

    Examples
    --------
    >>> told = Law(text="TRACE", date="2025-03-18", status="adopté par le Sénat", source="senat.fr")
    >>> told.in_force
    False
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1, description="Name of the text, in French.")
    text_en: str = Field(default="", description="In English; the French one when empty.")
    date: str = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}$", description="Date of the vote or of the law, ISO 8601."
    )
    status: str = Field(min_length=1, description="Where the text stands, in French.")
    status_en: str = Field(default="", description="In English; the French one when empty.")
    read: str = Field(default="", description="When its status was last read (year-month).")
    source: str = Field(min_length=1, description="Where text and status were read.")
    in_force: bool = Field(
        default=False,
        description="Whether the law is in force; every output of another says to have it checked.",
    )


class Bar(BaseModel):
    """A hard bar on an indicator, with the reason printed beside every site it excludes.

    A number is barred above or below a figure; ``planned_use`` where it is one of ``uses``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    indicator: str
    above: float | None = Field(default=None, description="Excluded strictly above.")
    below: float | None = Field(default=None, description="Excluded strictly below.")
    uses: tuple[PlannedUse, ...] = Field(default=(), description="Excluded planned uses.")
    hint: Literal["verify", "keep"] = Field(
        default="verify",
        description="Sites of which a hint alone tells an excluded use: to verify, or kept.",
    )
    unknown_project: Literal["verify", "keep"] = Field(
        default="keep",
        description="Sites with a project of which no source tells the use: to verify, or kept.",
    )
    bound: Literal["low", "nominal", "high"] = "nominal"
    unknown: Unknown = Field(
        description="A site whose quantity is unknown, or rests on a blank that may bar it: kept on"
        " condition that it is declared, or excluded."
    )
    reason: str = Field(min_length=1, description="In French, printed by the list of candidates.")
    reason_en: str = ""
    source: str = Field(min_length=1)
    enabled: bool = True

    @model_validator(mode="after")
    def _some(self) -> Bar:
        if self.indicator == PLANNED_USE:
            if not self.uses:
                raise ValueError("uses is needed")
        elif self.above is None and self.below is None:
            raise ValueError("above or below is needed")
        return self


class AccessRule(BaseModel):
    """How well the selection serves a demand layer: each commune by its best chosen site."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    demand: Literal["population_20_64", "population"] = "population_20_64"
    decay_min: dict[float, Unit] = Field(
        min_length=2, description="Service by minutes of road: minutes = value between 0 and 1."
    )
    weight: float = Field(
        ge=0.0,
        lt=1.0,
        description=(
            "Weight against the sites' own scores: the objective is (1 - weight) x sum of scores"
            " + weight x 100 x choose x share of the demand served."
        ),
    )
    source: str = Field(min_length=1)
    enabled: bool = True

    @field_validator("decay_min")
    @classmethod
    def _falls(cls, decay: dict[float, float]) -> dict[float, float]:
        ordered = dict(sorted(decay.items()))
        values = list(ordered.values())
        if any(a < b for a, b in pairwise(values)) or values[-1] != 0.0:
            raise ValueError("service must fall with time, down to 0")
        return ordered


class Model(BaseModel):
    """A decision model, whole: what a scenario merges to and what is written into the run."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str
    title_en: str = ""
    version: str
    description: str = ""
    choose: int = Field(gt=0, strict=True, description="Number of sites to choose.")
    choose_at_most: bool = Field(
        default=False,
        description="choose is a ceiling: fewer sites where no more hold together (a local list).",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="Column mapping of the candidate file: ours = theirs."
    )
    law: Law | None = Field(
        default=None,
        description="Legal regime that the figures assume: text, date, status, source.",
    )
    evidence: str = Field(
        default="",
        description="File of the planner's own evidence: site, use or area, source, date; its path"
        " from the current folder.",
    )
    labelled_2024: Literal["ignore", "lock_in"] = Field(
        default="ignore",
        description="Sites labelled in April 2024: left aside, or locked in as already decided.",
    )
    eligibility: EligibilityRules
    duplicates: DuplicateRules = Field(default_factory=DuplicateRules)
    assembly: AssemblyRules = Field(default_factory=AssemblyRules)
    assumptions: Assumptions = Field(default_factory=Assumptions)
    score: dict[str, Criterion] = Field(min_length=1)
    access: AccessRule | None = None
    robust: RobustRule | None = Field(
        default=None, description="Protection against the low scores of a few chosen sites."
    )
    exclude: dict[str, Bar] = Field(default_factory=dict)
    constraint: dict[str, Constraint] = Field(default_factory=dict)
    equity: dict[str, Equity] = Field(
        default_factory=dict, description="How the benefit of territories is to be shared."
    )
    programme: ProgrammeRule | None = Field(
        default=None, description="Start years, money by year, delivery: tisites calendar."
    )
    reserve: ReserveRule | None = Field(
        default=None, description="List of sites that replace chosen ones that withdraw."
    )
    type: dict[str, ProjectType] = Field(
        default_factory=dict,
        description="Types of projects that sites are chosen for (tisites types).",
    )
    stages: dict[str, StagesRule] = Field(
        default_factory=dict,
        description="Lists by territory before the national choice (tisites stages).",
    )
    types: TypesRule | None = Field(
        default=None, description="How points of sites of unlike types are added up."
    )
    party: dict[str, Party] = Field(
        default_factory=dict, description="Who takes part in the decision, with weights of its own."
    )
    compromise: CompromiseRule | None = Field(
        default=None, description="How the selections of several parties are brought together."
    )

    @property
    def titled(self) -> Text:
        """What a reader calls the model, in each language."""
        return Text(self.title, self.title_en or self.title)

    @model_serializer(mode="wrap")
    def _declared_alone(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the keys of the programme that are not declared: the model is then what it was.

        Examples
        --------
        >>> from tisites.model.points import load_scenario
        >>> model, _ = load_scenario("reference")
        >>> set(PROGRAMME) & set(model.model_dump())
        set()
        """
        said: dict[str, Any] = written(self)
        return {key: told for key, told in said.items() if key not in PROGRAMME or told}

    @field_validator("score")
    @classmethod
    def _weighted(cls, score: dict[str, Criterion]) -> dict[str, Criterion]:
        if sum(criterion.weight for criterion in score.values()) <= 0.0:
            raise ValueError("all weights are zero")
        return score
