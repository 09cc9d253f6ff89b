"""Runs on the shelf: named by the hash of what they solved, immutable, found instead of solved."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.data.aside import aside, put_in_place, write_through
from tisites.messages.errors import BadInputError
from tisites.messages.faults import working_in
from tisites.run.files.folder import MARK, ready
from tisites.run.files.seal import broken, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tisites.run.read.stored import StoredRun

#: Digits of the hash that name a folder; :meth:`Store.find` compares all 64.
DIGITS = 16
_NAMED_BY_HASH = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


@dataclass(frozen=True)
class Store:
    """A folder of runs.

    Runs written with ``--out`` into the same folder under names of their own are found too.

    Parameters
    ----------
    root : Path
        Where it lies; made when the first run is put.
    """

    root: Path = Path("runs")

    def folder_of(self, run: str) -> Path:
        """Return where the run of that full hash lies, or would."""
        return self.root / run[:DIGITS]

    def find(self, run: str) -> StoredRun | None:
        """Return the run of that full hash, ``None`` if there is none that this version reads."""
        for folder in (self.folder_of(run), *self._named()):
            found = run_in(folder, run)
            if found is not None:
                return found
        return None

    def list(self) -> list[StoredRun]:
        """Return every run that can be opened, newest first, then by name of folder."""
        found = [run for run in map(run_of, self.folders()) if run is not None]
        return sorted(found, key=lambda run: (-run.written, run.folder.name))

    @contextmanager
    def staged(self, run: str, *, replace: bool = False) -> Iterator[Path]:
        """Give a fresh folder to write a run into; it is sealed and put in place if all went well.

        Two processes may put the same run: the first one in place stays, the other's is dropped,
        for both hold the same answer. A run that is there and not whole gives way.

        Parameters
        ----------
        run : str
            Full hash of the run, as its ``solution.json`` will tell it.
        replace : bool
            Whether a whole run that is there gives way too.

        Raises
        ------
        BadInputError
            If the folder cannot be made or replaced.
        """
        out = self.folder_of(run).absolute()
        with working_in(self.folder_of(run)), aside(out) as (fresh, former):
            with working_in(self.folder_of(run), fresh):
                fresh.mkdir()
                yield fresh
                seal(fresh)
                write_through(fresh)
            self._place(fresh, out, former, run, replace=replace)

    def put(self, run: str, write: Callable[[Path], None], *, replace: bool = False) -> StoredRun:
        """Write a run with ``write(folder)`` and return it from its place."""
        from tisites.run.read.stored import open_run

        with self.staged(run, replace=replace) as fresh:
            write(fresh)
        return open_run(self.folder_of(run))

    def _place(self, fresh: Path, out: Path, former: Path, run: str, *, replace: bool) -> None:
        """Move a whole run to its place, where another process may be moving its own."""
        if not replace and _holds(out, run):
            return
        try:
            put_in_place(fresh, out, former)
        except BadInputError:
            if not _holds(out, run):  # else the other process was faster
                raise

    def ready(self) -> None:
        """Make sure that a run can be put here, and sweep what killed writers left.

        Raises
        ------
        TisitesError
            If the store cannot be written.
        """
        ready(self.folder_of("0" * DIGITS))

    def folders(self) -> Sequence[Path]:
        """Return the folders that hold a run, by name, without reading them."""
        if not self.root.is_dir():
            return []
        with os.scandir(self.root) as found:
            names = sorted(e.name for e in found if e.is_dir() and not e.name.startswith("."))
        return [self.root / name for name in names if (self.root / name / MARK).is_file()]

    def _named(self) -> Sequence[Path]:
        return [f for f in self.folders() if not _NAMED_BY_HASH.fullmatch(f.name)]


def run_in(folder: Path, run: str) -> StoredRun | None:
    """Return the run of that full hash if it is what lies in a folder."""
    found = run_of(folder)
    return found if found is not None and found.hash == run else None


def is_named_by_hash(folder: Path) -> bool:
    """Whether a folder bears the name that the store gives, and not one of its author.

    Examples
    --------
    >>> is_named_by_hash(Path("runs/9b8b17ceea6e97fe")), is_named_by_hash(Path("runs/ref"))
    (True, False)
    """
    return _NAMED_BY_HASH.fullmatch(folder.name) is not None


def run_of(folder: Path) -> StoredRun | None:
    """Return the run of a folder, ``None`` if it is none that this version reads."""
    from tisites.run.read.stored import open_run  # tables: a known run is found without them

    try:
        return open_run(folder)
    except BadInputError:
        return None


def _holds(folder: Path, run: str) -> bool:
    """Whether that whole run is there."""
    return run_in(folder, run) is not None and not broken(folder)
