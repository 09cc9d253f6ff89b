"""Results read from files by the server itself: never asked of a process that is at work."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError
from tisites.messages.text import Text
from tisites.run.files.folder import MARK
from tisites.run.read.report import read_report
from tisites.run.read.stored import StoredRun, open_run
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import DIGITS, Store
from tisites.web.refusals import RefusedError, not_there
from tisites.web.workspace import REPORT, RESULT, read_json

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.web.workspace import Workspace

#: Seconds that a view waits for the tables of a result that was solved this instant.
PATIENCE_S = 20.0
#: Runs that stay open in the server.
OPEN_RUNS = 4


@dataclass(frozen=True)
class Opened:
    """A result, open for views.

    Parameters
    ----------
    run : StoredRun
        Its tables, read when they are asked for.
    told : dict
        ``result.json``: the result's body, with ``model`` and ``constraints``; empty for a run of
        the store that was not solved here.
    place : Path
        Folder of ``result.json`` and of ``studies/``.
    """

    run: StoredRun
    told: dict[str, Any]
    place: Path

    @property
    def folder(self) -> Path:
        """Folder of the run's files."""
        return self.run.folder


class OpenRuns:
    """The last runs opened, so that their tables are read once; by folder and time of writing."""

    def __init__(self, most: int = OPEN_RUNS) -> None:
        self.most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int], StoredRun] = OrderedDict()

    def open(self, folder: Path, told: Path | None = None) -> StoredRun:
        """Open a run folder, or return it open already.

        Parameters
        ----------
        folder : Path
            The run.
        told : Path, optional
            Its report once rules were measured, beside it; not there yet, or not at all.

        Raises
        ------
        BadInputError
            If it is no run that can be read.
        """
        whole = told if told is not None and told.is_file() else None
        key = (str(folder), (whole or folder / MARK).stat().st_mtime_ns)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        run = open_run(folder) if whole is None else StoredRun(folder, read_report(whole))
        with self._lock:
            self._kept[key] = run
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return run


OPENED = OpenRuns()


def told_of(workspace: Workspace, run: str) -> dict[str, Any]:
    """Return ``result.json`` of a result solved here; empty where there is none."""
    if len(run) < DIGITS or not all(c in "0123456789abcdef" for c in run):
        return {}
    told = read_json(workspace.result(run) / RESULT) or {}
    return told if str(told.get("run", "")).startswith(run) else {}


def opened(workspace: Workspace, run: str, patience_s: float = PATIENCE_S) -> Opened:
    """Open a result, or a stored run by its hash, the start of it, its name or ``last``.

    A result that was solved this instant is waited for: its tables are being written.

    Raises
    ------
    RefusedError
        404 if there is none; 409 if its tables are not written in time.
    """
    told = told_of(workspace, run)
    if not told:
        folder = stored_folder(workspace, run)
        found = OPENED.open(folder)
        name = found.hash
        return Opened(found, told_of(workspace, name), workspace.result(name))
    name = str(told["run"])
    end = time.monotonic() + patience_s
    while True:
        saved, lean = workspace.store, Store(workspace.state / "lean")
        for folder, report in ((saved.folder_of(name), None), (lean.folder_of(name), REPORT)):
            if (folder / MARK).is_file():
                place = workspace.result(name)
                measured = None if report is None else place / report
                return Opened(OPENED.open(folder, measured), told, place)
        if time.monotonic() > end:
            raise RefusedError(
                409,
                Text("les tables de ce résultat ne sont pas encore écrites",
                     "the tables of this result are not written yet"),
                Text("attendre la fin du calcul en cours, ou résoudre de nouveau",
                     "wait for the job at work to end, or solve again"),
            )  # fmt: skip
        time.sleep(0.05)


def written(workspace: Workspace, name: str) -> bool:
    """Whether the tables of a result are there: in the store, or beside it."""
    stores = (workspace.store, Store(workspace.state / "lean"))
    return any((one.folder_of(name) / MARK).is_file() for one in stores)


def stored_folder(workspace: Workspace, run: str) -> Path:
    """Return the folder of a run of the store.

    Raises
    ------
    RefusedError
        404 if there is none.
    """
    what = Text("ce résultat n'existe pas", "there is no such result")
    if not run or len(run) > 100 or "/" in run or "\\" in run or run[0] in ".~" or ":" in run:
        raise not_there(what, run[:80])
    try:
        folder = resolve_run(run, workspace.store)
    except (BadInputError, ValueError, OSError) as error:
        lean = Store(workspace.state / "lean").folder_of(run)
        if len(run) >= DIGITS and (lean / MARK).is_file():
            return lean
        raise not_there(what, run[:80]) from error
    if folder.resolve().parent != workspace.store.root.resolve():  # a folder beside the store
        raise not_there(what, run[:80])
    return folder
