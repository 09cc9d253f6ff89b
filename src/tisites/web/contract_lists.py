"""Bodies of ``/api/v1`` that tell of a planner's own list: uploaded, looked at, accepted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tisites.web.contract import Body, Choice, ProblemBody

#: Words of a form that a list may hold; longer ones are no name of a column or of a commune.
Words = Annotated[str, Field(max_length=500)]


class UploadBody(Body):
    """A file that a planner gave; nothing is read of it yet."""

    upload: str
    name: str
    size: int
    accepted: bool = Field(default=False, description="Whether its reading was accepted.")
    sites: int = Field(default=0, description="Of an accepted list.")
    left_out: int = Field(default=0, description="Rows of an accepted list that cannot compete.")


class AskedReading(Body):
    """What a planner says of a list: nothing, at first."""

    pack: str = Field(default="demo", max_length=200)
    sheet: str | None = Field(default=None, max_length=500)
    unit: str | None = Field(default=None, max_length=10)
    communes: dict[Words, Words] = Field(default_factory=dict, max_length=10_000)
    meanings: dict[Words, Words] = Field(
        default_factory=dict, max_length=2_000, description="Column to datum; empty to leave it."
    )


class ListColumnBody(Body):
    """A column of a list and what it is read as."""

    name: str
    datum: str | None
    meaning: str
    examples: list[str]
    sure: Literal["sure", "likely", "check"] | None
    sure_words: str


class CommuneChoice(Body):
    """A commune that bears the name that was asked about."""

    code: str
    name: str
    department: str


class CommuneAsked(Body):
    """A name that several communes bear."""

    key: str
    name: str
    lines: list[int]
    choices: list[CommuneChoice]
    chosen: str | None = None


class FindingGroup(Body):
    """Findings of one kind, with the rows that they are about."""

    code: str
    severity: Literal["exclusion", "warning", "info"]
    severity_words: str
    message: str
    remedy: str
    count: int
    lines: list[int] = Field(description="The first rows, as the file numbers them.")
    subjects: list[str] = Field(description="The first sites.")


class GuessBody(Body):
    """How a list would be read; nothing is changed by it."""

    upload: str
    name: str
    state: Literal["as_it_is", "guessed", "known", "refused"]
    title: str
    where: str = ""
    sheet: str | None = None
    sheets: list[str] = Field(default_factory=list)
    unit: str | None = None
    unit_asked: bool = False
    units: list[Choice] = Field(default_factory=list)
    columns: list[ListColumnBody] = Field(default_factory=list)
    data: list[Choice] = Field(default_factory=list, description="What a column may be read as.")
    rows: list[str] = Field(default_factory=list)
    questions: list[CommuneAsked] = Field(default_factory=list)
    findings: list[FindingGroup] = Field(default_factory=list)
    sites: int = 0
    left_out: int = Field(default=0, description="Rows at fault, that cannot compete.")
    problems: list[ProblemBody] = Field(default_factory=list)


class AcceptedBody(Body):
    """A list that was accepted: the key that drafts and dossiers take."""

    candidates: str
    name: str
    sites: int
    left_out: int


class SavedScenario(Body):
    """A scenario that was saved under a name."""

    name: str
    title: str
    saved: str = Field(description="When, UTC.")
    mark: str = Field(description="Of its content: another one was saved by someone else.")


class SaveScenario(Body):
    """A draft to save under a name."""

    draft: str = Field(max_length=64)
    replace: bool = Field(default=False, description="Whatever has the name now.")
