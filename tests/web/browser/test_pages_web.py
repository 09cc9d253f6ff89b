"""Accueil, Ma liste, Comparer, Exécutions, Données and Livrables, driven as a planner does."""

from __future__ import annotations

import re
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.browser.accessible import faults

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.web.browser.conftest import Server, Watched

GOOD = (
    "Friches du département;;;;;\n\nN°;Nom du site;Commune;Dépt;Surface;Lat / Long\n"
    "1;Filature;Sedan;08;4,5 ha;49,70 / 4,94\n"
    "2;Forges;Le Creusot;71;85 000 m²;46.81, 4.44\n"
    "3;Halle;Saint-Denis;;3 ha;—\nTOTAL;;;;16;\n"
)


@pytest.fixture(scope="module")
def runs(workbench: Server) -> tuple[str, str]:
    """Two results on the demonstration: the reference, and five sites less by other weights."""
    first = workbench.draft(title="Référence")
    second = workbench.draft(title="Maîtrise foncière", scenario="land-control-weighs",
                             changes={"choose": 45})  # fmt: skip
    solved = [workbench.call("GET", f"/drafts/{name}")["solved"]["run"] for name in (first, second)]
    until = time.monotonic() + 120
    while time.monotonic() < until:  # their tables are written once the process is quiet
        known = {line["run"] for line in workbench.call("GET", "/runs")}
        if known >= set(solved):
            return solved[0], solved[1]
        time.sleep(0.1)
    raise AssertionError("the results were not listed")


def test_one_button_gives_fifty_sites(page: Page, workbench: Server) -> None:
    began = time.monotonic()
    page.goto(workbench.url)
    page.get_by_role("button", name="Voir 50 sites sur la démonstration").click()
    expect(page).to_have_url(re.compile(r"#/atelier\?draft="))
    expect(page.get_by_text("optimum prouvé").first).to_be_visible()
    seconds = time.monotonic() - began
    print(f"\nfirst visit to 50 proven sites: {seconds:.1f} s")
    assert seconds < 60
    expect(page.get_by_text(re.compile("aucun de ces sites n.existe")).first).to_be_visible()
    run = workbench.call("GET", "/jobs")[0]["result"]
    assert len(workbench.call("GET", f"/results/{run}")["selected"]) == 50


def test_pages_that_hold_nothing_yet_and_the_data_are_accessible(
    page: Page, workbench: Server
) -> None:
    found = {}
    for name in ("", "liste", "comparer", "executions", "donnees", "livrables"):
        page.goto(f"{workbench.url}/#/{name}")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        found[name] = faults(page)
    assert not any(found.values()), found
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Deliverables", level=1)).to_be_visible()


def test_a_good_list_is_shown_asked_about_accepted_and_judged(
    page: Page, workbench: Server, tmp_path: Path
) -> None:
    path = tmp_path / "friches 2026.csv"
    path.write_text(GOOD, encoding="cp1252")
    page.goto(f"{workbench.url}/#/liste")
    page.get_by_label("Choisir un fichier…").set_input_files(path)
    expect(page.get_by_role("heading", name="Ce que disent les colonnes")).to_be_visible()
    meaning = page.get_by_label("La colonne « Surface » est lue comme")
    expect(meaning).to_have_value("surface")
    expect(page.get_by_text(re.compile(r"ligne 7 \(«\sTOTAL"))).to_be_visible()
    assert faults(page) == []
    asked = page.get_by_label(re.compile(r"Quelle commune est «\sSaint-Denis"))
    asked.select_option("93066")
    waits = page.get_by_text(re.compile("Répondez d.abord aux questions"))
    expect(waits).to_have_count(0)
    expect(asked).to_have_value("93066")
    page.get_by_role("button", name="Accepter cette lecture").click()
    expect(page.get_by_text("Lecture acceptée : 3 sites")).to_be_visible()
    page.get_by_label("ma liste seule").check()
    page.get_by_role("button", name="Établir le dossier").click()
    expect(page.get_by_role("link", name="dossier.xlsx")).to_be_visible(timeout=120_000)
    expect(page.locator("article.document").get_by_text("Filature").first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="dossier.xlsx").click()
    assert zipfile.is_zipfile(got.value.path())
    assert faults(page) == []
    page.get_by_label("tous les candidats du pays").check()
    page.get_by_role("button", name="Résoudre avec ma liste").click()
    expect(page.get_by_text("optimum prouvé").first).to_be_visible(timeout=120_000)
    expect(page.get_by_role("region", name="Résolution")).to_contain_text("De ma liste 0 sur 3")
    page.get_by_role("combobox", name="Statut").select_option("mine")
    rows = page.locator(".sites-count")
    expect(rows).to_contain_text("3 sur 3")
    draft = workbench.call("GET", "/drafts")[0]
    told = workbench.call("GET", f"/results/{draft['solved']['run']}")
    assert len(told["mine"]) == 3
    assert told["n_candidates"] > 3000


def test_a_bad_list_is_refused_in_words_and_nothing_is_kept(
    page: Page, workbench: Server, tmp_path: Path
) -> None:
    path = tmp_path / "abîmé.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 400)
    page.goto(f"{workbench.url}/#/liste")
    page.get_by_label("Choisir un fichier…").set_input_files(path)
    expect(page.get_by_role("heading", name="ne peut pas être lu")).to_be_visible()
    expect(page.locator(".problem-remedy").first).to_contain_text("enregistrer")
    expect(page.get_by_role("button", name="Accepter cette lecture")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("button", name="Déposer un autre fichier").click()
    expect(page.get_by_text("Déposer une liste ici")).to_be_visible()
    assert "abîmé.xlsx" not in {one["name"] for one in workbench.call("GET", "/uploads")}


def test_two_results_are_compared(page: Page, workbench: Server, runs: tuple[str, str]) -> None:
    page.goto(f"{workbench.url}/#/comparer")
    for run in runs:
        page.get_by_label(re.compile(rf"Choisir .*\({run[:8]}\)")).check()
    page.get_by_role("button", name="Comparer", exact=True).click()
    moves = page.get_by_text(re.compile(r"\d+ sites? entre(nt)?, \d+ sort(ent)?, \d+ restent"))
    expect(moves).to_be_visible(timeout=120_000)
    was, now = (set(workbench.call("GET", f"/results/{run}")["selected"]) for run in runs)
    told = [int(n) for n in re.findall(r"(\d+)\s(?:sites?\sentre|sort|reste)",
                                       moves.inner_text())]  # fmt: skip
    assert told[1] >= 5
    assert told == [len(now - was), len(was - now), len(was & now)]
    expect(page.locator("article.document img")).to_be_visible()
    assert str(workbench.folder) not in page.locator("article.document").inner_text()
    assert page.locator("article.document img").evaluate("img => img.naturalWidth") > 300
    expect(page.get_by_role("link", name="compare.xlsx")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Cartes liées").click()
    expect(page.locator(".map-canvas")).to_have_count(2)
    expect(page.get_by_text("suivent le même cadrage")).to_be_visible()
    one, two = (page.locator(".map-canvas").nth(k) for k in (0, 1))
    still = two.screenshot()
    one.focus()
    for _ in range(3):
        page.keyboard.press("+")
    expect(one).to_be_focused()
    page.wait_for_timeout(300)
    assert two.screenshot() != still
    assert faults(page) == []


def test_a_run_is_saved_verified_named_and_handed_over(
    page: Page, workbench: Server, runs: tuple[str, str], watched: Watched
) -> None:
    watched.expect(422, "/runs/[^/]+/pin")
    short = runs[0][:16]
    page.goto(f"{workbench.url}/#/executions")
    row = page.get_by_role("row").filter(has_text=short)
    row.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Résultat enregistré")).to_be_visible()
    row.get_by_role("button", name="Vérifier").click()
    page.get_by_role("dialog").get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name=f"runs/{short} : conforme")).to_be_visible()
    expect(page.get_by_text("preuve confirmée sans solveur")).to_be_visible()
    row.get_by_role("button", name="Épingler").click()
    page.get_by_label("Nom", exact=True).fill("last")
    page.get_by_role("dialog").get_by_role("button", name="Épingler").click()
    expect(page.get_by_role("alert")).to_contain_text("ce nom ne peut être donné")
    page.get_by_label("Nom", exact=True).fill("comite-mars")
    page.get_by_role("dialog").get_by_role("button", name="Épingler").click()
    expect(row.get_by_text("comite-mars")).to_be_visible()
    assert faults(page) == []
    with page.expect_download() as got:
        row.get_by_role("button", name="Exporter").click()
    assert got.value.suggested_filename == f"{short}.tisites"
    row.get_by_role("link", name="Livrables").click()
    expect(page.get_by_text("Résultat sur données synthétiques")).to_be_visible()
    page.get_by_label(re.compile(r"^\.pdf")).uncheck()
    page.get_by_label("public", exact=False).check()
    page.get_by_role("button", name="Établir les livrables").click()
    expect(page.get_by_role("link", name="note.html")).to_be_visible(timeout=120_000)
    assert faults(page) == []
    page.goto(f"{workbench.url}/#/executions")
    row.get_by_role("button", name="Détail").click()
    page.get_by_role("button", name="Retirer le nom « comite-mars »").click()
    expect(page.get_by_text("Le résultat lui-même reste")).to_be_visible()
    page.get_by_role("button", name="Conserver").click()
    assert workbench.call("GET", "/runs")
    expect(row.get_by_text("comite-mars")).to_be_visible()
