"""Fixtures of small programs; the toys beside this file are importable."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from enumerated import best_by_enumeration, random_program, small_programs

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from tisites.model.program import Program


@pytest.fixture(scope="session")
def programs() -> st.SearchStrategy[Program]:
    return small_programs()


@pytest.fixture(scope="session")
def draw_program():
    return random_program


@pytest.fixture(scope="session")
def brute_force():
    return best_by_enumeration


@pytest.fixture(scope="session")
def shared_data() -> Path:
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("TISITES_SHARED", root / "../shared/data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"the shared data folder is absent: {folder}")
    return folder
