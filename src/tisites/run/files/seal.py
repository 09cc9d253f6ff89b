"""What a run's files were when it was written, in ``files.json``; and whether they still are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tisites.data.cache import sha256_of
from tisites.data.strict_json import strict_json
from tisites.run.files.folder import MARK, SEAL, SIGNATURE
from tisites.run.files.identity import hash_of
from tisites.run.files.names import parts_of

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
#: A file changed, was taken away, leads elsewhere; the run has no seal; its name is not that of
#: its contents.
Kind = Literal["changed", "missing", "unsealed", "misnamed", "link"]


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as it was written.

    Parameters
    ----------
    name : str
        File of the run.
    kind : {"changed", "missing", "unsealed", "misnamed", "link"}
        ``unsealed``: there is no readable ``files.json``; ``misnamed``: the hash of the model and
        the inputs that ``solution.json`` tells is not the name it bears.
    """

    name: str
    kind: Kind


def seal(folder: Path) -> None:
    """Write ``files.json``: every file of the run with its sha256 and its size in bytes.

    The last thing written into a run; written again, it is the same.
    """
    report = json.loads((folder / MARK).read_text(encoding="utf-8"))
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in (SEAL, SIGNATURE))
    files = {
        path.relative_to(folder).as_posix(): {
            "sha256": sha256_of(path),
            "bytes": path.stat().st_size,
        }
        for path in paths
    }
    content = {"format": FORMAT, "run": report.get("run", ""), "files": files}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / SEAL).write_text(text + "\n", encoding="utf-8", newline="\n")


def sealed_files(folder: Path) -> dict[str, dict[str, Any]] | None:
    """Return what ``files.json`` tells of each file; ``None`` without one that can be read."""
    try:
        return told_files((folder / SEAL).read_text(encoding="utf-8"))[1]
    except (OSError, ValueError):
        return None


def told_files(text: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the run that a seal names and what it tells of each file.

    Raises
    ------
    ValueError
        If it is no seal, or names a file that is not in its folder.
    """
    content = strict_json(text)
    try:
        files = {
            "/".join(parts_of(str(n))): {"sha256": str(f["sha256"]), "bytes": int(f["bytes"])}
            for n, f in content["files"].items()
        }
        return str(content["run"]), files
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"no seal ({error})") from error


def broken(folder: Path) -> list[Broken]:
    """Hash every file of a run again and name what is not as it was written; empty if all is.

    Files that a reader put beside those of the run are no concern of its seal.
    """
    files = sealed_files(folder)
    if files is None:
        return [Broken(SEAL, "unsealed")]
    found = []
    for name, told in sorted(files.items()):
        path = folder / name
        if path.is_symlink():  # a run is whole in its folder: what it leads to is not its own
            found.append(Broken(name, "link"))
        elif not path.is_file():
            found.append(Broken(name, "missing"))
        elif path.stat().st_size != told["bytes"] or sha256_of(path) != told["sha256"]:
            found.append(Broken(name, "changed"))
    if not any(fault.name == MARK for fault in found) and not _well_named(folder):
        found.append(Broken(MARK, "misnamed"))
    return found


def is_altered(folder: Path, name: str) -> bool:
    """Whether one file of a sealed run is not what it was; a run without seal cannot tell."""
    told = (sealed_files(folder) or {}).get(name)
    path = folder / name
    return told is not None and path.is_file() and sha256_of(path) != told["sha256"]


def _well_named(folder: Path) -> bool:
    """Whether the name of a run is the hash of what it says it solved."""
    try:
        report = strict_json((folder / MARK).read_text(encoding="utf-8"))
        if "identity" not in report:  # the first runs did not tell it
            return True
        return bool(report.get("run") == hash_of(report["model"], report["identity"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
