"""What is said of a scenario's own text: the line a problem stands on, a table without effect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.complaints import with_line
from tisites.model.load import find, stack

#: The verb that reads each table of the programme (:mod:`tisites.model.programme`) that would
#: change the selection; a reserve list does not.
READ_BY = {
    "programme": "calendar", "stages": "stages", "type": "types",
    "types": "types", "party": "compromise", "compromise": "compromise",
}  # fmt: skip
#: Code of the finding that says so.
ASIDE = "programme_key_aside"

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tisites.messages.errors import Problem
    from tisites.model.declaration import Model
    from tisites.run.prepare.request import Request


def with_lines(problems: Iterable[Problem], request: Request) -> tuple[Problem, ...]:
    """Give problems of the merged model the file and line that declare their key.

    A key that the scenario does not override stands in a scenario it derives from, or in its model:
    the problem then names that file.
    """
    told = tuple(problems)
    if not any(problem.where.file == request.scenario for problem in told):
        return told
    path = find("scenarios", request.scenario)
    try:
        files = [layer.path for layer in reversed(stack(path, request.model))]
    except BadInputError:  # what is wrong with the files themselves is among the problems
        files = [path]
    return tuple(
        _with_line(problem, files) if problem.where.file == request.scenario else problem
        for problem in told
    )


def _with_line(problem: Problem, files: Sequence[Path]) -> Problem:
    """Give a problem the line of its key in the first file that declares it."""
    for number, path in enumerate(files):
        found = with_line(problem, path)
        if found.where.line is not None:
            return replace(found, where=replace(found.where, file=path.name)) if number else found
    return problem


def unused_columns(request: Request, model: Model) -> tuple[Finding, ...]:
    """Say that ``[columns]`` says nothing of the pack's own candidates, whose columns are known."""
    if request.candidates is not None or not model.columns:
        return ()
    message = Text(
        "[columns] est sans effet : les candidats sont ceux du paquet de données",
        "[columns] has no effect: the candidates are those of the data pack",
    )
    remedy = Text(
        "donner le fichier de sites avec --candidates, ou retirer [columns]",
        "give the file of sites with --candidates, or remove [columns]",
    )
    return (Finding("run", "columns_unused", "warning", message, remedy, subject="columns"),)


def programme_keys(model: Model) -> tuple[Finding, ...]:
    """Say of each table of the programme which verb reads it: the plain selection does not.

    Examples
    --------
    >>> from tisites.model.points import load_scenario
    >>> [f.subject for f in programme_keys(load_scenario("programme-100-meur")[0])]
    ['programme']
    """
    return tuple(
        Finding(
            "model", ASIDE, "warning",
            Text(
                f"[{key}] n'est lu que par « tisites {verb} » : la sélection est faite sans lui",
                f"[{key}] is read by 'tisites {verb}' alone: the selection is made without it",
            ),
            Text(
                f"pour en tenir compte : tisites {verb} SCÉNARIO",
                f"to take it into account: tisites {verb} SCENARIO",
            ),
            subject=key,
        )
        for key, verb in READ_BY.items() if getattr(model, key)
    )  # fmt: skip
