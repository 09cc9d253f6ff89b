"""The engine beside other solvers: the verb ``bench``, measured by a checkout's benchmarks."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.report.document import Document

if TYPE_CHECKING:
    from types import ModuleType

    from tisites.messages.progress import Listener

#: Where a checkout keeps its benchmarks: beside ``src/``, never in the wheel.
CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """What is measured.

    Parameters
    ----------
    family : str, optional
        Family of instances, or one of its specs; all otherwise.
    size : int, optional
        Sites.
    peers : tuple of str
        Other solvers.
    repeat : int
        Times that each is measured.
    limit : float, optional
        Seconds of each solve.
    out : Path, optional
        Folder of the results.
    pack : Path, optional
        Data pack of the real instances.
    smoke : bool
        Every spec once, small, deterministic figures only, held to ``benchmarks/golden.csv``.
    orlib : bool
        Whether the files are solved, a row each.
    files : tuple of Path
        p-median files of the OR-Library.
    write_golden : bool
        Whether the golden figures are written anew.
    typed : str
        The command, as the results quote it.
    """

    family: str | None = None
    size: int | None = None
    peers: tuple[str, ...] = ("highs",)
    repeat: int = 3
    limit: float | None = None
    out: Path | None = None
    pack: Path | None = None
    smoke: bool = False
    orlib: bool = False
    files: tuple[Path, ...] = ()
    write_golden: bool = False
    typed: str = "tisites bench"


@dataclass(frozen=True, slots=True)
class Benched:
    """What was measured, as a Markdown page, and how it ended."""

    page: str
    end: End = End.DONE


@verb
def bench(request: BenchRequest, listener: Listener) -> Answer[Benched]:
    """Measure; faulty when a gate of the smoke run fails or contenders contradict one another.

    Raises
    ------
    BadInputError
        Outside a checkout; an unknown family or peer; a file that cannot be read.
    """
    del listener  # benchmarks tell each measure on the error stream, whoever listens
    found: Benched = benchmarks_of().measured(request)
    title = Text("Le moteur et ses concurrents", "The engine and its peers")
    return Answer(found, Document("bench", title, ()), end=found.end)


def benchmarks_of(checkout: Path = CHECKOUT) -> ModuleType:
    """Return the module of a checkout that runs the benchmarks.

    Raises
    ------
    BadInputError
        Where tisites was installed without its sources: instances and peers do not come with it.
    """
    if not (checkout / "benchmarks" / "command.py").is_file():
        raise bad_input(
            Text(
                "les essais comparatifs vont avec le code source, pas avec le paquet installé",
                "benchmarks come with the source code, not with the installed package",
            ),
            Text(
                "cloner le dépôt, puis y lancer : uv run tisites bench",
                "clone the repository, then run there: uv run tisites bench",
            ),
        )
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    return importlib.import_module("benchmarks.command")
