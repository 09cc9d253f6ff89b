"""The folder of a sweep: one small file an answer, written whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.data.lock import locked
from tisites.messages.errors import Where, bad_input
from tisites.messages.faults import working_in
from tisites.messages.text import Text
from tisites.run.answer.write import finite
from tisites.run.files.folder import refuse_foreign
from tisites.study.sweep.plan import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tisites.study.sweep.plan import Plan

#: The file that makes a folder a sweep.
MARK = "sweep.json"
#: Held by the sweep that is at work in the folder.
LOCK = "sweep.lock"
WRITTEN = (
    MARK, LOCK, "points", "results", "selected.parquet", "constraints.parquet", "sites.parquet",
    "timings.csv", "summary", "aggregate",
)  # fmt: skip
#: Answers that stand; an ``error`` is tried again.
FINAL = ("optimal", "within_gap", "feasible", "infeasible", "unknown", "refused")
EVERY = (*FINAL, "error")
_BUSY = Text("un autre balayage travaille dans ce dossier", "another sweep works in this folder")
_WAIT = Text(
    "attendre qu'il finisse puis relancer (ce qui est résolu sera retrouvé), ou donner un autre"
    " --out",
    "wait for it to end and run again (what is solved will be found), or give another --out",
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The answers of a sweep, by key.

    Parameters
    ----------
    folder : Path
        Folder of the sweep.
    """

    folder: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder and keep every other sweep out of it: two would undo one another's files.

        Raises
        ------
        TisitesError
            If the folder holds something else, cannot be made, or another sweep is at work in it.
        """
        with working_in(self.folder):
            if not self.barely_begun():
                refuse_foreign(self.folder, MARK, WRITTEN)
            (self.folder / "points").mkdir(parents=True, exist_ok=True)
            with locked(self.folder / LOCK, 0.0, _BUSY, _WAIT):
                for left in (self.folder / "points").glob("*.partial"):
                    left.unlink(missing_ok=True)
                yield

    def begin(self, plan: Plan) -> None:
        """Write what is asked; :meth:`held` is the caller's work."""
        write_whole(self.folder / MARK, plan.described())

    def barely_begun(self) -> bool:
        """Whether a sweep was killed here before it wrote what is asked."""
        if not self.folder.is_dir():
            return False
        names = {path.name for path in self.folder.iterdir()}
        points = self.folder / "points"
        return names <= {LOCK, "points"} and not (points.is_dir() and any(points.iterdir()))

    def path(self, key: str) -> Path:
        """Return where the answer of that key lies."""
        return self.folder / "points" / f"{key[:32]}.json"

    def read(self, key: str, statuses: Sequence[str] = FINAL) -> dict[str, Any] | None:
        """Return the answer of that key, ``None`` if there is none of these statuses."""
        try:
            found = json.loads(self.path(key).read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError, UnicodeDecodeError):
            return None
        if not isinstance(found, dict) or found.get("key") != key:
            return None
        stands = found.get("format") == FORMAT and found.get("status") in statuses
        return found if stands else None

    def known(
        self, keys: Iterable[str], statuses: Sequence[str] = FINAL
    ) -> dict[str, dict[str, Any]]:
        """Return every answer of these statuses."""
        found = {key: self.read(key, statuses) for key in keys}
        return {key: answer for key, answer in found.items() if answer is not None}

    def put(self, answer: dict[str, Any]) -> None:
        """Write one answer; the first that stands is kept."""
        if self.read(answer["key"]) is None:
            write_whole(self.path(answer["key"]), finite(answer))


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file beside its place and move it there whole."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.partial")
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, default=str)
    with fresh.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def described(folder: Path) -> dict[str, Any]:
    """Return the contents of ``sweep.json``.

    Raises
    ------
    BadInputError
        If the folder is no sweep, or one of another layout.
    """
    path = folder / MARK
    remedy = Text("donner le dossier écrit par tisites sweep", "give the folder of tisites sweep")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
        what = Text("ce dossier n'est pas un balayage", "this folder is no sweep")
        raise bad_input(what, remedy, Where(str(folder))) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        what = Text("ce balayage a un autre format", "this sweep has another layout")
        raise bad_input(what, remedy, Where(str(folder)))
    return found
