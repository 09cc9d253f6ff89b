"""The version of tisites, told by everything it writes."""

from __future__ import annotations

from functools import cache


@cache
def installed_version() -> str:
    """Return the version that is installed; ``0+unknown`` in a source tree that never was."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tisites")
    except PackageNotFoundError:
        return "0+unknown"
