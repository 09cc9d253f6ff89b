"""What ``solution.json`` may claim, and of what kind each claim is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class ClaimedRow(BaseModel):
    """How one row of the program stands; ``None`` for an open limit, or no distance."""

    model_config = _STRICT

    name: str
    constraint: str
    group: str
    activity: FiniteFloat | None
    lower: FiniteFloat | None
    upper: FiniteFloat | None
    binding: bool


class Input(BaseModel):
    """One input; the candidates come first and have no producer."""

    model_config = _STRICT

    name: str
    sha256: str
    synthetic: bool
    producer: str = ""
    licence: str = ""
    vintage: str = ""


class Effect(BaseModel):
    """What taking one rule away was found to give."""

    model_config = _STRICT

    name: str
    met: bool
    proof: str
    gain: FiniteFloat
    gain_most: FiniteFloat | None
    hectares: FiniteFloat
    enters: list[str]
    leaves: list[str]


class Effects(BaseModel):
    """What each rule decides."""

    model_config = _STRICT

    rules: list[Effect]
    slack_together: Effect | None
    slack: list[str]
    equity_levels_held: bool


class Claims(BaseModel):
    """Contents of ``solution.json``, of the types that every reader counts on.

    Nothing else may be in it: a claim that this version does not know cannot be checked.
    """

    model_config = _STRICT

    format: int
    proof: Literal["optimal", "within_gap", "feasible"]
    certified: bool = False
    objective: FiniteFloat
    bound: FiniteFloat | None
    gap: FiniteFloat | None = Field(ge=0.0)
    selected: list[str] = Field(min_length=1)
    scenario: str
    synthetic: bool
    notice: str
    n_candidates: int
    n_eligible: int
    exclusions: dict[str, int]
    access: dict[str, FiniteFloat] | None
    robust: dict[str, Any] | None
    equity: dict[str, Any] | None
    rules: Effects | None = None
    delivery: dict[str, Any] | None = None
    overseas: dict[str, Any] | None = None
    solver: str
    certificate: dict[str, FiniteFloat | None]
    seconds: dict[str, FiniteFloat | None]
    constraints: list[ClaimedRow]
    inputs: list[Input] = Field(min_length=1)
    model: dict[str, Any]
    language: Literal["fr", "en"]
    versions: dict[str, str]
    identity: dict[str, Any]
    run: Hash


def claims_of(report: dict[str, Any]) -> Claims | list[str]:
    """Return the claims of a report, or where it is not of their form.

    Examples
    --------
    >>> found = claims_of({"objective": None})
    >>> found[0].partition(":")[0]
    'format'
    """
    try:
        return Claims.model_validate(report)
    except ValidationError as error:
        return [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
