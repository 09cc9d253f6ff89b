"""The shelf: files obtained from sources, kept with their sha256 for work without network."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tisites.data.cache import cache_root
from tisites.data.pack import file_sha256
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

STATE = "state.json"
How = Literal["pull", "add"]


class Held(BaseModel):
    """A file on the shelf.

    Parameters
    ----------
    source, file, sha256 : str
        Source, name of the file on the shelf, its hash.
    size, rows : int
        Bytes, and rows its reader counted.
    how : {"pull", "add"}
        Downloaded, or handed over.
    origin : str
        Address, or name of the file handed over.
    obtained, first_seen : str
        Dates, ISO 8601: of this file, and of the source's first file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    file: str
    sha256: str
    size: int
    rows: int
    how: How
    origin: str
    obtained: str
    first_seen: str


class _State(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    held: tuple[Held, ...] = ()


def default_shelf() -> Path:
    """Return the folder of the shelf: ``$TISITES_CACHE/sources`` or the user's cache folder."""
    return cache_root() / "sources"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with one sub-folder a source and a state file."""

    folder: Path

    def held(self) -> dict[str, Held]:
        """Return what the state file says, by source.

        Raises
        ------
        BadInputError
            If the state file cannot be read: guessing would forget the recorded hashes.
        """
        path = self.folder / STATE
        if not path.is_file():
            return {}
        try:
            state = _State.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
            what = Text("état du cache illisible", "the state of the cache cannot be read")
            remedy = Text(
                "effacer ce fichier, puis refaire tisites data pull et data add",
                "delete this file, then run tisites data pull and data add again",
            )
            raise bad_input(what, remedy, Where(str(path))) from error
        return {held.source: held for held in state.held}

    def path(self, held: Held) -> Path:
        """Return where a file lies."""
        return self.folder / held.source / held.file

    def is_whole(self, held: Held) -> bool:
        """Whether a file is there with the hash recorded."""
        path = self.path(held)
        return path.is_file() and file_sha256(path) == held.sha256

    def put(self, source: str, path: Path, file: str, *, rows: int, how: How, origin: str) -> Held:
        """Put a file on the shelf in place of the source's former one, whole or not at all.

        Parameters
        ----------
        source : str
            Name of the source.
        path : Path
            File to copy.
        file : str
            Name to give it.
        rows : int
            Rows its reader counted.
        how, origin : str
            See :class:`Held`.

        Raises
        ------
        BadInputError
            If the folder cannot be written.
        """
        before = self.held()
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        target = self.folder / source / file
        fresh = target.with_name(f"{file}.{uuid.uuid4().hex[:8]}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, fresh)
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
            held = Held(
                source=source,
                file=file,
                sha256=file_sha256(fresh),
                size=fresh.stat().st_size,
                rows=rows,
                how=how,
                origin=origin,
                obtained=today,
                first_seen=before[source].first_seen if source in before else today,
            )
            fresh.replace(target)
            self._write({**before, source: held})
        except OSError as error:
            what = Text(
                f"impossible d'écrire dans le cache ({error.strerror or error})",
                f"the cache cannot be written ({error.strerror or error})",
            )
            remedy = Text(
                "vérifier le droit d'écriture et la place libre, ou donner TISITES_CACHE",
                "check the right to write and the free space, or set TISITES_CACHE",
            )
            raise bad_input(what, remedy, Where(str(self.folder))) from error
        finally:
            fresh.unlink(missing_ok=True)
        former = before.get(source)
        if former is not None and former.file != file:
            self.path(former).unlink(missing_ok=True)
        return held

    def _write(self, held: dict[str, Held]) -> None:
        state = _State(held=tuple(held[name] for name in sorted(held)))
        text = json.dumps(state.model_dump(), ensure_ascii=False, indent=1) + "\n"
        path = self.folder / STATE
        fresh = path.with_name(f"{STATE}.{uuid.uuid4().hex[:8]}.part")
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
