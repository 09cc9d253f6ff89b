"""Documents as one HTML page: one layout, one style sheet, no network."""

from __future__ import annotations

import base64
from importlib import resources
from typing import TYPE_CHECKING

from tisites.messages.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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
    from jinja2 import Environment

    here = resources.files("tisites.report.media")
    layout = here.joinpath("page.html").read_text(encoding="utf-8")
    style = here.joinpath("style.css").read_text(encoding="utf-8")
    page = Environment(autoescape=True, trim_blocks=True).from_string(layout)

    def source(figure: Figure) -> str:
        if pictures is None:
            return figure.file
        path = pictures / figure.file
        coded = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"data:{_KINDS[path.suffix]};base64,{coded}"

    documents = [one for document in documents for one in document.whole]
    return page.render(documents=documents, lang=language(), style=style, source=source) + "\n"
