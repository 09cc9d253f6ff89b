"""What comes of one spoiled input: read, refused in words, or a fault of ours."""

from __future__ import annotations

import io
import re
import time
import traceback
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.candidates.read import read_candidates
from tisites.messages.errors import TisitesError

if TYPE_CHECKING:
    import pandas as pd

    from tisites.territory.territory import Territory

_ID = re.compile(rb"fz\d{5}q")
#: A deleted record of a dBase file begins with a star.
_DELETED = re.compile(rb"\*fz\d{5}q")


@dataclass(frozen=True)
class Verdict:
    """What came of an input.

    Parameters
    ----------
    outcome : str
        ``read``, ``refused`` or ``traceback``.
    seconds : float
        CPU time it took: the machine may be busy with something else.
    lost : int
        Rows that are in the file, and neither read nor told.
    outside : int
        Files written outside the store.
    detail : str
        Where a traceback ends; which rows are lost.
    """

    outcome: str
    seconds: float
    lost: int = 0
    outside: int = 0
    detail: str = ""


class Judge:
    """Opens inputs in a folder of its own and watches what is written around it."""

    def __init__(self, home: Path, territory: Territory, everyone: pd.DataFrame) -> None:
        self.home, self.territory, self.everyone = home, territory, everyone
        self.inputs = home / "in"
        self.inputs.mkdir(parents=True)

    def judge(self, suffix: str, content: bytes, *, strict: bool) -> Verdict:
        """Give an input to its reader."""
        path = self.inputs / f"input{suffix}"
        path.write_bytes(content)
        before = self._files()
        start = time.process_time()
        outcome, lost, detail = "read", 0, ""
        try:
            lost, detail = self._open(path, suffix, content, strict=strict)
        except TisitesError as error:
            outcome, detail = "refused", str(error)[:300]
        except Exception as error:  # noqa: BLE001 - the fault that is looked for
            outcome = "traceback"
            at = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(at.filename).name}:{at.lineno}"
            detail = f"{type(error).__name__} at {place}: {str(error)[:90]}"
        seconds = time.process_time() - start
        outside = sorted(self._files() - before - {path})
        for one in outside:
            detail += f" outside: {one}"
        path.unlink(missing_ok=True)
        return Verdict(outcome, seconds, lost, len(outside), detail)

    def _files(self) -> set[Path]:
        return {p for p in self.home.rglob("*") if p.is_file() and "store" not in p.parts}

    def _open(self, path: Path, suffix: str, content: bytes, *, strict: bool) -> tuple[int, str]:
        if suffix == ".toml":
            from tisites.model.points import load_scenario

            load_scenario(str(path))
            return 0, ""
        if suffix == ".list.csv":
            from tisites.run.selection.listed import read_list

            found, _ = read_list(path, self.everyone)
            return _missing(_ids(content, suffix), list(found.index), 0)
        if suffix == ".run.zip":
            from tisites.run.store.archive import import_run
            from tisites.run.store.store import Store

            import_run(path, Store(self.home / "store"))
            return 0, ""
        read = read_candidates(path, self.territory, strict=strict)
        sites, left = _sum_told(read)
        if sites != len(read.table):
            return 1, "the sum that is told is not that of the table"
        return _missing(_ids(content, suffix), list(read.table.index), left)


def _sum_told(read: Any) -> tuple[int, int]:
    """Return the sites and the records left out that the finding tells."""
    (words,) = [str(f.message) for f in read.findings if f.code == "records_counted"]
    found = re.match(r"\d+ fiches? = (\d+) sites?(?: \+ (\d+) écartées?)?", words)
    return (0, 0) if found is None else (int(found[1]), int(found[2] or 0))


def _ids(content: bytes, suffix: str) -> set[bytes]:
    """Return the ids that stand in the rows of a file, found without its reader."""
    body = content
    if suffix in (".zip", ".xlsx", ".ods"):
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    found = set(_ID.findall(body))
    return found - {one[1:] for one in _DELETED.findall(body)}


def _missing(expected: set[bytes], read: list[Any], left: int) -> tuple[int, str]:
    """Count the ids of the file that are not among those read, less the rows told as left out."""
    known = "\n".join(map(str, read))
    gone = sorted(one.decode() for one in expected if one.decode() not in known)
    lost = max(0, len(gone) - left)
    return lost, f"lost: {', '.join(gone[:5])}" if lost else ""
