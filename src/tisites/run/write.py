"""The tables of a run folder, byte for byte the same for the same answer."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from tisites.messages.findings import findings_table

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.outcome import Outcome


def write_tables(outcome: Outcome, folder: Path) -> None:
    """Write ``selection.csv``, ``candidates.parquet``, ``findings.csv`` and ``solution.json``."""
    outcome.selection().to_csv(folder / "selection.csv", index=False, lineterminator="\n")
    outcome.candidates().to_parquet(folder / "candidates.parquet", index=False)
    findings = findings_table(outcome.prepared.findings)
    findings.to_csv(folder / "findings.csv", index=False, lineterminator="\n")
    text = json.dumps(finite(outcome.report()), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "solution.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def finite(value: Any) -> Any:
    """Return a JSON-able copy: open limits and unknown figures become ``null``.

    Examples
    --------
    >>> finite({"upper": float("inf"), "rows": [1.0, float("nan")]})
    {'upper': None, 'rows': [1.0, None]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
