"""One run as one file: the same bytes for the same run, signed by who wants to vouch for it."""

from __future__ import annotations

import uuid
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.files.folder import SEAL, SIGNATURE
from tisites.run.files.seal import broken, sealed_files
from tisites.run.files.signature import signature_of, signed
from tisites.run.store.audit_log import AuditLog, hashes_of

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.read.stored import StoredRun
    from tisites.run.store.store import Store

#: Names of the members: those of the run, and the log of its overrides.
RUN, LOG, HEAD = "run/", "audit/log.jsonl", "audit/head.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SOLVE_AGAIN = Text(
    "relancer tisites run avec --force, puis exporter", "run again with --force, then export"
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs an export: a private key, as ``runs keygen`` writes it, and a name."""

    key: Path
    author: str


def export_run(run: StoredRun, path: Path, store: Store, signer: Signer | None = None) -> None:
    """Write a run, with its overrides by hand, as one zip file: the same bytes for the same run.

    Files that a reader put beside those of the run stay behind. Without ``signer``, a signature
    that the run came with goes along; with one, it is replaced.

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
    contents = {name: place.read_bytes() for name, place in parts.items()}
    hashes = hashes_of(log.lines())
    if signer is not None:
        told = signed(run.folder, run.hash, signer.key, signer.author, hashes)
        contents[RUN + SIGNATURE] = told.encode()
    elif signature_of(run.folder, run.hash, hashes) is not None:
        contents[RUN + SIGNATURE] = (run.folder / SIGNATURE).read_bytes()
    fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sorted(contents):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                info.external_attr = 0o644 << 16
                archive.writestr(info, contents[name])
        fresh.replace(path)
    except OSError as error:
        what = Text(f"fichier impossible à écrire ({error})", f"file cannot be written ({error})")
        remedy = Text("donner un autre chemin", "give another path")
        raise bad_input(what, remedy, Where(str(path))) from error
    finally:
        fresh.unlink(missing_ok=True)
