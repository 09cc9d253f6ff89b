"""What is wrong with what varies: keys that no model has, values that one refuses, and where."""

from __future__ import annotations

import copy
import difflib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.model.complaints import line_of, problems_of, toml_text
from tisites.model.declaration import Model
from tisites.model.vary import SCENARIO, where_varied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.model.vary import Axis, Variation


def put(table: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    """Set one key of nested tables, making those that lack."""
    for key in keys[:-1]:
        inner = table.get(key)
        table[key] = inner = inner if isinstance(inner, dict) else {}
        table = inner
    table[keys[-1]] = value


def _look(table: Any, keys: tuple[str, ...]) -> Any:
    """Return the value at a path; ``...`` where there is none."""
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return ...
        table = table[key]
    return table


def whole_keys(variation: Variation, raw: dict[str, Any]) -> set[str]:
    """Return the varied keys that hold integers in the validated model."""
    dump = Model.model_validate(raw).model_dump(mode="json")
    values = {axis.name: _look(dump, axis.keys) for axis in variation.axes}
    return {n for n, v in values.items() if isinstance(v, int) and not isinstance(v, bool)}


def unknown_keys(variation: Variation, raw: dict[str, Any], path: Path) -> list[Problem]:
    """Return one problem for each varied key that no model has, with the nearest name."""
    dump = Model.model_validate(raw).model_dump(mode="json")
    known = list(_dotted(dump))
    found = []
    for axis in variation.axes:
        if axis.keys == (SCENARIO,) or _look(dump, axis.keys) is not ... or _may_be(raw, axis):
            continue
        close = difflib.get_close_matches(axis.name, known, 1, 0.6)
        remedy = (
            Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
            if close
            else Text("voir les clés : tisites scenario show", "see tisites scenario show")
        )
        what = Text("cette clé n'existe pas dans le modèle", "the model has no such key")
        found.append(Problem(what, remedy, where_varied(path, axis.keys, axis.name)))
    return found


def _may_be(raw: dict[str, Any], axis: Axis) -> bool:
    """Tell whether a key that nothing declares yet is one that the model takes."""
    trial = copy.deepcopy(raw)
    value = axis.choices[0] if axis.interval is None else axis.interval.low
    put(trial, axis.keys, value)
    try:
        Model.model_validate(trial)
    except ValidationError as error:
        kinds = {detail["type"] for detail in error.errors()}
        return not kinds & {"extra_forbidden", "missing", "union_tag_not_found"}
    return True


def _dotted(table: dict[str, Any], head: str = "") -> Iterator[str]:
    for key, value in table.items():
        yield f"{head}{key}"
        if isinstance(value, dict):
            yield from _dotted(value, f"{head}{key}.")


def fractions(variation: Variation, raw: dict[str, Any], path: Path) -> list[Problem]:
    """Return one problem for each interval that holds no integer where one is needed."""
    found = []
    for axis in variation.axes:
        if axis.name not in whole_keys(variation, raw) or axis.interval is None:
            continue
        if int(axis.interval.high) < axis.interval.low:
            what = Text("aucun entier dans cet intervalle", "no integer in this interval")
            remedy = Text("élargir l'intervalle", "widen the interval")
            found.append(Problem(what, remedy, where_varied(path, axis.keys)))
    return found


def placed(
    error: ValidationError, variation: Variation, path: Path, told: list[Problem]
) -> list[Problem]:
    """Return what a point adds to the problems, each at the line of the key that varies."""
    text = toml_text(path)
    seen = {(p.what, p.where.column, p.where.value) for p in told}
    fresh = []
    for problem in problems_of(error, Model, path):
        where = problem.where
        keys = tuple((where.column or "").split("."))
        for axis in variation.axes:
            if keys[: len(axis.keys)] == axis.keys or axis.keys[: len(keys)] == keys:
                line = line_of(text, ("vary", *axis.keys))
                where = Where(str(path), line, f"vary.{axis.name}", where.value)
                break
        key = (problem.what, where.column, where.value)
        if key not in seen:
            seen.add(key)
            fresh.append(Problem(problem.what, problem.remedy, where))
    return fresh
