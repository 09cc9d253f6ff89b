"""What a sweep will solve: one task a point, named by the hash of all that decides its answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tisites.data.demo.demo import open_demo
from tisites.data.fingerprint import code_sha256, fingerprint, versions
from tisites.data.pack import open_pack
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text, language
from tisites.model.flat import NAMES, flat_model
from tisites.model.key_words import key_label
from tisites.model.points import load_points
from tisites.run.prepare.kept import key_text
from tisites.run.prepare.request import Request, refuse_wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tisites.model.declaration import Model
    from tisites.model.points import Point
    from tisites.run.answer.outcome import Outcome

#: Layout of a sweep folder; part of every key.
FORMAT = 1
#: Last parts of dotted keys that only word or justify; they decide nothing.
WORDS = ("label", "label_en", "source", "reason", "reason_en", "author", "date", "family")


@dataclass(frozen=True, slots=True)
class Ask:
    """How every point of a sweep is solved.

    Parameters
    ----------
    pack, candidates : Path, optional
        As in :class:`~tisites.run.prepare.request.Request`.
    tolerant : bool
        As in :class:`~tisites.run.prepare.request.Request`.
    solver : str
        Back end.
    seconds : float, optional
        Time limit of each point.
    confirm : bool
        Whether the back end confirms what the kernel's tree has closed, as ``tisites run`` does.
    pack_sha256, engine : str
        Of the pack, and of code and versions: a worker that has others refuses to answer.
    language : {"fr", "en"}
        Of the words in whole runs.
    store : Path, optional
        Store of whole runs (``--full``).
    write : callable, optional
        Writes a whole run into a folder.
    """

    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    solver: str = "cbc"
    seconds: float | None = None
    confirm: bool = False
    pack_sha256: str = ""
    engine: str = ""
    language: str = "fr"
    store: Path | None = None
    write: Callable[[Outcome, Path], None] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One point to solve.

    Parameters
    ----------
    key : str
        Content hash, 64 hexadecimal digits: the same point is never solved twice.
    name, reference : str
        As in :class:`~tisites.model.points.Point`.
    model : Model
        What to solve.
    group : str
        Tasks of one group share their data, who may compete and what was measured.
    """

    key: str
    name: str
    reference: str
    model: Model
    group: str


@dataclass(frozen=True)
class Plan:
    """A sweep before it is solved.

    Parameters
    ----------
    scenarios : tuple of str
        As the planner named them.
    ask : Ask
        How each point is solved.
    points : tuple of Point
        In the planner's order.
    tasks : tuple of Task
        One a distinct content, in an order that lets neighbours share work.
    keys : tuple of str
        Key of the task behind each point.
    values : tuple of dict
        For each point, every dotted key in which the points differ.
    """

    scenarios: tuple[str, ...]
    ask: Ask
    points: tuple[Point, ...]
    tasks: tuple[Task, ...]
    keys: tuple[str, ...]
    values: tuple[dict[str, Any], ...]

    @property
    def hash(self) -> str:
        """Name of the plan: the same points asked in the same way."""
        return fingerprint({"points": [[p.name, k] for p, k in self._named()]})

    def _named(self) -> list[tuple[Point, str]]:
        return list(zip(self.points, self.keys, strict=True))

    def described(self) -> dict[str, Any]:
        """Return the contents of ``sweep.json``."""
        ask = self.ask
        return {
            "format": FORMAT,
            "scenarios": list(self.scenarios),
            "pack": str(ask.pack) if ask.pack else None,
            "pack_sha256": ask.pack_sha256,
            "candidates": str(ask.candidates) if ask.candidates else None,
            "solver": ask.solver,
            "seconds": ask.seconds,
            "confirm": ask.confirm,
            "versions": versions(),
            "engine": ask.engine,
            "labels": self._labels(),
            "points": [
                {"name": point.name, "reference": point.reference, "key": key, "values": values}
                for (point, key), values in zip(self._named(), self.values, strict=True)
            ],
        }

    def _labels(self) -> dict[str, dict[str, str]]:
        """Return what the models call the varied keys, in both languages, where they call them."""
        labels: dict[str, dict[str, str]] = {}
        for key in self.values[0] if self.values else ():
            told = (key_label(key, point.model) for point in self.points)
            words = next((one for one in told if one is not None), None)
            if words is not None:
                labels[key] = {"fr": words.fr, "en": words.en}
        return labels


@cache
def engine() -> str:
    """Return a hash of the code and of the packages that decide an answer."""
    return fingerprint({"versions": versions(), "code": code_sha256()})


def plan(scenarios: Sequence[str], model: str | None, ask: Ask) -> Plan:
    """Plan a sweep: read every scenario, draw every point, name every task.

    Raises
    ------
    BadInputError
        All that is wrong in any scenario, before anything is solved.
    """
    refuse_wrong(Request(solver=ask.solver, seconds=ask.seconds))
    points = _every_point(scenarios, model)
    pack = open_pack(ask.pack) if ask.pack else open_demo()
    ask = replace(ask, pack_sha256=pack.sha256, engine=engine(), language=language())
    known = _known(ask)
    flats = [flat_model(point.model) for point in points]
    keys = tuple(_key(flat, known) for flat in flats)
    tasks: dict[str, Task] = {}
    for point, key in zip(points, keys, strict=True):
        if key not in tasks:
            tasks[key] = Task(key, point.name, point.reference, point.model, _group(point.model))
    first: dict[str, int] = {}
    for k, task in enumerate(tasks.values()):
        first.setdefault(task.group, k)
    order = sorted(tasks.values(), key=lambda task: first[task.group])
    return Plan(tuple(scenarios), ask, tuple(points), tuple(order), keys, _varied(flats))


def _every_point(scenarios: Sequence[str], model: str | None) -> list[Point]:
    points: list[Point] = []
    problems: list[Problem] = []
    for name in scenarios:
        try:
            points += load_points(name, model)
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(problems)
    seen: dict[str, Point] = {}
    for point in points:
        other = seen.setdefault(point.name, point)
        if other is not point and other.model != point.model:
            what = Text(
                f"deux scénarios différents ont le nom « {point.name} »",
                f"two different scenarios are called '{point.name}'",
            )
            remedy = Text("changer name dans l'un des deux", "change name in one of them")
            raise bad_input(what, remedy, Where(point.reference, column="name"))
    return list(seen.values())


def _known(ask: Ask) -> dict[str, Any]:
    """Return all but the model that decides an answer."""
    candidates = None
    if ask.candidates is not None:
        try:
            candidates = hashlib.sha256(ask.candidates.read_bytes()).hexdigest()
        except OSError as error:
            what = Text(
                "ce fichier de candidats ne peut être lu", "this candidate file cannot be read"
            )
            remedy = Text("vérifier le chemin", "check the path")
            raise bad_input(what, remedy, Where(str(ask.candidates))) from error
    return {
        "format": FORMAT,
        "pack": ask.pack_sha256,
        "candidates": candidates,
        "tolerant": ask.tolerant,
        "solver": ask.solver,
        "seconds": ask.seconds,
        "confirm": ask.confirm,
        "engine": ask.engine,
    }


def _key(flat: dict[str, Any], known: dict[str, Any]) -> str:
    return fingerprint({"model": {k: v for k, v in flat.items() if k not in NAMES}, **known})


def _group(model: Model) -> str:
    """Return what a model shares with others before its weights and limits come in."""
    parts = (
        model.columns, model.duplicates, model.assembly, model.eligibility, model.labelled_2024,
        model.assumptions,
    )  # fmt: skip
    return hashlib.sha256(key_text(parts).encode()).hexdigest()[:16]


def _varied(flats: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return, for each point, the deciding keys that are not the same in every point."""
    names = sorted({name for flat in flats for name in flat})
    names = [
        name
        for name in names
        if name not in NAMES
        and name.rpartition(".")[2] not in WORDS
        and any(flat.get(name) != flats[0].get(name) for flat in flats)
    ]
    return tuple({name: flat.get(name) for name in names} for flat in flats)
