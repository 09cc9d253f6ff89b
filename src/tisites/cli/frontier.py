"""``tisites frontier``: options in the planner's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def add_frontier(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    del app
