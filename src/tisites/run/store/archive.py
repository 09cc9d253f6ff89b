"""One run as one file: a zip that is checked whole before anything of it is kept."""

from __future__ import annotations

import json
import uuid
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tisites.data.lock import locked
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.files.folder import MARK, SEAL
from tisites.run.files.seal import broken, sealed_files
from tisites.run.read.stored import open_run
from tisites.run.store.audit import Head, first_tampering
from tisites.run.store.audit_log import AuditLog, tampering_text
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.errors import BadInputError
    from tisites.run.read.stored import StoredRun

RUN, LOG, HEAD = "run/", "audit/log.jsonl", "audit/head.json"
#: Files larger than this are none of a run's.
MOST_BYTES = 4 * 2**30
_EPOCH = (1980, 1, 1, 0, 0, 0)


def export_run(run: StoredRun, path: Path, store: Store) -> None:
    """Write a run, with its overrides by hand, as one zip file: the same bytes for the same run.

    Files that a reader put beside those of the run stay behind.

    Raises
    ------
    BadInputError
        If the run is not as it was written, its log was tampered with, or the file is there.
    """
    faults = broken(run.folder)
    if faults:
        names = ", ".join(fault.name for fault in faults[:5])
        what = Text(
            f"ce résultat n'est plus tel qu'écrit : {names}", f"this run is not as written: {names}"
        )
        raise bad_input(what, _SOLVE_AGAIN, Where(str(run.folder)))
    if path.exists():
        what = Text("ce fichier existe déjà", "this file exists already")
        raise bad_input(what, Text("donner un autre nom", "give another name"), Where(str(path)))
    log = AuditLog(store.root, run.hash)
    log.refuse_tampered()
    parts = {f"{RUN}{n}": run.folder / n for n in (*(sealed_files(run.folder) or {}), SEAL)}
    if log.file.exists():
        parts |= {LOG: log.file, HEAD: log.head_file}
    fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sorted(parts):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                info.external_attr = 0o644 << 16
                archive.writestr(info, parts[name].read_bytes())
        fresh.replace(path)
    except OSError as error:
        what = Text(f"fichier impossible à écrire ({error})", f"file cannot be written ({error})")
        remedy = Text("donner un autre chemin", "give another path")
        raise bad_input(what, remedy, Where(str(path))) from error
    finally:
        fresh.unlink(missing_ok=True)


def import_run(path: Path, store: Store) -> StoredRun:
    """Put the run of a zip file into the store, once all of it has been checked.

    Every file must be told by the seal, with its size and its sha256; nothing is written
    elsewhere than in the run's folder. Overrides by hand come along: a log that is here already
    must be the beginning of the other, or the other way round.

    Raises
    ------
    BadInputError
        If the file is no run of tisites, is damaged, or tells another history of overrides.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _import(archive, path, store)
    except FileNotFoundError as error:
        what = Text("ce fichier n'existe pas", "this file does not exist")
        check = Text("vérifier le chemin", "check the path")
        raise bad_input(what, check, Where(str(path))) from error
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        what = Text("ce fichier n'est pas une archive zip entière", f"bad zip ({error})")
        raise _damaged(path, what) from error


def _import(archive: zipfile.ZipFile, path: Path, store: Store) -> StoredRun:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(set(names)) != len(names) or not {RUN + MARK, RUN + SEAL} <= set(names):
        raise _damaged(path, Text("ce n'est pas un résultat exporté", "this is no exported run"))
    try:
        seal = json.loads(archive.read(RUN + SEAL))
        told = {f"{RUN}{name}": int(file["bytes"]) for name, file in seal["files"].items()}
        run = str(seal["run"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, Text("sceau illisible", "unreadable seal")) from error
    for info in infos:
        known = info.filename in {RUN + SEAL, LOG, HEAD} or (
            info.filename in told and _safe(info.filename)
        )
        if not known or info.file_size > told.get(info.filename, MOST_BYTES):
            what = Text(f"fichier inattendu : {info.filename}", f"foreign file: {info.filename}")
            raise _damaged(path, what)
    if len(run) != 64 or not set(run) <= set("0123456789abcdef"):
        raise _damaged(path, Text("empreinte illisible", "unreadable hash"))
    log = _log(archive, path, run) if LOG in names else None
    with store.staged(run) as fresh:
        for info in infos:
            if info.filename.startswith(RUN):
                place = fresh / info.filename.removeprefix(RUN)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(info))
        faults = broken(fresh)
        if faults or open_run(fresh).hash != run:
            name = faults[0].name if faults else MARK
            raise _damaged(path, Text(f"contenu altéré : {name}", f"altered: {name}"))
    if log is not None:
        _take_log(*log, path, store, run)
    return open_run(store.folder_of(run))


def _safe(name: str) -> bool:
    r"""Whether a name stays in its folder on every system.

    Examples
    --------
    >>> [_safe(n) for n in ("run/a.csv", "run/../a", "/a", "run/c:a", "run\\a")]
    [True, False, False, False, False]
    """
    parts = PurePosixPath(name).parts
    return not (name.startswith("/") or ".." in parts or set(name) & set('\\:*?"<>|\0'))


def _log(archive: zipfile.ZipFile, path: Path, run: str) -> tuple[list[str], Head]:
    try:
        lines = archive.read(LOG).decode("utf-8").removesuffix("\n").split("\n")
        told = json.loads(archive.read(HEAD))
        head = Head(int(told["entries"]), str(told["sha256"]), str(told["pending"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, Text("journal d'audit illisible", "bad audit log")) from error
    found = first_tampering(run, lines, head)
    if found is not None:
        said = tampering_text(found)
        what = Text(f"journal d'audit altéré : {said.fr}", f"tampered audit log: {said.en}")
        raise _damaged(path, what)
    return lines, head


def _take_log(lines: list[str], head: Head, path: Path, store: Store, run: str) -> None:
    log = AuditLog(store.root, run)
    with locked(log.file.with_suffix(".lock")):
        log.refuse_tampered()
        here = log.lines()
        if here == lines[: len(here)]:
            log.take(lines, head)
        elif lines != here[: len(lines)]:
            what = Text(
                "les corrections à la main de ce fichier et celles d'ici divergent",
                "the overrides of this file and those here diverge",
            )
            remedy = Text(
                "décider laquelle des deux histoires vaut ; le résultat, lui, a été importé",
                "decide which of the two histories holds; the run itself was imported",
            )
            raise bad_input(what, remedy, Where(str(path)))


_SOLVE_AGAIN = Text(
    "relancer tisites run avec --force, puis exporter", "run again with --force, then export"
)


def _damaged(path: Path, what: Text) -> BadInputError:
    remedy = Text(
        "le faire exporter de nouveau (tisites runs export) ; rien n'a été gardé de ce fichier",
        "have it exported again (tisites runs export); nothing of this file was kept",
    )
    return bad_input(what, remedy, Where(str(path)))
