"""docs/architecture.md is drawn from the imports, and what it names exists."""

from __future__ import annotations

import ast
import doctest
import re
import shutil
from pathlib import Path

import pytest

from scripts import architecture
from scripts.architecture import Room, arrows, faults, imported, main, measured, page_part

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/architecture.md"


def test_the_page_is_true(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_writing_again_changes_sizes_alone(tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    shutil.copy(PAGE, copy)
    assert main(["--page", str(copy)]) == 0

    def text(page: Path) -> str:
        return re.sub(r"\| [\d,]+ ", "| n ", page.read_text(encoding="utf-8"))

    assert text(copy) == text(PAGE)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("| `score/` | ", "| `score/` | 1", "score/ has"),
        ("    score --> model\n", "", "the picture's arrows"),
        ("messages, criteria |", "messages |", "score/ imports messages, criteria"),
        ("| `certificate/` |", "| `certified/` |", "certified/: on the page or in the code only"),
    ],
)
def test_a_stale_page_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], right: str, wrong: str, said: str
) -> None:
    copy = tmp_path / "page.md"
    text = PAGE.read_text(encoding="utf-8")
    assert right in text
    copy.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert main(["--check", "--page", str(copy)]) == 1
    assert said in capsys.readouterr().err


def test_its_examples_hold() -> None:
    ran = doctest.testmod(architecture)
    assert ran.attempted > 1 and not ran.failed


def test_every_way_to_import_is_seen() -> None:
    code = """
from typing import TYPE_CHECKING
import tisites.data.pack
from tisites import run
if TYPE_CHECKING:
    from tisites.model.program import Program
def later():
    from tisites.score import scores
import pandas
"""
    assert imported(ast.parse(code), "tisites") == {"data", "run", "model", "score"}
    with pytest.raises(ValueError, match="from the package's name"):
        imported(ast.parse("from .x import y"), "tisites")


def test_a_room_without_a_layer_stops_the_drawing(tmp_path: Path) -> None:
    for name in ("left", "right"):
        (tmp_path / "tisites" / name).mkdir(parents=True)
        (tmp_path / "tisites" / name / "x.py").write_text("import tisites.left.x\n")
    rooms = measured(tmp_path / "tisites", ["left", "right"])
    assert [(room.files, sorted(room.imports)) for room in rooms] == [(1, []), (1, ["left"])]
    with pytest.raises(ValueError, match="right"):
        measured(tmp_path / "tisites", ["left"])


def test_arrows_leave_out_what_follows() -> None:
    rooms = [
        Room("a", 1, 100, frozenset()),
        Room("b", 1, 100, frozenset("a")),
        Room("c", 1, 100, frozenset("a")),
        Room("d", 1, 100, frozenset("abc")),
    ]
    assert arrows(rooms) == [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
    page = f"{architecture.BEGIN}\n{page_part(rooms)}\n{architecture.END}\n"
    assert faults(page, rooms) == []
    assert faults(page, [*rooms[:3], Room("d", 9, 100, frozenset("abc"))])


def test_files_and_rooms_named_in_the_table_exist() -> None:
    text = PAGE.read_text(encoding="utf-8").split("| room | file to read first")[1]
    rows = re.findall(r"^\| `(\w+)/` \| (.*?) \| (.*) \|$", text.split("\n\n")[0], re.MULTILINE)
    package = ROOT / "src/tisites"
    rooms = {folder.parent.name for folder in package.glob("*/__init__.py")}
    assert {name for name, _, _ in rows} == rooms
    lost = [
        f"{room}/{named}"
        for room, first, _ in rows
        for named in re.findall(r"`([\w/]+(?:\.py|/))`", first)
        if not (package / room / named).exists()
    ]
    assert not lost


def test_measures_of_equity_have_the_files_that_the_page_names() -> None:
    part = PAGE.read_text(encoding="utf-8").split("## Equity, in")[1].split("\n## ")[0]
    named = re.findall(r"`(?:solver/)?([\w/]+\.py)`", part)
    assert len(named) > 10
    room = ROOT / "src/tisites/solver/fairness"
    lost = [one for one in named if not any(room.rglob(one)) and not (room.parent / one).exists()]
    assert not lost
