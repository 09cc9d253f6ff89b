"""A headless browser: pages opened for real, and what each says of itself."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.report.office import absent, reader

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a reader, a screen reader and the network would notice; run inside a copy of the page.
AUDIT = Path(__file__).with_name("audit.js")
#: Opens many pages in one browser, each in a window of its own width, and writes what they say.
FRAMES = """<!doctype html><meta charset="utf-8"><title>audit</title><pre id="audit"></pre><script>
const found = {};
addEventListener('message', ({ data }) => {
  found[data.page] = data.found;
  document.getElementById('audit').textContent = JSON.stringify(found); });
for (const page of PAGES) {
  const frame = document.createElement('iframe');
  Object.assign(frame, { width: 1280, height: 900, src: page });
  document.body.append(frame); }
</script>"""


def audits(pages: Sequence[Path], folder: Path) -> dict[Path, dict[str, Any]]:
    """Open copies of pages, in ``folder``; return what each has, and the browser's complaints."""
    browser = reader("chromium") or reader("google-chrome")
    if browser is None:
        absent("Chromium")
    script = f"<script>{AUDIT.read_text(encoding='utf-8')}</script></body>"
    copies: dict[str, Path] = {}
    for k, page in enumerate(pages):
        words = page.read_text(encoding="utf-8")
        assert "</body>" in words
        copy = folder / f"page-{k:03}.html"
        copy.write_text(words.replace("</body>", script), encoding="utf-8")
        copies[copy.as_uri()] = page
    frames = folder / "frames.html"
    frames.write_text(FRAMES.replace("PAGES", json.dumps(list(copies))), encoding="utf-8")
    said = _opened(str(browser), frames, folder)
    written = re.search(r'<pre id="audit">(.+?)</pre>', said.stdout, flags=re.DOTALL)
    assert written, said.stderr[-2000:]
    told = json.loads(html.unescape(written[1]))
    assert set(told) == set(copies), said.stderr[-2000:]
    lines = [line for line in said.stderr.splitlines() if "CONSOLE" in line]
    assert not [line for line in lines if not any(copy in line for copy in copies)], lines
    return {
        page: {**told[copy], "console": [line for line in lines if copy in line]}
        for copy, page in copies.items()
    }


def _opened(browser: str, page: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={folder / 'profile'}",
        "--window-size=1400,900",
        "--enable-logging=stderr",
        "--virtual-time-budget=20000",
        "--dump-dom",
        page.as_uri(),
    ]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=180, check=True
    )
