"""Areas told of a site: all kept, the least credible flagged, a nominal by a stated rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.usage.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.usage.statements import Statements

M2_PER_HA = 10_000.0
#: What an area is of, from the most credible to the least: the nominal is the first that is told.
#: ``declared``: the list of candidates, measured at the site. ``record``: Cartofriches's own site.
#: ``dossier``: the brownfield of a fund dossier. ``guessed``: attributed to the site through its
#: commune. ``land_unit``: the whole land unit, of which the site may be a part.
ROLES = (
    "planner", "cadastre", "outline", "declared", "record", "dossier", "guessed", "land_unit",
)  # fmt: skip
#: Roles of areas that are the site's own, whatever the list declares of its surface.
OWN = ("planner", "cadastre", "outline", "record", "dossier")
#: A buffer of GIS tools, 32 sides: its area is this many times the square of its radius.
_POLYGON_32 = 16.0 * float(np.sin(np.pi / 16.0))
_CIRCLE_STEP_M, _CIRCLE_MAX_M, _CIRCLE_MAX_COUNT = 10.0, 200.0, 3


def default_circle(area_m2: float) -> float | None:
    """Return the radius of the default circle that an area is, metres; ``None`` if it is none.

    A site without outline is at times given a circle around its point (312 m² for a radius of
    10 m, 31,214 m² for 100 m): the area of a polygon of 32 sides, or of a true circle.

    Examples
    --------
    >>> default_circle(312.1), default_circle(31214.0), default_circle(31_416.0)
    (10.0, 100.0, 100.0)
    >>> default_circle(45_000.0) is None
    True
    """
    if not area_m2 > 0.0:
        return None
    for factor in (_POLYGON_32, np.pi):
        radius = float(np.sqrt(area_m2 / factor))
        nearest = round(radius / _CIRCLE_STEP_M) * _CIRCLE_STEP_M
        if not 0.0 < nearest <= _CIRCLE_MAX_M:
            continue
        if abs(area_m2 - factor * nearest**2) <= max(0.6, 2e-5 * area_m2):
            return nearest
    return None


def say_areas(candidates: Candidates, said: Statements, source: str = "liste") -> None:
    """Add the areas of a list: as declared, and as its outline measures; ``source`` names it.

    An imputed surface (a mean of the commune) says nothing of the site.
    """
    table = candidates.table
    guessed = _guessed(table["surface_quality"])
    columns = (table[name].to_numpy(dtype=object) for name in ("surface_ha", "surface_quality"))
    for site, ha, quality, guess in zip(table.index, *columns, guessed, strict=True):
        if ha > 0 and not (isinstance(quality, str) and quality.lower().startswith("imputed")):
            told = f"{ha:g} ha" + (f" ({quality})" if isinstance(quality, str) else "")
            say_area(str(site), "guessed" if guess else "declared", float(ha), source, told, said)
    if "cadastre_ha" in table.columns:
        for site, ha in table["cadastre_ha"].dropna().items():
            say_area(str(site), "cadastre", float(ha), f"{source}, cadastre_ha", f"{ha:g} ha", said)
    for site, ha in _measured(candidates).items():
        say_area(
            str(site), "outline", float(ha), f"{source}, contour", f"{ha:.4g} ha mesurés", said
        )


def say_area(
    site: str, role: str, ha: float, source: str, told: str, said: Statements, date: str = ""
) -> None:
    """Add one area; a default circle is told as such and counts for nothing."""
    radius = default_circle(ha * M2_PER_HA)
    if radius is not None and role not in ("planner", "cadastre"):
        told = f"{told} : cercle par défaut de {radius:g} m de rayon"
        role = "default_circle"
    trust = "context" if role in ("default_circle", "land_unit") else "probable"
    trust = {"planner": "planner", "cadastre": "certain", "guessed": "hint"}.get(role, trust)
    said.add(Statement(site, "area", role, trust, source, told, date, ha=ha))  # type: ignore[arg-type]


def settled(said: pd.DataFrame) -> pd.DataFrame:
    """Settle the areas of each site.

    The nominal is the most credible area told, in the order of :data:`ROLES`; ``low`` and ``high``
    are the smallest and largest told. A land unit counts only where it is smaller than the site,
    or alone: a site may be a part of it.

    Parameters
    ----------
    said : DataFrame
        Statements of kind ``area``, columns ``site_id``, ``value``, ``ha``.

    Returns
    -------
    DataFrame
        Index site; ``nominal``, ``low``, ``high`` (ha), ``ratio`` (high over low), ``basis`` (role
        of the nominal) and ``least`` (role of the least credible that counts).

    Examples
    --------
    >>> told = pd.DataFrame(
    ...     {"site_id": "a", "value": ["declared", "dossier", "land_unit"], "ha": [44.9, 2.5, 60.0]}
    ... )
    >>> settled(told).round(1).to_dict("records")[0]["ratio"]
    18.0
    """
    told = said[said["value"].isin(ROLES) & (said["ha"] > 0)].copy()
    told["order"] = told["value"].map({role: n for n, role in enumerate(ROLES)})
    unit = told["value"] == "land_unit"
    own = told[~unit].groupby("site_id")["ha"].min()
    wider = unit & (told["ha"] >= told["site_id"].map(own).astype("float64").fillna(np.inf))
    told = told[~wider].sort_values(["site_id", "order", "ha"], kind="stable")
    groups = told.groupby("site_id", sort=True)
    first, last = groups.first(), groups.last()
    low, high = groups["ha"].min(), groups["ha"].max()
    return pd.DataFrame(
        {
            "nominal": first["ha"], "low": low, "high": high, "ratio": high / low,
            "basis": first["value"], "least": last["value"],
        }
    )  # fmt: skip


def _guessed(quality: pd.Series) -> pd.Series:
    """Whether a surface was attributed to the site through its commune."""
    words = quality.astype("str").str.lower()
    return words.str.contains("commune", regex=False) & quality.notna()


def _measured(candidates: Candidates) -> Mapping[str, float]:
    """Return the areas of outlines, repaired and united, in each territory's projection, ha."""
    if candidates.outlines is None:
        return {}
    import geopandas
    import shapely

    from tisites.territory.crs import ZONES

    found: dict[str, float] = {}
    zones = candidates.table["zone"].reindex(candidates.outlines.index)
    for zone in sorted(set(zones[zones >= 0])):
        shapes = candidates.outlines[(zones == zone).to_numpy()]
        valid = shapely.make_valid(shapes.to_numpy())
        flat = geopandas.GeoSeries(valid, index=shapes.index, crs=4326).to_crs(ZONES[zone].epsg)
        found |= {str(i): float(a) / M2_PER_HA for i, a in flat.area.items() if a > 0}
    return found
