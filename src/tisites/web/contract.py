"""Every body of ``/api/v1``: the OpenAPI page is made from these models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["reader", "planner"]
State = Literal[
    "queued", "running", "done", "stopped", "limit", "infeasible", "bad_input", "failed", "killed"
]
#: States that a job leaves again.
OPEN: tuple[State, ...] = ("queued", "running")
JobVerb = Literal[
    "prepare", "solve", "save", "explain", "rules", "price", "alternatives", "frontier", "equity",
    "robustness", "importance", "relax", "compromise", "compare", "dossier", "report", "check",
    "verify", "export", "coverage", "reserve", "reveal", "types",
    "stages", "calendar",
]  # fmt: skip
#: A cell of a table or a value of a form, as JSON has it.
Plain = str | int | float | bool | None
#: Keys that a draft changes: dotted key of the model to value; ``null`` takes a change back.
Changes = dict[Annotated[str, Field(max_length=200)], Any]


class Body(BaseModel):
    """A body of the contract: no key beside those that it names, no figure that is none."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


# what is wrong -------------------------------------------------------------------------------


class WhereBody(Body):
    """A place in an input."""

    file: str = ""
    line: int | None = None
    column: str | None = None
    value: str | None = None


class ProblemBody(Body):
    """One thing that is wrong, in the session's language."""

    what: str
    remedy: str = ""
    where: WhereBody = Field(default_factory=WhereBody)
    words: str = Field(default="", description="The whole, as the command line says it.")


class ProblemsBody(Body):
    """The body of every answer that refuses."""

    problems: list[ProblemBody]


# session -------------------------------------------------------------------------------------


class Named(Body):
    """A data pack that the server knows, a scenario or a model that ships with tisites."""

    name: str
    title: str
    synthetic: bool = False


class LimitsBody(Body):
    """What the server takes."""

    upload_mb: int
    body_kb: int
    queue: int
    at_work: int


class SessionBody(Body):
    """Who asks, in which language, and what there is to work on."""

    user: str
    role: Role
    language: Literal["fr", "en"]
    version: str
    csrf: str
    local: bool = Field(description="Whether the server serves this machine alone.")
    packs: list[Named]
    models: list[Named]
    scenarios: list[Named]
    verbs: list[str] = Field(description="Jobs that may be asked.")
    limits: LimitsBody


class Login(Body):
    """A token, from the token file of whoever serves."""

    token: str = Field(max_length=512)


# drafts --------------------------------------------------------------------------------------


class NewDraft(Body):
    """What a draft starts from."""

    title: str = Field(default="", max_length=200)
    pack: str = Field(default="demo", max_length=200)
    candidates: str | None = Field(default=None, max_length=64)
    scenario: str = Field(default="reference", max_length=400)
    changes: Changes = Field(default_factory=dict)
    run: str | None = Field(default=None, max_length=64, description="Result to start from.")
    toml: str | None = Field(default=None, max_length=400_000, description="A scenario file.")


class DraftPatch(Body):
    """What changes in a draft; ``null`` takes a change back to the scenario's value."""

    changes: Changes = Field(default_factory=dict)
    title: str | None = Field(default=None, max_length=200)
    pack: str | None = Field(default=None, max_length=200)
    candidates: str | None = Field(default=None, max_length=64)
    scenario: str | None = Field(default=None, max_length=400)


class SolvedBody(Body):
    """The last result of a draft, and the revision that it answers."""

    run: str
    revision: int


class DraftBody(Body):
    """What the planner edits; the server holds it."""

    id: str
    title: str
    pack: str
    candidates: str | None
    scenario: str
    changes: dict[str, Any]
    can_undo: bool
    can_redo: bool
    created: str
    updated: str
    revision: int = Field(description="Grows with each change.")
    saved_as: str | None = Field(default=None, description="Name it was saved or opened under.")
    solved: SolvedBody | None = Field(
        default=None, description="Revisions since then are changes that it has not seen."
    )


class PreviewAsked(Body):
    """Changes whose effect on the scores alone is asked."""

    changes: Changes = Field(default_factory=dict)


class SiteName(Body):
    """A site that enters or leaves."""

    id: str
    name: str


class PreviewBody(Body):
    """Who would leave the best so many by score."""

    leave: int
    top: int
    enter: list[SiteName]
    gone: list[SiteName]


class Choice(Body):
    """A value that a field may take."""

    value: Plain
    label: str


class FieldBody(Body):
    """One value of the model that a planner may set."""

    key: str
    label: str
    type: Literal["number", "integer", "boolean", "choice", "text", "sites"]
    value: Any = None
    default: Any = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    choices: list[Choice] = Field(default_factory=list)
    unit: str = ""
    source: str = ""
    help: str = ""


class CriterionField(Body):
    """A criterion and its weight."""

    key: str
    label: str
    unit: str = ""
    weight: float
    default: float
    min: float = 0.0
    max: float
    step: float
    source: str = ""
    scale: list[tuple[float, float]] = Field(default_factory=list)
    indicator: str
    reset: bool = Field(description="Whether it differs from the scenario.")


class FamilyFields(Body):
    """The criteria of a family and its share of all weights."""

    key: str
    label: str
    share_pct: float
    criteria: list[CriterionField]


class RuleFields(Body):
    """A rule of the model and what can be set of it."""

    key: str
    label: str
    kind: str
    enabled: bool
    said: str = Field(default="", description="Its limit in words, in the draft.")
    said_default: str = Field(default="", description="The same in the scenario.")
    limit: float | None = None
    unit: str = ""
    default: float | None = None
    source: str = ""
    fields: list[FieldBody] = Field(default_factory=list)


class OfferBody(Body):
    """A measure of equity that a shipped scenario declares: it can be added as it is."""

    key: str
    label: str
    value: dict[str, Any]


class FieldGroup(Body):
    """Fields that stand together."""

    fields: list[FieldBody] = Field(default_factory=list)


class Locks(Body):
    """Sites locked in and out."""

    within: list[str] = Field(default_factory=list, alias="in")
    out: list[str] = Field(default_factory=list)

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class FormBody(Body):
    """All that a planner may set, with defaults and sources."""

    choose: int
    choose_default: int
    families: list[FamilyFields]
    rules: list[RuleFields]
    assumptions: FieldGroup
    eligibility: FieldGroup
    equity: list[RuleFields]
    offers: list[OfferBody]
    locks: Locks
    changed: list[str]


# jobs ----------------------------------------------------------------------------------------


class NewJob(Body):
    """What is asked: a verb of the desk, on a draft or a result."""

    verb: JobVerb
    draft: str | None = Field(default=None, max_length=64)
    run: str | None = Field(default=None, max_length=200)
    options: dict[str, Any] = Field(default_factory=dict)


class JobBody(Body):
    """A job: where it stands, what it found."""

    id: str
    verb: JobVerb
    draft: str | None = None
    run: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    state: State
    phase: str = ""
    value: float | None = None
    bound: float | None = None
    gap_pct: float | None = None
    asked: str
    began: str | None = None
    ended: str | None = None
    position: int | None = Field(default=None, description="Jobs before it, while it is queued.")
    revision: int | None = Field(default=None, description="Of the draft that was asked about.")
    result: str | None = Field(default=None, description="Run that it made or answered about.")
    document: str | None = Field(default=None, description="Address of what it means.")
    files: list[str] = Field(default_factory=list)
    problems: list[ProblemBody] = Field(default_factory=list)
    words: str = Field(default="", description="Its state in a sentence.")
    resumed: int = Field(default=0, description="Times it was taken up again.")
    event: int = Field(default=0, description="Number of its last event.")


# results -------------------------------------------------------------------------------------


class ScoresBody(Body):
    """Scores of the sites that compete, with their intervals."""

    ids: list[str]
    score: list[float | None]
    low: list[float | None]
    high: list[float | None]


class MovedSites(Body):
    """Who entered and left since another result."""

    run: str
    within: list[str] = Field(alias="in")
    out: list[str]

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class ResultBody(Body):
    """A solved draft, or a stored run."""

    run: str
    short: str
    case: str
    draft: str | None = None
    saved: bool
    title: str
    scenario: str
    synthetic: bool
    notices: list[str]
    proof: str
    proof_words: str
    value: float | None
    bound: float | None
    gap_pct: float | None
    choose: int | None
    selected: list[str]
    n_eligible: int
    n_candidates: int
    seconds: dict[str, float]
    scores: ScoresBody
    sentences: list[str]
    changes_from: MovedSites | None = None
    mine: list[str] = Field(
        default_factory=list,
        description="Candidates that are the planner's own: of her list, or told in it.",
    )


class ReasonBody(Body):
    """Why a candidate does not compete."""

    key: str
    label: str
    sites: int = Field(description="How many candidates it keeps out.")


class Measure(Body):
    """A column of figures."""

    key: str
    label: str
    unit: str = ""
    decimals: int | None = None


class MapZone(Body):
    """A part of the country and the projection that it is drawn in."""

    key: str
    name: str
    crs: str
    bounds: tuple[float, float, float, float]


class ColumnsBody(Body):
    """Every candidate, a list a column; ``null`` where unknown."""

    run: str
    case: str
    n: int
    id: list[str]
    name: list[str | None]
    commune: list[str | None]
    insee: list[str | None]
    dep: list[str | None]
    region: list[str | None]
    region_name: dict[str, str]
    x: list[int | None]
    y: list[int | None]
    zone: list[int | None]
    zones: list[MapZone]
    eligible: list[bool]
    reason: list[int | None]
    reasons: list[ReasonBody]
    selected: list[bool]
    score: list[float | None]
    low: list[float | None]
    high: list[float | None]
    indicators: dict[str, list[float | None]]
    indicator_meta: list[Measure]
    surface_ha: list[float | None]
    source: str = Field(default="", description="Who made what is drawn, of when, licence.")


class FactBody(Body):
    """A labelled value."""

    label: str
    value: str
    unit: str = ""


class TerritoriesBody(Body):
    """Measures of the territories of a cut of the country."""

    by: str
    ids: list[str]
    name: list[str]
    measures: dict[str, list[float | None]]
    measure_meta: list[Measure]


class ShapeBody(Body):
    """An outline: rings of whole metres."""

    id: str
    zone: int
    rings: list[list[int]]


class OutlinesBody(Body):
    """Simplified outlines of a cut of the country."""

    by: str
    zones: list[MapZone]
    shapes: list[ShapeBody]


# documents -----------------------------------------------------------------------------------


class ColumnBody(Body):
    """A column of a document's table."""

    key: str
    label: str
    unit: str = ""
    decimals: int | None = None
    align: Literal["left", "right"] = "left"


class TableBody(Body):
    """A table: cells for programs, and the same written for a reader."""

    name: str
    title: str
    columns: list[ColumnBody]
    rows: list[list[Any]]
    shown: list[list[str]]
    strong: list[int] = Field(default_factory=list, description="Rows that are totals.")
    sites: list[str | None] = Field(
        default_factory=list, description="Site of each row, where the table has one a row."
    )
    note: str = ""


class FigureBody(Body):
    """A picture."""

    src: str
    alt: str
    caption: str = ""


class SectionBody(Body):
    """A heading and what stands under it."""

    title: str
    lines: list[str]
    facts: list[FactBody] = Field(default_factory=list)
    items: list[str]
    tables: list[TableBody]
    figures: list[FigureBody]
    note: str = ""


class DocumentBody(Body):
    """What an answer means."""

    name: str
    title: str
    notices: list[str]
    lead: list[str] = Field(default_factory=list)
    facts: list[FactBody] = Field(default_factory=list)
    sections: list[SectionBody]


class StudyBody(Body):
    """The last answer of a study on a result."""

    verb: str
    run: str | None
    job: str
    ended: str
    interrupted: bool = False
    document: DocumentBody
    data: dict[str, Any]
    files: list[str] = Field(default_factory=list)


# runs and files ------------------------------------------------------------------------------


class RunLine(Body):
    """A stored run in a list."""

    run: str
    short: str
    folder: str
    names: list[str]
    written: str
    scenario: str
    title: str
    proof: str
    proof_words: str
    proven: bool = Field(description="Optimal, as far as is claimed.")
    value: float | None
    n_selected: int
    n_candidates: int
    synthetic: bool
    pack: str = ""
    saved: bool = Field(default=True, description="Whether it lies in the store, with its map.")


class Pin(Body):
    """A name for a run."""

    name: str = Field(min_length=1, max_length=80)


class AuditLine(Body):
    """An entry of the audit log of a run."""

    run: str
    line: int
    kind: str
    kind_words: str = ""
    date: str
    author: str = ""
    words: str = ""
    intact: bool = Field(default=True, description="Whether the log is as it was written.")


class FileBody(Body):
    """A file that a job wrote."""

    name: str
    size: int
    href: str
    words: str = ""
