"""Table, card and tabs of the Atelier as a planner uses them: by keyboard, to a file, to a lock."""

from __future__ import annotations

import csv
import io
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

GRID = '[role="grid"]'


@pytest.fixture(scope="module")
def solved(workbench: Any) -> tuple[str, str]:
    """A draft solved once for these tests: its id and its run."""
    return _solved(workbench, "reference")


@pytest.fixture(scope="module")
def fair(workbench: Any) -> tuple[str, str]:
    """A draft that declares a measure of equity, solved."""
    return _solved(workbench, "equity-gini")


def _solved(workbench: Any, scenario: str) -> tuple[str, str]:
    draft = workbench.draft(scenario=scenario)
    return draft, str(workbench.call("GET", f"/drafts/{draft}")["solved"]["run"])


def opened(page: Page, workbench: Any, solved: tuple[str, str]) -> Page:
    page.goto(f"{workbench.url}/#/atelier?draft={solved[0]}&run={solved[1][:16]}")
    page.wait_for_selector(f"{GRID} [role=gridcell]")
    return page


@pytest.fixture
def atelier(page: Page, workbench: Any, solved: tuple[str, str]) -> Page:
    return opened(page, workbench, solved)


@pytest.fixture
def data(workbench: Any, solved: tuple[str, str]) -> dict[str, Any]:
    return workbench.call("GET", f"/results/{solved[1]}/sites")


def shown(page: Page, column: int, rows: int = 5) -> list[str]:
    """The cells of a column, of the first rows that stand in the grid."""
    lines = page.locator(f'{GRID} [role=row][aria-rowindex]:not([aria-rowindex="1"])')
    found = {}
    for k in range(lines.count()):
        at = int(lines.nth(k).get_attribute("aria-rowindex") or 0)
        found[at] = lines.nth(k).locator("[role=gridcell]").nth(column).inner_text().strip()
    return [found[at] for at in sorted(found)][:rows]


def test_only_rows_in_sight_are_in_the_page(atelier: Page, data: dict[str, Any]):
    grid = atelier.locator(GRID)
    assert grid.get_attribute("aria-rowcount") == str(data["n"] + 1)
    assert 5 < atelier.locator(f"{GRID} [role=row]").count() < 80
    atelier.locator(".grid-box").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    last = f'{GRID} [role=row][aria-rowindex="{data["n"] + 1}"]'
    atelier.wait_for_selector(last)
    assert atelier.locator(f"{GRID} [role=row]").count() < 80


def test_keyboard_walks_sorts_and_selects(atelier: Page, data: dict[str, Any]):
    """From the head to the last row and back; Enter on a head sorts, on a row shows its card."""
    atelier.locator(f"{GRID} [tabindex='0']").focus()
    press = atelier.keyboard.press
    press("Control+End")
    at = "document.activeElement.closest('[role=row]').ariaRowIndex"
    assert int(atelier.evaluate(at)) == data["n"] + 1
    press("Control+Home")
    press("PageDown")
    assert int(atelier.evaluate(at)) > 3
    press("Control+Home")
    press("ArrowUp")
    assert atelier.evaluate("document.activeElement.getAttribute('role')") == "columnheader"
    press("ArrowRight")
    press("Enter")  # by name
    head = atelier.locator('[role=columnheader][aria-sort="ascending"]')
    assert head.inner_text().startswith("Site")
    press("Shift+Enter")
    names = sorted(range(data["n"]), key=lambda k: data["name"][k], reverse=True)
    press("ArrowDown")
    assert shown(atelier, 1, 3) == [data["name"][k] for k in names[:3]]
    press("ArrowDown")
    press("Enter")
    site = data["id"][names[1]]
    atelier.wait_for_selector(".card .status")
    assert f"site={site}" in atelier.url
    assert atelier.locator(".card h2").inner_text() == data["name"][names[1]]
    assert atelier.locator(f"{GRID} [aria-selected=true]").count() == 1
    atelier.reload()
    atelier.wait_for_selector(".card .status")
    assert atelier.locator(".card h2").inner_text() == data["name"][names[1]]


def test_filter_group_and_count(atelier: Page, data: dict[str, Any]):
    atelier.get_by_label("Statut", exact=True).select_option("chosen")
    many = sum(data["selected"])
    assert atelier.locator(GRID).get_attribute("aria-rowcount") == str(many + 1)
    assert all("Retenu" in words for words in shown(atelier, 0, 50))
    atelier.get_by_label("Grouper").select_option("region")
    regions = {data["region"][k] for k in range(data["n"]) if data["selected"][k]}
    heads = atelier.locator(".grid-group")
    assert atelier.locator(GRID).get_attribute("aria-rowcount") == str(many + len(regions) + 1)
    assert re.search(r"\d+ sites, dont \d+ retenus", heads.first.inner_text())
    heads.first.locator("[role=gridcell]").click()
    assert int(atelier.locator(GRID).get_attribute("aria-rowcount")) < many + len(regions) + 1
    atelier.get_by_role("button", name="Effacer les filtres").click()
    atelier.get_by_label("Grouper").select_option("")
    first = data["commune"][0]
    atelier.get_by_label("Nom, commune ou identifiant").fill(first.lower())
    here = sum(first == commune for commune in data["commune"])
    assert int(atelier.locator(GRID).get_attribute("aria-rowcount")) >= here + 1
    atelier.get_by_label("Nom, commune ou identifiant").fill("")


def test_file_is_what_is_shown(atelier: Page, data: dict[str, Any], tmp_path: Path):
    atelier.get_by_label("Statut", exact=True).select_option("eligible")
    with atelier.expect_download() as hand:
        atelier.get_by_role("button", name="Exporter en CSV").click()
    assert hand.value.suggested_filename.startswith("sites-")
    assert "synthetique" in hand.value.suggested_filename
    hand.value.save_as(tmp_path / "sites.csv")
    raw = (tmp_path / "sites.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    head, *lines = rows
    wanted = [k for k in range(data["n"]) if data["eligible"][k] and not data["selected"][k]]
    wanted.sort(key=lambda k: -data["score"][k])
    assert len(lines) == len(wanted)
    score, name = head.index("Score"), head.index("Site")
    assert [line[name] for line in lines[:20]] == [data["name"][k] for k in wanted[:20]]
    for line, k in zip(lines, wanted, strict=True):
        assert float(line[score].replace(",", ".")) == data["score"][k]
        assert "," in line[score] or line[score].isdigit()
        assert "synthétiques" in line[-1]
    atelier.get_by_label("Statut", exact=True).select_option("")


def test_card_of_each_verdict_and_lock(atelier: Page, workbench: Any, solved: tuple[str, str]):
    for state, words in (
        ("chosen", "selected"),
        ("eligible", "eligible"),
        ("excluded", "excluded"),
    ):
        atelier.get_by_label("Statut", exact=True).select_option(state)
        atelier.locator(f".grid-{state} [role=gridcell]").first.click()
        atelier.wait_for_selector(f".card .status-{words}")
        assert atelier.locator(".card-list li").count() >= 1
    atelier.get_by_label("Statut", exact=True).select_option("eligible")
    atelier.locator(".grid-eligible [role=gridcell]").first.click()
    atelier.wait_for_selector(".card .status-eligible")
    site = re.search(r"site=([^&]+)", atelier.url).group(1)
    button = atelier.get_by_role("button", name="Imposer ce site dans la sélection")
    button.click()
    atelier.wait_for_selector('.card-locks [aria-pressed="true"]')
    form = workbench.call("GET", f"/drafts/{solved[0]}/form")
    assert form["locks"]["in"] == [site]
    button.click()
    atelier.wait_for_selector('.card-locks [aria-pressed="true"]', state="detached")
    assert workbench.call("GET", f"/drafts/{solved[0]}/form")["locks"]["in"] == []
    atelier.get_by_role("button", name="Expliquer").click()
    atelier.wait_for_selector(".card-explained .document")
    assert "Ce qui" in atelier.locator(".card-explained").inner_text()
    atelier.get_by_label("Statut", exact=True).select_option("")


@pytest.mark.parametrize(
    ("tab", "sees"),
    [("Équité", "Courbe de Lorenz"), ("Règles", "Points gagnés sans chaque règle"),
     ("Alternatives", "Perte de chaque alternative")],
)  # fmt: skip
def test_a_tab_is_asked_and_shown(atelier: Page, tab: str, sees: str):
    asked(atelier, tab, sees)


def asked(page: Page, tab: str, sees: str) -> None:
    """Ask a tab for its study; its chart is read point by point with the keyboard."""
    page.get_by_role("tab", name=tab).click()
    page.locator(".study-start button").click()
    page.wait_for_selector(".study .document")
    assert sees in page.locator(".study .charts").inner_text()
    page.locator(".chart svg [data-k='0']").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.activeElement.dataset.k === '1'")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_budgets_and_an_alternative_on_the_map(
    atelier: Page, workbench: Any, solved: tuple[str, str], data: dict[str, Any]
):
    atelier.get_by_role("tab", name="Budgets").click()
    atelier.wait_for_selector(".budgets tbody tr")
    assert "Sites par département" in atelier.locator(".budgets").inner_text()
    study = workbench.call("GET", f"/results/{solved[1]}/studies/alternatives")
    first = study["data"]["chart"]["selections"][1]
    atelier.get_by_role("tab", name="Alternatives").click()
    atelier.get_by_role("button", name="Montrer sur la carte").click()
    atelier.get_by_role("button", name="Revenir à la réponse").wait_for()
    atelier.get_by_role("tab", name="Tableau des sites").click()
    search = atelier.get_by_label("Nom, commune ou identifiant")
    for ids, state in ((first["enter"], "Retenu"), (first["leave"], "Éligible")):
        search.fill(ids[0]["id"])
        atelier.wait_for_selector(f'{GRID}[aria-rowcount="2"]')
        assert state in shown(atelier, 0)[0]
    search.fill("")
    atelier.get_by_label("Statut", exact=True).select_option("chosen")
    many = sum(data["selected"])
    assert atelier.locator(GRID).get_attribute("aria-rowcount") == str(many + 1)
    atelier.get_by_label("Statut", exact=True).select_option("")


def test_a_point_of_the_frontier_opens_as_a_draft(
    page: Page, workbench: Any, fair: tuple[str, str]
):
    opened(page, workbench, fair)
    asked(page, "Frontière", "valeur perdue")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => !location.hash.includes('{fair[0]}')")
    made = re.search(r"draft=([^&]+)", page.url).group(1)
    until = time.monotonic() + 120
    while not (changes := workbench.call("GET", f"/drafts/{made}")["changes"]):
        assert time.monotonic() < until, "the point did not change its draft"
        time.sleep(0.1)
    assert 0.0 < changes["equity.regions.limit"] < 1.0


def test_a_scenario_without_equity_says_how_to_mend_it(atelier: Page):
    atelier.get_by_role("tab", name="Frontière").click()
    atelier.locator(".study-start button").click()
    atelier.locator(".study .problem-list").get_by_text("ne déclare aucune mesure").wait_for()


def test_a_study_is_drawn_from_its_document_alone(atelier: Page, tmp_path: Path):
    file = tmp_path / "reserve.csv"
    atelier.get_by_role("tab", name="Réserve").click()
    atelier.get_by_label("Sites en réserve").fill("6")
    atelier.locator(".study-start button").click()
    atelier.wait_for_selector(".study .document")
    site = atelier.locator(".study .document td .plain").first
    name = site.inner_text()
    site.click()
    assert "site=" in atelier.url
    shown = atelier.locator(".card h2").inner_text()
    assert shown in name or name in shown
    with atelier.expect_download() as got:
        atelier.get_by_role("button", name="Télécharger le tableau").first.click()
    assert got.value.suggested_filename.startswith("reserve-")
    got.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert "synthétiques" in text.splitlines()[1]
    atelier.set_viewport_size({"width": 1024, "height": 768})
    tab = atelier.get_by_role("tab", name="Robustesse")
    tab.click()
    assert tab.bounding_box()["x"] + tab.bounding_box()["width"] <= 1024
