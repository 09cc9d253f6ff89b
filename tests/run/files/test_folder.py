"""Run folders appear whole or not at all, and never eat what is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.run.files.folder import MARK, staged


def test_a_run_appears_whole(tmp_path):
    out = tmp_path / "runs" / "a"
    with staged(out) as fresh:
        (fresh / MARK).write_text("{}", encoding="utf-8")
        (fresh / "sub").mkdir()
        (fresh / "sub" / "x.csv").write_text("1", encoding="utf-8")
        assert not out.exists()
    assert (out / "sub" / "x.csv").read_text(encoding="utf-8") == "1"
    assert [p.name for p in out.parent.iterdir()] == ["a"]


def test_a_failure_leaves_nothing_and_keeps_the_older_run(tmp_path):
    out = tmp_path / "a"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), staged(out) as fresh:
        (fresh / MARK).write_text("half", encoding="utf-8")
        raise RuntimeError
    assert (out / MARK).read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_an_interruption_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), staged(tmp_path / "a"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


FILES = {"old": "map.png", "new": "findings.csv"}


def test_a_newer_run_takes_the_place_of_the_older(tmp_path):
    out = tmp_path / "a"
    for text, name in FILES.items():
        with staged(out) as fresh:
            (fresh / MARK).write_text(text, encoding="utf-8")
            (fresh / name).write_text("", encoding="utf-8")
    assert sorted(p.name for p in out.iterdir()) == [FILES["new"], MARK]


def test_a_failed_move_puts_the_older_run_back(tmp_path, monkeypatch):
    out = tmp_path / "a"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    real = Path.replace

    def fails_for_fresh(self, target):
        if self.name.endswith(".partial"):
            raise PermissionError("a file is open in Excel")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fails_for_fresh)
    with pytest.raises(BadInputError, match="Excel"), staged(out) as fresh:
        (fresh / MARK).write_text("new", encoding="utf-8")
    assert (out / MARK).read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_not_a_run_is_refused(tmp_path, kind):
    out = tmp_path / "mine"
    if kind == "file":
        out.write_text("thesis", encoding="utf-8")
    else:
        out.mkdir()
        (out / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(BadInputError), staged(out):
        pass
    assert out.exists()


def test_an_empty_folder_may_be_used(tmp_path):
    out = tmp_path / "empty"
    out.mkdir()
    with staged(out) as fresh:
        (fresh / MARK).write_text("{}", encoding="utf-8")
    assert (out / MARK).is_file()


def test_files_of_the_reader_are_not_thrown_away_with_an_older_run(tmp_path):
    out = tmp_path / "a"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    (out / "selection.gpkg-wal").write_bytes(b"")  # QGIS leaves it, and it goes with its file
    with staged(out) as fresh:
        (fresh / MARK).write_text("new", encoding="utf-8")
    (out / "projet.qgz").write_bytes(b"hours of work")
    with pytest.raises(BadInputError) as caught, staged(out):
        pass
    assert "projet.qgz" in str(caught.value)
    assert (out / "projet.qgz").read_bytes() == b"hours of work"
    assert (out / MARK).read_text(encoding="utf-8") == "new"


def test_the_current_folder_may_be_used(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with staged(Path()) as fresh:
        (fresh / MARK).write_text("{}", encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == [MARK]


def test_a_file_above_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInputError), staged(tmp_path / "file" / "a"):
        pass
