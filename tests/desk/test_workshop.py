"""The workshop: what is solved again from memory is what a run of the same scenario finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tisites.desk.run import SolveRequest, solve
from tisites.desk.workshop.draft import Draft
from tisites.desk.workshop.workshop import How, Workshop
from tisites.run.prepare.request import Request
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = ("score.zan.weight", "score.power.weight", "score.recycled.weight", "score.rail.weight")
#: What tells how an answer was proven, not what it is.
WAY = ("seconds", "certificate", "solver", "bound", "gap")


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop()


def _file(folder: Path, lines: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(f'from = "reference"\nname = "reference"\n{lines}', encoding="utf-8")
    return path


def _told(report: dict[str, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return json.loads(json.dumps({k: v for k, v in report.items() if k not in without}))


def test_a_draft_answers_what_its_file_does(workshop, tmp_path):
    """Told to the byte once the answer is whole, and in all but the way it was proven before."""
    draft = workshop.changed(Draft(), {"score.zan.weight": 3, "choose": 41})
    workshop.solve(Draft())
    quick = workshop.solve(draft)
    assert quick.how is How.WARM
    assert quick.only
    path = _file(tmp_path, "choose = 41\n[score.zan]\nweight = 3\n")
    exact = solve(SolveRequest(Request(str(path)), store=Store(tmp_path / "runs")))
    assert quick.run == exact.value.run
    late = ("rules", "overseas")
    report = exact.value.outcome.report()
    assert _told(quick.outcome.report(), (*WAY, *late)) == _told(report, (*WAY, *late))
    whole = workshop.answer(draft, store=Store(tmp_path / "other"))
    assert _told(whole.value.outcome.report(), ("seconds",)) == _told(report, ("seconds",))
    assert whole.write() == whole.folder
    assert (whole.folder / "map.png").is_file()
