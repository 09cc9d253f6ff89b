"""Measures the distributions of real brownfield sites that synthetic draws imitate.

Run ``python -m demo.synthetic.fit FRICHES COMMUNES BASINS POSTES`` to write
``parameters.toml`` again; only numbers leave the data, never a row of it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import optimize, special

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

#: Upper bounds (m²) of the size classes that zoning depends on; the last class is open.
SIZE_BOUNDS_M2 = (5_000.0, 30_000.0, 100_000.0, 500_000.0)
#: Number of lognormal components by site type; one where not named.
COMPONENTS = {"inconnu": 3, "friche industrielle": 2}
#: Types with rows enough for their own status and pollution shares; the rest share "*".
OWN_SHARES = ("inconnu", "friche industrielle")
STATUSES = ("friche potentielle", "friche sans projet", "friche avec projet", "friche reconvertie")
UNKNOWN = ""
#: Types with fewer sites than this are left out: a draw needs no category of two rows.
MIN_ROWS = 10
#: Départements that the source covers completely (Paris apart, being one commune).
COMPLETE = (
    *("06", "13", "31", "33", "34", "35", "38", "44"),
    *("57", "59", "67", "69", "76", "92", "93", "94"),
)


def good_rows(friches: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a surveyed point and a surveyed surface, categories normalised.

    Parameters
    ----------
    friches : pandas.DataFrame
        The national file, as strings.

    Returns
    -------
    pandas.DataFrame
        Columns of the file; statuses outside the standard become unknown (empty).
    """
    surveyed = friches["surface_quality"].fillna("").str.startswith("site")
    good = friches[(friches["coord_quality"] == "site point") & surveyed].copy()
    good["surface_m2"] = good["surface_m2"].astype(float)
    good["site_type"] = good["site_type"].str.replace("’", "'")
    good["site_statut"] = good["site_statut"].where(good["site_statut"].isin(STATUSES), UNKNOWN)
    for column in ("sol_pollution_existe", "urba_zone_type"):
        good[column] = good[column].fillna(UNKNOWN)
    rare = good["urba_zone_type"].isin(["99"])
    good.loc[rare, "urba_zone_type"] = UNKNOWN
    return good


def lognormal_mixture(
    log_values: NDArray[np.float64], components: int, rounds: int = 500
) -> list[tuple[float, float, float]]:
    """Fit a normal mixture to logarithms by expectation-maximisation.

    Returns
    -------
    list of tuple
        Weight, mean and standard deviation of each component, by increasing mean.

    Examples
    --------
    >>> import numpy as np
    >>> lognormal_mixture(np.array([0.0, 2.0]), 1)
    [(1.0, 1.0, 1.0)]
    """
    x = log_values[:, None]
    weight = np.full(components, 1.0 / components)
    mean = np.quantile(log_values, (np.arange(components) + 0.5) / components)
    std = np.full(components, log_values.std())
    for _ in range(rounds if components > 1 else 1):
        logp = np.log(weight) - np.log(std) - 0.5 * ((x - mean) / std) ** 2
        share = np.exp(logp - logp.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mass = share.sum(axis=0)
        weight = mass / len(log_values)
        mean = (share * x).sum(axis=0) / mass
        std = np.sqrt((share * (x - mean) ** 2).sum(axis=0) / mass)
    order = np.argsort(mean, kind="stable")
    return [(float(weight[i]), float(mean[i]), float(std[i])) for i in order]


def shares(values: pd.Series) -> dict[str, float]:
    """Return the share of each value, largest first, ties by name, summing to one."""
    counts = values.value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {str(value): float(count) / len(values) for value, count in ordered}


def concentration(
    counts: pd.Series, population: pd.Series, group: pd.Series
) -> tuple[float, float]:
    """Fit site counts a commune: mean ∝ population^β in a département, gamma dispersion k.

    Parameters
    ----------
    counts, population, group : pandas.Series
        Sites, inhabitants and département of each commune.

    Returns
    -------
    tuple of float
        β and k, by maximum likelihood of the negative binomial with variance μ + μ²/k.
    """

    def loss(point: NDArray[np.float64]) -> float:
        beta, k = point[0], np.exp(point[1])
        raw = population**beta
        scale = counts.groupby(group).transform("sum") / raw.groupby(group).transform("sum")
        mu, y = raw * scale, counts
        terms = special.gammaln(y + k) - special.gammaln(k) - special.gammaln(y + 1)
        terms = terms + k * np.log(k / (k + mu)) + y * np.log(mu / (k + mu))
        return -float(terms.sum())

    best = optimize.minimize(loss, np.array([0.7, 0.0]), method="Nelder-Mead").x
    return float(best[0]), float(np.exp(best[1]))


def offset_scale(good: pd.DataFrame, communes: pd.DataFrame) -> float:
    """Return the Rayleigh scale of a site's distance to its commune's point.

    In units of the radius of a disc of the commune's surface; farther than three radii is a
    wrong commune code and left out.
    """
    place = communes.set_index("insee")[["lon", "lat", "surface_ha"]].reindex(good["insee"])
    lon, lat = good["lon"].astype(float).to_numpy(), good["lat"].astype(float).to_numpy()
    dx = (lon - place["lon"].to_numpy(float)) * 111.32 * np.cos(np.radians(lat))
    dy = (lat - place["lat"].to_numpy(float)) * 111.32
    radii = np.hypot(dx, dy) / np.sqrt(place["surface_ha"].to_numpy(float) / 100 / np.pi)
    radii = radii[radii < 3]
    return float(np.sqrt((radii**2).mean() / 2))


def _row(values: Mapping[str, float]) -> str:
    inside = ", ".join(f'"{key}" = {value:.4f}' for key, value in values.items())
    return "{ " + inside + " }"


def _by_type(good: pd.DataFrame) -> list[str]:
    lines = ["[type]"]
    kept = good[good.groupby("site_type")["site_type"].transform("size") >= MIN_ROWS]
    for name, share in shares(kept["site_type"]).items():
        rows = kept[kept["site_type"] == name]
        known = rows.loc[rows["surface_m2"] > 0, "surface_m2"].to_numpy()
        fitted = lognormal_mixture(np.log(known), COMPONENTS.get(name, 1))
        body = ", ".join(f"[{w:.4f}, {m:.4f}, {s:.4f}]" for w, m, s in fitted)
        lines.append(f'"{name}" = {{ share = {share:.4f}, surface = [{body}] }}')
    for column, title in (("site_statut", "status"), ("sol_pollution_existe", "pollution")):
        lines += ["", f"[{title}]"]
        for name in OWN_SHARES:
            lines.append(f'"{name}" = {_row(shares(good.loc[good["site_type"] == name, column]))}')
        rest = good.loc[~good["site_type"].isin(OWN_SHARES), column]
        lines.append(f'"*" = {_row(shares(rest))}')
    return lines


def _zoning(good: pd.DataFrame) -> list[str]:
    size = np.searchsorted(np.array(SIZE_BOUNDS_M2), good["surface_m2"].fillna(0.0), side="right")
    bounds = ", ".join(f"{bound:.0f}" for bound in SIZE_BOUNDS_M2)
    lines = ["", "[zoning]", f"size_bounds_m2 = [{bounds}]", "shares = ["]
    for k in range(len(SIZE_BOUNDS_M2) + 1):
        lines.append(f"  {_row(shares(good.loc[size == k, 'urba_zone_type']))},")
    return [*lines, "]"]


def _departements(good: pd.DataFrame, communes: pd.DataFrame, basins: pd.DataFrame) -> list[str]:
    dep = good["insee"].map(communes.set_index("insee")["dep"])
    sites = dep.value_counts()
    zre = communes["zre"].astype(float).groupby(communes["dep"]).mean()
    dep_of = basins["insee"].map(communes.set_index("insee")["dep"])
    basin = basins["bassin"].groupby(dep_of).agg(lambda s: sorted(s.mode())[0])
    lines = ["", "[departement]"]
    for code in sorted(communes["dep"].unique()):
        parts = [f"sites = {int(sites.get(code, 0))}"]
        if not code.startswith("97"):
            parts.append(f'basin = "{basin[code]}"')
            if code not in ("2A", "2B"):
                parts.append(f"zre = {zre[code]:.2f}")
        lines.append(f'"{code}" = {{ {", ".join(parts)} }}')
    return lines


def _substations(postes: pd.DataFrame) -> list[str]:
    kind = postes["FONCTION"] == "Poste de transformation"
    volts = postes.loc[kind, "Tension (kV)"].str.extract(r"^(\d+)kV$")[0].dropna()
    volts = volts[volts.isin(["63", "90", "150", "225", "400"])]
    active = (postes.loc[volts.index, "Etat"] == "EN EXPLOITATION").mean()
    return [
        "",
        "[substation]",
        f"in_service = {active:.4f}",
        f"voltage_kv = {_row(shares(volts))}",
    ]


def parameters_text(
    friches: pd.DataFrame, communes: pd.DataFrame, basins: pd.DataFrame, postes: pd.DataFrame
) -> str:
    """Return the fitted parameters as TOML.

    Parameters
    ----------
    friches, communes, basins, postes : pandas.DataFrame
        National brownfield file, communes, commune → basin, transmission substations, all read
        as strings.
    """
    good = good_rows(friches)
    number = communes.assign(
        population=communes["population"].astype(float),
        lon=communes["lon"].astype(float),
        lat=communes["lat"].astype(float),
        surface_ha=communes["surface_ha"].astype(float),
    )
    full = number[number["dep"].isin(COMPLETE) & (number["population"] > 0)].set_index("insee")
    counts = good.groupby("insee").size().reindex(full.index).fillna(0.0)
    beta, k = concentration(counts, full["population"], full["dep"])
    surface = good["surface_m2"]
    unknown = float((~(surface > 0)).mean())
    head = [
        "# Fitted by demo.synthetic.fit; see docs/demo.md. Numbers only, no row.",
        "[fit]",
        f"rows = {len(good)}",
        f"surface_unknown_share = {unknown:.4f}",
        f"surface_max_m2 = {surface.max():.0f}",
        "quantiles = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]",
        f"surface_quantiles_m2 = {_quantiles(surface)}",
        f"commune_population_exponent = {beta:.4f}",
        f"commune_gamma_shape = {k:.4f}",
        f"offset_rayleigh_scale = {offset_scale(good, number):.4f}",
        "",
    ]
    body = _by_type(good) + _zoning(good) + _departements(good, communes, basins)
    return "\n".join([*head, *body, *_substations(postes)]) + "\n"


def _quantiles(surface: pd.Series) -> list[int]:
    known = surface[surface > 0]
    return [round(float(known.quantile(q))) for q in (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)]


def main(arguments: Sequence[str]) -> None:
    """Print the parameters fitted on the four files named by ``arguments``."""
    friches, communes, basins = (pd.read_csv(Path(a), dtype=str) for a in arguments[:3])
    postes = pd.read_csv(Path(arguments[3]), dtype=str, sep=";", encoding="latin-1")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(parameters_text(friches, communes, basins, postes), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
