"""How verbs are declared: one table of them, each with its words, its options, what it asks.

A verb is a line of the table, said in both languages, and a function of what was typed that asks
the desk. Options that several verbs share are in ``options.py``. Only the verb that is asked for is
built for the parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import Parameter, Signature
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import typer

from tisites.cli.usage import Verbs, VerbUsage, figure_option
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: What was typed, by the names of options and arguments.
Typed = SimpleNamespace


@dataclass(frozen=True, slots=True)
class Given:
    """An option or an argument.

    Parameters
    ----------
    name : str
        What the verb calls it.
    words : Text
        Its help.
    kind : type
        Of its value: ``str``, ``Path``, ``list[str]``…
    default : object
        Its value where it is not given; ``...`` where it must be.
    flags : tuple of str
        How it is typed; none for an argument.
    least : float, optional
        Least figure.
    shown : dict
        What the parser is told besides.
    """

    name: str
    words: Text
    kind: Any
    default: Any = None
    flags: tuple[str, ...] = ()
    least: float | None = None
    shown: tuple[tuple[str, Any], ...] = ()

    def parameter(self) -> Parameter:
        """Return it as the parser reads it, with its help in the current language."""
        words, shown = str(self.words), dict(self.shown)
        info: Any
        if not self.flags:
            info = typer.Argument(self.default, help=words, **shown)
        elif self.kind in (int, float):
            info = figure_option(self.default, self.flags[0], words, self.kind, self.least)
        else:
            info = typer.Option(self.default, *self.flags, help=words, **shown)
        kind = self.kind | None if self.default is None else self.kind
        return Parameter(self.name, Parameter.KEYWORD_ONLY, default=info, annotation=kind)


def argument(
    name: str, fr: str, en: str, kind: Any = str, default: Any = ..., **shown: Any
) -> Given:
    """Declare an argument; one that must be given, unless it has a default."""
    return Given(name, Text(fr, en), kind, default, shown=tuple(shown.items()))


def option(
    flags: str, fr: str, en: str, kind: Any = str, default: Any = None, *,
    least: float | None = None, name: str = "", **shown: Any,
) -> Given:  # fmt: skip
    """Declare an option; ``flags`` as typed, ``--sheet --layer`` where it has two.

    Examples
    --------
    >>> option("--time-limit", "Limite (s)", "Limit (s)", float, least=0).name
    'time_limit'
    """
    each = tuple(flags.split())
    name = name or each[0].split("/")[0].removeprefix("--").replace("-", "_")
    return Given(name, Text(fr, en), kind, default, each, least, tuple(shown.items()))


def flag(flags: str, fr: str, en: str, *, default: bool = False, **shown: Any) -> Given:
    """Declare an option that is there or not."""
    return option(flags, fr, en, bool, default, **shown)


#: ``--lang`` of every verb: read before the parser is built, shown in the help of each.
LANG = option("--lang", "fr | en", "fr | en", str, "", show_default=False)


@dataclass(frozen=True, slots=True)
class Command:
    """A verb of the command line.

    Parameters
    ----------
    name : str
        As typed: ``explain``, ``runs show``.
    words : Text
        What it does.
    given : tuple of Given
        Its options and arguments, as its help lists them.
    answer : callable
        Asks the desk; returns the exit code.
    """

    name: str
    words: Text
    given: tuple[Given, ...]
    answer: Callable[[Typed], int]

    def command(self) -> Callable[..., int]:
        """Return it as the function that the parser calls."""

        def called(**typed: Any) -> int:
            typed.pop(LANG.name)
            return self.answer(Typed(**typed))

        parameters = [one.parameter() for one in (*self.given, LANG)]
        called.__signature__ = Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
        called.__annotations__ = {one.name: one.annotation for one in parameters}
        return called


def verb(name: str, fr: str, en: str, *given: Given) -> Callable[[Callable[[Typed], int]], Command]:
    """Make a verb of a function that asks the desk."""
    return lambda answer: Command(name, Text(fr, en), given, answer)


@dataclass(frozen=True, slots=True)
class Group:
    """Verbs under one name, and what that name does alone: ``None`` tells its help."""

    words: Text
    alone: Callable[[Typed], int] | None = None


def build(
    title: Text, verbs: Sequence[Command], groups: dict[str, Group], arguments: Sequence[str] = ()
) -> typer.Typer:
    """Build what the parser needs, with its help in the current language.

    Parameters
    ----------
    title : Text
        What the program does.
    verbs : sequence of Verb
        The table, in the order of the help.
    groups : dict of str to Group
        What the first words of two-word verbs are.
    arguments : sequence of str
        What was typed: the verb that it names is built alone; all of them where it names none.
    """
    typed = {" ".join(arguments[:1]), " ".join(arguments[:2])}
    wanted = [one for one in verbs if one.name in typed] or verbs
    app = typer.Typer(
        name="tisites", help=str(title), no_args_is_help=True, add_completion=False,
        rich_markup_mode=None, pretty_exceptions_enable=False, cls=Verbs,
    )  # fmt: skip
    app.callback()(lambda: None)  # a program of verbs, though one alone is built
    under: dict[str, typer.Typer] = {}
    for one in wanted:
        group, _, name = one.name.rpartition(" ")
        if group and group not in under:
            under[group] = _group(app, group, groups[group])
        place = under[group] if group else app
        place.command(name, help=str(one.words), cls=VerbUsage)(one.command())
    return app


def _group(app: typer.Typer, name: str, group: Group) -> typer.Typer:
    alone = group.alone
    made = typer.Typer(
        help=str(group.words), no_args_is_help=alone is None,
        invoke_without_command=alone is not None, rich_markup_mode=None, cls=Verbs,
    )  # fmt: skip
    if alone is not None:
        lang = LANG.parameter().default

        def every(context: typer.Context, lang: str = lang) -> int:
            del lang
            return 0 if context.invoked_subcommand is not None else alone(Typed())

        made.callback()(every)
    app.add_typer(made, name=name)
    return made
