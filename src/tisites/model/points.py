"""From a scenario that varies something to its points, each a validated model of its own."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.model.declaration import Model
from tisites.model.draw import count_of, draw
from tisites.model.load import find, merged_of, point_of, stack, validate
from tisites.model.points_check import fractions, placed, put, unknown_keys, whole_keys
from tisites.model.vary import MOST_POINTS, SCENARIO, read_variation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.model.vary import Variation

#: Wrong points are told until there are this many problems.
TOLD = 40


@dataclass(frozen=True, slots=True)
class Point:
    """One model to solve.

    Parameters
    ----------
    reference : str
        What ``tisites run`` takes: a scenario, or a grid and a point (``grid.toml#007``).
    name : str
        Name of the scenario, or of the grid with the point's number.
    values : dict
        What varies, by dotted key; empty for a plain scenario.
    model : Model
        The merged and validated model.
    """

    reference: str
    name: str
    values: dict[str, Any]
    model: Model


def load_points(name: str, model: str | None = None) -> list[Point]:
    """Return the points of a scenario: one, or as many as it varies.

    Parameters
    ----------
    name : str
        Path or shipped name; ``grid.toml#007`` gives one point.
    model : str, optional
        Model in place of the scenario's base.

    Raises
    ------
    BadInputError
        All that is wrong in the file and in the points.
    """
    return list(_points(name, model, point_of(name)))


def one_point(name: str, model: str | None = None) -> Point:
    """Return the point that a reference names.

    Raises
    ------
    BadInputError
        If the reference names a whole grid, or a point that it does not have.
    """
    number = point_of(name)
    if number:
        return next(_points(name, model, number))
    what = Text(
        "ce scénario fait varier des clés (vary) : c'est une grille, pas un calcul",
        "this scenario varies keys: it is a grid, not a run",
    )
    remedy = Text(
        f"lancer tisites sweep {name}, ou un point : {name}#1",
        f"run tisites sweep {name}, or one point: {name}#1",
    )
    raise bad_input(what, remedy, Where(name))


def _points(name: str, model: str | None, number: str) -> Iterator[Point]:
    path = find("scenarios", name)
    merged = merged_of(stack(path, model))
    variation, problems = read_variation(merged, path)
    if problems and variation is not None:
        start = next(iter(_starts(path, model, variation).values()))
        raise BadInputError(problems + unknown_keys(variation, start, path))
    file = name.rpartition("#")[0] if number else name
    if variation is None:
        if number:
            raise _no_point(name, 1)
        yield Point(name, str(merged.get("name")), {}, validate(_bare(merged), path))
        return
    count = count_of(variation)
    if count > MOST_POINTS:
        what = Text(f"{count} points : c'est trop", f"{count} points: too many")
        remedy = Text(
            f"{MOST_POINTS} au plus ; réduire les listes, ou tirer un échantillon ([sampling])",
            f"{MOST_POINTS} at most; shorten the lists, or draw a sample ([sampling])",
        )
        raise bad_input(what, remedy, Where(str(path), column="vary"))
    if number and not 1 <= int(number) <= count:
        raise _no_point(name, count)
    yield from _drawn(path, model, variation, file, int(number) if number else None)


def _drawn(
    path: Path, model: str | None, variation: Variation, file: str, only: int | None
) -> Iterator[Point]:
    starts = _starts(path, model, variation)
    first = next(iter(starts.values()))
    problems = unknown_keys(variation, first, path)
    problems += fractions(variation, first, path)
    if problems:
        raise BadInputError(problems)
    rows = draw(variation, whole_keys(variation, first))
    width = max(3, len(str(len(rows))))
    found: list[Point] = []
    for k, values in enumerate(rows, start=1):
        if only is not None and k != only:
            continue
        raw = copy.deepcopy(starts[values.get(SCENARIO)])
        for axis in variation.axes:
            if axis.keys != (SCENARIO,):
                put(raw, axis.keys, values[axis.name])
        label = f"{k:0{width}d}"
        raw["name"] = f"{raw['name']}-{label}"
        raw["title"] = f"{raw['title']} · point {k}/{len(rows)}"
        if raw.get("title_en"):
            raw["title_en"] = f"{raw['title_en']} · point {k}/{len(rows)}"
        try:
            whole = Model.model_validate(raw)
        except ValidationError as error:
            problems += placed(error, variation, path, problems)
            if len(problems) >= TOLD:
                break
            continue
        found.append(Point(f"{file}#{label}", raw["name"], values, whole))
    if problems:
        raise BadInputError(problems)
    yield from found


def _starts(
    path: Path, model: str | None, variation: Variation
) -> dict[str | None, dict[str, Any]]:
    """Return the merged table under each chosen scenario; one under ``None`` without a choice."""
    chosen = next((axis.choices for axis in variation.axes if axis.keys == (SCENARIO,)), (None,))
    starts = {one: _bare(merged_of(stack(path, model, one))) for one in chosen}
    for raw in starts.values():
        validate(raw, path)
    return starts


def _bare(merged: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in merged.items() if key not in ("vary", "sampling")}


def _no_point(name: str, count: int) -> BadInputError:
    what = Text("ce point n'existe pas", "there is no such point")
    remedy = Text(f"choisir de #1 à #{count}", f"choose from #1 to #{count}")
    return bad_input(what, remedy, Where(name))


def load_scenario(name: str, model: str | None = None) -> tuple[Model, str]:
    """Read a scenario and return its merged model and its own name.

    Parameters
    ----------
    name : str
        Path or shipped name. A scenario file has ``base`` (a model), ``name``, ``title`` and any
        keys of a model; bases may be chained through other scenarios with ``from``. A scenario
        that varies something is a grid: ``grid.toml#007`` is its seventh point.
    model : str, optional
        Model to use in place of the scenario's base.

    Raises
    ------
    BadInputError
        If anything in the merged model is wrong, or if a grid is given without a point.
    """
    path, point = find("scenarios", name), point_of(name)
    merged = merged_of(stack(path, model))
    if point or "vary" in merged or "sampling" in merged:
        found = one_point(name, model)
        return found.model, found.name
    return validate(merged, path), str(merged["name"])
