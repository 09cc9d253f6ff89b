"""A headless browser: a page opened for real, and what it says of itself."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.report.office import absent

#: What a reader, a screen reader and the network would notice; run inside a copy of the page.
AUDIT = Path(__file__).with_name("audit.js")


def audit(page: Path, folder: Path) -> dict[str, Any]:
    """Open a copy of a page, in ``folder``; return what it found, and the browser's complaints."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        absent("Chromium")
    words = page.read_text(encoding="utf-8")
    assert "</body>" in words
    copy = folder / f"{page.stem}.audit.html"
    copy.write_text(
        words.replace("</body>", f"<script>{AUDIT.read_text(encoding='utf-8')}</script></body>"),
        encoding="utf-8",
    )
    command = [
        str(browser),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={folder / 'profile'}",
        "--window-size=1280,900",
        "--enable-logging=stderr",
        "--virtual-time-budget=20000",
        "--dump-dom",
        copy.as_uri(),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=180, check=True
    )
    found = re.search(r'<pre id="audit">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert found, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    told["console"] = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return told
