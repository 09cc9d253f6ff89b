"""From a file to a proposed reading: only where the file cannot be read as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.column_names import plain
from tisites.candidates.columns import name_columns
from tisites.candidates.fault_kinds import FAULTS
from tisites.candidates.faults import find_faults
from tisites.candidates.formats.open_source import grids, layers, open_source
from tisites.candidates.formats.source import Layout
from tisites.candidates.guess.guess import Guess, guess
from tisites.candidates.guess.header import LEAST, lying, tables
from tisites.candidates.guess.header_words import header_rank, named
from tisites.candidates.guess.reading import ListReading, read_reading
from tisites.candidates.parts import READING_SUFFIX, READINGS
from tisites.candidates.places import locate
from tisites.candidates.refuse import refuse, refuse_whole
from tisites.candidates.values import read_values
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tisites.candidates.faults import Faults
    from tisites.candidates.formats.source import Grid, Source
    from tisites.candidates.guess.header import TableFound
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
#: Data in two columns of one name from which a sheet holds two tables.
_DATA_TWICE = 3
#: What leaves a site to be verified, and is no reason not to read a list.
_AREA_ALONE = ("surface_missing", "surface_ambiguous", "surface_interval")
#: What is wrong with geometries in another system than their file says.
_MISPLACED = {"coordinates_in_metres", "coordinates_swapped", "coordinates_outside"}
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
    _refuse_side_by_side(source)
    _refuse_second_header(source)
    found = guess(
        source, territory, best, mapping=hints.columns, communes=hints.communes,
        surface_unit=hints.surface_unit,
    )  # fmt: skip
    told = found.reading.columns
    drawn = source.geometry is not None or bool(found.faults.places.values.columns.shapes)
    if not drawn and not any(name in told for name in _WHERE):
        raise _no_place(source, told)
    faults = found.faults
    codes = set(faults.table["code"])
    if as_it_is is not None and (len(faults.table) >= len(as_it_is.table) or codes - _LEFT):
        raise error
    refuse_whole(faults)
    spoilt = faults.table[~faults.table["code"].isin(_AREA_ALONE)]
    if spoilt["row"].nunique() == len(faults.places.frame) and not found.questions:
        if drawn and set(spoilt["code"]) & _MISPLACED:
            refuse(replace(faults, table=spoilt[spoilt["code"].isin(_MISPLACED)]))
        raise error
    return replace(found, others=others, instead=() if as_it_is is None else error.problems)


def as_named(
    path: Path, sheet: str | None = None, mapping: Mapping[str, str] | None = None
) -> ListReading:
    """Return the reading of a list whose columns bear recognised names, on that sheet.

    Raises
    ------
    BadInputError
        As opening it and naming its columns do.
    """
    source = open_source(path, Layout(sheet))
    columns = name_columns(source, mapping, commune_needed=False)
    header = tuple(map(str, source.header))
    return ListReading(header, columns.sources, Layout(sheet), crs=columns.crs)


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
    if not found or found[0].rank < LEAST:
        on_its_side = _lying(tops, str(path))
        if on_its_side is not None or not found:
            raise on_its_side or error
    _refuse_alike(found, str(path))
    return found[0].layout, tuple(one.layout for one in found[1:])


def _lying(tops: Sequence[Grid], file: str) -> BadInputError | None:
    """Return the error of a table that has a column for each site; ``None`` for others."""
    sheet = next((grid.layer for grid in tops if lying(grid)), None)
    if sheet is None:
        return None
    what = Text(
        f"le tableau de la feuille « {shown(sheet)} » est couché : une colonne par site",
        f"the table of the sheet '{shown(sheet)}' lies on its side: a column for each site",
    )
    remedy = Text(
        "le redresser, une ligne par site : dans le tableur, copier puis « Collage spécial »,"
        " « Transposer »",
        "set it upright, a row for each site: in the spreadsheet, copy, then 'Paste special',"
        " 'Transpose'",
    )
    return bad_input(what, remedy, Where(file))


def _refuse_side_by_side(source: Source) -> None:
    """Refuse a sheet with two tables next to each other: the second would be lost in silence.

    Raises
    ------
    BadInputError
        If three data or more have two columns of the very same names.
    """
    twice = [name for name in source.header if f"{name} (2)" in source.header]
    if header_rank(twice) < _DATA_TWICE:
        return
    listed = ", ".join(twice)
    what = Text(
        f"deux tableaux côte à côte sur la feuille : les colonnes {listed} y sont deux fois",
        f"two tables side by side on the sheet: the columns {listed} are there twice",
    )
    remedy = Text(
        "placer le second tableau sous le premier, ou sur une feuille à part",
        "put the second table below the first, or on a sheet of its own",
    )
    raise bad_input(what, remedy, Where(source.file, int(source.lines[0]) - 1))


def _refuse_second_header(source: Source) -> None:
    """Refuse a table whose columns change on the way: other units, another order.

    Raises
    ------
    BadInputError
        If a row of words names as many data as a header does, and not as the header names them.
    """
    for line, row in zip(source.lines, source.table.itertuples(index=False), strict=True):
        cells = [str(cell).strip() for cell in row if pd.notna(cell) and str(cell).strip()]
        if any(re.search(r"\d{2}|^\d", cell) for cell in cells) or header_rank(cells) < LEAST:
            continue
        if [plain(c) for c in cells] != [plain(n) for n in source.header][: len(cells)]:
            what = Text(
                "un second tableau commence ici, avec d'autres colonnes que le premier",
                "a second table begins here, with other columns than the first",
            )
            remedy = Text(
                "donner aux deux les mêmes colonnes et les mêmes unités, ou une feuille à chacun",
                "give both the same columns and the same units, or a sheet to each",
            )
            where = Where(source.file, int(line), value=" ; ".join(cells)[:80])
            raise bad_input(what, remedy, where)


def _no_place(source: Source, told: Mapping[str, str]) -> BadInputError:
    """Say why what a list tells of its places is not enough."""
    remedy = Text(
        "ajouter une colonne « Commune » (son nom, ou son code INSEE), ou la position des sites",
        "add a column 'Commune' (its name, or its INSEE code), or the position of the sites",
    )
    figures = [n for n in source.header if (said := named(n)) and said.datum in ("x", "y")]
    if "postcode" not in told and len(figures) < 2:
        left = ", ".join(shown(name) for name in source.header if name not in told.values())
        what = Text(
            "rien dans cette liste ne dit où sont les sites : aucune colonne n'est comprise comme"
            " une commune, une adresse, un code INSEE, des coordonnées ou un contour",
            "nothing in this list says where its sites are: no column is understood as a commune,"
            " an address, an INSEE code, coordinates or an outline",
        )
        return bad_input(what, remedy, Where(source.file, column=left or None))
    if len(figures) >= 2:
        what = Text(
            "aucun système de coordonnées connu ne place ces points en France, ou plusieurs le font"
            " aussi bien (zones UTM ou Lambert)",
            "no known reference system puts these points into France, or several do as well (zones"
            " of UTM or Lambert)",
        )
        remedy = Text(
            "dire le système dans le titre, par exemple « X (CC49) » ou « X (EPSG:32632) », ou"
            " ajouter une colonne « Commune », qui le fait reconnaître",
            "say the system in the title, such as 'X (CC49)' or 'X (EPSG:32632)', or add a column"
            " 'Commune', by which it is recognised",
        )
        return bad_input(what, remedy, Where(source.file, column=", ".join(figures)))
    what = Text(
        "un code postal ne dit pas la commune : plusieurs communes portent le même",
        "a postcode does not tell the commune: several communes share one",
    )
    return bad_input(what, remedy, Where(source.file, column=told["postcode"]))


def _refuse_alike(found: Sequence[TableFound], file: str) -> None:
    """Refuse a workbook of which several sheets hold the same table: one alone would be read.

    Raises
    ------
    BadInputError
    """
    alike = [t for t in found if t.names == found[0].names and t.hidden == found[0].hidden]
    if len(alike) < 2:
        return
    listed = ", ".join(f"« {one.layout.layer} »" for one in alike)
    named = ", ".join(f"'{one.layout.layer}'" for one in alike)
    first = shown(str(alike[0].layout.layer))
    what = Text(
        f"plusieurs feuilles portent le même tableau : {listed} ; une seule serait lue",
        f"several sheets hold the same table: {named}; only one would be read",
    )
    remedy = Text(
        "rassembler leurs lignes sur une feuille (avec une colonne « Département » si les noms de"
        f" feuille le disent) ; ou les lire une à une : --sheet {first}",
        "bring their rows together on one sheet (with a column 'Département' if the names of the"
        f" sheets say it); or read them one by one: --sheet {first}",
    )
    raise bad_input(what, remedy, Where(file))


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
