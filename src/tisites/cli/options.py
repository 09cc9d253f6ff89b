"""How options of every verb are declared, in the planner's language."""

from __future__ import annotations

from typing import Any

import typer

from tisites.messages.text import Text


def said(fr: str, en: str) -> str:
    """Return a help text in the current language."""
    return str(Text(fr, en))


def option(default: Any, name: str, fr: str, en: str, minimum: float | None = None) -> Any:
    """Return an option with its help."""
    return typer.Option(default, name, help=said(fr, en), min=minimum)


def language_option() -> Any:
    """Return ``--lang``: read before the commands were built, shown in the help of each."""
    return typer.Option("", "--lang", help="fr | en", show_default=False)
