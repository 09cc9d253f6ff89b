"""What a request reads, hashed from its bytes alone: the same request again needs no reading."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.candidates.parts import parts_of_list
from tisites.data.cache import sha256_of
from tisites.data.fingerprint import code_sha256, fingerprint, package_folder, versions
from tisites.messages.text import language
from tisites.model.shelf import lookup
from tisites.run.prepare.request import with_kept_reading

if TYPE_CHECKING:
    from tisites.run.prepare.request import Request


def inputs_key(request: Request) -> str | None:
    """Return the hash of every byte that a request reads, and of all the code that answers it.

    ``None`` where that cannot be told without doing the work: a scenario that varies, a planner's
    evidence (which enters a log), a file that is not there.

    Parameters
    ----------
    request : Request
        What was asked.
    """
    request = with_kept_reading(request)
    scenario = _scenario(request)
    if scenario is None or request.evidence is not None:
        return None
    try:
        pack = request.pack if request.pack is not None else package_folder() / "data" / "demo"
        read = [*scenario, *_files(pack), *parts_of_list(request.candidates)]
        told = [(path.name, sha256_of(path)) for path in read]
    except OSError:
        return None  # the work itself says what is wrong with it
    return fingerprint(
        {
            "asked": [
                request.scenario, request.model, str(request.pack), str(request.candidates),
                request.tolerant, request.solver, request.seconds, request.gap_rel,
                *([] if request.reading is None else [str(request.reading)]),
                *(["beside"] if request.beside else []),
            ],
            "read": told,
            "language": language(),
            "versions": versions(),
            "code": code_sha256(every=True),
        }
    )  # fmt: skip


def _scenario(request: Request) -> list[Path] | None:
    """Return the files of a scenario, the last base last; ``None`` if it is no plain one."""
    found: list[Path] = []
    path = lookup("scenarios", request.scenario)
    while path is not None:
        if path in found:
            return None
        found.append(path)
        data = _toml(path)
        if data is None or not data.keys().isdisjoint(("vary", "sampling", "evidence")):
            return None
        parent = data.get("from")
        if parent is not None:
            path = _near(path, "scenarios", parent)
            continue
        if request.model is not None:
            last = lookup("models", request.model)
        else:
            last = _near(path, "models", data.get("base"))
        model = None if last is None else _toml(last)
        if last is None or model is None or "evidence" in model:
            return None
        return [*found, last]
    return None


def _near(path: Path, kind: str, name: Any) -> Path | None:
    if not isinstance(name, str):
        return None
    beside = path.parent / name
    return beside if beside.suffix == ".toml" and beside.is_file() else lookup(kind, name)


def _toml(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())
