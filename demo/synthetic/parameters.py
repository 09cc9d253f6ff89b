"""The fitted numbers that synthetic draws follow, as frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: Key of the shares of every type that has none of its own.
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class Shares:
    """A categorical distribution; the empty label stands for unknown (null)."""

    labels: tuple[str, ...]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SiteType:
    """Surface of one type: a mixture of lognormals, one row (weight, mean, std) a component."""

    name: str
    surface: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Departement:
    """What is known of a département: real sites counted, main basin, share of ZRE."""

    sites: int
    basin: str | None
    zre: float | None


@dataclass(frozen=True, slots=True)
class Parameters:
    """Distributions of real sites; see ``docs/demo.md`` for how they were fitted."""

    surface_unknown_share: float
    surface_max_m2: float
    quantiles: tuple[float, ...]
    surface_quantiles_m2: tuple[float, ...]
    commune_population_exponent: float
    commune_gamma_shape: float
    offset_rayleigh_scale: float
    types: tuple[SiteType, ...]
    type_shares: NDArray[np.float64]
    status: Mapping[str, Shares]
    pollution: Mapping[str, Shares]
    size_bounds_m2: NDArray[np.float64]
    zoning: tuple[Shares, ...]
    departements: Mapping[str, Departement]
    substation_in_service: float
    substation_voltage_kv: Shares


def shares_of(table: Mapping[str, float]) -> Shares:
    """Return the distribution of a table of shares, normalised (shares are rounded on file).

    Examples
    --------
    >>> shares_of({"U": 0.5, "": 0.3}).probabilities.round(3).tolist()
    [0.625, 0.375]
    """
    weights = np.array(list(table.values()), dtype=float)
    return Shares(tuple(table), weights / weights.sum())


@cache
def parameters() -> Parameters:
    """Return the parameters shipped with the package.

    Examples
    --------
    >>> parameters().types[0].name
    'inconnu'
    """
    source = resources.files("demo.synthetic").joinpath("parameters.toml")
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    fit = raw["fit"]
    types = tuple(
        SiteType(name, np.array(entry["surface"], dtype=float))
        for name, entry in raw["type"].items()
    )
    return Parameters(
        surface_unknown_share=fit["surface_unknown_share"],
        surface_max_m2=float(fit["surface_max_m2"]),
        quantiles=tuple(fit["quantiles"]),
        surface_quantiles_m2=tuple(float(q) for q in fit["surface_quantiles_m2"]),
        commune_population_exponent=fit["commune_population_exponent"],
        commune_gamma_shape=fit["commune_gamma_shape"],
        offset_rayleigh_scale=fit["offset_rayleigh_scale"],
        types=types,
        type_shares=shares_of({n: e["share"] for n, e in raw["type"].items()}).probabilities,
        status={name: shares_of(table) for name, table in raw["status"].items()},
        pollution={name: shares_of(table) for name, table in raw["pollution"].items()},
        size_bounds_m2=np.array(raw["zoning"]["size_bounds_m2"], dtype=float),
        zoning=tuple(shares_of(table) for table in raw["zoning"]["shares"]),
        departements={
            code: Departement(entry["sites"], entry.get("basin"), entry.get("zre"))
            for code, entry in raw["departement"].items()
        },
        substation_in_service=raw["substation"]["in_service"],
        substation_voltage_kv=shares_of(raw["substation"]["voltage_kv"]),
    )
