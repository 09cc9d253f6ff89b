"""Which column of a file is which: recognised names, and the planner's ``[columns]`` mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.column_names import ALIASES, OPTIONAL, plain, recognised_count
from tisites.candidates.formats.source import Source
from tisites.candidates.missing_columns import missing_columns
from tisites.candidates.shape_text import shape_columns
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.candidates.guess.reading import ListReading

#: Shapefiles cut names at ten characters.
DBF_NAME_LENGTH = 10
_SECOND_OF_THEIR_CUT = ("sol_pollution_existe",)
CRS = "crs"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which source column feeds each target.

    Parameters
    ----------
    sources : dict of str to str
        Target (a key of :data:`~tisites.candidates.column_names.ALIASES`) to column of the file.
    crs : str, optional
        Coordinate reference system of ``x`` and ``y``, when the mapping gives it.
    findings : tuple of Finding
        Columns that were ignored.
    mapped : frozenset of str
        Targets the planner's mapping gave.
    shapes : tuple of str
        Columns of text that hold geometries, best first.
    reading : ListReading, optional
        What the planner confirmed of a list whose columns had to be guessed: its rows are then read
        one by one, with units and communes in words.
    """

    sources: dict[str, str]
    crs: str | None = None
    findings: tuple[Finding, ...] = ()
    mapped: frozenset[str] = field(default_factory=frozenset)
    shapes: tuple[str, ...] = ()
    reading: ListReading | None = None


def confirmed_columns(source: Source, reading: ListReading) -> Columns:
    """Return the columns of a list as its planner confirmed them.

    Raises
    ------
    BadInputError
        If the file has not the columns that were confirmed.
    """
    lost = sorted(set(reading.columns.values()) - set(source.header))
    if lost:
        listed = ", ".join(lost)
        what = Text(
            f"la lecture confirmée désigne des colonnes que ce fichier n'a pas : {listed}",
            f"the confirmed reading names columns that this file has not: {listed}",
        )
        remedy = Text(
            "confirmer de nouveau la lecture de cette liste (--yes)",
            "confirm the reading of this list again (--yes)",
        )
        raise BadInputError([Problem(what, remedy, Where(source.file))])
    sources = dict(reading.columns)
    shapes = shape_columns(source)
    drawn = ([sources["geometry"]] if "geometry" in sources else []) + [
        name for name in shapes if name not in sources.values()
    ]
    found = (_as_confirmed(reading), *_ignored(source.header, {*sources.values(), *drawn}))
    return Columns(sources, reading.crs, found, frozenset(sources), tuple(drawn), reading)


def _as_confirmed(reading: ListReading) -> Finding:
    """Tell in one finding what was guessed of a list, and confirmed."""
    said = [f"{datum} = « {column} »" for datum, column in sorted(reading.columns.items())]
    said += [f"communes : {name} = {code}" for name, code in sorted(reading.communes.items())]
    for word, value in (
        ("surface", reading.surface_unit), ("crs", reading.crs), ("", reading.layout.layer),
    ):  # fmt: skip
        said += [f"{word} : {value}" if word else f"« {value} »"] if value is not None else []
    listed = " ; ".join(said)
    what = Text(
        f"colonnes devinées, lecture confirmée : {listed}",
        f"columns guessed, reading confirmed: {listed}",
    )
    remedy = Text(
        "vérifier que chaque donnée vient de la bonne colonne",
        "check that each datum comes from the right column",
    )
    return Finding("candidates", "columns_guessed", "warning", what, remedy)


def name_columns(
    source: Source, mapping: Mapping[str, str] | None = None, *, commune_needed: bool = True
) -> Columns:
    """Find what each column of a file means.

    Parameters
    ----------
    source : Source
        The file: its header, and which of its columns hold geometries.
    mapping : mapping of str to str, optional
        Target (any recognised name of it) to column of the file; ``crs`` gives the coordinate
        reference system of ``x`` and ``y`` (``EPSG:2154``), not a column.
    commune_needed : bool
        Communes have to be told by a code: no outline tells them from the site's place.

    Raises
    ------
    BadInputError
        Missing columns, bad mapping.

    Examples
    --------
    >>> import pandas as pd
    >>> header = ("uid", "INSEE", "Superficie (ha)", "lon", "lat")
    >>> table = pd.DataFrame([["S1", "71153", "12", "4.4", "46.8"]], columns=header)
    >>> columns = name_columns(Source("sites.csv", "", table, np.array([2]), header))
    >>> columns.sources["surface_ha"], columns.sources["site_id"]
    ('Superficie (ha)', 'uid')
    """
    header, file = source.header, source.file
    sources, crs, problems = _from_mapping(header, mapping or {}, file)
    mapped = frozenset(sources)
    problems += _by_name(header, sources, file, cut_names=source.cut_names)
    if mapped & {"surface_m2", "surface_ha"}:  # what the planner named, and no other
        for name in {"surface_m2", "surface_ha"} - mapped:
            sources.pop(name, None)
    shapes = shape_columns(source)
    free = [name for name in shapes if name not in sources.values()]
    drawn = ([sources["geometry"]] if "geometry" in sources else []) + free
    problems += missing_columns(
        header,
        sources,
        file,
        geometry=source.geometry is not None or bool(drawn),
        polygons=_has_polygons(source) or any(shapes.values()),
        commune=commune_needed,
    )
    if problems:
        raise BadInputError(problems)
    ignored = _ignored(header, {*sources.values(), *drawn})
    return Columns(sources, crs, ignored, mapped, tuple(drawn))


def _has_polygons(source: Source) -> bool:
    if source.geometry is None:
        return False
    import shapely

    return bool(np.isin(shapely.get_type_id(source.geometry), (3, 6, 7)).any())


def _by_name(
    header: Sequence[str], sources: dict[str, str], file: str, *, cut_names: bool
) -> list[Problem]:
    """Add to ``sources`` the columns that the planner did not name and whose name is recognised."""
    problems = []
    by_plain: dict[str, str] = {}
    for name in header:
        if name in sources.values():
            continue
        key = plain(name)
        if key in by_plain and recognised_count([name]):
            problems.append(_twice(name, file))
        by_plain.setdefault(key, name)
    for target, aliases in ALIASES.items():
        if target in sources:
            continue
        for alias in aliases:
            cut = cut_names and target not in OPTIONAL  # reseau_eau_… would be two things
            found = by_plain.get(alias) or (cut and _cut(alias, by_plain))
            if found and found not in sources.values():
                sources[target] = found
                break
    return problems


def _cut(alias: str, by_plain: Mapping[str, str]) -> str | None:
    """Find an alias among names cut at ten characters.

    Of names that are cut the same, GDAL leaves the first as it is and numbers the others: the
    standard's ``sol_pollution_annee`` then takes the place of ``sol_pollution_existe``.
    """
    if alias in _SECOND_OF_THEIR_CUT and f"{alias[:8]}_1" in by_plain:
        return None
    return by_plain.get(alias[:DBF_NAME_LENGTH].strip("_"))


def _from_mapping(
    header: Sequence[str], mapping: Mapping[str, str], file: str
) -> tuple[dict[str, str], str | None, list[Problem]]:
    targets = {alias: target for target, aliases in ALIASES.items() for alias in aliases}
    targets |= {target: target for target in ALIASES}
    sources: dict[str, str] = {}
    crs: str | None = None
    problems: list[Problem] = []
    for key, column in mapping.items():
        if plain(key) == CRS:
            crs = column
            continue
        target = targets.get(plain(key))
        if target is None:
            what = Text(
                f"[columns] : « {key} » n'est pas une donnée connue",
                f"[columns]: '{key}' is no known datum",
            )
            problems.append(Problem(what, _nearest(key, [*ALIASES, CRS]), Where(file, column=key)))
        elif column not in header:
            what = Text(
                f"[columns] {key} = « {column} » : le fichier n'a pas cette colonne",
                f"[columns] {key} = '{column}': the file has no such column",
            )
            problems.append(Problem(what, _nearest(column, header), Where(file, 1, column)))
        else:
            sources[target] = column
    return sources, crs, problems


def _nearest(word: str, choices: Sequence[str]) -> Text:
    by_plain = {plain(choice): choice for choice in choices}
    near = get_close_matches(plain(word), list(by_plain), n=1, cutoff=0.5)
    if near:
        name = by_plain[near[0]]
        return Text(f"vouliez-vous dire « {name} » ?", f"did you mean '{name}'?")
    listed = ", ".join(choices)
    return Text(f"noms possibles : {listed}", f"possible names: {listed}")


def _twice(name: str, file: str) -> Problem:
    return Problem(
        Text("cette colonne figure deux fois", "this column appears twice"),
        Text(
            "garder une seule des deux, ou désigner la bonne sous [columns] du scénario",
            "keep one of the two, or name the right one under [columns] of the scenario",
        ),
        Where(file, 1, name),
    )


def _ignored(header: Sequence[str], used: set[str]) -> tuple[Finding, ...]:
    unused = sorted(set(header) - used)
    if not unused:
        return ()
    listed = ", ".join(unused)
    return (
        Finding(
            "candidates",
            "columns_ignored",
            "info",
            Text(f"colonnes non utilisées : {listed}", f"columns not used: {listed}"),
            Text(
                "rien à faire, sauf si l'une d'elles porte une donnée attendue : la désigner"
                " sous [columns] du scénario",
                "nothing to do, unless one of them carries an expected datum: name it"
                " under [columns] of the scenario",
            ),
        ),
    )
