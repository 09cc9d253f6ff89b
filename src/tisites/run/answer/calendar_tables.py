"""When each chosen site is ready and why then; which lines would join them to the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.criteria.blanks import EVERY_WORD
from tisites.criteria.connection import connection_tree
from tisites.criteria.network import HV_KV
from tisites.criteria.schedule import GRID, dated_steps, grid_step, last_step
from tisites.criteria.steps import words_of
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.blanks import Words
    from tisites.criteria.connection import ConnectionTree
    from tisites.criteria.schedule import DatedStep
    from tisites.territory.territory import Territory

STEPS, CONNECTION = "steps.csv", "connection.csv"
YEARS = ("available_year_low", "available_year", "available_year_high")
GRID_YEARS = ("grid_ready_year_low", "grid_ready_year", "grid_ready_year_high")
STEP_COLUMNS = (
    "id", "name", "step", "label", "months_low", "months", "months_high", "start_year",
    "end_year_low", "end_year", "end_year_high", "critical", "source",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "name", "to", "to_kind", "to_name", "substation", "substation_name", "voltage_kv",
    "straight_km", "line_km_low", "line_km", "line_km_high",
)  # fmt: skip
NO_GRID = Text(" (raccordement électrique inconnu)", " (grid connection unknown)")
TO_SUBSTATION, TO_SITE, UNKNOWN = (
    Text("poste", "substation"), Text("site", "site"), Text("inconnu", "unknown"),
)  # fmt: skip


def schedules(
    sites: pd.DataFrame, start_year: float, told: Words = EVERY_WORD
) -> list[tuple[DatedStep, ...]]:
    """Return the dated steps of each site, computed once a distinct set of words.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``site_type``, ``zoning``, ``pollution``, ``status``.
    start_year : float
        When the first steps begin.
    told : Words
        What a blank may stand for: the likely and the high end take the longest of it.
    """
    words = words_of(sites, told)
    known: dict[tuple[Any, ...], tuple[DatedStep, ...]] = {}
    for row in set(words.itertuples(index=False, name=None)):
        known[row] = dated_steps(dict(zip(words.columns, row, strict=True)), start_year)
    return [known[row] for row in words.itertuples(index=False, name=None)]


def availability(
    sites: pd.DataFrame, measured: pd.DataFrame, start_year: float, told: Words = EVERY_WORD
) -> pd.DataFrame:
    """Return when each site is ready, and what decides it.

    Parameters
    ----------
    sites : DataFrame
        Index site id; as for :func:`schedules`.
    measured : DataFrame
        Same index; indicators ``available_year`` and ``grid_ready_year`` with their ends.
    start_year : float
        When the first steps begin.
    told : Words
        What a blank may stand for.

    Returns
    -------
    DataFrame
        Same index; :data:`YEARS` (NaN where unknown), ``last_step`` (words, in the current
        language) and ``critical_path`` (codes, joined by `` > ``).
    """
    last, path = [], []
    for dated, ready in zip(
        schedules(sites, start_year, told), measured["grid_ready_year"], strict=True
    ):
        code, label = last_step(dated, float(ready))
        known = Text("", "") if not np.isnan(ready) else NO_GRID
        last.append(f"{label}{known}")
        steps = [step.code for step in dated if step.critical]
        path.append(GRID if code == GRID else " > ".join(steps))
    return measured[list(YEARS)].round(2).assign(last_step=last, critical_path=path)


def steps_table(
    sites: pd.DataFrame,
    measured: pd.DataFrame,
    assumptions: Assumptions,
    told: Words = EVERY_WORD,
) -> pd.DataFrame:
    """Return the dated steps of chosen sites, one row a step, the grid connection among them.

    Parameters
    ----------
    sites : DataFrame
        Index site id; ``name`` and the columns of :func:`schedules`.
    measured : DataFrame
        Same index; ``grid_ready_year`` with its ends; no such step where it is unknown.
    assumptions : Assumptions
        ``steps_start_year``, ``grid_request_year``.

    Returns
    -------
    DataFrame
        Columns :data:`STEP_COLUMNS`; years as decimals, 2027.5 being the first of July 2027.
    """
    yes, no = str(Text("oui", "yes")), str(Text("non", "no"))
    rows = []
    for (site, name), dated, ready in zip(
        sites["name"].items(),
        schedules(sites, assumptions.steps_start_year, told),
        measured[list(GRID_YEARS)].to_numpy(dtype=float),
        strict=True,
    ):
        code, _ = last_step(dated, ready[1])
        grid: tuple[DatedStep, ...] = ()
        if not np.isnan(ready).any():
            grid = (grid_step(assumptions.grid_request_year, tuple(ready.tolist())),)
        for step in (*dated, *grid):
            decides = step.code == GRID if code == GRID else step.critical
            rows.append(
                (
                    site, name, step.code, str(step.label), *np.round(step.months, 2),
                    round(step.start[1], 2), *np.round(step.end, 2), yes if decides else no,
                    step.source,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def chosen_tree(sites: pd.DataFrame, territory: Territory) -> ConnectionTree:
    """Return the shortest lines from chosen sites to substations of 63 kV or more."""
    if not territory.has("substations"):
        return connection_tree(sites, sites.iloc[:0])
    grid = territory.substations
    return connection_tree(sites, grid[(grid["voltage_kv"] >= HV_KV).to_numpy(dtype=bool)])


def connection_table(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> pd.DataFrame:
    """Return the lines that would join chosen sites to the grid, one row a site.

    Parameters
    ----------
    sites : DataFrame
        Index site id; ``name`` and place.
    territory : Territory
        Substations, where the pack has them.
    assumptions : Assumptions
        ``grid_detour``: length of line over the straight line.

    Returns
    -------
    DataFrame
        Columns :data:`LINE_COLUMNS`, sorted by id: each site joins a substation or another site,
        and through it ``substation``; kilometres are NaN, and ``to_kind`` says *inconnu*, where no
        substation is known on the landmass. An estimate: no route, no capacity of substations.
    """
    tree = chosen_tree(sites, territory)
    grid = territory.substations if tree.lines else pd.DataFrame({"nom": [], "voltage_kv": []})
    parent = {line.site: line for line in tree.lines}
    detour = assumptions.grid_detour
    rows = []
    for site in sorted(str(site) for site in sites.index):
        name = sites["name"].get(site)
        if site not in parent:
            blank = (np.nan,) * 4
            rows.append((site, name, None, str(UNKNOWN), None, None, None, np.nan, *blank))
            continue
        line = root = parent[site]
        while not root.to_substation:
            root = parent[root.to]
        post = grid.loc[root.to]
        to_name = post["nom"] if line.to_substation else sites["name"].get(line.to)
        kind = TO_SUBSTATION if line.to_substation else TO_SITE
        km = [round(line.km * factor, 3) for factor in
              (1.0, detour.low, detour.nominal, detour.high)]  # fmt: skip
        rows.append(
            (site, name, line.to, str(kind), to_name, root.to, post["nom"], post["voltage_kv"], *km)
        )
    return pd.DataFrame(rows, columns=list(LINE_COLUMNS))
