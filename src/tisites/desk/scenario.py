"""Scenarios written, shown, compared and checked: the verbs ``scenario``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import BadInputError, Problem
from tisites.messages.text import Text, number
from tisites.report.document import Document, Section
from tisites.report.scenario_words import differences_document, scenario_document

if TYPE_CHECKING:
    from tisites.messages.progress import Listener

NAME = "scenario"


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A scenario to write: where, and what it derives from."""

    path: Path
    base: str = "reference"


@verb
def new(request: NewRequest, listener: Listener) -> Answer[Path]:
    """Write a new scenario file, with the keys most often changed at their values.

    Raises
    ------
    BadInputError
        A name that is none, a file that is there already, an unknown base.
    """
    from tisites.model.fresh import new_scenario

    del listener
    file = new_scenario(request.path, request.base)
    written = Text(
        f"{file} écrit ; le modifier, puis : tisites scenario validate {file}",
        f"{file} written; edit it, then: tisites scenario validate {file}",
    )
    return Answer(file, Document(NAME, written, ()))


@dataclass(frozen=True, slots=True)
class ShowRequest:
    """A scenario to show, or a grid; a model in place of its own."""

    name: str
    model: str | None = None


@verb
def show(request: ShowRequest, listener: Listener) -> Answer[str]:
    """Show the merged model and where each value comes from; or the points of a grid.

    Raises
    ------
    BadInputError
        If anything in the scenario is wrong.
    """
    del listener
    return Answer(request.name, scenario_document(request.name, request.model))


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Two scenarios."""

    a: str
    b: str


@verb
def diff(request: DiffRequest, listener: Listener) -> Answer[DiffRequest]:
    """Tell the keys that differ, before and after.

    Raises
    ------
    BadInputError
        If anything in either scenario is wrong.
    """
    del listener
    return Answer(request, differences_document(request.a, request.b))


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """Scenarios or grids to check.

    Parameters
    ----------
    files : tuple of str
        Paths or shipped names.
    pack, candidates : Path, optional
        Where the sites that they name are looked for, as ``tisites run`` would read them.
    """

    files: tuple[str, ...]
    pack: Path | None = None
    candidates: Path | None = None


@verb
def validate(request: ValidateRequest, listener: Listener) -> Answer[dict[str, int]]:
    """Say of each file that it is valid, with its points; all that is wrong in the others beside.

    The answer tells the number of points of each valid file.
    """
    from tisites.run.prepare.validate import validated

    valid: dict[str, int] = {}
    problems: list[Problem] = []
    for file in request.files:
        listener.phase(file)
        try:
            valid[file] = validated(file, request.pack, request.candidates)
        except BadInputError as error:
            problems += error.problems
    told = tuple(
        f"{file}{Text(' : valide', ': valid')}" + ("" if n == 1 else f", {number(n)} points")
        for file, n in valid.items()
    )
    title = Text("Scénarios vérifiés", "Scenarios checked")
    document = Document(NAME, title, (Section(sentences=told),) if told else ())
    end = End.BAD_INPUT if problems else End.DONE
    return Answer(valid, document, end=end, problems=tuple(dict.fromkeys(problems)))
