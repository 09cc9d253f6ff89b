"""A run in Python: solved or opened, looked at, questioned, written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.api.inputs import Sites, located
from tisites.api.picture import Picture, map_of
from tisites.api.scenario import Scenario
from tisites.data.pack import Pack
from tisites.desk.sources import Studied, studied_outcome
from tisites.messages.errors import Where, bad_input
from tisites.messages.progress import Silent, Stopwatch
from tisites.messages.text import Text
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from geopandas import GeoDataFrame

    from tisites.desk.answer import Answer
    from tisites.desk.report import HandedOver
    from tisites.desk.sources import Source
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.report.alternatives import AlternativesReport
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.read.case import Case
    from tisites.study.compare.compare import Comparison
    from tisites.study.compromise.compromise import Compromise
    from tisites.study.dossier.dossier import Dossier
    from tisites.study.equity.equity import Equity
    from tisites.study.explain.explain import Explanation
    from tisites.study.explain.why_not_all import EveryCandidate
    from tisites.study.importance import Importance
    from tisites.study.price.price import LimitPrices
    from tisites.study.reserve.reserve import Reserve
    from tisites.study.reveal.reveal import Preferences
    from tisites.study.robustness.study import Robustness
    from tisites.study.rules.rules import Rules
    from tisites.study.stages.stages import StagesAnswer
    from tisites.study.types.types import TypesAnswer
    from tisites.study.years.calendar import Calendar


@dataclass(frozen=True)
class Run:
    """A solved scenario.

    Made by :func:`solve` and :func:`open_run`. Questions (:meth:`price`, :meth:`alternatives` …)
    return an :class:`~tisites.desk.answer.Answer`: shown as a page in a notebook, with its tables
    as DataFrames in ``.tables`` and its files by ``.write()``.

    Parameters
    ----------
    studied : Studied
        The case and its answer.
    report : dict
        What ``solution.json`` holds.
    outcome : Outcome, optional
        Of a run solved here.
    folder : Path, optional
        Where it is stored.
    """

    studied: Studied = field(repr=False)
    report: dict[str, Any] = field(repr=False)
    outcome: Outcome | None = field(default=None, repr=False)
    folder: Path | None = None

    @property
    def case(self) -> Case:
        """The program and the sites behind its columns."""
        return self.studied.answered.case

    @property
    def model(self) -> Model:
        """The merged model that was solved."""
        return self.case.model

    @property
    def value(self) -> float:
        """Objective of the selection, in points."""
        return float(self.report["objective"])

    @property
    def bound(self) -> float:
        """Proven upper bound on every selection; infinite when none is known."""
        bound = self.report["bound"]
        return float("inf") if bound is None else float(bound)

    @property
    def proof(self) -> Proof:
        """How far the answer is proven."""
        return Proof(self.report["proof"])

    @property
    def synthetic(self) -> bool:
        """Whether any input is synthetic: nothing here is then about real sites."""
        return self.case.synthetic

    @property
    def candidates(self) -> GeoDataFrame:
        """Every candidate, index ``site_id``: indicators, score with its interval, verdict.

        ``selected`` says who was chosen, ``eligible`` and ``reason_text`` why the others could
        not be; points in EPSG:4326, none where a place is unknown.
        """
        table = located(self.case.everyone)
        table.insert(0, "selected", table.index.isin(set(self.report["selected"])))
        return table

    @property
    def selection(self) -> GeoDataFrame:
        """The chosen sites, as :attr:`candidates` has them."""
        everyone = self.candidates
        return everyone[everyone["selected"]].drop(columns=["selected", "reason", "reason_text"])

    @property
    def constraints(self) -> pd.DataFrame:
        """How every row of the program stands: name, territory, activity, limits, slack."""
        import pandas as pd

        return pd.DataFrame(self.report["constraints"])

    def map(self) -> Picture:
        """Return the map of the selection; a stored run gives the one that it was written with.

        Raises
        ------
        BadInputError
            If a stored run has no map, or if the pack lacks the outlines.
        """
        return map_of(self.outcome, self.folder)

    def explain(self, *sites: str, limits: bool = True) -> Answer[tuple[Explanation, ...]]:
        """Tell why sites are in or out, and the smallest change that would move them.

        Parameters
        ----------
        *sites : str
            Ids, or parts of names or communes.
        limits : bool
            Whether moves of limits are searched for a site that is out.
        """
        from tisites.desk.explain import ExplainRequest, explain

        return explain(ExplainRequest(self.studied, sites, limits))

    def why_not(
        self, *, region: str | None = None, departement: str | None = None, exact: bool = False
    ) -> Answer[EveryCandidate]:
        """Tell what every candidate of a place would cost, or what keeps it out.

        Parameters
        ----------
        region, departement : str, optional
            Code or name; the whole country without either.
        exact : bool
            Whether the program is solved for each of them.
        """
        from tisites.desk.explain import CandidatesRequest, explain_all

        return explain_all(CandidatesRequest(self.studied, (), region, departement, exact))

    def importance(self, *, processes: int | None = None) -> Answer[Importance]:
        """Tell what each chosen site is worth: what is lost without it."""
        from tisites.desk.importance import ImportanceRequest, importance

        return importance(ImportanceRequest(self.studied, processes))

    def price(
        self, constraint: str | None = None, *, by: float = 1.0, group: str | None = None
    ) -> Answer[LimitPrices]:
        """Tell what one more and one less of each limit brings.

        Parameters
        ----------
        constraint : str, optional
            One constraint of the model; all of them by default.
        by : float
            How far limits are moved, in each one's unit.
        group : str, optional
            One territory, by code or name.
        """
        from tisites.desk.price import PriceRequest, price

        return price(PriceRequest(self.studied, by, constraint, group))

    def alternatives(
        self, *, count: int = 20, differ: int = 5, within_pct: float = 1.0
    ) -> Answer[AlternativesReport]:
        """Tell which other selections are as good, each proven the best of those left.

        Parameters
        ----------
        count : int
            How many at most.
        differ : int
            Sites by which any two differ, at least.
        within_pct : float
            Loss allowed, % of the best.
        """
        from tisites.desk.alternatives import AlternativesRequest, alternatives

        return alternatives(AlternativesRequest(self.studied, count, differ, within_pct))

    def rules(self, *, rows: bool = False, shapley: bool = False) -> Answer[Rules]:
        """Tell what each rule decides: value and sites that change when it is removed.

        Parameters
        ----------
        rows : bool
            Every territory's limit as well.
        shapley : bool
            What each rule costs among all of them, and how they meet.
        """
        from tisites.desk.rules import RulesRequest, rules

        return rules(RulesRequest(self.studied, rows, shapley))

    def compromise(
        self,
        *parties: str,
        rule: str | None = None,
        points: int = 5,
        objection_pct: float | None = None,
        others: bool = False,
    ) -> Answer[Compromise]:
        """Choose among what several parties of the model would choose; tell what each regrets.

        Parameters
        ----------
        *parties : str
            Names of those that count; as the model says by default.
        rule : str, optional
            ``min_max_regret``, ``leximin``, ``kalai_smorodinsky``, ``nash`` or ``sum``; the
            model's by default.
        points : int
            Points of the frontier between least regret and greatest sum; 0 for none.
        objection_pct : float, optional
            Threshold of an objection, % of a party's own best; the model's by default.
        others : bool
            Whether other rules, and votes, are told beside.
        """
        from tisites.desk.compromise import CompromiseRequest, compromise

        return compromise(
            CompromiseRequest(self.studied, rule, parties, points, objection_pct, others)
        )

    def types(self, types: str | None = None, *, price: bool = True) -> Answer[TypesAnswer]:
        """Choose sites and types of projects together; as ``tisites types``.

        Parameters
        ----------
        types : str, optional
            Scenario whose types are taken (shipped: ``project-types``); the run's own by default.
        price : bool
            Whether every quota is moved by one site.
        """
        from tisites.desk.types import TypesRequest
        from tisites.desk.types import types as chosen

        return chosen(TypesRequest(self._prepared, types, price))

    def stages(
        self, stages: str | None = None, *, lists: Mapping[str, str | Path] | None = None
    ) -> Answer[StagesAnswer]:
        """Make lists by territory, and choose among them; as ``tisites stages``.

        Parameters
        ----------
        stages : str, optional
            Scenario whose stages are taken (shipped: ``two-stages``); the run's own by default.
        lists : mapping of str to str or Path, optional
            Files of ids that territories gave, by code.
        """
        from tisites.desk.stages import StagesRequest
        from tisites.desk.stages import stages as listed

        given = tuple(f"{code}={file}" for code, file in (lists or {}).items())
        return listed(StagesRequest(self._prepared, given, stages=stages))

    @property
    def _prepared(self) -> Prepared | Source:
        """What a study that measures sites starts from."""
        from tisites.desk.sources import Source

        return self.outcome.prepared if self.outcome is not None else Source(str(self.folder))

    def reserve(
        self,
        size: int | None = None,
        *,
        chained: int | None = None,
        named: Sequence[str] | None = None,
        withdrawal: str | None = None,
        recoverable: float | None = None,
        recompute: bool = False,
    ) -> Answer[Reserve]:
        """Tell who replaces a chosen site that withdraws, by a list that is proven.

        Parameters
        ----------
        size, chained : int, optional
            Sites on the list, and how many of them are the next best; as ``[reserve]`` of the
            model says otherwise.
        named : sequence of str, optional
            Sites that the list must hold.
        withdrawal : str, optional
            ``uniform``, an indicator, or ``1 - indicator``.
        recoverable : float, optional
            Points that any one withdrawal may cost: the selection itself is changed for it.
        recompute : bool
            Whether the whole selection is also chosen again without each chosen site.
        """
        from tisites.desk.reserve import ReserveRequest, reserve

        imposed = None if named is None else tuple(named)
        return reserve(
            ReserveRequest(
                self.studied,
                size,
                chained,
                imposed,
                withdrawal=withdrawal,
                recoverable=recoverable,
                recompute=recompute,
            )
        )

    def reveal(
        self,
        selection: Run | str | Path | Sequence[str],
        *,
        noise: float | None = None,
        intervals: bool = False,
    ) -> Answer[Preferences]:
        """Tell which weights would explain a selection made by others, each with its interval.

        Parameters
        ----------
        selection : Run, str, Path or sequence of str
            Another run, a file of ids, ``labels-2024`` (of a run that has them), or ids.
        noise : float, optional
            Points that the choice may have left, for exact intervals; the least possible without.
        intervals : bool
            Exact intervals as well: long.
        """
        from tisites.desk.reveal import RevealRequest, reveal

        if isinstance(selection, str | Path):
            return reveal(RevealRequest(self.studied, str(selection), noise, intervals))
        chosen = selection.studied if isinstance(selection, Run) else tuple(selection)
        return reveal(RevealRequest(self.studied, chosen, noise, intervals))

    def calendar(
        self, programme: str | None = None, *, schedule: bool = False, alone: bool = False
    ) -> Answer[Calendar]:
        """Tell which sites begin when, under a yearly budget (``[programme]``).

        Parameters
        ----------
        programme : str, optional
            Scenario whose ``[programme]`` is taken, in place of the model's own.
        schedule : bool
            Keep the selection, choose years alone.
        alone : bool
            The calendar alone, without prices and other readings of the cost.
        """
        from tisites.desk.calendar import CalendarRequest, calendar

        return calendar(CalendarRequest(self.studied, programme, schedule, alone))

    def robustness(self, *, samples: int = 1000, seed: int = 1) -> Answer[Robustness]:
        """Tell what the selection depends on most: rules, weights, law, scores, data.

        Parameters
        ----------
        samples : int
            Draws of weights and of scores.
        seed : int
            Of the draws.
        """
        from tisites.desk.robustness import RobustnessRequest, robustness

        return robustness(RobustnessRequest(self.studied, samples=samples, seed=seed))

    def equity(
        self, by: str = "region", *, benefit: str = "sites", per: str = "population"
    ) -> Answer[Equity]:
        """Measure how the selection is shared over the country.

        Parameters
        ----------
        by : str
            Cut of the country: ``region``, ``dep``, ``epci`` …
        benefit, per : str
            What is counted, per what.
        """
        from tisites.desk.equity import EquityRequest, equity

        return equity(EquityRequest(self.studied, by, benefit, per))

    def compare(self, *others: Run | str | Path) -> Answer[Comparison]:
        """Put the run beside others; as :func:`compare`."""
        return compare(self, *others)

    def write_up(
        self,
        out: str | Path | None = None,
        *,
        formats: Sequence[str] = ("html", "pdf"),
        profile: str = "internal",
        sites: Sequence[str] = (),
        fiches: bool = False,
    ) -> Answer[HandedOver]:
        """Make what is handed over, as ``tisites report``: note, sheets, workbook, maps.

        Nothing is written: ``.write()`` of the answer does, all of it or none. The map is that of
        the run's folder: a run solved here has one once it is saved.

        Parameters
        ----------
        out : str or Path, optional
            Folder of the files; ``reports/…`` otherwise.
        formats : sequence of str
            Of ``html``, ``pdf``, ``docx``, ``xlsx``, ``gpkg``, ``png``, ``csv``.
        profile : {"public", "internal"}
            The public one withholds owners, prices and confidential fields.
        sites : sequence of str
            Ids of the sites that want a sheet of their own.
        fiches : bool
            Whether every chosen site has one.
        """
        from tisites.desk.report import ReportRequest, report

        place = None if out is None else Path(out)
        asked = ReportRequest(
            self.studied, tuple(formats), profile, tuple(sites), fiches, place, self.folder
        )
        return report(asked)

    def save(self, folder: str | Path | None = None) -> Run:
        """Write the run folder; the store's own, under the hash of what was solved, by default.

        Returns
        -------
        Run
            The same, from its place.

        Raises
        ------
        BadInputError
            If the folder may not be written, or if the run was opened and not solved here.
        """
        from tisites.report.write import write_outputs
        from tisites.run.answer.overseas import with_overseas
        from tisites.run.answer.rules import with_rules
        from tisites.run.files.folder import ready, staged
        from tisites.run.store.store import Store

        if self.outcome is None:
            raise bad_input(
                Text("ce résultat est déjà dans un dossier", "this run lies in a folder already"),
                Text("copier ce dossier, ou résoudre", "copy that folder, or solve"),
                Where(str(self.folder)),
            )
        whole = with_overseas(with_rules(self.outcome))
        if folder is None:
            stored = Store().put(self.report["run"], lambda fresh: write_outputs(whole, fresh))
            return open_run(stored.folder)
        ready(Path(folder))
        with staged(Path(folder)) as fresh:
            write_outputs(whole, fresh)
        return open_run(folder)

    def __repr__(self) -> str:
        count = len(self.report["selected"])
        return f"Run({self.case.name!r}: {count} sites, {self.value:.1f}, {self.proof.value})"

    def _repr_html_(self) -> str:
        from tisites.report.media.html import fragment
        from tisites.report.run_card import run_card

        return fragment(run_card(self.case, self.report))


def solve(
    scenario: str | Path | Scenario = "reference",
    *,
    pack: Pack | str | Path | None = None,
    candidates: Sites | str | Path | None = None,
    tolerant: bool = False,
    evidence: str | Path | None = None,
    solver: str = "cbc",
    seconds: float | None = None,
    gap_rel: float = 0.0,
    listener: Listener | None = None,
) -> Run:
    """Choose the sites of a scenario, to proof unless a limit stops it.

    Nothing is written: :meth:`Run.save` does.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Shipped name, file, or one changed in Python.
    pack : Pack, str or Path, optional
        Data pack; the demonstration pack by default.
    candidates : Sites, str or Path, optional
        List of candidate sites; those of the pack by default.
    tolerant : bool
        Leave out faulty rows of the list with a finding.
    evidence : str or Path, optional
        File of evidence on uses and areas.
    solver : {"cbc", "highs"}
        Back end.
    seconds : float, optional
        Wall clock of the solve at most.
    gap_rel : float
        Relative gap that counts as good enough; 0 asks for a proof.
    listener : Listener, optional
        Hears phases and bounds.

    Raises
    ------
    BadInputError
        All that is wrong in the inputs.
    InfeasibleError
        If no selection meets every constraint.
    LimitReachedError
        If a limit stopped the search before any selection was found.

    Examples
    --------
    >>> import tisites
    >>> run = tisites.solve("reference")
    >>> len(run.selection), run.proof.value, run.synthetic
    (50, 'optimal', True)
    """
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.prepare.request import Request

    asked = scenario if isinstance(scenario, Scenario) else Scenario(scenario)
    path, lenient = candidates, tolerant
    if isinstance(candidates, Sites):
        path, lenient = candidates.path, tolerant or candidates.tolerant
    folder = pack.folder if isinstance(pack, Pack) else pack
    request = Request(
        asked.name,
        None,
        None if folder is None else Path(folder),
        None if path is None else Path(str(path)),
        lenient,
        solver,
        seconds,
        gap_rel,
        None if evidence is None else Path(evidence),
    )
    clock = Stopwatch(listener or Silent())
    declared = (asked.model, asked.model_name)
    keep = OnDisk()
    known = survey(request, clock, declared=declared, keep=keep, hasty=True)
    outcome = execute(compiled(known, keep))
    return Run(studied_outcome(outcome), outcome.report(), outcome)


def open_run(reference: str | Path = "last") -> Run:
    """Open a stored run.

    Parameters
    ----------
    reference : str or Path
        A run folder, the beginning of a hash, a name, ``last`` or ``last@2``.

    Raises
    ------
    BadInputError
        If there is none, or if it cannot be read.
    """
    from tisites.desk.sources import studied_run
    from tisites.run.read.stored import open_run as opened
    from tisites.run.store.reference import resolve_run

    stored = opened(resolve_run(str(reference)))
    return Run(studied_run(stored), stored.report, None, stored.folder)


def compare(
    *selections: Run | str | Path,
    pack: Pack | str | Path | None = None,
    out: str | Path | None = None,
) -> Answer[Comparison]:
    """Put selections side by side, and tell why each site moved.

    Parameters
    ----------
    *selections : Run, str or Path
        Two or more: runs, stored runs by name, files of ids, ``"labels-2024"``.
    pack : Pack, str or Path, optional
        Pack that places the labelled sites of 2024.
    out : str or Path, optional
        Folder that ``.write()`` fills; checked before any work.

    Raises
    ------
    BadInputError
        Fewer than two selections, or one that does not exist.

    Examples
    --------
    >>> import tisites
    >>> one, two = tisites.solve("reference"), tisites.solve("warming-4c")
    >>> answer = tisites.compare(one, two)
    >>> len(answer.value.pairs)
    1
    """
    from tisites.desk.compare import CompareRequest
    from tisites.desk.compare import compare as compared

    named = tuple(one.studied if isinstance(one, Run) else str(one) for one in selections)
    folder = pack.folder if isinstance(pack, Pack) else pack
    data = None if folder is None else Path(folder)
    return compared(CompareRequest(named, data=data, out=None if out is None else Path(out)))


def dossier(
    path: str | Path,
    *,
    scenario: str = "reference",
    pack: Pack | str | Path | None = None,
    local: bool = False,
    fiches: bool = False,
    out: str | Path | None = None,
) -> Answer[Dossier]:
    """Tell what becomes of a list of sites in the national selection, one verdict a row.

    Parameters
    ----------
    path : str or Path
        The list.
    scenario : str
        Shipped name or file; its rules hold.
    pack : Pack, str or Path, optional
        Data pack with the national candidates; the demonstration pack by default.
    local : bool
        Whether they compete among themselves alone, without the national floors.
    fiches : bool
        Whether each site has a sheet, bound together beside the dossier.
    out : str or Path, optional
        Folder that ``.write()`` fills; checked before any work.

    Raises
    ------
    BadInputError
        A list that cannot be read.
    InfeasibleError
        If no national selection meets every constraint.
    """
    from tisites.desk.dossier import DossierRequest
    from tisites.desk.dossier import dossier as asked

    folder = pack.folder if isinstance(pack, Pack) else pack
    data = None if folder is None else Path(folder)
    to = None if out is None else Path(out)
    return asked(DossierRequest(Path(path), scenario, None, data, local, to, fiches=fiches))
