"""How the command line presents an answer of the desk: progress, words, files, exit code."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console, show_problems
from tisites.cli.usage import long_wanted
from tisites.messages.progress import phase_words
from tisites.messages.stop import Stop
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.console import Console

    from tisites.desk.answer import Answer


def present[T](
    verb: Callable[..., Answer],
    request: T,
    plain: Callable[[Answer], str] | None = None,
    *,
    whole: bool = False,
) -> int:
    """Ask the desk, write the files, print the document; return the exit code.

    Ctrl-C pulls the stop: the answer is what was found by then. A second one ends at once.

    Parameters
    ----------
    verb, request
        What is asked of the desk.
    plain : callable, optional
        Text for programs or pages, printed in place of the document; empty prints nothing.
    whole : bool
        Whether all of it is told, without ``--long`` too: it has no files that hold the rest.

    Raises
    ------
    TisitesError
        As the verb does.
    """
    progress, stop = Progress(), Stop()
    try:
        with _pulled_by_ctrl_c(stop):
            answer = verb(request, progress, stop)
            progress.phase("write")
            folder = answer.write()
    finally:
        progress.clear()
    from tisites.report.media.files import files_words
    from tisites.report.media.screen import Foot, print_screen
    from tisites.report.media.terminal import print_document, print_files

    if plain is not None:
        sys.stdout.write(plain(answer))
        return int(answer.end)
    console = make_console()
    files = answer.files or files_words(answer.document)
    if whole or long_wanted():
        print_document(answer.document, console)
        for document in answer.beside:
            console.print()
            print_document(document, console)
        _print_seconds(answer.seconds, console)
        if folder is not None:
            print_files(folder, files, console, known=answer.known)
    else:
        spent = sum(answer.seconds[name] for name in answer.seconds if phase_words(name))
        foot = Foot(folder, files, spent, answer.known)
        print_screen((answer.document, *answer.beside), console, foot)
    show_problems(answer.problems)
    return int(answer.end)


#: Ctrl-C, and what Windows sends for Ctrl-Break or from another program.
_INTERRUPTS = [getattr(signal, name) for name in ("SIGINT", "SIGBREAK") if hasattr(signal, name)]


@contextmanager
def _pulled_by_ctrl_c(stop: Stop) -> Iterator[None]:
    """Have the first Ctrl-C pull a stop, and the second end the work where it is.

    Left alone where Ctrl-C is ignored (a job in the background) or somebody else's to hear.
    """
    mine = threading.current_thread() is threading.main_thread()
    if not mine or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def heard(*_: object) -> None:
        if stop.pulled:
            raise KeyboardInterrupt
        stop.pull()

    before = {kind: signal.signal(kind, heard) for kind in _INTERRUPTS}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _print_seconds(seconds: Mapping[str, float], console: Console) -> None:
    """Say how long each phase took, and all of them."""
    from tisites.report.tables import line

    spent = {words: seconds[name] for name in seconds if (words := phase_words(name))}
    if spent:
        parts = [f"{words} {number(value, 1)} s" for words, value in spent.items()]
        total = number(sum(spent.values()), 1)
        told = f"\n{Text('Durée : ', 'Time: ')}{total} s ({' · '.join(parts)})"
        console.print(line(told))
