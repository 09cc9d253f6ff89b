"""``tisites data`` at the command line: exit codes, words, nothing half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tisites.cli.main import main
from tisites.data.pack import Pack


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TISITES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_list_says_what_is_held(cache: Path, shared_data: Path, capsys) -> None:
    stations = shared_data / "network/liste-des-gares.csv"
    assert main(["data", "add", "sncf-gares", str(stations)]) == 0
    assert main(["data", "list"]) == 0
    said = capsys.readouterr().out
    assert "sncf-gares" in said
    assert "rte-postes" in said
    assert (cache / "sources" / "sncf-gares" / "sncf-gares.csv").is_file()


def test_a_wrong_file_or_name_is_exit_2(cache: Path, shared_data: Path, capsys) -> None:
    posts = shared_data / "network/postes-electriques-rte.csv"
    assert main(["data", "add", "sncf-gares", str(posts)]) == 2
    assert main(["data", "add", "sncf-gare", str(posts)]) == 2
    assert main(["data", "pull", "rien"]) == 2
    assert main(["data", "pull", "insee-chomage"]) == 2  # no address: the planner gets it
    assert main(["data", "build", "--out", str(cache.parent / "pack")]) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "« sncf-gares »" in said.err
    assert "https://www.insee.fr" in said.out
    assert not (cache.parent / "pack").exists()


def test_verify_hashes_again(real_pack: Pack, tmp_path: Path, capsys) -> None:
    import shutil

    assert main(["data", "verify"]) == 0  # the demo pack
    copy = tmp_path / "pack"
    shutil.copytree(real_pack.folder, copy)
    assert main(["data", "verify", str(copy)]) == 0
    assert real_pack.sha256 in capsys.readouterr().out
    damaged = copy / "communes.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert main(["data", "verify", str(copy)]) == 2
    assert "communes" in capsys.readouterr().err


def test_trace_in_words_and_json(real_pack: Pack, capsys) -> None:
    asked = ["data", "trace", "06004_10548", "freight_station_km", "--data", str(real_pack.folder)]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "SNCF Réseau" in said
    assert "ODbL" in said
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] > 0
