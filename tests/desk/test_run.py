"""The verbs run and check of the desk: typed, silent, nothing written until asked for."""

from __future__ import annotations

import json

import pytest

from tisites.desk.answer import End
from tisites.desk.check import CheckRequest, check
from tisites.desk.run import SolveRequest, solve
from tisites.messages.errors import BadInputError
from tisites.report.document import Document
from tisites.report.media.html import html
from tisites.run.prepare.request import Request
from tisites.run.store.store import Store
from tisites.solver.solution import Proof


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    def phase(self, name: str) -> None:
        self.phases.append(name)

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Bounds are of no interest here."""


def test_a_run_is_solved_written_when_asked_then_found(tmp_path, capsys):
    heard, store = Heard(), Store(tmp_path / "shelf")
    answer = solve(SolveRequest(store=store), heard)
    assert answer.end is End.DONE
    assert answer.value.known is None
    assert answer.value.outcome.solution.proof is Proof.OPTIMAL
    assert answer.folder == store.folder_of(answer.value.run)
    assert not answer.folder.exists()
    assert "solve" in heard.phases
    assert "write" not in heard.phases
    assert answer.write() == answer.folder
    report = json.loads((answer.folder / "solution.json").read_text(encoding="utf-8"))
    assert report["run"] == answer.value.run
    again = Heard()
    found = solve(SolveRequest(store=store), again)
    assert found.value.known is not None
    assert "solve" not in again.phases
    assert list(found.value.outcome.ids) == report["selected"]
    assert capsys.readouterr() == ("", "")


def test_the_document_of_a_run_goes_into_any_medium(tmp_path):
    answer = solve(SolveRequest(store=Store(tmp_path)))
    document = answer.document
    assert isinstance(document, Document)
    (sites,) = [table for table in document.tables if table.name == "sites"]
    chosen = answer.value.outcome.selection()
    assert [row[2] for row in sites.rows] == list(chosen["name"])
    assert {column.key for column in sites.columns} >= {"region", "site", "hectares"}
    page = html([document])
    for region in chosen["region"].unique():  # each heads its sites, once, in bold
        written = region.replace("'", "’")
        assert page.count(f'<tr class="strong"><td class="r"></td><td>{written}</td>') == 1
    assert page.count("<td>France</td>") == 1


def test_folders_and_figures_are_refused_before_any_work(tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    heard = Heard()
    for asked in (
        SolveRequest(out=tmp_path),
        SolveRequest(Request(gap_rel=2.0), store=Store(tmp_path / "s")),
    ):
        with pytest.raises(BadInputError):
            solve(asked, heard)
    with pytest.raises(BadInputError):
        check(CheckRequest(out=tmp_path), heard)
    assert heard.phases == []


def test_a_check_tells_its_problems_beside_who_competes(tmp_path):
    scenario = tmp_path / "many.toml"
    scenario.write_text(
        'base = "turnkey50"\nname = "many"\ntitle = "Trop"\nchoose = 4000\n', encoding="utf-8"
    )
    answer = check(CheckRequest(Request(str(scenario)), tmp_path / "list"))
    assert answer.end is End.BAD_INPUT
    assert answer.problems
    assert any(table.name == "regions" for table in answer.document.tables)
    answer.write()
    assert (tmp_path / "list" / "duplicates.csv").is_file()
    fine = check(CheckRequest())
    assert fine.end is End.DONE
    assert fine.problems == ()
    assert fine.write() is None
