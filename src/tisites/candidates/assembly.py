"""Adjacent parcels, assembled into one site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.adjacency import adjacent, components
from tisites.candidates.communes import JOINT
from tisites.candidates.duplicates import own_point
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.territory.crs import project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.consolidation_rules import AssemblyRules

_NAMED = 8
#: Data that parcels of one site may differ in: the largest parcel's is taken, and it is told.
_MIXED = {
    "zoning": Text("zonage", "zoning"),
    "status": Text("statut", "status"),
    "site_type": Text("type", "type"),
    "pollution": Text("pollution", "pollution"),
}


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
    members: dict[str, str] = {}
    findings = []
    surface = table["surface_ha"]
    for ids in components(adjacent(candidates, table.index[fit], rules)):
        area = float(surface.loc[ids].sum())
        if area > rules.max_area_ha:
            findings.append(_too_large(ids, area, rules))
        else:
            members.update(dict.fromkeys(ids, _name(ids, table.index)))
    of = pd.Series(members, dtype="str", name="site").sort_index().rename_axis("site_id")
    parcels = table.loc[of.index]
    groups = parcels.groupby(of.to_numpy(dtype=object), sort=True)
    shapes = _union(of, candidates.outlines)
    made = _made(parcels, of, groups, shapes) if len(of) else table.iloc[:0]
    findings += _told(made, groups)
    return Assembly(made, shapes, of, tuple(findings))


def _name(ids: list[str], taken: pd.Index) -> str:
    name = f"{ids[0]}+{len(ids) - 1}"
    while name in taken:
        name += "+"
    return name


def _union(of: pd.Series, outlines: pd.Series | None) -> pd.Series:
    """Return the joined polygons of the sites whose parcels all have one."""
    import shapely

    if outlines is None or of.empty:
        return pd.Series([], dtype=object)
    drawn = pd.Series(of.index.isin(outlines.index)).groupby(of.to_numpy(dtype=object)).all()
    whole = of[of.isin(drawn.index[drawn])]
    return pd.Series(
        {
            str(site): shapely.union_all(shapely.make_valid(outlines.loc[ids].to_numpy()))
            for site, ids in whole.groupby(whole).groups.items()
        },
        dtype=object,
    )


def _made(parcels: pd.DataFrame, of: pd.Series, groups: Any, shapes: pd.Series) -> pd.DataFrame:
    """Return the rows of the assembled sites: sums, joined lists, the rest of the largest."""
    import shapely

    site = of.to_numpy(dtype=object)
    # a stable sort: of equal surfaces, the first by id
    order = parcels.assign(_site=site).sort_values("surface_ha", ascending=False, kind="stable")
    made = order.reset_index(names="_main").groupby("_site", sort=True).first(skipna=False)
    weight = parcels["surface_ha"]
    total = groups["surface_ha"].sum()
    for axis in ("lon", "lat"):
        made[axis] = (parcels[axis] * weight).groupby(site).sum() / total
    if len(shapes):
        inner = shapely.point_on_surface(shapes.to_numpy())
        made.loc[shapes.index, "lon"] = shapely.get_x(inner)
        made.loc[shapes.index, "lat"] = shapely.get_y(inner)
    made["x_m"], made["y_m"] = project(made["lon"], made["lat"], made["zone"])
    made["surface_ha"] = total
    if "sellable_ha" in made:
        made["sellable_ha"] = groups["sellable_ha"].agg(lambda parts: parts.sum(skipna=False))
    made["km_beyond_commune"] = groups["km_beyond_commune"].max()
    others = (groups.size() - 1).astype(str)
    made["name"] = made["name"].fillna(made["_main"]) + " (+" + others + ")"
    made["communes"] = [
        JOINT.join(dict.fromkeys(f"{first}{JOINT}{JOINT.join(cells)}".split(JOINT)))
        for first, cells in zip(made["communes"], groups["communes"].agg(list), strict=True)
    ]
    made["source"] = [
        JOINT.join(sorted({str(s) for s in cells if not pd.isna(s)})) or np.nan
        for cells in groups["source"].agg(list)
    ]
    made["members"] = [JOINT.join(ids) for ids in of.index.to_series().groupby(site).agg(list)]
    made.index = pd.Index(made.index, dtype="str", name="site_id")
    return made[list(parcels.columns)].astype(parcels.dtypes.to_dict())


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_NAMED]) + ("…" if len(ids) > _NAMED else "")


def _told(made: pd.DataFrame, groups: Any) -> list[Finding]:
    mixed = groups[list(_MIXED)].nunique(dropna=False) > 1
    remedy = Text(
        "vérifier la continuité et les propriétaires ; [assembly] enabled = false les sépare",
        "check continuity and owners; [assembly] enabled = false keeps them apart",
    )
    findings = []
    for site, area, members in zip(made.index, made["surface_ha"], made["members"], strict=True):
        ids = members.split(JOINT)
        labels = [label for column, label in _MIXED.items() if mixed.at[site, column]]
        but = Text("", "")
        if labels:
            but = Text(
                " ; valeurs différentes, celle de la plus grande retenue :"
                f" {', '.join(m.fr for m in labels)}",
                "; different values, the largest parcel's taken:"
                f" {', '.join(m.en for m in labels)}",
            )
        what = Text(
            f"{len(ids)} parcelles voisines réunies, {number(area, 2)} ha : {_some(ids)}{but.fr}",
            f"{len(ids)} adjacent parcels assembled, {number(area, 2)} ha: {_some(ids)}{but.en}",
        )
        findings.append(Finding("candidates", "assembled_site", "info", what, remedy, str(site)))
    return findings


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
