"""From a request to a program: read, measure, score, compile. Everything but solving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.consolidate import consolidate, replaced_text
from tisites.candidates.eligibility import judge, size_class
from tisites.candidates.labelled import is_labelled, with_labelled
from tisites.candidates.read import candidates_from_pack, read_candidates
from tisites.criteria.capacities import capacities
from tisites.criteria.density import commune_density, cross
from tisites.criteria.grid_zones import grid_zone, grid_zone_names
from tisites.criteria.indicators import indicator_names, measure
from tisites.criteria.labour_reach import zone_reach
from tisites.criteria.territory_bases import every_base
from tisites.data.demo.demo import open_demo
from tisites.data.pack import open_pack
from tisites.messages.errors import BadInputError, located
from tisites.messages.progress import Stopwatch
from tisites.model.admit import Admission, apply_bars, apply_unknown, lock_problems
from tisites.model.compile import (
    compile_program,
    indicator_problems,
    model_findings,
    site_count_problems,
)
from tisites.model.load import load_scenario
from tisites.model.sites import Sites
from tisites.run.kept import AFRESH
from tisites.run.request import refuse_wrong
from tisites.run.scenario_words import unused_columns, with_lines
from tisites.run.service import access_term
from tisites.score.scores import score
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates
    from tisites.candidates.eligibility import Eligibility
    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.indicators import Indicators
    from tisites.criteria.labour_reach import ZoneReach
    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding
    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.run.kept import Keep
    from tisites.run.request import Request
    from tisites.score.scores import Scores
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class Survey:
    """What is known before a program exists: who competes, and what cannot work.

    Parameters
    ----------
    request, model, scenario, territory, candidates, admission, indicators, scores, sites
        As in :class:`Prepared`.
    problems : tuple of Problem
        Why no program can be compiled; empty when one can.
    findings : tuple of Finding
        From every room.
    stopwatch : Stopwatch
        Seconds by phase so far.
    """

    request: Request
    model: Model
    scenario: str
    territory: Territory
    candidates: Candidates
    admission: Admission
    indicators: Indicators
    scores: Scores
    sites: Sites
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    stopwatch: Stopwatch

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: every output must then say so."""
        return self.territory.pack.manifest.synthetic or self.candidates.synthetic


@dataclass(frozen=True)
class Prepared:
    """All that a solve needs and all that its report will trace.

    Parameters
    ----------
    request : Request
        What was asked.
    model : Model
        The merged model.
    scenario : str
        Name of the scenario.
    territory : Territory
        The pack, read.
    candidates : Candidates
        Every candidate of the file.
    admission : Admission
        Who competes, and why the others do not.
    indicators, scores : Indicators, Scores
        Of every site that passed the declared eligibility.
    sites : Sites
        The sites that compete, in the order of the program's columns.
    program : Program
        What will be solved.
    findings : tuple of Finding
        From every room.
    stopwatch : Stopwatch
        Seconds by phase so far.
    """

    request: Request
    model: Model
    scenario: str
    territory: Territory
    candidates: Candidates
    admission: Admission
    indicators: Indicators
    scores: Scores
    sites: Sites
    program: Program
    findings: tuple[Finding, ...]
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: every output must then say so."""
        return self.territory.pack.manifest.synthetic or self.candidates.synthetic


def survey(
    request: Request,
    stopwatch: Stopwatch | None = None,
    *,
    declared: tuple[Model, str] | None = None,
    keep: Keep = AFRESH,
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
        What many requests share is then made once (:class:`~tisites.run.kept.Kept`).

    Raises
    ------
    BadInputError
        With all that is wrong in the files themselves.
    """
    refuse_wrong(request)
    clock = stopwatch or Stopwatch()
    if declared is not None:  # its lines were checked where it was read
        return _survey(request, declared, clock, keep)
    try:
        with clock.phase("load"):
            declared = load_scenario(request.scenario, request.model)
        known = _survey(request, declared, clock, keep)
    except BadInputError as error:
        raise BadInputError(with_lines(error.problems, request)) from error
    return replace(known, problems=with_lines(known.problems, request))


def _survey(request: Request, declared: tuple[Model, str], clock: Stopwatch, keep: Keep) -> Survey:
    model, scenario = declared
    data = (request.pack, request.candidates, request.tolerant, model.columns)
    with clock.phase("load"):
        problems = indicator_problems(model, indicator_names(), request.scenario)
        if problems:
            raise BadInputError(problems)
        territory = keep("territory", request.pack, lambda: _territory(request))
        read = keep("candidates", data, lambda: _candidates(request, model, territory))
    rules = (model.duplicates, model.assembly, model.eligibility, model.labelled_2024)
    with clock.phase("eligibility"), located(request.scenario):
        candidates, eligibility, table, admission = keep(
            "eligibility", (data, rules), lambda: _judged(read, model, territory)
        )
    with clock.phase("criteria"):
        chosen = table.loc[admission.ids]
        indicators = keep(
            "indicators",
            (data, rules, model.assumptions),
            lambda: measure(chosen, territory, model.assumptions, stopwatch=clock),
        )
        shared = _shared(request, territory, model.assumptions, keep)
        admission = apply_bars(model, indicators, admission)
        sites = _sites(model, shared, table, indicators, admission)
        admission = apply_unknown(model, sites, admission, request.scenario)
    with clock.phase("score"):
        scores = score(model.score, indicators)
    sites = _sites(model, shared, table, indicators, admission)
    nominal = scores.at(sites.table.index).table["score"].to_numpy(dtype=float)
    sites = replace(
        sites,
        reach=_reach(model, sites, territory),
        bases=shared.bases,
        scores=nominal,
    )
    problems = lock_problems(model, admission, request.scenario) or site_count_problems(
        model, sites, request.scenario
    )
    told = (*model_findings(model, sites), *unused_columns(request, model))
    findings = (*candidates.findings, *eligibility.findings, *indicators.findings, *told)
    return Survey(
        request, model, scenario, territory, candidates, admission, indicators, scores, sites,
        tuple(problems), findings, clock,
    )  # fmt: skip


def _judged(
    read: Candidates, model: Model, territory: Territory
) -> tuple[Candidates, Eligibility, pd.DataFrame, Admission]:
    """Return the sites behind the records, and who may compete."""
    found = consolidate(read, model.duplicates, model.assembly, model.eligibility)
    candidates = _with_labelled(found.candidates, model, territory)
    eligibility = judge(candidates, model.eligibility)
    table = _derived(candidates.table, territory)
    admission = _without(_admission(eligibility, table), found.replaced)
    return candidates, eligibility, table, admission


def prepare(request: Request, stopwatch: Stopwatch | None = None) -> Prepared:
    """Read, measure, score and compile.

    Raises
    ------
    BadInputError
        With all that is wrong in the input, wherever it is.
    """
    return compiled(survey(request, stopwatch))


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
        access = access_term(model, sites, known.territory, keep)
        program = compile_program(model, sites, known.scores.at(sites.table.index), access)
    return Prepared(
        known.request, model, known.scenario, known.territory, known.candidates, known.admission,
        known.indicators, known.scores, sites, program, known.findings, known.stopwatch,
    )  # fmt: skip


def _derived(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add the columns that models group by and the source does not give."""
    overseas = table["zone"].to_numpy() > 0
    density = table["insee"].astype(object).map(commune_density(territory))
    return table.assign(
        size_class=size_class(table["surface_ha"]).array,
        overseas=pd.Series(overseas, index=table.index).map({True: "yes", False: "no"}).array,
        density=density.array,
        region_x_density=cross(table["reg"], density).array,
        labelled_2024=is_labelled(table),
        grid_zone=grid_zone(table, territory).array,
    )


def _admission(eligibility: Eligibility, table: pd.DataFrame) -> Admission:
    """A labelled site is decided: the rules for new candidates are not its own."""
    decided = table["labelled_2024"].to_numpy(dtype=bool)
    judged = eligibility.table
    return Admission(
        judged["eligible"] | decided,
        judged["reason"].mask(decided, ""),
        judged["reason_text"].mask(decided, ""),
    )


def _territory(request: Request) -> Territory:
    return load_territory(open_pack(request.pack) if request.pack else open_demo())


def _candidates(request: Request, model: Model, territory: Territory) -> Candidates:
    if request.candidates is None:
        return candidates_from_pack(territory)
    columns = model.columns or None
    return read_candidates(request.candidates, territory, columns, strict=not request.tolerant)


def _with_labelled(candidates: Candidates, model: Model, territory: Territory) -> Candidates:
    """Labelled sites come after duplicates were merged: they are decided, and never merged away."""
    return with_labelled(candidates, territory) if model.labelled_2024 == "lock_in" else candidates


def _without(admission: Admission, replaced: pd.Series) -> Admission:
    """Take out the records that another stands for; a site keeps its first reason."""
    code = replaced[admission.eligible.reindex(replaced.index).to_numpy(dtype=bool)]
    if code.empty:
        return admission
    out = pd.Series(admission.eligible.index.isin(code.index), index=admission.eligible.index)
    codes = code.reindex(admission.eligible.index)
    told = code.map(lambda c: str(replaced_text(c))).reindex(admission.eligible.index)
    return Admission(
        admission.eligible & ~out,
        admission.reason.mask(out, codes).astype("str"),
        admission.reason_text.mask(out, told).astype("str"),
    )


@dataclass(frozen=True)
class _Shared:
    """What territories have, whoever competes."""

    groups: dict[str, dict[str, str]]
    capacities: dict[str, pd.Series]
    bases: dict[str, pd.DataFrame]


def _shared(
    request: Request, territory: Territory, assumptions: Assumptions, keep: Keep
) -> _Shared:
    pack = request.pack or "demo"
    return _Shared(
        keep("groups", request.pack, lambda: _groups(territory)),
        keep.watched(f"capacities {pack}", assumptions, lambda seen: capacities(territory, seen)),
        keep.watched(f"bases {pack}", assumptions, lambda seen: every_base(territory, seen)),
    )


def _sites(
    model: Model,
    shared: _Shared,
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


def _groups(territory: Territory) -> dict[str, dict[str, str]]:
    communes = territory.communes
    named = {
        "region": ("reg", "reg_nom"),
        "departement": ("dep", "dep_nom"),
        "epci": ("epci_siren", "epci_nom"),
    }
    groups = {}
    for by, (code, name) in named.items():
        pairs = communes[[code, name]].dropna(subset=[code]).drop_duplicates(code)
        groups[by] = dict(zip(pairs[code].astype(str), pairs[name].astype(str), strict=True))
    groups["grid_zone"] = grid_zone_names()
    return groups
