"""Any study on paper: its document is in the JSON file of its folder, its pictures beside it."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from tisites.report.deliver import Binder
from tisites.report.media.record import document_again

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.report.deliver import Subject
    from tisites.report.document import Document


def bound_study(subject: Subject) -> Binder:
    """Return the document of a study as it was written, in the language it was written in."""
    document = document_again(subject.report)
    return Binder(document.name, (document,), partial(copied, subject.folder, document))


def copied(source: Path | None, document: Document, folder: Path) -> None:
    """Copy the pictures of a document from the folder that they were drawn in."""
    for figure in document.figures:
        if source is not None:
            shutil.copyfile(source / figure.file, folder / figure.file)
