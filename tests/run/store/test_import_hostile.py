"""Archives made to do harm: each is refused in words, and not one byte lands anywhere."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from forged import mutated, resealed, retold, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.cli.main import main
from tisites.messages.errors import BadInputError
from tisites.run.files.names import BadNameError, parts_of
from tisites.run.store import unpack
from tisites.run.store.archive import import_run
from tisites.run.store.store import Store


def snapshot(root: Path) -> dict[str, tuple]:
    """Everything under a folder: name, kind, bytes, time."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder) / name
            told = path.lstat()
            data = path.read_bytes() if stat.S_ISREG(told.st_mode) else b""
            written = 0 if stat.S_ISDIR(told.st_mode) else told.st_mtime_ns
            found[str(path.relative_to(root))] = (told.st_mode, data, written)
    return found


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A planner's folder inside a tree with files that must stay as they are."""
    home = tmp_path / "outer" / "home"
    home.mkdir(parents=True)
    for place in (tmp_path, tmp_path / "outer", home):
        (place / "sentinel.txt").write_text("mine", encoding="utf-8")
        (place / "selection.csv").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(home)
    return home


def refused(home: Path, data: bytes, capsys) -> str:
    """Import from the command line; it must say why, and leave everything as it was."""
    (home / "a.zip").write_bytes(data)
    root = home.parents[1]
    before = snapshot(root)
    capsys.readouterr()
    assert main(["runs", "import", "a.zip"]) == 2
    said = capsys.readouterr().err
    assert snapshot(root) == before
    assert "→" in said
    assert "Traceback" not in said
    return said


def raw_zip(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return data.getvalue()


NAMES = [
    "run//{out}/evil.csv", "/{out}/evil.csv", "//server/share/evil.csv", "run/../../evil.csv",
    "run/../../../sentinel.txt", "../evil.csv", "run/./evil.csv", "run/", "C:/evil.csv",
    "C:evil.csv", "run/C:evil.csv", "run\\..\\..\\evil.csv", "\\\\server\\share\\evil.csv",
    "run/selection.csv:stream", "run/CON", "run/nul.csv", "run/COM1.txt", "run/lpt¹.csv",
    "run/selection.csv.", "run/selection.csv ", "run/ selection.csv", "run/a\x1b[31m.csv",
    "run/a\u202egpj.exe", "run/a\tb", "run/" + "a" * 300, "run/" + "a/" * 300 + "b",
    "run/e\u0301.csv", "run/a*b", "run/a?b", 'run/a"b', "run/a|b", "run/~$x.csv", "run/évil.csv",
    "run/evil.exe", "run/sub/selection.csv", "audit/../evil", "evil", "run", "run/audit",
    "RUN/selection.csv", "run/.partial", "\u2028", "run/%2e%2e/a",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "beside"])
def test_no_hostile_name_writes_anywhere(home, members, capsys, name, sealed):
    """The same name in the seal and in the archive; or in the archive alone."""
    name = name.replace("{out}", str(home.parents[1]).lstrip("/"))
    kept = dict(members)
    if sealed:
        kept[name] = b"evil"
        told = resealed(kept)
        seal = json.loads(told["run/files.json"])
        entry = seal["files"]["selection.csv"]
        seal["files"][name.removeprefix("run/")] = {**entry, "bytes": 4}
        kept = {**told, "run/files.json": json.dumps(seal).encode()}
    else:
        kept[name] = b"evil"
    refused(home, zipped(kept), capsys)


@pytest.mark.parametrize("name", ["run//abs/path", "run/a/../b", "run/nul", "a ", "a\x00b", ""])
def test_the_parser_has_one_reading(name):
    with pytest.raises(BadNameError):
        parts_of(name)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=40) | st.from_regex(r"[./\\:a-zA ]{1,12}"))
def test_a_name_that_passes_stays_in_its_folder(tmp_path, name):
    try:
        parts = parts_of(name)
    except BadNameError:
        return
    assert "/".join(parts) == name
    place = tmp_path.joinpath(*parts)
    assert os.path.normpath(place) == str(place)
    assert tmp_path in place.parents


def made(name: str, **attributes) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


KINDS = {
    "symbolic link": stat.S_IFLNK, "folder": stat.S_IFDIR, "device": stat.S_IFCHR,
    "block device": stat.S_IFBLK, "pipe": stat.S_IFIFO, "socket": stat.S_IFSOCK,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_link_and_no_device(home, members, capsys, kind):
    entries = [(made(name), data) for name, data in members.items() if "selection.csv" not in name]
    info = made("run/selection.csv", external_attr=(KINDS[kind] | 0o777) << 16, create_system=3)
    said = refused(home, raw_zip(*entries, (info, b"/etc/passwd")), capsys)
    assert "run/selection.csv" in said


@pytest.mark.parametrize("attributes", [0x10, 0x400])
def test_no_folder_or_junction_of_windows(home, members, capsys, attributes):
    entries = [(made(name), data) for name, data in members.items() if "selection.csv" not in name]
    refused(home, raw_zip(*entries, (made("run/selection.csv", external_attr=attributes), b"x")),
            capsys)  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", ["run/selection.csv", "run/Selection.CSV", "run/ſelection.csv",
                                  "run/selection.csv/a"])  # fmt: skip
def test_no_two_names_for_one_file(home, members, capsys, twin):
    entries = [(made(name), data) for name, data in members.items()]
    refused(home, raw_zip(*entries, (made(twin), b"evil")), capsys)


def test_no_name_that_reads_two_ways(home, members, capsys):
    """A NUL cuts the name for one reader; the extra field names another file for the next."""
    data = zipped({**members, "run/selection.csvXevil": b"evil"})
    refused(home, data.replace(b"run/selection.csvXevil", b"run/selection.csv\x00evil"), capsys)
    other = b"run/../../evil.csv"
    crc = zipfile.crc32(b"run/selection.csv")  # type: ignore[attr-defined]
    field = struct.pack("<BI", 1, crc) + other
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    entries = [(made(name), data) for name, data in members.items() if "selection.csv" not in name]
    twice = made("run/selection.csv", extra=extra)
    (home / "a.zip").write_bytes(raw_zip(*entries, (twice, members["run/selection.csv"])))
    before = snapshot(home.parents[1] / "outer")
    code = main(["runs", "import", "a.zip"])  # a Python that does not know the field sees one name
    evil = [name for name in snapshot(home.parents[1]) if "evil" in name]
    assert evil == []
    assert code == 0 or snapshot(home.parents[1] / "outer") == before


def bomb(members, size: int) -> bytes:
    return zipped(resealed({**members, "run/selection.csv": b"0" * size}))


def test_what_grows_too_much_is_stopped_while_it_grows(home, members, capsys, monkeypatch):
    few = {name: data for name, data in members.items()
           if name in ("run/solution.json", "run/files.json")}  # fmt: skip
    said = refused(home, bomb(few, 40 * 2**20), capsys)
    assert "dilate" in said
    monkeypatch.setattr(unpack, "MOST_BYTES", 2**21)
    assert "Go" in refused(home, zipped(members), capsys)


def test_sizes_told_are_not_believed(home, members, capsys):
    """The table says 4 bytes and the stream gives more, or the seal does."""
    seal = json.loads(members["run/files.json"])
    seal["files"]["selection.csv"]["bytes"] = 4
    said = refused(home, zipped({**members, "run/files.json": json.dumps(seal).encode()}), capsys)
    assert "plus long" in said
    data = bytearray(zipped(members))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"run/selection.csv"))
    data[at + 24 : at + 28] = struct.pack("<I", 4)
    refused(home, bytes(data), capsys)


def test_too_many_members_are_never_listed(home, capsys):
    said = refused(home, zipped({f"run/{k}": b"" for k in range(70)}), capsys)
    assert "fichiers" in said
    refused(home, zipped({f"run/{k}": b"" for k in range(70_000)}), capsys)  # zip64


def test_encrypted_and_foreign_compressions(home, members, capsys):
    data = bytearray(zipped(members))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    refused(home, bytes(data), capsys)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        entries = [(made(name, compress_type=method), data) for name, data in members.items()]
        refused(home, raw_zip(*entries), capsys)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_tar_is_no_export(home, members, capsys, mode):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as tar:
        for name in (*members, "../../evil", "/evil"):
            info = tarfile.TarInfo(name)
            info.size = 4
            tar.addfile(info, io.BytesIO(b"evil"))
        link = tarfile.TarInfo("run/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    refused(home, data.getvalue(), capsys)


def test_what_is_cut_or_not_there(home, exported, capsys):
    for size in (0, 1, 21, 22, 100, len(exported) // 2, len(exported) - 30, len(exported) - 1):
        refused(home, exported[:size], capsys)
    for data in (b"PK\x05\x06" + b"\0" * 18, b"x" * 100_000, b"PK\x03\x04" * 50):
        refused(home, data, capsys)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_or_a_folder_is_not_waited_for(home, capsys):
    os.mkfifo(home / "pipe")
    (home / "folder").mkdir()
    for name in ("pipe", "folder", "none.zip", "/dev/zero"):
        assert main(["runs", "import", name]) == 2
        assert "→" in capsys.readouterr().err


BAD_JSON = {
    "NaN": lambda t: t.replace('"gap": ', '"gap": NaN, "x": ', 1),
    "Infinity": lambda t: t.replace('"bound": ', '"bound": Infinity, "x": ', 1),
    "overflow": lambda t: t.replace('"bound": ', '"bound": 1e999, "x": ', 1),
    "null objective": lambda t: t.replace('"objective": ', '"objective": null, "gap2": ', 1),
    "key twice": lambda t: t.replace('"bound": ', '"bound": 1.0, "bound": ', 1),
    "deep": lambda _: "[" * 100_000,
    "half character": lambda t: t.replace('"scenario": "', '"scenario": "\\ud800', 1),
    "escape": lambda t: t.replace('"scenario": "', '"scenario": "\\u001b[2J', 1),
    "cut": lambda t: t[:-10],
    "list": lambda _: "[]",
    "number": lambda _: "3",
    "empty": lambda _: "",
    "long integer": lambda t: t.replace('"n_eligible": ', f'"n_eligible": {"9" * 30}', 1),
}


@pytest.mark.parametrize("kind", BAD_JSON)
def test_json_that_is_no_json(home, members, capsys, kind):
    text = BAD_JSON[kind](members["run/solution.json"].decode())
    seal = json.loads(members["run/files.json"])
    kept = {**members, "run/solution.json": text.encode()}
    import hashlib

    seal["files"]["solution.json"] = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(), "bytes": len(text.encode()),
    }  # fmt: skip
    refused(home, zipped({**kept, "run/files.json": json.dumps(seal).encode()}), capsys)


@pytest.mark.parametrize(
    "seal",
    ['{"files": null, "run": "a"}', "[]", "{", '{"files": {"solution.json": null}}',
     '{"files": {}}',
     '{"run": "..", "files": {}}', '{"run": "/etc", "files": {"solution.json": {"sha256": "a"}}}',
     '{"run": 1, "files": {"solution.json": {"sha256": "a", "bytes": Infinity}}}'],
)  # fmt: skip
def test_a_seal_that_is_none(home, members, capsys, seal):
    refused(home, zipped({**members, "run/files.json": seal.encode()}), capsys)


def test_a_run_that_is_here_is_never_touched(home, members, exported):
    store = Store(home / "runs")
    (home / "a.zip").write_bytes(exported)
    first = import_run(home / "a.zip", store)
    assert not first.already
    before = snapshot(home / "runs")
    assert import_run(home / "a.zip", store).already
    slower = retold(members, lambda r: r["seconds"].update(solve=99.0))
    (home / "b.zip").write_bytes(zipped(slower))
    assert import_run(home / "b.zip", store).already
    assert snapshot(home / "runs") == before
    (first.run.folder / "selection.csv").write_text("damaged", encoding="utf-8")
    before = snapshot(home / "runs")
    with pytest.raises(BadInputError, match="rien n'y est touché"):
        import_run(home / "a.zip", store)
    assert snapshot(home / "runs") == before


#: The fuzz script does thousands.
MUTATIONS = 40


def test_mutated_archives_never_reach_out_nor_break(home, exported, capsys):
    """Bytes turned over at random, in the tables of the zip and in what they hold."""
    rng = random.Random(20261130)
    for k in range(MUTATIONS):
        data = mutated(exported, rng)
        (home / "a.zip").write_bytes(data)
        root = home.parents[1]
        before = snapshot(root)
        code = main(["runs", "import", "a.zip"])
        said = capsys.readouterr().err
        assert code in (0, 2), k
        if code == 2:
            assert "→" in said
            assert snapshot(root) == before, k
        else:  # what was turned over is told by nobody: a date, a comment
            after = {n: v for n, v in snapshot(root).items() if not n.startswith("outer/home/runs")}
            assert after == {n: v for n, v in before.items() if not n.startswith("outer/home/runs")}
