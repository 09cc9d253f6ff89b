"""Adjacent parcels, assembled into one site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.commune_codes import JOINT
from tisites.candidates.duplicates import own_point
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.territory.crs import ZONES, project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.consolidation_rules import AssemblyRules

_M2_PER_HA = 10_000.0
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Assembly:
    """Sites made of adjacent parcels.

    Parameters
    ----------
    rows : DataFrame
        The assembled sites, index ``site_id``, columns of the candidates.
    outlines : Series of shapely polygons
        EPSG:4326, of those whose parcels all have one.
    members : Series of str
        Index parcel, value id of the site it is in; sorted.
    findings : tuple of Finding
        One an assembled site, one a group left apart because it would be too large.
    """

    rows: pd.DataFrame
    outlines: pd.Series
    members: pd.Series
    findings: tuple[Finding, ...]


def adjacent(candidates: Candidates, ids: pd.Index, rules: AssemblyRules) -> pd.DataFrame:
    """Return the pairs of parcels whose gap is within the tolerance.

    The gap is measured in the territory's own projection: between polygons where the file gives
    them, else from or to the disc of the parcel's area around its point (an estimate).

    Parameters
    ----------
    candidates : Candidates
        All sites.
    ids : Index
        Parcels that may be assembled: with coordinates of their own and a surface.
    rules : AssemblyRules
        ``max_gap_m``, ``same_commune_only``.

    Returns
    -------
    DataFrame
        ``one``, ``two`` (ids, ``one`` first in their order) and ``gap_m``, sorted.
    """
    import shapely

    table = candidates.table.loc[ids.sort_values()]
    found = []
    for zone in np.unique(table["zone"]):
        here = table[table["zone"] == zone]
        shapes, radius = _shapes(here, candidates.outlines, int(zone))
        reach = radius + rules.max_gap_m / 2.0
        west, south, east, north = shapely.bounds(shapes).T
        boxes = shapely.box(west - reach, south - reach, east + reach, north + reach)
        one, two = shapely.STRtree(boxes).query(boxes)
        one, two = one[one < two], two[one < two]
        if rules.same_commune_only:
            insee = here["insee"].to_numpy(dtype=object)
            same = insee[one] == insee[two]
            one, two = one[same], two[same]
        gap = shapely.distance(shapes[one], shapes[two]) - radius[one] - radius[two]
        near = gap <= rules.max_gap_m
        name = here.index.to_numpy(dtype=object)
        found.append(
            pd.DataFrame(
                {
                    "one": name[one[near]],
                    "two": name[two[near]],
                    "gap_m": np.maximum(gap[near], 0.0),
                }
            )
        )
    if not found:
        return pd.DataFrame({"one": [], "two": [], "gap_m": []})
    return pd.concat(found).sort_values(["one", "two"], ignore_index=True)


def _shapes(
    table: pd.DataFrame, outlines: pd.Series | None, zone: int
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return each parcel's polygon, or point with the radius of the disc of its area, metres."""
    import geopandas
    import shapely

    shapes = shapely.points(table[["x_m", "y_m"]].to_numpy(dtype=np.float64))
    radius = np.sqrt(table["surface_ha"].to_numpy(dtype=np.float64) * _M2_PER_HA / np.pi)
    if outlines is not None:
        drawn = np.flatnonzero(table.index.isin(outlines.index))
        if drawn.size:
            here = geopandas.GeoSeries(outlines.loc[table.index[drawn]].to_numpy(), crs=4326)
            shapes[drawn] = shapely.make_valid(here.to_crs(ZONES[zone].epsg).to_numpy())
            radius[drawn] = 0.0
    return shapes, radius


def components(pairs: pd.DataFrame) -> list[list[str]]:
    """Return the groups of parcels linked by pairs, each sorted, sorted.

    Examples
    --------
    >>> components(pd.DataFrame({"one": ["a", "b", "x"], "two": ["b", "c", "y"]}))
    [['a', 'b', 'c'], ['x', 'y']]
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(zip(pairs["one"], pairs["two"], strict=True))
    return sorted(sorted(map(str, group)) for group in nx.connected_components(graph))


def assemble(
    candidates: Candidates, rules: AssemblyRules, allowed: Iterable[str] | None = None
) -> Assembly:
    """Assemble adjacent parcels.

    Parameters
    ----------
    candidates : Candidates
        All sites.
    rules : AssemblyRules
        The model's ``[assembly]`` table.
    allowed : iterable of str, optional
        Parcels that may be assembled; all by default. Those without surface or coordinates of
        their own never are.

    Returns
    -------
    Assembly
        The same for any order of rows. An assembled site is called ``FIRST+n``: its first member
        by id, and how many others. Its surface is the sum; its other data are those of its
        largest parcel; its point is inside the joined polygons, or the mean of the parcels'
        points weighed by surface.
    """
    table = candidates.table
    fit = own_point(table) & (table["surface_ha"] > 0).to_numpy(dtype=bool)
    fit &= (table["insee"].notna() & table["commune"].notna()).to_numpy(dtype=bool)
    if allowed is not None:
        fit &= table.index.isin(list(allowed))
    rows, shapes, members, findings = [], {}, {}, []
    for ids in components(adjacent(candidates, table.index[fit], rules)):
        parcels = table.loc[ids]
        area = float(parcels["surface_ha"].sum())
        if area > rules.max_area_ha:
            findings.append(_too_large(ids, area, rules))
            continue
        name = _name(ids, table.index)
        row, outline = _joined(name, parcels, candidates.outlines)
        rows.append(row)
        if outline is not None:
            shapes[name] = outline
        members.update(dict.fromkeys(ids, name))
        findings.append(_told(name, parcels, area))
    made = pd.DataFrame(rows, columns=table.columns)
    made.index = pd.Index([row.name for row in rows], dtype="str", name="site_id")
    made = made.astype(table.dtypes.to_dict())
    of = pd.Series(members, dtype="str", name="site").sort_index().rename_axis("site_id")
    return Assembly(made, pd.Series(shapes, dtype=object), of, tuple(findings))


def _name(ids: list[str], taken: pd.Index) -> str:
    name = f"{ids[0]}+{len(ids) - 1}"
    while name in taken:
        name += "+"
    return name


def _joined(name: str, parcels: pd.DataFrame, outlines: pd.Series | None) -> tuple[pd.Series, Any]:
    import shapely

    surface = parcels["surface_ha"].to_numpy(dtype=np.float64)
    main = parcels.index[int(np.argmax(surface))]  # the first of equals, by id
    row = parcels.loc[main].astype(object).copy()
    row.name = name
    outline = None
    lon, lat = (float(np.average(parcels[c], weights=surface)) for c in ("lon", "lat"))
    if outlines is not None and parcels.index.isin(outlines.index).all():
        outline = shapely.union_all(shapely.make_valid(outlines.loc[parcels.index].to_numpy()))
        inner = shapely.point_on_surface(outline)
        lon, lat = float(inner.x), float(inner.y)
    x_m, y_m = project([lon], [lat], int(row["zone"]))
    called = parcels.at[main, "name"]
    row["name"] = f"{main if pd.isna(called) else called} (+{len(parcels) - 1})"
    row["surface_ha"] = float(surface.sum())
    row["lon"], row["lat"], row["x_m"], row["y_m"] = lon, lat, float(x_m[0]), float(y_m[0])
    row["km_beyond_commune"] = float(parcels["km_beyond_commune"].max())
    listed = [parcels.at[main, "communes"], *parcels["communes"]]
    row["communes"] = JOINT.join(dict.fromkeys(c for cell in listed for c in cell.split(JOINT)))
    sources = parcels["source"].dropna().unique()
    row["source"] = JOINT.join(sorted(map(str, sources))) if len(sources) else np.nan
    row["members"] = JOINT.join(parcels.index)
    return row, outline


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_NAMED]) + ("…" if len(ids) > _NAMED else "")


def _told(name: str, parcels: pd.DataFrame, area: float) -> Finding:
    ids = list(map(str, parcels.index))
    mixed = [
        label
        for column, label in (
            ("zoning", Text("zonage", "zoning")),
            ("status", Text("statut", "status")),
            ("site_type", Text("type", "type")),
            ("pollution", Text("pollution", "pollution")),
        )
        if parcels[column].nunique(dropna=False) > 1
    ]
    but = (
        Text(
            f" ; valeurs différentes, celle de la plus grande retenue :"
            f" {', '.join(m.fr for m in mixed)}",
            f"; different values, the largest parcel's taken: {', '.join(m.en for m in mixed)}",
        )
        if mixed
        else Text("", "")
    )
    return Finding(
        "candidates",
        "assembled_site",
        "info",
        Text(
            f"{len(ids)} parcelles voisines réunies, {number(area, 2)} ha : {_some(ids)}{but.fr}",
            f"{len(ids)} adjacent parcels assembled, {number(area, 2)} ha: {_some(ids)}{but.en}",
        ),
        Text(
            "vérifier la continuité et les propriétaires ; [assembly] enabled = false les sépare",
            "check continuity and owners; [assembly] enabled = false keeps them apart",
        ),
        name,
    )


def _too_large(ids: list[str], area: float, rules: AssemblyRules) -> Finding:
    most = number(rules.max_area_ha)
    return Finding(
        "candidates",
        "assembly_too_large",
        "warning",
        Text(
            f"{len(ids)} parcelles voisines feraient {number(area)} ha, au-delà de {most} ha :"
            f" laissées séparées ({_some(ids)})",
            f"{len(ids)} adjacent parcels would make {number(area)} ha, beyond {most} ha: left"
            f" apart ({_some(ids)})",
        ),
        Text(
            "baisser max_gap_m, ou relever max_area_ha de [assembly]",
            "lower max_gap_m, or raise max_area_ha of [assembly]",
        ),
        ids[0],
    )
