"""Verbs of stored runs and of data at the desk: values, documents and ends, without a terminal."""

from __future__ import annotations

import pytest

from tisites.desk.answer import End
from tisites.desk.data import BuildRequest, build_pack, list_sources, show_pack, verify_pack
from tisites.desk.run import SolveRequest, solve
from tisites.desk.runs import (
    CollectRequest,
    PinRequest,
    RunsRequest,
    VerifyRequest,
    collect_garbage,
    list_runs,
    pin,
    show_run,
    verify,
)
from tisites.messages.errors import BadInputError
from tisites.report.media.markdown import markdown
from tisites.run.store.store import Store


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """A store, in the folder at hand, of one run that the desk wrote."""
    monkeypatch.chdir(tmp_path)
    solve(SolveRequest()).write()
    return Store()


def test_a_store_from_list_to_deletion(store, capsys):
    (run,) = list_runs(RunsRequest(store=store)).value
    shown = show_run(RunsRequest("last", store))
    assert shown.value.hash == run.hash
    assert any(str(f.words) == run.hash for s in shown.document.sections for f in s.facts)
    assert pin(PinRequest("mars", run.hash[:8], store)).value == run.hash
    assert run.hash[:10] in markdown(list_runs(RunsRequest(store=store)).document)
    held = verify(VerifyRequest("mars", store, proof=True))
    assert held.end is End.DONE
    assert held.value == {str(run.folder): []}
    assert collect_garbage(CollectRequest(0.0, apply=True, store=store)).value == ()  # it is named
    (run.folder / "map.png").write_bytes(b"")
    for reference in ("mars", None):
        answer = verify(VerifyRequest(reference, store))
        assert answer.end is End.FAULTY
        assert "map.png" in answer.value[str(run.folder)][0]
        assert "map.png" in markdown(answer.document)
    assert pin(PinRequest("mars", store=store)).end is End.DONE
    assert len(collect_garbage(CollectRequest(0.0, store=store)).value) == 1
    assert run.folder.is_dir()
    assert len(collect_garbage(CollectRequest(0.0, apply=True, store=store)).value) == 1
    assert not run.folder.exists()
    assert list_runs(RunsRequest(store=store)).value == ()
    assert capsys.readouterr() == ("", "")


def test_data_is_told_without_a_terminal(tmp_path, capsys):
    sources = list_sources(None)
    (table,) = sources.document.tables
    assert [row[0] for row in table.rows] == [source.name for source in sources.value]
    pack = show_pack(None)
    assert {row[0].rstrip(" *°") for row in pack.document.tables[0].rows} == {
        layer.name for layer in pack.value.manifest.layers
    }
    assert pack.value.sha256 in str(verify_pack(None).document.title)
    with pytest.raises(BadInputError):
        build_pack(BuildRequest(tmp_path / "pack", tmp_path, tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr() == ("", "")
