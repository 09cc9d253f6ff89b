"""The scenario panel, the solve bar and the states of the Atelier, driven as a planner does."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.browser.accessible import faults
from tests.web.browser.conftest import Server, Watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

POWER = "Puissance électrique estimée d’après la distance"
SOLVE = "Résoudre"
STOP = "Arrêter et garder le meilleur"
EACH = "Résoudre à chaque changement"
HECTARES = "constraint.hectares_total.min"


def open_draft(page: Page, server: Server, draft: str, *, each: bool = False) -> None:
    page.goto(f"{server.url}/#/atelier?draft={draft}")
    page.get_by_role("slider").first.wait_for()
    page.get_by_label(EACH).set_checked(each)


def solve(page: Page) -> None:
    page.get_by_role("button", name=SOLVE, exact=True).click()


def clean(page: Page) -> None:
    """Nothing that a screen reader, or somebody who sees little, would stumble over."""
    shown = {"include": [[".atelier-bar"], [".atelier-scenario"], [".head"], [".banners"]]}
    told = Axe().run(page, context=shown).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in told] == []


def settled(page: Page, server: Server, draft: str, changes: dict) -> dict:
    """Wait until a draft says so, and the answer on the screen is its own."""
    until = time.monotonic() + 120
    while (told := server.call("GET", f"/drafts/{draft}"))["changes"] != changes or (
        (told["solved"] or {}).get("revision") != told["revision"]
    ):
        assert time.monotonic() < until, told
        time.sleep(0.05)
    page.wait_for_function("() => document.querySelector('html[data-stale]') === null")
    page.get_by_role("button", name=SOLVE, exact=True).wait_for()
    return dict(told)


def test_a_weight_by_keyboard_previewed_solved_taken_back(page, workbench):
    draft = workbench.draft()
    open_draft(page, workbench, draft)
    slider = page.get_by_role("slider", name=POWER)
    box = page.get_by_role("textbox", name=f"Poids, {POWER}")
    start = float(slider.input_value())
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    preview = page.locator(".preview-words")
    preview.filter(has_text="des 50 premiers par le score").wait_for()
    stale = page.locator(".banner-stale")
    stale.filter(has_text="sélection affichée est l’ancienne").wait_for()
    assert page.locator("html").get_attribute("data-stale") is not None
    moved = workbench.call("GET", f"/drafts/{draft}")["changes"]["score.power.weight"]
    assert moved > start
    assert float(box.input_value().replace(",", ".")) == pytest.approx(moved)
    page.get_by_text("1 changement par rapport à").wait_for()
    clean(page)
    with page.expect_download() as marked:
        page.get_by_role("button", name="CSV").click()
    assert marked.value.suggested_filename.startswith("perime-")
    before = page.locator(".solve-fact strong").nth(1).inner_text()
    page.keyboard.press("Control+Enter")
    stale.wait_for(state="detached")
    assert page.locator(".proof").inner_text() == "optimum prouvé"
    assert page.locator(".solve-fact strong").nth(1).inner_text() != before
    slider.focus()
    page.keyboard.press("Control+z")
    page.get_by_text("Aucun changement par rapport à").wait_for()
    assert float(slider.input_value()) == start
    page.keyboard.press("Control+y")
    page.get_by_text("1 changement par rapport à").wait_for()
    assert float(slider.input_value()) == pytest.approx(moved)
    clean(page)


def test_the_last_of_many_changes_is_the_one_solved(page, workbench):
    """Edits made while a solve is at work queue: the answer on the screen ends up theirs."""
    draft = workbench.draft()
    open_draft(page, workbench, draft, each=True)
    box = page.get_by_role("textbox", name=f"Poids, {POWER}")
    for weight in ("3", "30", "0", "25"):
        box.fill(weight)
        box.press("Enter")
    told = settled(page, workbench, draft, {"score.power.weight": 25.0})
    shown = page.locator(".solve-fact strong").nth(1).inner_text()
    result = workbench.call("GET", f"/results/{told['solved']['run']}")
    digits = shown.replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    assert float(digits) == pytest.approx(result["value"], abs=0.005)


def test_an_impossible_value_is_refused_at_its_field(page, workbench, watched):
    watched.expect(422, "/drafts/[^/]+")
    draft = workbench.draft(solved=False)
    open_draft(page, workbench, draft)
    box = page.get_by_role("textbox", name=f"Poids, {POWER}")
    for wrong in ("beaucoup", "-3"):
        box.fill(wrong)
        box.press("Enter")
        told = page.get_by_role("alert").filter(has_text="×")
        told.wait_for()
        assert box.get_attribute("aria-invalid") == "true"
        assert told.get_attribute("id") in (box.get_attribute("aria-describedby") or "")
        assert told.locator("em").inner_text()  # the remedy
        clean(page)
        assert workbench.call("GET", f"/drafts/{draft}")["revision"] == 1
        box.press("Escape")
        told.wait_for(state="detached")
        assert box.input_value() == "12"
    box.fill("7,5")
    box.press("Enter")
    page.get_by_text("1 changement par rapport à").wait_for()
    assert workbench.call("GET", f"/drafts/{draft}")["changes"] == {"score.power.weight": 7.5}


def test_an_infeasible_floor_names_the_clash_and_its_least_concession(page, workbench):
    draft = workbench.draft()
    run = workbench.call("GET", f"/drafts/{draft}")["solved"]["run"]
    open_draft(page, workbench, draft)
    page.get_by_text("Règles et limites").click()
    rule = page.get_by_role("region", name="Surface totale")
    box = rule.get_by_role("textbox").first
    box.fill("60000")
    box.press("Enter")
    page.locator(".banner-stale").wait_for()
    solve(page)
    clash = page.locator(".clash")
    clash.filter(has_text="Aucune sélection ne respecte toutes les règles").wait_for()
    way = clash.get_by_role("button", name="Appliquer et résoudre").first
    way.wait_for()
    assert "Surface totale" in clash.inner_text()
    clean(page)
    assert workbench.call("GET", f"/drafts/{draft}")["solved"]["run"] == run  # the former one stays
    way.click()
    clash.wait_for(state="detached")
    page.get_by_role("button", name=SOLVE, exact=True).wait_for()
    page.wait_for_function("() => document.querySelector('html[data-stale]') === null")
    told = workbench.call("GET", f"/drafts/{draft}")
    assert told["solved"]["revision"] == told["revision"]
    assert told["solved"]["run"] != run


def test_changes_are_given_back_and_a_file_is_loaded_or_refused(page, workbench, tmp_path, watched):
    watched.expect(422, "/drafts/[^/]+/toml")
    draft = workbench.draft(solved=False, changes={"score.power.weight": 3.0, "choose": 40})
    open_draft(page, workbench, draft)
    page.get_by_text("2 changements par rapport à").click()
    page.locator(".changes").get_by_role(
        "button", name="Remettre la valeur du scénario : Nombre"
    ).click()
    page.get_by_text("1 changement par rapport à").wait_for()
    page.get_by_role("button", name="Enregistrer…").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Télécharger le fichier TOML").click()
    page.keyboard.press("Escape")
    file = tmp_path / "mien.toml"
    saved.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert "weight = 3.0" in text
    assert "choose" not in text
    page.get_by_role("button", name="Tout remettre").click()
    page.get_by_text("Aucun changement").wait_for()
    wrong = tmp_path / "faux.toml"
    wrong.write_text(text.replace("weight", "poids"), encoding="utf-8")
    page.set_input_files("input[type=file]", wrong)
    refused = page.get_by_role("alert").filter(has_text="n’est pas chargé")
    refused.filter(has_text="ligne").wait_for()
    file.write_text("# mon commentaire\n" + text, encoding="utf-8")
    page.set_input_files("input[type=file]", file)
    page.wait_for_function("() => document.querySelector('.weight input.figure').value === '3'")
    shown = page.request.get(f"{workbench.url}/api/v1/drafts/{draft}/toml").text()
    assert "# mon commentaire" in shown


#: Read by every Python that starts: a session of the kernel waits while a file says so, and meets
#: the stop as a hard program would. What it answers then is its own.
WAITING = """
import sys
if "tisites.web.jobs.child" in sys.orig_argv:
    import time
    from pathlib import Path
    from tisites.desk.workshop.warm import Sessions
    from tisites.messages.stop import pulled
    real = Sessions.solve
    def waiting(self, program, limits=None, listener=None):
        bound = 1250.0
        while Path("wait").exists() and not (pulled() and not Path("deaf").exists()):
            if listener is not None:
                listener.bounds(1000.0, bound := bound + 1e-5)
            time.sleep(0.05)
        return real(self, program, limits, listener)
    Sessions.solve = waiting
"""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose solves wait as long as its folder holds ``wait``."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "sitecustomize.py").write_text(WAITING, encoding="utf-8")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    server = Server(folder, environment={"PYTHONPATH": path}).start()
    yield server
    server.stop()


@pytest.fixture
def waiting(slow: Server) -> Iterator[Server]:
    (slow.folder / "wait").touch()
    yield slow
    for name in ("wait", "deaf"):
        (slow.folder / name).unlink(missing_ok=True)


def begin(page: Page, server: Server, rail: float) -> str:
    """Open a draft that nobody solved yet, and solve it: it waits, its bound on the screen."""
    draft = server.draft(solved=False, changes={"score.rail.weight": rail})
    open_draft(page, server, draft)
    solve(page)
    page.locator(".solve-fact").filter(has_text="Borne").filter(has_text="1 250").wait_for()
    return draft


def test_a_solve_is_stopped_and_said_not_to_be_proven(page, waiting):
    begin(page, waiting, 5.1)
    assert page.get_by_text("25,00").count()  # the gap
    clean(page)
    page.get_by_role("button", name=STOP).click()
    banner = page.locator(".banner-warning").filter(has_text="Arrêté avant la preuve")
    banner.wait_for()
    clean(page)
    (waiting.folder / "wait").unlink()
    banner.get_by_role("button", name="Reprendre").click()
    page.locator(".proof").filter(has_text="optimum prouvé").wait_for()
    banner.wait_for(state="detached")


def test_a_reload_in_the_middle_of_a_solve_loses_nothing(page, waiting):
    draft = begin(page, waiting, 5.2)
    page.get_by_role("textbox", name=f"Poids, {POWER}").fill("9,5")
    page.keyboard.press("Enter")
    page.get_by_text("2 changements par rapport à").wait_for()
    page.reload()
    page.get_by_role("button", name=STOP).wait_for()
    assert page.get_by_role("textbox", name=f"Poids, {POWER}").input_value() == "9,5"
    (waiting.folder / "wait").unlink()
    page.locator(".proof").wait_for()
    # what was solved is what was asked: the edit made meanwhile leaves it stale
    page.locator(".banner-stale").filter(has_text="1 changement depuis").wait_for()
    page.locator(".banner-stale").get_by_role("button", name="Résoudre à nouveau").click()
    settled(page, waiting, draft, {"score.power.weight": 9.5, "score.rail.weight": 5.2})


def test_a_server_killed_in_the_middle_is_waited_for_and_takes_the_job_up_again(
    page, waiting, watched
):
    watched.expect_cut()
    draft = begin(page, waiting, 5.3)
    waiting.kill()
    page.get_by_text("Le serveur ne répond pas").wait_for()
    box = page.get_by_role("textbox", name=f"Poids, {POWER}")
    box.fill("8")  # told once it answers again
    box.press("Enter")
    page.get_by_text("1 changement attend le serveur").wait_for()
    clean(page)
    waiting.start()
    page.get_by_text("Le serveur ne répond pas").wait_for(state="detached")
    (waiting.folder / "wait").unlink()
    page.get_by_text("2 changements par rapport à").wait_for()
    page.locator(".proof").wait_for()
    solve(page)
    settled(page, waiting, draft, {"score.power.weight": 8.0, "score.rail.weight": 5.3})


def test_a_process_that_hears_nothing_is_killed_and_the_draft_is_whole(page, waiting):
    (waiting.folder / "deaf").touch()
    begin(page, waiting, 5.4)
    page.clock.install()
    page.get_by_role("button", name=STOP).click()
    page.get_by_role("button", name="Arrêt demandé").wait_for()
    page.clock.fast_forward(9_000)
    page.get_by_role("button", name="Tuer").click()
    wrong = page.get_by_role("alert").filter(has_text="Le processus a été tué")
    wrong.wait_for()
    for name in ("wait", "deaf"):
        (waiting.folder / name).unlink()
    wrong.get_by_role("button", name="Reprendre").click()
    page.locator(".proof").filter(has_text="optimum prouvé").wait_for()


def test_a_preview_is_of_the_answer_on_the_screen_however_many_changes_since(workbench):
    draft = workbench.draft()
    heavy = {"changes": {"score.power.weight": 50.0}}
    moving = workbench.call("POST", f"/drafts/{draft}/preview", heavy)
    assert moving["leave"] == len(moving["gone"]) > 0
    workbench.call("PATCH", f"/drafts/{draft}", heavy)
    assert workbench.call("POST", f"/drafts/{draft}/preview", {"changes": {}}) == moving
    back = workbench.call(
        "POST", f"/drafts/{draft}/preview", {"changes": {"score.power.weight": None}}
    )
    assert (back["leave"], back["enter"]) == (0, [])


def test_a_scenario_is_saved_by_name_and_two_tabs_are_told(
    page: Page, workbench: Server, watched: Watched
) -> None:
    watched.expect(409, "/scenarios/[^/]+")
    title = "Comité d'avril"
    one, two = (workbench.draft(solved=False, title=title) for _ in range(2))
    for draft, taken in ((one, False), (two, True)):
        page.goto(f"{workbench.url}/#/atelier?draft={draft}")
        page.get_by_role("button", name="Enregistrer…").click()
        box = page.get_by_role("dialog")
        expect(box.get_by_label("Nom du scénario")).to_have_value(title)
        box.get_by_role("button", name="Enregistrer", exact=True).click()
        if taken:
            expect(box.get_by_role("alert")).to_contain_text("porte déjà un autre scénario")
            assert faults(page) == []
            box.get_by_role("button", name="Remplacer").click()
        expect(box.get_by_text("Enregistré :")).to_be_visible()
        page.keyboard.press("Escape")
    page.goto(f"{workbench.url}/#/")
    page.get_by_role("button", name=re.compile("Ouvrir le scénario.+Comité")).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
