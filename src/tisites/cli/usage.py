"""What a mistyped command is told, in the planner's language: by kind of mistake, never by wording.

Figures are read here, and so are names of verbs and arguments in excess: the parser is left to tell
an option that it does not know, one without its value, and an argument that is missing, each by an
error of its own kind.
"""

from __future__ import annotations

import difflib
import os
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from tisites.messages.errors import Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_METAVARS = {int: Text("<entier>", "<int>"), float: Text("<nombre>", "<float>")}


class Verbs(TyperGroup):
    """A group of verbs that tells the nearest to a name that it does not have."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the verb asked for.

        Raises
        ------
        BadInputError
            If there is none of that name.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), 3, 0.6)
            what = Text(f"commande inconnue : {name}", f"unknown command: {name}")
            raise bad_input(what, _near(near) or _help_of(ctx))
        return super().resolve_command(ctx, args)


_long: ContextVar[bool] = ContextVar("tisites_long", default=False)


def long_wanted() -> bool:
    """Whether the planner asked for everything, not for one screen."""
    return _long.get()


class VerbUsage(TyperCommand):
    """A verb that tells which of its arguments are too many, and all of its answer on request."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        words = Text(
            "--long : tout dire, sans se tenir à un écran (toujours : TISITES_LONG=1).",
            "--long: tell everything, not one screen (always: TISITES_LONG=1).",
        )
        super().__init__(*arguments, **{**options, "epilog": str(words)})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments.

        Raises
        ------
        BadInputError
            If some are left over.
        """
        _long.set("--long" in args or bool(os.environ.get("TISITES_LONG")))
        args = [one for one in args if one != "--long"]
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest:
            told = " ".join(rest)
            what = Text(f"argument en trop : {told}", f"argument in excess: {told}")
            raise bad_input(what, _help_of(ctx))
        return rest


def figure_option(
    default: float | None, name: str, words: str, kind: type, minimum: float | None
) -> Any:
    """Return an option whose value is a figure, at least ``minimum``."""
    read = figure_reader(name, kind, minimum)
    return typer.Option(default, name, help=words, parser=read, metavar=str(_METAVARS[kind]))


def figure_reader(name: str, kind: type, minimum: float | None) -> Callable[[Any], Any]:
    """Return a function that reads a figure, or says what is expected.

    Examples
    --------
    >>> from tisites.messages.errors import TisitesError
    >>> read = figure_reader("--gap", float, 0)
    >>> read("0.05")
    0.05
    >>> try:
    ...     read("0,05")
    ... except TisitesError as error:
    ...     print(error)
    --gap, valeur « 0,05 » : un nombre est attendu
        → l'écrire avec un point décimal, par exemple 0.05
    """

    def read(text: Any) -> Any:
        try:
            value = kind(text)
        except ValueError:
            raise bad_input(*_EXPECTED[kind], Where(name, value=str(text))) from None
        if minimum is not None and value < minimum:
            least = f"{minimum:g}"
            what = Text(f"la valeur doit être au moins {least}", f"it must be at least {least}")
            remedy = Text(f"écrire {least} ou plus", f"write {least} or more")
            raise bad_input(what, remedy, Where(name, value=str(text)))
        return value

    return read


_EXPECTED = {
    int: (
        Text("un nombre entier est attendu", "a whole number is expected"),
        Text("l'écrire en chiffres, par exemple 4", "write it in figures, for example 4"),
    ),
    float: (
        Text("un nombre est attendu", "a number is expected"),
        Text(
            "l'écrire avec un point décimal, par exemple 0.05",
            "write it with a decimal point, for example 0.05",
        ),
    ),
}


def usage_problem(error: BaseException) -> Problem | None:
    """Return the parser's own error in words; ``None`` for an error that is not the parser's."""
    if not isinstance(error, typer.BadParameter.__mro__[1]):
        return None
    context, kind = getattr(error, "ctx", None), type(error).__name__
    parameter = getattr(error, "param", None)
    option = str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        near = list(getattr(error, "possibilities", None) or ())
        what = Text(f"option inconnue : {option}", f"unknown option: {option}")
        return Problem(what, _near(near) or _help_of(context))
    if kind == "BadOptionUsage":
        what = Text(f"l'option {option} attend une valeur", f"option {option} needs a value")
        return Problem(what, _help_of(context))
    if kind == "MissingParameter" and parameter is not None:
        name = "/".join(parameter.opts)
        name = name if name.startswith("-") else name.upper()
        return Problem(Text("à donner", "missing"), _help_of(context), Where(name))
    said = str(getattr(error, "message", error))  # the parser's words: a kind that is new to us
    name = "/".join(parameter.opts) if parameter is not None else ""
    return Problem(Text(said, said), _help_of(context), Where(name))


def _near(names: Sequence[str]) -> Text | None:
    if not names:
        return None
    listed = ", ".join(names)
    return Text(f"vouliez-vous {listed} ?", f"did you mean {listed}?")


def _help_of(context: Any) -> Text:
    """Return the command that tells the options of the verb that was mistyped."""
    verbs: list[str] = []
    while context is not None and context.parent is not None:
        verbs.insert(0, str(context.info_name))
        context = context.parent
    command = " ".join(["tisites", *verbs, "--help"])
    return Text(command, f"{command} --lang en")
