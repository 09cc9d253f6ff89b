"""Run folders: written aside, then moved into place whole; never half-written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.data.aside import aside, nameable, put_in_place, try_place, write_through
from tisites.messages.errors import Where, bad_input
from tisites.messages.faults import working_in
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: The file that makes a folder a run.
MARK = "solution.json"
#: The sha256 of every file of a run, written last.
SEAL = "files.json"
#: Who vouches for the seal; beside it, not under it.
SIGNATURE = "signature.json"

#: What tisites writes into a run; the files that QGIS and spreadsheets put beside one of these
#: begin with its name (``selection.gpkg-wal``, ``map.png.aux.xml``), lock files with a mark.
WRITTEN = (
    "solution.json", "selection.csv", "selection.gpkg", "candidates.parquet", "findings.csv",
    "map.png", "program.npz", "values.parquet", "selection_excel.csv", "candidates_excel.csv",
    "files.json", "territories.parquet", "steps.csv", "connection.csv", "signature.json",
    "rules_excel.csv", "certificate.npz", "evidence.parquet", "evidence.csv",
    "overseas_excel.csv",
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
    nameable(out)
    for above in out.absolute().parents:
        if above.exists() and not above.is_dir():
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


def ready(out: Path, mark: str = MARK, written: Sequence[str] = WRITTEN) -> None:
    """Make sure that ``out`` can be written, before minutes of work and not after.

    What killed writers left there is swept, as :func:`~tisites.data.aside.try_place` does.
    ``mark`` and ``written`` as in :func:`refuse_foreign`.

    Raises
    ------
    TisitesError
        As :func:`refuse_foreign`; or if the place is impossible, forbidden or full.
    """
    refuse_foreign(out, mark, written)
    try_place(out)


@contextmanager
def staged(out: Path, mark: str = MARK, written: Sequence[str] = WRITTEN) -> Iterator[Path]:
    """Give a fresh folder to write into; it takes the place of ``out`` only if all went well.

    An older run in ``out`` stays until the new one is whole. ``mark`` and ``written`` as in
    :func:`refuse_foreign`.
    """
    refuse_foreign(out, mark, written)
    place = out.resolve()  # "." has no name to write beside; what a link points to is written
    with working_in(out), aside(place) as (fresh, former):
        with working_in(out, fresh):
            fresh.mkdir()
            yield fresh
            write_through(fresh)
        put_in_place(fresh, place, former)
