"""Overrides by hand: a selection made from another, with its author, its date and its reason."""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text
from tisites.run.store.audit_log import AuditLog
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tisites.run.read.stored import StoredRun

KIND = "override"


@dataclass(frozen=True, slots=True)
class Override:
    """What someone changes by hand.

    Parameters
    ----------
    add, remove : tuple of str
        Ids of sites.
    author, reason : str
        Who, and why; never empty.
    date : str
        Day of the decision, ``2026-11-22``.
    base : int
        0 for the selection of the run, else the number of the override it starts from.
    """

    add: tuple[str, ...]
    remove: tuple[str, ...]
    author: str
    reason: str
    date: str
    base: int = 0


def split_reference(reference: str) -> tuple[str, int]:
    """Split ``RUN@2`` into a run and the number of an override, 0 without one.

    Raises
    ------
    BadInputError
        If what follows the sign is no number.

    Examples
    --------
    >>> split_reference("9b8b17ce@2"), split_reference("runs/ref")
    (('9b8b17ce', 2), ('runs/ref', 0))
    """
    head, at, tail = reference.rpartition("@")
    if not at:
        return reference, 0
    if not tail.isdecimal() or int(tail) == 0:
        what = Text("un numéro de correction est attendu après @", "a number must follow @")
        raise bad_input(what, Text("écrire RÉSULTAT@1", "write RUN@1"), Where(value=reference))
    return head, int(tail)


def overrides(run: StoredRun, store: Store | None = None) -> list[dict[str, Any]]:
    """Return the overrides of a run, first to last.

    Raises
    ------
    BadInputError
        If its audit log was tampered with.
    """
    entries = AuditLog((store or Store()).root, run.hash).entries()
    return [entry for entry in entries if entry.get("kind") == KIND]


def selection_of(run: StoredRun, number: int, store: Store | None = None) -> list[str]:
    """Return the ids after an override; those of the run itself for 0.

    Raises
    ------
    BadInputError
        If there is no override of that number, or the log was tampered with.
    """
    return list(run.ids) if number == 0 else list(entry_of(run, number, store)["selected"])


def entry_of(run: StoredRun, number: int, store: Store | None = None) -> dict[str, Any]:
    """Return one override of a run, counted from 1.

    Raises
    ------
    BadInputError
        If there is no override of that number, or the log was tampered with.
    """
    known = overrides(run, store)
    if 0 < number <= len(known):
        return known[number - 1]
    what = Text(
        f"ce résultat a {len(known)} corrections à la main, pas de n° {number}",
        f"this run has {len(known)} overrides, none of number {number}",
    )
    remedy = Text(
        "tisites runs audit les liste ; tisites runs override en ajoute une",
        "tisites runs audit lists them; tisites runs override adds one",
    )
    raise bad_input(what, remedy, Where(value=f"{run.folder.name}@{number}"))


def overridden(asked: Override, selected: Sequence[str], everyone: pd.DataFrame) -> list[str]:
    """Return the ids of a selection after an override, sorted.

    Raises
    ------
    BadInputError
        With everything that is wrong: no author or reason, no date, nothing to do, a site that is
        no candidate, one to add that is there, one to remove that is not.
    """
    here = set(selected)
    problems = [
        *_unsigned(asked),
        *(_unknown(site, everyone) for site in asked.add if site not in everyone.index),
        *(_twice(site, here=True) for site in asked.add if site in here),
        *(_twice(site, here=False) for site in asked.remove if site not in here),
    ]
    if not asked.add and not asked.remove:
        problems.append(
            Problem(
                Text("rien à ajouter ni à retirer", "nothing to add or to remove"),
                Text("donner --add ou --remove", "give --add or --remove"),
            )
        )
    if problems:
        raise BadInputError(problems)
    return sorted((here - set(asked.remove)) | set(asked.add))


def _unsigned(asked: Override) -> list[Problem]:
    found = []
    for value, name, fr, en in (
        (asked.author, "--author", "une correction porte le nom de son auteur", "an author"),
        (asked.reason, "--reason", "une correction porte son motif", "a reason"),
    ):
        if not value.strip():
            remedy = Text(f"ajouter {name} « … »", f"add {name} '…'")
            found.append(Problem(Text(fr, f"an override bears {en}"), remedy, Where(name)))
    try:
        datetime.date.fromisoformat(asked.date)
    except ValueError:
        what = Text("date illisible", "unreadable date")
        remedy = Text("écrire par exemple 2026-11-22", "write for example 2026-11-22")
        found.append(Problem(what, remedy, Where("--date", value=asked.date)))
    return found


def _unknown(site: str, everyone: pd.DataFrame) -> Problem:
    close = difflib.get_close_matches(site, everyone.index.astype(str).tolist(), 1, 0.8)
    remedy = Text("vérifier l'identifiant", "check the id")
    if close:
        remedy = Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
    what = Text("ce site n'est pas parmi les candidats", "this site is no candidate")
    return Problem(what, remedy, Where("--add", value=site))


def _twice(site: str, *, here: bool) -> Problem:
    if here:
        what = Text("ce site est déjà retenu", "this site is chosen already")
        return Problem(
            what, Text("l'ôter de --add", "drop it from --add"), Where("--add", value=site)
        )
    what = Text("ce site n'est pas retenu", "this site is not chosen")
    remedy = Text("l'ôter de --remove", "drop it from --remove")
    return Problem(what, remedy, Where("--remove", value=site))
