"""The workbook of a run: what it says, what its formulas give, what it never lets out."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.report.office import convert
from tisites.messages.errors import BadInputError
from tisites.messages.text import speaking
from tisites.messages.typography import plain
from tisites.report.book.book import write_book
from tisites.report.book.live import RANK_HEADS, WEIGHT_HEADS
from tisites.report.book.tables import ReadRun
from tisites.report.document import Column, Document, Section, Table
from tisites.report.media import sheets
from tisites.report.media.workbook import write_workbook
from tisites.run.read.stored import open_run
from tisites.study.robustness.weights import weighing

SHEETS = [
    "Lisez-moi", "Sélection", "Poids", "Premiers", "Classement", "Points par critère",
    "Pour information", "Candidats", "Territoires", "Règles", "Limites", "Sources",
]  # fmt: skip
HOSTILE = "=cmd|' /C calc'!A0"
OWNER = "SCI TÉMOIN DU TEST"


@pytest.fixture(scope="module")
def run(demo_run):
    """The demonstration's run, with a hostile name, an owner, and an id of figures."""
    stored = open_run(demo_run)
    table = stored.case.everyone.copy()
    first = stored.ids[0]
    table.loc[first, "name"] = HOSTILE
    table["owner"] = table["owner"].astype(object)
    table.loc[stored.ids, "owner"] = OWNER
    return ReadRun(replace(stored.case, everyone=table), stored.report)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("book")


@pytest.fixture(scope="module")
def book(run, folder):
    path = folder / "book.xlsx"
    write_book(run, path)
    return path


def rows(path: Path, sheet: str) -> list[list[object]]:
    """Return the cells of a sheet, as a keyboard types them."""
    found = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
    cells = found.to_python(skip_empty_area=False)
    return [[plain(cell) if isinstance(cell, str) else cell for cell in row] for row in cells]


def frame(path: Path, sheet: str, heads: int = 0) -> pd.DataFrame:
    cells = rows(path, sheet)
    return pd.DataFrame(cells[heads + 1 :], columns=cells[heads])


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def xml_of(path: Path, sheet: str) -> str:
    found = CalamineWorkbook.from_path(path).sheet_names
    return parts(path)[f"xl/worksheets/sheet{found.index(sheet) + 1}.xml"]


def test_sheets_and_the_answer_in_three_sentences(run, book):
    assert CalamineWorkbook.from_path(book).sheet_names == SHEETS
    said = [str(row[0]) for row in rows(book, "Lisez-moi")]
    assert "données de démonstration, synthétiques" in said
    text = "\n".join(said)
    assert f"{len(run.ids)} sites retenus, optimum prouvé" in text
    assert "La règle qui décide le plus est « " in text
    for name in SHEETS[1:]:
        assert name in said


def test_the_selection_is_that_of_the_run(run, book, demo_run):
    table = frame(book, "Sélection")
    written = pd.read_csv(demo_run / "selection.csv", dtype={"id": str})
    assert table["identifiant"].tolist() == written["id"].tolist()
    assert table["n° sur la carte"].tolist() == list(range(1, len(written) + 1))
    assert np.allclose(table["score (/ 100)"].astype(float), written["score"], atol=5e-7)
    everyone = frame(book, "Candidats")
    assert len(everyone) == len(run.everyone)
    assert set(everyone["identifiant"]) == set(run.everyone.index)
    assert (everyone["situation"] == "retenu").sum() == len(run.ids)


def test_codes_stay_text_and_figures_are_numbers_with_all_their_decimals(run, book):
    table = frame(book, "Territoires")
    regions = table[table["découpage"] == "région"]
    assert "01" in regions["code"].tolist()
    assert regions["retenus"].sum() == len(run.ids)
    chosen = frame(book, "Sélection").set_index("identifiant")
    told = run.everyone.loc[chosen.index, "surface_ha"]
    assert chosen["surface (ha)"].astype(float).tolist() == told.tolist()


def test_a_hostile_name_is_text_and_only_our_formulas_are_formulas(book):
    names = frame(book, "Sélection")["site"].tolist()
    assert f"'{HOSTILE}" in names and HOSTILE not in names
    live = {"Sélection", "Poids", "Premiers", "Classement"}
    for sheet in SHEETS:
        formulas = re.findall(r"<f>(.*?)</f>", xml_of(book, sheet))
        assert bool(formulas) == (sheet in live), sheet
        assert not any("cmd" in formula or "calc" in formula for formula in formulas)


def test_cached_values_are_the_scores_and_ranks_of_the_run(run, book):
    ranking = frame(book, "Classement", RANK_HEADS).set_index("identifiant")
    told = run.everyone.loc[ranking.index]
    assert len(ranking) == len(run.case.ids)
    score, rank = ranking.iloc[:, 5].astype(float), ranking.iloc[:, 6].astype(int)
    assert np.abs(score - told["score"]).max() < 1e-9
    assert rank.tolist() == told["score"].rank(ascending=False, method="min").astype(int).tolist()
    assert set(ranking.index[ranking["retenu"] == "oui"]) == set(run.ids)
    first = frame(book, "Premiers", 2)
    assert first["identifiant"].tolist() == ranking.index[: len(run.ids)].tolist()


def changed(book: Path, path: Path, weights: dict[int, float]) -> Path:
    """Write the workbook with other weights in the yellow cells and no value of any formula."""
    number = CalamineWorkbook.from_path(book).sheet_names.index("Poids") + 1
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                told = re.sub(r"(</f>)<v>.*?</v>", r"\1", text.decode())
                if name.endswith(f"sheet{number}.xml"):
                    for k, weight in weights.items():
                        cell = f'(<c r="D{WEIGHT_HEADS + 2 + k}"[^>]*>)<v>.*?</v>'
                        told, count = re.subn(cell, rf"\g<1><v>{weight!r}</v>", told)
                        assert count == 1
                text = told.encode()
            new.writestr(name, text)
    return path


def test_libreoffice_computes_what_the_engine_scores_after_a_weight_changes(run, book, folder):
    names = list(run.model.score)
    plain, tried = folder / "plain.xlsx", folder / "tried.xlsx"
    changed(book, plain, {})
    changed(book, tried, {0: 0.0, 4: 37.5})
    again = convert([plain, tried], "ods", folder / "again")
    judge = weighing(run.case)
    for path, moved in zip(again, ({}, {0: 0.0, 4: 37.5}), strict=True):
        raw = np.array([run.model.score[name].weight for name in names])
        for k, weight in moved.items():
            raw[k] = weight
        engine = pd.Series(judge.value(raw / raw.sum()), run.case.ids)
        ranking = frame(path, "Classement", RANK_HEADS).set_index("identifiant")
        score = ranking.iloc[:, 5].astype(float)
        assert np.abs(score - engine.loc[ranking.index]).max() < 1e-9
        rank = engine.round(9).rank(ascending=False, method="min").loc[ranking.index]
        assert ranking.iloc[:, 6].astype(int).tolist() == rank.astype(int).tolist()
        first = frame(path, "Premiers", 2)
        best = engine.sort_values(ascending=False).head(len(run.ids))
        assert np.abs(first.iloc[:, 6].astype(float) - best.to_numpy()).max() < 1e-9
        cells = {str(row[0]): row[3] for row in rows(path, "Poids")}
        told = cells[f"Sites retenus qui sont dans les {len(run.ids)} premiers"]
        assert told == (rank[run.ids] <= len(run.ids)).sum()
        assert abs(cells["Points de la sélection retenue"] - engine[run.ids].sum()) < 1e-8
        assert abs(cells[f"Points des {len(run.ids)} premiers"] - best.sum()) < 1e-8
        beside = frame(path, "Sélection").set_index("identifiant").iloc[:, -2].astype(float)
        assert np.abs(beside - engine.loc[beside.index]).max() < 1e-9
    moves = frame(again[1], "Classement", RANK_HEADS).iloc[:, 10].astype(int)
    assert (moves != 0).any()
    cached = frame(book, "Classement", RANK_HEADS).iloc[:, 6:8].astype(float)
    fresh = frame(again[0], "Classement", RANK_HEADS).iloc[:, 6:8].astype(float)
    assert np.abs(cached - fresh).to_numpy().max() < 1e-9


def test_every_sheet_prints_on_a4_landscape_with_its_heads_on_each_page(book):
    names = CalamineWorkbook.from_path(book).sheet_names
    workbook = parts(book)["xl/workbook.xml"]
    for k, sheet in enumerate(names):
        xml = xml_of(book, sheet)
        assert 'paperSize="9"' in xml and 'orientation="landscape"' in xml
        assert 'fitToHeight="0"' in xml and "<pageSetUpPr" in xml
        assert "page &amp;P sur &amp;N" in xml
        assert "synthétiques" in xml[xml.index("<oddFooter>") :]
        if sheet not in ("Lisez-moi", "Poids"):
            assert f'_xlnm.Print_Titles" localSheetId="{k}"' in workbook
            assert 'state="frozen"' in xml
    for sheet in ("Sélection", "Candidats", "Classement", "Territoires", "Limites"):
        assert "<autoFilter" in xml_of(book, sheet)
    assert "dataBar" in xml_of(book, "Limites")


def test_limits_are_in_the_unit_of_their_rule(run, book):
    table = frame(book, "Limites")
    share = table[table["règle"] == "Part des sites en Territoires d'industrie"].iloc[0]
    inside = run.everyone.loc[run.ids, "in_territoire_industrie"].mean()
    assert abs(share["utilisé"] - 100.0 * inside) < 1e-9
    assert share["plancher"] == pytest.approx(66.0) and share["unité"] == "% des sites"
    counts = table[table["règle"] == "Sites par département"]
    assert (counts["limite atteinte"] == "oui").sum() == (counts["utilisé"] == 2).sum()
    assert counts["plafond utilisé (%)"].max() == 100.0


def test_the_public_one_holds_no_owner_in_any_part(run, book, folder):
    public = folder / "public.xlsx"
    write_book(run, public, "public")
    assert any(OWNER in text for text in parts(book).values())
    for name, text in parts(public).items():
        assert OWNER not in text and "propriétaire (type)" not in text, name
    assert "les propriétaires, les prix" in "\n".join(str(r[0]) for r in rows(public, "Lisez-moi"))


def test_the_same_run_makes_the_same_bytes_and_another_language_other_words(run, book, folder):
    write_book(run, folder / "again.xlsx")
    assert (folder / "again.xlsx").read_bytes() == book.read_bytes()
    with speaking("en"):
        write_book(run, folder / "english.xlsx")
    names = CalamineWorkbook.from_path(folder / "english.xlsx").sheet_names
    assert names[:5] == ["Read me", "Selection", "Weights", "First", "Ranking"]
    ranking = frame(folder / "english.xlsx", "Ranking", RANK_HEADS)
    assert set(ranking["selected"]) == {"yes", "no"}


def test_a_table_longer_than_a_sheet_is_refused_and_a_long_text_is_cut(tmp_path, monkeypatch):
    column = Column("words", "mots")
    table = Table("t", "Longue", (column,), (("x" * 40_000,), ("court",)))
    document = Document("d", "D", (Section(tables=(table,)),))
    write_workbook(document, tmp_path / "cut.xlsx")
    told = rows(tmp_path / "cut.xlsx", "Longue")[1][0]
    assert len(told) == 32_767 and told.endswith("…")
    monkeypatch.setattr(sheets, "_MOST_ROWS", 2)
    with pytest.raises(BadInputError, match="2 lignes"):
        write_workbook(document, tmp_path / "long.xlsx")
