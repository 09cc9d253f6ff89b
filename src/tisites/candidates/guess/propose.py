"""From a file to a proposed reading: only where the file cannot be read as it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tisites.candidates.columns import name_columns
from tisites.candidates.fault_kinds import FAULTS
from tisites.candidates.faults import find_faults
from tisites.candidates.formats.open_source import grids, layers, open_source
from tisites.candidates.formats.source import Layout
from tisites.candidates.guess.guess import Guess, guess
from tisites.candidates.guess.header import tables
from tisites.candidates.guess.reading import read_reading
from tisites.candidates.parts import READING_SUFFIX, READINGS
from tisites.candidates.places import locate
from tisites.candidates.refuse import refuse, refuse_whole
from tisites.candidates.values import read_values
from tisites.messages.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.candidates.faults import Faults
    from tisites.candidates.guess.reading import ListReading
    from tisites.territory.territory import Territory

#: What may be left at fault in a file of known columns: data that are missing or said loosely.
_LEFT = {fault.code for fault in FAULTS if fault.published} | {
    "surface_interval", "surface_ambiguous",
}  # fmt: skip
#: What a guess may mend in a file of known columns; anything else tells of a damaged file.
_MENDED = _LEFT | {
    "id_missing", "id_duplicate", "surface_text", "lon_text", "lat_text", "commune_malformed",
    "coordinates_in_metres", "coordinates_swapped", "coordinates_outside",
}  # fmt: skip
#: Data of which a list has to tell one: where its sites are.
_WHERE = ("insee", "commune_name", "lon", "x", "pair", "geometry")


@dataclass(frozen=True)
class Hints:
    """What the planner said of a list before anything was guessed.

    Parameters
    ----------
    columns : mapping of str to str
        The scenario's ``[columns]``.
    sheet : str, optional
        Sheet or layer.
    communes : mapping of str to str
        Name of a commune to the code that is meant.
    surface_unit : str, optional
        Unit of areas that do not say theirs.
    tolerant : bool
        Faulty rows are left out, as the planner asked.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    communes: Mapping[str, str] = field(default_factory=dict)
    surface_unit: str | None = None
    tolerant: bool = False


def propose(path: Path, territory: Territory, hints: Hints | None = None) -> Guess | None:
    """Return how a list would be read, ``None`` for a file that is read as it is.

    A file is read as it is if its columns have recognised names and no row is at fault: nothing is
    then asked. A guess that mends nothing is not proposed.

    Raises
    ------
    BadInputError
        If the file cannot be opened, or if no guess makes it better: what is wrong with it as it
        is.
    """
    hints = hints or Hints()
    as_it_is, error = _as_it_is(path, territory, hints)
    if error is None:
        return None
    if as_it_is is not None and set(as_it_is.table["code"]) - _MENDED:
        raise error
    best, others = _laid_out(path, hints, error)
    source = open_source(path, best)
    found = guess(
        source, territory, best, mapping=hints.columns, communes=hints.communes,
        surface_unit=hints.surface_unit,
    )  # fmt: skip
    told = found.reading.columns
    drawn = source.geometry is not None or bool(found.faults.places.values.columns.shapes)
    if not drawn and not any(name in told for name in _WHERE):
        raise error
    faults = found.faults
    codes = set(faults.table["code"])
    if as_it_is is not None and (len(faults.table) >= len(as_it_is.table) or codes - _LEFT):
        raise error
    refuse_whole(faults)
    if faults.table["row"].nunique() == len(faults.places.frame) and not found.questions:
        unit_asked = faults.table["code"] == "surface_ambiguous"
        if not unit_asked.all():
            raise error
    return replace(found, others=others, instead=() if as_it_is is None else error.problems)


def _as_it_is(
    path: Path, territory: Territory, hints: Hints
) -> tuple[Faults | None, BadInputError | None]:
    """Read a file without guessing; return its faults, and what is wrong with it."""
    faults = None
    try:
        source = open_source(path, Layout(hints.sheet))
        needed = territory.commune_shapes is None
        columns = name_columns(source, hints.columns, commune_needed=needed)
        faults = find_faults(locate(read_values(source, columns), territory))
        if not hints.tolerant:
            refuse(faults)
    except BadInputError as error:
        return faults, error
    return faults, None


def _laid_out(path: Path, hints: Hints, error: BadInputError) -> tuple[Layout, tuple[Layout, ...]]:
    """Return the likeliest table of a file, and the others that could hold the sites.

    Raises
    ------
    BadInputError
        If none could, or the file is damaged.
    """
    tops = grids(path)
    if not tops:
        named = layers(path)
        if hints.sheet is not None or len(named) < 2:
            return Layout(hints.sheet), ()
        return Layout(named[0]), tuple(Layout(name) for name in named[1:])
    found = [t for t in tables(tops) if hints.sheet in (None, t.layout.layer)]
    if not found:
        raise error
    return found[0].layout, tuple(one.layout for one in found[1:])


def kept_reading(path: Path, folder: Path = READINGS) -> Path | None:
    """Return the last reading that was kept for a list with these very columns, if any.

    Raises
    ------
    BadInputError
        If a file of the folder is no reading.
    """
    if not folder.is_dir():
        return None
    files = [file for file in folder.iterdir() if file.name.endswith(READING_SUFFIX)]
    files.sort(key=lambda one: (one.name.startswith(path.stem), one.stat().st_mtime_ns, one.name))
    return next((one for one in reversed(files) if _has_columns(path, read_reading(one))), None)


def _has_columns(path: Path, reading: ListReading) -> bool:
    """Whether a file has the very columns of a reading, where the reading says that they stand."""
    try:
        return tuple(open_source(path, reading.layout).header) == reading.headers
    except BadInputError:
        return False  # another sheet, another file: told where it is read
