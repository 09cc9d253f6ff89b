"""Run folders: written aside, then moved into place whole; never half-written."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: The file that makes a folder a run.
MARK = "solution.json"
#: The sha256 of every file of a run, written last.
SEAL = "files.json"

#: What tisites writes into a run; the files that QGIS and spreadsheets put beside one of these
#: begin with its name (``selection.gpkg-wal``, ``map.png.aux.xml``), lock files with a mark.
WRITTEN = (
    "solution.json", "selection.csv", "selection.gpkg", "candidates.parquet", "findings.csv",
    "map.png", "program.npz", "values.parquet", "selection_excel.csv", "candidates_excel.csv",
    "files.json", "territories.parquet", "steps.csv", "connection.csv",
)  # fmt: skip
_PASSING = (".~lock", "~$", "Thumbs.db", "desktop.ini", ".DS_Store")


def refuse_foreign(out: Path, mark: str = MARK, written: Sequence[str] = WRITTEN) -> None:
    """Refuse to write over something that is not a run, or over a run with files of its reader.

    Parameters
    ----------
    out : Path
        Folder that is to be written.
    mark : str
        File that makes a folder one of ours: that of a run, or of a study.
    written : sequence of str
        Beginnings of the names that may be replaced.

    Raises
    ------
    BadInputError
        If ``out`` or a folder above it is a file, or if it has contents that are no run's.
    """
    for above in out.absolute().parents:
        if above.is_file():
            what = Text("c'est un fichier, pas un dossier", "this is a file, not a folder")
            raise bad_input(what, Text("choisir un autre --out", "choose another --out"),
                            Where(str(above)))  # fmt: skip
    if not out.exists():
        return
    names = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
    own = [name for name in names if not name.startswith((mark, *written, *_PASSING))]
    if out.is_dir() and mark in names and own:
        listed = ", ".join(own[:5])
        what = Text(
            f"ce résultat contient d'autres fichiers, qui seraient perdus : {listed}",
            f"this result holds other files, which would be lost: {listed}",
        )
        remedy = Text(
            "les déplacer, ou choisir un autre --out", "move them, or choose another --out"
        )
        raise bad_input(what, remedy, Where(str(out)))
    if out.is_dir() and (mark in names or not names):
        return
    what = Text(
        "ce dossier de sortie existe et n'est pas un résultat de tisites",
        "this output folder exists and is no result of tisites",
    )
    remedy = Text(
        "choisir un autre --out, ou vider ce dossier", "choose another --out, or empty it"
    )
    raise bad_input(what, remedy, Where(str(out)))


@contextmanager
def staged(out: Path, mark: str = MARK, written: Sequence[str] = WRITTEN) -> Iterator[Path]:
    """Give a fresh folder to write into; it takes the place of ``out`` only if all went well.

    An older run in ``out`` stays until the new one is whole. ``mark`` and ``written`` as in
    :func:`refuse_foreign`.
    """
    refuse_foreign(out, mark, written)
    out = out.absolute()  # "." has no name to write beside
    make_parent(out)
    token = uuid.uuid4().hex[:8]
    fresh = out.with_name(f".{out.name}.{token}.partial")
    fresh.mkdir()
    try:
        yield fresh
        write_through(fresh)
        _swap(fresh, out, out.with_name(f".{out.name}.{token}.old"))
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)


def make_parent(out: Path) -> None:
    """Make the folder that ``out`` will lie in.

    Raises
    ------
    BadInputError
        If it cannot be made.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = Text(f"dossier impossible à créer ({error})", f"folder cannot be made ({error})")
        remedy = Text("choisir un autre --out", "choose another --out")
        raise bad_input(what, remedy, Where(str(out.parent))) from error


def write_through(folder: Path) -> None:
    """Have the system put every file of a folder on the disk before it gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _swap(fresh: Path, out: Path, aside: Path) -> None:
    """Put ``fresh`` in the place of ``out``; the older run comes back if that fails."""
    try:
        if out.exists():
            out.replace(aside)
        fresh.replace(out)
    except OSError as error:  # on Windows, a file that another program holds open
        if aside.exists():
            aside.replace(out)
        what = Text(
            f"le dossier de sortie ne peut être remplacé ({error})",
            f"the output folder cannot be replaced ({error})",
        )
        remedy = Text(
            "fermer ses fichiers (Excel, QGIS) et relancer, ou choisir un autre --out",
            "close its files (Excel, QGIS) and run again, or choose another --out",
        )
        raise bad_input(what, remedy, Where(str(out))) from error
    if aside.exists():
        shutil.rmtree(aside)
