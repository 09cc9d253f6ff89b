"""Answers of the desk say the same in every medium, and their tables hold the study's figures."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tisites.desk.compare import CompareRequest, compare
from tisites.desk.explain import CandidatesRequest, explain_all
from tisites.desk.importance import ImportanceRequest, importance
from tisites.desk.robustness import RobustnessRequest, robustness
from tisites.desk.sources import Source
from tisites.report.document import Column, Document, Section, Table
from tisites.report.media.markdown import markdown
from tisites.report.media.record import document_again
from tisites.run.read.stored import open_run


def written(answer):
    """Write an answer; check that its media agree and that its tables are whole."""
    folder = answer.write()
    document = answer.document
    for table in document.tables:
        keys = [column.key for column in table.columns]
        assert len(set(keys)) == len(keys), table.name
        assert all(len(row) == len(keys) for row in table.rows), table.name
        kept = pd.read_csv(folder / f"{table.name}.csv", dtype=str)
        assert len(kept) == len(table.rows), table.name
        assert (folder / f"{table.name}_excel.csv").is_file()
    for figure in document.figures:
        assert (folder / figure.file).read_bytes().startswith(b"\x89PNG")
    (mark,) = (folder / name for name in (document.mark, f"{document.name}.json")
               if name and (folder / name).is_file())  # fmt: skip
    told = json.loads(mark.read_text(encoding="utf-8"))
    assert markdown(document_again(told)) == markdown(document)
    page = (folder / f"{document.name}.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == len(document.figures)
    assert (folder / f"{document.name}.xlsx").is_file()
    return folder


def test_replacement_costs_are_those_of_the_study(demo_run, tmp_path):
    answer = importance(ImportanceRequest(Source(str(demo_run)), processes=1, out=tmp_path / "x"))
    table = pd.read_csv(written(answer) / "importance.csv", dtype={"site_id": str})
    assert table["site_id"].tolist() == answer.value.table["site_id"].tolist()
    assert np.allclose(table["replacement_cost"], answer.value.table["replacement_cost"])


def test_every_candidate_is_told_and_those_nearest_to_entering_first(demo_run, tmp_path):
    answer = explain_all(CandidatesRequest(Source(str(demo_run)), out=tmp_path / "x"))
    table = pd.read_csv(written(answer) / "candidates.csv", dtype={"site_id": str})
    assert set(table["site_id"]) == set(open_run(demo_run).everyone.index)
    out = table[table["status"] == "eligible"]
    assert table["status"].head(len(out)).eq("eligible").all()
    assert out["loss_at_least"].is_monotonic_increasing
    assert "loss_if_in" not in table.columns


def test_what_a_selection_depends_on_holds_every_move(demo_run, tmp_path):
    asked = RobustnessRequest(Source(str(demo_run)), ("scores",), jobs=1, out=tmp_path / "x")
    answer = robustness(asked)
    table = pd.read_csv(written(answer) / "scores.csv")
    assert table["selection"].tolist() == [one.name for one in answer.value.scores.judged]
    assert np.allclose(table["regret"], [one.regret for one in answer.value.scores.judged])
    assert not {"seconds"} & set(answer.document.data)


def test_exchanges_are_those_of_the_comparison(demo_run, tmp_path):
    mine = tmp_path / "mine.csv"
    chosen = list(open_run(demo_run).ids)
    mine.write_text("site_id\n" + "\n".join(chosen[3:]), encoding="utf-8")
    answer = compare(CompareRequest((str(demo_run), str(mine)), out=tmp_path / "x"))
    table = pd.read_csv(written(answer) / "exchanges.csv", dtype={"site_id": str})
    assert sorted(table["site_id"]) == sorted(chosen[:3])
    assert set(table["way"]) == {"leaves"} and set(table["cause"]) == {"hand"}
    assert compare(CompareRequest((str(demo_run), str(mine)))).write() is None


def test_two_tables_of_one_name_must_be_one_table():
    one = Table("t", "", (Column("a", "a"),), (("x",),))
    two = Table("t", "", (Column("b", "b"),), (("y",),))
    with pytest.raises(ValueError, match="'t'"):
        _ = Document("d", "", (Section(tables=(one, two)),)).tables
