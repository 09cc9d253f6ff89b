"""What a report hands over: which documents and files there are, and in which formats.

A *paper* is documents bound in one file, written in every text format; an *attachment* is files
of its own formats. Each says which subject it is of: :data:`DELIVERABLES` is the one list, and a
new deliverable is one entry there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from tisites.messages.text import Text
from tisites.report.profile import Profile, for_profile

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.report.document import Document, Words
    from tisites.study.explain.base import Answered

#: What a report is about.
About = Literal["run", "comparison", "study"]
Format = Literal["html", "pdf", "docx", "xlsx", "gpkg", "png", "csv"]
FORMATS: dict[Format, Text] = {
    "html": Text("page à lire, d'un seul fichier", "page to read, in one file"),
    "pdf": Text("à imprimer et à remettre", "to print and to hand over"),
    "docx": Text("à modifier dans un traitement de texte", "to edit in a word processor"),
    "xlsx": Text("classeur", "workbook"),
    "gpkg": Text("couches et projet pour QGIS", "layers and project for QGIS"),
    "png": Text("cartes et figures", "maps and figures"),
    "csv": Text("tableaux, pour un tableur", "tables, for a spreadsheet"),
}
DEFAULT: tuple[Format, ...] = ("html", "pdf")


@dataclass(frozen=True)
class Subject:
    """What a report is about, read again.

    Parameters
    ----------
    about : str
        ``run``, ``comparison`` or ``study``.
    name : str
        Of its folder or scenario.
    folder : Path, optional
        Where it lies.
    answered : Answered, optional
        Of a run: the case with its checked answer.
    report : mapping
        Contents of the JSON file that marks the folder.
    evidence : callable, optional
        Of a run: returns what every source says of the sites.
    studies : mapping
        Of a run: JSON files of the studies of it that were found, by their verb.
    """

    about: About
    name: str
    folder: Path | None
    report: Mapping[str, Any]
    answered: Answered | None = None
    evidence: Callable[[], pd.DataFrame] | None = None
    studies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a report.

    Parameters
    ----------
    formats : tuple of str
    profile : {"public", "internal"}
    sites : tuple of str
        Ids of the sites that want a sheet of their own.
    fiches : bool
        Whether every chosen site has one.
    alone : bool
        Whether the sheets are all that is wanted of a run.
    """

    formats: tuple[Format, ...] = DEFAULT
    profile: Profile = "internal"
    sites: tuple[str, ...] = ()
    fiches: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Binder:
    """Documents bound in one file.

    Parameters
    ----------
    stem : str
        Name of the file, without suffix.
    documents : tuple of Document
    draw : callable, optional
        Draws the documents' pictures into a folder.
    formats : tuple of str
        Formats of these documents, where they are fewer than those of the deliverable.
    """

    stem: str
    documents: tuple[Document, ...]
    draw: Callable[[Path], None] | None = None
    formats: tuple[Format, ...] = ()

    def public(self, profile: Profile) -> Binder:
        """Return what a profile may read."""
        return replace(self, documents=tuple(for_profile(d, profile) for d in self.documents))


def _whole(asked: Order) -> bool:
    return not asked.alone


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One thing that a report hands over.

    Parameters
    ----------
    about : str
        Subject that has it.
    what : Text
        What it is, for who looks for a file.
    formats : tuple of str
        Formats that it is made in.
    bind : callable, optional
        Of a paper: returns its bound documents, whole; profiles are applied after.
    write : callable, optional
        Of an attachment: writes its files of one format into a folder. It keeps to
        :func:`~tisites.report.profile.public_fields` by itself.
    wanted : callable
        Whether it is asked for.
    """

    about: About
    what: Text
    formats: tuple[Format, ...]
    bind: Callable[[Subject, Order], Iterator[Binder]] | None = None
    write: Callable[[Subject, Order, Path, Format], None] | None = None
    wanted: Callable[[Order], bool] = _whole


def _note(subject: Subject, asked: Order) -> Iterator[Binder]:
    from tisites.report.note.document import bound_note

    del asked
    yield bound_note(subject)


def _sheets(subject: Subject, asked: Order) -> Iterator[Binder]:
    from tisites.report.fiche.bound import bound_sheets

    yield from bound_sheets(subject, asked)


def _maps(subject: Subject, asked: Order, folder: Path, kind: Format) -> None:
    from tisites.report.fiche.bound import write_maps

    write_maps(subject, asked, folder, kind)


def _sheets_asked(asked: Order) -> bool:
    return asked.fiches or bool(asked.sites)


def _study(subject: Subject, asked: Order) -> Iterator[Binder]:
    from tisites.report.note.study import bound_study

    del asked
    yield bound_study(subject)


def _book(subject: Subject, asked: Order, folder: Path, kind: Format) -> None:
    from tisites.report.book.book import write_book
    from tisites.report.book.tables import ReadRun

    assert subject.answered is not None
    run = ReadRun(subject.answered.case, subject.report)
    write_book(run, folder / f"selection.{kind}", asked.profile)


def _atlas(subject: Subject, asked: Order, folder: Path, kind: Format) -> None:
    """Write the layers; without the run's pack, outlines are the demonstration's: they are real."""
    from tisites.data.demo.demo import open_demo
    from tisites.report.atlas import write_atlas
    from tisites.report.book.tables import ReadRun
    from tisites.report.fiche.bound import territory_of
    from tisites.territory.territory import load_territory

    assert subject.answered is not None
    run = ReadRun(subject.answered.case, subject.report)
    outlines = territory_of(subject) or load_territory(open_demo())
    write_atlas(run, outlines, folder / f"selection.{kind}", asked.profile)


def _pictures(subject: Subject, asked: Order, folder: Path, kind: Format) -> None:
    """Copy the pictures that the folder of a run or of a study was written with."""
    del asked
    if subject.folder is not None:
        for picture in sorted(subject.folder.glob(f"*.{kind}")):
            shutil.copyfile(picture, folder / picture.name)


def _comparison(subject: Subject, asked: Order) -> Iterator[Binder]:
    from tisites.report.note.comparison import bound_comparison

    del asked
    yield bound_comparison(subject)


_TEXT: tuple[Format, ...] = ("html", "pdf", "docx", "csv")
DELIVERABLES: tuple[Deliverable, ...] = (
    Deliverable("run", Text("la note de sélection", "the selection note"), _TEXT, bind=_note),
    Deliverable(
        "comparison", Text("la note de comparaison", "the comparison note"), (*_TEXT, "xlsx"),
        bind=_comparison,
    ),
    Deliverable(
        "run", Text("les fiches des sites", "the sheets of sites"), ("html", "pdf", "csv"),
        bind=_sheets, wanted=_sheets_asked,
    ),
    Deliverable("run", Text("la carte", "the map"), ("png",), write=_maps),
    *(
        Deliverable(about, Text("les cartes et figures", "maps and figures"), ("png",),
                    write=_pictures)
        for about in ("comparison", "study")
    ),
    Deliverable("study", Text("l'étude", "the study"), (*_TEXT, "xlsx"), bind=_study),
    Deliverable("run", Text("le classeur", "the workbook"), ("xlsx",), write=_book),
    Deliverable(
        "run", Text("les couches et le projet QGIS", "layers and QGIS project"), ("gpkg",),
        write=_atlas,
    ),
)  # fmt: skip


def offered(about: About, asked: Order | None = None) -> tuple[Format, ...]:
    """Return the formats that a subject is handed over in, in the order of :data:`FORMATS`.

    With an order, those of what it wants alone.
    """
    some = [one for one in DELIVERABLES if one.about == about]
    has = {kind for one in some if asked is None or one.wanted(asked) for kind in one.formats}
    return tuple(kind for kind in FORMATS if kind in has)


def print_bound(bound: Binder, pictures: Path, folder: Path, kind: Format) -> dict[str, Words]:
    """Write bound documents in one text format; return what each file is, where that helps.

    Tables that a page cuts go beside it whole, under the names that the page tells.
    """
    name = f"{bound.stem}.{kind}"
    path = folder / name
    if kind == "html":
        from tisites.report.media.html import html

        path.write_text(html(bound.documents, pictures), encoding="utf-8", newline="")
    elif kind == "pdf":
        from tisites.report.media.pdf import pdf

        path.write_bytes(pdf(bound.documents, pictures))
    elif kind == "docx":
        from tisites.report.media.docx import docx

        path.write_bytes(docx(bound.documents, pictures))
    elif kind == "xlsx":
        from tisites.report.media.workbook import write_workbook

        write_workbook(bound.documents[0], path)
    elif kind == "csv":
        return _tables(bound, folder, every=True)
    else:
        raise ValueError(f"no printer of '{kind}'")
    return {name: bound.documents[0].title, **_tables(bound, folder, every=False)}


def _tables(bound: Binder, folder: Path, *, every: bool) -> dict[str, Words]:
    from tisites.report.media.csv import spreadsheet_table

    told: dict[str, Words] = {}
    for document in bound.documents:
        for table in document.tables:
            if not (every or (table.shown is not None and table.shown < len(table.rows))):
                continue
            name = f"{table.name}_excel.csv"
            text = spreadsheet_table(document, table)
            (folder / name).write_text(text, encoding="utf-8", newline="")
            told[name] = table.title if str(table.title) else Text("tableau entier", "whole table")
    return told
