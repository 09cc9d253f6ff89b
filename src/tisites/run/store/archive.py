"""An exported run taken in: a zip that is checked whole before anything of it is kept."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.data.lock import locked
from tisites.data.strict_json import hidden_character, strict_json
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text
from tisites.run.files.folder import MARK, SEAL, SIGNATURE, WRITTEN
from tisites.run.files.names import parts_of
from tisites.run.files.seal import broken, told_files
from tisites.run.files.signature import same_fingerprint, signature_of
from tisites.run.read.recompute import refuse_unfounded
from tisites.run.read.stored import open_run
from tisites.run.store.audit import Head, first_tampering
from tisites.run.store.audit_log import AuditLog, hashes_of, tampering_text
from tisites.run.store.entry import refuse_odd_entries
from tisites.run.store.export import HEAD, LOG, RUN
from tisites.run.store.unpack import (
    HostileError,
    Unpacker,
    checked_members,
    refuse_long_directory,
    refuse_no_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.run.read.stored import StoredRun
    from tisites.run.store.store import Store

#: Bytes of a seal, a signature, the head of a log; of a log.
_MOST_SMALL, _MOST_LOG = 2**18, 2**26
#: What zipfile raises on bytes that are no archive.
_NO_ZIP = (
    OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError,
    struct.error, ValueError, MemoryError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """A run that came in; ``already``: it was here, and was not touched."""

    run: StoredRun
    already: bool


def import_run(path: Path, store: Store, signed_by: str | None = None) -> Imported:
    """Put the run of a zip file into the store, once all of it has been checked.

    Members have the names of a run's files and nothing else; each is told by the seal, with its
    size and its sha256, and is written by us into a fresh folder under the name that was checked.
    Then what the run claims is computed again (:mod:`tisites.run.read.recompute`). Overrides by
    hand come along: a log that is here already must be the beginning of the other, or the other
    way round. A run that is here stays as it is.

    Parameters
    ----------
    path : Path
        The zip file.
    store : Store
        Where to put it.
    signed_by : str, optional
        Fingerprint of the key that must have signed it.

    Raises
    ------
    BadInputError
        If the file is no run of tisites, is damaged or hostile, claims what does not recompute,
        tells another history of overrides, or bears a signature that does not hold. Nothing of
        it is kept.
    """
    try:
        refuse_no_file(path)
        refuse_long_directory(path)
        with zipfile.ZipFile(path) as archive, _nothing_left(store.root):
            infos = {info.filename: info for info in checked_members(archive)}
            unpacker = Unpacker(archive, path.stat().st_size)
            return _Import(path, store, unpacker, infos, signed_by).take()
    except FileNotFoundError as error:
        what = Text("ce fichier n'existe pas", "this file does not exist")
        check = Text("vérifier le chemin", "check the path")
        raise bad_input(what, check, Where(str(path))) from error
    except HostileError as error:
        raise _damaged(path, error.why) from error
    except _NO_ZIP as error:
        what = Text(f"archive zip abîmée ou tronquée ({error})", f"damaged zip archive ({error})")
        raise _damaged(path, what) from error


@contextmanager
def _nothing_left(root: Path) -> Iterator[None]:
    """Take a store that was made for an import away again if that is refused."""
    there = root.exists()
    try:
        yield
    except BaseException:
        if not there and root.is_dir() and not any(root.iterdir()):
            root.rmdir()
        raise


@dataclass(frozen=True)
class _Import:
    """One archive on its way into a store."""

    path: Path
    store: Store
    unpacker: Unpacker
    infos: dict[str, zipfile.ZipInfo]
    signed_by: str | None

    def take(self) -> Imported:
        run, files = self._sealed()
        log = self._log(run) if {LOG, HEAD} & set(self.infos) else ([], None)
        place, audit = self.store.folder_of(run), AuditLog(self.store.root, run)
        already = self._is_here(place, run)
        with ExitStack() as held:
            with self.store.staged(run) as fresh:
                self._write(fresh, files)
                self._check(fresh, run, hashes_of(log[0]))
                if log[1] is not None:
                    held.enter_context(locked(audit.file.with_suffix(".lock")))
                    self._refuse_diverging(log[0], audit)
            if log[1] is not None and len(log[0]) > len(audit.lines()):
                audit.take(log[0], log[1])
        return Imported(open_run(place), already)

    def _sealed(self) -> tuple[str, dict[str, int]]:
        """Return the run that the seal names and the size of each file, all names known ones."""
        if not {RUN + MARK, RUN + SEAL} <= set(self.infos):
            raise self._refused("ce n'est pas un résultat exporté", "this is no exported run")
        try:
            text = self.unpacker.read(self.infos[RUN + SEAL], _MOST_SMALL).decode("utf-8")
            run, told = told_files(text)
        except ValueError as error:
            fr, en = f"sceau illisible ({error})", f"unreadable seal ({error})"
            raise self._refused(fr, en) from error
        if not re.fullmatch("[0-9a-f]{64}", run):
            raise self._refused("empreinte illisible", "unreadable hash")
        own = set(WRITTEN) - {SEAL, SIGNATURE}
        known = {RUN + name for name in own & set(told)} | {RUN + SEAL, RUN + SIGNATURE, LOG, HEAD}
        foreign = sorted({RUN + n for n in told if n not in own} | (set(self.infos) - known))
        if foreign:
            raise self._refused(f"fichier inattendu : {foreign[0]}", f"foreign file: {foreign[0]}")
        return run, {name: int(file["bytes"]) for name, file in told.items()}

    def _is_here(self, place: Path, run: str) -> bool:
        """Whether the run is in the store; what else bears its name is left alone, and refused."""
        if not place.exists() and not place.is_symlink():
            return False
        if place.is_dir() and not broken(place) and open_run(place).hash == run:
            return True
        what = Text(
            f"{place} existe et n'est pas ce résultat entier : rien n'y est touché",
            f"{place} exists and is not that whole run: nothing of it is touched",
        )
        remedy = Text(
            "le vérifier (tisites runs verify), le déplacer ou l'effacer, puis importer",
            "verify it (tisites runs verify), move or delete it, then import",
        )
        raise bad_input(what, remedy, Where(str(self.path)))

    def _write(self, fresh: Path, files: dict[str, int]) -> None:
        for name, size in files.items():
            if RUN + name in self.infos:
                self.unpacker.write(self.infos[RUN + name], fresh / _one_part(name), size)
        for name in (SEAL, SIGNATURE):
            if RUN + name in self.infos:
                self.unpacker.write(self.infos[RUN + name], fresh / name, _MOST_SMALL)

    def _check(self, fresh: Path, run: str, hashes: list[str]) -> None:
        faults = broken(fresh)
        if faults:
            raise self._refused(f"contenu altéré : {faults[0].name}", f"altered: {faults[0].name}")
        again = Text(
            "le faire exporter de nouveau par son auteur ; rien n'a été gardé de ce fichier",
            "have its author export it again; nothing of this file was kept",
        )
        try:
            stored = open_run(fresh)
            if stored.hash != run:
                raise self._refused("contenu altéré : empreinte", "altered: hash")
            hidden = hidden_character(stored.report)
            if hidden is not None:
                raise self._refused(
                    f"caractère caché dans « {hidden} »", f"hidden character in '{hidden}'"
                )
            refuse_unfounded(stored, again)
            found = signature_of(fresh, run, hashes)
        except BadInputError as error:  # its place is a folder that is about to go
            raise BadInputError(
                [Problem(p.what, p.remedy, Where(str(self.path))) for p in error.problems]
            ) from error
        self._refuse_signer("" if found is None else found.fingerprint)

    def _refuse_signer(self, fingerprint: str) -> None:
        if self.signed_by is None or same_fingerprint(self.signed_by, fingerprint):
            return
        what = Text(
            f"signé par {fingerprint or 'personne'}, et non par {self.signed_by}",
            f"signed by {fingerprint or 'nobody'}, not by {self.signed_by}",
        )
        remedy = Text("demander l'export signé à l'auteur", "ask the author for the signed export")
        raise bad_input(what, remedy, Where(str(self.path)))

    def _log(self, run: str) -> tuple[list[str], Head]:
        if not {LOG, HEAD} <= set(self.infos):
            raise self._refused("journal d'audit incomplet", "audit log incomplete")
        try:
            text = self.unpacker.read(self.infos[LOG], _MOST_LOG).decode("utf-8")
            lines = text.removesuffix("\n").split("\n")
            told = strict_json(self.unpacker.read(self.infos[HEAD], _MOST_SMALL).decode("utf-8"))
            head = Head(int(told["entries"]), str(told["sha256"]), str(told["pending"]))
            found = first_tampering(run, lines, head)
            if found is None:
                refuse_odd_entries(lines)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._refused(
                f"journal d'audit illisible ({error})", f"bad audit log ({error})"
            ) from error
        if found is not None:
            said = tampering_text(found)
            raise self._refused(
                f"journal d'audit altéré : {said.fr}", f"tampered audit log: {said.en}"
            )
        return lines, head

    def _refuse_diverging(self, lines: list[str], audit: AuditLog) -> None:
        audit.refuse_tampered()
        here = audit.lines()
        if here == lines[: len(here)] or lines == here[: len(lines)]:
            return
        what = Text(
            "les corrections à la main de ce fichier et celles d'ici divergent",
            "the overrides of this file and those here diverge",
        )
        remedy = Text(
            "décider laquelle des deux histoires vaut ; rien n'a été gardé de ce fichier",
            "decide which of the two histories holds; nothing of this file was kept",
        )
        raise bad_input(what, remedy, Where(str(self.path)))

    def _refused(self, fr: str, en: str) -> BadInputError:
        return _damaged(self.path, Text(fr, en))


def _one_part(name: str) -> str:
    """Return the name of a file that lies in the run's folder itself."""
    (part,) = parts_of(name)
    return part


def _damaged(path: Path, what: Text) -> BadInputError:
    remedy = Text(
        "le faire exporter de nouveau (tisites runs export) ; rien n'a été gardé de ce fichier",
        "have it exported again (tisites runs export); nothing of this file was kept",
    )
    return bad_input(what, remedy, Where(str(path)))
