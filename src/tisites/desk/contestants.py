"""Which selections a comparison is of: runs, answers in memory, hand-made lists, labels of 2024."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.desk.sources import Studied
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text
from tisites.run.read.stored import open_run
from tisites.run.selection.labels import LABELS_2024
from tisites.run.selection.overrides import entry_of, split_reference
from tisites.run.selection.selection import Selection, is_run, read_selection
from tisites.run.store.reference import resolve_run
from tisites.study.compare.contestant import Contestant, hand_contestant, run_contestant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.run.prepare.request import Request
    from tisites.run.read.case import Case
    from tisites.run.read.stored import StoredRun
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class _Judge:
    """A solved case that hand-made lists can be judged by."""

    contestant: Contestant
    everyone: pd.DataFrame
    scenario: str


def contestants_of(
    selections: Sequence[str | Studied],
    judge: Request | None,
    fallback: Request,
    data: Path | None,
    listener: Listener,
) -> list[Contestant]:
    """Return the contestants in the order they were named.

    Parameters
    ----------
    selections : sequence of str or Studied
        Runs, ``RUN@n`` for the n-th correction by hand, files of ids, ``labels-2024``; or answers
        in memory.
    judge : Request, optional
        Scenario that judges hand-made lists; else the first run does.
    fallback : Request
        Scenario that judges where there is no run; solved if the store does not have it.
    data : Path, optional
        Pack whose territory places the labels of 2024.
    listener : Listener
        Hears the phases of a solve.

    Raises
    ------
    BadInputError
        If a selection does not exist, or names sites that are no candidates.
    """
    judges: dict[str, _Judge] = {}
    runs: dict[str, StoredRun] = {}
    for k, one in enumerate(selections):
        if isinstance(one, Studied):
            case = one.answered.case
            judges[f"#{k}"] = _judge(one.name, case, one.report, case.everyone)
        elif _names_a_run(one):
            head = split_reference(one)[0]
            if head not in judges:
                runs[head] = run = open_run(resolve_run(head))
                judges[head] = _judge(head, run.case, run.report, run.everyone)
    by = next(iter(judges.values()), None)
    if judge is not None or by is None:
        run = _known_run(judge or fallback, listener)
        same = (one for head, one in judges.items() if head in runs and runs[head].hash == run.hash)
        by = next(same, None) or _judge(
            str(run.report["scenario"]), run.case, run.report, run.everyone
        )
    territory = territory_of(data) if LABELS_2024 in selections else None
    found = []
    for k, one in enumerate(selections):
        if isinstance(one, Studied):
            found.append(judges[f"#{k}"].contestant)
        elif not _names_a_run(one):
            found.append(_listed(one, by, territory))
        else:
            head, number = split_reference(one)
            contestant = judges[head].contestant
            found.append(_corrected(one, runs[head], number, contestant) if number else contestant)
    return found


def territory_of(data: Path | None) -> Territory:
    """Return the territory of a pack, of the demonstration without one: its outlines are real."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    return load_territory(open_pack(data) if data is not None else open_demo())


def _judge(name: str, case: Case, report: Mapping[str, Any], everyone: pd.DataFrame) -> _Judge:
    return _Judge(run_contestant(name, case, report), everyone, str(report["scenario"]))


def _known_run(request: Request, listener: Listener) -> StoredRun:
    """Return the run of a request from the store; solve it first if it is not there."""
    from tisites.report.write import write_outputs
    from tisites.run.answer.reuse import reused
    from tisites.run.answer.rules import with_rules
    from tisites.run.files.identity import run_hash
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.store.store import Store

    store = Store()
    prepared = prepare(request, Stopwatch(listener), keep=OnDisk())
    run = run_hash(prepared)
    known = store.find(run)
    if known is not None and reused(prepared, known) is not None:
        return known
    outcome = with_rules(execute(prepared))
    return store.put(run, lambda fresh: write_outputs(outcome, fresh), replace=True)


def _names_a_run(name: str) -> bool:
    return is_run(name.rpartition("@")[0] or name)


def _corrected(name: str, run: StoredRun, number: int, contestant: Contestant) -> Contestant:
    entry = entry_of(run, number)
    ids = pd.Index(sorted(entry["selected"]), dtype=object, name="site_id")
    title = Text(
        f"correction à la main de {entry['author']}, {entry['date']} : {entry['reason']}",
        f"override by {entry['author']}, {entry['date']}: {entry['reason']}",
    )
    return hand_contestant(Selection(name, ids, run.everyone.loc[ids]), str(title), contestant)


def _listed(name: str, by: _Judge, territory: Territory | None) -> Contestant:
    selection = read_selection(name, by.everyone, territory)
    title = Text(
        f"liste faite à la main, jugée par {by.scenario}", f"hand-made list, by {by.scenario}"
    )
    if name == LABELS_2024 and territory is not None:
        title = Text("sites labellisés en avril 2024", "sites labelled in April 2024")
    return hand_contestant(selection, str(title), by.contestant)
