"""Says which required column a candidate file lacks, and what to do about it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from tisites.candidates.column_names import ALIASES, plain
from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_UNITLESS = ("surface", "superficie", "surf", "area")
_LABELS: dict[str, Text] = {
    "site_id": Text("l'identifiant du site", "the site's id"),
    "insee": Text("le code INSEE de la commune", "the INSEE code of the commune"),
    "surface": Text("la surface du site", "the site's surface"),
    "position": Text("la position du site", "the site's position"),
}


def missing_columns(
    header: Sequence[str],
    sources: Mapping[str, str],
    file: str,
    *,
    geometry: bool,
    polygons: bool,
    commune: bool = True,
) -> list[Problem]:
    """Tell which required columns no column of the file feeds, with the nearest name.

    Parameters
    ----------
    header : sequence of str
        Columns of the file.
    sources : mapping of str to str
        Target to column, as resolved.
    file : str
        For messages.
    geometry, polygons : bool
        The file carries geometries, polygons among them.
    commune : bool
        The commune has to be told: nothing finds it from the site's place.
    """
    needs = {
        "site_id": "site_id" in sources,
        "insee": "insee" in sources or not commune,
        "surface": "surface_m2" in sources or "surface_ha" in sources or polygons,
        "position": geometry
        or "geometry" in sources
        or any(
            {a, b} <= sources.keys() for a, b in (("lon", "lat"), ("x", "y"), ("x_l93", "y_l93"))
        ),
    }
    free = [name for name in header if name not in sources.values()]
    return [_missing_problem(need, free, sources, file) for need, met in needs.items() if not met]


def _missing_problem(
    need: str, free: Sequence[str], sources: Mapping[str, str], file: str
) -> Problem:
    targets = {
        "surface": ("surface_m2", "surface_ha"),
        "position": tuple(t for t in ("lon", "lat") if t not in sources),
    }.get(need, (need,))
    accepted = [alias for target in targets for alias in ALIASES[target]]
    expected = targets[0] if need != "surface" else "surface_m2"
    label = _LABELS[need]
    names = ", ".join(accepted[:6])
    what = Text(
        f"colonne obligatoire absente : {label.fr} ({names})",
        f"required column missing: {label.en} ({names})",
    )
    unitless = [name for name in free if need == "surface" and plain(name) in _UNITLESS]
    by_plain = {plain(name): name for name in free}
    near = [
        by_plain[match]
        for alias in accepted
        for match in get_close_matches(alias, list(by_plain), n=1, cutoff=0.75)
    ]
    if unitless:
        column = unitless[0]
        remedy = Text(
            f"la colonne « {column} » ne dit pas son unité : écrire sous [columns] du scénario"
            f' surface_m2 = "{column}" ou surface_ha = "{column}"',
            f"column '{column}' does not say its unit: write under [columns] of the scenario"
            f' surface_m2 = "{column}" or surface_ha = "{column}"',
        )
    elif near:
        remedy = Text(
            f"vouliez-vous dire « {near[0]} » ? La renommer, ou écrire sous [columns] du scénario"
            f' {expected} = "{near[0]}"',
            f"did you mean '{near[0]}'? Rename it, or write under [columns] of the scenario"
            f' {expected} = "{near[0]}"',
        )
    else:
        listed = ", ".join(free[:12]) or "-"
        remedy = Text(
            f'désigner la colonne sous [columns] du scénario, par exemple {expected} = "…" ;'
            f" colonnes non reconnues du fichier : {listed}",
            f'name the column under [columns] of the scenario, for example {expected} = "…";'
            f" unrecognised columns of the file: {listed}",
        )
    return Problem(what, remedy, Where(file, 1, expected))
