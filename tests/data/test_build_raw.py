from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from tisites.data.build.codes_2022 import FILE, read_codes_2022
from tisites.data.build.raw import float_columns, read_csv, read_json, read_outlines, read_sheet
from tisites.messages.errors import BadInputError, Where


def problems_of(error: pytest.ExceptionInfo[BadInputError]) -> list[Where]:
    return [problem.where for problem in error.value.problems]


def test_texts_keep_their_zeros_and_empty_is_null(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("insee,nom,x\n01001,NA,\n", encoding="utf-8-sig")
    table = read_csv(tmp_path, "a.csv", ["nom", "insee", "x"])
    assert table.columns.tolist() == ["nom", "insee", "x"]
    assert table.loc[2, "insee"] == "01001"
    assert table.loc[2, "nom"] == "NA"  # a name, not a missing value
    assert pd.isna(table.loc[2, "x"])


def test_a_missing_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as error:
        read_csv(tmp_path, "water/a.csv", ["x"])
    assert problems_of(error) == [Where("water/a.csv")]
    assert "--from" in str(error.value.problems[0].remedy)


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    with pytest.raises(BadInputError) as error:
        read_csv(tmp_path, "a.csv", ["x", "y", "z"])
    assert problems_of(error) == [Where("a.csv", column="y"), Where("a.csv", column="z")]


@pytest.mark.parametrize(
    "content", [b"", b"x\n", b"x\n\xff\xfe\n", b'x\n"open\n', b"x\n1,2,3\n4\n5,6,7,8\n"]
)
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(BadInputError) as error:
        read_csv(tmp_path, "a.csv", ["x"])
    assert {where.file for where in problems_of(error)} == {"a.csv"}


def test_bad_numbers_are_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('x,y\n1.5,\n"2,5",nan?\n3,4\n')
    table = read_csv(tmp_path, "a.csv", ["x", "y"])
    with pytest.raises(BadInputError) as error:
        float_columns(table, ["x", "y"], "a.csv")
    assert problems_of(error) == [Where("a.csv", 3, "x", "2,5"), Where("a.csv", 3, "y", "nan?")]
    good = float_columns(table.drop(3), ["x", "y"], "a.csv")
    assert good["x"].tolist() == [1.5, 3.0]
    assert math.isnan(good["y"].iloc[0])


def test_lines_are_those_of_the_file_when_a_cell_holds_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('nom;x\n"deux\nlignes";1\n\n"une";deux\n"trois\n\nlignes";3\n')
    table = read_csv(tmp_path, "a.csv", ["nom", "x"], sep=";")
    assert table.index.tolist() == [2, 5, 6]
    with pytest.raises(BadInputError, match="ligne 5"):
        float_columns(table, ["x"], "a.csv")


def test_json_and_outlines_are_checked(tmp_path: Path) -> None:
    for content in ("[1]", '{"other": 1}', "{"):
        (tmp_path / "a.json").write_text(content)
        with pytest.raises(BadInputError):
            read_json(tmp_path, "a.json", ["codes"])
    (tmp_path / "b.geojson").write_text("not geojson")
    with pytest.raises(BadInputError, match="illisible"):
        read_outlines(tmp_path, "b.geojson", ["reg"])


def workbook(path: Path, rows: list[list[str]], sheet: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    table = pd.DataFrame(padded, columns=[f"Titre {i}" for i in range(width)])
    pyogrio.write_dataframe(table, path, layer=sheet, driver="XLSX", append=path.exists())


def test_json_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"k": "é"}', encoding="utf-8-sig")
    assert read_json(tmp_path, "a.json", ["k"]) == {"k": "é"}


def test_outlines_saved_in_another_encoding_are_told(tmp_path: Path) -> None:
    point = '{"type": "Point", "coordinates": [2.0, 48.0]}'
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature",'
        f' "properties": {{"nom": "Béarn"}}, "geometry": {point}}}]}}'
    )
    (tmp_path / "a.geojson").write_text(text, encoding="latin-1")
    with pytest.raises(BadInputError) as error:
        read_outlines(tmp_path, "a.geojson", ["nom"])
    assert problems_of(error)[0].file == "a.geojson"


def test_a_sheet_is_found_below_its_titles(tmp_path: Path) -> None:
    rows = [["Géographie", ""], ["CODGEO", "DEP"], ["01001", "01"]]
    workbook(tmp_path / "a.xlsx", rows, "COM")
    table = read_sheet(tmp_path, "a.xlsx", "COM", ["DEP", "CODGEO"])
    assert table.to_dict("index") == {4: {"DEP": "01", "CODGEO": "01001"}}
    with pytest.raises(BadInputError) as error:
        read_sheet(tmp_path, "a.xlsx", "COM", ["DEP", "REG"])
    assert "REG" in {where.column for where in problems_of(error)}
    with pytest.raises(BadInputError, match="illisible"):
        read_sheet(tmp_path, "a.xlsx", "ARM", ["DEP"])


def test_codes_of_2022(tmp_path: Path) -> None:
    path = tmp_path / FILE
    communes = [
        ["CODGEO", "LIBGEO", "DEP", "EPCI"],
        ["23019", "Beissat", "23", "200044014"],
        ["97101", "Les Abymes", "971", "200018653"],
        ["01002", "Twin", "01", "1"],
        ["01003", "Twin", "01", "1"],
    ]
    zones = [
        ["NIVGEO", "CODGEO", "LIBGEO"],
        ["ARR", "011", "Belley"],
        ["ZE2020", "0601", "Mayotte"],
    ]
    workbook(path, communes, "COM")
    workbook(path, zones, "Zones_supra_communales")
    codes = read_codes_2022(tmp_path)
    assert codes.insee_of("Beissat", "23") == "23019"
    assert codes.insee_of("Les Abymes", "97") == "97101"
    assert codes.insee_of("Beissat", "24") is None
    assert codes.insee_of("Twin", "01") is None  # ambiguous: never guessed
    assert codes.zones_emploi.to_numpy().tolist() == [["0601", "Mayotte"]]
