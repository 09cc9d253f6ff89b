"""Overrides by hand, each bound to the one before by its hash: what was altered shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tisites.data.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal[
    "unreadable", "edited", "missing", "reordered", "rewritten", "truncated", "added",
    "no_log", "no_head",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What the last writer of a log told of it, in a file apart.

    Parameters
    ----------
    entries : int
        Number of lines.
    sha256 : str
        Hash of the last one, or of the log's beginning when it is empty.
    pending : str
        Hash of the line that is being written; empty otherwise. A writer that dies leaves it.
    """

    entries: int
    sha256: str
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Tampering:
    """The first thing wrong in a log.

    Parameters
    ----------
    line : int
        Counted from 1; 0 for the log as a whole.
    kind : str
        ``unreadable``: the line is no entry; ``edited``: its contents no longer have its hash;
        ``missing``: the entry that belongs there was taken out; ``reordered``: another entry of
        the log stands there; ``rewritten``: the line was replaced, hash included; ``truncated``:
        the end of the log was cut off from there; ``added``: the line was added by something else;
        ``no_log``, ``no_head``: one of the two files is gone or unreadable.
    """

    line: int
    kind: Kind


def origin(run: str) -> str:
    """Return what the first entry of the log of a run is bound to."""
    return hashlib.sha256(f"tisites audit log of {run}".encode()).hexdigest()


def entry_line(run: str, before: Sequence[str], content: Mapping[str, Any]) -> str:
    """Return the next line of a log: the content, its number, its hash and the one before.

    Parameters
    ----------
    run : str
        Full hash of the run.
    before : sequence of str
        Lines of the log.
    content : mapping
        What happened; JSON-able.

    Examples
    --------
    >>> first = entry_line("r", [], {"kind": "override"})
    >>> second = entry_line("r", [first], {"kind": "override"})
    >>> json.loads(second)["n"], json.loads(second)["previous"] == json.loads(first)["sha256"]
    (2, True)
    """
    previous = json.loads(before[-1])["sha256"] if before else origin(run)
    entry = {**content, "run": run, "n": len(before) + 1, "previous": previous}
    return _written({**entry, "sha256": _hash(entry)})


def head_of(run: str, lines: Sequence[str]) -> Head:
    """Return the head of a sound log."""
    return Head(len(lines), json.loads(lines[-1])["sha256"] if lines else origin(run))


def first_tampering(run: str, lines: Sequence[str], head: Head | None) -> Tampering | None:
    """Return the first thing wrong in a log, ``None`` if it is as it was written.

    A last line that the head announced as pending is sound: its writer died before saying so.
    """
    entries = [_entry(line) for line in lines]
    numbers = {entry["n"] for entry in entries if entry is not None and _sound(entry)}
    previous = origin(run)
    for k, entry in enumerate(entries, start=1):
        if entry is None:
            return Tampering(k, "unreadable")
        if not _sound(entry) or entry.get("run") != run:
            return Tampering(k, "edited")
        if entry["n"] != k:
            return Tampering(k, "reordered" if k in numbers else "missing")
        if entry["previous"] != previous:  # this line tells what the one before was
            return Tampering(max(1, k - 1), "rewritten")
        previous = entry["sha256"]
    return _against_head(lines, previous, head)


def _against_head(lines: Sequence[str], last: str, head: Head | None) -> Tampering | None:
    if head is None:
        return Tampering(0, "no_head") if lines else None
    if not lines and head.entries:
        return Tampering(0, "no_log")
    if len(lines) < head.entries:
        return Tampering(len(lines) + 1, "truncated")
    if len(lines) == head.entries:
        return None if last == head.sha256 or not lines else Tampering(len(lines), "rewritten")
    if len(lines) == head.entries + 1 and head.pending == last:
        return None
    return Tampering(head.entries + 1, "added")


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = strict_json(line)
    except ValueError:
        return None
    known = (
        isinstance(entry, dict)
        and type(entry.get("n")) is int
        and all(isinstance(entry.get(name), str) for name in ("previous", "sha256", "run"))
    )
    return entry if known and line == _written(entry) else None


def _sound(entry: Mapping[str, Any]) -> bool:
    rest = {key: value for key, value in entry.items() if key != "sha256"}
    return bool(entry["sha256"] == _hash(rest))


def _hash(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(_written(entry).encode()).hexdigest()


def _written(entry: Mapping[str, Any]) -> str:
    return json.dumps(
        entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
