"""From a request to a program: read, measure, score, compile. Everything but solving."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.criteria.blanks import admitted
from tisites.criteria.indicators import indicator_names, measure
from tisites.criteria.labour_reach import zone_reach
from tisites.data.demo.demo import open_demo
from tisites.data.pack import open_pack
from tisites.messages.errors import BadInputError
from tisites.messages.progress import Stopwatch
from tisites.messages.stop import look
from tisites.model.admit import Admission, apply_bars, apply_unknown, lock_problems
from tisites.model.cannot_work import (
    indicator_problems,
    locked_both_ways,
    model_findings,
    site_count_problems,
)
from tisites.model.compile import compile_program
from tisites.model.named_sites import nobody_problems
from tisites.model.points import load_scenario
from tisites.model.sites import Sites
from tisites.run.prepare.contenders import added_by, contenders_of, inputs_read
from tisites.run.prepare.kept import AFRESH, pack_key
from tisites.run.prepare.neighbours import nearness_of
from tisites.run.prepare.nobody import data_name
from tisites.run.prepare.prepared import Prepared, Survey
from tisites.run.prepare.request import refuse_wrong, with_kept_reading
from tisites.run.prepare.scenario_words import programme_keys, unused_columns, with_lines
from tisites.run.prepare.service import access_term
from tisites.run.prepare.shared import Shared, shared_figures
from tisites.score.scores import score
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    from tisites.candidates.pool import Pool
    from tisites.criteria.labour_reach import ZoneReach
    from tisites.criteria.spec import Indicators
    from tisites.messages.errors import Problem
    from tisites.model.declaration import Model
    from tisites.run.prepare.kept import Keep
    from tisites.run.prepare.request import Added, Request
    from tisites.score.scores import Scores
    from tisites.territory.territory import Territory


def survey(
    request: Request,
    stopwatch: Stopwatch | None = None,
    *,
    declared: tuple[Model, str] | None = None,
    keep: Keep = AFRESH,
    hasty: bool = False,
    added: Added | None = None,
) -> Survey:
    """Read, measure and score; tell, without raising, what keeps a program from being compiled.

    Parameters
    ----------
    request : Request
        What was asked.
    stopwatch : Stopwatch, optional
        Times the phases.
    declared : tuple of Model and str, optional
        Merged model and name of the scenario, when they are known already.
    keep : Keep
        What many requests share is then made once (:class:`~tisites.run.prepare.kept.Kept`).
    hasty : bool
        Refuse a site that no candidate is, or that is locked in and out, before anything is
        measured, instead of telling it with the rest.
    added : Added, optional
        A planner's own sites, already read, beside the candidates of the request or alone.

    Raises
    ------
    BadInputError
        With all that is wrong in the files themselves.
    """
    refuse_wrong(request)
    request = with_kept_reading(request)
    clock = stopwatch or Stopwatch()
    if declared is not None:  # its lines were checked where it was read
        return _survey(request, declared, clock, keep, added, hasty=hasty)
    try:
        with clock.phase("load"):
            look()
            declared = load_scenario(request.scenario, request.model)
        known = _survey(request, declared, clock, keep, added, hasty=hasty)
    except BadInputError as error:
        raise BadInputError(with_lines(error.problems, request)) from error
    return replace(known, problems=with_lines(known.problems, request))


def _survey(
    request: Request,
    declared: tuple[Model, str],
    clock: Stopwatch,
    keep: Keep,
    added: Added | None,
    *,
    hasty: bool,
) -> Survey:
    model, scenario = declared
    with clock.phase("load"):
        look()
        problems = indicator_problems(model, indicator_names(), request.scenario)
        if problems:
            raise BadInputError(problems)
        territory = territory_of(request, keep)
    read = inputs_read(request, model, territory, clock, keep)
    added = added or added_by(request, model, territory)
    once = keep if added is None else AFRESH  # what her own list decides is made for it alone
    field, pool = contenders_of(read, added, clock, keep, once)
    nobody = nobody_problems(model, field.names, request.scenario, data_name(request))
    if hasty and (early := [*nobody, *locked_both_ways(model, request.scenario)]):
        raise BadInputError(early)
    with clock.phase("criteria"):
        look()
        chosen = field.table.loc[field.admission.ids]
        indicators = once(
            "indicators",
            (*read.ruled, model.assumptions),
            lambda: _measure(chosen, territory, model, clock, known=_still(added, pool)),
        )
        shared = shared_figures(territory, model.assumptions, keep)
        admission = once(
            "bars",
            (*read.ruled, model.assumptions, model.exclude),
            lambda: apply_bars(model, indicators, field.admission, field.table),
        )
        sites = _sites(model, shared, field.table, indicators, admission)
        admission = apply_unknown(model, sites, admission, request.scenario)
    with clock.phase("score"):
        look()
        scores = score(model.score, indicators)
    sites = _competitors(model, shared, field.table, indicators, admission, scores, territory)
    every = _all(
        [*nobody, *lock_problems(model, admission, request.scenario)],
        site_count_problems(model, sites, request.scenario),
    )
    told = (*model_findings(model, sites), *unused_columns(request, model), *programme_keys(model))
    found = (*field.candidates.findings, *field.eligibility.findings, *indicators.findings)
    return Survey(
        request, model, scenario, territory, field.candidates, admission, indicators, scores,
        sites, every, (*found, *told), clock, pool,
    )  # fmt: skip


def _competitors(
    model: Model,
    shared: Shared,
    table: pd.DataFrame,
    indicators: Indicators,
    admission: Admission,
    scores: Scores,
    territory: Territory,
) -> Sites:
    """Return the sites that compete, with all that constraints read of them."""
    sites = _sites(model, shared, table, indicators, admission)
    nominal = scores.at(sites.table.index).table["score"].to_numpy(dtype=float)
    return replace(
        sites,
        reach=_reach(model, sites, territory),
        bases=shared.bases,
        near=nearness_of(model, sites, territory),
        scores=nominal,
    )


def _all(locks: list[Problem], others: list[Problem]) -> tuple[Problem, ...]:
    """Return all problems; a locked site is told once, with the reason that excluded it."""
    ends = r"\.(sites|site|then)$"
    told = {(re.sub(ends, "", str(p.where.column)), p.where.value) for p in locks}
    rest = [p for p in others if (p.where.column, p.where.value) not in told]
    return (*locks, *rest)


def prepare(
    request: Request, stopwatch: Stopwatch | None = None, *, keep: Keep = AFRESH
) -> Prepared:
    """Read, measure, score and compile; ``keep`` as in :func:`survey`.

    Raises
    ------
    BadInputError
        With all that is wrong in the input, wherever it is.
    """
    return compiled(survey(request, stopwatch, keep=keep, hasty=True), keep)


def compiled(known: Survey, keep: Keep = AFRESH) -> Prepared:
    """Compile the program of a survey; ``keep`` as in :func:`survey`.

    Raises
    ------
    BadInputError
        If the survey tells that none can be compiled.
    """
    if known.problems:
        raise BadInputError(known.problems)
    model, sites = known.model, known.sites
    with known.stopwatch.phase("compile"):
        look()
        access = access_term(model, sites, known.territory, keep)
        program = compile_program(model, sites, known.scores.at(sites.table.index), access)
    return Prepared(
        known.request, model, known.scenario, known.territory, known.candidates, known.admission,
        known.indicators, known.scores, sites, program, known.findings, known.stopwatch,
        known.once, known.pool,
    )  # fmt: skip


def _still(added: Added | None, pool: Pool | None) -> Indicators | None:
    """Return what was measured of national candidates, those that hers change left out."""
    if added is None or added.measured is None or pool is None:
        return None
    measured = added.measured
    return measured.at(measured.table.index.difference(pool.said.table.index))


def _measure(
    sites: pd.DataFrame,
    territory: Territory,
    model: Model,
    clock: Stopwatch,
    known: Indicators | None,
) -> Indicators:
    """Measure sites; what is ``known`` of some is not measured again."""
    words = admitted(model.eligibility)
    rest = sites if known is None else sites.drop(sites.index.intersection(known.table.index))
    if known is not None and rest.empty:
        return known.at(sites.index)
    found = measure(rest, territory, model.assumptions, words=words, stopwatch=clock)
    return found if known is None else known.with_more(found).at(sites.index)


def territory_of(request: Request, keep: Keep = AFRESH) -> Territory:
    """Return the territory of a request's pack; ``keep`` as in :func:`survey`."""
    return keep(
        "territory",
        pack_key(request.pack),
        lambda: load_territory(open_pack(request.pack) if request.pack else open_demo()),
    )


def _sites(
    model: Model,
    shared: Shared,
    table: pd.DataFrame,
    indicators: Indicators,
    admission: Admission,
) -> Sites:
    ids = admission.ids
    here = table.loc[ids]
    locked = here.index[here["labelled_2024"].to_numpy(dtype=bool)]
    for rule in model.constraint.values():
        if rule.kind == "lock_in" and rule.enabled:
            locked = locked.union(here.index.intersection(rule.sites))
    return Sites(here, indicators.at(ids), shared.groups, shared.capacities, locked)


def _reach(model: Model, sites: Sites, territory: Territory) -> dict[str, ZoneReach]:
    """Return the zones d'emploi in reach of each site, for each constraint that asks."""
    return {
        name: zone_reach(
            sites.table,
            territory,
            model.assumptions,
            minutes=rule.minutes,
            zone_share=rule.zone_share,
        )
        for name, rule in model.constraint.items()
        if rule.kind == "labour_allocation" and rule.enabled
    }
