"""The committed figures that a change must not move."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RELATIVE = 1e-6


@dataclass(frozen=True, slots=True)
class Figures:
    """Deterministic figures of one small instance.

    ``kernel_columns``, ``cuts`` and ``rounds`` are recorded, not held: they may change with the
    version of a solver.
    """

    instance: str
    proof: str
    value: float
    columns: int
    rows: int
    nonzeros: int
    pairs: int
    kernel_columns: int
    cuts: int
    rounds: int


#: Figures that are held.
HELD = ("proof", "columns", "rows", "nonzeros", "pairs")


def write_golden(rows: Sequence[Figures], path: Path) -> None:
    """Write the golden table."""
    names = [field.name for field in fields(Figures)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            values = [getattr(row, name) for name in names]
            writer.writerow([repr(v) if isinstance(v, float) else v for v in values])


def read_golden(path: Path) -> list[Figures]:
    """Read the golden table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Figures(
                row["instance"], row["proof"], float(row["value"]),
                *(int(row[name]) for name in (
                    "columns", "rows", "nonzeros", "pairs", "kernel_columns", "cuts", "rounds",
                )),
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def same_value(left: float, right: float) -> bool:
    """Tell whether two objectives agree to 1e-6 relative; NaN agrees with NaN.

    Examples
    --------
    >>> same_value(1e6, 1e6 + 0.5), same_value(1.0, 1.1), same_value(math.nan, math.nan)
    (True, False, True)
    """
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return abs(left - right) <= RELATIVE * max(1.0, abs(left), abs(right))


def differences(golden: Sequence[Figures], found: Sequence[Figures]) -> list[str]:
    """Say, a line each, what moved from the golden table; empty when nothing did."""
    expected = {row.instance: row for row in golden}
    lines = []
    for row in found:
        old = expected.pop(row.instance, None)
        if old is None:
            lines.append(f"{row.instance}: not in the golden table")
            continue
        for name in HELD:
            if getattr(old, name) != getattr(row, name):
                lines.append(
                    f"{row.instance}: {name} was {getattr(old, name)}, is {getattr(row, name)}"
                )
        if not same_value(old.value, row.value):
            lines.append(f"{row.instance}: value was {old.value!r}, is {row.value!r}")
    return lines + [f"{name}: in the golden table, not run" for name in expected]
