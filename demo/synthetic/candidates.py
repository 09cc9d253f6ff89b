"""Draws synthetic candidate sites that imitate the real ones, from a thousand to a million."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from demo.synthetic.parameters import OTHERS, Parameters, Shares, parameters
from demo.synthetic.places import apportion, places_table, scattered, weighted_rows
from tisites.data.layers import CANDIDATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

#: Every region gets at least this share of the sites: the real file is thin overseas because few
#: inventories are open there, and a demo with an empty region would show nothing of equity.
REGION_FLOOR_SHARE = 0.012
#: From this many sites on, every region has at least ``READY_SITES`` sites that no usual
#: eligibility rule refuses (author's choice, so that a floor of one site a region can be met):
#: where the draw gave fewer, the region's first other sites are drawn again as such.
READY_FROM = 1_000
READY_SITES = 6
READY_MIN_M2 = 40_000.0
READY_MAX_M2 = 1_500_000.0
READY_STATUSES = ("friche sans projet", "friche potentielle")
READY_ZONES = ("U", "AUc", "AUs")
#: Shares of rows whose point or surface is not the site's own (author's choice; 45 % in the
#: national file, which joins extracts without coordinates).
POOR_COORDINATES_SHARE = 0.04
POOR_SURFACE_SHARE = 0.03
#: What projects are for, in words of the CNIG standard (author's choice: in Cartofriches 158 of the
#: 988 projects told are for industry or another activity, too few for a demo of fifty sites).
PROJECTS = {"industrie": 0.6, "autres activités économiques": 0.3, "habitat": 0.07, "mixte": 0.03}
SOURCE = "tirage synthétique tisites"
_ORDER = tuple(column.name for column in CANDIDATES.columns)


def draw_candidates(communes: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Draw ``n`` synthetic candidate sites.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``insee`` (column or index), ``dep``, ``reg``, ``population``, ``surface_ha``, and
        ``lon``, ``lat`` or a point ``geometry``: a pack's ``communes`` layer. The order of its
        rows changes nothing.
    n : int
        Number of sites, at least 1; tried from 1,000 to 1,000,000.
    seed : int
        Seed of the draw: same communes, same ``n``, same seed, same table.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`tisites.data.layers.CANDIDATES`, one row a site, sorted by
        ``site_id``; surfaces in m²; unknown is null.

    Raises
    ------
    ValueError
        If ``n`` is below 1 or no commune can receive a point.

    Notes
    -----
    Départements receive sites in proportion to the real counts, raised where a region would fall
    under :data:`REGION_FLOOR_SHARE`. In a département, a commune's weight is
    populationᵝ times a gamma effect, as fitted on the 16 completely surveyed départements.
    Type → surface (lognormal mixture), status and pollution; surface class → zoning. Every
    quantity has a random stream of its own. Parameters and their fit: ``docs/demo.md``.

    Examples
    --------
    >>> import pandas as pd
    >>> town = pd.DataFrame({"insee": ["59350"], "dep": ["59"], "reg": ["32"],
    ...     "population": [236234.0], "surface_ha": [3483.0], "lon": [3.06], "lat": [50.63]})
    >>> draw_candidates(town, 2, seed=1)["site_id"].tolist()
    ['DEMO-000001', 'DEMO-000002']
    """
    if n < 1:
        raise ValueError(f"n = {n}: at least one site must be drawn")
    law = parameters()
    places = places_table(communes)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(10)]
    rows = _communes_of_sites(places, n, law, streams[0])
    drawn = _Drawn(
        kind=weighted_rows(law.type_shares, n, streams[1]),
        surface=np.empty(n),
        status=np.empty(n, dtype=object),
        zoning=np.empty(n, dtype=object),
    )
    kind = drawn.kind
    drawn.surface = _surfaces(kind, np.zeros(n), np.full(n, law.surface_max_m2), law, streams[2])
    drawn.status = _by_type(kind, law.status, law, streams[3])
    pollution = _by_type(kind, law.pollution, law, streams[4])
    drawn.zoning = _zonings(drawn.surface, law, streams[5])
    lon, lat = scattered(places, rows, law.offset_rayleigh_scale, streams[6])
    quality = _Quality.draw(n, law, streams[7])
    if n >= READY_FROM:
        quality = drawn.make_ready(places["reg"].to_numpy(object)[rows], quality, law, streams[8])
    lon = np.where(quality.poor_point, places["lon"].to_numpy(float)[rows], lon)
    lat = np.where(quality.poor_point, places["lat"].to_numpy(float)[rows], lat)
    table = pd.DataFrame(
        {
            **_names(n),
            "site_type": np.array([t.name for t in law.types], dtype=object)[kind],
            "site_statut": drawn.status,
            "comm_insee": places["insee"].to_numpy(object)[rows],
            "unite_fonciere_surface": np.where(quality.no_surface, np.nan, np.round(drawn.surface)),
            "lon": lon,
            "lat": lat,
            "sol_pollution_existe": pollution,
            "urba_zone_type": drawn.zoning,
            "coord_quality": _either(
                quality.poor_point, "commune representative point", "site point"
            ),
            "surface_quality": _either(quality.poor_surface, "IMPUTED: commune mean", "site"),
            "source_nom": SOURCE,
            "site_reconv_type": _projects(drawn.status, streams[9]),
        }
    )
    return table[[*_ORDER, "site_reconv_type"]]


def _projects(status: Objects, rng: np.random.Generator) -> Objects:
    """Draw what the projects are for, where there is one: most of them for industry."""
    kinds = np.array(list(PROJECTS), dtype=object)
    drawn = kinds[rng.choice(len(kinds), size=len(status), p=list(PROJECTS.values()))]
    drawn[status != "friche avec projet"] = None
    return drawn


@dataclass(slots=True)
class _Drawn:
    """What is drawn of each site, before some are made ready."""

    kind: Integers
    surface: Floats
    status: Objects
    zoning: Objects

    def make_ready(
        self, regions: Objects, quality: _Quality, law: Parameters, rng: np.random.Generator
    ) -> _Quality:
        """Draw again, in regions that lack them, sites that no usual rule refuses."""
        fits = (self.surface >= READY_MIN_M2) & (self.surface <= READY_MAX_M2) & quality.good
        fits &= np.isin(self.status, READY_STATUSES) & np.isin(self.zoning, READY_ZONES)
        ready = _rows_made_ready(regions, fits)
        self.kind[ready] = [t.name for t in law.types].index("friche industrielle")
        low = np.full(len(ready), READY_MIN_M2)
        high = np.full(len(ready), READY_MAX_M2)
        self.surface[ready] = _surfaces(self.kind[ready], low, high, law, rng)
        self.status[ready] = "friche sans projet"
        self.zoning[ready] = "U"
        return quality.good_at(ready)


class _Quality:
    """Which sites have a poor point, a poor surface, no surface at all."""

    def __init__(self, poor_point: Objects, poor_surface: Objects, no_surface: Objects) -> None:
        self.poor_point, self.poor_surface, self.no_surface = poor_point, poor_surface, no_surface

    @classmethod
    def draw(cls, n: int, law: Parameters, rng: np.random.Generator) -> _Quality:
        point, surface, none = rng.random((3, n))
        return cls(
            point < POOR_COORDINATES_SHARE,
            surface < POOR_SURFACE_SHARE,
            none < law.surface_unknown_share,
        )

    @property
    def good(self) -> Objects:
        """Return which sites have their own point and surface."""
        return ~(self.poor_point | self.poor_surface | self.no_surface)

    def good_at(self, rows: Integers) -> _Quality:
        flags = [f.copy() for f in (self.poor_point, self.poor_surface, self.no_surface)]
        for flag in flags:
            flag[rows] = False
        return _Quality(*flags)


def _names(n: int) -> dict[str, pd.Series]:
    width = max(6, len(str(n)))
    number = pd.Series(np.arange(1, n + 1)).astype(str).str.zfill(width)
    return {"site_id": "DEMO-" + number, "site_nom": "Friche de démonstration " + number}


def _either(flag: Objects, yes: str, no: str) -> Objects:
    return np.array([no, yes], dtype=object)[flag.astype(np.int64)]


def _communes_of_sites(
    places: pd.DataFrame, n: int, law: Parameters, rng: np.random.Generator
) -> Integers:
    """Return the row of ``places`` of each site: départements apportioned, communes drawn.

    Sites are shuffled at the end so that ids say nothing of the département.
    """
    deps = places["dep"].to_numpy(object)
    effect = rng.gamma(law.commune_gamma_shape, 1.0, len(places))
    weight = places["population"].to_numpy(float) ** law.commune_population_exponent * effect
    codes, dep_row, first = _groups(deps)
    counts = apportion(_departement_weights(codes, places["reg"].to_numpy(object)[first], law), n)
    drawn = [
        np.flatnonzero(dep_row == k)[weighted_rows(weight[dep_row == k], int(count), rng)]
        for k, count in enumerate(counts)
        if count
    ]
    return rng.permutation(np.concatenate(drawn))


def _groups(values: Objects) -> tuple[Objects, Integers, Integers]:
    codes, first, inverse = np.unique(values.astype(str), return_index=True, return_inverse=True)
    return codes.astype(object), inverse.astype(np.int64), first.astype(np.int64)


def _departement_weights(deps: Objects, regions: Objects, law: Parameters) -> Floats:
    """Return the weight of each département: real counts, regions raised to the floor."""
    known = law.departements
    sites = np.array([known[d].sites if d in known else 0 for d in deps], dtype=float)
    # One more site everywhere: a count of zero or one is a thin inventory, not an empty land.
    share = (sites + 1.0) / (sites + 1.0).sum()
    codes, inverse, _ = _groups(regions)
    by_region = np.bincount(inverse, weights=share)
    floor = min(REGION_FLOOR_SHARE, 1.0 / len(codes))
    raised: Floats = share * (np.maximum(by_region, floor) / by_region)[inverse]
    return raised


def _surfaces(
    kind: Integers, low: Floats, high: Floats, law: Parameters, rng: np.random.Generator
) -> Floats:
    """Draw surfaces (m²) by inverse transform, within [low, high] where low is positive."""
    parts = max(len(t.surface) for t in law.types)
    table = np.zeros((len(law.types), parts, 3))
    table[:, :, 2] = 1.0
    for row, site_type in enumerate(law.types):
        table[row, : len(site_type.surface)] = site_type.surface
    upto = np.cumsum(table[:, :, 0], axis=1)
    pick = rng.random(len(kind)) * upto[kind, -1]
    part = np.minimum((pick[:, None] >= upto[kind]).sum(axis=1), parts - 1)
    mean, std = table[kind, part, 1], table[kind, part, 2]
    with np.errstate(divide="ignore"):
        bottom = ndtr((np.log(low) - mean) / std)
    top = ndtr((np.log(high) - mean) / std)
    u = bottom + (top - bottom) * rng.random(len(kind))
    return np.clip(np.exp(mean + std * ndtri(u)), np.maximum(low, 1.0), high)


def _by_type(
    kind: Integers, tables: Mapping[str, Shares], law: Parameters, rng: np.random.Generator
) -> Objects:
    owner = np.array([t.name if t.name in tables else OTHERS for t in law.types], dtype=object)
    uniform = rng.random(len(kind))
    out = np.empty(len(kind), dtype=object)
    of_site = owner[kind]
    for name, table in tables.items():
        chosen = of_site == name
        out[chosen] = _labels(table, uniform[chosen])
    return out


def _zonings(surface: Floats, law: Parameters, rng: np.random.Generator) -> Objects:
    size = np.searchsorted(law.size_bounds_m2, surface, side="right")
    uniform = rng.random(len(surface))
    out = np.empty(len(surface), dtype=object)
    for k, table in enumerate(law.zoning):
        out[size == k] = _labels(table, uniform[size == k])
    return out


def _labels(table: Shares, uniform: Floats) -> Objects:
    names = np.array([label or None for label in table.labels], dtype=object)
    row = np.searchsorted(np.cumsum(table.probabilities), uniform, side="right")
    return names[np.minimum(row, len(names) - 1)]


def _rows_made_ready(regions: Objects, fits: Objects) -> Integers:
    """Return the first unfit rows of each region, as many as it lacks fit ones."""
    _, region, _ = _groups(regions)
    fit_sites = np.bincount(region[fits.astype(bool)], minlength=int(region.max()) + 1)
    lacking = np.maximum(READY_SITES - fit_sites, 0)
    unfit = np.flatnonzero(~fits)
    order = unfit[np.argsort(region[unfit], kind="stable")]
    rank = np.arange(len(order)) - np.searchsorted(region[order], region[order], side="left")
    return np.sort(order[rank < lacking[region[order]]]).astype(np.int64)
