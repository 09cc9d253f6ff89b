"""Each verb of the contract: a frozen request of the desk, made of a job; its answer, told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.desk.workshop.draft import Draft
from tisites.messages.text import LANGUAGES, Language, language, speaking
from tisites.run.files.folder import MARK
from tisites.run.prepare.request import Request
from tisites.web.jobs import options as given
from tisites.web.jobs.bench import STATES, HeldAnswer
from tisites.web.views.result import moved, solved_body, solved_words
from tisites.web.workspace import RESULT, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.desk.workshop.workshop import Resolved
    from tisites.messages.progress import Listener
    from tisites.messages.stop import Stop
    from tisites.web.jobs.bench import Bench
    from tisites.web.jobs.job import JobAsk

type Done = dict[str, Any]


def request_of(ask: JobAsk, *, tolerant: bool = False, seconds: float | None = None,
               gap_rel: float = 0.0) -> Request:  # fmt: skip
    """Return the request of a draft, as ``tisites run`` would make it."""
    from tisites.candidates.guess.reading import read_reading

    return Request(
        scenario=ask.scenario or "reference",
        pack=None if ask.pack is None else Path(ask.pack),
        candidates=None if ask.candidates is None else Path(ask.candidates),
        tolerant=tolerant,
        seconds=seconds,
        gap_rel=gap_rel,
        reading=None if ask.reading is None else read_reading(Path(ask.reading)),
        beside=ask.candidates is not None,
    )


# of a draft ----------------------------------------------------------------------------------


def draft_of(ask: JobAsk, options: given.SolveOptions | given.DraftOptions) -> Draft:
    """Return the desk's draft of a job."""
    from tisites.candidates.guess.reading import read_reading

    return Draft(
        ask.base or "reference",
        pack=None if ask.pack is None else Path(ask.pack),
        candidates=None if ask.candidates is None else Path(ask.candidates),
        tolerant=options.tolerant,
        changes=ask.changes,
        seconds=getattr(options, "seconds", None),
        reading=None if ask.reading is None else read_reading(Path(ask.reading)),
        beside=ask.candidates is not None,
        written=ask.scenario or "",
    )


def prepare(
    at: Bench, ask: JobAsk, options: given.DraftOptions, listener: Listener, stop: Stop
) -> Done:
    """Read, measure, score and compile, so that previews and the first solve have less to do."""
    at.shop.prepare(draft_of(ask, options), listener, stop)
    return {"state": "done"}


def solve(
    at: Bench, ask: JobAsk, options: given.SolveOptions, listener: Listener, stop: Stop
) -> Done:
    """Choose the sites of a draft; told at once, its tables are written once it is quiet."""
    draft = draft_of(ask, options)
    clock = time.perf_counter()
    found = at.shop.solve(draft, listener, stop)
    seconds = {**found.outcome.prepared.stopwatch.seconds, "all": time.perf_counter() - clock}
    at.hold(HeldAnswer(found, draft, ask.language))
    _tell_result(at, ask, found, seconds)
    solution = found.outcome.solution
    return {
        "state": STATES[found.end], "result": found.run, "value": solution.value,
        "bound": solution.bound, "document": f"/api/v1/results/{found.run[:16]}/studies/solve",
    }  # fmt: skip


def _tell_result(at: Bench, ask: JobAsk, found: Resolved, seconds: Mapping[str, float]) -> None:
    """Write the result where the server reads it; who moved since the draft's last one."""
    from tisites.run.answer.write import finite

    saved = (at.space.store.folder_of(found.run) / MARK).is_file()
    body = solved_body(found, ask.draft, seconds, saved=saved)
    before = at.last_of(ask.draft)
    if before is not None and before[0] != body.run:
        body = body.model_copy(update={"changes_from": moved(body, *before)})
    if ask.draft is not None:
        at.last[ask.draft] = body.run, body.selected
    rows = [
        {name: getattr(row, name) for name in type(row).__slots__}
        for row in found.outcome.activities()
    ]
    keys = {"base", "changes", "scenario", "pack", "candidates", "reading"}
    told = {
        **body.model_dump(mode="json", by_alias=True),
        "spoken": {one: _spoken(found, one) for one in LANGUAGES if one != language()},
        "model": found.outcome.prepared.model.model_dump(mode="json"), "constraints": rows,
        "asked": ask.model_dump(include=keys),
        "content": None if ask.content is None else ask.content.model_dump(),
    }  # fmt: skip
    write_json(at.space.result(found.run) / RESULT, finite(told))


def _spoken(found: Resolved, other: Language) -> dict[str, Any]:
    with speaking(other):
        return solved_words(found)


def check(
    at: Bench, ask: JobAsk, options: given.DraftOptions, listener: Listener, stop: Stop
) -> Done:
    """Tell who competes, who does not and why, and what is wrong with the rules."""
    from tisites.desk.check import CheckRequest
    from tisites.desk.check import check as checked

    out = at.space.job_files(ask.job)
    request = request_of(ask, tolerant=options.tolerant)
    return at.told(ask, checked(CheckRequest(request, out), listener, stop))


def relax(
    at: Bench, ask: JobAsk, options: given.RelaxOptions, listener: Listener, stop: Stop
) -> Done:
    """Tell what clashes and the least to concede."""
    from tisites.desk.relax import RelaxRequest
    from tisites.desk.relax import relax as relaxed

    request = RelaxRequest(request_of(ask), tuple(options.priorities), options.seconds)
    return at.told(ask, relaxed(request, listener, stop))


def frontier(
    at: Bench, ask: JobAsk, options: given.FrontierOptions, listener: Listener, stop: Stop
) -> Done:
    """Trace what equity costs."""
    from tisites.desk.frontier import FrontierRequest
    from tisites.desk.frontier import frontier as traced

    request = request_of(ask, seconds=options.seconds)
    asked = FrontierRequest(request, options.measure, options.points)
    return at.told(ask, traced(asked, listener, stop), ask.run)


def types(
    at: Bench, ask: JobAsk, options: given.TypesOptions, listener: Listener, stop: Stop
) -> Done:
    """Say which site for which type of project."""
    from tisites.desk.types import TypesRequest
    from tisites.desk.types import types as chosen

    request = request_of(ask)
    asked = TypesRequest(request, options.types, options.price, options.seconds)
    return at.told(ask, chosen(asked, listener, stop), ask.run)


def stages(
    at: Bench, ask: JobAsk, options: given.StagesOptions, listener: Listener, stop: Stop
) -> Done:
    """Make lists by territory, and choose among them."""
    from tisites.desk.stages import StagesRequest
    from tisites.desk.stages import stages as listed

    asked = StagesRequest(
        request_of(ask), (), tuple(options.lengths), tuple(options.wild_cards), options.seconds,
        options.stages,
    )  # fmt: skip
    return at.told(ask, listed(asked, listener, stop), ask.run)


def dossier(
    at: Bench, ask: JobAsk, options: given.DossierOptions, listener: Listener, stop: Stop
) -> Done:
    """Tell what becomes of a planner's own sites."""
    from tisites.desk.dossier import DossierRequest
    from tisites.desk.dossier import dossier as judged

    request = request_of(ask)
    assert request.candidates is not None
    asked = DossierRequest(
        request.candidates, request.scenario, data=request.pack, local=options.local,
        out=at.space.job_files(ask.job), reading=request.reading, fiches=options.fiches,
    )  # fmt: skip
    return at.told(ask, judged(asked, listener, stop))


# of a result ---------------------------------------------------------------------------------


def save(at: Bench, ask: JobAsk, options: given.NoOptions, listener: Listener, stop: Stop) -> Done:
    """Write the whole run into the store: map, GeoPackage, tables; solved again if need be."""
    del options
    assert ask.run is not None
    folder, end = at.save(ask, listener, stop)
    names = sorted(path.name for path in folder.iterdir())
    return {"state": STATES[end], "result": ask.run, "files": names}


def explain(
    at: Bench, ask: JobAsk, options: given.ExplainOptions, listener: Listener, stop: Stop
) -> Done:
    """Say why sites are in or out; of every candidate of a place where none is named."""
    from tisites.desk.explain import CandidatesRequest, ExplainRequest
    from tisites.desk.explain import explain as explained
    from tisites.desk.explain import explain_all as every

    source = at.source(ask)
    answer: Any
    if options.sites:
        asked = ExplainRequest(source, tuple(options.sites), options.limits, options.plots)
        answer = explained(asked, listener, stop)
    else:
        place = CandidatesRequest(source, (), options.region, options.departement, options.exact)
        answer = every(place, listener, stop)
    return at.told(ask, answer, ask.run)


def rules(
    at: Bench, ask: JobAsk, options: given.RulesOptions, listener: Listener, stop: Stop
) -> Done:
    """Say what each rule decides."""
    from tisites.desk.rules import RulesRequest
    from tisites.desk.rules import rules as measured

    asked = RulesRequest(
        at.source(ask), options.rows, options.shapley, options.price, options.seconds
    )
    return at.told(ask, measured(asked, listener, stop), ask.run)


def price(
    at: Bench, ask: JobAsk, options: given.PriceOptions, listener: Listener, stop: Stop
) -> Done:
    """Say what one more of each limit brings."""
    from tisites.desk.price import PriceRequest
    from tisites.desk.price import price as priced

    asked = PriceRequest(
        at.source(ask), options.by, options.constraint, options.group, options.seconds
    )
    return at.told(ask, priced(asked, listener, stop), ask.run)


def alternatives(
    at: Bench, ask: JobAsk, options: given.AlternativesOptions, listener: Listener, stop: Stop
) -> Done:
    """Find other selections as good."""
    from tisites.desk.alternatives import AlternativesRequest
    from tisites.desk.alternatives import alternatives as listed

    asked = AlternativesRequest(at.source(ask), options.count, options.differ, options.within_pct)
    return at.told(ask, listed(asked, listener, stop), ask.run)


def compromise(
    at: Bench, ask: JobAsk, options: given.CompromiseOptions, listener: Listener, stop: Stop
) -> Done:
    """Choose between the parties that the model declares."""
    from tisites.desk.compromise import CompromiseRequest
    from tisites.desk.compromise import compromise as agreed

    asked = CompromiseRequest(
        at.source(ask), options.rule, tuple(options.parties), options.points,
        options.objection_pct, options.others, options.seconds,
    )  # fmt: skip
    return at.told(ask, agreed(asked, listener, stop), ask.run)


def equity(
    at: Bench, ask: JobAsk, options: given.EquityOptions, listener: Listener, stop: Stop
) -> Done:
    """Measure how a selection is shared."""
    from tisites.desk.equity import EquityRequest
    from tisites.desk.equity import equity as shared

    asked = EquityRequest(at.source(ask), options.by, options.benefit, options.per, options.worst)
    return at.told(ask, shared(asked, listener, stop), ask.run)


def robustness(
    at: Bench, ask: JobAsk, options: given.RobustnessOptions, listener: Listener, stop: Stop
) -> Done:
    """Say what a selection depends on."""
    from tisites.desk.robustness import RobustnessRequest
    from tisites.desk.robustness import robustness as measured

    parts = None if options.parts is None else tuple(options.parts)
    asked = RobustnessRequest(
        at.source(ask), parts, options.samples, options.processes, options.seed, options.order
    )
    return at.told(ask, measured(asked, listener, stop), ask.run)


def reserve(
    at: Bench, ask: JobAsk, options: given.ReserveOptions, listener: Listener, stop: Stop
) -> Done:
    """Say who replaces a chosen site that withdraws."""
    from tisites.desk.reserve import ReserveRequest
    from tisites.desk.reserve import reserve as listed

    asked = ReserveRequest(
        at.source(ask), options.size, options.chained,
        None if options.named is None else tuple(options.named), options.rule, options.withdrawal,
        options.recoverable, options.recompute, options.draws, options.seed, options.seconds,
    )  # fmt: skip
    return at.told(ask, listed(asked, listener, stop), ask.run)


def calendar(
    at: Bench, ask: JobAsk, options: given.CalendarOptions, listener: Listener, stop: Stop
) -> Done:
    """Say which sites begin when, under a yearly budget."""
    from tisites.desk.calendar import CalendarRequest
    from tisites.desk.calendar import calendar as planned

    asked = CalendarRequest(
        at.source(ask), options.programme, options.schedule, options.alone, options.more,
        options.seconds,
    )  # fmt: skip
    return at.told(ask, planned(asked, listener, stop), ask.run)


def importance(
    at: Bench, ask: JobAsk, options: given.ImportanceOptions, listener: Listener, stop: Stop
) -> Done:
    """Say what each chosen site is worth."""
    from tisites.desk.importance import ImportanceRequest
    from tisites.desk.importance import importance as measured

    asked = ImportanceRequest(at.source(ask), options.processes)
    return at.told(ask, measured(asked, listener, stop), ask.run)


def reveal(
    at: Bench, ask: JobAsk, options: given.RevealOptions, listener: Listener, stop: Stop
) -> Done:
    """Say which weights explain another selection."""
    from tisites.desk.reveal import RevealRequest
    from tisites.desk.reveal import reveal as asked

    other = tuple(options.sites) if options.run is None else at.contestant(options.run)
    request = RevealRequest(at.source(ask), other, options.noise, options.intervals)
    return at.told(ask, asked(request, listener, stop), ask.run)


def compare(
    at: Bench, ask: JobAsk, options: given.CompareOptions, listener: Listener, stop: Stop
) -> Done:
    """Put results side by side."""
    from tisites.desk.compare import CompareRequest
    from tisites.desk.compare import compare as compared

    named = tuple(at.contestant(one) for one in options.runs)
    asked = CompareRequest(
        named, data=None if ask.pack is None else Path(ask.pack),
        out=at.space.job_files(ask.job), every=options.every,
    )  # fmt: skip
    return at.told(ask, compared(asked, listener, stop))


def report(
    at: Bench, ask: JobAsk, options: given.ReportOptions, listener: Listener, stop: Stop
) -> Done:
    """Make what is handed over: note, sheets, workbook, maps."""
    from tisites.desk.report import ReportRequest
    from tisites.desk.report import report as made

    # sheets alone need neither the map nor the files of a saved run
    here = options.alone and options.study is None and ask.run is not None
    what = at.source(ask) if here else at.subject(ask, options.study, listener, stop)
    asked = ReportRequest(
        what, tuple(options.formats), options.profile, tuple(options.sites), options.fiches,
        out=at.space.job_files(ask.job), alone=options.alone,
    )  # fmt: skip
    return at.told(ask, made(asked, listener, stop), ask.run)


def verify(
    at: Bench, ask: JobAsk, options: given.VerifyOptions, listener: Listener, stop: Stop
) -> Done:
    """Check the files of a run again, what it claims, and its proof."""
    from tisites.desk.runs import VerifyRequest
    from tisites.desk.runs import verify as verified

    assert ask.run is not None
    folder = at.folder_of(ask.run)
    named = folder.relative_to(at.space.root) if folder.is_relative_to(at.space.root) else folder
    asked = VerifyRequest(str(named), at.space.store, options.deep, options.proof)
    return at.told(ask, verified(asked, listener, stop), ask.run)


def export(
    at: Bench, ask: JobAsk, options: given.NoOptions, listener: Listener, stop: Stop
) -> Done:
    """Write a saved run as one file."""
    from tisites.desk.runs import ExportRequest
    from tisites.desk.runs import export as exported

    del options
    assert ask.run is not None
    place = at.space.job_files(ask.job)
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{ask.run[:16]}.tisites"
    run, _ = at.save(ask, listener, stop)
    asked = ExportRequest(str(run), file, store=at.space.store)
    return {**at.told(ask, exported(asked, listener, stop), ask.run), "files": [file.name]}


def coverage(
    at: Bench, ask: JobAsk, options: given.CoverageOptions, listener: Listener, stop: Stop
) -> Done:
    """Tell how much is known of the candidates of a pack."""
    from tisites.desk.data import CoverageRequest
    from tisites.desk.data import coverage as covered

    del options
    pack = None if ask.pack is None else Path(ask.pack)
    return at.told(ask, covered(CoverageRequest(pack), listener, stop))


VERBS: dict[str, Callable[[Bench, JobAsk, Any, Listener, Stop], Done]] = {
    function.__name__: function
    for function in (
        prepare, solve, save, explain, rules, price, alternatives, frontier, equity, robustness,
        compromise,
        importance, relax, compare, dossier, report, check, verify, export,
        coverage, reserve, reveal, types, stages, calendar,
    )
}  # fmt: skip
