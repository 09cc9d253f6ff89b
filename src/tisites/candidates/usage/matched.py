"""Which record of Cartofriches, and which fund dossiers, speak of each candidate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.name_likeness import distinctive_words, likeness, trigrams
from tisites.territory.crs import project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tisites.territory.territory import Territory

#: Farthest a record of the same commune may lie to be the same site, metres: as such, or if names
#: or areas agree.
SAME_POINT_M, SAME_SITE_M = 10.0, 100.0
NAMES_AGREE, AREAS_AGREE = 0.6, 0.8
_APART_M = 1e8
_DOSSIER = re.compile(r"[Dd]ossier\s*[Nn]°?\s*(\d{6,9})")
M2_PER_HA = 10_000.0


def matched_records(
    sites: pd.DataFrame, records: pd.DataFrame, territory: Territory
) -> pd.DataFrame:
    """Find the record that speaks of each site: by identifier, else by point.

    A record of the same commune within :data:`SAME_POINT_M` is the site's; up to
    :data:`SAME_SITE_M` only if the names or the areas agree, or the site has no name. The nearest
    is taken.

    Parameters
    ----------
    sites : DataFrame
        Candidates.
    records : DataFrame
        Layer ``cartofriches``, index ``site_id``.
    territory : Territory
        Communes, whose territory gives the projection.

    Returns
    -------
    DataFrame
        Index of the sites that have a record; columns ``record`` (its id) and ``metres`` (NaN for
        a record of the same identifier).
    """
    own = sites.index[records.index.unique().get_indexer(sites.index) >= 0]
    found = pd.DataFrame({"record": own.to_numpy(dtype=object), "metres": np.nan}, index=own)
    rest = sites.loc[~sites.index.isin(own) & placed(sites)]
    there = located(records, territory)
    fields = ["insee", "name", "surface_ha"]
    sites_of, records_of = (t[fields].to_numpy(dtype=object) for t in (rest, there))
    best: dict[str, tuple[float, str]] = {}
    for row, other, metres in near(rest, there, SAME_SITE_M):
        site, record = sites_of[row], records_of[other]
        if site[0] != record[0] or not _same(site, record, metres):
            continue
        name = str(rest.index[row])
        best[name] = min(best.get(name, (np.inf, "")), (metres, str(there.index[other])))
    by_point = pd.DataFrame(
        {"record": [b[1] for b in best.values()], "metres": [b[0] for b in best.values()]},
        index=pd.Index(list(best), dtype="str"),
    )
    return pd.concat([found, by_point]).rename_axis("site_id").sort_index()


def _same(site: NDArray[Any], record: NDArray[Any], metres: float) -> bool:
    """Whether (commune, name, hectares) of a site and of a record near it are one site's."""
    if metres <= SAME_POINT_M or pd.isna(site[1]):
        return True
    alike = likeness(*(trigrams(distinctive_words(bare_name(str(r[1])))) for r in (site, record)))
    areas = (float(site[2]), float(record[2]))
    ratio = min(areas) / max(areas) if all(a > 0 for a in areas) else 0.0
    return bool(alike >= NAMES_AGREE or ratio >= AREAS_AGREE)


def located(records: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Return records with the columns of candidates that a comparison needs, those with a point.

    Codes of communes are brought up to date; ``x_m`` and ``y_m`` are metres in ``zone``.
    """
    insee = records["insee"] if "insee" in records.columns else records["comm_insee"]
    if territory.has("former_communes"):
        former = territory.pack.read("former_communes").set_index("insee_former")["insee"]
        insee = insee.map(former).fillna(insee)
    zone = territory.communes["zone"].reindex(insee).to_numpy(dtype=float)
    area = records["site_surface"] / M2_PER_HA if "site_surface" in records.columns else np.nan
    names = records["site_nom"] if "site_nom" in records.columns else None
    table = pd.DataFrame(
        {
            "insee": insee.to_numpy(), "zone": zone, "lon": records["lon"].to_numpy(),
            "lat": records["lat"].to_numpy(), "name": None if names is None else names.to_numpy(),
            "surface_ha": area,
        },
        index=records.index,
    )  # fmt: skip
    table = table[table["lon"].notna() & table["zone"].ge(0)]
    table["zone"] = table["zone"].astype("int64")
    x, y = project(table["lon"].to_numpy(), table["lat"].to_numpy(), table["zone"].to_numpy())
    return table.assign(x_m=x, y_m=y)


def placed(sites: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each site has a point of its own, not its commune's."""
    known = np.isfinite(sites["x_m"].to_numpy(dtype=np.float64))
    return known & (sites["coord_quality"] != "commune representative point").to_numpy(dtype=bool)


def near(sites: pd.DataFrame, others: pd.DataFrame, metres: float) -> list[tuple[int, int, float]]:
    """Return the pairs (position in ``sites``, in ``others``, metres) within a distance."""
    from scipy.spatial import cKDTree

    if sites.empty or others.empty:
        return []
    here, there = (
        t[["x_m", "y_m"]].to_numpy(dtype=np.float64)
        + np.column_stack([t["zone"].to_numpy(dtype=np.float64) * _APART_M, np.zeros(len(t))])
        for t in (sites, others)
    )
    around = cKDTree(there).query_ball_point(here, metres)
    return [
        (row, int(other), float(np.hypot(*(here[row] - there[other]))))
        for row, ids in enumerate(around)
        for other in sorted(ids)
    ]


def dossier_numbers(names: Iterable[object]) -> list[str]:
    """Return the fund file numbers that names carry.

    Examples
    --------
    >>> dossier_numbers(["Recyclage Foncier 2021 (Dossier N° 3630000) - Isère - Grenoble", None])
    ['3630000']
    """
    found = [n for name in names if isinstance(name, str) for n in _DOSSIER.findall(name)]
    return list(dict.fromkeys(found))


def bare_name(name: str) -> str:
    """Return a name without the preamble of the brownfield fund; "" where nothing else is left.

    Examples
    --------
    >>> bare_name("Appel à projet Fonds Vert 2023 -Friche Devaux")
    'Friche Devaux'
    >>> bare_name("Appel à projet Recyclage Foncier 2021 (Dossier N° 3) - Isère - Grenoble")
    ''
    """
    call = re.search(r"\bAppel\s+[àa]\s+projets?\b", name, re.IGNORECASE)
    if call is None:
        return name.strip()
    if name[: call.start()].strip(" -"):
        return name[: call.start()].strip(" -")
    _, mark, rest = name.partition("friche:")
    if not mark:
        _, mark, rest = name.partition("friche :")
    if mark:
        return rest.strip(" -\"'«»")
    vert = re.match(
        r"\s*Appel\s+[àa]\s+projets?\s+Fonds\s+Vert\s*\d*\s*-?(.*)$", name, re.IGNORECASE
    )
    return vert[1].strip(" -\"'«»") if vert else ""
