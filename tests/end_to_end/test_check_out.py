"""`tisites check --out` writes what a planner needs to mend a file; errors name their line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.candidates.usage.verify import verdict
from tisites.cli.main import main

SCENARIO = """base = "turnkey50"
name = "mine"
title = "Mine"
"""


def test_a_check_writes_its_tables_whole_and_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "check"
    assert main(["check", "--out", str(out)]) == 0
    assert "duplicates.csv" in capsys.readouterr().out
    assert sorted(p.name for p in out.iterdir()) == [
        "candidates.parquet", "candidates_excel.csv", "duplicates.csv", "findings.csv",
    ]  # fmt: skip
    everyone = pd.read_parquet(out / "candidates.parquet")
    assert {"site_id", "eligible", "reason", "score", "siding_km"} <= set(everyone.columns)
    findings = pd.read_csv(out / "findings.csv")
    duplicates = pd.read_csv(out / "duplicates.csv")
    assert len(duplicates) == (findings["code"] == "possible_duplicate").sum()
    assert "synthétiques" in everyone["notice"].iloc[0]
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    assert main(["check", "--out", str(out)]) == 0  # its own folder is replaced
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    (out / "notes.txt").write_text("of the planner")
    assert main(["check", "--out", str(out)]) == 2
    assert (out / "notes.txt").is_file()


def test_every_site_has_its_verdict_and_reason_in_a_file_for_excel(tmp_path: Path) -> None:
    out = tmp_path / "check"
    assert main(["check", "--out", str(out)]) == 0
    path = out / "candidates_excel.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    sheet = pd.read_csv(path, sep=";", decimal=",", dtype={"identifiant": str})
    everyone = pd.read_parquet(out / "candidates.parquet").set_index("site_id")
    assert sorted(sheet["identifiant"]) == sorted(everyone.index)
    eligible = everyone["eligible"].reindex(sheet["identifiant"]).to_numpy()
    left_out = sheet["verdict"].isin(["écarté", "à vérifier"]).to_numpy()
    assert (left_out == ~eligible).all()
    assert set(sheet["verdict"]) <= {"écarté", "à vérifier", "éligible", "éligible, à vérifier"}
    reasons = everyone["reason"].reindex(sheet["identifiant"])
    doubtful = [verdict(reason) == "to_verify" for reason in reasons.fillna("")]
    assert (sheet["verdict"] == "à vérifier").tolist() == doubtful
    assert any(doubtful)
    assert sheet.loc[left_out, "motif d'exclusion"].notna().all()
    assert sheet.loc[~left_out, "motif d'exclusion"].isna().all()
    assert sheet.loc[sheet["verdict"] == "éligible, à vérifier", "constats"].notna().all()
    assert sheet["notice"].str.contains("synthétiques").all()


def test_real_duplicates_are_listed_with_the_record_to_keep(
    tmp_path: Path, shared_data: Path
) -> None:
    out = tmp_path / "check"
    file = shared_data / "candidates/friches_france.csv"
    assert main(["check", "--candidates", str(file), "--tolerant", "--out", str(out)]) in (0, 2)
    table = pd.read_csv(out / "duplicates.csv")
    assert len(table) >= 150
    assert not set(table["site_id"]) & set(table["kept"])  # no chain: a kept record stays
    assert table["basis"].isin(["name", "surface", "place"]).all()
    assert (table["km"].dropna() <= 0.25).all()


def test_what_cannot_work_is_written_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text(SCENARIO + "[eligibility]\nmin_surface_ha = 450\n", encoding="utf-8")
    out = tmp_path / "check"
    assert main(["check", str(scenario), "--out", str(out)]) == 2
    assert (out / "candidates.parquet").is_file()
    said = capsys.readouterr()
    # choose stands in the model that the scenario derives from: its file and line are told
    assert "turnkey50.toml, ligne" in said.err


def test_columns_without_a_file_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text(SCENARIO + '[columns]\nsite_id = "ref"\n', encoding="utf-8")
    assert main(["check", str(scenario)]) == 0
    assert "[columns] est sans effet" in capsys.readouterr().out
