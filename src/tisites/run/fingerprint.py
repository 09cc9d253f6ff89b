"""Names that depend on content alone."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Packages whose version can change an answer or a file.
TRACED = (
    "tisites",
    "pulp",
    "cbcbox",
    "highspy",
    "numpy",
    "scipy",
    "pandas",
    "geopandas",
    "pyarrow",
)


def versions() -> dict[str, str]:
    """Return the versions that a run records."""
    return {"python": platform.python_version(), **{name: version(name) for name in TRACED}}


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the sha256 of a JSON-able mapping, whatever the order of its keys.

    Examples
    --------
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
