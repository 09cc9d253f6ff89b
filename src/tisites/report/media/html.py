"""Documents as one HTML page: one layout, one style sheet, no network."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tisites.messages.text import Text, language
from tisites.messages.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinja2 import Environment

    from tisites.report.document import Document, Figure

_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}


def html(documents: Sequence[Document], pictures: Path | None = None) -> str:
    """Write documents as one page that needs no other file.

    Parameters
    ----------
    documents : sequence of Document
        Each starts a printed page, and so do its parts.
    pictures : Path, optional
        Folder of their figures, which go into the page.

    Examples
    --------
    >>> from tisites.report.document import Document
    >>> page = html([Document("d", "<script>", ())])
    >>> "<h1>&lt;script&gt;</h1>" in page, "http" in page
    (True, False)
    """
    from markupsafe import Markup

    style = Markup(_shipped("style.css"))
    page = _layouts().get_template("page.html")
    whole = [one for document in documents for one in document.whole]
    return (
        page.render(documents=whole, lang=language(), style=style, source=_source_in(pictures))
        + "\n"
    )


def fragment(document: Document, pictures: Path | None = None) -> str:
    """Write a document as a piece of a page, for notebooks, which have a style of their own.

    Examples
    --------
    >>> from tisites.report.document import Document
    >>> fragment(Document("d", "A < B", ())).startswith("<article>")
    True
    """
    article = _layouts().get_template("article.html")
    source = _source_in(pictures)
    return "\n".join(article.render(document=one, source=source) for one in document.whole)


@cache
def _layouts() -> Environment:
    from jinja2 import DictLoader, Environment

    layouts = DictLoader({name: _shipped(name) for name in ("page.html", "article.html")})
    return Environment(loader=layouts, autoescape=True, trim_blocks=True, finalize=_set)


def _set(value: object) -> object:
    """Set words; markup and pictures are none."""
    return typeset(value) if type(value) in (str, Text) else value


def _shipped(name: str) -> str:
    return resources.files("tisites.report.media").joinpath(name).read_text(encoding="utf-8")


def _source_in(pictures: Path | None) -> Callable[[Figure], str]:
    from markupsafe import Markup

    def source(figure: Figure) -> str:
        if pictures is None:
            return figure.file
        path = pictures / figure.file
        coded = base64.b64encode(path.read_bytes()).decode("ascii")
        return Markup(f"data:{_KINDS[path.suffix]};base64,{coded}")

    return source
