"""What each rule of the model decides, measured: the selection chosen again without it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.kinds import Lock
from tisites.solver.removal import Removal, RemovalEffect, Removals, together
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    import pandas as pd

    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.run.answer.outcome import Outcome
    from tisites.solver.kernel.session import Session

#: Seconds that a run spends on this at most, on a machine that is its own; ``tisites rules`` has no
#: such limit.
SECONDS = 5.0
#: A machine shared with others gets that many times as long at most.
BUSIEST = 20.0
#: The number of sites is what is asked, not a rule.
CHOOSE = "choose"
#: Sites locked in because they were labelled in 2024: no declared rule explains them.
LABELLED = "labelled_2024"
#: Rows of the measures of equity.
EQUITY = "equity."


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one rule (or one of its rows, or a group of rules) decides.

    Parameters
    ----------
    name : str
        Name of the rule in the model, or label of the row; empty for a group.
    met : bool
        Whether the selection meets a limit of it.
    proof : Proof
        ``OPTIMAL``: the gain is exact. ``FEASIBLE``: it lies between ``gain`` and ``gain_most``.
        ``UNKNOWN``: not measured.
    gain, gain_most : float
        Points that the best selection gains without it; proven upper bound.
    hectares : float
        Hectares more (or less) in that selection, unknown surfaces left out.
    enters, leaves : tuple of str
        Its sites against the selection in hand; others may be worth as much.
    """

    name: str
    met: bool
    proof: Proof
    gain: float
    gain_most: float
    hectares: float
    enters: tuple[str, ...]
    leaves: tuple[str, ...]

    @property
    def idle(self) -> bool:
        """Whether it is proven to decide nothing by itself."""
        return self.proof is Proof.OPTIMAL and self.gain == 0.0


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """What every rule decides, and what those that are met nowhere decide together.

    Parameters
    ----------
    rules : tuple of RuleEffect
        In the order of the program, spacing and locks last.
    slack : RuleEffect, optional
        All the rules that the selection meets nowhere, taken away at once; ``None`` under two.
    held : bool
        Whether levels of equity that were settled first are held as they are.
    """

    rules: tuple[RuleEffect, ...]
    slack: RuleEffect | None
    held: bool = False

    @property
    def slack_names(self) -> tuple[str, ...]:
        """Names of the rules that are met nowhere."""
        return tuple(one.name for one in self.rules if not one.met)


def removals_of(model: Model, program: Program) -> list[Removal]:
    """Return every rule as what its removal takes away.

    A measure of equity that brings columns is defined by its rows and limited by one of them
    only: that one is opened. A measure that is a term of the objective limits nothing. A lock
    that is lifted leaves everything else as it is.
    """
    names = np.array(program.row_constraints, dtype=object)
    found = []
    for name in dict.fromkeys(program.row_constraints):
        if name == CHOOSE or _is_term(model, name):
            continue
        rows = np.flatnonzero(names == name)
        if name.startswith(EQUITY) and _brings_columns(program, rows):
            rows = np.array([k for k in rows if program.row_labels[k] == f"{name}[measure]"], int)
        if rows.size:
            found.append(Removal(name, rows))
    for name in dict.fromkeys(rule.constraint for rule in program.separations):
        numbers = [k for k, rule in enumerate(program.separations) if rule.constraint == name]
        found.append(Removal(name, separations=tuple(numbers)))
    return [*found, *_locks(model, program)]


def _is_term(model: Model, name: str) -> bool:
    rule = model.equity.get(name.removeprefix(EQUITY)) if name.startswith(EQUITY) else None
    return rule is not None and rule.role == "term"


def _brings_columns(program: Program, rows: np.ndarray) -> bool:
    return bool(program.matrix[rows][:, ~program.integer].nnz)


def _locks(model: Model, program: Program) -> list[Removal]:
    fixed = program.integer & ((program.lower > 0.5) | (program.upper < 0.5))
    place = {str(program.columns[k]): int(k) for k in np.flatnonzero(fixed)}
    found = []
    for name, rule in sorted(model.constraint.items()):
        if isinstance(rule, Lock) and rule.enabled:
            mine = [place.pop(site) for site in rule.sites if site in place]
            if mine:
                found.append(Removal(name, locks=np.array(sorted(mine))))
    if place:
        found.append(Removal(LABELLED, locks=np.array(sorted(place.values()))))
    return found


def rows_of(program: Program) -> list[Removal]:
    """Return every row that limits something as a removal of its own."""
    named = enumerate(zip(program.row_labels, program.row_constraints, strict=True))
    return [
        Removal(label, np.array([k]))
        for k, (label, name) in named
        if name != CHOOSE and not name.startswith(EQUITY)
    ]


def measured(
    measure: Removals,
    removals: Sequence[Removal],
    hectares: pd.Series,
    *,
    held: bool = False,
    at_least: bool = False,
) -> RuleEffects:
    """Measure removals, and those that the selection meets nowhere together.

    Parameters
    ----------
    measure : Removals
        The program and the selection in hand.
    removals : list of Removal
        What to take away, one at a time.
    hectares : Series
        Hectares by site id, for what changes.
    held : bool
        Whether levels of equity settled first are held.
    at_least : bool
        Whether the program is only one of those that the answer was chosen from (a protected
        selection): a gain there is a lower bound, and none proves nothing.
    """
    quiet = {one.name for one in removals if measure.quiet(one)}
    effects = measure.each(removals)
    group = [one for one in removals if one.name in quiet]
    ids = measure.program.columns

    def told(effect: RemovalEffect, *, met: bool) -> RuleEffect:
        return _told(effect, ids, hectares, met=met, at_least=at_least)

    rules = tuple(told(one, met=one.removal.name not in quiet) for one in effects)
    slack = None
    if len(group) > 1:
        slack = told(measure.one(together("", group)), met=False)
    return RuleEffects(rules, slack, held)


def _told(
    effect: RemovalEffect, ids: np.ndarray, hectares: pd.Series, *, met: bool, at_least: bool
) -> RuleEffect:
    enters = tuple(str(one) for one in ids[effect.enters])
    leaves = tuple(str(one) for one in ids[effect.leaves])
    unsure = at_least and effect.proof is Proof.OPTIMAL
    return RuleEffect(
        effect.removal.name,
        met,
        Proof.FEASIBLE if unsure else effect.proof,
        effect.gain,
        math.inf if unsure else effect.gain_most,
        _sum(hectares, enters) - _sum(hectares, leaves),
        enters,
        leaves,
    )


def _sum(hectares: pd.Series, ids: Iterable[str]) -> float:
    return float(hectares.reindex(list(ids)).sum())


def with_rules(outcome: Outcome, session: Session | None = None) -> Outcome:
    """Return an outcome that says what each rule decides.

    As it is where nothing was chosen, and where a stored answer's stages of equity are not at
    hand. Ctrl-C leaves the answer; what was not measured by then is told. A ``session`` that solved
    this program is asked, where there is one (:class:`~tisites.solver.removal.Removals`).
    """
    prepared, solution = outcome.prepared, outcome.solution
    staged = any(rule.enabled and rule.role == "stage" for rule in prepared.model.equity.values())
    if outcome.rules is not None or solution.x.size != prepared.program.n_columns:
        return outcome
    if staged and outcome.fair is None:
        return outcome
    asked = prepared.request.seconds
    seconds = SECONDS * _busy(prepared.stopwatch.seconds)
    measure = Removals(
        prepared.program,
        solution.x,
        proven=solution.proof is Proof.OPTIMAL,
        seconds=seconds if asked is None else min(seconds, asked),
        session=session,
    )
    hectares = prepared.sites.table["surface_ha"].astype(np.float64)
    removals = removals_of(prepared.model, prepared.program)
    try:
        rules = measured(
            measure, removals, hectares, held=staged, at_least=outcome.robust is not None
        )
    except KeyboardInterrupt:  # it fell between two solves
        return outcome
    return replace(outcome, rules=rules)


def _busy(phases: Mapping[str, float]) -> float:
    """Return how much slower than its own work this process goes: others use the machine too.

    Examples
    --------
    >>> _busy({"load": 0.0})
    1.0
    """
    own = max(0.1, time.process_time())
    return min(BUSIEST, max(1.0, sum(phases.values()) / own))


def rules_report(effects: RuleEffects | None) -> dict[str, Any] | None:
    """Return what ``solution.json`` keeps of it."""
    if effects is None:
        return None
    return {
        "rules": [_kept(one) for one in effects.rules],
        "slack_together": None if effects.slack is None else _kept(effects.slack),
        "slack": list(effects.slack_names),
        "equity_levels_held": effects.held,
    }


def _kept(one: RuleEffect) -> dict[str, Any]:
    return {
        "name": one.name, "met": one.met, "proof": one.proof.value, "gain": round(one.gain, 9),
        "gain_most": one.gain_most, "hectares": round(one.hectares, 6),
        "enters": list(one.enters), "leaves": list(one.leaves),
    }  # fmt: skip


def rules_of(report: Mapping[str, Any]) -> RuleEffects | None:
    """Return what a stored run says of its rules; ``None`` in a run that says nothing."""
    told = report.get("rules")
    if told is None:
        return None
    together_ = told["slack_together"]
    return RuleEffects(
        tuple(_read(one) for one in told["rules"]),
        None if together_ is None else _read(together_),
        bool(told["equity_levels_held"]),
    )


def _read(one: Mapping[str, Any]) -> RuleEffect:
    most = one["gain_most"]
    return RuleEffect(
        one["name"], bool(one["met"]), Proof(one["proof"]), float(one["gain"]),
        math.inf if most is None else float(most), float(one["hectares"]),
        tuple(one["enters"]), tuple(one["leaves"]),
    )  # fmt: skip
