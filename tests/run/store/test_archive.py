"""One run as one file: the same bytes out, nothing but a whole run in."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.run.files.seal import broken
from tisites.run.read.stored import open_run
from tisites.run.store.archive import import_run
from tisites.run.store.audit_log import AuditLog
from tisites.run.store.export import export_run
from tisites.run.store.garbage import collect, garbage
from tisites.run.store.pins import pin, pins, unpin
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import Store

ONE, TWO = "ab" * 32, "cd" * 32


def put(store: Store, run: str = ONE, **more):
    def write(folder: Path) -> None:
        report = {
            "format": 1, "selected": ["x"], "model": {}, "scenario": "toy", "synthetic": True,
            "proof": "optimal", "run": run, **more,
        }  # fmt: skip
        (folder / "selection.csv").write_text("id\nx\n", encoding="utf-8")
        (folder / "solution.json").write_text(json.dumps(report), encoding="utf-8")

    return store.put(run, write)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "runs")


@pytest.fixture
def other(tmp_path) -> Store:
    return Store(tmp_path / "other")


def entry(author: str) -> dict:
    """What an override by hand tells."""
    return {
        "kind": "override", "author": author, "date": "2026-03-14", "reason": "accord", "base": 0,
        "added": [], "removed": [], "selected": ["x"], "synthetic": True, "tisites": "0",
        "written": "2026-03-14T00:00:00+00:00",
        "evaluation": {"value": 1.0, "optimum": 1.0, "proof": "optimal", "loss": 0.0, "valued": 1,
                       "violations": []},
    }  # fmt: skip


@pytest.fixture
def real(store, solved):
    """The run of the demonstration, in the store."""
    run = open_run(solved)
    return store.put(run.hash, lambda folder: shutil.copytree(solved, folder, dirs_exist_ok=True))


def test_a_run_travels_with_its_overrides(store, other, real, tmp_path):
    run, name = real, real.hash
    (run.folder / "notes.txt").write_text("of the reader", encoding="utf-8")
    AuditLog(store.root, name).append(entry("a"))
    export_run(run, tmp_path / "a.zip", store)
    os.utime(run.folder / "selection.csv", (1e9, 1e9))
    export_run(run, tmp_path / "b.zip", store)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    there = import_run(tmp_path / "a.zip", other).run
    assert there.hash == name
    assert broken(there.folder) == []
    assert not (there.folder / "notes.txt").exists()
    assert [e["author"] for e in AuditLog(other.root, name).entries()] == ["a"]
    import_run(tmp_path / "a.zip", other)  # again: nothing changes
    AuditLog(other.root, name).append(entry("b"))
    import_run(tmp_path / "a.zip", other)  # the log here goes on from the one that comes
    assert [e["author"] for e in AuditLog(other.root, name).entries()] == ["a", "b"]
    AuditLog(store.root, name).append(entry("c"))
    export_run(run, tmp_path / "c.zip", store)
    with pytest.raises(BadInputError, match="divergent"):
        import_run(tmp_path / "c.zip", other)


@pytest.mark.parametrize(
    "odd",
    [{"author": 1}, {"added": None}, {"author": "a\x1b[2J"}, {"more": 1}, {"base": 7},
     {"evaluation": {}}],
)  # fmt: skip
def test_an_entry_that_is_no_override_is_refused(store, other, real, tmp_path, odd):
    """The chain of hashes holds, for who made it could: the entry itself is judged."""
    AuditLog(store.root, real.hash).append({**entry("a"), **odd})
    export_run(real, tmp_path / "a.zip", store)
    with pytest.raises(BadInputError, match="journal d'audit illisible"):
        import_run(tmp_path / "a.zip", other)
    assert not other.root.exists()


def test_what_is_altered_is_not_exported(store, tmp_path):
    run = put(store)
    (run.folder / "selection.csv").write_text("id\ny\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"selection\.csv"):
        export_run(run, tmp_path / "a.zip", store)
    assert not (tmp_path / "a.zip").exists()


def rewritten(path: Path, change) -> Path:
    """Copy a zip with its members changed by ``change(name, data) -> (name, data) | None``."""
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            told = change(info.filename, old.read(info))
            if told is not None:
                new.writestr(*told)
    return out


@pytest.mark.parametrize(
    "change",
    [
        lambda n, d: (n, d.replace(b"e", b"a")) if n.endswith("csv") else (n, d),
        lambda n, d: None if n.endswith("csv") else (n, d),
        lambda n, d: None if n.endswith("files.json") else (n, d),
        lambda n, d: (n.replace("selection.csv", "../../evil.csv"), d),
        lambda n, d: ("/etc/evil" if n.endswith("csv") else n, d),
        lambda n, d: (n, d.replace(b'"run": "', b'"run": "0')) if n.endswith("files.json")
        else (n, d),
        lambda n, d: (n, b"{") if n.endswith("files.json") else (n, d),
        lambda n, d: (n, d + b" " * 99) if n.endswith("csv") else (n, d),
        lambda n, d: (n, d.replace(b'"author":"a"', b'"author":"z"')),
    ],
    ids=["altered", "missing", "unsealed", "escaping", "absolute", "renamed", "no seal", "longer",
         "log"],
)  # fmt: skip
def test_no_altered_archive_leaves_a_trace(store, other, real, tmp_path, change):
    run = real
    AuditLog(store.root, run.hash).append(entry("a"))
    export_run(run, tmp_path / "a.zip", store)
    with pytest.raises(BadInputError):
        import_run(rewritten(tmp_path / "a.zip", change), other)
    assert other.list() == []
    assert not (tmp_path / "evil.csv").exists()
    assert not other.root.exists()


def test_no_truncated_archive_is_taken(store, other, real, tmp_path):
    export_run(real, tmp_path / "a.zip", store)
    whole = (tmp_path / "a.zip").read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "cut.zip").write_bytes(whole[:size])
        with pytest.raises(BadInputError):
            import_run(tmp_path / "cut.zip", other)
    with pytest.raises(BadInputError, match="n'existe pas"):
        import_run(tmp_path / "none.zip", other)
    assert other.list() == []


def test_a_seal_that_names_files_elsewhere_is_refused(store, other, real, tmp_path):
    export_run(real, tmp_path / "a.zip", store)

    def outside(name: str, data: bytes):
        if name.endswith("files.json"):
            return name, data.replace(b'"selection.csv"', b'"../../evil.csv"')
        return name.replace("selection.csv", "../../evil.csv"), data

    with pytest.raises(BadInputError, match="parent"):
        import_run(rewritten(tmp_path / "a.zip", outside), other)
    assert not (tmp_path / "evil.csv").exists()


def test_a_pin_names_a_run_until_it_is_taken_back(store):
    run = put(store)
    pin(store, "comite-mars", ONE)
    pin(store, "comite-mars", ONE)
    assert resolve_run("comite-mars", store) == run.folder
    with pytest.raises(BadInputError, match="désigne déjà"):
        pin(store, "comite-mars", TWO)
    for name in ("abcd", "last", "a/b", "..", "x.csv", "", "labels-2024"):
        with pytest.raises(BadInputError):
            pin(store, name, ONE)
    unpin(store, "comite-mars")
    assert pins(store) == {}
    with pytest.raises(BadInputError, match="aucun"):
        unpin(store, "comite-mars")


def test_only_what_nobody_keeps_is_collected(store):
    now = 2e9
    hashes = [f"{k:x}" * 64 for k in range(1, 7)]
    old, pinned, audited, fresh, damaged, audited_damaged = (put(store, h) for h in hashes)
    named = store.root / "mine"
    put(store, "f" * 64).folder.rename(named)
    leftover = store.root / f".{'e' * 16}.abcd.partial"
    leftover.mkdir()
    pin(store, "keep", pinned.hash)
    for run in (audited, audited_damaged):
        AuditLog(store.root, run.hash).append({"author": "a"})
    for run in (damaged, audited_damaged):
        (run.folder / "selection.csv").write_text("", encoding="utf-8")
    for run in (old, pinned, audited):
        os.utime(run.folder / "solution.json", (1e9, 1e9))
    os.utime(named / "solution.json", (1e9, 1e9))
    os.utime(fresh.folder / "solution.json", (now, now))
    found = garbage(store, 30.0, now)
    assert {one.folder: one.why for one in found} == {
        leftover: "leftover", old.folder: "old", damaged.folder: "damaged",
    }  # fmt: skip
    collect(found)
    assert garbage(store, 30.0, now) == []
    assert {run.hash for run in store.list()} >= {pinned.hash, audited.hash, fresh.hash}
    assert named.is_dir()


def test_runs_of_other_versions_open_or_say_why_not(store):
    from tisites.run.read.stored import open_run

    versions = {"versions": {"tisites": "9.9"}}
    newer = put(store, ONE, **versions)
    report = json.loads((newer.folder / "solution.json").read_text(encoding="utf-8"))
    (newer.folder / "solution.json").write_text(
        json.dumps(report | {"format": 7}), encoding="utf-8"
    )
    with pytest.raises(BadInputError, match=r"format 7, écrit par tisites 9\.9"):
        open_run(newer.folder)
    assert store.list() == []
    older = put(store, TWO, model={"unknown_key": 1})
    assert open_run(older.folder).ids.tolist() == ["x"]
    with pytest.raises(BadInputError, match="n'est plus lu"):
        _ = older.model
    with pytest.raises(BadInputError, match="manque"):
        _ = older.everyone
    (older.folder / "program.npz").write_bytes(b"no program")
    with pytest.raises(BadInputError, match="illisible"):
        _ = older.program
