"""What may leave the store, and why: leftovers, damaged runs, old ones that nobody kept."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.data.aside import LEFTOVER_S, aside
from tisites.messages.faults import working_in
from tisites.run.files.seal import broken
from tisites.run.store.audit_log import AuditLog
from tisites.run.store.pins import pins
from tisites.run.store.store import is_named_by_hash, run_of

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.store.store import Store

DAY_S = 86400.0
Why = Literal["leftover", "damaged", "old"]


@dataclass(frozen=True, slots=True)
class Garbage:
    """One folder that may go.

    Parameters
    ----------
    folder : Path
        Where it lies.
    why : {"leftover", "damaged", "old"}
        ``leftover``: a writer that died left it; ``damaged``: its files are not as written, or
        this version cannot read it; ``old``: nobody pinned, named or overrode it.
    size : int
        Bytes.
    """

    folder: Path
    why: Why
    size: int


def garbage(store: Store, older_days: float, now: float | None = None) -> list[Garbage]:
    """Return what may leave the store, by name of folder.

    Runs with a name of their own (``--out runs/mine``), pinned ones and those with overrides by
    hand are never listed, damaged or not.

    Parameters
    ----------
    store : Store
        Where to look.
    older_days : float
        Age from which a run that nobody kept is old, in days.
    now : float, optional
        Seconds since 1970.
    """
    if not store.root.is_dir():
        return []
    now = time.time() if now is None else now
    kept = {run[:16] for run in pins(store).values()}
    found = []
    for folder in sorted(path for path in store.root.iterdir() if path.is_dir()):
        age = now - folder.stat().st_mtime
        if folder.name.startswith(".") and folder.name.endswith((".partial", ".old")):
            if age > LEFTOVER_S:
                found.append(Garbage(folder, "leftover", _size(folder)))
        elif is_named_by_hash(folder) and folder.name not in kept and not _audited(store, folder):
            run = run_of(folder)
            if run is None or broken(folder):
                found.append(Garbage(folder, "damaged", _size(folder)))
            elif now - run.written > older_days * DAY_S:
                found.append(Garbage(folder, "old", _size(folder)))
    return found


def collect(found: list[Garbage]) -> None:
    """Take the folders away; each vanishes whole before its files are deleted."""
    for one in found:
        with working_in(one.folder):
            if one.folder.name.startswith("."):
                shutil.rmtree(one.folder)
                continue
            with aside(one.folder) as (gone, _):
                one.folder.replace(gone)


def _audited(store: Store, folder: Path) -> bool:
    log = AuditLog(store.root, folder.name)
    return log.file.exists() or log.head_file.exists()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
