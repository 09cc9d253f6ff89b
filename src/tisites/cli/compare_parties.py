"""From what a planner names to what is compared: runs, overrides, lists of ids, the labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tisites.messages.text import Text
from tisites.run.read.stored import open_run
from tisites.run.selection.labels import LABELS_2024
from tisites.run.selection.overrides import entry_of, split_reference
from tisites.run.selection.selection import Selection, is_run, read_selection
from tisites.run.store.reference import resolve_run
from tisites.study.compare.party import Party, hand_party, run_party

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.run.read.stored import StoredRun
    from tisites.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of ``tisites compare``.

    Parameters
    ----------
    names : sequence of str
        Selections, in order.
    scenario : str, optional
        Judge of hand-made lists.
    data, candidates : Path, optional
        What that scenario reads.
    tolerant : bool
        Whether faulty rows of that file are findings, not errors.
    """

    names: Sequence[str]
    scenario: str | None = None
    data: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False


def parties_of(asked: Asked) -> list[Party]:
    """Return the parties in the order they were named.

    Hand-made lists are judged by the scenario that is given, else by the first run named, else by
    the reference, which is solved if the store does not have it.

    Raises
    ------
    BadInputError
        If a selection does not exist, or names sites that are no candidates.
    """
    references = {n: split_reference(n) for n in asked.names if _names_a_run(n)}
    runs: dict[str, StoredRun] = {}
    for head, _ in references.values():
        if head not in runs:
            runs[head] = open_run(resolve_run(head))
    judge = next(iter(runs.values()), None)
    if asked.scenario is not None or judge is None:
        from tisites.cli.known_run import known_run  # a solver: not needed between runs
        from tisites.run.prepare.request import Request

        request = Request(
            asked.scenario or "reference", None, asked.data, asked.candidates, asked.tolerant
        )
        judge = known_run(request)
    solved = {head: run_party(head, run) for head, run in runs.items()}
    mine = [party for head, party in solved.items() if runs[head] is judge]
    by = mine[0] if mine else run_party(str(judge.report["scenario"]), judge)
    territory = territory_of(asked.data) if LABELS_2024 in asked.names else None
    found = []
    for name in asked.names:
        if name not in references:
            found.append(_listed(name, judge, by, territory))
            continue
        head, number = references[name]
        party = solved[head]
        found.append(_corrected(name, runs[head], number, party) if number else party)
    return found


def _names_a_run(name: str) -> bool:
    return is_run(name.rpartition("@")[0] or name)


def _corrected(name: str, run: StoredRun, number: int, party: Party) -> Party:
    entry = entry_of(run, number)
    ids = pd.Index(sorted(entry["selected"]), dtype=object, name="site_id")
    title = Text(
        f"correction à la main de {entry['author']}, {entry['date']} : {entry['reason']}",
        f"override by {entry['author']}, {entry['date']}: {entry['reason']}",
    )
    return hand_party(Selection(name, ids, run.everyone.loc[ids]), str(title), party)


def _listed(name: str, judge: StoredRun, by: Party, territory: Territory | None) -> Party:
    selection = read_selection(name, judge.everyone, territory)
    scenario = str(judge.report["scenario"])
    if name == LABELS_2024 and territory is not None:
        title = Text("sites labellisés en avril 2024", "sites labelled in April 2024")
        return hand_party(selection, str(title), by)
    title = Text(f"liste faite à la main, jugée par {scenario}", f"hand-made list, by {scenario}")
    return hand_party(selection, str(title), by)


def territory_of(data: Path | None) -> Territory:
    """Return the territory of a pack, of the demonstration without one: its outlines are real."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    return load_territory(open_pack(data) if data is not None else open_demo())
