"""Any honest list: how its columns are proposed to be read, confirmed, kept, found again.

Every verb that takes a list asks here first, and reads it with what comes back::

    answer = guessed(ListRequest(path, pack=pack))
    listing = answer.value
    if listing.reading is None and listing.guess is not None:
        ...  # show answer.document, ask, then:
        listing = confirmed(listing, {question.key: "93066"})
    request = Request(candidates=path, reading=listing.reading, ...)

``listing.guess`` is ``None`` for a file that is read as it is (nothing is to be asked), and for one
whose reading was confirmed before. With ``yes=True`` the proposal is taken as it is.
``answer.write()`` keeps a confirmed reading for next time; nothing else is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.candidates.parts import READING_SUFFIX, READINGS
from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.candidates.guess.guess import Guess
    from tisites.candidates.guess.reading import ListReading
    from tisites.messages.progress import Listener
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class ListRequest:
    """A list, and what its planner says of it.

    Parameters
    ----------
    path : Path
        The list.
    pack : Path, optional
        Data pack; the embedded demonstration pack when absent.
    columns : mapping of str to str
        The scenario's ``[columns]``.
    sheet : str, optional
        Sheet or layer.
    communes : mapping of str to str
        Name of a commune that several bear, to the code that is meant.
    surface_unit : str, optional
        ``ha``, ``m2``…: of areas whose unit the list does not say.
    reading : Path, optional
        File of a reading that was confirmed before.
    yes : bool
        The proposal is confirmed unseen.
    tolerant : bool
        Faulty rows are left out by ``--tolerant``: they are no reason to guess.
    folder : Path
        Where confirmed readings are kept and found again.
    """

    path: Path
    pack: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    communes: Mapping[str, str] = field(default_factory=dict)
    surface_unit: str | None = None
    reading: Path | None = None
    yes: bool = False
    tolerant: bool = False
    folder: Path = READINGS


@dataclass(frozen=True)
class Listing:
    """How a list is read.

    Parameters
    ----------
    path : Path
        The list.
    reading : ListReading, optional
        Confirmed; ``None`` where nothing is to be confirmed, or where it is not yet.
    guess : Guess, optional
        The proposal; ``None`` where the file is read as it is, or as confirmed before.
    found : Path, optional
        File of the reading that was confirmed before.
    """

    path: Path
    reading: ListReading | None = None
    guess: Guess | None = None
    found: Path | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody has to confirm the proposal."""
        return self.guess is not None and self.reading is None


@verb
def guessed(asked: ListRequest, listener: Listener) -> Answer[Listing]:
    """Propose how a list is read; nothing is read into a run yet.

    Raises
    ------
    BadInputError
        If the file cannot be opened or understood: all that is wrong with it as it is.
    """
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.run.prepare.kept import OF_PACKS, pack_key
    from tisites.territory.territory import load_territory

    listener.phase("load")
    pack = asked.pack

    def territory() -> Territory:
        return load_territory(open_demo() if pack is None else open_pack(pack))

    # the run that follows reads the same pack
    return proposed(asked, lambda: OF_PACKS("territory", pack_key(pack), territory))


def proposed(asked: ListRequest, territory_of: Callable[[], Territory]) -> Answer[Listing]:
    """Propose how a list is read, as :func:`guessed` does, over a territory that may be at hand.

    Raises
    ------
    BadInputError
        As :func:`guessed` does.
    """
    from tisites.candidates.guess.propose import Hints, as_named, kept_reading, propose
    from tisites.candidates.guess.reading import read_reading
    from tisites.report.listing import as_it_is_document, listing_document

    if asked.surface_unit is not None:
        _check_unit(asked.surface_unit)
    plain = not (asked.sheet or asked.communes or asked.surface_unit)
    known = asked.reading or (kept_reading(asked.path, asked.folder) if plain else None)
    if known is not None:
        listing = Listing(asked.path, read_reading(known), found=known)
        return Answer(listing, as_it_is_document(asked.path, known))
    territory = territory_of()
    answers = _answers(asked.communes, territory)
    hints = Hints(asked.columns, asked.sheet, answers, asked.surface_unit, asked.tolerant)
    found = propose(asked.path, territory, hints)
    if found is None:  # a sheet that was asked for is read by whoever takes the list from here
        named = as_named(asked.path, asked.sheet, asked.columns) if asked.sheet else None
        return Answer(Listing(asked.path, named), as_it_is_document(asked.path))
    _check_answers(answers, found)
    listing = Listing(asked.path, found.reading if asked.yes else None, found)
    problems = () if asked.yes else (*found.instead, to_confirm(asked.path))
    return Answer(
        listing,
        listing_document(found),
        end=End.DONE if asked.yes else End.BAD_INPUT,
        save=lambda: keep(listing, asked.folder),
        problems=problems,
    )


def confirmed(listing: Listing, communes: Mapping[str, str] | None = None) -> Listing:
    """Return a listing whose proposal the planner confirms, with answers to its questions.

    Parameters
    ----------
    listing : Listing
        With a guess.
    communes : mapping of str to str, optional
        Key of each question that was answered to the code that was chosen.
    """
    from tisites.candidates.guess.guess import answered

    if listing.guess is None:
        return listing
    return replace(listing, reading=answered(listing.guess, communes or {}))


def keep(listing: Listing, folder: Path = READINGS) -> Path | None:
    """Keep a reading that was just confirmed, beside the work; no file is ever replaced.

    Returns
    -------
    Path or None
        Its file; ``None`` where there is nothing to keep.
    """
    from tisites.candidates.guess.reading import write_reading

    if listing.guess is None or listing.reading is None:
        return None
    for number in range(1, 1000):
        more = "" if number == 1 else f"-{number}"
        path = folder / f"{listing.path.stem}{more}{READING_SUFFIX}"
        try:
            write_reading(listing.reading, path)
        except FileExistsError:
            continue
        return path
    return None


def to_confirm(path: Path) -> Problem:
    """Say that a reading waits to be confirmed, and the three ways to do it."""
    what = Text(
        "les colonnes de cette liste ont été devinées : la lecture proposée est à confirmer",
        "the columns of this list were guessed: the proposed reading is to be confirmed",
    )
    remedy = Text(
        "vérifier le tableau, puis : 1. ajouter --yes ; 2. ou relancer dans un terminal, qui"
        f" demande ; 3. ou --reading FICHIER, une lecture confirmée avant (dossier {READINGS})",
        "check the table, then: 1. add --yes; 2. or run again in a terminal, which asks; 3. or"
        f" --reading FILE, a reading confirmed before (folder {READINGS})",
    )
    return Problem(what, remedy, Where(str(path)))


def _answers(communes: Mapping[str, str], territory: Territory) -> dict[str, str]:
    """Return answers by what was asked.

    Raises
    ------
    BadInputError
        If a code is no commune's.
    """
    from tisites.candidates.commune_names import asked_communes

    known = territory.communes.index
    for name, code in communes.items():
        if code not in known:
            what = Text(f"commune inconnue : {code}", f"unknown commune: {code}")
            remedy = Text("donner son code INSEE", "give its INSEE code")
            raise bad_input(what, remedy, Where("--commune", value=f"{name}={code}"))
    return asked_communes(communes)


def _check_answers(answers: Mapping[str, str], found: Guess) -> None:
    """Refuse an answer that is no commune of the name it answers for."""
    for question in found.questions:
        code = answers.get(question.key.partition("|")[0])
        if code is not None:
            listed = ", ".join(f"{name} ({c}), {dep}" for c, name, dep in question.choices[:10])
            what = Text(
                f"« {code} » n'est pas une commune nommée « {question.name} »",
                f"'{code}' is no commune called '{question.name}'",
            )
            remedy = Text(f"choisir parmi : {listed}", f"choose from: {listed}")
            raise bad_input(what, remedy, Where("--commune", value=f"{question.name}={code}"))


def _check_unit(unit: str) -> None:
    from tisites.candidates.guess.quantity import HECTARES

    if unit not in HECTARES:
        listed = ", ".join(HECTARES)
        what = Text("unité de surface inconnue", "unknown unit of area")
        remedy = Text(f"choisir parmi : {listed}", f"choose from: {listed}")
        raise bad_input(what, remedy, Where("--surface-unit", value=unit))
