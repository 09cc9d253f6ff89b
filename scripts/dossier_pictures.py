"""Make the pictures of docs/fr/dossier.md: the dossier of its example, on the demonstration pack.

    uv run python scripts/dossier_pictures.py [FOLDER]

FOLDER (default: studies/dossier-docs) receives the dossier. A Chromium must be in the path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tisites.cli.main import main

DOCS = Path(__file__).parents[1] / "docs" / "fr"
#: Picture, its top and its height on the page, px.
CUTS = (("dossier-reponse.png", 0, 1020), ("dossier-a-faire.png", 1020, 690))
WIDTH, COLOURS = 900, 24


def make(folder: Path) -> int:
    """Make the dossier, take the page's picture, cut it."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)  # where the confirmed reading is kept
    out = Path("dossier")
    code = main(["dossier", str(DOCS / "exemple" / "mes_friches.csv"), "--yes", "--out", str(out)])
    if code != 0:
        return code
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
    if browser is None:
        sys.stderr.write("no Chromium in the path\n")
        return 1
    tall = sum(height for _, _, height in CUTS)
    with tempfile.TemporaryDirectory() as profile:
        shot = Path(profile) / "page.png"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", f"--user-data-dir={profile}",
             f"--window-size={WIDTH},{tall}", f"--screenshot={shot}",
             (out / "dossier.html").resolve().as_uri()],
            check=True, timeout=120,
        )  # fmt: skip
        page = Image.open(shot).convert("RGB")
    for name, top, height in CUTS:
        cut = page.crop((0, top, WIDTH, top + height)).quantize(COLOURS)
        cut.save(DOCS / name, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("studies/dossier-docs")))
