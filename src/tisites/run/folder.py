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
    from collections.abc import Iterator
    from pathlib import Path

#: The file that makes a folder a run.
MARK = "solution.json"


def refuse_foreign(out: Path) -> None:
    """Refuse to write over something that is not a run.

    Raises
    ------
    BadInputError
        If ``out`` is a file, or a folder with contents that are no run.
    """
    if not out.exists() or (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir()))):
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
def staged(out: Path) -> Iterator[Path]:
    """Give a fresh folder to write into; it takes the place of ``out`` only if all went well.

    An older run in ``out`` stays until the new one is whole.
    """
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    token = uuid.uuid4().hex[:8]
    fresh = out.with_name(f".{out.name}.{token}.partial")
    fresh.mkdir()
    try:
        yield fresh
        for path in fresh.rglob("*"):
            if path.is_file():
                with path.open("rb+") as stream:
                    os.fsync(stream.fileno())
        _swap(fresh, out, out.with_name(f".{out.name}.{token}.old"))
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)


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
