"""Every page of every verb, as a French planner reads it: its words, its typography, its length."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from tests.pages.french import offences, words_of
from tests.report.browser import audits
from tests.report.office import convert
from tests.report.paper import LEAST, LEFT, filled, words_on_paper
from tisites.cli.main import main
from tisites.report.media.screen import LINES

#: Few sites under every kind of rule that has words of its own: solved in milliseconds.
SMALL = """
base = "turnkey50"
name = "cinq"
title = "Cinq sites"
choose = 5

[constraint.region_count]
min = 0
max = 2
"""
OFF = ("territoires_industrie", "sizes", "hectares_total")
TOO_MUCH = '\n[constraint.hectares_total]\nmin = 90000.0\nsource = "essai"\n'
GRID = """
kind = "grid"
scenario = "cinq"
"""


#: Verbs whose folder is put on paper.
STUDIES = ("explain-in", "explain-out", "explain-excluded", "explain-all", "importance", "rules",
           "relax", "alternatives", "robustness", "equity", "price", "compare",
           "reveal", "reserve")  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a verb said on one screen, in full, and in its files."""

    screen: str
    long: str
    folder: Path


def ask(arguments: list[str], root: Path, *, long: bool) -> str:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)  # where what was confirmed of a list is kept
        patch.delenv("TISITES_LONG", raising=False)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, *(["--long"] if long else [])])
    assert code == 0, err.getvalue()
    return out.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, Told]:
    """Every verb, asked once for its files, and told again from the run where that is free."""
    root = tmp_path_factory.mktemp("pages")
    scenario = root / "cinq.toml"
    off = "".join(f"\n[constraint.{name}]\nenabled = false\n" for name in OFF)
    scenario.write_text(SMALL + off, encoding="utf-8")
    hard = root / "trop.toml"
    hard.write_text(SMALL.replace("cinq", "trop") + off.replace(
        "[constraint.hectares_total]\nenabled = false", TOO_MUCH), encoding="utf-8")  # fmt: skip
    run = root / "run"
    verbs: dict[str, list[str]] = {"run": ["run", str(scenario)]}
    found = {"run": _told(verbs["run"], run)}
    everyone = pd.read_parquet(run / "candidates.parquet")
    index = everyone.index if everyone.index.name else everyone.set_index("site_id").index
    chosen = pd.read_csv(run / "selection.csv", dtype=str)["id"].tolist()
    eligible = index[everyone["eligible"].to_numpy(dtype=bool)]
    others = [site for site in eligible if site not in chosen]
    excluded = next(iter(index[~everyone["eligible"].to_numpy(dtype=bool)]))
    mine = root / "ma_liste.csv"
    mine.write_text("site_id\n" + "\n".join([*chosen[1:], others[0]]), encoding="utf-8")
    verbs = {
        "check": ["check", str(scenario)],
        "explain-in": ["explain", str(run), chosen[0]],
        "explain-out": ["explain", str(run), others[0]],
        "explain-excluded": ["explain", str(run), excluded],
        "explain-all": ["explain", str(run), "--all"],
        "importance": ["importance", str(run)],
        "rules": ["rules", str(run)],
        "relax": ["relax", str(hard)],
        "alternatives": ["alternatives", str(run), "--count", "2", "--differ", "1"],
        "robustness": ["robustness", str(run), "--samples", "8", "--jobs", "1"],
        "equity": ["equity", str(run)],
        "price": ["price", str(run), "--constraint", "region_count"],
        "compare": ["compare", str(run), str(mine)],
        "reveal": ["reveal", str(run), "--selection", str(mine)],
        "reserve": ["reserve", str(run), "--size", "2", "--chained", "1", "--draws", "9"],
        "sweep": ["sweep", str(scenario), "late-grid", "--jobs", "1"],
    }
    hers = _her_list(everyone.set_axis(index), [*chosen[:1], *others[:1], excluded], root)
    kinds = ["--format", "html,pdf,docx"]
    sheets = [word for site in (others[0], excluded) for word in ("--site", site)]
    verbs |= {
        "note": ["report", str(run), *kinds, "--fiches", *sheets],
        "dossier": ["dossier", str(hers), "--scenario", str(scenario), "--yes", "--fiches"],
    }
    verbs |= {
        f"report-{name}": ["report", str(root / name), *kinds[:1], f"{kinds[1]},xlsx"]
        for name in [*STUDIES, "dossier"]
    }
    for name, arguments in verbs.items():
        found[name] = _told(arguments, root / name)
    found["aggregate"] = _told(["aggregate", str(root / "sweep")], root / "aggregate")
    evidence = ["evidence", str(run)]
    found["evidence"] = Told(ask(evidence, root, long=False), ask(evidence, root, long=True), root)
    return found


def _told(arguments: list[str], out: Path) -> Told:
    asked = [*arguments, "--out", str(out)]
    screen = ask(asked, out.parent, long=False)
    paged = any(out.glob("*.html"))  # which say what the long form says
    return Told(screen, screen if paged else ask(asked, out.parent, long=True), out)


def _her_list(everyone: pd.DataFrame, sites: list[str], root: Path) -> Path:
    """Return a list as an officer keeps it: three sites of the inventory, one that is hers."""
    rows = everyone.loc[[*sites, sites[0]]]
    north = [0.0, 0.0, 0.0, 0.03]  # degrees: the last lies three kilometres from any of them
    path = root / "mes sites.csv"
    pd.DataFrame(
        {
            "Site": ["Forge du Pont", "Dépôt de l’Étang", "Scierie", "Filature d’En-Haut"],
            "Code INSEE": rows["insee"].to_numpy(),
            "Surface (ha)": rows["surface_ha"].fillna(4.0).to_numpy(),
            "Latitude": rows["lat"].to_numpy() + north,
            "Longitude": rows["lon"].to_numpy(),
        }
    ).to_csv(path, sep=";", decimal=",", index=False)
    return path


def _below(one: Told, title: str) -> Told:
    above, _, answer = one.screen.partition(title)
    assert above and answer
    return replace(one, screen=title + answer)


def test_every_verb_answers_on_one_screen(told):
    # how a list was read stands above the answer, for her to check
    told = told | {"dossier": _below(told["dossier"], "Dossier\u00a0: ")}
    long = {name: len(one.screen.splitlines()) for name, one in told.items()}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}
    wide = {name: max(map(len, one.screen.splitlines())) for name, one in told.items()}
    assert {name: width for name, width in wide.items() if width > 100} == {}


def test_no_page_holds_what_a_french_planner_should_not_read(told):
    pages = {f"{name} (terminal)": one.long for name, one in told.items()}
    for name, one in told.items():
        if name == "evidence":
            continue
        for path in one.folder.glob("*.html"):
            pages[f"{name}/{path.name}"] = words_of(path.read_text(encoding="utf-8"))
        for path in one.folder.glob("*.md"):
            pages[f"{name}/{path.name}"] = path.read_text(encoding="utf-8").replace("\\", "")
    assert len(pages) > 40
    wrong = {
        f"{kind} {around}": name for name, text in pages.items() for kind, around in offences(text)
    }
    assert wrong == {}, "\n".join(f"{name}: {what}" for what, name in wrong.items())


def test_every_page_is_sound_in_a_browser(told, tmp_path):
    """In headless Chromium, at 1,280 pixels: nothing asked for, nothing faint, nothing unsaid."""
    pages = [page for one in told.values() for page in sorted(one.folder.glob("*.html"))]
    assert len(pages) > 30
    wrong = []
    for page, seen in audits(pages, tmp_path).items():
        levels = [level for level, words in seen["headings"] if words]
        faults = {
            "faint words": seen["faint"],
            "loaded": seen["loaded"],
            "console": seen["console"],
            "language": seen["lang"] != "fr",
            "no title": not seen["title"],
            "articles of no or many h1": [n for n in seen["articles"] if n != 1],
            "h1 outside an article": levels.count(1) != len(seen["articles"]),
            "empty headings": len(levels) != len(seen["headings"]),
            "levels skipped": [pair for pair in pairwise([0, *levels]) if pair[1] > pair[0] + 1],
            "pictures": [one for one in seen["pictures"] if not one[0].strip() or not one[1]],
            "drawings": [one for one in seen["drawings"] if not one.strip()],
            "heads without scope": seen["unscoped"],
            "wider than the window, px": max(seen["wide"], 0),
        }
        wrong += [f"{page}: {kind}: {found}" for kind, found in faults.items() if found]
    assert wrong == []


def test_every_paper_is_sound_in_a_reader(told, tmp_path):
    """By poppler and pypdf: tagged, titled, no page nearly empty, no sign left over."""
    from pypdf import PdfReader

    papers = [paper for one in told.values() for paper in sorted(one.folder.glob("*.pdf"))]
    assert len(papers) > 20
    wrong = []
    for paper in papers:
        reader = PdfReader(paper)
        root, pages = reader.trailer["/Root"], words_on_paper(paper)
        text = "\n".join(pages)
        faults = {
            "not tagged": not root["/MarkInfo"]["/Marked"] or "/StructTreeRoot" not in root,
            "language": root["/Lang"] != "fr-FR",
            "no title": not (reader.metadata.title or "").strip(),
            "pages": len(pages) != len(reader.pages),
            "nearly empty": [k for k, full in enumerate(filled(paper, tmp_path), start=1)
                             if full < LEAST],
            "left over": [text[max(0, f.start() - 20) : f.end() + 20] for f in LEFT.finditer(text)],
        }  # fmt: skip
        wrong += [f"{paper}: {kind}: {found}" for kind, found in faults.items() if found]
    assert wrong == []


def test_every_word_file_opens_in_a_word_processor(told, tmp_path):
    """LibreOffice reads each DOCX, and finds its title; each workbook of a study has its sheets."""
    from docx import Document
    from python_calamine import CalamineWorkbook

    files = [path for one in told.values() for path in sorted(one.folder.glob("*.docx"))]
    assert len(files) > 10
    named = {}
    for k, path in enumerate(files):
        copy = tmp_path / f"{k:02}.docx"
        copy.write_bytes(path.read_bytes())
        title = next(p.text for p in Document(str(path)).paragraphs if p.style.name == "Title")
        named[copy] = " ".join(title.split())
    for copy, text in zip(named, convert(list(named), "txt:Text", tmp_path), strict=True):
        assert named[copy] in " ".join(text.read_text(encoding="utf-8-sig").split())
    for name in (*STUDIES, "dossier"):
        (book,) = told[f"report-{name}"].folder.glob("*.xlsx")
        assert CalamineWorkbook.from_path(str(book)).sheet_names
