"""All indicators: what they are called, and how candidates are measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache as remember
from typing import TYPE_CHECKING, Literal

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
End = Literal["low", "nominal", "high"]
#: Unlisted words shown in a finding.
SHOWN = 5


@remember
def specs() -> Mapping[str, IndicatorSpec]:
    """Return every indicator by name, in the order of the families."""
    families = (
        zan_specs, workforce, labour_market, water, drought, network, gateways, sidings, declared,
        nature, maturity, steps, turnkey, land_control, programmes, costs,
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
    least, most : DataFrame
        Same index; for the indicators that a blank of the candidate file leaves in doubt, columns
        as in ``table``: each end at its least and greatest over what the blank may stand for.
    """

    table: pd.DataFrame
    specs: Mapping[str, IndicatorSpec]
    findings: tuple[Finding, ...] = field(default=())
    least: pd.DataFrame = field(default_factory=pd.DataFrame)
    most: pd.DataFrame = field(default_factory=pd.DataFrame)

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

    def span(self, name: str, end: End = "nominal") -> tuple[np.ndarray, np.ndarray]:
        """Return the range of one end over what blanks of the candidate file may stand for.

        Where everything is told, both are that end. Where the quantity is unknown between known
        ends, each end may be anything between them.

        Parameters
        ----------
        name : str
            Indicator.
        end : {"low", "nominal", "high"}
            Which end of its interval.

        Returns
        -------
        least, most : (n,) float64
            NaN where nothing bounds it.
        """
        low, nominal, high = self.interval(name)
        known = {"low": low, "nominal": nominal, "high": high}[end]
        column = name if end == "nominal" else f"{name}_{end}"
        if column in self.least.columns:
            least = self.least[column].to_numpy(dtype=np.float64)
            most = self.most[column].to_numpy(dtype=np.float64)
        else:
            unknown = np.isnan(nominal)
            least, most = (np.where(unknown, np.nan, known) for _ in range(2))
        return np.where(np.isnan(least), low, least), np.where(np.isnan(most), high, most)

    def untold(self, name: str) -> np.ndarray:
        """Return where an indicator is unknown, or rests on a blank of the candidate file."""
        nominal = self.interval(name)[1]
        if name not in self.least.columns:
            return np.isnan(nominal)
        apart = (self.least[name] != self.most[name]).to_numpy()
        return np.isnan(nominal) | apart

    def with_more(self, more: Indicators) -> Indicators:
        """Return the indicators of these sites and of others, the others' in place of the same.

        Each row depends on its own site only: it is what measuring them all at once gives.
        """
        kept = self.at(self.table.index.difference(more.table.index))
        every = kept.table.columns.union(more.table.columns, sort=False)
        table = pd.concat([one._ends(every) for one in (kept, more)]).sort_index()
        sides = []
        for side, added in ((kept.least, more.least), (kept.most, more.most)):
            columns = side.columns.union(added.columns, sort=False)
            filled = (one._sided(part, columns) for one, part in ((kept, side), (more, added)))
            sides.append(pd.concat(list(filled)).loc[table.index])
        return Indicators(table, self.specs, self.findings, *sides)

    def _ends(self, columns: pd.Index) -> pd.DataFrame:
        """Return the table with these columns; an exact quantity is both its ends."""
        found = {}
        for column in columns:
            exact = column.removesuffix("_low").removesuffix("_high")
            found[column] = self.table[column if column in self.table.columns else exact]
        return pd.DataFrame(found, index=self.table.index)

    def _sided(self, side: pd.DataFrame, columns: pd.Index) -> pd.DataFrame:
        """Fill in the ends that no blank leaves in doubt: as they are, NaN where unknown."""
        known = self._ends(columns)
        for column in columns:
            name = column.removesuffix("_low").removesuffix("_high")
            known[column] = known[column].where(self.table[name].notna())
        return known.assign(**{str(column): side[column] for column in side.columns})

    def at(self, ids: pd.Index) -> Indicators:
        """Return the indicators of these sites, in their order."""
        sides = (side.loc[ids] if len(side.columns) else side for side in (self.least, self.most))
        return Indicators(self.table.loc[ids], self.specs, self.findings, *sides)


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
        found.update(land_control.measure_land_control(sites, assumptions))
        found.update(programmes.measure_programmes(sites, territory))
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
