"""What a verb of the desk gives back: the answer, what it means, where its files go."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from tisites.messages.errors import EXIT_BAD_INPUT, EXIT_INFEASIBLE, EXIT_LIMIT
from tisites.messages.progress import Silent
from tisites.messages.stop import stopped_by
from tisites.report.media.files import write_document
from tisites.report.media.frame import table_frame
from tisites.report.media.html import fragment
from tisites.report.media.markdown import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from tisites.messages.errors import Problem
    from tisites.messages.progress import Listener
    from tisites.messages.stop import Stop
    from tisites.report.document import Document, Words


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
    save : callable, optional
        Writes the files, all of them or none, where they are not the document's media.
    problems : tuple of Problem
        What is wrong with the input, where the rest can be told all the same.
    files : mapping
        What each file is, by its name, for who looks for one.
    seconds : mapping
        Seconds by phase; grows as the files are written.
    """

    value: T
    document: Document
    folder: Path | None = None
    end: End = End.DONE
    draw: Callable[[Path], None] | None = field(default=None, repr=False)
    beside: tuple[Document, ...] = ()
    known: bool = False
    save: Callable[[], None] | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, Words] = field(default_factory=dict, repr=False)
    seconds: Mapping[str, float] = field(default_factory=dict, repr=False)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the document by its name, as its CSV holds it."""
        return {table.name: table_frame(table) for table in self.document.tables}

    def __str__(self) -> str:
        return markdown(self.document)

    def _repr_html_(self) -> str:
        """Show the document in a notebook."""
        if self.draw is None:
            return fragment(self.document)
        with TemporaryDirectory() as folder:
            self.draw(Path(folder))
            return fragment(self.document, Path(folder))

    def write(self) -> Path | None:
        """Write the answer's files into its folder, all of them or none.

        Raises
        ------
        BadInputError
            If the folder may not be written.
        """
        if self.save is not None:
            self.save()
        elif self.folder is not None and not self.known:
            write_document(self.document, self.folder, self.draw, self.beside)
        return self.folder


class Verb[Request, T](Protocol):
    """A verb of the desk: a frozen request in, a frozen answer out.

    ``listener`` hears its phases; once ``stop`` is pulled, the best answer so far is given,
    labelled, or :class:`~tisites.messages.stop.Stopped` raised where there is none yet.
    """

    def __call__(
        self, request: Request, /, listener: Listener | None = None, stop: Stop | None = None
    ) -> Answer[T]:
        """Answer a request; nothing is written yet."""
        ...


def verb[Request, T](function: Callable[[Request, Listener], Answer[T]]) -> Verb[Request, T]:
    """Make a verb of a function that always has a listener, and looks at the stop by itself."""

    @wraps(function)
    def called(
        request: Request, /, listener: Listener | None = None, stop: Stop | None = None
    ) -> Answer[T]:
        with stopped_by(stop):
            return function(request, listener or Silent())

    return called
