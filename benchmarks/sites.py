"""Candidates for benchmarks: drawn or real, joined to their commune, with a cheap score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from demo.synthetic import draw_candidates
from tisites.candidates.position import zone_of_point
from tisites.model.sites import Sites
from tisites.score.value_function import value_at
from tisites.territory.crs import project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.spec import Indicators
    from tisites.territory.territory import Territory

#: Weights (points out of 100) of the benchmark score.
WEIGHTS = {
    "surface": 30.0, "status": 20.0, "zoning": 15.0, "labour": 15.0, "pollution": 10.0, "ti": 10.0,
}  # fmt: skip
SURFACE_SCALE = {-1.0: 0.0, 0.5: 0.4, 1.0: 0.7, 1.7: 1.0, 2.5: 1.0, 3.0: 0.3}  # log10 hectares
LABOUR_SCALE = {2.0: 0.0, 5.0: 1.0}  # log10 inhabitants aged 20 to 64
STATUS = {
    "friche sans projet": 1.0, "friche potentielle": 0.7, "friche avec projet": 0.2,
    "friche reconvertie": 0.0,
}  # fmt: skip
ZONING = {"U": 1.0, "AUc": 0.8, "AUs": 0.6, "ZC": 0.7, "A": 0.1, "N": 0.0}
POLLUTION = {
    "pollution inexistante": 1.0, "pollution peu probable": 0.8, "pollution traitée": 0.7,
    "inconnu": 0.5, "pollution supposée": 0.3, "pollution avérée": 0.1,
}  # fmt: skip
UNKNOWN = 0.4
JOBS_PER_HA = 15.0
MW_PER_HA = 0.4
EUROS_PER_HA = 1.2e6
_FROM_COMMUNE = ("dep", "reg", "epci_siren", "zone_emploi", "ti_id", "water_basin")


@dataclass(frozen=True)
class Quantities:
    """Exact quantities of sites, as constraint kinds ask for them."""

    table: pd.DataFrame

    def interval(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return low, nominal and high, all the same."""
        values = self.table[name].to_numpy(dtype=np.float64)
        return values, values, values

    def span(self, name: str, end: str = "nominal") -> tuple[np.ndarray, np.ndarray]:
        """Return the range of one end of the interval: nothing is left blank here."""
        del end
        values = self.interval(name)[1]
        return values, values


def drawn_table(territory: Territory, n: int, seed: int) -> pd.DataFrame:
    """Draw ``n`` candidates over the communes of a pack and join them to their commune."""
    return joined(draw_candidates(territory.communes, n, seed), territory)


def real_table(territory: Territory) -> pd.DataFrame:
    """Return the pack's candidates whose point and surface are their own, joined."""
    table = territory.pack.read("candidates")
    own = table["coord_quality"] == "site point"
    own &= table["surface_quality"].astype(object).fillna("").str.startswith("site")
    return joined(table[own], territory)


def joined(candidates: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Index candidates by site, sorted, with hectares, metres and what the commune tells.

    A surface that is unknown is taken as the median one: no criterion is measured here, and no
    instance is a statement on sites.
    """
    communes = territory.communes
    table = candidates.sort_values("site_id").set_index("site_id")
    rows = communes.index.get_indexer(table["comm_insee"])
    known = rows >= 0
    taken = communes.iloc[np.maximum(rows, 0)]
    lon, lat = table["lon"].to_numpy(dtype=float), table["lat"].to_numpy(dtype=float)
    zone = np.where(known, taken["zone"].to_numpy(), zone_of_point(table["lon"], table["lat"]))
    zone = np.maximum(zone, 0).astype(np.int64)
    x_m, y_m = project(lon, lat, zone)
    hectares = table["unite_fonciere_surface"].to_numpy(dtype=float) / 1e4
    hectares = np.where(np.isnan(hectares), np.nanmedian(hectares), hectares)
    fresh = {
        name: pd.Series(taken[name].to_numpy(object), table.index).where(known)
        for name in _FROM_COMMUNE
    }
    labour = taken["population_20_64"].to_numpy(dtype=float)
    table = table.rename(columns={"site_statut": "status", "comm_insee": "insee"}).assign(
        surface_ha=hectares, zone=zone, x_m=x_m, y_m=y_m,
        labour=np.where(known & np.isfinite(labour), labour, 0.0), **fresh,
    )  # fmt: skip
    placed = np.isfinite(x_m) & np.isfinite(y_m)
    return table[placed]


def _of(column: pd.Series, values: Mapping[str, float]) -> np.ndarray:
    return column.map(values).fillna(UNKNOWN).to_numpy(dtype=float)


def cheap_score(table: pd.DataFrame, weights: Mapping[str, float] | None = None) -> np.ndarray:
    """Score candidates out of 100 from their own columns, without measuring any criterion.

    ``30 surface + 20 status + 15 zoning + 15 labour + 10 pollution + 10 Territoire d'industrie``,
    each value in [0, 1] (:data:`WEIGHTS` and the tables beside it): continuous through surface and
    labour, stepped through the rest, like real scores. One pass over a million rows takes about
    a second.

    Parameters
    ----------
    table : DataFrame
        Of :func:`joined`.
    weights : mapping of str to float, optional
        In place of :data:`WEIGHTS`; only ratios matter.

    Returns
    -------
    (n,) float64
    """
    parts = {
        "surface": value_at(SURFACE_SCALE, np.log10(np.maximum(table["surface_ha"], 1e-3))),
        "status": _of(table["status"], STATUS),
        "zoning": _of(table["urba_zone_type"], ZONING),
        "labour": value_at(LABOUR_SCALE, np.log10(np.maximum(table["labour"], 1.0))),
        "pollution": _of(table["sol_pollution_existe"], POLLUTION),
        "ti": table["ti_id"].notna().to_numpy(dtype=float),
    }
    weights = WEIGHTS if weights is None else weights
    total = np.zeros(len(table))
    for name, weight in weights.items():
        total += weight * np.asarray(parts[name], dtype=float)
    return 100.0 * total / sum(weights.values())


def reweighted_scores(table: pd.DataFrame, factor: float = 1.5) -> np.ndarray:
    """Score candidates anew for each criterion, its weight ``factor`` times what it was.

    Returns
    -------
    (r, n) float64
        One row a criterion, in the order of :data:`WEIGHTS`.
    """
    return np.array(
        [cheap_score(table, {**WEIGHTS, name: factor * weight}) for name, weight in WEIGHTS.items()]
    )


def sites_of(table: pd.DataFrame, territory: Territory) -> Sites:
    """Return what constraint kinds see: hectares, jobs, MW, euros, Territoires d'industrie."""
    hectares = table["surface_ha"].to_numpy(dtype=float)
    quantities = pd.DataFrame(
        {
            "surface_ha": hectares,
            "jobs": JOBS_PER_HA * hectares,
            "power_mw": MW_PER_HA * hectares,
            "cost_eur": EUROS_PER_HA
            * hectares
            * (1.5 - _of(table["sol_pollution_existe"], POLLUTION)),
            "in_ti": table["ti_id"].notna().to_numpy(dtype=float),
        },
        index=table.index,
    )
    # unknown population (Mayotte) stays unknown: its zones are open, not closed
    labour = territory.communes.groupby("zone_emploi")["population_20_64"].sum(min_count=1)
    return Sites(
        table, cast("Indicators", Quantities(quantities)), {}, {"zone_emploi_labour": 0.05 * labour}
    )
