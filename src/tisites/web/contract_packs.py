"""Bodies of ``/api/v1`` that tell of data packs, and of what can be handed over."""

from __future__ import annotations

from pydantic import Field

from tisites.web.contract import Body


class PackLine(Body):
    """A data pack, as its manifest tells it."""

    key: str
    title: str
    built: str
    version: str
    sha256: str
    synthetic: bool
    layers: int
    candidates: int | None = Field(description="Sites that it carries; null without any.")


class LayerLine(Body):
    """A layer of a pack: what, from whom, from when."""

    layer: str
    title: str
    rows: int
    producer: str
    licence: str
    source: str
    vintage: str
    synthetic: bool
    partial: bool
    caveat: str
    sha256: str


class PackBody(Body):
    """A pack and its layers."""

    line: PackLine
    layers: list[LayerLine]
    absent: list[str] = Field(description="Layers of the contract that it does not carry.")


class FormatLine(Body):
    """A format that results are handed over in."""

    key: str
    label: str
    missing: str = Field(description="Why it cannot be made here; empty where it can.")
    makes: list[str] = Field(description="What is made in it.")


class DeliverablesBody(Body):
    """What can be handed over of a result."""

    formats: list[FormatLine]
    profiles: list[str]
