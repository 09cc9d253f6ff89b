"""Folders written aside and moved into place whole; what killed writers left is swept.

Beside ``NAME`` lie, while it is written, ``.NAME.TOKEN.lock`` (held by the writer),
``.NAME.TOKEN.partial`` (the new one) and, for an instant, ``.NAME.TOKEN.old`` (the former one).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.data.lock import alone, locked
from tisites.messages.errors import Where, bad_input
from tisites.messages.faults import working_in
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Without a lock (other versions of tisites), what is younger may still be being written.
LEFTOVER_S = 3600.0
#: Bytes written to see whether a disk takes any.
BLOCK = 4096
_OURS = re.compile(r"\.(?P<name>.+)\.(?P<token>[0-9a-f]{8})\.(?P<role>partial|old|lock)")


@contextmanager
def aside(out: Path) -> Iterator[tuple[Path, Path]]:
    """Give two names beside ``out``, for its new self and for the one it replaces.

    What is left under the first when the block ends is deleted. What other writers left here when
    they were killed is swept before.
    """
    sweep_leftovers(out.parent)
    stem = f".{out.name}.{uuid.uuid4().hex[:8]}"
    lock = out.with_name(f"{stem}.lock")
    partial, former = out.with_name(f"{stem}.partial"), out.with_name(f"{stem}.old")
    try:
        with locked(lock):
            try:
                yield partial, former
            finally:
                if former.exists() and not out.exists():
                    former.replace(out)
                _delete(partial)
                _delete(former)
    finally:
        with contextlib.suppress(OSError):
            lock.unlink(missing_ok=True)


def put_in_place(partial: Path, out: Path, former: Path) -> None:
    """Move a whole folder to its place; the former one comes back if that fails.

    Raises
    ------
    BadInputError
        If it cannot be moved: on Windows, another program holds a file of the former one open.
    """
    try:
        if out.exists():
            out.replace(former)
        partial.replace(out)
    except OSError as error:
        if former.exists() and not out.exists():
            former.replace(out)
        words = error.strerror or str(error)
        what = Text(f"ce dossier ne peut être remplacé ({words})",
                    f"this folder cannot be replaced ({words})")  # fmt: skip
        remedy = Text(
            "fermer ses fichiers (Excel, QGIS) et relancer, ou choisir un autre dossier",
            "close its files (Excel, QGIS) and run again, or choose another folder",
        )
        raise bad_input(what, remedy, Where(str(out))) from error


def nameable(out: Path) -> None:
    """Refuse a path that the system, or a file that tells it, cannot hold.

    Raises
    ------
    TisitesError
        If the name is too long, goes round in circles, or is not UTF-8.
    """
    with working_in(out):
        str(out).encode("utf-8")
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            out.stat()


def try_place(out: Path) -> None:
    """Make sure that a folder can be written, before minutes of work and not after.

    One is made beside it and taken away again, with every folder above that had to be made.

    Raises
    ------
    TisitesError
        If the place is impossible, forbidden or full.
    """
    nameable(out)
    with working_in(out):
        place = out.resolve()
        if not place.name:
            what = Text("c'est la racine d'un disque", "this is the root of a disk")
            raise bad_input(what, Text("donner un dossier", "give a folder"), Where(str(out)))
        above = [one for one in place.parents if not one.exists()]
        try:
            with aside(place) as (partial, _):
                partial.mkdir()
                (partial / "try").write_bytes(bytes(BLOCK))
                write_through(partial)
        finally:
            for one in above:
                with contextlib.suppress(OSError):
                    one.rmdir()


def write_through(folder: Path) -> None:
    """Have the system put every file of a folder on the disk before it gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def sweep_leftovers(folder: Path, now: float | None = None) -> list[str]:
    """Delete what killed writers left in a folder, and put back what they were replacing.

    Only names of ours are looked at, and only those whose writer is dead: its lock is free, or
    there is none and nothing changed for an hour.

    Returns
    -------
    list of str
        Names of what was swept or put back, sorted.
    """
    now = time.time() if now is None else now
    found: dict[tuple[str, str], list[str]] = {}
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            ours = _OURS.fullmatch(path.name)
            if ours is not None:
                found.setdefault((ours["name"], ours["token"]), []).append(ours["role"])
    swept: list[str] = []
    for (name, token), roles in sorted(found.items()):
        swept += _sweep(folder, name, token, roles, now)
    return swept


def _sweep(folder: Path, name: str, token: str, roles: list[str], now: float) -> list[str]:
    stem = f".{name}.{token}"
    lock, former, out = folder / f"{stem}.lock", folder / f"{stem}.old", folder / name
    left = [role for role in sorted(roles) if role != "lock"]
    try:
        if "lock" not in roles and any(
            _age(folder / f"{stem}.{r}", now) < LEFTOVER_S for r in left
        ):
            return []
        with alone(lock) as dead:
            if not dead:
                return []
            if "old" in left and not out.exists():
                former.replace(out)
            for role in left:
                _delete(folder / f"{stem}.{role}")
        lock.unlink(missing_ok=True)
    except OSError:  # another process sweeps here too, or we may not: the next start will
        return []
    return [f"{stem}.{role}" for role in left]


def _age(path: Path, now: float) -> float:
    return now - path.stat().st_mtime


def _delete(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():  # it holds a handle a level, which may be what there are too few of
        with contextlib.suppress(OSError):
            for name in os.listdir(path):  # noqa: PTH208 (gives its handle back before the rest)
                _delete(path / name)
            path.rmdir()
