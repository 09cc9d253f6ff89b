"""Between the terminal and the commands: closed streams, and faults of the machine, in words."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import tisites.messages.typography  # noqa: F401 (names the fallback of encodings)
from tisites.messages.errors import Problem, TisitesError, Where
from tisites.messages.faults import MachineFaultError, machine_fault, working_in
from tisites.messages.text import Text

if TYPE_CHECKING:
    from typing import TextIO


def ready_streams() -> None:
    """Have the terminal take every character; refuse to work for nobody.

    Raises
    ------
    MachineFaultError
        If standard output was closed before the start: what is asked could not be told.
    """
    if sys.stderr is None:  # closed by the caller, who wants no word of ours
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (kept open)
    for stream in (sys.stdout, sys.stderr):  # Windows consoles and pipes are not UTF-8 by default
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not _chosen(stream):
            reconfigure(encoding="utf-8", errors="replace")
        elif reconfigure is not None:  # typography that its encoding lacks is written plainer
            reconfigure(errors="tisites-near")
    if sys.stdout is None:
        raise closed_output()


def _chosen(stream: TextIO) -> bool:
    """Whether the encoding of a stream is the planner's: asked for, or that of a terminal."""
    asked = bool(os.environ.get("PYTHONIOENCODING"))
    return asked or (stream.isatty() and not str(stream.encoding).lower().startswith("utf"))


def closed_output() -> MachineFaultError:
    """Say that nobody reads what is printed."""
    what = Text("la sortie standard est fermée", "standard output is closed")
    remedy = Text(
        "rien de ce qui est écrit sur le disque n'est perdu ; relancer sans fermer la sortie"
        " (ni `| head -0`, ni `>&-`), ou la diriger vers un fichier",
        "nothing written on the disk is lost; run again without closing the output (no `| head -0`,"
        " no `>&-`), or send it to a file",
    )
    return MachineFaultError(Problem(what, remedy, Where("stdout")))


def flushed() -> None:
    """Print what is held back, while a fault of the output can still be told."""
    with working_in("stdout"):
        sys.stdout.flush()


def told(error: BaseException) -> TisitesError | None:
    """Return the error in words; ``None`` for one that is neither the input's nor the machine's."""
    if _is_closed(error):
        _let_go_of_stdout()
        return closed_output()
    if isinstance(error, SystemExit):
        return None
    return machine_fault(error)


def _is_closed(error: BaseException) -> bool:
    """Whether nobody reads the output; the parser and the tables turn that into an exit code."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.EPIPE, errno.EBADF):
            return seen.filename is None
        if isinstance(seen, OSError) and _WINDOWS and seen.errno == errno.EINVAL:
            return seen.filename is None  # Windows tells a closed pipe so
        seen = seen.__cause__ or seen.__context__
    return False


_WINDOWS = sys.platform == "win32"


def _let_go_of_stdout() -> None:
    """Keep Python from flushing into a closed pipe once more as it ends."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
        os.close(sink)
    except (OSError, ValueError, AttributeError):  # no descriptor of ours: nothing will be flushed
        return
