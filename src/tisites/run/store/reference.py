"""How a planner names a run: its folder, its hash or the beginning of it, ``last``, a pin."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.shelf import shipped_file
from tisites.run.files.folder import MARK
from tisites.run.store.pins import pins
from tisites.run.store.store import DIGITS, Store, is_named_by_hash, run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.read.stored import StoredRun

LAST = ("last", "dernier")
#: Fewer digits than this are no beginning of a hash.
LEAST_DIGITS = 4
_DIGITS = re.compile(rf"[0-9a-f]{{{LEAST_DIGITS},64}}")


def resolve_run(reference: str, store: Store | None = None) -> Path:
    """Return the folder of the run that a planner means.

    Parameters
    ----------
    reference : str
        A folder, the name of a folder of the store or one given by ``tisites runs pin``, a full
        hash or its beginning (four digits at least), or ``last`` (``dernier``) for the newest run
        of the store.
    store : Store, optional
        Where to look; ``runs`` in the current folder when absent.

    Raises
    ------
    BadInputError
        If there is none, with the nearest names; or if several runs begin like that.
    """
    store = store or Store()
    given = Path(reference)
    if given.name == MARK and given.is_file():
        return given.parent
    for folder in (given, store.root / reference):
        if reference and (folder / MARK).is_file():
            return folder
    run = pins(store).get(reference)
    named = store.find(run) if run is not None else None
    if named is not None:
        return named.folder
    if reference in LAST:
        for folder in sorted(store.folders(), key=lambda f: -(f / MARK).stat().st_mtime):
            if run_of(folder) is not None:
                return folder
    digits = reference.lower()
    if _DIGITS.fullmatch(digits):
        found = _once(_beginning(digits, store))
        if len(found) == 1:
            return found[0].folder
        if found:
            raise _ambiguous(reference, found)
    names = [*pins(store), *(folder.name for folder in store.folders())]
    raise _unknown(reference, names, given)


def _beginning(digits: str, store: Store) -> list[StoredRun]:
    """Open the runs whose hash may begin like that, and no others: a store may hold thousands."""
    near = [
        folder
        for folder in store.folders()
        if not is_named_by_hash(folder) or folder.name.startswith(digits[:DIGITS])
    ]
    runs = [run for run in map(run_of, near) if run is not None]
    return [run for run in runs if run.hash.startswith(digits)]


def _once(runs: Sequence[StoredRun]) -> list[StoredRun]:
    """Keep one folder of each run, that of the store first."""
    kept: dict[str, StoredRun] = {}
    for run in runs:
        if run.hash not in kept or is_named_by_hash(run.folder):
            kept[run.hash] = run
    return list(kept.values())


def _ambiguous(reference: str, runs: Sequence[StoredRun]) -> Exception:
    listed = ", ".join(run.folder.name for run in runs[:6])
    return bad_input(
        Text(f"plusieurs résultats commencent ainsi : {listed}", f"several runs: {listed}"),
        Text("donner plus de chiffres de l'empreinte", "give more digits of the hash"),
        Where(value=reference),
    )


def _unknown(reference: str, names: Sequence[str], given: Path) -> Exception:
    if given.is_dir():
        what = Text("ce dossier n'est pas un résultat de tisites", "this folder is no tisites run")
    elif not names:
        what = Text("aucun résultat n'est encore rangé", "no run is stored yet")
    else:
        what = Text("aucun résultat ne porte ce nom", "no run bears this name")
    if given.suffix == ".toml" or shipped_file("scenarios", reference) is not None:
        solve = Text(
            f"le résoudre d'abord : tisites run {reference} ; puis donner last, ou l'empreinte",
            f"solve it first: tisites run {reference}; then give last, or the hash",
        )
        what = Text("c'est un scénario, pas un résultat", "this is a scenario, not a run")
        return bad_input(what, solve, Where(value=reference))
    close = difflib.get_close_matches(reference, names, 3, 0.4)
    shown = close or list(names[:3])
    fr = "donner un dossier écrit par tisites run, une empreinte (tisites runs les liste) ou last"
    en = "give a folder tisites run wrote, a hash (tisites runs lists them) or last"
    if shown:
        fr = f"{'vouliez-vous' if close else 'par exemple'} : {', '.join(shown)} ? Sinon, {fr}"
        en = f"{'did you mean' if close else 'for example'}: {', '.join(shown)}? Otherwise, {en}"
    return bad_input(what, Text(fr, en), Where(value=reference))
