"""``study.json`` of a study that has no document yet."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

#: The file that makes a folder a study.
MARK = "study.json"


def write_study(study: dict[str, Any], folder: Path) -> None:
    """Write ``study.json``, the file that makes a folder a study."""
    told = json.dumps(plain(study), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MARK).write_text(told + "\n", encoding="utf-8", newline="\n")


def plain(value: Any) -> Any:
    """Return a JSON-able copy; unknown figures become ``null``, endless ones ``"infinite"``.

    Examples
    --------
    >>> plain({"a": float("nan"), "b": (float("inf"), 1.0)})
    {'a': None, 'b': ['infinite', 1.0]}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite" if value > 0 else "-infinite"
    if isinstance(value, str):
        return str(value)
    return value.item() if hasattr(value, "item") else value
