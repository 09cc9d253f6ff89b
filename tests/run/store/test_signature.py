"""Who vouches for an export: shown when it holds, refused when it does not."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from forged import resealed, retold, zipped

from tisites.cli.main import main
from tisites.messages.errors import BadInputError
from tisites.run.files.folder import SIGNATURE
from tisites.run.files.signature import signature_of
from tisites.run.read.stored import open_run
from tisites.run.store.archive import import_run
from tisites.run.store.store import Store

pytest.importorskip("cryptography")


@pytest.fixture
def home(solved, tmp_path, monkeypatch) -> Path:
    """A folder with a run, a key and a signed export of that run."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(solved, tmp_path / "run")
    assert main(["runs", "keygen", "key.pem"]) == 0
    command = ["runs", "export", "run", "a.zip", "--sign", "key.pem", "--author", "Mme Durand"]
    assert main(command) == 0
    return tmp_path


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def words(capsys) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_a_signed_run_names_its_author_wherever_it_is_shown(home, capsys):
    run = import_run(home / "a.zip", Store(home / "elsewhere")).run
    print_of = signature_of(run.folder, run.hash, []).fingerprint
    assert main(["runs", "import", "a.zip", "--signed-by", print_of.replace(" ", "").upper()]) == 0
    said = words(capsys)
    assert f"signé par Mme Durand, empreinte {print_of}" in said
    for verb in ([], ["verify", "last"], ["show", "last"]):
        assert main(["runs", *verb]) == 0
        assert f"signé par Mme Durand, empreinte {print_of}" in words(capsys)
    assert main(["runs", "export", "last", "b.zip"]) == 0  # the signature goes along
    assert (home / "b.zip").read_bytes() == (home / "a.zip").read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((home / "key.pem").stat().st_mode) == 0o600


def test_the_same_key_and_run_give_the_same_bytes(home):
    command = ["runs", "export", "run", "b.zip", "--sign", "key.pem", "--author", "Mme Durand"]
    assert main(command) == 0
    assert (home / "b.zip").read_bytes() == (home / "a.zip").read_bytes()


def told(change):
    def forged(members):
        content = json.loads(members["run/signature.json"])
        change(content)
        return {**members, "run/signature.json": json.dumps(content).encode()}

    return forged


def other_key(content):
    from cryptography.hazmat.primitives.asymmetric import ed25519

    content["key"] = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


FORGERIES = {
    "author": told(lambda c: c["statement"].update(author="Le ministre")),
    "hidden author": told(lambda c: c["statement"].update(author="a\x1b[2J")),
    "key": told(other_key),
    "signature": told(lambda c: c.update(signature="00" * 64)),
    "short signature": told(lambda c: c.update(signature="00")),
    "no hexadecimal": told(lambda c: c.update(signature="zz")),
    "overrides": told(lambda c: c["statement"].update(overrides=1)),
    "negative": told(lambda c: c["statement"].update(overrides=-1)),
    "scheme": told(lambda c: c.update(scheme="none")),
    "no statement": told(lambda c: c.pop("statement")),
    "list": lambda m: {**m, "run/signature.json": b"[]"},
    "empty": lambda m: {**m, "run/signature.json": b""},
    "another run under it": lambda m: retold(m, lambda r: r["seconds"].update(solve=99.0)),
    "another file under it": lambda m: resealed({**m, "run/findings.csv": b"x"}),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_signature_that_does_not_hold_is_refused(home, capsys, kind):
    (home / "b.zip").write_bytes(zipped(FORGERIES[kind](members_of(home / "a.zip"))))
    capsys.readouterr()
    assert main(["runs", "import", "b.zip"]) == 2
    assert "→" in capsys.readouterr().err
    assert not (home / "runs").exists()


def test_who_must_have_signed_is_held_to(home):
    with pytest.raises(BadInputError, match="non par"):
        import_run(home / "a.zip", Store(home / "runs"), "0" * 32)
    unsigned = {n: d for n, d in members_of(home / "a.zip").items() if not n.endswith(SIGNATURE)}
    (home / "b.zip").write_bytes(zipped(unsigned))
    with pytest.raises(BadInputError, match="personne"):
        import_run(home / "b.zip", Store(home / "runs"), "0" * 32)
    assert not (home / "runs").exists()


def test_overrides_after_the_signature_are_told_apart(home, capsys):
    assert main(["runs", "import", "a.zip"]) == 0
    run = open_run(next((home / "runs").iterdir()))
    ids = run.ids
    other = next(i for i in run.everyone.index[run.everyone["eligible"]] if i not in ids)
    command = ["runs", "override", "last", "--remove", ids[0], "--add", other]
    assert main([*command, "--author", "M.", "--reason", "accord", "--date", "2026-03-14"]) == 0
    capsys.readouterr()
    assert main(["runs", "verify", "last"]) == 0
    said = words(capsys)
    assert "signé par Mme Durand" in said
    assert "d'après la signature : 1" in said
    assert main(["runs", "export", "last", "c.zip"]) == 0
    there = import_run(home / "c.zip", Store(home / "there"))
    assert not there.already


def test_a_key_or_an_author_that_is_none(home):
    (home / "no.pem").write_text("no key", encoding="utf-8")
    for key, author in (("no.pem", "M."), ("none.pem", "M."), ("key.pem", ""), ("key.pem", " ")):
        command = ["runs", "export", "run", "x.zip", "--sign", key, "--author", author]
        assert main(command) == 2
        assert not (home / "x.zip").exists()
    assert main(["runs", "keygen", "key.pem"]) == 2  # a key is never written over


def test_without_the_library_a_signature_is_not_taken_on_trust(home, monkeypatch, capsys):
    import sys

    for name in [n for n in sys.modules if n.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    capsys.readouterr()
    assert main(["runs", "import", "a.zip"]) == 2
    assert "tisites[sign]" in capsys.readouterr().err
    assert not (home / "runs").exists()
    unsigned = {n: d for n, d in members_of(home / "a.zip").items() if not n.endswith(SIGNATURE)}
    data = io.BytesIO(zipped(unsigned))
    (home / "b.zip").write_bytes(data.getvalue())
    assert main(["runs", "import", "b.zip"]) == 0  # what is not signed needs no library
