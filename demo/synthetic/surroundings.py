"""Draws what surrounds the synthetic sites: jobs, water, substations, freight stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from demo.synthetic.parameters import parameters
from demo.synthetic.places import places_table, scattered, weighted_rows
from demo.synthetic.zonings import surroundings
from tisites.data.layers import WARMINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Objects lie farther from a commune's centre than people do.
SCATTER = 0.8
CORSICA = ("2A", "2B")


def is_mainland(dep: pd.Series, *, corsica: bool = True) -> pd.Series:
    """Whether départements are in Europe, with or without Corsica.

    Examples
    --------
    >>> import pandas as pd
    >>> is_mainland(pd.Series(["59", "2A", "974"]), corsica=False).tolist()
    [True, False, False]
    """
    here = ~dep.str.startswith("97")
    return here if corsica else here & ~dep.isin(CORSICA)


def draw_departement_jobs(deps: Sequence[str], seed: int) -> pd.DataFrame:
    """Draw the layer ``departement_jobs``: share of jobs in industry, %, clipped normal.

    Examples
    --------
    >>> draw_departement_jobs(["59", "976"], 1)["industry_job_share_pct"].isna().tolist()
    [False, True]
    """
    law = surroundings()["industry_jobs"]
    codes = pd.Series(sorted(deps))
    here = is_mainland(codes).to_numpy()
    mean, std, low, high = (
        np.where(here, inland, away)
        for inland, away in zip(law["mainland"], law["overseas"], strict=True)
    )
    drawn = mean + std * np.random.default_rng(seed).standard_normal(len(codes))
    share = np.round(np.clip(drawn, low, high), 1)
    share[codes.isin(law["unknown_departements"]).to_numpy()] = np.nan
    return pd.DataFrame({"dep": codes, "industry_job_share_pct": share})


def draw_water(communes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw ``water_basin`` and ``zre`` of each commune.

    A département lies wholly in the basin of most of its communes. Whole EPCI (or communes
    without one) are in a zone de répartition des eaux, with the département's real share as
    probability. Both unknown overseas; ZRE unknown in Corsica.

    Returns
    -------
    pandas.DataFrame
        ``insee``, ``water_basin``, ``zre`` (nullable), sorted by ``insee``.
    """
    table = _by_code(communes, ["insee", "dep", "epci_siren"])
    known = parameters().departements
    block = table["dep"] + " " + table["epci_siren"].fillna(table["insee"])
    codes, inverse = np.unique(block.to_numpy(object).astype(str), return_inverse=True)
    lot = np.random.default_rng(seed).random(len(codes))[inverse]
    share = table["dep"].map({dep: entry.zre for dep, entry in known.items()}).astype(float)
    inside = pd.Series(lot < share.to_numpy()).astype("boolean").mask(share.isna())
    basin = table["dep"].map({dep: entry.basin for dep, entry in known.items()})
    return pd.DataFrame({"insee": table["insee"], "water_basin": basin, "zre": inside})


def draw_low_flow(communes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw the layer ``low_flow``: change of summer low flow by commune, as an interval.

    Median at +2.7 °C: region's mean + EPCI effect + commune noise, normal. The other warmings
    are linear in it, with noise; the interval's widths are normal below, lognormal above. Rounded
    to the percent, kept above −95. No row overseas, as in the projections.

    Returns
    -------
    pandas.DataFrame
        Columns of the layer, sorted by ``insee``.
    """
    law = surroundings()["low_flow"]
    table = _by_code(communes, ["insee", "dep", "reg", "epci_siren"])
    table = table[table["reg"].isin(law["region_mean"])].reset_index(drop=True)
    rng = np.random.default_rng(seed)
    epci = table["epci_siren"].fillna(table["insee"]).to_numpy(object).astype(str)
    codes, inverse = np.unique(epci, return_inverse=True)
    effect = rng.normal(0.0, law["between_epci_std"], len(codes))[inverse]
    noise = rng.normal(0.0, law["within_epci_std"], len(table))
    median = table["reg"].map(law["region_mean"]).to_numpy(float) + effect + noise
    out: dict[str, pd.Series | NDArray[np.float64]] = {"insee": table["insee"]}
    low_unit, high_unit = rng.standard_normal((2, len(table)))
    for warming in WARMINGS:
        slope, intercept, std = law[warming]
        middle = slope * median + intercept + rng.normal(0.0, std, len(table))
        below = np.maximum(law["low_width"][warming] + law["low_width_std"] * low_unit, 5.0)
        above = law["high_width"][warming] * np.exp(law["high_width_log_std"] * high_unit)
        name = f"low_flow_change_{warming}_pct"
        for suffix, value in (("_low", middle - below), ("", middle), ("_high", middle + above)):
            out[name + suffix] = np.round(np.maximum(value, -95.0))
    return pd.DataFrame(out)


def draw_substations(communes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw the layer ``substations``: transformer posts of the mainland, with ``lon``, ``lat``."""
    law, volts = surroundings()["substations"], parameters().substation_voltage_kv
    rng = np.random.default_rng(seed)
    table = _scattered_objects(communes, law["count"], law["population_exponent"], rng)
    row = weighted_rows(volts.probabilities, len(table), rng)
    table["voltage_kv"] = np.array([float(v) for v in volts.labels])[row]
    table["in_service"] = rng.random(len(table)) < parameters().substation_in_service
    table["code"] = "DEMO-P" + table["number"]
    table["nom"] = "Poste de démonstration " + table["number"]
    return table[["code", "nom", "voltage_kv", "in_service", "lon", "lat"]]


def draw_freight_stations(communes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw the layer ``freight_stations``: mainland stations, with ``lon``, ``lat``."""
    law = surroundings()["freight_stations"]
    rng = np.random.default_rng(seed)
    table = _scattered_objects(communes, law["count"], law["population_exponent"], rng)
    table["uic"] = "DEMO-G" + table["number"]
    table["nom"] = "Gare de démonstration " + table["number"]
    return table[["uic", "nom", "lon", "lat"]]


def _scattered_objects(
    communes: pd.DataFrame, count: int, exponent: float, rng: np.random.Generator
) -> pd.DataFrame:
    places = places_table(communes)
    places = places[is_mainland(places["dep"], corsica=False)].reset_index(drop=True)
    rows = weighted_rows(places["population"].to_numpy(float) ** exponent, count, rng)
    lon, lat = scattered(places, rows, SCATTER, rng)
    number = pd.Series(np.arange(1, count + 1)).astype(str).str.zfill(len(str(count)))
    return pd.DataFrame({"number": number, "lon": lon, "lat": lat})


def _by_code(communes: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(communes[columns]).sort_values("insee", ignore_index=True)
