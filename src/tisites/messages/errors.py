"""Errors that speak to the planner: what is wrong, where, how to mend it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tisites.messages.clean import clean, shown
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXIT_BAD_INPUT = 2
EXIT_INFEASIBLE = 3
EXIT_LIMIT = 4


@dataclass(frozen=True, slots=True)
class Where:
    """A place in an input.

    Parameters
    ----------
    file : str
        Name of the file, as the planner gave it.
    line : int, optional
        Line in the file, counted from 1, header included.
    column : str, optional
        Column, key or dotted path of the model.
    value : str, optional
        The offending value, as read.

    Examples
    --------
    >>> str(Where("sites.csv", 12, "surface", "-3"))
    'sites.csv, ligne 12, colonne « surface », valeur « -3 »'
    """

    file: str = ""
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        parts = [shown(self.file, None)] if self.file else []
        if self.line is not None:
            parts.append(str(Text(f"ligne {self.line}", f"line {self.line}")))
        if self.column is not None:
            column = shown(self.column)
            parts.append(str(Text(f"colonne « {column} »", f"column '{column}'")))
        if self.value is not None:
            value = shown(self.value)
            parts.append(str(Text(f"valeur « {value} »", f"value '{value}'")))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and the remedy."""

    what: Text
    remedy: Text
    where: Where = field(default_factory=Where)

    def __str__(self) -> str:
        place = str(self.where)
        head = f"{place}{Text(' : ', ': ')}{self.what}" if place else str(self.what)
        return clean(f"{head}\n    → {self.remedy}")


@dataclass(frozen=True, slots=True)
class Unmet(Problem):
    """A limit that no selection can meet, found without solving; moving it helps."""


class TisitesError(Exception):
    """Base of every error shown to a planner, without traceback.

    Parameters
    ----------
    problems : Problem or sequence of Problem
        All that is wrong; checks collect, they do not stop at the first.
    """

    exit_code = 1

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class BadInputError(TisitesError):
    """An input that cannot be used (exit code 2)."""

    exit_code = EXIT_BAD_INPUT


class InfeasibleError(TisitesError):
    """No selection meets every constraint (exit code 3)."""

    exit_code = EXIT_INFEASIBLE


class LimitReachedError(TisitesError):
    """A limit was reached without proof (exit code 4)."""

    exit_code = EXIT_LIMIT


def bad_input(what: Text, remedy: Text, where: Where | None = None) -> BadInputError:
    """Build a :class:`BadInputError` with one problem."""
    return BadInputError(Problem(what, remedy, where or Where()))


@contextmanager
def located(file: str) -> Iterator[None]:
    """Name the file in problems that know their key but not where it was read.

    Examples
    --------
    >>> try:
    ...     with located("s.toml"):
    ...         raise bad_input(Text("a", "a"), Text("b", "b"), Where(column="choose"))
    ... except BadInputError as error:
    ...     print(error.problems[0].where.file)
    s.toml
    """
    try:
        yield
    except BadInputError as error:
        raise BadInputError(
            [
                problem
                if problem.where.file
                else replace(problem, where=replace(problem.where, file=file))
                for problem in error.problems
            ]
        ) from error
