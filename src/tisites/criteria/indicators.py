"""All indicators: what they are called, and how candidates are measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache as remember
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria import (
    costs,
    declared,
    drought,
    gateways,
    labour_market,
    maturity,
    nature,
    network,
    programmes,
    sidings,
    steps,
    water,
    workforce,
    zan,
    zan_specs,
)
from tisites.criteria.evidence import TYPE_CLASS, ZONING_CLASS, unlisted
from tisites.criteria.grid_zones import grid_zone, zone_figure
from tisites.criteria.reach import measure_reach
from tisites.criteria.unknowns import unknown_findings
from tisites.criteria.zan_envelope import envelope_findings
from tisites.messages.findings import Finding
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.interval import Interval
    from tisites.criteria.spec import IndicatorSpec
    from tisites.territory.territory import Territory
    from tisites.territory.travel_cache import Cache

#: Unlisted words shown in a finding.
SHOWN = 5


@remember
def specs() -> Mapping[str, IndicatorSpec]:
    """Return every indicator by name, in the order of the families."""
    families = (
        zan_specs, workforce, labour_market, water, drought, network, gateways, sidings, declared,
        nature, maturity, steps, programmes, costs,
    )  # fmt: skip
    return {spec.name: spec for family in families for spec in family.SPECS}


def indicator_names() -> tuple[str, ...]:
    """Return the names of all indicators.

    Examples
    --------
    >>> "hv_substation_km" in indicator_names()
    True
    """
    return tuple(specs())


@dataclass(frozen=True)
class Indicators:
    """Measured quantities of candidates.

    Parameters
    ----------
    table : DataFrame
        Index site id; a column ``q`` for each indicator, ``q_low`` and ``q_high`` beside it for
        those with an interval. Unknown is NaN.
    specs : mapping of str to IndicatorSpec
        What each is.
    findings : tuple of Finding
        One for each indicator with unknown values, and for words that no table lists.
    """

    table: pd.DataFrame
    specs: Mapping[str, IndicatorSpec]
    findings: tuple[Finding, ...] = field(default=())

    def interval(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return low, nominal and high of an indicator, each (n,) float64.

        Raises
        ------
        KeyError
            If there is no such indicator.
        """
        nominal = self.table[name].to_numpy(dtype=np.float64)
        if f"{name}_low" not in self.table.columns:
            return nominal, nominal, nominal
        low = self.table[f"{name}_low"].to_numpy(dtype=np.float64)
        return low, nominal, self.table[f"{name}_high"].to_numpy(dtype=np.float64)

    def at(self, ids: pd.Index) -> Indicators:
        """Return the indicators of these sites, in their order."""
        return Indicators(self.table.loc[ids], self.specs, self.findings)


def measure(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    *,
    stopwatch: Stopwatch | None = None,
    cache: Cache = "user",
) -> Indicators:
    """Measure every indicator of the sites given.

    Parameters
    ----------
    sites : DataFrame
        Index site id; columns of :data:`tisites.candidates.candidates.COLUMNS`.
    territory : Territory
        Layers of the pack.
    assumptions : Assumptions
        The model's ``[assumptions]``.
    stopwatch : Stopwatch, optional
        Told the phases ``criteria.travel`` and ``criteria.<family>``.
    cache : Path, "user" or None
        Folder of cached travel times.

    Returns
    -------
    Indicators
        Each row depends on its own site only: adding or shuffling sites changes no figure.

    Raises
    ------
    BadInputError
        If a layer is missing or damaged.
    """
    clock = stopwatch or Stopwatch()
    found: dict[str, Interval] = {}
    with clock.phase("criteria.travel"):
        reach, findings = measure_reach(sites, territory, assumptions, cache)
        found.update(reach)
    with clock.phase("criteria.zan"):
        found.update(zan.measure_zan(sites, territory, assumptions))
    with clock.phase("criteria.workforce"):
        found.update(workforce.measure_workforce(sites, territory, assumptions))
        need = found["labour_need_jobs"]
        found.update(labour_market.measure_labour_market(sites, territory, assumptions, need))
    with clock.phase("criteria.water"):
        found.update(water.measure_water(sites, territory, assumptions))
        found.update(drought.measure_drought(sites, territory, assumptions))
    with clock.phase("criteria.network"):
        _measure_network(found, sites, territory, assumptions)
    with clock.phase("criteria.nature"):
        found.update(nature.measure_nature(sites, territory))
    with clock.phase("criteria.maturity"):
        found.update(maturity.measure_maturity(sites, assumptions))
        found.update(steps.measure_steps(sites, assumptions, found["grid_ready_year"]))
        found.update(programmes.measure_programmes(sites, territory))
        found.update(costs.measure_costs(sites))
    table = _table(found, sites.index)
    told = (
        *findings,
        *unknown_findings(table, specs(), territory),
        *_strange_words(sites),
        *envelope_findings(sites["reg"]),
    )
    return Indicators(table, specs(), told)


def _measure_network(
    found: dict[str, Interval], sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> None:
    """Add the family to what was found; what the file says stands where no layer knows."""
    zones = grid_zone(sites, territory)
    found.update(network.measure_network(sites, territory, assumptions))
    found["grid_ready_year"] = network.not_before(
        found["grid_ready_year"], zone_figure(zones, "from_year")
    )
    found.update(declared.filled(sites, found))
    found.update(sidings.measure_sidings(sites, territory))
    found.update(gateways.measure_gateways(sites, territory, assumptions, found, zones))
    found.update(declared.measure_declared(sites))
    found.update(declared.filled(sites, found))


def _table(found: Mapping[str, Interval], index: pd.Index) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {}
    for name, spec in specs().items():
        interval = found[name]
        columns[name] = interval.nominal
        if spec.interval:
            columns[f"{name}_low"] = interval.low
            columns[f"{name}_high"] = interval.high
    return pd.DataFrame(columns, index=index)


def _strange_words(sites: pd.DataFrame) -> list[Finding]:
    tables = (
        ("site_type", TYPE_CLASS),
        ("zoning", ZONING_CLASS),
        ("status", {**maturity.STATUS, **dict.fromkeys(maturity.SILENT, "")}),
        ("pollution", {**maturity.POLLUTION, **dict.fromkeys(maturity.SILENT, "")}),
    )
    findings = []
    for column, known in tables:
        words = unlisted(sites[column], known)
        if not words:
            continue
        some = ", ".join(f"« {word} »" for word in list(words)[:SHOWN])
        count = sum(words.values())
        findings.append(
            Finding(
                "criteria",
                "word_not_listed",
                "warning",
                Text(
                    f"{count} sites ont dans « {column} » un mot qu'aucune table ne connaît,"
                    f" lu comme inconnu : {some}",
                    f"{count} sites have in '{column}' a word that no table lists, read as"
                    f" unknown: {some}",
                ),
                Text(
                    "employer les valeurs du standard CNIG Friches",
                    "use the values of the CNIG Friches standard",
                ),
                subject=column,
            )
        )
    return findings
