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
from tisites.model.load import WHOLE, find, merge
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
    """

    scenario: str = "reference"
    model: str | None = None
    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    changes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    seconds: float | None = None
    reading: ListReading | None = None

    @property
    def request(self) -> Request:
        """The run that solves the scenario itself, without the changes."""
        return Request(
            self.scenario, self.model, self.pack, self.candidates, self.tolerant,
            seconds=self.seconds, reading=self.reading,
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


def declared(draft: Draft, start: tuple[Model, str] | None = None) -> DeclaredDraft:
    """Return the model of a draft.

    It is the model that the scenario has once :func:`~.written.draft_toml` wrote the changes into
    its file.

    Parameters
    ----------
    draft : Draft
        The draft.
    start : tuple of Model and str, optional
        The scenario's own model and name, where they are known.

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
    scenario, name = start or load_scenario(draft.scenario, draft.model)
    if not draft.changes:
        return DeclaredDraft(scenario, scenario, name)
    merged = merge(scenario.model_dump(mode="json"), nested(draft.changes))
    try:
        model = Model.model_validate(merged)
    except ValidationError as error:
        path = find("scenarios", draft.scenario)
        raise BadInputError(_by_key(problems_of(error, Model, path, merged))) from error
    wrong = [*indicator_problems(model, indicator_names(), ""), *locked_both_ways(model, "")]
    if wrong:
        raise BadInputError(wrong)
    return DeclaredDraft(scenario, model, name)


def changed(
    draft: Draft, changes: Mapping[str, Any], start: tuple[Model, str] | None = None
) -> Draft:
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
    merged = dict(draft.changes)
    scenario = start or load_scenario(draft.scenario, draft.model)
    for key, value in changes.items():
        now = declared(replace(draft, changes=merged), scenario)
        for one, to in _plain(now, key, value).items():
            merged = {k: v for k, v in merged.items() if not _within(k, one)}
            if to is not None:
                merged[one] = copy.deepcopy(to)
    found = declared(replace(draft, changes=merged), scenario)
    before, after = (one.model_dump(mode="json") for one in (found.start, found.model))
    kept = {}
    for key, value in merged.items():
        now = value_at(after, key)
        if now != value_at(before, key):
            # a table is kept as it was given: it lies over the one below
            kept[key] = value if isinstance(value, dict) or now is NOTHING else now
    return replace(draft, changes=MappingProxyType(kept))


def _plain(said: DeclaredDraft, key: str, value: Any) -> dict[str, Any]:
    """Return a change as changes of keys that a scenario may hold.

    Locks are set as lists of all sites; of a table that merges whole, one entry is changed by
    giving the whole table; a list is given as text with commas too.
    """
    if key in LOCKS and isinstance(value, list):
        return lock_changes(said.model, key, [str(site) for site in value])
    now = said.model.model_dump(mode="json")
    parts = key.split(".")
    whole = next((k + 1 for k, part in enumerate(parts[:-1]) if part in WHOLE), None)
    if whole is not None:
        head, rest = ".".join(parts[:whole]), ".".join(parts[whole:])
        table, before = value_at(now, head), value_at(said.start.model_dump(mode="json"), head)
        if isinstance(table, dict):
            old = value_at(before, rest)
            entry = (None if old is NOTHING else old) if value is None else value
            return {head: _bare(merge(table, nested({rest: entry})))}
    if isinstance(value, str) and isinstance(value_at(now, key), list):
        return {key: [part.strip() for part in value.split(",") if part.strip()]}
    return {key: value}


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
