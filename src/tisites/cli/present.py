"""How the command line presents an answer of the desk: progress, words, files, exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.desk.answer import Answer
    from tisites.messages.progress import Listener


def present[T](verb: Callable[[T, Listener], Answer], request: T) -> int:
    """Ask the desk, write the files, print the document; return the exit code.

    Raises
    ------
    TisitesError
        As the verb does.
    """
    from tisites.report.media.terminal import print_document

    progress = Progress()
    try:
        answer = verb(request, progress)
        progress.phase("write")
        folder = answer.write()
    finally:
        progress.clear()
    console = make_console()
    for document in answer.beside:
        print_document(document, console)
        console.print()
    print_document(answer.document, console, folder, known=answer.known)
    return int(answer.end)
