"""What a director receives, as a French planner reads it: names wherever there are names."""

from __future__ import annotations

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.pages.french import codes_for_names, offences, sentences_of, unnamed_sites, words_of
from tisites.cli.main import main
from tisites.data.catalogue.titles import layer_title, origin_title
from tisites.data.layers import LAYERS


@pytest.fixture(scope="module")
def everyone(demo_run) -> pd.DataFrame:
    return pd.read_parquet(demo_run / "candidates.parquet").set_index("site_id")


@pytest.fixture(scope="module")
def handed(demo_run, everyone, tmp_path_factory):
    """The note, three sheets (in, out, barred) and the workbook of the demonstration run."""
    out = tmp_path_factory.mktemp("handed") / "all"
    kinds = (
        everyone[everyone["selected"]], everyone[everyone["eligible"] & ~everyone["selected"]],
        everyone[everyone["reason"].str.startswith("duplicate_of")],
        everyone[everyone["reason"] == "coord_quality"],
    )  # fmt: skip
    sites = [word for kind in kinds if len(kind) for word in ("--site", str(kind.index[0]))]
    assert len(sites) >= 6
    asked = ["report", str(demo_run), "--format", "html,xlsx", *sites, "--out", str(out)]
    assert main(asked) == 0
    return out


def test_no_code_stands_where_a_name_exists(handed, everyone):
    names = everyone["name"].dropna().to_dict()
    pages = {path.name: path.read_text(encoding="utf-8") for path in handed.glob("*.html")}
    assert len(pages) >= 4
    assert sum(len(sentences_of(page)) for page in pages.values()) > 100
    for name, page in pages.items():
        words = words_of(page)
        assert list(offences(words)) == [], name
        assert codes_for_names(words) == [], name
        assert unnamed_sites(sentences_of(page), names) == [], name


def test_no_cell_of_the_workbook_holds_a_code_for_a_name(handed, everyone):
    (path,) = handed.glob("*.xlsx")
    book = CalamineWorkbook.from_path(path)
    names = everyone["name"].dropna().to_dict()
    cells = [
        cell
        for sheet in book.sheet_names
        for row in book.get_sheet_by_name(sheet).to_python()
        for cell in row
        if isinstance(cell, str)
    ]
    assert len(cells) > 1000
    assert [wrong for cell in cells for wrong in codes_for_names(cell)] == []
    prose = [cell for cell in cells if " " in cell]
    assert unnamed_sites(prose, names) == []


def test_every_layer_has_a_title_in_both_languages():
    for layer in LAYERS:
        title = layer_title(layer.name)
        assert "_" not in title.fr + title.en
        assert title.fr != layer.name.replace("_", " "), layer.name
    for origin in ("A_cartofriches_17dep", "une_clef_inconnue"):
        assert "_" not in origin_title(origin).fr


@pytest.mark.parametrize(
    "wrong",
    [
        "France/freight_stations", "la couche commune_outlines", "Nantes Métropole (244400404)",
        "« Prélèvement net d'étiage par bassin » (A)", "« Sites par région » (53)",
    ],
)  # fmt: skip
def test_each_kind_of_code_is_caught(wrong):
    assert codes_for_names(f"ceci : {wrong}, et la suite")


def test_an_id_is_caught_unless_its_name_goes_before():
    names = {"80021_24643": "Halle Sud"}
    assert unnamed_sites(["À sa place entreraient 80021_24643 (Amiens)."], names)
    assert not unnamed_sites(["À sa place : Halle Sud (Amiens), 80021_24643."], names)
