"""Files that planners give: kept in the workspace under names of ours, their readings beside them.

The name that a browser tells is never a path: only its last part is kept, cleaned, and it names the
one file of a folder whose own name is drawn here.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tisites.candidates.formats.open_source import FORMATS
from tisites.candidates.guess.reading import write_reading
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text, number
from tisites.web.refusals import RefusedError, not_there

if TYPE_CHECKING:
    from tisites.desk.reading import SeenList

#: Formats that a list may come in: those that candidates are read from, zipped or not.
SUFFIXES = (*FORMATS, ".zip")
_KEY = re.compile(r"[0-9a-f]{16}")
_NOT_IN_NAMES = re.compile(r"[^\w .()\[\]+,;=@&'’-]")
#: Names that Windows keeps for devices, whatever their suffix.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")
_MOST_CHARACTERS = 80
_CHUNK = 1 << 20
_TOLD, _READING, _ACCEPTED = "upload.json", "reading.toml", "accepted.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a planner gave.

    Parameters
    ----------
    key : str
        16 hexadecimal digits.
    name : str
        As it is shown: the last part of what the browser told, cleaned.
    size : int
        Bytes.
    path : Path
        The file.
    """

    key: str
    name: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class AcceptedList:
    """A list whose planner accepted how it is read.

    Parameters
    ----------
    path : Path
    reading : Path, optional
        File that tells how its columns are read; ``None`` for a file that is read as it is.
    sites, left_out : int
        Sites of it, rows at fault.
    """

    path: Path
    reading: Path | None
    sites: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files of a workspace.

    Parameters
    ----------
    root : Path
        Their folder, made when the first one is put.
    most_bytes, most_in_all : int
        Of one file, and of all of them; the oldest that nobody accepted make room. Nothing is put
        where they are 0.
    most_files : int
        In all.
    """

    root: Path
    most_bytes: int = 0
    most_in_all: int = 0
    most_files: int = 200

    def put(self, told: str, stream: IO[bytes]) -> Upload:
        """Keep a file.

        Parameters
        ----------
        told : str
            Its name, as the browser told it: believed in nothing.
        stream : binary file

        Raises
        ------
        BadInputError
            A format that no list comes in.
        RefusedError
            Too large a file (413), too many files (429).
        """
        name = safe_name(told)
        if Path(name).suffix.lower() not in SUFFIXES:
            raise _no_format(name)
        self._make_room()
        key = uuid.uuid4().hex[:16]
        self.root.mkdir(parents=True, exist_ok=True)
        fresh = self.root / f".{key}.partial"
        fresh.mkdir()
        try:
            size = self._copy(stream, fresh / name)
            about = {"name": name, "size": size}
            (fresh / _TOLD).write_text(
                json.dumps(about, ensure_ascii=False), encoding="utf-8", newline="\n"
            )
            fresh.replace(self.root / key)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return Upload(key, name, size, self.root / key / name)

    def get(self, key: str) -> Upload:
        """Return a file that was put.

        Raises
        ------
        RefusedError
            If there is none of that key (404).
        """
        folder = self._folder(key)
        about = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
        return Upload(key, str(about["name"]), int(about["size"]), folder / str(about["name"]))

    def list(self) -> list[Upload]:
        """Return every file, newest first."""
        if not self.root.is_dir():
            return []
        keys = [f.name for f in self.root.iterdir() if _KEY.fullmatch(f.name)]
        whole = [key for key in keys if (self.root / key / _TOLD).is_file()]
        whole.sort(key=lambda key: -(self.root / key / _TOLD).stat().st_mtime_ns)
        return [self.get(key) for key in whole]

    def forget(self, key: str) -> None:
        """Delete a file and its reading."""
        shutil.rmtree(self._folder(key))

    def accept(self, key: str, seen: SeenList) -> AcceptedList:
        """Keep how a list is read; what was accepted before is replaced."""
        folder = self._folder(key)
        (folder / _ACCEPTED).unlink(missing_ok=True)
        (folder / _READING).unlink(missing_ok=True)
        if seen.reading is not None:
            write_reading(seen.reading, folder / _READING)
        counts = {"sites": len(seen.candidates.table),
                  "left_out": int(seen.faults.table["row"].nunique())}  # fmt: skip
        (folder / _ACCEPTED).write_text(json.dumps(counts), encoding="utf-8", newline="\n")
        return self.accepted(key)

    def accepted(self, key: str) -> AcceptedList:
        """Return a list that was accepted, as drafts and dossiers read it.

        Raises
        ------
        RefusedError
            If there is none of that key (404).
        BadInputError
            If nobody accepted it.
        """
        upload = self.get(key)
        folder = upload.path.parent
        try:
            counts = json.loads((folder / _ACCEPTED).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            what = Text("la lecture de cette liste n'a pas été acceptée",
                        "the reading of this list was not accepted")  # fmt: skip
            remedy = Text("l'ouvrir dans « Ma liste », puis « Accepter »",
                          "open it in 'My list', then 'Accept'")  # fmt: skip
            raise bad_input(what, remedy, Where(upload.name)) from error
        kept = folder / _READING
        reading = kept if kept.is_file() else None
        return AcceptedList(upload.path, reading, int(counts["sites"]), int(counts["left_out"]))

    def is_accepted(self, key: str) -> bool:
        """Whether somebody accepted how a list is read."""
        return (self._folder(key) / _ACCEPTED).is_file()

    def _folder(self, key: str) -> Path:
        folder = self.root / key
        if not _KEY.fullmatch(key) or not (folder / _TOLD).is_file():
            raise not_there(Text("ce fichier n'existe pas", "there is no such file"), key[:40])
        return folder

    def _copy(self, stream: IO[bytes], path: Path) -> int:
        size = 0
        with path.open("xb") as copy:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > self.most_bytes:
                    raise self._too_large(path.name)
                copy.write(piece)
        return size

    def _make_room(self) -> None:
        """Delete the oldest lists that nobody accepted; refuse where accepted ones fill the place.

        Raises
        ------
        RefusedError
            429.
        """
        files = self.list()

        def full() -> bool:
            kept = sum(upload.size for upload in files)
            return len(files) >= self.most_files or kept + self.most_bytes > self.most_in_all

        for upload in reversed(self.list()):
            if full() and not self.is_accepted(upload.key):
                self.forget(upload.key)
                files.remove(upload)
        if files and full():
            what = Text(f"{len(files)} listes gardées : plus de place",
                        f"{len(files)} lists kept: no room")  # fmt: skip
            remedy = Text("en supprimer dans « Ma liste »", "delete some in 'My list'")
            raise RefusedError(429, what, remedy)

    def _too_large(self, name: str) -> RefusedError:
        most = number(self.most_bytes / 1e6)
        what = Text(f"fichier de plus de {most} Mo", f"file of more than {most} MB")
        remedy = Text(
            "ne garder que les colonnes et les lignes des sites, ou donner plusieurs fichiers",
            "keep only the columns and rows of the sites, or give it in several files",
        )
        return RefusedError(413, what, remedy, Where(name))


def safe_name(told: str) -> str:
    r"""Return the name that a file is kept under: no folder, nothing that a system understands.

    Examples
    --------
    >>> safe_name("..\\..\\Windows\\liste 2026.xlsx"), safe_name("/etc/passwd")
    ('liste 2026.xlsx', 'passwd')
    >>> safe_name("con.csv"), safe_name("..."), safe_name("friches\x00<é>.csv")
    ('liste con.csv', 'liste', 'friches_é_.csv')
    """
    last = re.split(r"[\\/:]", unicodedata.normalize("NFC", told))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    clean = _NOT_IN_NAMES.sub("_", seen).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    stem, suffix = (stem, f".{suffix}") if dot else (clean, "")
    stem = stem[:_MOST_CHARACTERS].rstrip(" .") or "liste"
    if _DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"liste {stem}"
    return stem + suffix[:12]


def _no_format(name: str) -> Exception:
    known = "CSV, .xlsx, .ods, GeoPackage, GeoJSON, GeoParquet, Shapefile (.zip)"
    what = Text("une liste ne vient pas dans ce format", "no list comes in this format")
    remedy = Text(f"l'enregistrer dans l'un de ceux-ci : {known}", f"save it as one of: {known}")
    return bad_input(what, remedy, Where(name))
