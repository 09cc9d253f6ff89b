"""The audit logs of a store: one a run, appended by one process at a time, never rewritten."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.data.lock import locked
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.store.audit import Head, Tampering, entry_line, first_tampering, head_of
from tisites.run.store.store import DIGITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Folder of the store that holds the logs.
FOLDER = "audit"


@dataclass(frozen=True)
class AuditLog:
    """The overrides of one run.

    Two files: ``<hash>.jsonl``, one entry a line, and ``<hash>.head.json``, how many there are and
    the hash of the last.

    Parameters
    ----------
    root : Path
        Folder of the store.
    run : str
        Full hash of the run.
    """

    root: Path
    run: str

    @property
    def file(self) -> Path:
        """The log."""
        return self.root / FOLDER / f"{self.run[:DIGITS]}.jsonl"

    @property
    def head_file(self) -> Path:
        """Its head."""
        return self.root / FOLDER / f"{self.run[:DIGITS]}.head.json"

    def lines(self) -> list[str]:
        """Return the lines as they stand, a last one without its end left in."""
        try:
            text = self.file.read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return []
        return text.removesuffix("\n").split("\n") if text else []

    def head(self) -> Head | None:
        """Return the head; ``None`` without one that can be read."""
        try:
            told = json.loads(self.head_file.read_text(encoding="utf-8"))
            return Head(int(told["entries"]), str(told["sha256"]), str(told["pending"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of a log that is as it was written.

        Raises
        ------
        BadInputError
            If it was tampered with.
        """
        self.refuse_tampered()
        return [json.loads(line) for line in self.lines()]

    def tampering(self) -> Tampering | None:
        """Return the first thing wrong in the log, ``None`` if it is as it was written."""
        return first_tampering(self.run, self._whole(), self.head())

    def append(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Add one entry, and return it with its number and its hash.

        The head first announces the line, then the line is written, then the head counts it: a
        process that dies in between leaves a log that is still sound.

        Raises
        ------
        BadInputError
            If the log was tampered with, or another process holds it for too long.
        """
        with locked(self.file.with_suffix(".lock")):
            self.refuse_tampered()
            lines = self._whole()
            if lines != self.lines():  # the writer before died in the middle of its line
                self._replace(self.file, "".join(f"{line}\n" for line in lines))
            line = entry_line(self.run, lines, content)
            entry = dict(json.loads(line))
            now = head_of(self.run, lines)
            self._tell(Head(now.entries, now.sha256, entry["sha256"]))
            with self.file.open("ab") as stream:
                stream.write(f"{line}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())
            self._tell(head_of(self.run, [*lines, line]))
        return entry

    def take(self, lines: Sequence[str], head: Head) -> None:
        """Replace a log by a longer one that begins with it; the caller holds the lock."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._tell(head)
        self._replace(self.file, "".join(f"{line}\n" for line in lines))

    def refuse_tampered(self) -> None:
        """Refuse to go on with a log that was tampered with."""
        found = self.tampering()
        if found is None:
            return
        what = Text(
            f"le journal d'audit a été altéré : {tampering_text(found).fr}",
            f"the audit log was tampered with: {tampering_text(found).en}",
        )
        remedy = Text(
            "rétablir ce fichier et son .head.json depuis une sauvegarde ; l'historique ne peut"
            " être réparé autrement",
            "restore this file and its .head.json from a backup; the history cannot be mended"
            " otherwise",
        )
        raise bad_input(what, remedy, Where(str(self.file), found.line or None))

    def _whole(self) -> list[str]:
        """Return the lines, less a last one that was announced and only half written."""
        lines, head = self.lines(), self.head()
        cut = bool(lines) and not self.file.read_bytes().endswith(b"\n")
        if cut and head is not None and head.pending and len(lines) == head.entries + 1:
            return lines[:-1]
        return lines

    def _tell(self, head: Head) -> None:
        self._replace(self.head_file, json.dumps(asdict(head), indent=1) + "\n")

    def _replace(self, path: Path, text: str) -> None:
        fresh = path.with_name(f".{path.name}.{os.getpid()}.partial")
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)


def hashes_of(lines: Sequence[str]) -> list[str]:
    """Return the hash of each entry of a log that is as it was written."""
    return [str(json.loads(line)["sha256"]) for line in lines]


def tampering_text(found: Tampering) -> Text:
    """Say what is wrong in a log.

    Examples
    --------
    >>> tampering_text(Tampering(2, "edited")).fr
    'ligne 2 modifiée'
    """
    k = found.line
    words = {
        "unreadable": Text(f"ligne {k} illisible", f"line {k} is unreadable"),
        "edited": Text(f"ligne {k} modifiée", f"line {k} was edited"),
        "missing": Text(f"l'entrée n° {k} a été retirée", f"entry {k} was taken out"),
        "reordered": Text(f"entrées déplacées, ligne {k}", f"entries were moved, line {k}"),
        "rewritten": Text(f"ligne {k} réécrite", f"line {k} was rewritten"),
        "truncated": Text(
            f"la fin du journal a été coupée : l'entrée n° {k} manque",
            f"the end of the log was cut off: entry {k} is missing",
        ),
        "added": Text(
            f"ligne {k} ajoutée sans passer par tisites", f"line {k} was not added by tisites"
        ),
        "no_log": Text("le journal a été effacé", "the log was deleted"),
        "no_head": Text("son fichier .head.json manque", "its .head.json file is missing"),
    }
    return words[found.kind]
