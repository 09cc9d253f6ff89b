"""A delegation officer's own list, as it is, beside the real national inventory: one command."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.report.paper import words_on_paper
from tisites.cli.main import main

#: Row of the list: verdict and first reason, read off the list itself: five rows have no position,
#: one no area, one is under three hectares, one repeats another, one is military land.
VERDICTS = {
    "2": "out", "3": "excluded", "4": "excluded", "5": "excluded", "6": "out",
    "6-2": "duplicate", "7": "excluded", "8": "excluded", "9": "out", "10": "excluded",
    "12": "excluded",
}  # fmt: skip
REASONS = {
    "3": "coord_quality", "4": "coord_quality", "5": "coord_quality", "7": "surface_unknown",
    "8": "surface_below_minimum", "10": "exclude.planned_use", "12": "coord_quality",
}  # fmt: skip


@pytest.fixture(scope="module")
def officer(shared_data: Path) -> Path:
    path = shared_data.parent / "cases" / "reading" / "liste_officer.xlsx"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return path


@pytest.fixture(scope="module")
def folder(real_pack, officer, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("officer")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(out)
        asked = ["dossier", str(officer), "--yes", "--data", str(real_pack.folder)]
        assert main([*asked, "--fiches", "--out", "dossier"]) == 0
    return out / "dossier"


def test_each_row_has_its_verdict(folder):
    with (folder / "sites.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["row"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["1", "2", "3", "4", "5", "6", "6-2", *map(str, range(7, 13))]
    assert {row: rows[row]["verdict"] for row in VERDICTS} == VERDICTS
    assert all(row["decides"] for row in rows.values())
    told = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))["dossier"]
    codes = {one["row"]: one["code"] for one in told["sites"]}
    assert {row: codes[row] for row in REASONS} == REASONS
    stands = {one["row"]: one["stands"] for one in told["sites"]}
    assert stands["6-2"] == "6"
    assert told["enters"] == told["leaves"] == []
    for one in told["sites"]:
        ranked = one["score"] is not None and one["verdict"] != "duplicate"
        assert len(one["ranks"]) == (3 if ranked or one["verdict"] == "duplicate" else 0)


def test_page_workbook_and_paper_are_there(folder):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(folder / "dossier.xlsx"))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
             for cell in row]  # fmt: skip
    assert "Brasserie Kronenbourg (bis)" in cells
    assert (folder / "dossier.pdf").stat().st_size > 20_000
    page = (folder / "dossier.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style>.*?</style>", "", page))
    for code in ("coord_quality", "surface_unknown", "planned_use", "representative", "to_verify"):
        assert code not in words


def test_each_site_of_hers_has_a_sheet_of_two_pages(folder):
    """Twelve sites in thirteen rows: a duplicate has the sheet of the row that stands for it."""
    pages = [_closed(page) for page in words_on_paper(folder / "fiches.pdf")[1:]]  # no contents
    with (folder / "sites.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["verdict"] != "duplicate"]
    assert len(pages) == 2 * len(rows) == 24
    ends = {"chosen": "retenu", "out": "non retenu"}
    for row, page in zip(rows, pages[::2], strict=True):
        title = page.partition("Situation")[0]
        assert _closed(row["commune"]) in title
        assert f":{_closed(ends.get(row['verdict'], 'n’a pas concouru'))}" in title
    sheets = (folder / "fiches.html").read_text(encoding="utf-8")
    assert sheets.count("<article>") == 1 + len(rows)


def _closed(words: str) -> str:
    """A text without what a line may break it with."""
    return re.sub(r"[\s\u00ad-]", "", words.replace("’", "'"))
