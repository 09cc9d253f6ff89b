"""Names that planners give to runs of the store: ``pins.json``, name to full hash."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING

from tisites.data.lock import locked
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.run.store.store import Store

PINS = "pins.json"
_NAME = re.compile(r"[^\W_][\w.-]{0,79}")
_DIGITS = re.compile(r"[0-9a-f]{4,64}")
_TAKEN = ("last", "dernier", "labels-2024", "audit")


def pins(store: Store) -> dict[str, str]:
    """Return the full hash behind each name, names sorted; empty without any.

    Raises
    ------
    BadInputError
        If the file cannot be read.
    """
    path = store.root / PINS
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(run) for name, run in sorted(told.items())}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        what = Text(f"fichier illisible ({error})", f"unreadable file ({error})")
        remedy = Text("l'effacer, puis épingler de nouveau", "delete it, then pin again")
        raise bad_input(what, remedy, Where(str(path))) from error


def pin(store: Store, name: str, run: str) -> None:
    """Give a name to a run; it is never collected, and the name stands for it everywhere.

    Raises
    ------
    BadInputError
        If the name could be taken for a hash or a file, or stands for another run.
    """
    if not _NAME.fullmatch(name) or _DIGITS.fullmatch(name.lower()) or name in _TAKEN \
            or name.lower().endswith((".csv", ".txt", ".tsv", ".toml", ".json")):  # fmt: skip
        what = Text("ce nom ne peut être donné", "this name cannot be given")
        remedy = Text(
            "employer des lettres, chiffres, points et tirets, par exemple « comite-mars »",
            "use letters, digits, dots and dashes, for example 'board-march'",
        )
        raise bad_input(what, remedy, Where(value=name))
    with locked(store.root / "pins.lock"):
        known = pins(store)
        if known.get(name, run) != run:
            what = Text(
                f"ce nom désigne déjà {known[name][:16]}",
                f"this name stands for {known[name][:16]}",
            )
            remedy = Text(
                "prendre un autre nom, ou tisites runs unpin d'abord",
                "take another name, or tisites runs unpin first",
            )
            raise bad_input(what, remedy, Where(value=name))
        _write(store, {**known, name: run})


def unpin(store: Store, name: str) -> None:
    """Take a name back; the run stays.

    Raises
    ------
    BadInputError
        If no run has it.
    """
    with locked(store.root / "pins.lock"):
        known = pins(store)
        if name not in known:
            listed = ", ".join(known) or "–"
            what = Text("aucun résultat ne porte ce nom", "no run bears this name")
            raise bad_input(
                what, Text(f"noms donnés : {listed}", f"given: {listed}"), Where(value=name)
            )
        _write(store, {key: run for key, run in known.items() if key != name})


def _write(store: Store, known: dict[str, str]) -> None:
    fresh = store.root / f".{PINS}.{uuid.uuid4().hex[:8]}.partial"
    text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1)
    fresh.write_text(text + "\n", encoding="utf-8", newline="\n")
    fresh.replace(store.root / PINS)
