"""The sheet of any site: two full pages, its own figures, nothing that overlaps or leaks."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from tisites.cli.main import main
from tisites.criteria.blanks import admitted
from tisites.desk.sources import studied_run
from tisites.messages.text import speaking
from tisites.messages.typography import typeset
from tisites.report.deliver import Order, Subject
from tisites.report.drawing import width_of
from tisites.report.fiche.bound import bound_sheets
from tisites.report.fiche.gauges import CRITERIA, measured_rows
from tisites.report.fiche.sheet import SheetMaker, picture_of, site_files
from tisites.report.map.around import Surroundings
from tisites.report.map.location import MAP, WIDTH
from tisites.report.media.html import html
from tisites.report.media.pdf import pdf
from tisites.report.profile import for_profile
from tisites.run.answer.calendar_tables import steps_table
from tisites.run.read.packs import pack_of
from tisites.run.read.stored import open_run

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Ancienne usine de fabrication de soude caustique et de chlore électrolytique " * 4


@pytest.fixture(scope="module")
def known(demo_run):
    return studied_run(open_run(demo_run))


@pytest.fixture(scope="module")
def territory(known, demo_territory):
    assert pack_of(known.report).sha256 == demo_territory.pack.sha256
    return demo_territory


@pytest.fixture(scope="module")
def ids(known) -> list[str]:
    base = known.answered
    return [str(site) for site in base.case.program.columns[base.selected]]


def of_every_kind(case, chosen) -> list[str]:
    """A chosen site, one left out, some of different reasons of exclusion, one overseas."""
    table = case.everyone
    out = table[table["eligible"] & ~table.index.isin(chosen)].index
    barred = table[~table["eligible"]].drop_duplicates("reason").index[:3]
    overseas = table[table["zone"] > 0].index[:1]
    return list(dict.fromkeys([*chosen[:1], *out[:1], *barred, *overseas]))


def maker(known, territory, **changes) -> SheetMaker:
    base = known.answered
    if changes:
        base = replace(base, case=replace(base.case, **changes))
    return SheetMaker(base, known.report, known.evidence(), territory)


def pages_of(document, folder) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf([document], folder))).pages]


def test_every_kind_of_site_has_two_pages(known, territory, ids, tmp_path):
    sites = of_every_kind(known.answered.case, ids)
    assert len(sites) >= 4
    table = known.answered.case.everyone.copy()
    bare, wordy = sites[-2], sites[0]
    table.loc[wordy, ["name", "programmes"]] = [LONG, LONG]
    table.loc[bare, ["name", "owner", "programmes"]] = None
    table.loc[bare, ["lon", "lat", "x_m", "y_m", "surface_ha"]] = np.nan
    made = maker(known, territory, everyone=table)
    document = made.bundle(sites, limits=False)
    made.draw(tmp_path)
    reader = PdfReader(io.BytesIO(pdf([document], tmp_path)))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) == 1 + 2 * len(sites)
    marks = [one for one in reader.outline if not isinstance(one, list)]
    assert len(marks) == len(sites)  # bookmarks: one a sheet, its parts below
    for k in range(len(sites)):
        first, second = texts[1 + 2 * k], texts[2 + 2 * k]
        assert "Identité" in first and "Chaque critère sur son échelle" in first
        assert "Points bloquants" in second and "Sources" in second
    assert "la position du site n’est pas connue" in texts[1 + 2 * sites.index(bare)].replace(
        "\n", " "
    )


def test_the_same_sheet_is_the_same_bytes_in_both_languages(known, territory, ids, tmp_path):
    site = ids[0]
    for lang in ("fr", "en"):
        with speaking(lang):
            folders = [tmp_path / f"{lang}{k}" for k in range(2)]
            for folder in folders:
                folder.mkdir()
                made = maker(known, territory)
                document = made.bundle([site])
                made.draw(folder)
                (folder / "page.html").write_text(html([document], folder), encoding="utf-8")
        one, two = ({f.name: f.read_bytes() for f in folder.iterdir()} for folder in folders)
        assert one == two
    assert "Points bloquants" not in (tmp_path / "en0" / "page.html").read_text(encoding="utf-8")


def test_pictures_are_xml_with_their_words(known, territory, ids, tmp_path):
    site = ids[0]
    made = maker(known, territory)
    document = made.bundle([site])
    made.draw(tmp_path)
    assert {figure.file for figure in document.figures} == {
        picture_of(site, kind) for kind in ("map", "criteria", "calendar")
    }
    for figure in document.figures:
        root = ElementTree.parse(tmp_path / figure.file).getroot()
        assert root.find(f"{SVG}desc").text == typeset(str(figure.alt))
        assert len(str(figure.alt)) > 60


def boxes_of(svg: str) -> list[tuple[float, float, float, float]]:
    """The boxes of the words on a map, its key left out."""
    found = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        x, y, size = (float(text.get(name)) for name in ("x", "y", "font-size"))
        if y > MAP:
            continue
        width = width_of(text.text, size, bold=text.get("font-weight") == "bold")
        left = {"middle": x - width / 2, "end": x - width}.get(text.get("text-anchor"), x)
        found.append((left, y - 0.75 * size, left + width, y + 0.2 * size))
    return found


def test_names_on_a_map_do_not_overlap(known, territory, ids, tmp_path):
    made = maker(known, territory)
    sites = ids[:6]
    made.bundle(sites, limits=False)
    made.draw(tmp_path)
    seen = 0
    for site in sites:
        boxes = boxes_of((tmp_path / picture_of(site, "map")).read_text(encoding="utf-8"))
        for k, a in enumerate(boxes):
            assert a[0] >= 0 and a[2] <= WIDTH
            for b in boxes[:k]:
                wide = min(a[2], b[2]) - max(a[0], b[0])
                tall = min(a[3], b[3]) - max(a[1], b[1])
                assert wide <= 0 or tall <= 0, (site, a, b)
        seen += len(boxes)
    assert seen > 3 * len(sites)


def test_points_on_the_scales_are_those_of_the_run(known, territory, ids):
    site = ids[0]
    row = known.answered.case.everyone.loc[site]
    document = maker(known, territory).bundle([site])
    (table,) = (one for one in document.tables if one.name == CRITERIA)
    keys = [column.key for column in table.columns]
    points, out_of = (keys.index(key) for key in ("points", "out_of"))
    for cells in table.rows:
        assert cells[points] == pytest.approx(row[f"contribution_{cells[1].value}"])
    assert sum(cells[points] for cells in table.rows) == pytest.approx(row["score"])
    assert sum(cells[out_of] for cells in table.rows) == pytest.approx(100.0)


def test_a_site_barred_unmeasured_is_measured_as_those_that_compete(known, territory, ids):
    case = known.answered.case
    site = ids[0]
    told = case.everyone.copy()
    own = [c for c in told if c.startswith(("score", "contribution_", "feasible_mw", "workers"))]
    told[own] = told[own].astype(object)
    told.loc[site, own] = None
    told.loc[site, "eligible"] = False
    told["score"] = told["score"].astype(float)
    again = measured_rows(replace(case, everyone=told), [site], territory)
    for column in own:
        expected = case.everyone.at[site, column]
        if pd.isna(expected):
            assert pd.isna(again.at[site, column])
        else:
            assert float(again.at[site, column]) == pytest.approx(float(expected)), column


def test_the_calendar_is_that_of_the_run(known, territory, ids):
    site = ids[0]
    case = known.answered.case
    here = case.everyone.loc[[site]]
    wanted = steps_table(here, here, case.model.assumptions, admitted(case.model.eligibility))
    document = maker(known, territory).bundle([site])
    (table,) = (one for one in document.tables if one.name == "fiche_steps")
    assert [row[1].value for row in table.rows] == wanted["step"].tolist()
    assert [round(row[7], 2) for row in table.rows] == wanted["end_year"].tolist()
    assert [row[9] for row in table.rows] == (wanted["critical"] == "oui").tolist()


def test_neighbours_and_networks_are_those_of_the_data(known, territory, ids):
    case = known.answered.case
    chosen = set(ids)
    site = next(s for s in sorted(chosen) if case.everyone.at[s, "zone"] == 0)
    around = Surroundings(territory, case.everyone, chosen).around(site, WIDTH / MAP)
    row, table = case.everyone.loc[site], case.everyone
    dx, dy = (table["x_m"] - row["x_m"]).abs(), (table["y_m"] - row["y_m"]).abs()
    here = (dx < around.half_x_m) & (dy < around.half_y_m) & (table["zone"] == row["zone"])
    here &= (table.index != site) & ~table["reason"].fillna("").str.startswith("duplicate_of")
    assert set(around.others.index) == set(table.index[here])
    assert set(around.others.index[around.others["status"] == "chosen"]) == chosen & set(
        table.index[here]
    )
    posts = territory.substations
    posts = posts[(posts["voltage_kv"] >= 63) & posts["in_service"].fillna(True)]
    km = np.hypot(posts["x_m"] - row["x_m"], posts["y_m"] - row["y_m"]).min() / 1000
    nearest = [p.km for p in (*around.places, *around.beyond) if p.kind == "substation"]
    assert min(nearest) == pytest.approx(km)


def test_the_public_sheet_hides_the_owner(known, territory, ids, tmp_path):
    site = ids[0]
    table = known.answered.case.everyone.copy()
    table["owner"] = table["owner"].astype(object)
    table.loc[site, "owner"] = "SCI DES FORGES"
    made = maker(known, territory, everyone=table)
    document = made.bundle([site])
    made.draw(tmp_path)
    assert "SCI DES FORGES" in " ".join(pages_of(document, tmp_path))
    public = for_profile(document, "public")
    texts = pages_of(public, tmp_path)
    assert len(texts) == 2
    assert not any("FORGES" in text or "ropriétaire (type" in text for text in texts)
    assert "FORGES" not in html([public], tmp_path)


def test_without_a_pack_the_sheet_says_why_it_has_no_map(known, ids, tmp_path):
    made = SheetMaker(known.answered, known.report, known.evidence())
    document = made.bundle([ids[0]])
    made.draw(tmp_path)
    texts = pages_of(document, tmp_path)
    assert len(texts) == 2
    assert "Pas de carte" in texts[0]


def test_the_command_binds_all_and_each(demo_run, ids, tmp_path, capsys):
    site = ids[0]
    folder = tmp_path / "one"
    asked = ["report", str(demo_run), "--site", site, "--format", "pdf,png"]
    assert main([*asked, "--out", str(folder)]) == 0
    capsys.readouterr()
    alone = PdfReader(folder / f"{site_files(site)}.pdf")
    assert len(alone.pages) == 2
    assert not (folder / "fiches.pdf").exists()
    assert (folder / "carte.png").stat().st_size > 10_000
    assert ElementTree.parse(folder / "carte.svg").getroot().find(f"{SVG}desc").text


def test_two_sites_are_bound_together_and_apart(known, ids):
    subject = Subject("run", "r", None, known.report, known.answered, known.evidence)
    bound = list(bound_sheets(subject, Order(sites=tuple(ids[:2]))))
    assert [one.stem for one in bound] == ["fiches", *(site_files(site) for site in ids[:2])]
    assert bound[0].documents[0].parts == (*bound[1].documents, *bound[2].documents)


def test_real_sites_of_every_kind_have_two_pages(real_run, real_territory, tmp_path):
    known = studied_run(open_run(real_run))
    table = known.answered.case.everyone
    longest = table["name"].str.len().idxmax()
    wanted = ("surface_unknown", "commune_unknown", "zoning_excluded")
    base = known.answered
    chosen = [str(site) for site in base.case.program.columns[base.selected]]
    sites = [*chosen[:2], longest, table.index[table["zone"] > 0][0]]
    sites += [table.index[table["reason"].fillna("") == code][0] for code in wanted]
    pack = pack_of(known.report, (real_territory.pack.folder,))
    assert pack.sha256 == real_territory.pack.sha256
    made = SheetMaker(base, known.report, known.evidence(), real_territory)
    document = made.bundle(list(dict.fromkeys(sites)), limits=False)
    made.draw(tmp_path)
    texts = pages_of(document, tmp_path)
    assert len(texts) == 1 + 2 * len(document.parts)
    for site in chosen[:2]:
        boxes = boxes_of((tmp_path / picture_of(site, "map")).read_text(encoding="utf-8"))
        apart = [
            min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])
            for k, a in enumerate(boxes)
            for b in boxes[:k]
        ]
        assert all(apart), site
