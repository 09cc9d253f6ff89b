"""A run folder is whole, and the same bytes for the same answer."""

from __future__ import annotations

import json

import pandas as pd
import pyogrio

from tisites.report.write import write_outputs
from tisites.run.files.folder import WRITTEN

FILES = {
    "selection_excel.csv",
    "candidates_excel.csv",
    "selection.csv",
    "steps.csv",
    "connection.csv",
    "candidates.parquet",
    "findings.csv",
    "solution.json",
    "selection.gpkg",
    "map.png",
    "program.npz",
    "territories.parquet",
    "files.json",
    "values.parquet",
}


def test_every_file_is_there_and_they_agree(make, tmp_path):
    write_outputs(make(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert set(WRITTEN) >= FILES  # what is not written by tisites keeps a folder from being reused
    csv = pd.read_csv(tmp_path / "selection.csv")
    solution = json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))
    mainland = pyogrio.read_dataframe(tmp_path / "selection.gpkg", layer="selection")
    assert sorted(csv["id"]) == solution["selected"]
    assert csv["id"].iloc[mainland["number"] - 1].tolist() == mainland["id"].tolist()


def test_the_same_answer_gives_the_same_folder(make, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_outputs(make(), tmp_path / name)
    for file in sorted(FILES):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_every_table_of_synthetic_data_says_so_by_itself(make, tmp_path):
    for synthetic in (True, False):
        folder = tmp_path / str(synthetic)
        folder.mkdir()
        write_outputs(make(synthetic=synthetic), folder)
        said = "données de démonstration, synthétiques"
        for name in (
            "selection.csv",
            "steps.csv",
            "connection.csv",
            "findings.csv",
            "solution.json",
        ):
            assert (said in (folder / name).read_text(encoding="utf-8")) is synthetic, name
        candidates = pd.read_parquet(folder / "candidates.parquet")
        assert ("notice" in candidates.columns) is synthetic
        if synthetic:
            assert set(candidates["notice"]) == {said}
