"""States of the Atelier that are seldom met: limit, killed, nothing solved, reader, English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.browser.accessible import faults

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.web.browser.conftest import Server


@pytest.fixture(scope="module")
def solved(workbench: Server) -> str:
    """A draft with its answer."""
    return workbench.draft(title="Solved once")


def test_an_answer_at_the_limit_says_that_it_is_not_proven(page: Page, workbench: Server) -> None:
    draft = workbench.draft(solved=False, changes={"choose": 49})
    page.goto(f"{workbench.url}/#/atelier?draft={draft}")
    expect(page.get_by_text("n’a pas encore été résolu")).to_be_visible()
    assert faults(page) == []  # nothing solved yet
    job = workbench.call("POST", "/jobs", {"verb": "solve", "draft": draft,
                                           "options": {"seconds": 0.001}})  # fmt: skip
    while (told := workbench.call("GET", f"/jobs/{job['id']}"))["state"] in ("queued", "running"):
        page.wait_for_timeout(100)
    assert told["state"] == "limit", told
    page.reload()
    banner = page.locator(".banner-warning, .banner-error").filter(has_text="imite")
    expect(banner.first).to_be_visible()
    expect(page.get_by_role("button", name="Reprendre").first).to_be_visible()
    assert faults(page) == []


def test_the_whole_atelier_in_english_has_no_fault(
    page: Page, workbench: Server, solved: str
) -> None:
    page.goto(f"{workbench.url}/#/atelier?draft={solved}&view=budgets")
    expect(page.locator(".map-canvas")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Solve", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".map-canvas")).to_have_attribute(
        "aria-label", "Map of the candidate sites"
    )
    expect(page.get_by_role("tab", name="Robustness")).to_be_visible()
    expect(page.locator(".proof")).to_contain_text("proven")
    expect(page.locator(".atelier-scenario")).to_contain_text("Attractiveness")
    expect(page.locator(".map-canvas")).to_be_visible()
    shown = page.locator("body").inner_text()
    for word in ("Résoudre", "Règle", "Enregistrer", "brouillon", "retenu", "électrique"):
        assert word not in shown, word
    assert faults(page) == []


def test_a_reader_reads_and_changes_nothing(page: Page, workbench: Server, solved: str) -> None:
    def reader(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, body=json.dumps({**told.json(), "role": "reader"}))

    page.route("**/api/v1/session?*", reader)
    page.goto(f"{workbench.url}/#/atelier?draft={solved}")
    expect(page.locator(".map-canvas")).to_be_visible()
    expect(page.get_by_role("button", name="Résoudre", exact=True)).to_be_disabled()
    expect(page.get_by_role("slider").first).to_be_disabled()
    expect(page.get_by_role("button", name="Enregistrer…")).to_have_count(0)
    page.get_by_role("tab", name="Alternatives").click()
    expect(page.get_by_role("button", name="Lancer l’analyse")).to_be_disabled()
    assert faults(page) == []
    for name in ("", "liste", "livrables", "comparer"):
        page.goto(f"{workbench.url}/#/{name}")
        page.get_by_role("heading", level=1).wait_for()
        assert faults(page) == []
