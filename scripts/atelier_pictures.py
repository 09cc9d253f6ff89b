"""Make the pictures of docs/atelier.md: the real page on the demonstration, as a planner meets it.

    uv run python scripts/atelier_pictures.py [FOLDER] [--size 1366x768]

Pictures go to docs/ (or to FOLDER, to be looked at). A Chromium must be in the path; the server
runs in a folder of its own that is deleted afterwards.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

DOCS = Path(__file__).parents[1] / "docs"
LIST = DOCS / "fr" / "exemple" / "mes_friches.csv"
SERVE = "import sys; from tisites.cli.main import main; sys.exit(main(sys.argv[1:]))"
COLOURS = 224
PROVEN = "optimum prouvé"
#: Longest wait for what the page shows, ms.
PATIENCE = 120_000


@contextmanager
def served() -> Iterator[str]:
    """Serve in a folder of its own; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SERVE, "serve", "--no-open", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONUTF8": "1"}, stdout=subprocess.DEVNULL
        )
        address = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}api/v1/session", timeout=5).read()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait(20)


class Camera:
    """Takes pictures of a page into a folder.

    Parameters
    ----------
    page : Page
        The browser's page.
    folder : Path
        Where pictures go.
    """

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def take(self, name: str) -> None:
        """Take what the window shows, in few colours."""
        self.page.wait_for_timeout(700)  # transitions, late tables
        shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        shot.quantize(COLOURS).save(self.folder / f"atelier-{name}.png", optimize=True)
        sys.stdout.write(f"atelier-{name}.png\n")


def visit(page: Page, address: str, camera: Camera) -> None:
    """Walk the planner's way: demo, weight, site, rule, list, comparison, deliverables."""
    page.goto(address)
    page.get_by_role("button", name="Voir 50 sites sur la démonstration").wait_for()
    camera.take("accueil")
    page.get_by_role("button", name="Voir 50 sites sur la démonstration").click()
    page.get_by_text(PROVEN).first.wait_for(timeout=PATIENCE)
    page.locator("[role=row]").nth(3).wait_for(timeout=PATIENCE)
    camera.take("atelier")
    row = page.locator("[role=row]", has_text="Retenu").first
    row.click()
    page.locator(".atelier-site h2").first.wait_for(timeout=PATIENCE)
    camera.take("site")
    page.get_by_role("checkbox", name="Résoudre à chaque changement").uncheck()
    weight = page.locator(".atelier-scenario input[type=range]").first
    weight.focus()
    for _ in range(8):
        weight.press("ArrowRight")
    weight.blur()
    page.get_by_text("depuis cette réponse").first.wait_for(timeout=PATIENCE)
    camera.take("perime")
    page.get_by_role("button", name="Résoudre", exact=True).click()
    page.get_by_text("depuis cette réponse").first.wait_for(state="hidden", timeout=PATIENCE)
    page.get_by_text(PROVEN).first.wait_for(timeout=PATIENCE)
    page.get_by_role("tab", name="Règles").click()
    page.get_by_role("button", name="Lancer l’analyse").or_(
        page.get_by_role("button", name="Lancer l'analyse")
    ).first.click()
    page.locator("[role=tabpanel] table").first.wait_for(timeout=PATIENCE)
    camera.take("regles")
    page.get_by_role("tab", name="Réserve").click()
    page.locator(".study-start button").click()
    page.locator("[role=tabpanel] .document td").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Agrandir le panneau").click()
    camera.take("reserve")
    page.goto(f"{address}#/liste")
    page.locator("input[type=file]").first.set_input_files(str(LIST))
    page.locator("main table").first.wait_for(timeout=PATIENCE)
    camera.take("liste")
    page.goto(f"{address}#/donnees")
    page.locator("main table").first.wait_for(timeout=PATIENCE)
    camera.take("donnees")


def make(folder: Path, size: tuple[int, int]) -> int:
    """Take all pictures at one size of window."""
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
    if browser is None:
        sys.stderr.write("no Chromium in the path\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = chromium.new_page(viewport={"width": size[0], "height": size[1]}, locale="fr-FR")
        page.set_default_timeout(PATIENCE)
        visit(page, address, Camera(page, folder))
        chromium.close()
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path, default=DOCS)
    asked.add_argument("--size", default="1366x768")
    told = asked.parse_args()
    width, height = (int(part) for part in told.size.split("x"))
    sys.exit(make(told.folder, (width, height)))
