"""A user's folder: drafts, scenarios, jobs, uploads, results; each file written whole or not."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.faults import working_in
from tisites.messages.text import Text
from tisites.run.store.store import DIGITS, Store
from tisites.web.refusals import not_there
from tisites.web.settings import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a result says, in its folder; its whole report, beside it, once its rules are measured.
RESULT, REPORT = "result.json", "report.json"
#: How every limit of it stands, by language: written first, again once rules are measured.
GAUGES = "gauges.json"
_ID = re.compile(r"[0-9a-z]{4,40}")
_RUN = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the work of one user, or of a team, lies.

    Parameters
    ----------
    root : Path
        Absolute. The command line run here finds the same ``runs/`` and ``studies/``.
    name : str
        Empty for the single local user.
    """

    root: Path
    name: str = ""

    @property
    def state(self) -> Path:
        """Folder of what the workbench alone reads."""
        return self.root / STATE

    @property
    def store(self) -> Store:
        """The runs that were saved."""
        return Store(self.root / "runs")

    def folder(self, kind: str, name: str, *, exists: bool = True) -> Path:
        """Return the folder of a job, an upload or a draft, by its id.

        Raises
        ------
        RefusedError
            If the id is none (404): nothing outside the workspace can be named.
        """
        place = self.state / kind / name
        if not _ID.fullmatch(name) or (exists and not place.is_dir()):
            raise not_there(Text("cet objet n'existe pas", "there is no such thing"), name[:64])
        return place

    def result(self, run: str) -> Path:
        """Return the folder of a result, which may not be there, by its hash or the start of it.

        Raises
        ------
        RefusedError
            If that is no hash (404).
        """
        if not _RUN.fullmatch(run):
            raise not_there(Text("ce résultat n'existe pas", "there is no such result"), run[:80])
        return self.state / "results" / run[:DIGITS]

    def scenario(self, text: str) -> Path:
        """Keep a scenario under its content, and return its file: what a job solves stays."""
        name = hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGITS]
        path = self.state / "scenarios" / f"{name}.toml"
        if not path.is_file():
            write_whole(path, text)
        return path

    def job_files(self, job: str) -> Path:
        """Return the folder of the files of a job, which may not be there."""
        return self.folder("jobs", job) / "files"

    def records(self, kind: str, file: str) -> Iterator[dict[str, Any]]:
        """Give what is kept of every draft or job; a record that cannot be read is left out."""
        place = self.state / kind
        if not place.is_dir():
            return
        for folder in sorted(place.iterdir()):
            with contextlib.suppress(OSError, ValueError):
                told = json.loads((folder / file).read_text(encoding="utf-8"))
                if isinstance(told, dict) and _ID.fullmatch(folder.name):
                    yield told

    def trim_results(self, most: int) -> list[str]:
        """Delete the oldest results that were not saved and that no draft shows; return them.

        Parameters
        ----------
        most : int
            Results that are kept whatever they are, the newest first.
        """
        shown = {str(told.get("run", ""))[:DIGITS] for told in self.records("drafts", "draft.json")}
        place = self.state / "results"
        found = [(path.stat().st_mtime_ns, path.parent) for path in place.glob(f"*/{RESULT}")]
        gone = []
        for _, folder in sorted(found, reverse=True)[most:]:
            if folder.name in shown or (self.store.root / folder.name).is_dir():
                continue
            shutil.rmtree(self.state / "lean" / folder.name, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
        return gone

    def forget(self, kind: str, name: str) -> None:
        """Delete a draft, a job or an upload with its files."""
        shutil.rmtree(self.folder(kind, name), ignore_errors=True)


def new_id() -> str:
    """Return an id that sorts by time and cannot be guessed."""
    moment = datetime.datetime.now(tz=datetime.UTC).strftime("%Y%m%d%H%M%S%f")
    return f"{moment}{secrets.token_hex(4)}"


def now() -> str:
    """Return the time, UTC, ISO 8601 to the millisecond."""
    return datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="milliseconds")


def write_whole(path: Path, text: str) -> None:
    """Write a file aside and move it into place: a reader sees the old one or the new one.

    Raises
    ------
    TisitesError
        If the machine cannot.
    """
    with working_in(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with aside.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            _replaced(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def _replaced(aside: Path, path: Path) -> None:
    """Move into place; on Windows a reader that holds the old file open is waited for."""
    import time

    for left in range(20, -1, -1):
        try:
            aside.replace(path)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(0.02)


def write_json(path: Path, told: object) -> None:
    """Write JSON whole."""
    write_whole(path, json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read JSON back; ``None`` if the file is not there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
