"""Bring parties together over one program: what each regrets, under which selection, and why."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import (
    BadInputError,
    LimitReachedError,
    Problem,
    Where,
    bad_input,
)
from tisites.messages.text import Text
from tisites.model.programme.party import party_problems, party_weights
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof
from tisites.study.compromise.bargain import fairest, kalai_smorodinsky, leximin, nash
from tisites.study.compromise.floors import EVEN, Reached, ShareFloors
from tisites.study.compromise.objections import Objections, objections
from tisites.study.compromise.payoffs import WHOLE, Payoffs, payoffs
from tisites.study.compromise.trade import TradePoint, trade
from tisites.study.compromise.voting import Vote, votes
from tisites.study.robustness.weights import weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.model.declaration import Model
    from tisites.model.programme.party import CompromiseChoice, Party
    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered

#: Every rule, in the order that a comparison tells them.
CHOICES: tuple[CompromiseChoice, ...] = (
    "min_max_regret", "leximin", "kalai_smorodinsky", "nash", "sum",
)  # fmt: skip


#: Other keys of the programme that change what is chosen, and not only what is told of it.
APART = ("programme", "stages", "type")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a compromise.

    Parameters
    ----------
    rule : str
        One of :data:`CHOICES`.
    parties : tuple of str
        Names of the parties that count.
    points : int
        Points of the frontier between least regret and greatest sum; 0 for none.
    objection_pct : float, optional
        Threshold of an objection, percent of a party's own best; none is looked for without.
    others : bool
        Whether the other rules, and votes, are told beside.
    seconds : float, optional
        Limit of the whole.
    """

    rule: CompromiseChoice
    parties: tuple[str, ...]
    points: int = 5
    objection_pct: float | None = None
    others: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SharedSelection:
    """A selection as the parties see it.

    Parameters
    ----------
    name : str
        ``today``, a rule's name, or that of a party, whose optimum it is.
    x : (n,) float64
        Its columns.
    shares : (k,) float64
        What each party has of its own best, percent.
    proven : bool
        Whether it is proven to be what its name says.
    certified : bool
        Whether replayed certificates bear that.
    """

    name: str
    x: np.ndarray
    shares: np.ndarray
    proven: bool
    certified: bool

    @property
    def regrets(self) -> np.ndarray:
        """What each party (k,) lacks of its own best, percent."""
        return np.maximum(0.0, WHOLE - self.shares)


@dataclass(frozen=True, slots=True)
class Compromise:
    """What parties make of a case.

    Parameters
    ----------
    case : Case
        What they decide about.
    terms : Terms
        What was asked.
    parties : mapping of str to Party
        Those that count.
    weights : (k, c) float64
        Their weights, summing to 1, in the order of the model's criteria.
    payoffs : Payoffs
        Points, own optima.
    today : SharedSelection
        The selection under the model's own weights.
    chosen : SharedSelection
        The selection by the rule.
    bound : float
        Proven bound of what the rule maximises: least share, way or mean, percent; sum of shares.
    others : tuple of SharedSelection
        Selections by other rules.
    voted : tuple of Vote
        What votes elect, blind to the limits.
    frontier : tuple of TradePoint
        From the least regret to the greatest sum.
    objections : Objections, optional
        Against the sites chosen.
    alike : bool
        Whether all parties weigh alike: the selection is then the plain one.
    complete : bool
        Whether nothing stopped it.
    seconds : float
        Wall clock.
    """

    case: Case
    terms: Terms
    parties: Mapping[str, Party]
    weights: np.ndarray
    payoffs: Payoffs
    today: SharedSelection
    chosen: SharedSelection
    bound: float
    others: tuple[SharedSelection, ...]
    voted: tuple[Vote, ...]
    frontier: tuple[TradePoint, ...]
    objections: Objections | None
    alike: bool
    complete: bool
    seconds: float

    @property
    def optima(self) -> tuple[SharedSelection, ...]:
        """Each party's own best selection, as all see it."""
        made = self.payoffs
        return tuple(
            SharedSelection(name, made.optima[k], made.shares(made.optima[k]),
                     bool(made.proven[k]), bool(made.certified[k]))
            for k, name in enumerate(made.names)
        )  # fmt: skip

    @property
    def shared_by(self) -> np.ndarray:
        """How many parties' own best selections hold each column (n,)."""
        return np.asarray((self.payoffs.optima > 0.5).sum(axis=0))

    @property
    def core(self) -> np.ndarray:
        """Columns of the sites that every party's own best selection holds."""
        every = self.shared_by == len(self.payoffs.names)
        return np.flatnonzero(every & self.case.program.integer)

    @property
    def union(self) -> np.ndarray:
        """Columns of the sites that some party's own best selection holds."""
        return np.flatnonzero((self.shared_by > 0) & self.case.program.integer)

    @property
    def selected(self) -> np.ndarray:
        """Columns of the sites chosen by the rule."""
        return np.flatnonzero(self.case.program.integer & (self.chosen.x > 0.5))


def terms_of(
    model: Model,
    file: str,
    *,
    rule: str | None = None,
    parties: tuple[str, ...] = (),
    points: int = 5,
    objection_pct: float | None = None,
    others: bool = False,
    seconds: float | None = None,
) -> Terms:
    """Return what is asked, by what is given first, by what the model declares otherwise.

    Parameters
    ----------
    model : Model
    file : str
        The scenario, as the planner gave it.
    rule, parties, objection_pct
        In place of those of ``[compromise]``.
    points, others, seconds
        As :class:`Terms` has them.

    Raises
    ------
    BadInputError
        All that is wrong: no party, no rule, unknown names, weights of nothing, and what parties
        do not combine with.
    """
    found = [
        *party_problems(model.party, model.compromise, model.score, file),
        *_mixed(model, file),
    ]
    declared = model.compromise
    known = tuple(name for name, party in model.party.items() if party.enabled)
    named = parties or (declared.parties if declared is not None else ()) or known
    found += [_unknown(name, known) for name in parties if name not in known]
    chosen = rule or (declared.rule if declared is not None else None)
    if not named:
        found.append(_nobody(file))
    elif chosen is None:
        what = Text("aucune règle n'est déclarée", "no rule is declared")
        remedy = Text(
            'ajouter [compromise] rule = "min_max_regret", ou donner --rule',
            'add [compromise] rule = "min_max_regret", or give --rule',
        )
        found.append(Problem(what, remedy, Where(file, column="compromise.rule")))
    elif chosen not in CHOICES:
        what = Text("règle inconnue", "unknown rule")
        listed = ", ".join(CHOICES)
        remedy = Text(f"choisir parmi {listed}", f"choose from {listed}")
        found.append(Problem(what, remedy, Where("--rule", value=chosen)))
    if found:
        raise BadInputError(found)
    threshold = objection_pct
    if threshold is None and declared is not None:
        threshold = declared.objection_pct
    exact = next(one for one in CHOICES if one == chosen)
    return Terms(exact, tuple(dict.fromkeys(named)), points, threshold, others, seconds)


def compromise(
    answered: Answered, terms: Terms, told: Callable[[Text], None] = lambda _: None
) -> Compromise:
    """Choose by a rule among what several parties would choose, to proof.

    Parameters
    ----------
    answered : Answered
        The case, and the selection under the model's own weights.
    terms : Terms
        What is asked.
    told : callable
        Hears what is being done.

    Raises
    ------
    BadInputError
        A party whose best selection is worth nothing to it.
    """
    return _Work(answered, terms, told).whole()


class _Work:
    """One compromise under way: what its steps share."""

    def __init__(self, answered: Answered, terms: Terms, told: Callable[[Text], None]) -> None:
        self.answered, self.case, self.terms, self.told = answered, answered.case, terms, told
        self.program = answered.case.program
        self.began = time.monotonic()
        model, base = self.case.model, weighing(self.case)
        self.parties = {name: model.party[name] for name in terms.parties}
        declared = [party_weights(party, model.score) for party in self.parties.values()]
        self.weights = np.array([weights / weights.sum() for weights in declared])
        self.values = {
            name: base.value(weights)
            for name, weights in zip(self.parties, self.weights, strict=True)
        }
        self.alike = bool((self.weights == self.weights[0]).all())
        self.plain = bool((self.weights[0] == base.weights).all())

    def limits(self) -> Limits:
        """Return the limits of the next solve: what is left of the whole."""
        if self.terms.seconds is None:
            return Limits()
        return Limits(max(0.0, self.terms.seconds - (time.monotonic() - self.began)))

    def whole(self) -> Compromise:
        """Do all that was asked; what a stop cuts off is left out."""
        self.made = made = self._payoffs()
        today = self.answered.x[: self.program.n_columns]
        self.floors = ShareFloors(self.program, made)
        self.told(Text("sélection de compromis", "selection of compromise"))
        reached = self._by(self.terms.rule)
        chosen = self._standing(self.terms.rule, reached)
        others: tuple[SharedSelection, ...] = ()
        voted: tuple[Vote, ...] = ()
        frontier: tuple[TradePoint, ...] = ()
        against: Objections | None = None
        complete = True
        try:
            if self.terms.points and not self.alike:
                frontier = self._frontier(reached)
            if self.terms.objection_pct is not None:
                against = self._objections(chosen.x, self.terms.objection_pct)
            if self.terms.others:
                seats = int((self.program.integer & (chosen.x > 0.5)).sum())
                voted = votes(self.program, made, seats)
                others = self._others()
        except (KeyboardInterrupt, LimitReachedError):  # told: a part is missing
            complete = False
        if against is not None and np.isnan(against.loss).any():
            complete = False
        return Compromise(
            self.case, self.terms, self.parties, self.weights, made,
            SharedSelection(
                "today", today, made.shares(today), self.answered.proven, certified=False
            ),
            chosen, reached.bound, others, voted, frontier, against, self.alike, complete,
            time.monotonic() - self.began,
        )  # fmt: skip

    def _payoffs(self) -> Payoffs:
        def told(done: int, of: int) -> None:
            self.told(Text(f"optimum de chaque partie {done}/{of}", f"own best {done}/{of}"))

        if not self.alike:
            return payoffs(self.program, self.values, limits=self.limits, told=told)
        made = payoffs(self.program, self.values, limits=self.limits, told=told)
        if self.plain and self.answered.proven:
            x = self.answered.x[: self.program.n_columns]
        else:  # as a plain run of these weights solves it, ties settled alike
            own = replace(self.program, value=next(iter(self.values.values())))
            answer = solve(own, limits=self.limits())
            if answer.proof is not Proof.OPTIMAL:
                return made
            x = answer.x
        return replace(made, optima=np.repeat(x[None, :], len(self.parties), axis=0))

    def _standing(self, name: str, found: Reached) -> SharedSelection:
        return SharedSelection(
            name, found.x, self.made.shares(found.x), found.proven, found.certified
        )

    def _by(self, rule: CompromiseChoice) -> Reached:
        """Return the selection by a rule; parties that weigh alike have the plain one."""
        made = self.made
        if self.alike:
            proven, certified = bool(made.proven.all()), bool(made.certified.all())
            return Reached(made.optima[0], WHOLE, WHOLE, proven, certified)
        if rule == "leximin":
            return leximin(self.program, made, self.limits)
        if rule == "kalai_smorodinsky":
            return kalai_smorodinsky(self.program, made, self.limits)
        if rule == "nash":
            start = fairest(self.floors, self.limits).x
            return nash(self.program, made, start, self.limits)
        if rule == "sum":
            found = self.floors.most(-np.inf, self.limits())
            assert found is not None, "every party's own best is a selection"
            return found
        return fairest(self.floors, self.limits)

    def _frontier(self, reached: Reached) -> tuple[TradePoint, ...]:
        def told(done: int, of: int) -> None:
            self.told(Text(f"frontière {done}/{of}", f"frontier {done}/{of}"))

        top = reached if self.terms.rule == "min_max_regret" else self.floors.highest(self.limits())
        return trade(self.floors, top, self.terms.points, self.limits, told)

    def _objections(self, x: np.ndarray, threshold: float) -> Objections:
        def told(done: int, of: int) -> None:
            self.told(Text(f"objections {done}/{of}", f"objections {done}/{of}"))

        sites = np.flatnonzero(self.program.integer & (x > 0.5)).astype(np.int64)
        return objections(self.program, self.made, sites, threshold, limits=self.limits, told=told)

    def _others(self) -> tuple[SharedSelection, ...]:
        found = []
        for rule in CHOICES:
            if rule == self.terms.rule:
                continue
            if rule == "nash" and self._nothing_left():
                continue
            self.told(Text(f"autre règle : {rule}", f"another rule: {rule}"))
            found.append(self._standing(rule, self._by(rule)))
        return tuple(found)

    def _nothing_left(self) -> bool:
        """Whether some party has nothing whatever is chosen: a product then tells nothing."""
        return not self.alike and self.floors.highest(self.limits()).figure <= EVEN


def _mixed(model: Model, file: str) -> list[Problem]:
    """Return what parties do not combine with: how they would share it is not declared."""
    found = []
    if model.access is not None and model.access.enabled and model.access.weight > 0.0:
        what = Text(
            "plusieurs parties et un terme de desserte ne se combinent pas : rien ne dit ce que la"
            " desserte vaut pour chacune",
            "several parties and a service term do not combine: nothing says what service is worth"
            " to each",
        )
        remedy = Text(
            "access.enabled = false ; la desserte peut rester une contrainte, ou un critère",
            "access.enabled = false; service may be a constraint or a criterion instead",
        )
        found.append(Problem(what, remedy, Where(file, column="access.weight")))
    if model.robust is not None and model.robust.is_on:
        what = Text(
            "plusieurs parties et une sélection protégée (robust) ne se combinent pas",
            "several parties and a protected selection (robust) do not combine",
        )
        remedy = Text("robust.enabled = false", "robust.enabled = false")
        found.append(Problem(what, remedy, Where(file, column="robust.gamma")))
    for key in APART:
        if getattr(model, key, None):
            what = Text(
                f"plusieurs parties et [{key}] ne se combinent pas : le compromis choisit des"
                " sites, rien de plus",
                f"several parties and [{key}] do not combine: the compromise chooses sites,"
                " nothing more",
            )
            remedy = Text(
                f"déclarer les parties dans un scénario sans [{key}]",
                f"declare the parties in a scenario without [{key}]",
            )
            found.append(Problem(what, remedy, Where(file, column=key)))
    for name, measure in model.equity.items():
        if measure.enabled and measure.role != "report":
            what = Text(
                f"plusieurs parties et la mesure d'équité « {name} » ne se combinent pas",
                f"several parties and the measure of equity '{name}' do not combine",
            )
            remedy = Text(
                'déclarer as = "report", ou des planchers par territoire (group_count)',
                'declare as = "report", or floors by territory (group_count)',
            )
            where = Where(file, column=f"equity.{name}.as", value=measure.role)
            found.append(Problem(what, remedy, where))
    return found


def _nobody(file: str) -> Problem:
    return Problem(
        Text("aucune partie n'est déclarée", "no party is declared"),
        Text(
            "ajouter au scénario des tables [party.NOM] (title, weights ou families, unnamed) ;"
            " « tisites weights » les écrit",
            "add tables [party.NAME] to the scenario (title, weights or families, unnamed);"
            " 'tisites weights' writes them",
        ),
        Where(file, column="party"),
    )


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    listed = ", ".join(known) or "-"
    return bad_input(
        Text(f"aucune partie ne s'appelle « {name} »", f"no party is called '{name}'"),
        Text(f"parties : {listed}", f"parties: {listed}"),
        Where("--parties", value=name),
    ).problems[0]
