"""Which column of a file is which: recognised names, and the planner's ``[columns]`` mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tisites.candidates.column_names import ALIASES, plain
from tisites.candidates.missing_columns import missing_columns
from tisites.candidates.optional_columns import OPTIONAL
from tisites.messages.errors import Problem, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        Target (a key of :data:`ALIASES`) to column of the file.
    crs : str, optional
        Coordinate reference system of ``x`` and ``y``, when the mapping gives it.
    findings : tuple of Finding
        Columns that were ignored.
    mapped : frozenset of str
        Targets the planner's mapping gave.
    shapes : tuple of str
        Columns of text that hold geometries, best first.
    """

    sources: dict[str, str]
    crs: str | None = None
    findings: tuple[Finding, ...] = ()
    mapped: frozenset[str] = field(default_factory=frozenset)
    shapes: tuple[str, ...] = ()


def recognised_count(header: Sequence[str]) -> int:
    """Count the columns of a header that have a recognised name (to tell separators apart)."""
    known = {alias for aliases in ALIASES.values() for alias in aliases}
    return sum(plain(name) in known for name in header)


def resolve_columns(
    header: Sequence[str],
    mapping: Mapping[str, str] | None,
    file: str,
    *,
    has_geometry: bool = False,
    has_polygons: bool = False,
    shapes: Sequence[str] = (),
    cut_names: bool = False,
    commune_needed: bool = True,
) -> tuple[Columns, list[Problem]]:
    """Find the column of each target.

    Parameters
    ----------
    header : sequence of str
        Columns of the file.
    mapping : mapping of str to str, optional
        Target (any recognised name of it) to column of the file; ``crs`` gives the coordinate
        reference system of ``x`` and ``y`` (``EPSG:2154``), not a column.
    file : str
        For messages.
    has_geometry, has_polygons : bool
        The file carries geometries: coordinates (and surfaces) can come from them.
    shapes : sequence of str
        Columns of text whose cells are geometries, whatever their name.
    cut_names : bool
        Names were cut at ten characters (shapefile).
    commune_needed : bool
        Communes have to be told by a code: no outline tells them from the site's place.

    Returns
    -------
    columns : Columns
    problems : list of Problem
        Missing columns, bad mapping; empty when the file can be used.

    Examples
    --------
    >>> columns, problems = resolve_columns(
    ...     ["uid", "INSEE", "Superficie (ha)", "lon", "lat"], None, "sites.csv"
    ... )
    >>> columns.sources["surface_ha"], problems
    ('Superficie (ha)', [])
    """
    sources, crs, problems = _from_mapping(header, mapping or {}, file)
    mapped = frozenset(sources)
    by_plain: dict[str, str] = {}
    for name in header:
        if name in sources.values():
            continue
        key = plain(name)
        if key in by_plain and any(key in aliases for aliases in ALIASES.values()):
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
    if mapped & {"surface_m2", "surface_ha"}:  # what the planner named, and no other
        for name in {"surface_m2", "surface_ha"} - mapped:
            sources.pop(name, None)
    free = [name for name in shapes if name not in sources.values()]
    drawn = ([sources["geometry"]] if "geometry" in sources else []) + free
    problems += missing_columns(
        header,
        sources,
        file,
        geometry=has_geometry or bool(drawn),
        polygons=has_polygons,
        commune=commune_needed,
    )
    ignored = _ignored(header, {*sources.values(), *drawn})
    return Columns(sources, crs, ignored, mapped, tuple(drawn)), problems


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
