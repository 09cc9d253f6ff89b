"""What a verb of the desk gives back: the answer, what it means, where its files go."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tisites.messages.errors import EXIT_BAD_INPUT, EXIT_INFEASIBLE, EXIT_LIMIT
from tisites.report.media.files import write_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.report.document import Document


class End(IntEnum):
    """How a verb ended; the exit code of the command line."""

    DONE = 0
    BAD_INPUT = EXIT_BAD_INPUT
    INFEASIBLE = EXIT_INFEASIBLE
    LIMIT = EXIT_LIMIT
    INTERRUPTED = 130


@dataclass(frozen=True)
class Answer[T]:
    """The answer of a verb.

    Parameters
    ----------
    value : T
        The study's own answer, frozen.
    document : Document
        What it means, in the language it was asked in.
    folder : Path, optional
        Where its files go, checked before any work; ``None`` where none were asked for.
    end : End
        Whether it is whole.
    draw : callable, optional
        Draws the document's pictures into a folder.
    beside : tuple of Document
        What stands beside it, in the same folder.
    known : bool
        Whether the folder holds it already.
    """

    value: T
    document: Document
    folder: Path | None
    end: End = End.DONE
    draw: Callable[[Path], None] | None = field(default=None, repr=False)
    beside: tuple[Document, ...] = ()
    known: bool = False

    def write(self) -> Path | None:
        """Write every medium of the document into the folder, all of them or none.

        Raises
        ------
        BadInputError
            If the folder may not be written.
        """
        if self.folder is not None and not self.known:
            write_document(self.document, self.folder, self.draw, self.beside)
        return self.folder
