"""What one entry of an audit log holds: an override by hand, of the types that readers count on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from tisites.data.strict_json import hidden_character, strict_json

if TYPE_CHECKING:
    from collections.abc import Sequence

_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class Evaluation(BaseModel):
    """What the selection was found to be worth when it was made."""

    model_config = _STRICT

    value: FiniteFloat
    optimum: FiniteFloat
    proof: str
    loss: FiniteFloat
    valued: int
    violations: list[dict[str, Any]]


class Entry(BaseModel):
    """One override."""

    model_config = _STRICT

    kind: Literal["override"]
    n: int = Field(ge=1)
    run: str
    previous: str
    sha256: str
    author: str
    date: str
    reason: str
    base: int = Field(ge=0)
    added: list[str]
    removed: list[str]
    selected: list[str]
    evaluation: Evaluation
    synthetic: bool
    tisites: str
    written: str


def refuse_odd_entries(lines: Sequence[str]) -> None:
    """Refuse a log of which an entry is no override, or hides characters.

    Raises
    ------
    ValueError
        With the line and what is wrong.
    """
    for k, line in enumerate(lines, start=1):
        content = strict_json(line)
        try:
            entry = Entry.model_validate(content)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise ValueError(f"{k}: {place}: {first['msg']}") from error
        hidden = hidden_character(content)
        if hidden is not None or entry.base >= k:
            raise ValueError(f"{k}: {hidden or 'base'}")
