"""The tables of a run folder, byte for byte the same for the same answer."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from tisites.messages.findings import Finding, findings_table
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.outcome import Outcome

#: The words of every output made from synthetic data, whatever the language.
SYNTHETIC = "données de démonstration, synthétiques"
_SYNTHETIC_DATA = Finding(
    "run",
    "synthetic_data",
    "warning",
    Text(SYNTHETIC, f"{SYNTHETIC} (demonstration data, synthetic)"),
    Text("prendre un paquet de données réelles (--data)", "take a pack of real data (--data)"),
)


def write_tables(outcome: Outcome, folder: Path) -> None:
    """Write ``selection.csv``, ``candidates.parquet``, ``findings.csv`` and ``solution.json``."""
    selection, candidates = outcome.selection(), outcome.candidates()
    told = outcome.prepared.findings
    if outcome.prepared.synthetic:  # a table leaves its folder: it must say so by itself
        selection["notice"] = candidates["notice"] = SYNTHETIC
        told = (*told, _SYNTHETIC_DATA)
    selection.to_csv(folder / "selection.csv", index=False, lineterminator="\n")
    candidates.to_parquet(folder / "candidates.parquet", index=False)
    findings = findings_table(told)
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
