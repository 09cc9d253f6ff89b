"""Documents as one PDF to print and to hand over: A4, tagged (PDF/UA-1), the same bytes each time.

The layout is ``document.typ``; words go to it as data (JSON), so that no name can be markup, open
a file or ask the network. Fonts are typst's own and matplotlib's DejaVu: nothing of the system.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, language
from tisites.messages.typography import typeset
from tisites.report.media.print_tables import printed_table
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.report.document import Document, Figure, Section, Words

_LAYOUT = "document.typ"
_REGIONS = {"fr": "FR", "en": "GB"}
#: Neither drawn nor text: controls but tabs and line ends, marks of direction, halves of pairs.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def missing() -> Problem | None:
    """Return what to tell where typst is not there, ``None`` where it is."""
    try:
        import_module("typst")
    except ImportError:
        return Problem(
            Text(
                "le PDF demande la bibliothèque typst, qui n'est pas installée",
                "PDF needs the library typst, which is not installed",
            ),
            Text(
                'pip install "tisites[report]", ou un autre --format',
                'pip install "tisites[report]", or another --format',
            ),
            Where("--format", value="pdf"),
        )
    return None


def pdf(documents: Sequence[Document], pictures: Path | None = None) -> bytes:
    """Write documents as one PDF.

    Parameters
    ----------
    documents : sequence of Document
        Each starts a page, and so do its parts; the first gives title and running header.
    pictures : Path, optional
        Folder of their figures (PNG, SVG); without it there are none.

    Raises
    ------
    BadInputError
        If typst is not installed.
    """
    lacking = missing()
    if lacking is not None:
        raise BadInputError(lacking)
    import typst

    with TemporaryDirectory(prefix="tisites-pdf-") as root:
        folder = Path(root)
        told = _told(documents, pictures, folder)
        (folder / "document.json").write_text(json.dumps(told), encoding="utf-8", newline="\n")
        made = typst.Compiler(_layout(), root=folder, font_paths=_fonts()).compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=0
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave pages, not a document")
    return made


def _told(documents: Sequence[Document], pictures: Path | None, folder: Path) -> dict[str, Any]:
    whole = [one for document in documents for one in document.whole]
    first = documents[0]
    synthetic = any(str(notice) == str(SYNTHETIC) for one in whole for notice in one.notices)
    return {
        "lang": language(),
        "region": _REGIONS[language()],
        "title": " ".join(written(first.title).split()),
        "running": written(first.title),
        "dated": written(first.dated),
        "foot": "tisites",
        "page": str(Text("page", "page")),
        "banner": written(SYNTHETIC).capitalize() if synthetic else "",
        "documents": [_document(one, pictures, folder) for one in whole],
    }


def _document(document: Document, pictures: Path | None, folder: Path) -> dict[str, Any]:
    return {
        "title": written(document.title),
        "notices": [written(n) for n in document.notices if str(n) != str(SYNTHETIC)],
        "lead": [written(sentence) for sentence in document.lead],
        "sections": [_section(one, pictures, folder) for one in document.sections],
        "fitted": document.fitted,
        "contents": document.contents,
    }


def _section(section: Section, pictures: Path | None, folder: Path) -> dict[str, Any]:
    tables = (printed_table(table, written) for table in section.tables)
    return {
        "title": written(section.title),
        "sentences": [_lines(sentence) for sentence in section.sentences],
        "facts": [{"label": written(f.label), "words": _lines(f.words)} for f in section.facts],
        "items": [_lines(item) for item in section.items],
        "tables": [one for table in tables for one in table],
        "figures": [_figure(one, pictures, folder) for one in section.figures if pictures],
        "note": written(section.note),
        "side": section.side,
        "turns": section.turns,
    }


def _figure(figure: Figure, pictures: Path, folder: Path) -> dict[str, Any]:
    """Copy a picture beside the layout, under a name of ours."""
    source = pictures / figure.file
    name = f"picture{len(list(folder.iterdir()))}{source.suffix}"
    shutil.copyfile(source, folder / name)
    return {
        "file": f"/{name}",
        "alt": written(figure.alt),
        "caption": written(figure.caption),
        "fills": figure.fills,
    }


def written(words: Words | object) -> str:
    r"""Return words that the fonts can write: what they lack is the replacement character.

    Examples
    --------
    >>> written("Lens – 12\u202f000 m³ ≥ 5′"), written("a\x00\u202eb"), written("日本")
    ('Lens – 12\u202f000\xa0m³ ≥ 5′', 'ab', '\ufffd\ufffd')
    """
    text = _UNSEEN.sub("", typeset(words))
    known = _characters()
    return "".join(c if ord(c) in known or c in "\n\t" else "\ufffd" for c in text)


def _lines(words: Words) -> list[str]:
    return written(words).split("\n")


@cache
def _fonts() -> Any:
    import typst

    folders = [str(_dejavu().parent)]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


@cache
def _layout() -> bytes:
    return resources.files("tisites.report.media").joinpath(_LAYOUT).read_bytes()


def _dejavu() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def _characters() -> frozenset[int]:
    """Return the characters that one of the fonts surely has: those of DejaVu Sans."""
    from fontTools.ttLib import TTFont

    with TTFont(_dejavu()) as font:
        return frozenset(font.getBestCmap())
