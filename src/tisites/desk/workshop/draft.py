"""A draft: a scenario and what a planner changed of it, key by key."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.criteria.indicators import indicator_names
from tisites.desk.workshop.locks import LOCKS, lock_changes
from tisites.messages.errors import BadInputError, Where
from tisites.model.cannot_work import indicator_problems, locked_both_ways
from tisites.model.complaints import problems_of
from tisites.model.declaration import Model
from tisites.model.load import WHOLE, find, merge, merged_of, point_of, stack
from tisites.model.points import load_scenario
from tisites.run.prepare.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.candidates.guess.reading import ListReading
    from tisites.messages.errors import Problem

#: What no key holds.
NOTHING = object()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a planner edits.

    Parameters
    ----------
    scenario : str
        Path or shipped name of the scenario that it starts from.
    model : str, optional
        Model in place of the scenario's base.
    pack : Path, optional
        Data pack; the embedded demo pack when absent.
    candidates : Path, optional
        Candidate file; the pack's own candidates when absent.
    tolerant : bool
        Leave out faulty rows of the candidate file with a finding.
    changes : mapping of str to value
        What differs from the scenario, by dotted key of the model; a table is laid over the one
        that is there, as a scenario lies over its model.
    seconds : float, optional
        Time limit of the solve.
    reading : ListReading, optional
        How the columns of the candidate file are to be read, where they had to be guessed.
    beside : bool
        Whether the sites of the candidate file compete beside the pack's own, not in their place.
    written : str
        File that says the scenario with its changes, for a command to name; empty without one.
    """

    scenario: str = "reference"
    model: str | None = None
    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    changes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    seconds: float | None = None
    reading: ListReading | None = None
    beside: bool = False
    written: str = ""

    @property
    def request(self) -> Request:
        """The run that solves the scenario itself, without the changes."""
        return Request(
            self.scenario, self.model, self.pack, self.candidates, self.tolerant,
            seconds=self.seconds, reading=self.reading, beside=self.beside,
            written=self.written if self.changes else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeclaredDraft:
    """What a draft says once its changes lie over its scenario.

    Parameters
    ----------
    start : Model
        The scenario's own model, merged.
    model : Model
        With the changes.
    name : str
        Name of the scenario.
    """

    start: Model
    model: Model
    name: str


@dataclass(frozen=True, slots=True)
class ScenarioStart:
    """What a draft starts from.

    Parameters
    ----------
    model : Model
        The scenario's own model, merged.
    name : str
        Name of the scenario.
    said : mapping
        What its files say, merged: defaults of the engine are not in it.
    """

    model: Model
    name: str
    said: Mapping[str, Any]


def start_of(scenario: str, model: str | None = None) -> ScenarioStart:
    """Read what a draft starts from.

    Raises
    ------
    BadInputError
        If the scenario is wrong, with its lines.
    """
    found, name = load_scenario(scenario, model)
    if point_of(scenario):  # what varies is settled in the model alone
        return ScenarioStart(found, name, found.model_dump(mode="json"))
    said = merged_of(stack(find("scenarios", scenario), model))
    return ScenarioStart(found, name, said)


def declared(draft: Draft, start: ScenarioStart | None = None) -> DeclaredDraft:
    """Return the model of a draft: that of its scenario's file once its changes are written in.

    Parameters
    ----------
    draft : Draft
        The draft.
    start : ScenarioStart, optional
        What it starts from, where that is known.

    Raises
    ------
    BadInputError
        One problem for each thing that is wrong, with its key and the engine's remedy.

    Examples
    --------
    >>> said = declared(Draft(changes={"score.zan.weight": 3.0}))
    >>> said.start.score["zan"].weight, said.model.score["zan"].weight
    (12.0, 3.0)
    """
    start = start or start_of(draft.scenario, draft.model)
    if not draft.changes:
        return DeclaredDraft(start.model, start.model, start.name)
    merged = merge(dict(start.said), nested(draft.changes))
    try:
        model = Model.model_validate(merged)
    except ValidationError as error:
        path = find("scenarios", draft.scenario)
        raise BadInputError(_by_key(problems_of(error, Model, path, merged))) from error
    wrong = [*indicator_problems(model, indicator_names(), ""), *locked_both_ways(model, "")]
    if wrong:
        raise BadInputError(wrong)
    return DeclaredDraft(start.model, model, start.name)


def changed(draft: Draft, changes: Mapping[str, Any], start: ScenarioStart | None = None) -> Draft:
    """Return a draft with more changes; a value of ``None`` takes the scenario's own back.

    What is changed to the scenario's own value is no change. All of the changes hold, or none.

    Raises
    ------
    BadInputError
        If the model refuses a value: what, where, and the remedy.

    Examples
    --------
    >>> draft = changed(Draft(), {"score.zan.weight": 3, "choose": 40})
    >>> dict(draft.changes)
    {'score.zan.weight': 3.0, 'choose': 40}
    >>> dict(changed(draft, {"score.zan.weight": 12, "choose": None}).changes)
    {}
    """
    start = start or start_of(draft.scenario, draft.model)
    before = start.model.model_dump(mode="json")
    merged = dict(draft.changes)
    for key, value in changes.items():
        if key in LOCKS and isinstance(value, list):
            model = declared(draft, start).model
            plain = lock_changes(model, key, [str(site) for site in value])
        else:
            plain = _plain(start, before, merged, key, value)
        for one, to in plain.items():
            merged = {k: v for k, v in merged.items() if not _within(k, one)}
            if to is not None:
                merged[one] = copy.deepcopy(to)
    found = declared(replace(draft, changes=merged), start)
    after = found.model.model_dump(mode="json")
    kept = {}
    for key, value in merged.items():
        now = value_at(after, key)
        if now != value_at(before, key):
            # a table is kept as it was given: it lies over the one below
            kept[key] = value if isinstance(value, dict) or now is NOTHING else now
    return replace(draft, changes=MappingProxyType(kept))


def _plain(
    start: ScenarioStart, before: dict[str, Any], changes: dict[str, Any], key: str, value: Any
) -> dict[str, Any]:
    """Return a change as changes of keys that a scenario may hold.

    One entry of a table that is given whole is changed by giving the whole table; a list is given
    as text with commas too.

    Parameters
    ----------
    start : ScenarioStart
        What the draft starts from.
    before : dict
        Its model as JSON holds it, defaults included.
    changes : dict
        What the draft changes so far.
    key, value
        The change.
    """
    now = merge(before, nested(changes))
    head = _given_whole(start, changes, key)
    table = None if head is None else changes.get(head, value_at(now, head))
    if head is not None and isinstance(table, dict):
        rest = key[len(head) + 1 :]
        old = value_at(before, key)
        entry = (None if old is NOTHING else old) if value is None else value
        return {head: _bare(merge(table, nested({rest: entry})))}
    if isinstance(value, str) and isinstance(value_at(now, key), list):
        return {key: [part.strip() for part in value.split(",") if part.strip()]}
    return {key: value}


def _given_whole(start: ScenarioStart, changes: Mapping[str, Any], key: str) -> str | None:
    """Return the table of a key that a file has to give whole, or that the draft gave whole.

    Tables that merge whole; those of which the scenario's files say nothing, whose other entries
    would not be what the engine takes for them; ``None`` for any other key.
    """
    parts = key.split(".")
    heads = [".".join(parts[:k]) for k in range(1, len(parts))]
    for head in heads:
        if isinstance(changes.get(head), dict) or head.rpartition(".")[2] in WHOLE:
            return head
        if "." in head and value_at(start.said, head) is NOTHING:
            return head
    return None


def _bare(table: Any) -> Any:
    """Return nested tables without what is not set: no file writes nothing."""
    if not isinstance(table, dict):
        return table
    return {key: _bare(value) for key, value in table.items() if value is not None}


def nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return dotted keys as nested tables, a later one over an earlier one.

    Examples
    --------
    >>> nested({"choose": 3, "score.zan.weight": 1.0, "score.zan": {"label": "ZAN"}})
    {'choose': 3, 'score': {'zan': {'weight': 1.0, 'label': 'ZAN'}}}
    """
    found: dict[str, Any] = {}
    for key, value in changes.items():
        table = copy.deepcopy(value)
        for part in reversed(key.split(".")):
            table = {part: table}
        found = merge(found, table)
    return found


def value_at(table: Any, key: str) -> Any:
    """Return the value at a dotted key of nested tables; :data:`NOTHING` where there is none."""
    for part in key.split("."):
        if not isinstance(table, dict) or part not in table:
            return NOTHING
        table = table[part]
    return table


def _within(key: str, other: str) -> bool:
    """Whether a key is another, or lies inside the table that it names.

    Examples
    --------
    >>> _within("score.zan.weight", "score.zan"), _within("score.zan", "score.za")
    (True, False)
    """
    return key == other or key.startswith(f"{other}.")


def _by_key(problems: list[Problem]) -> list[Problem]:
    """Place problems by their key alone: a draft is no file."""
    return [
        replace(one, where=Where(column=one.where.column, value=one.where.value))
        for one in problems
    ]
