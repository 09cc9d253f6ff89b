"""What cannot work in a model, found without solving; and what the planner should know of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.seveso import NAME as SEVESO_KM
from tisites.messages.errors import Problem, Unmet, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.compile import CHOOSE
from tisites.model.declaration import PLANNED_USE
from tisites.model.kinds import Lock, ShareRule
from tisites.model.kinds.rule import Quantity
from tisites.model.nearest_indicator import nearest_indicator
from tisites.model.programme.party import party_problems

#: Code of the finding that tells constraints which are switched off.
RULES_LEFT_OUT = "rules_left_out"
#: What a list of a few territories is told where national rules cannot be met.
LOCAL = Text(
    "pour une liste de quelques départements, ajouter --model local",
    "for a list of a few départements, add --model local",
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tisites.model.declaration import Model
    from tisites.model.sites import Sites


def _quantities(model: Model) -> Iterator[tuple[str, str]]:
    """Dotted key and name of every indicator the model uses."""
    for name, criterion in model.score.items():
        yield f"score.{name}.indicator", criterion.indicator
    for name, bar in model.exclude.items():
        if bar.indicator != PLANNED_USE:
            yield f"exclude.{name}.indicator", bar.indicator
    for name, rule in model.constraint.items():
        if isinstance(rule, Quantity):
            yield f"constraint.{name}.use", rule.use
        if isinstance(rule, ShareRule) and rule.per is not None:
            yield f"constraint.{name}.per", rule.per
    for name, measure in model.equity.items():
        yield from ((f"equity.{name}.{key}", use) for key, use in measure.indicators())
    for name, kind in model.type.items():
        yield from ((f"type.{name}.needs.{use}", use) for use in kind.needs if use != SEVESO_KM)


def indicator_problems(model: Model, known: Sequence[str], file: str) -> list[Problem]:
    """Return one problem for each name that does not exist, indicators and what parties weigh."""
    found = party_problems(model.party, model.compromise, model.score, file)
    for key, name in _quantities(model):
        if name in known:
            continue
        close = nearest_indicator(name, known)
        remedy = (
            Text(f"vouliez-vous « {close} » ?", f"did you mean '{close}'?")
            if close
            else Text(f"indicateurs : {', '.join(known)}", f"indicators: {', '.join(known)}")
        )
        what = Text("cet indicateur n'existe pas", "this indicator does not exist")
        found.append(Problem(what, remedy, Where(file, column=key, value=name)))
    return found


def covers_few(sites: Sites) -> bool:
    """Whether the eligible sites lie in fewer than half of the régions: a local list."""
    numbers, labels = sites.codes("region")
    return 0 < np.unique(numbers[numbers >= 0]).size < len(labels) / 2


def site_count_problems(model: Model, sites: Sites, file: str) -> list[Problem]:
    """Return all that cannot work over these sites, found without solving."""
    found: list[Problem] = []
    if len(sites) < (1 if model.choose_at_most else model.choose):
        what = Text(
            f"choose = {model.choose} sites, mais {len(sites)} candidats éligibles",
            f"choose = {model.choose} sites, but {len(sites)} eligible candidates",
        )
        remedy = Text(
            "réduire choose, ou élargir [eligibility] (voir les motifs : tisites check)",
            "lower choose, or widen [eligibility] (see the reasons: tisites check)",
        )
        if covers_few(sites) and not model.choose_at_most:
            remedy = Text(f"{LOCAL.fr} ; sinon {remedy.fr}", f"{LOCAL.en}; else {remedy.en}")
        found.append(Unmet(what, remedy, Where(file, column=CHOOSE, value=str(model.choose))))
    of_rules = [
        p
        for name, rule in sorted(model.constraint.items())
        if rule.enabled
        for p in rule.problems(name, sites, model.choose)
    ]
    access = model.access is not None and model.access.enabled
    for name, measure in sorted(model.equity.items()):
        if measure.enabled:
            of_rules += measure.problems(name, sites, access=access)
    found += locked_both_ways(model, file)
    return found + [replace(p, where=replace(p.where, file=file)) for p in of_rules]


def model_findings(model: Model, sites: Sites) -> list[Finding]:
    """Return what the planner should know of every constraint and measure over these sites."""
    found = [*_switched_off(model)]
    for name, rule in model.constraint.items():
        if rule.enabled:
            found += rule.findings(name, sites)
    for name, measure in model.equity.items():
        if measure.enabled:
            found += measure.findings(name, sites, model.choose)
    return found


def _switched_off(model: Model) -> list[Finding]:
    """Tell which constraints the model declares and leaves out: no limit goes in silence."""
    off = {name: rule for name, rule in model.constraint.items() if not rule.enabled}
    if not off:
        return []
    fr = ", ".join(f"« {rule.named(name).fr} »" for name, rule in off.items())
    en = ", ".join(f"'{rule.named(name).en}'" for name, rule in off.items())
    return [
        Finding(
            "model",
            RULES_LEFT_OUT,
            "info",
            Text(f"Règles laissées de côté : {fr}", f"Rules left out: {en}"),
            Text(
                "les reprendre : enabled = true dans un scénario",
                "to take them back: enabled = true in a scenario",
            ),
            model.name,
        )
    ]


def locked_both_ways(model: Model, file: str) -> list[Problem]:
    """Return one problem for each site that is locked both in and out; needs no data."""
    locks = [(n, r) for n, r in sorted(model.constraint.items()) if isinstance(r, Lock)]
    inside = {s: n for n, r in locks if r.enabled and r.kind == "lock_in" for s in r.sites}
    return [
        Problem(
            Text(
                f"le site « {site} » est verrouillé dedans par « {inside[site]} » et dehors ici",
                f"site '{site}' is locked in by '{inside[site]}' and out here",
            ),
            Text("retirer l'un des deux verrous", "remove one of the two locks"),
            Where(file, column=f"constraint.{name}.sites", value=site),
        )
        for name, rule in locks
        if rule.enabled and rule.kind == "lock_out"
        for site in rule.sites
        if site in inside
    ]
