"""A list looked at before anything is done with it: its columns, its rows, what is wrong with them.

Nothing is kept, solved or changed::

    seen = looked_at(LookRequest(path, pack)).value
    seen.columns, seen.candidates.findings  # shown; the planner corrects, then seen.reading is kept
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.candidates.formats.source import ANYWHERE
from tisites.candidates.parts import READINGS
from tisites.desk.answer import Answer, End, verb
from tisites.desk.listing import Listing, ListRequest, proposed
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.columns import Columns
    from tisites.candidates.commune_names import CommuneQuestion
    from tisites.candidates.faults import Faults
    from tisites.candidates.formats.source import Source
    from tisites.candidates.guess.guess import GuessedColumn
    from tisites.candidates.guess.reading import ListReading
    from tisites.messages.progress import Listener
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class LookRequest:
    """A list, and what its planner says of it.

    Parameters
    ----------
    path : Path
    pack : Path, optional
        Data pack that knows the communes; the demonstration pack when absent.
    sheet : str, optional
        Sheet or layer.
    surface_unit : str, optional
        Of areas that do not say theirs.
    communes : mapping of str to str
        Key of a question to the code that is meant.
    meanings : mapping of str to str
        Column to the datum that it is to be read as; "" where it is to be left.
    folder : Path
        Where confirmed readings are found again.
    territory : Territory, optional
        Of the pack, where it is at hand.
    """

    path: Path
    pack: Path | None = None
    sheet: str | None = None
    surface_unit: str | None = None
    communes: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    folder: Path = READINGS
    territory: Territory | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SeenList:
    """A list as it would be read.

    Parameters
    ----------
    reading : ListReading, optional
        How; ``None`` where the file is read as it is.
    columns : tuple of GuessedColumn
        Every column of the list, in its order.
    faults : Faults
        What is wrong with its rows.
    candidates : Candidates
        Its sites, values at fault unknown, with all that was noticed.
    questions : tuple of CommuneQuestion
        Names that several communes bear, answered or not.
    guessed : bool
        Whether the columns were guessed just now.
    found : Path, optional
        File of the reading that was confirmed before.
    """

    reading: ListReading | None
    columns: tuple[GuessedColumn, ...]
    faults: Faults
    candidates: Candidates
    questions: tuple[CommuneQuestion, ...] = ()
    guessed: bool = False
    found: Path | None = None

    @property
    def unanswered(self) -> tuple[CommuneQuestion, ...]:
        """Questions whose rows stay out of the competition as it is."""
        told = {} if self.reading is None else self.reading.communes
        return tuple(one for one in self.questions if one.key not in told)


@verb
def looked_at(asked: LookRequest, listener: Listener) -> Answer[SeenList]:
    """Read a list row by row, as guessed and as corrected; bad input where a commune is asked.

    Raises
    ------
    BadInputError
        If the file cannot be understood, or none of its rows: all that is wrong with it.
    """
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.report.listing import read_document
    from tisites.territory.territory import load_territory

    listener.phase("load")
    territory = asked.territory or load_territory(
        open_demo() if asked.pack is None else open_pack(asked.pack)
    )
    listing, refused = _listing(asked, territory)
    reading = _reading(asked, listing)
    if refused is not None:  # read row by row from here on, by whoever takes the reading
        reading = _named(asked, refused)
    if asked.meanings:
        reading = corrected(asked.path, reading, asked.meanings)
    if reading is not None and asked.surface_unit is not None:
        reading = replace(reading, surface_unit=asked.surface_unit)
    seen = _seen(asked.path, reading, territory, listing)
    if refused is not None and not _usable(seen.faults):
        raise refused
    findings = seen.candidates.findings
    document = read_document(asked.path.name, seen.columns, seen.faults, findings)
    end = End.BAD_INPUT if seen.unanswered else End.DONE
    return Answer(seen, document, end=end)


def corrected(path: Path, reading: ListReading | None, meanings: Mapping[str, str]) -> ListReading:
    """Return a reading whose columns are what the planner says.

    Parameters
    ----------
    path : Path
        The list.
    reading : ListReading, optional
        As proposed; the columns of the file as they are named without one.
    meanings : mapping of str to str
        Column to datum; "" leaves the column.

    Raises
    ------
    BadInputError
        Columns that the list has not, data that no list has, a datum told by two columns.
    """
    from tisites.candidates.column_names import ALIASES
    from tisites.candidates.guess.header_words import GUESSED
    from tisites.candidates.guess.propose import as_named

    base = reading or as_named(path)
    known = (*ALIASES, *GUESSED)
    problems = []
    for column, datum in meanings.items():
        if column not in base.headers:
            problems.append(_wrong(Text("colonne inconnue", "unknown column"), base.headers,
                                   Where(str(path), column=column)))  # fmt: skip
        elif datum and datum not in known:
            problems.append(_wrong(Text("donnée inconnue", "unknown datum"), known,
                                   Where(str(path), column=column, value=datum)))  # fmt: skip
    said = [datum for datum in meanings.values() if datum]
    for datum in sorted({one for one in said if said.count(one) > 1}):
        what = Text("deux colonnes pour une seule donnée", "two columns for one datum")
        remedy = Text("n'en garder qu'une", "keep one of them")
        problems.append(Problem(what, remedy, Where(str(path), value=datum)))
    if problems:
        raise BadInputError(problems)
    kept = {d: c for d, c in base.columns.items() if c not in meanings and d not in said}
    return replace(base, columns={**kept, **{d: c for c, d in meanings.items() if d}})


def sheets_of(path: Path) -> tuple[str, ...]:
    """Return the sheets or layers that a file has to choose from; none of a file without."""
    from tisites.candidates.formats.open_source import grids, layers

    try:
        named = [grid.layer for grid in grids(path) if grid.layer is not None and not grid.hidden]
        return tuple(named) or tuple(layers(path))
    except BadInputError:
        return ()  # whoever reads the file tells what is wrong with it


def _listing(asked: LookRequest, territory: Territory) -> tuple[Listing, BadInputError | None]:
    """Guess; a file whose names are recognised and whose rows are at fault is looked at as well."""
    request = ListRequest(
        asked.path, asked.pack, sheet=asked.sheet, surface_unit=asked.surface_unit,
        folder=asked.folder,
    )  # fmt: skip
    try:
        return proposed(request, lambda: territory).value, None
    except BadInputError as error:
        return Listing(asked.path), error


def _reading(asked: LookRequest, listing: Listing) -> ListReading | None:
    """Return the reading with the answers to its questions.

    Raises
    ------
    BadInputError
        If an answer is no commune that was to choose from.
    """
    if listing.guess is None:
        return listing.reading
    from tisites.candidates.guess.guess import answered

    choices = {q.key: (q, [code for code, _, _ in q.choices]) for q in listing.guess.questions}
    told = {key: code for key, code in asked.communes.items() if key in choices}
    problems = [
        _wrong(Text("ce n'est pas une des communes de ce nom", "no commune so named"),
               choices[key][1], Where(str(asked.path), value=f"{choices[key][0].name} = {code}"))
        for key, code in told.items()
        if code not in choices[key][1]
    ]  # fmt: skip
    if problems:
        raise BadInputError(problems)
    return answered(listing.guess, told)


def _named(asked: LookRequest, refused: BadInputError) -> ListReading:
    """Return the reading of a file of recognised names; what is wrong with it if it is none."""
    from tisites.candidates.guess.propose import as_named

    try:
        return as_named(asked.path, asked.sheet)
    except BadInputError:
        raise refused from None


def _seen(
    path: Path, reading: ListReading | None, territory: Territory, listing: Listing
) -> SeenList:
    from tisites.candidates.columns import confirmed_columns, name_columns
    from tisites.candidates.faults import find_faults
    from tisites.candidates.formats.open_source import open_source
    from tisites.candidates.read import located
    from tisites.candidates.refuse import refuse_whole
    from tisites.candidates.verdict import settle

    source = open_source(path, ANYWHERE if reading is None else reading.layout)
    columns = (
        name_columns(source, commune_needed=territory.commune_shapes is None)
        if reading is None
        else confirmed_columns(source, reading)
    )
    faults = find_faults(located(source, columns, territory))
    if reading is not None:
        refuse_whole(faults)
    named = faults.places.named
    asked = () if named is None else named.questions
    if listing.guess is not None:
        asked = listing.guess.questions
    return SeenList(
        reading, _columns(source, columns, territory, listing), faults,
        settle(faults, territory, path.name), asked,
        listing.guess is not None, listing.found,
    )  # fmt: skip


def _columns(
    source: Source, columns: Columns, territory: Territory, listing: Listing
) -> tuple[GuessedColumn, ...]:
    """Return what each column of a list is read as, and some of its cells."""
    from tisites.candidates.commune_names import gazetteer
    from tisites.candidates.guess.contents import Cells
    from tisites.candidates.guess.guess import GuessedColumn

    names = gazetteer(territory)
    guess = {} if listing.guess is None else {c.name: c for c in listing.guess.columns}
    data = {column: datum for datum, column in columns.sources.items()}
    data |= dict.fromkeys([c for c in columns.shapes if c not in data], "geometry")
    reading, found = columns.reading, []
    for name in source.header:
        cells = source.table.get(name)
        some = Cells(name, cells, names).examples if cells is not None else ()
        datum, before = data.get(name), guess.get(name)
        same = before is not None and before.datum == datum
        unit = reading.surface_unit if reading is not None and datum == "surface" else None
        crs = columns.crs if datum in ("x", "y", "geometry") else None
        sure = before.sure if before is not None and same else "sure"
        found.append(GuessedColumn(name, datum, some, sure, unit, crs))
    return tuple(found)


def _usable(faults: Faults) -> bool:
    """Whether a row at least is without fault."""
    return faults.table["row"].nunique() < len(faults.places.frame)


def _wrong(what: Text, known: Sequence[str], where: Where) -> Problem:
    listed = ", ".join(known)
    return Problem(what, Text(f"choisir parmi : {listed}", f"choose from: {listed}"), where)
