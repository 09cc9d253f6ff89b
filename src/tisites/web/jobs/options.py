"""What each verb may be asked, as JSON: the keys of its ``options``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tisites.messages.errors import BadInputError, Where
from tisites.messages.text import Text
from tisites.web.contract import JobVerb

if TYPE_CHECKING:
    from typing import Any

Short = Annotated[str, Field(max_length=200)]
#: A run, a result, ``RUN@n`` for a correction by hand, or the labels of 2024: never a path.
RunName = Annotated[str, Field(pattern=r"^[^\W_][\w.-]{0,99}(@[0-9]{1,4})?$")]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Options(BaseModel):
    """Options of a verb; each key has its default."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SolveOptions(Options):
    """``solve``."""

    seconds: Seconds | None = None
    gap_pct: float = Field(default=0.0, ge=0, lt=100)
    tolerant: bool = False


class DraftOptions(Options):
    """``prepare``, ``check``."""

    tolerant: bool = False


class NoOptions(Options):
    """``save``, ``export``."""


class ExplainOptions(Options):
    """``explain``: these sites; every candidate of a place where none is named."""

    sites: list[Short] = Field(default_factory=list, max_length=60)
    limits: bool = True
    plots: bool = True
    region: Short | None = None
    departement: Short | None = None
    exact: bool = False


class RulesOptions(Options):
    """``rules``."""

    rows: bool = False
    shapley: bool = False
    price: bool = True
    seconds: Seconds | None = None


class PriceOptions(Options):
    """``price``."""

    by: float = 1.0
    constraint: Short | None = None
    group: Short | None = None
    seconds: Seconds | None = None


class AlternativesOptions(Options):
    """``alternatives``."""

    count: int = Field(default=20, ge=1, le=500)
    differ: int = Field(default=5, ge=1, le=10_000)
    within_pct: float = Field(default=1.0, ge=0, le=100)


class CompromiseOptions(Options):
    """``compromise``."""

    rule: Short | None = None
    parties: list[Short] = Field(default_factory=list, max_length=50)
    points: int = Field(default=5, ge=0, le=50)
    objection_pct: float | None = Field(default=None, ge=0, le=100)
    others: bool = False
    seconds: Seconds | None = None


class FrontierOptions(Options):
    """``frontier``."""

    measure: Short | None = None
    points: int = Field(default=20, ge=2, le=200)
    seconds: Seconds | None = None


class EquityOptions(Options):
    """``equity``."""

    by: Short = "region"
    benefit: Short = "sites"
    per: Short = "population"
    worst: float = 0.2


class RobustnessOptions(Options):
    """``robustness``."""

    parts: list[Short] | None = Field(default=None, max_length=8)
    samples: int = Field(default=1000, ge=1, le=100_000)
    processes: int | None = Field(default=None, ge=1, le=64)
    seed: int = Field(default=1, ge=0, le=2**31)
    order: Annotated[str, Field(max_length=1000)] = ""


class RevealOptions(Options):
    """``reveal``: of another result, or of sites that are named."""

    run: RunName | None = None
    sites: list[Short] = Field(default_factory=list, max_length=2000)
    noise: float | None = Field(default=None, ge=0)
    intervals: bool = False

    @model_validator(mode="after")
    def _one(self) -> RevealOptions:
        if (self.run is None) != bool(self.sites):
            raise ValueError("run or sites is needed")
        return self


class ImportanceOptions(Options):
    """``importance``."""

    processes: int | None = Field(default=None, ge=1, le=64)


class ReserveOptions(Options):
    """``reserve``; what is left out is as ``[reserve]`` of the model says."""

    size: int | None = Field(default=None, ge=0, le=10_000)
    chained: int | None = Field(default=None, ge=0, le=10_000)
    named: list[Short] | None = Field(default=None, max_length=1000)
    rule: Literal["score", "value"] | None = None
    withdrawal: Short | None = None
    recoverable: float | None = Field(default=None, ge=0)
    recompute: bool = False
    draws: int = Field(default=400, ge=1, le=100_000)
    seed: int = Field(default=1, ge=0, le=2**31)
    seconds: Seconds | None = None


class CalendarOptions(Options):
    """``calendar``; ``programme`` names a shipped scenario, whose ``[programme]`` is taken."""

    programme: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")] | None = None
    schedule: bool = False
    alone: bool = False
    more: float = Field(default=10.0, gt=0, le=1e6)
    seconds: Seconds | None = None


class RelaxOptions(Options):
    """``relax``."""

    priorities: list[Short] = Field(default_factory=list, max_length=200)
    seconds: Seconds | None = None


class CompareOptions(Options):
    """``compare``."""

    runs: list[RunName] = Field(min_length=2, max_length=6)
    every: bool = True


class DossierOptions(Options):
    """``dossier``: of the draft's own list, unless another upload is named."""

    upload: str | None = Field(default=None, max_length=64)
    local: bool = False
    fiches: bool = False


Kind = Literal["html", "pdf", "docx", "xlsx", "gpkg", "png", "csv"]


def _usual() -> list[Kind]:
    return ["html", "pdf"]


class ReportOptions(Options):
    """``report``: of the result; of another job's study where ``study`` names it."""

    formats: list[Kind] = Field(
        default_factory=_usual, min_length=1, max_length=7
    )  # fmt: skip
    profile: Literal["public", "internal"] = "internal"
    sites: list[Short] = Field(default_factory=list, max_length=200)
    fiches: bool = False
    alone: bool = False
    study: str | None = Field(default=None, max_length=64)


class VerifyOptions(Options):
    """``verify``."""

    deep: bool = True
    proof: bool = True


class CoverageOptions(Options):
    """``coverage``: of a pack that the server knows."""

    pack: Short = "demo"


class TypesOptions(Options):
    """``types``: of the draft's own types, or of those of a shipped scenario."""

    types: RunName | None = None
    price: bool = True
    seconds: Seconds | None = None


class StagesOptions(Options):
    """``stages``: of the draft's own stages, or of those of a shipped scenario."""

    stages: RunName | None = None
    lengths: list[Annotated[int, Field(ge=1, le=1000)]] = Field(default=[], max_length=10)
    wild_cards: list[Annotated[int, Field(ge=0, le=1000)]] = Field(
        default=[0, 2, 5, 10, 20], max_length=20
    )
    seconds: Seconds | None = None


OPTIONS: dict[JobVerb, type[Options]] = {
    "prepare": DraftOptions,
    "solve": SolveOptions,
    "save": NoOptions,
    "explain": ExplainOptions,
    "rules": RulesOptions,
    "price": PriceOptions,
    "alternatives": AlternativesOptions,
    "frontier": FrontierOptions,
    "compromise": CompromiseOptions,
    "equity": EquityOptions,
    "robustness": RobustnessOptions,
    "importance": ImportanceOptions,
    "reveal": RevealOptions,
    "relax": RelaxOptions,
    "compare": CompareOptions,
    "dossier": DossierOptions,
    "report": ReportOptions,
    "check": DraftOptions,
    "verify": VerifyOptions,
    "export": NoOptions,
    "coverage": CoverageOptions,
    "reserve": ReserveOptions,
    "types": TypesOptions,
    "stages": StagesOptions,
    "calendar": CalendarOptions,
}
#: Verbs about a draft; those about a result need a run; ``compare`` and
#: ``coverage`` name their own.
OF_DRAFT = frozenset(
    {"prepare", "solve", "check", "relax", "frontier", "dossier", "types", "stages"}
)
OF_RUN = frozenset(OPTIONS) - OF_DRAFT - {"compare", "report", "coverage"}


def options_of(verb: JobVerb, given: dict[str, Any]) -> Options:
    """Return the options of a verb, each with its default.

    Raises
    ------
    BadInputError
        One problem for each key that is wrong.
    """
    from pydantic import ValidationError

    from tisites.web.refusals import body_problems

    try:
        return OPTIONS[verb].model_validate(given)
    except ValidationError as error:
        raise BadInputError(body_problems(error.errors(), "options")) from error


def refuse_subject(verb: str, draft: str | None, run: str | None) -> None:
    """Refuse a verb that is not told what it is about.

    Raises
    ------
    BadInputError
        If the draft or the result is missing.
    """
    from tisites.messages.errors import bad_input

    if verb in OF_DRAFT and draft is None:
        what = Text("ce calcul porte sur un brouillon", "this job is about a draft")
        raise bad_input(what, Text("donner draft", "give draft"), Where("draft"))
    if verb in OF_RUN and run is None:
        what = Text("ce calcul porte sur un résultat", "this job is about a result")
        raise bad_input(what, Text("résoudre d'abord, puis donner run", "solve first, give run"),
                        Where("run"))  # fmt: skip
