"""Drafts solved, previewed and questioned from what is kept in memory, under a bound."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import RLock
from typing import TYPE_CHECKING

from tisites.desk.answer import End
from tisites.desk.run import Solved, SolveRequest, answered, executed, measured_answer
from tisites.desk.sources import studied_outcome
from tisites.desk.workshop import draft as drafts
from tisites.desk.workshop.form import Form, form
from tisites.desk.workshop.prepared import Cases, case_key
from tisites.desk.workshop.preview import Preview, preview
from tisites.desk.workshop.warm import Sessions, is_only
from tisites.messages.progress import Silent, Stopwatch
from tisites.messages.stop import Stopped, pulled, stopped_by
from tisites.messages.text import Text
from tisites.model.load import find, stack
from tisites.run.answer.robust import is_robust
from tisites.run.answer.rules import with_rules
from tisites.run.files.identity import run_hash
from tisites.run.pipeline import claimed
from tisites.run.store.store import DIGITS, Store
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from tisites.desk.answer import Answer
    from tisites.desk.sources import Studied
    from tisites.desk.workshop.draft import DeclaredDraft, Draft, ScenarioStart
    from tisites.messages.progress import Listener
    from tisites.messages.stop import Stop
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution

    _Start = tuple[dict[Path, tuple[int, int] | None], ScenarioStart]


class How(StrEnum):
    """How an answer was made.

    ``WARM``: from the session of a program that differs in figures only. ``FRESH``: a new session.
    Both are proven by the kernel, their certificate replayed, without the back end's second word.
    ``EXACT``: as ``tisites run`` does, second word included.
    """

    WARM = "warm"
    FRESH = "fresh"
    EXACT = "exact"


@dataclass(frozen=True)
class Resolved(Solved):
    """The answer of a draft, before its rules are measured and anything is written.

    Parameters
    ----------
    how : How
        How it was made.
    why : Text, optional
        Why it was made the exact way.
    only : bool, optional
        Whether it is proven that no other selection is worth as much; ``None``: not found out.
    case : str
        Hash of all that does not depend on weights.
    """

    how: How = How.EXACT
    why: Text | None = None
    only: bool | None = None
    case: str = ""

    @property
    def end(self) -> End:
        """How it ended."""
        solution = self.outcome.solution
        if solution.proof in (Proof.OPTIMAL, Proof.WITHIN_GAP):
            return End.DONE
        return End.INTERRUPTED if solution.interrupted else End.LIMIT


class Workshop:
    """Prepared cases, warm sessions and answers of one process, under a bound.

    One question at a time: others wait for their turn. What only reads a draft (:meth:`form`,
    :meth:`changed`, :meth:`preview`) waits for none.

    Parameters
    ----------
    cases, sessions, answers : int
        Prepared cases, programs under way and answers that are kept; the one used longest ago
        leaves first.

    Examples
    --------
    >>> from tisites.desk.workshop.draft import Draft
    >>> workshop = Workshop()
    >>> first = workshop.solve(Draft())
    >>> again = workshop.solve(workshop.changed(Draft(), {"score.zan.weight": 3.0}))
    >>> str(first.how), str(again.how), len(again.outcome.ids)
    ('fresh', 'warm', 50)
    """

    def __init__(self, *, cases: int = 3, sessions: int = 3, answers: int = 12) -> None:
        self._cases = Cases(cases)
        self._sessions = Sessions(sessions)
        self._answers: OrderedDict[tuple[str, float | None], Resolved] = OrderedDict()
        self._starts: OrderedDict[tuple[str, str | None], _Start] = OrderedDict()
        self._most = answers
        self._turn, self._reading = RLock(), RLock()

    def declared(self, draft: Draft) -> DeclaredDraft:
        """Return the model of a draft and the one it starts from; both are only read.

        Raises
        ------
        BadInputError
            If the scenario or a change is wrong.
        """
        return drafts.declared(draft, self._start(draft))

    def changed(self, draft: Draft, changes: Mapping[str, Any]) -> Draft:
        """Return a draft with more changes, as :func:`~.draft.changed` does.

        Raises
        ------
        BadInputError
            If the model refuses a value; nothing is changed then.
        """
        return drafts.changed(draft, changes, self._start(draft))

    def form(self, draft: Draft) -> Form:
        """Return all that a planner may set of a draft, from its own model; nothing is prepared."""
        return form(self.declared(draft), tuple(draft.changes))

    def case(self, draft: Draft) -> str:
        """Return the hash of what decides who competes and what is known of everyone."""
        said = self.declared(draft)
        return case_key(draft.request, said.model)

    def prepare(
        self, draft: Draft, listener: Listener | None = None, stop: Stop | None = None
    ) -> Prepared:
        """Read, measure, score and compile, from what is kept where it can be.

        Raises
        ------
        BadInputError
            With all that is wrong in the input.
        Stopped
            If the stop came first.
        """
        with self._turn, _heeding(stop):
            said = self.declared(draft)
            clock = Stopwatch(listener or Silent())
            return self._cases.prepared(draft.request, said.model, said.name, clock)

    def solve(
        self, draft: Draft, listener: Listener | None = None, stop: Stop | None = None
    ) -> Resolved:
        """Choose the sites of a draft, from a warm session where figures alone differ.

        The selection is the one that ``tisites run`` finds for the same scenario: either it is
        proven to be the only one of its value, or it was chosen the exact way. Where neither can be
        said in time (:attr:`Resolved.only` is ``None``), :meth:`answer` tells before it writes.

        Raises
        ------
        BadInputError
            With all that is wrong in the input.
        InfeasibleError
            If no selection meets every constraint.
        LimitReachedError
            If a limit came before any selection was found.
        Stopped
            If the stop did.
        """
        with self._turn, _heeding(stop):
            prepared = self.prepare(draft, listener)
            run = run_hash(prepared)
            found = self._answers.get((run, draft.seconds))
            if found is None:
                case = case_key(draft.request, prepared.model)
                found = self._resolved(prepared, run, case)
            if found.end is not End.INTERRUPTED:
                self._remember(found)
            return found

    def _resolved(self, prepared: Prepared, run: str, case: str) -> Resolved:
        """Solve from the sessions where the exact answer is then sure, else the exact way."""
        clock, request = prepared.stopwatch, prepared.request
        why = why_exact(prepared)
        if why is None:
            limits = Limits(request.seconds, request.gap_rel)
            with clock.phase("solve"):
                found = self._sessions.solve(prepared.program, limits, clock.listener)
            solution, how = found.solution, How.WARM if found.warm else How.FRESH
            only = None
            if solution.proof is Proof.OPTIMAL:
                with clock.phase("only"):
                    only = is_only(found.session, solution)
            why = _why_again(solution, only, limited=request.seconds is not None)
            if why is None:
                return Resolved(claimed(prepared, solution), run, None, how, None, only, case)
        return Resolved(executed(prepared), run, None, How.EXACT, why, None, case)

    def answer(
        self,
        draft: Draft,
        *,
        out: Path | None = None,
        store: Store | None = None,
        listener: Listener | None = None,
        stop: Stop | None = None,
    ) -> Answer[Solved]:
        """Return the whole answer of a draft, as :func:`tisites.desk.run.solve` does.

        Its run is found in the store, or solved the exact way, second word of the back end
        included: what is written is to the byte what ``tisites run`` writes, time aside. What was
        stopped, or ended by its limit, is told as it is.

        Raises
        ------
        TisitesError
            As :meth:`solve`.
        """
        with self._turn, _heeding(stop):
            found = self.solve(draft, listener)
            prepared = replace(found.outcome.prepared, stopwatch=Stopwatch(listener or Silent()))
            asked = SolveRequest(prepared.request, out, store=store or Store())
            if found.end is not End.DONE or found.how is How.EXACT:
                return measured_answer(found, asked)
            exact = answered(prepared, asked)
            whole = Resolved(
                exact.outcome, exact.run, exact.known, How.EXACT, None, found.only, found.case
            )
            self._remember(whole)
            told = measured_answer(whole, asked)
            other = len(found.outcome.ids.difference(exact.outcome.ids))
            if other == 0:
                return told
            lead = (_another(other), *told.document.lead)
            return replace(told, document=replace(told.document, lead=lead))

    def with_rules(
        self, found: Resolved, listener: Listener | None = None, stop: Stop | None = None
    ) -> Resolved:
        """Measure what each rule decides in an answer, from its warm session where there is one.

        Stopped, what was measured by then is told, the rest as unknown; the session stays usable.
        """
        with self._turn, _heeding(stop):
            (listener or Silent()).phase("rules")
            outcome = found.outcome
            quick = why_exact(outcome.prepared) is None
            session = self._sessions.at(outcome.prepared.program) if quick else None
            told = replace(found, outcome=with_rules(outcome, session))
            if (found.run, outcome.prepared.request.seconds) in self._answers and not pulled():
                self._remember(told)
            return told

    def studied(self, found: Resolved) -> Studied:
        """Make an answer ready to be questioned by every study of the desk, without a file."""
        with self._turn:
            return replace(studied_outcome(found.outcome), name=found.run[:DIGITS])

    def preview(
        self, draft: Draft, changes: Mapping[str, Any], selected: Sequence[str] | None = None
    ) -> Preview | None:
        """Tell who leaves the best scores under changes, from memory alone; ``None`` without it.

        Parameters
        ----------
        draft : Draft
            The draft as it is.
        changes : mapping of str to value
            As :meth:`changed` takes them.
        selected : sequence of str, optional
            The selection in hand; the best by score stand for it by default.

        Raises
        ------
        BadInputError
            If the model refuses a change.
        """
        before = self.declared(draft)
        after = self.declared(self.changed(draft, changes))
        known = self._cases.known(draft.request, before.model, before.name)
        if known is None or case_key(draft.request, before.model) != case_key(
            draft.request, after.model
        ):
            return None
        return preview(known, before.model, after.model, selected)

    @property
    def kept(self) -> dict[str, int]:
        """How much is kept of each kind."""
        return {
            "cases": len(self._cases),
            "sessions": len(self._sessions),
            "answers": len(self._answers),
        }

    def clear(self) -> None:
        """Forget all that is kept."""
        with self._turn:
            self._cases.clear()
            self._sessions.clear()
            self._answers.clear()

    def _remember(self, found: Resolved) -> None:
        key = found.run, found.outcome.prepared.request.seconds
        self._answers[key] = found
        self._answers.move_to_end(key)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)

    def _start(self, draft: Draft) -> ScenarioStart:
        """Return what a draft starts from, read again only if a file of it changed."""
        key = draft.scenario, draft.model
        with self._reading:  # a preview reads beside a solve
            known = self._starts.get(key)
            if known is not None and known[0] == _stamps(known[0]):
                return known[1]
            path = find("scenarios", draft.scenario)
            stamps = _stamps({layer.path: None for layer in stack(path, draft.model)})
            start = drafts.start_of(draft.scenario, draft.model)
            self._starts[key] = stamps, start
            while len(self._starts) > self._most:
                self._starts.popitem(last=False)
            return start


@contextmanager
def _heeding(stop: Stop | None) -> Iterator[None]:
    """Let a token stop the work inside the block, and say so by :class:`Stopped`."""
    with stopped_by(stop):
        try:
            yield
        except KeyboardInterrupt as error:
            if pulled():
                raise Stopped from error
            raise


def _stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int] | None]:
    """Return what tells a file from itself once it changed; ``None`` for one that is gone."""
    found: dict[Path, tuple[int, int] | None] = {}
    for path in files:
        try:
            told = path.stat()
        except OSError:
            found[path] = None
        else:
            found[path] = told.st_mtime_ns, told.st_size
    return found


def why_exact(prepared: Prepared) -> Text | None:
    """Say why a program is solved the exact way from the start; ``None`` where it is not."""
    if is_robust(prepared):
        return Text(
            "la sélection est protégée ([robust]) : calcul complet",
            "the selection is protected ([robust]): solved in full",
        )
    shared = prepared.model.equity.values()
    if any(rule.enabled and rule.role != "report" for rule in shared):
        return Text(
            "une mesure d'équité décide : calcul complet",
            "a measure of equity decides: solved in full",
        )
    if not prepared.program.integer.all():
        return Text(
            "des quantités sont partagées entre territoires : calcul complet",
            "amounts are shared among territories: solved in full",
        )
    return None


def _another(sites: int) -> Text:
    """Say that a run settles a tie otherwise than the answer that was shown."""
    many = sites > 1
    return Text(
        f"À égalité de valeur, le calcul complet retient {sites} autre{'s' if many else ''}"
        f" site{'s' if many else ''} que la réponse rapide : c'est sa sélection qui est écrite.",
        f"Worth as much, the selection solved in full has {sites} other site{'s' if many else ''}"
        " than the quick answer: it is the one that is written.",
    )


def _why_again(solution: Solution, only: bool | None, *, limited: bool) -> Text | None:
    """Say why a quick answer is not taken; ``None`` where it is."""
    if solution.proof is Proof.OPTIMAL:
        if only is not False:
            return None
        return Text(
            "plusieurs sélections valent autant : calcul complet, qui les départage",
            "several selections are worth as much: solved in full, which settles them",
        )
    if solution.proof is Proof.INFEASIBLE:
        return Text("aucune sélection possible : calcul complet", "infeasible: solved in full")
    if limited or pulled() or solution.interrupted:
        return None
    return Text(
        "la preuve rapide n'a pas abouti : calcul complet",
        "the quick proof did not end: solved in full",
    )
