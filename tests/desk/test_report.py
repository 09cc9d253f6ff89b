"""``tisites report``: what a director receives says what the run holds, in every format."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from tisites.cli.main import main
from tisites.desk.answer import End
from tisites.desk.report import ReportRequest, report
from tisites.desk.sources import studied_run
from tisites.messages.errors import BadInputError
from tisites.messages.text import number, speaking
from tisites.run.read.stored import open_run


def plain(text: str) -> str:
    """One space wherever the page has any kind of it, or a break."""
    return re.sub(r"[\s\u200b]+", " ", text.replace("’", "'"))


def pdf_text(path: Path) -> str:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return plain("\n".join(page.extract_text() for page in reader.pages))


def closed(text: str) -> str:
    """A text without what a column may break it with: spaces and hyphens."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]", "", text.replace("’", "'"))


class Page(HTMLParser):
    """What a reader of a page sees, its headings, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.heads: list[int] = []
        self.loads: list[str] = []
        self.lang = ""
        self.unsaid: list[str] = []
        self.feed(text)
        self.text = plain(" ".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.lang = named.get("lang") or self.lang
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        for key in ("src", "href"):
            if key in named and not str(named[key]).startswith("data:"):
                self.loads.append(str(named[key]))
        if tag == "img" and not named.get("alt"):
            self.unsaid.append(str(named.get("src"))[:40])

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def made(demo_run, tmp_path_factory):
    """The note of the demonstration run, by the command line, in three formats."""
    out = tmp_path_factory.mktemp("report") / "note"
    assert main(["report", str(demo_run), "--format", "html,pdf,csv", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def chosen(demo_run):
    table = pd.read_parquet(demo_run / "candidates.parquet")
    return table[table["selected"]]


def test_page_one_answers_in_three_sentences(made, demo_run, chosen):
    told = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))
    first = PdfReader(io.BytesIO((made / "note.pdf").read_bytes())).pages[0].extract_text()
    page = plain(first)
    assert f"{len(chosen)} sites retenus parmi {told['n_eligible']} éligibles" in page
    assert plain(number(told["n_candidates"])) in page and "c'est prouvé" in page
    assert f"{chosen['reg'].nunique()} régions sur" in page
    enaf = chosen["new_enaf_ha"].sum()
    assert f"{number(enaf)} ha (de {number(chosen['new_enaf_ha_low'].sum())}" in page
    rules = [r for r in told["rules"]["rules"] if r["proof"] != "unknown"]
    worst = max(rules, key=lambda one: one["gain"])
    assert f"{len(worst['enters'])} sites changeraient" in page
    assert plain(number(worst["gain"], 1)) in page


def test_pages_tell_every_site_and_the_same_in_both_formats(made, chosen):
    page, paper = (
        Page((made / "note.html").read_text(encoding="utf-8")),
        pdf_text(made / "note.pdf"),
    )
    for name, commune, score in zip(
        chosen["name"], chosen["commune"], chosen["score"], strict=True
    ):
        for text in (page.text, paper):
            assert closed(str(commune)) in closed(text), commune
            assert closed(name) in closed(text) and number(score, 1) in text
    sites = pd.read_csv(made / "sites_excel.csv", sep=";", decimal=",")
    assert len(sites) == len(chosen)


def test_the_page_needs_nothing_and_can_be_heard(made):
    page = Page((made / "note.html").read_text(encoding="utf-8"))
    assert page.loads == [] and page.unsaid == [] and page.lang == "fr"
    assert page.heads[0] == 1 and all(
        b - a <= 1 for a, b in zip(page.heads, page.heads[1:], strict=False)
    )


def test_method_proof_and_sources_are_those_of_the_run(made, demo_run):
    stored, paper = open_run(demo_run), pdf_text(made / "note.pdf")
    assert stored.hash in paper.replace(" ", "")
    for entry in stored.report["inputs"]:
        assert entry["sha256"][:16] in paper
        assert plain(entry.get("producer") or "donné par le planificateur")[:20] in paper
    for criterion in stored.model.score.values():
        assert closed(criterion.label) in closed(paper)
    assert plain(number(stored.report["objective"], 1)) in paper


def test_it_is_the_same_to_the_byte_when_it_is_made_again(made, demo_run, tmp_path):
    again = tmp_path / "again"
    asked = ReportRequest(demo_run, ("html", "pdf", "csv"), out=again)
    answer = report(asked)
    answer.write()
    for path in sorted(made.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    answer.write()  # over its own files
    (again / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError):
        report(asked)


def test_every_part_of_the_note_is_there_in_its_order(made, demo_run):
    page = Page((made / "note.html").read_text(encoding="utf-8"))
    order = [
        "Les 50 sites retenus", "Équité entre régions", "Budgets : ZAN, eau, main-d'œuvre, réseau",
        "Effet de chaque règle", "Robustesse", "Alternatives", "Ce qui n'a pas été vérifié",
        "Méthode et poids", "Sources des données", "Preuve", "Annexe : candidats écartés",
    ]  # fmt: skip
    places = [page.text.index(head) for head in order]
    assert places == sorted(places)
    told = open_run(demo_run).report
    for row in told["constraints"]:  # every share of water that is used, by the name of its basin
        if row["constraint"] == "water" and row["activity"] > 0:
            assert (
                number(row["activity"], 1) in page.text.replace("\xa0", "\u202f")
                or plain(number(row["activity"], 1)) in page.text
            )
    assert "Rhin" in page.text and "tisites robustness" in page.text


def test_the_annex_counts_every_candidate_that_did_not_compete(made, demo_run):
    table = pd.read_parquet(demo_run / "candidates.parquet")
    out = table[~table["eligible"]]
    reasons = pd.read_csv(made / "left_out_excel.csv", sep=";", decimal=",")
    assert int(reasons["Candidats"].sum()) == len(out)
    places = pd.read_csv(made / "departements_excel.csv", sep=";", decimal=",")
    assert int(places[["À vérifier", "Exclus"]].to_numpy().sum()) == int(out["dep"].notna().sum())
    listed = pd.read_csv(made / "exclusions_excel.csv", sep=";", decimal=",", dtype=str)
    assert set(listed["Identifiant"]) == set(out["site_id"])
    assert (made / "exclusions_excel.csv").name in (made / "note.html").read_text(encoding="utf-8")


def test_studies_left_beside_the_run_are_told(demo_run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["alternatives", str(demo_run), "--count", "7"]) == 0
    report(ReportRequest(demo_run, ("html",), out=tmp_path / "r")).write()
    page = Page((tmp_path / "r/note.html").read_text(encoding="utf-8"))
    assert "7 sélections presque aussi bonnes" in page.text
    mark = next((tmp_path / "studies").glob("*/alternatives.json"))
    told = json.loads(mark.read_text(encoding="utf-8"))
    other = {**told, "scenario": "another"}  # a study of something else is not told
    mark.write_text(json.dumps(other), encoding="utf-8")
    report(ReportRequest(demo_run, ("html",), out=tmp_path / "r")).write()
    page = Page((tmp_path / "r/note.html").read_text(encoding="utf-8"))
    assert "5 sélections presque aussi bonnes" in page.text


def test_a_comparison_tells_who_goes_who_comes_and_why(demo_run, chosen, tmp_path):
    table = pd.read_parquet(demo_run / "candidates.parquet")
    spare = table[table["eligible"] & ~table["selected"]].nlargest(2, "score")
    mine = [*chosen["site_id"].iloc[2:], *spare["site_id"]]
    pd.DataFrame({"site_id": mine}).to_csv(tmp_path / "mine.csv", index=False)
    both = [str(demo_run), str(tmp_path / "mine.csv")]
    assert main(["compare", *both, "--out", str(tmp_path / "cmp")]) == 0
    assert main(["report", str(tmp_path / "cmp"), "--out", str(tmp_path / "r")]) == 0
    paper = closed(pdf_text(tmp_path / "r/comparison.pdf"))
    for commune in [*chosen["commune"].iloc[:2], *spare["commune"]]:
        assert closed(commune) in paper
    for words in ("48 en commun", "Côte à côte", "Ce que fait chaque réglage"):
        assert closed(words) in paper
    assert open_run(demo_run).hash in paper


def test_in_english_no_french_heading_is_left(demo_run, tmp_path):
    with speaking("en"):
        report(ReportRequest(demo_run, ("html",), out=tmp_path / "en")).write()
    page = Page((tmp_path / "en/note.html").read_text(encoding="utf-8"))
    assert page.lang == "en" and "selected of" in page.text
    for words in ("retenus", "Méthode", "Poids", "Preuve", "inconnu", "Règle", "Échelle"):
        assert words not in page.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"formats": ("pdff",)}, "pdff"),
        ({"formats": ()}, "--format"),
        ({"profile": "secret"}, "secret"),
        ({"sites": ("no-such",)}, "no-such"),
    ],
)
def test_what_cannot_be_made_is_refused_before_any_work(demo_run, tmp_path, asked, told):
    out = tmp_path / "never"
    with pytest.raises(BadInputError) as refused:
        report(ReportRequest(demo_run, out=out, **asked))
    assert told in str(refused.value) and not out.exists()


def test_a_folder_that_is_nothing_is_refused(tmp_path, capsys):
    (tmp_path / "x").mkdir()
    assert main(["report", str(tmp_path / "x")]) == 2
    assert "ni une comparaison" in capsys.readouterr().err


def test_without_typst_the_other_formats_are_written(demo_run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = report(ReportRequest(demo_run, out=tmp_path / "out"))
    assert answer.end is End.FAULTY and "tisites[report]" in str(answer.problems[0])
    answer.write()
    assert (tmp_path / "out/note.html").is_file() and not (tmp_path / "out/note.pdf").exists()
    with pytest.raises(BadInputError):
        report(ReportRequest(demo_run, ("pdf",), out=tmp_path / "none"))


def test_any_study_is_put_on_paper(demo_run, tmp_path):
    assert main(["equity", str(demo_run), "--out", str(tmp_path / "eq")]) == 0
    assert main(["report", str(tmp_path / "eq"), "--out", str(tmp_path / "r")]) == 0
    paper = pdf_text(tmp_path / "r/equity.pdf")
    assert "Gini" in paper and "Équité" in paper


def test_the_door_of_python_is_the_same_verb(demo_run, made, tmp_path):
    import tisites

    answer = tisites.open_run(demo_run).write_up(tmp_path / "py", formats=["html"])
    answer.write()
    same = (made / "note.html").read_bytes()
    assert (tmp_path / "py/note.html").read_bytes() == same


def test_the_workbook_layers_and_word_file_of_a_run_are_handed_over(demo_run, tmp_path):
    request = ReportRequest(demo_run, ("docx", "xlsx", "gpkg"), "public", out=tmp_path / "out")
    answer = report(request)
    answer.write()
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    made = {"note.docx", "selection.gpkg", "selection.qgz", "selection.xlsx"}
    assert made <= set(told["files"])  # beside them, the tables that the note cuts
    assert set(told["files"]) <= {path.name for path in (tmp_path / "out").iterdir()}
    assert answer.end is End.DONE


def test_a_study_has_a_workbook_of_its_tables(demo_run, tmp_path):
    assert main(["equity", str(demo_run), "--out", str(tmp_path / "equity")]) == 0
    out = tmp_path / "out"
    assert main(["report", str(tmp_path / "equity"), "--format", "xlsx", "--out", str(out)]) == 0
    assert (out / "equity.xlsx").is_file()


def everything(path: Path) -> str:
    """All the text a file holds, unpacked; a PDF as it is read, with its metadata."""
    if path.suffix == ".pdf":
        reader = PdfReader(io.BytesIO(path.read_bytes()))
        return pdf_text(path) + str(reader.metadata)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            return "\n".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_no_owner_is_in_any_file_of_a_public_report(demo_run, tmp_path):
    source = studied_run(open_run(demo_run))
    case = source.answered.case
    secret = {"owner": "SECRET SARL", "prix_vente": "SECRETPRICE"}
    marked = replace(case, everyone=case.everyone.assign(**secret))
    told = replace(source, answered=replace(source.answered, case=marked))
    site = str(case.everyone.index[0])
    formats = ("html", "pdf", "docx", "xlsx", "gpkg", "csv")
    found = {}
    for profile, kinds in (("public", formats), ("internal", ("html", "xlsx"))):
        out = tmp_path / profile
        asked = ReportRequest(told, kinds, profile, (site,), out=out, folder=demo_run)
        report(asked).write()
        found[profile] = {p.name for p in out.iterdir() if "SECRET" in everything(p)}
    assert found["public"] == set()
    assert len(found["internal"]) >= 2


def test_sheets_alone_bring_nothing_else(demo_run, chosen, tmp_path):
    site = str(chosen["site_id"].iloc[0])
    asked = ReportRequest(demo_run, ("csv",), sites=(site,), out=tmp_path / "a", alone=True)
    names = {path.name for path in report(asked).write().iterdir()}
    assert "report.json" in names
    assert any(name.startswith("fiche") for name in names)
    whole = ReportRequest(demo_run, ("csv",), sites=(site,), out=tmp_path / "b")
    assert names < {path.name for path in report(whole).write().iterdir()}


@pytest.mark.parametrize(("formats", "sheets"), [(("pdf",), False), (("png",), True)])
def test_sheets_alone_that_are_none_are_refused(demo_run, tmp_path, formats, sheets):
    asked = ReportRequest(demo_run, formats, fiches=sheets, out=tmp_path / "a", alone=True)
    with pytest.raises(BadInputError):
        report(asked)
    assert not (tmp_path / "a").exists()
