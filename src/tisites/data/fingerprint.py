"""Names that depend on content alone."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
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
#: Rooms that decide an answer; what only words or shows it may change without a new name.
DECIDING = (
    "data", "territory", "candidates", "criteria", "score", "model", "certificate", "solver", "run"
)  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions that a run records."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in TRACED}}


def package_folder() -> Path:
    """Return the folder of the installed package."""
    return Path(__file__).resolve().parents[1]


@cache
def code_sha256(*, every: bool = False) -> str:
    """Hash the code and the tables of the rooms that decide an answer, or of every room.

    A development version keeps its number while its code changes: without this, a run of
    yesterday's code would be found for today's. The same bytes give the same hash on every
    system: line ends are taken as one character.

    Examples
    --------
    >>> len(code_sha256())
    64
    """
    root = package_folder()
    rooms = sorted(p.name for p in root.iterdir() if p.is_dir()) if every else DECIDING
    return fingerprint({room: _room_sha256(root / room) for room in rooms})


@cache
def _room_sha256(room: Path) -> str:
    digest = hashlib.sha256()
    for folder, below, names in os.walk(room):
        below.sort()
        place = Path(folder).relative_to(room).as_posix()
        for name in sorted(names):
            if name.endswith((".py", ".toml")):
                digest.update(f"{place}/{name}\n".encode())
                with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH123, PTH118
                    digest.update(file.read().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the sha256 of a JSON-able mapping, whatever the order of its keys.

    Examples
    --------
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
