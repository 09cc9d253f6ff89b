"""axe-core on a page: what it finds is wrong for somebody."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: WCAG 2 and 2.1, levels A and AA, and good practice: headings in order, landmarks.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


def faults(page: Page) -> list[str]:
    """Return the rules that a page breaks, with where it does."""
    page.evaluate(_axe())
    told = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(TAGS)
    )
    return [
        f"{one['id']} ({one['impact']}) {node['target']}: {node['html'][:120]}"
        for one in told["violations"]
        for node in one["nodes"]
    ]


@lru_cache(maxsize=1)
def _axe() -> str:
    """axe-core (MPL-2.0), as the package axe-playwright-python ships it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
