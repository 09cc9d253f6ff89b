"""One table of tolerances: no small figure of a program, a proof or a study stands elsewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tisites.model import tolerances

PACKAGE = Path(__file__).resolve().parents[1] / "src/tisites"
TABLE = PACKAGE / "model/tolerances.py"
ROOMS = ("score", "model", "certificate", "solver", "study")
#: Figures below this are tolerances, unless a file is named here with its reason.
SMALL = 1e-3
#: Small figures that are no tolerance: by file, the figure and why.
KEPT: dict[str, dict[float, str]] = {}


def small_figures(text: str) -> set[tuple[int, float]]:
    """Return line and value of each small number written in code."""
    return {
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and 0.0 < node.value < SMALL
    }


def test_no_small_figure_stands_outside_the_table() -> None:
    elsewhere = []
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            kept = KEPT.get(file.relative_to(PACKAGE).as_posix(), {})
            if file == TABLE:
                continue
            found = sorted(small_figures(file.read_text(encoding="utf-8")))
            elsewhere += [f"{file}:{line}: {one}" for line, one in found if one not in kept]
    assert not elsewhere, f"name it in model/tolerances.py, with its reason: {elsewhere}"


def test_every_tolerance_has_its_reason_and_is_used() -> None:
    table = TABLE.read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z_]+) = ", table, re.MULTILINE)
    with_reason = re.findall(r"^#: [^\n]+(?:\n#: ?[^\n]*)*\n([A-Z_]+) = ", table, re.MULTILINE)
    assert names == with_reason
    others = [p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py") if p != TABLE]
    unused = [one for one in names if not any(re.search(rf"\b{one}\b", text) for text in others)]
    assert not unused
    assert len(set(names)) == len(names)


def test_tolerances_that_must_stand_in_an_order_do() -> None:
    """What is held together: each is wider than what it must let through."""
    t = tolerances
    assert t.NEVER_ZERO < t.SUMS < t.MULTIPLE < t.SAME
    assert t.STRICT < t.FEASIBILITY < t.CURVE_ROOM < t.ROW < t.OVERRUN < t.INTEGRALITY
    assert t.KEPT_FLOOR < t.CERTIFIED_FLOOR < t.LEVEL < t.CERTIFIED_LEVEL
    assert t.KEPT_MEASURE < t.MEASURE_NOISE < t.CERTIFIED_NOISE
    assert t.SUMS < t.CLAIM < t.PROOF_GAP


@pytest.mark.parametrize("text", ["x = 1e-9", "f(tol=2e-7)", "if a > 0.0005:\n    pass"])
def test_a_small_figure_is_seen(text: str) -> None:
    assert small_figures(text)
    assert not small_figures("x = 0.25  # 1e-9")
