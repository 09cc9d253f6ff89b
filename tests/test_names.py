"""One name, one thing: classes and modules of the engine."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src/tisites"
#: Words that say nothing of what a module holds.
VAGUE = {"told", "found", "many", "asking", "tops", "utils", "helpers", "manager", "core", "misc"}
#: Class names still defined more than once, and how often; this table may only shrink.
KEPT_CLASSES = {"Column": 2, "Sites": 2, "Source": 3}


def twice(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return class names defined more than once, with their places."""
    places = defaultdict(list)
    for file in sorted(files):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{file.as_posix()}:{node.lineno}")
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def test_no_class_name_is_defined_twice() -> None:
    found = twice(PACKAGE.rglob("*.py"))
    more = {name: at for name, at in found.items() if len(at) > KEPT_CLASSES.get(name, 1)}
    assert not more, f"rename: {more}"


def test_the_list_of_classes_only_shrinks() -> None:
    counts = {name: len(at) for name, at in twice(PACKAGE.rglob("*.py")).items()}
    less = {name: kept for name, kept in KEPT_CLASSES.items() if counts.get(name, 1) < kept}
    assert not less, f"no longer needed in KEPT_CLASSES: {less}"


def test_no_module_has_a_vague_name() -> None:
    vague = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.stem in VAGUE and (path.is_dir() or path.suffix == ".py")
    }
    assert not vague, f"rename: {vague}"


@pytest.mark.parametrize(
    "second", ["class A: ...", "def f():\n    class A: ...", "class A(B): ..."]
)
def test_a_second_class_is_seen(tmp_path: Path, second: str) -> None:
    (tmp_path / "one.py").write_text("class A: ...\nclass B: ...\n", encoding="utf-8")
    (tmp_path / "two.py").write_text(second, encoding="utf-8")
    assert list(twice(tmp_path.glob("*.py"))) == ["A"]
