"""The way from candidates to a program, as docs/architecture.md walks it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs/architecture.md"
ROOMS = ("candidates", "criteria", "score", "model", "territory", "run.prepare")


def test_the_page_names_functions_that_exist() -> None:
    way = PAGE.read_text(encoding="utf-8").split("## From candidates to a program")[1]
    named = set(re.findall(r"`([a-z]+_?[a-z_]*)(?:\(|`)", way.split("\n## ")[0]))
    known: set[str] = set()
    for room in ROOMS:
        package = importlib.import_module(f"tisites.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            known |= set(vars(importlib.import_module(module.name)))
    assert {"survey", "judged", "measure", "compile_program"} <= named
    assert named <= known, named - known
