"""The legal regime that a model assumes: which text, of which date, in which state."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
