"""The planner's way on a pack of the published data: solve, move, lock, compare, a list."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Server
from tests.web.browser.test_scenario import EACH, POWER, open_draft, settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tisites.data.pack import Pack

#: As a delegation writes them: a title, communes by name, mixed units, a sum.
LIST = (
    "Friches de la Loire;;;;\n\nN°;Nom du site;Commune;Dépt;Surface\n"
    "1;Ancienne aciérie;Saint-Chamond;42;12,5 ha\n2;Halle;Roanne;42;45 000 m²\nTOTAL;;;;17\n"
)


@pytest.fixture(scope="module")
def national(real_pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("national")
    server = Server(folder, arguments=("--data", str(real_pack.folder))).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pack(national: Server) -> str:
    """Name of the national pack on the server."""
    packs = national.call("GET", "/session")["packs"]
    return next(str(one["name"]) for one in packs if not one["synthetic"])


@pytest.fixture(scope="module")
def solved(national: Server, pack: str) -> tuple[str, str]:
    draft = national.draft(pack=pack)
    return draft, str(national.call("GET", f"/drafts/{draft}")["solved"]["run"])


def test_a_weight_moves_and_the_card_locks(
    page: Page, national: Server, solved: tuple[str, str], real_run: Path
) -> None:
    """The answer on the page is that of ``tisites run``; a lock holds in the next one."""
    draft, run = solved
    result = national.call("GET", f"/results/{run}")
    report = json.loads((real_run / "solution.json").read_text(encoding="utf-8"))
    assert result["selected"] == report["selected"]
    assert result["value"] == pytest.approx(report["objective"], rel=1e-9)
    assert (result["n_candidates"], result["synthetic"]) == (report["n_candidates"], False)
    open_draft(page, national, draft)
    grid = page.locator('[role="grid"]')
    expect(grid).to_have_attribute("aria-rowcount", str(result["n_candidates"] + 1))
    page.get_by_label(EACH).set_checked(True)
    slider = page.get_by_role("slider", name=POWER)
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    moved = float(slider.input_value())
    settled(page, national, draft, {"score.power.weight": moved})
    columns = national.call("GET", f"/results/{run}/sites")
    out = next(
        k for k in range(columns["n"])
        if columns["eligible"][k] and not columns["selected"][k]
        and columns["name"][k] and columns["name"].count(columns["name"][k]) == 1
    )  # fmt: skip
    page.goto(f"{national.url}/#/atelier?draft={draft}&run={run[:16]}&site={columns['id'][out]}")
    expect(page.locator(".atelier-site h2").first).to_contain_text(columns["name"][out][:20])
    page.locator(".atelier-site").get_by_role("button", name="Imposer").click()
    page.wait_for_selector('.card-locks [aria-pressed="true"]')
    changes = national.call("GET", f"/drafts/{draft}")["changes"]
    assert len(changes) == 2
    now = settled(page, national, draft, changes)
    locked = national.call("GET", f"/results/{now['solved']['run']}")
    assert columns["id"][out] in locked["selected"]


def test_two_national_answers_are_compared(
    page: Page, national: Server, pack: str, solved: tuple[str, str]
) -> None:
    other = national.draft(pack=pack, scenario="warming-4c")
    runs = [solved[1], str(national.call("GET", f"/drafts/{other}")["solved"]["run"])]
    until = time.monotonic() + 120
    while not {line["run"] for line in national.call("GET", "/runs")} >= set(runs):
        assert time.monotonic() < until  # their tables are written once the process is quiet
        time.sleep(0.2)
    page.goto(f"{national.url}/#/comparer")
    for run in runs:
        page.get_by_label(re.compile(rf"Choisir .*\({run[:8]}\)")).check()
    page.get_by_role("button", name="Comparer", exact=True).click()
    moves = page.get_by_text(re.compile(r"\d+ sites? entren?t?, \d+ sorten?t?, \d+ resten?t?"))
    expect(moves).to_be_visible(timeout=120_000)
    was, now = (set(national.call("GET", f"/results/{run}")["selected"]) for run in runs)
    counts = re.findall(r"(\d+)\s(?:sites?\sentre|sort|reste)", moves.inner_text())
    told = [int(count) for count in counts]
    assert told == [len(now - was), len(was - now), len(was & now)]


def test_a_delegation_s_list_is_read_against_the_national_communes(
    page: Page, national: Server, tmp_path: Path
) -> None:
    path = tmp_path / "friches loire.csv"
    path.write_text(LIST, encoding="cp1252")
    page.goto(f"{national.url}/#/liste")
    page.get_by_label("Choisir un fichier…").set_input_files(path)
    head = page.get_by_role("heading", name="Ce que disent les colonnes")
    expect(head).to_be_visible()
    expect(page.get_by_text(re.compile("2 sites")).first).to_be_visible()
    page.get_by_role("button", name="Accepter cette lecture").click()
    expect(page.get_by_text("Lecture acceptée : 2 sites")).to_be_visible()
