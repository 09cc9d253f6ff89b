"""What a verb of the desk gives back: the answer, what it means, where its files go."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from tisites.messages.errors import EXIT_BAD_INPUT, EXIT_INFEASIBLE, EXIT_LIMIT
from tisites.messages.progress import Silent
from tisites.messages.stop import Stopped, pulled, stopped_by
from tisites.report.media.files import mark_of, write_document
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

#: Key of a study's JSON file that tells that it was stopped before its end.
STOPPED = "interrupted"


class End(IntEnum):
    """How a verb ended; the exit code of the command line.

    ``FAULTY``: something is not as it was written, or an internal error left a part undone.
    """

    DONE = 0
    FAULTY = 1
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
        Writes the files, all of them or none, where they are not the document's media; returns
        their folder.
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
    save: Callable[[], Path | None] | None = field(default=None, repr=False)
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
        """Write the answer's files into its folder, all of them or none; return that folder.

        What was stopped never takes the place of a whole answer: it goes beside it.

        Raises
        ------
        BadInputError
            If the folder may not be written.
        """
        if self.save is not None:
            return self.save()
        if self.folder is None or self.known:
            return self.folder
        if self.end is not End.INTERRUPTED:
            write_document(self.document, self.folder, self.draw, self.beside)
            return self.folder
        folder = partial_folder(self.folder, whole=is_whole(self.folder / mark_of(self.document)))
        told = replace(self.document, data={**self.document.data, STOPPED: True})
        write_document(told, folder, self.draw, self.beside)
        return folder


def is_whole(mark: Path) -> bool:
    """Whether a folder's JSON file tells of a study that nobody stopped."""
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return not (isinstance(told, dict) and told.get(STOPPED))


def partial_folder(folder: Path, *, whole: bool) -> Path:
    """Return where a stopped answer goes: beside a whole one."""
    return folder.with_name(f"{folder.name}-partial") if whole else folder


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
            try:
                answer = function(request, listener or Silent())
            except KeyboardInterrupt as error:
                if pulled():
                    raise Stopped from error
                raise
            if answer.end is End.LIMIT and pulled():
                answer = replace(answer, end=End.INTERRUPTED)
            return answer

    return called
