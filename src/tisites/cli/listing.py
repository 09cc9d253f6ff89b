"""How the command line has the reading of a list confirmed: shown once, then yes, or a prompt."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.declare import Typed, flag, option
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.desk.listing import Listing
    from tisites.run.prepare.request import Request


@dataclass(frozen=True)
class ListOptions:
    """What the options of a verb say of a list.

    Parameters
    ----------
    yes : bool
        ``--yes``.
    sheet, surface_unit : str, optional
        ``--sheet``, ``--surface-unit``.
    communes : sequence of str
        ``--commune``: ``NAME=CODE``.
    reading : Path, optional
        ``--reading``.
    """

    yes: bool = False
    sheet: str | None = None
    surface_unit: str | None = None
    communes: Sequence[str] = field(default_factory=tuple)
    reading: Path | None = None

    @property
    def asks(self) -> bool:
        """Whether anything was said that has to be obeyed."""
        return bool(self.sheet or self.surface_unit or self.communes or self.reading)


#: Options of a verb that reads a list.
OF_LIST = (
    flag("--yes", "Confirmer la lecture proposée de la liste", "Confirm the proposed reading"),
    option("--sheet --layer", "Feuille ou couche de la liste", "Sheet or layer of the list"),
    option("--surface-unit", "Unité des surfaces qui ne la disent pas : ha, m2",
           "Unit of areas that do not say theirs: ha, m2"),
    option("--commune", "NOM=CODE : la commune d'un nom que plusieurs portent",
           "NAME=CODE of a commune", list[str], []),
    option("--reading", "Lecture de liste confirmée avant (NOM.columns.toml)",
           "Reading of a list confirmed before (NAME.columns.toml)", Path),
)  # fmt: skip


def list_options(o: Typed) -> ListOptions:
    """Return what was typed of a list."""
    return ListOptions(o.yes, o.sheet, o.surface_unit, o.commune, o.reading)


def read_as_listed(request: Request, asked: ListOptions, verb: Callable[[Request], int]) -> int:
    """Ask a verb, with the confirmed reading of its list where it cannot be read as it is.

    Raises
    ------
    BadInputError
        As the verb does; if nobody confirms what is proposed.
    """
    from tisites.candidates.parts import READINGS

    if request.candidates is None:
        return verb(request)
    if asked.yes or asked.asks or READINGS.is_dir():
        return verb(with_reading(request, asked))
    try:
        return verb(request)
    except BadInputError as error:
        if not any(problem.where.file == str(request.candidates) for problem in error.problems):
            raise
        read_so = with_reading(request, asked)
        if read_so.reading is None:
            raise
    return verb(read_so)


def with_reading(request: Request, asked: ListOptions) -> Request:
    """Return a request with the confirmed reading of its list, where its columns are guessed.

    The proposal is shown as one table. It is confirmed by ``--yes``, or by whoever sits at the
    terminal, and kept; otherwise the command ends.

    Raises
    ------
    BadInputError
        If nobody confirms.
    """
    from tisites.cli.console import Progress, make_console
    from tisites.desk.listing import ListRequest, guessed, keep, to_confirm
    from tisites.model.points import load_scenario
    from tisites.report.media.terminal import print_document

    if request.candidates is None:
        return request
    progress = Progress()
    try:
        model, _ = load_scenario(request.scenario, request.model)
        answer = guessed(
            ListRequest(
                request.candidates, request.pack, model.columns or {}, asked.sheet,
                _pairs(asked.communes), asked.surface_unit, asked.reading, asked.yes,
                request.tolerant,
            ),
            progress,
        )  # fmt: skip
    except BadInputError:
        if asked.asks:
            raise
        return request  # the verb itself tells what is wrong, with the rest
    finally:
        progress.clear()
    listing = answer.value
    if listing.guess is None and listing.reading is None:
        return request
    console = make_console()
    print_document(answer.document, console)
    console.print()
    if listing.waits:
        listing = _asked_for(listing)
    if listing.waits and listing.guess is not None:
        raise BadInputError([*listing.guess.instead, to_confirm(request.candidates)])
    kept = keep(listing)
    if kept is not None:
        console.print(str(Text(f"Lecture gardée dans {kept}", f"Reading kept in {kept}")) + "\n")
    return replace(request, reading=listing.reading)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for one in given:
        name, sign, code = one.rpartition("=")
        if not sign or not name.strip() or not code.strip():
            what = Text("NOM=CODE attendu", "NAME=CODE expected")
            remedy = Text(
                'par exemple --commune "Saint-Denis=93066"',
                'for example --commune "Saint-Denis=93066"',
            )
            raise bad_input(what, remedy, Where("--commune", value=one))
        pairs[name.strip()] = code.strip().upper()
    return pairs


def _asked_for(listing: Listing) -> Listing:
    """Ask whoever sits at the terminal; as it was where nobody does, or says no."""
    from tisites.desk.listing import confirmed

    if not attended():
        return listing
    answers = {}
    for question in listing.guess.questions if listing.guess is not None else ():
        typer.echo(str(Text(f"Quelle commune est « {question.name} » ?",
                            f"Which commune is '{question.name}'?")))  # fmt: skip
        for number, (code, name, dep) in enumerate(question.choices, start=1):
            typer.echo(f"  {number}. {name} ({code}), {dep}")
        chosen = _line(Text("Numéro (Entrée : ne pas savoir) : ", "Number (Enter: unknown): "))
        if chosen.isdigit() and 1 <= int(chosen) <= len(question.choices):
            answers[question.key] = question.choices[int(chosen) - 1][0]
    agreed = _line(Text("Lire la liste ainsi ? (o/n) ", "Read the list so? (y/n) ")).casefold()
    return confirmed(listing, answers) if agreed in ("o", "oui", "y", "yes") else listing


def attended() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _line(words: Text) -> str:
    try:
        return input(str(words)).strip()
    except EOFError:
        return ""
