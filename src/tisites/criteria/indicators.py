"""All indicators: what they are called, and how candidates are measured."""

from __future__ import annotations

from functools import cache as remember
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.undeclared import SILENT
from tisites.criteria import (
    costs,
    declared,
    drought,
    gateways,
    labour_market,
    land_control,
    maturity,
    nature,
    network,
    priorities,
    programmes,
    sidings,
    steps,
    turnkey,
    water,
    workforce,
    zan,
    zan_specs,
)
from tisites.criteria.blanks import EVERY_WORD
from tisites.criteria.evidence import TYPE_CLASS, ZONING_CLASS, unlisted
from tisites.criteria.grid_zones import grid_zone, zone_figure
from tisites.criteria.interval import Doubt
from tisites.criteria.reach import measure_reach
from tisites.criteria.smaller_area import with_smallest
from tisites.criteria.spec import Indicators
from tisites.criteria.unknowns import unknown_findings
from tisites.criteria.zan_envelope import envelope_findings
from tisites.messages.findings import Finding
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.blanks import Words
    from tisites.criteria.interval import Interval
    from tisites.criteria.spec import IndicatorSpec
    from tisites.territory.territory import Territory
    from tisites.territory.travel_cache import Cache

#: An end of an interval.
#: Unlisted words shown in a finding.
SHOWN = 5


@remember
def specs() -> Mapping[str, IndicatorSpec]:
    """Return every indicator by name, in the order of the families."""
    families = (
        zan_specs, workforce, labour_market, water, drought, network, gateways, sidings, declared,
        nature, maturity, steps, turnkey, land_control, programmes, priorities, costs,
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


def measure(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    *,
    words: Words = EVERY_WORD,
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
    words : Words
        What a blank of the candidate file may stand for: the words that the model's eligibility
        admits (:func:`~tisites.criteria.blanks.admitted`).
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
    found = _measured(sites, territory, assumptions, words, stopwatch or Stopwatch(), cache)
    return with_smallest(
        sites,
        found,
        lambda some: _measured(some, territory, assumptions, words, Stopwatch(), cache),
    )


def _measured(
    sites: pd.DataFrame,
    territory: Territory,
    assumptions: Assumptions,
    words: Words,
    clock: Stopwatch,
    cache: Cache,
) -> Indicators:
    """Measure every indicator of sites with the areas that they have."""
    found: dict[str, Interval] = {}
    with clock.phase("criteria.travel"):
        reach, findings = measure_reach(sites, territory, assumptions, cache)
        found.update(reach)
    with clock.phase("criteria.zan"):
        found.update(zan.measure_zan(sites, territory, assumptions, words))
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
        found.update(maturity.measure_maturity(sites, assumptions, words))
        found.update(steps.measure_steps(sites, assumptions, found["grid_ready_year"], words))
        found.update(
            turnkey.measure_turnkey(found["steps_years"], found["grid_ready_year"], assumptions)
        )
        found.update(land_control.measure_land_control(sites, assumptions.land_control))
        found.update(programmes.measure_programmes(sites, territory))
        found.update(priorities.measure_priorities(sites, territory))
        found.update(costs.measure_costs(sites, words))
    table = _table(found, sites.index)
    least, most = (_side(found, side, sites.index) for side in ("least", "most"))
    told = (
        *findings,
        *unknown_findings(table, specs(), territory),
        *_strange_words(sites),
        *envelope_findings(sites["reg"]),
    )
    return Indicators(table, specs(), told, least, most)


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
    for name, interval in ((name, found[name]) for name in specs() if name in found):
        spec = specs()[name]
        columns[name] = interval.nominal
        if spec.interval:
            columns[f"{name}_low"] = interval.low
            columns[f"{name}_high"] = interval.high
    return pd.DataFrame(columns, index=index)


def _side(found: Mapping[str, Interval], side: str, index: pd.Index) -> pd.DataFrame:
    """Return the least or greatest ends of the indicators that blanks leave in doubt."""
    doubtful = {n: getattr(found[n], side) for n in specs() if isinstance(found[n], Doubt)}
    return _table(doubtful, index)


def _strange_words(sites: pd.DataFrame) -> list[Finding]:
    tables = (
        ("site_type", TYPE_CLASS),
        ("zoning", ZONING_CLASS),
        ("status", maturity.STATUS),
        ("pollution", maturity.POLLUTION),
    )
    findings = []
    for column, known in tables:
        words = unlisted(sites[column], {**known, **dict.fromkeys(SILENT, "")})
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
