"""What a list of any habit most likely means: shown to its planner as one table, then confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL, plain
from tisites.candidates.columns import CRS, confirmed_columns
from tisites.candidates.commune_names import gazetteer, name_communes
from tisites.candidates.faults import find_faults
from tisites.candidates.guess.contents import Cells
from tisites.candidates.guess.header_words import named, worded
from tisites.candidates.guess.quantity import as_text, unit_word
from tisites.candidates.guess.reading import ListReading
from tisites.candidates.guess.systems import DEGREES, find_system
from tisites.candidates.places import locate
from tisites.candidates.position import nowhere_of
from tisites.candidates.shape_text import read_shapes, shape_columns
from tisites.candidates.values import read_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tisites.candidates.commune_names import CommuneQuestion
    from tisites.candidates.faults import Faults
    from tisites.candidates.formats.source import Layout, Source
    from tisites.candidates.guess.header_words import NamedColumn
    from tisites.candidates.guess.systems import System
    from tisites.messages.errors import Problem
    from tisites.territory.territory import Territory

Sure = Literal["sure", "likely", "check"]
#: Share of the cells that have to be what a column's name says.
_AT_LEAST = 0.5
#: Half of the areas of a list without units are square metres above this, hectares below that.
_SURELY_M2, _SURELY_HA = 1_500.0, 300.0
_IN_PAIRS = (("lon", "lat"), ("x", "y"))


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    """What one column of a list is taken for.

    Parameters
    ----------
    name : str
        Of the column.
    datum : str, optional
        What it is read as; ``None`` where it is not used.
    examples : tuple of str
        Some of its cells.
    sure : str
        ``sure``, ``likely`` or ``check``.
    unit, crs : str, optional
        Unit or reference system its figures are read in.
    """

    name: str
    datum: str | None
    examples: tuple[str, ...]
    sure: Sure = "sure"
    unit: str | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """How a list is proposed to be read.

    Parameters
    ----------
    reading : ListReading
        The proposal: confirmed as it is, or with answers.
    columns : tuple of GuessedColumn
        Every column of the list, in its order.
    faults : Faults
        What would be wrong with its rows, read so.
    questions : tuple of CommuneQuestion
        Names that several communes bear.
    others : tuple of Layout
        Other tables of the file that could hold the sites.
    system : System, optional
        Where the points' reference system was guessed.
    instead : tuple of Problem
        What is wrong with the rows of a file whose columns are known, where the guess mends it.
    """

    reading: ListReading
    columns: tuple[GuessedColumn, ...]
    faults: Faults
    questions: tuple[CommuneQuestion, ...]
    others: tuple[Layout, ...] = ()
    system: System | None = None
    instead: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Taken:
    """Columns taken so far."""

    datum: dict[str, str]
    sure: dict[str, Sure]

    def take(self, datum: str, column: str, sure: Sure) -> None:
        self.datum[datum] = column
        self.sure[column] = sure

    def free(self, name: str) -> bool:
        return name not in self.sure


def guess(
    source: Source,
    territory: Territory,
    layout: Layout,
    *,
    mapping: Mapping[str, str] | None = None,
    communes: Mapping[str, str] | None = None,
    surface_unit: str | None = None,
) -> Guess:
    """Guess what the columns of a list mean, from their names and from what they hold.

    Parameters
    ----------
    source : Source
        The list.
    territory : Territory
        Communes, départements and régions that its cells may name.
    layout : Layout
        Where it was found in its file.
    mapping : mapping of str to str, optional
        What the scenario's ``[columns]`` say: taken as said.
    communes : mapping of str to str, optional
        Answers to questions.
    surface_unit : str, optional
        The unit of areas, where the planner says it.
    """
    names = gazetteer(territory)
    columns = {name: Cells(name, source.table[name], names) for name in source.table.columns}
    told = {name: named(name) for name in columns}
    taken = _Taken({}, {})
    for datum, column in (mapping or {}).items():
        if plain(datum) != CRS and column in columns:
            taken.take(datum, column, "sure")
    shapes = shape_columns(source)
    for name in shapes:
        taken.sure.setdefault(name, "sure")
    _take_places(columns, told, taken)
    _take_areas(columns, told, taken)
    _take_words(columns, told, taken)
    _take_first_as_id(columns, told, taken)
    codes = _codes(source, taken, territory)
    crs, system = _take_points(columns, told, taken, codes, territory)
    drawn_in = _system_of_shapes(source, shapes, codes, territory)
    if crs is None and drawn_in is not None and drawn_in.crs != DEGREES:
        crs, system = drawn_in.crs, replace(drawn_in, unit="m", swapped=False)
    crs = (mapping or {}).get(CRS) or crs
    unit = surface_unit or _unit(columns, told, taken)
    if surface_unit is None and "surface" in taken.datum and "unit" not in taken.datum:
        column = taken.datum["surface"]
        said = told[column]
        if columns[column].own_units < 1.0 and (said is None or said.unit is None):
            taken.sure[column] = "check"
    reading = ListReading(
        tuple(source.header), taken.datum, layout, unit, crs,
        system.unit if system is not None else "m", dict(communes or {}),
    )  # fmt: skip
    faults = find_faults(locate(read_values(source, confirmed_columns(source, reading)), territory))
    held = tuple(
        _column(cells, taken, unit, crs, drawn=name in shapes) for name, cells in columns.items()
    )
    asked = faults.places.named.questions if faults.places.named is not None else ()
    return Guess(reading, held, faults, asked, system=system)


def _column(
    cells: Cells, taken: _Taken, unit: str | None, crs: str | None, *, drawn: bool
) -> GuessedColumn:
    datum = next((d for d, column in taken.datum.items() if column == cells.name), None)
    if datum is None and drawn:
        datum = "geometry"
    return GuessedColumn(
        cells.name,
        datum,
        cells.examples,
        taken.sure.get(cells.name, "sure"),
        unit if datum == "surface" else None,
        crs if datum in ("x", "y", "geometry") else None,
    )


def _best(
    datum: str | Sequence[str],
    columns: Mapping[str, Cells],
    told: Mapping[str, NamedColumn | None],
    taken: _Taken,
    fits: Mapping[str, float],
) -> str | None:
    """Return the column whose name says a datum and whose cells are it; the best filled of many."""
    data = (datum,) if isinstance(datum, str) else datum
    found = [
        (fits[name] >= 0.9, said.known, round(fits[name] * columns[name].filled, 3), -k, name)
        for k, (name, said) in enumerate(told.items())
        if said is not None and said.datum in data and taken.free(name) and fits[name] >= _AT_LEAST
    ]
    return max(found)[-1] if found else None


def _take_places(
    columns: Mapping[str, Cells], told: Mapping[str, NamedColumn | None], taken: _Taken
) -> None:
    """Find what says the commune: its code, its name, where its name is to be looked for."""
    said_commune = ("insee", "commune_name", "postcode")
    codes = {name: cells.insee for name, cells in columns.items()}
    by_name = {name: cells.communes for name, cells in columns.items()}
    column = _best(said_commune, columns, told, taken, by_name)
    if column is None and _best(("insee",), columns, told, taken, codes) is None:
        column = _best("address", columns, told, taken, by_name)
    if column is not None and "commune_name" not in taken.datum:
        taken.take("commune_name", column, _sureness(by_name[column]))
    column = _best(("insee", "commune_name"), columns, told, taken, codes)
    if column is None:  # nothing is called so: what surely holds codes
        sure = [
            n for n, share in codes.items() if share >= 0.9 and taken.free(n) and told[n] is None
        ]
        column = sure[0] if sure and any(len(c) > 3 for c in columns[sure[0]].some) else None
    if column is not None and "insee" not in taken.datum:
        if _are_postcodes(columns, column, taken):
            taken.take("postcode", column, "check")
        else:
            taken.take("insee", column, _sureness(codes[column]))
    for datum, fits in (
        ("postcode", {name: cells.postcodes for name, cells in columns.items()}),
        ("dep", {name: cells.deps for name, cells in columns.items()}),
        ("region", {name: cells.regions for name, cells in columns.items()}),
    ):
        column = _best(datum, columns, told, taken, fits)
        if column is not None and datum not in taken.datum:
            taken.take(datum, column, _sureness(fits[column]))
    if not {"insee", "commune_name"} & taken.datum.keys():
        named_so = [n for n, share in by_name.items() if share >= 0.8 and taken.free(n)
                    and columns[n].words >= 0.9 and told[n] is None]  # fmt: skip
        if named_so:
            taken.take("commune_name", named_so[0], "check")


def _are_postcodes(columns: Mapping[str, Cells], column: str, taken: _Taken) -> bool:
    """Whether what looks like codes of communes are postcodes: the names beside them differ."""
    if "commune_name" not in taken.datum:
        return False
    names = columns[column].names
    beside = as_text(columns[taken.datum["commune_name"]].cells)
    agree = checked = 0
    for code, name in zip(as_text(columns[column].cells), beside, strict=True):
        padded = code.zfill(5)
        if padded in names.communes.index and name:
            checked += 1
            agree += padded in names.codes_of(name, frozenset())[0]
    return checked > 0 and agree < checked / 2


def _take_areas(
    columns: Mapping[str, Cells], told: Mapping[str, NamedColumn | None], taken: _Taken
) -> None:
    if {"surface_m2", "surface_ha"} & taken.datum.keys():
        return
    areas = {name: cells.areas for name, cells in columns.items()}
    in_m2 = _best("surface_m2", columns, told, taken, areas)
    in_ha = _best("surface_ha", columns, told, taken, areas)
    column = _best("surface", columns, told, taken, areas)
    for datum, named_so in (("surface_m2", in_m2), ("surface_ha", in_ha)):
        if named_so is not None:
            taken.take(datum, named_so, _sureness(areas[named_so]))
    if column is None and in_m2 is None and in_ha is None:
        own = [n for n, c in columns.items() if c.own_units >= 0.8 and taken.free(n)]
        column = own[0] if own else None
    if column is not None and in_m2 is None and in_ha is None:
        taken.take("surface", column, _sureness(areas[column]))
        if worded(column) in ("ha", "hectare", "hectares"):  # as the land register writes them
            for datum, part in (("ares", "a"), ("centiares", "ca")):
                parts = [n for n in columns if unit_word(n) == part and taken.free(n)]
                if parts:
                    taken.take(datum, parts[0], "likely")
        units = {name: cells.units for name, cells in columns.items()}
        unit = _best("unit", columns, told, taken, units)
        if unit is not None:
            taken.take("unit", unit, _sureness(units[unit]))


def _unit(
    columns: Mapping[str, Cells], told: Mapping[str, NamedColumn | None], taken: _Taken
) -> str | None:
    """Return the unit of the areas that do not say theirs: as their column says, or their size."""
    column = taken.datum.get("surface")
    if column is None:
        return None
    said = told[column]
    if said is not None and said.unit is not None:
        return said.unit
    if "unit" in taken.datum:
        return None
    bare = [q.value for q in columns[column].quantities if q.unit is None and q.value > 0]
    if not bare:
        return None
    middle = float(np.median(bare))
    if middle >= _SURELY_M2 and min(bare) >= 50.0:
        return "m2"
    return "ha" if middle <= _SURELY_HA and max(bare) <= _SURELY_M2 else None


def _take_words(
    columns: Mapping[str, Cells], told: Mapping[str, NamedColumn | None], taken: _Taken
) -> None:
    """Find ids, names and all that is told in words, by the columns' names."""
    for name, said in told.items():
        if said is None or not taken.free(name) or said.datum in taken.datum:
            continue
        if said.datum == "site_id":
            ids = [n for n, s in told.items() if s is not None and s.datum == "site_id"
                   and taken.free(n) and columns[n].can_name]  # fmt: skip
            if ids:
                best = max(ids, key=lambda n: columns[n].filled)
                taken.take("site_id", best, "sure" if columns[best].filled == 1.0 else "likely")
        elif said.datum == "name" and columns[name].words >= _AT_LEAST:
            taken.take("name", name, "sure" if said.known else "likely")
        elif said.datum in OPTIONAL or said.datum in _PLAIN_WORDS:
            taken.take(said.datum, name, "sure" if said.known else "likely")


def _take_first_as_id(
    columns: Mapping[str, Cells], told: Mapping[str, NamedColumn | None], taken: _Taken
) -> None:
    """Take the first column for the id where its name says nothing and every cell is another."""
    first = next(iter(columns), None)
    if first is None or "site_id" in taken.datum or told[first] is not None:
        return
    cells = columns[first]
    different = len(set(cells.told)) == len(cells.cells) > 1
    if taken.free(first) and cells.can_name and different:
        taken.take("site_id", first, "check")


_PLAIN_WORDS = (
    "site_type", "status", "pollution", "zoning", "coord_quality", "surface_quality", "source",
)  # fmt: skip


def _codes(source: Source, taken: _Taken, territory: Territory) -> pd.Series:
    """Return the commune of each row as far as words tell it, to try reference systems with."""
    size = len(source.table)
    text = {
        name: as_text(source.table[taken.datum[name]])
        if name in taken.datum
        else pd.Series("", pd.RangeIndex(size), "str")
        for name in ("insee", "commune_name", "dep", "region", "postcode")
    }
    told = pd.DataFrame({k: text[k] for k in ("commune_name", "dep", "region", "postcode")})
    found = name_communes(text["insee"], told, nowhere_of(size), territory, {}).codes
    padded = found.str.upper().str.replace(r"^(\d{4})$", r"0\1", regex=True)
    return padded.astype("str")


def _take_points(
    columns: Mapping[str, Cells],
    told: Mapping[str, NamedColumn | None],
    taken: _Taken,
    codes: pd.Series,
    territory: Territory,
) -> tuple[str | None, System | None]:
    """Find the columns of coordinates, and their reference system.

    Returns
    -------
    crs : str or None
        Of ``x`` and ``y``.
    system : System or None
        Where it was guessed.
    """
    pairs = {name: cells.pairs for name, cells in columns.items()}
    column = _best("pair", columns, told, taken, pairs)
    if column is None:
        alone = [
            n for n, share in pairs.items() if share >= 0.8 and taken.free(n) and columns[n].some
        ]
        column = alone[0] if alone else None
    if column is not None:
        taken.take("pair", column, _sureness(pairs[column]))
    numeric = {name: cells.numeric if cells.told else 0.0 for name, cells in columns.items()}
    best: tuple[System, str, str, bool] | None = None
    for east, north in (("lon", "lat"), ("x", "y"), ("x_l93", "y_l93")):
        a = _best(east, columns, told, taken, numeric)
        b = _best(north, columns, told, taken, numeric)
        if a is None or b is None:
            continue
        said = told[a]
        named_system = _SAID.get(east) or (said.crs if said is not None else None)
        system = find_system(columns[a].figures, columns[b].figures, codes, territory, named_system)
        if system is not None and (best is None or system.fits > best[0].fits):
            best = (system, a, b, system.crs == named_system)
    if best is None:
        return None, None
    system, a, b, as_said = best
    a, b = (b, a) if system.swapped else (a, b)
    lon, lat = ("lon", "lat") if system.crs == DEGREES else ("x", "y")
    sure = _sureness_of(system, said=as_said)
    taken.take(lon, a, sure)
    taken.take(lat, b, sure)
    return (None if system.crs == DEGREES else system.crs, system)


_SAID = {"x_l93": "EPSG:2154"}


def _sureness_of(system: System, *, said: bool) -> Sure:
    if system.fits < _AT_LEAST * system.of:
        return "check"
    if not system.swapped and (said or system.crs == DEGREES):
        return "sure"
    return "likely" if system.by_commune else "check"


def _system_of_shapes(
    source: Source, shapes: Iterable[str], codes: pd.Series, territory: Territory
) -> System | None:
    """Find the system of geometries written as text that do not say theirs."""
    import shapely

    for name in shapes:
        drawn = read_shapes(source.table[name], None, source.file)
        rows = drawn.given & ~drawn.unread & ~drawn.known
        if rows.any():
            inner = shapely.get_coordinates(shapely.centroid(drawn.geometry[rows]))
            here = pd.Series(codes.to_numpy()[rows], dtype="str")
            return find_system(inner[:, 0], inner[:, 1], here, territory)
    return None


def _sureness(share: float) -> Sure:
    return "sure" if share >= 0.9 else "likely"


def answered(found: Guess, communes: Mapping[str, str]) -> ListReading:
    """Return the reading of a guess with the communes that the planner chose."""
    return replace(found.reading, communes={**found.reading.communes, **communes})
