"""The form of a draft: all that its own model lets a planner set, with defaults and sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tisites.criteria.assumption_words import ASSUMPTION_WORDS
from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.desk.workshop.fields import FieldTable, FormField
from tisites.desk.workshop.locks import locked
from tisites.messages.text import Text, same
from tisites.model.field_words import FAMILY_WORDS
from tisites.model.kinds import Lock
from tisites.model.kinds.rule import Quantity
from tisites.model.kinds.said import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from tisites.desk.workshop.draft import DeclaredDraft
    from tisites.model.declaration import Model
    from tisites.score.criterion import Criterion

#: Assumptions that planners move first; the others follow in the order of the declaration.
FIRST = ("zan_regime", "industry_exempt", "warming", "grid_delay_years", "turnkey_by")
#: A slider goes to that many times the heaviest weight, rounded up.
ROOM = 2.0


@dataclass(frozen=True, slots=True)
class FormCriterion:
    """A criterion and its weight.

    Parameters
    ----------
    key : str
        Dotted key of the weight.
    label, unit : Text
        Its own label; unit of its indicator.
    weight, default : float
        In the draft, and in its scenario.
    max, step : float
        Of a slider that begins at zero.
    source : str
        Where weight and scale come from.
    scale : tuple of (float, float)
        Points of the value function.
    indicator : str
        What is measured.
    """

    key: str
    label: Text
    unit: Text
    weight: float
    default: float
    max: float
    step: float
    source: str
    scale: tuple[tuple[float, float], ...]
    indicator: str

    @property
    def moved(self) -> bool:
        """Whether it differs from the scenario."""
        return self.weight != self.default


@dataclass(frozen=True, slots=True)
class FormFamily:
    """The criteria of a family, and its share of all weights, %."""

    key: str
    label: Text
    share_pct: float
    criteria: tuple[FormCriterion, ...]


@dataclass(frozen=True, slots=True)
class FormRule:
    """A constraint of the model, or a measure of equity.

    Parameters
    ----------
    key : str
        Dotted key of its table.
    label : Text
        Its own label.
    kind : str
        Kind of constraint, or of measure.
    enabled : bool
        Whether it takes part.
    said, said_default : Text
        Its limit in words, in the draft and in its scenario.
    limit, default : float, optional
        Its main figure, in both.
    unit : Text
        Of that figure.
    source : str
        Law, document or planner's choice behind it.
    fields : tuple of FormField
        All that can be set of it.
    """

    key: str
    label: Text
    kind: str
    enabled: bool
    said: Text
    said_default: Text
    limit: float | None
    default: float | None
    unit: Text
    source: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All that a planner may set of a draft.

    Parameters
    ----------
    choose, choose_default : int
        Number of sites.
    families : tuple of FormFamily
    rules, equity : tuple of FormRule
        Constraints but for locks; measures of equity.
    assumptions, eligibility : tuple of FormField
        What is assumed (service and protection with it); who may compete (bars with it).
    locked_in, locked_out : tuple of str
        Ids of sites that any rule locks.
    changed : tuple of str
        Dotted keys that differ from the scenario.
    """

    choose: int
    choose_default: int
    families: tuple[FormFamily, ...]
    rules: tuple[FormRule, ...]
    equity: tuple[FormRule, ...]
    assumptions: tuple[FormField, ...]
    eligibility: tuple[FormField, ...]
    locked_in: tuple[str, ...]
    locked_out: tuple[str, ...]
    changed: tuple[str, ...]


def form(said: DeclaredDraft, changed: tuple[str, ...] = ()) -> Form:
    """Return the form of a draft, from its model alone.

    Parameters
    ----------
    said : DeclaredDraft
        The model of the draft and the one it starts from.
    changed : tuple of str
        Keys that the draft changes.

    Examples
    --------
    >>> from tisites.desk.workshop.draft import Draft, declared
    >>> shown = form(declared(Draft(changes={"score.zan.weight": 6.0})))
    >>> zan = next(c for f in shown.families for c in f.criteria if c.key == "score.zan.weight")
    >>> zan.weight, zan.default, zan.unit.fr, shown.choose
    (6.0, 12.0, 'ha', 50)
    """
    model, start = said.model, said.start
    now, was = (one.model_dump(mode="json") for one in (model, start))
    inside, outside = locked(model)
    return Form(
        model.choose,
        start.choose,
        _families(model, start),
        tuple(
            _rule(f"constraint.{name}", rule, start.constraint.get(name), now, was)
            for name, rule in model.constraint.items()
            if not isinstance(rule, Lock)
        ),
        tuple(
            _rule(f"equity.{name}", rule, start.equity.get(name), now, was)
            for name, rule in model.equity.items()
        ),
        _assumptions(model, now, was),
        _eligibility(model, now, was),
        inside,
        outside,
        changed,
    )


def _families(model: Model, start: Model) -> tuple[FormFamily, ...]:
    total = sum(one.weight for one in model.score.values())
    most = _round_up(
        ROOM * max(one.weight for one in [*model.score.values(), *start.score.values()])
    )
    found: dict[str, list[FormCriterion]] = {}
    sums: dict[str, float] = {}
    for name, one in model.score.items():
        before = start.score.get(name, one)
        found.setdefault(one.family, []).append(_criterion(name, one, before, most))
        sums[one.family] = sums.get(one.family, 0.0) + one.weight
    return tuple(
        FormFamily(key, FAMILY_WORDS[key], 100.0 * sums[key] / total, tuple(criteria))
        for key, criteria in found.items()
    )


def _criterion(name: str, one: Criterion, before: Criterion, most: float) -> FormCriterion:
    spec = specs().get(one.indicator)
    unit = unit_words(spec.unit) if spec is not None else same("")
    return FormCriterion(
        f"score.{name}.weight",
        Text(one.label, one.label_en or one.label),
        Text(unit.fr.strip(), unit.en.strip()),
        one.weight,
        before.weight,
        most,
        most / 100.0,
        one.source,
        tuple(one.scale.items()),
        one.indicator,
    )


def _round_up(figure: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50…

    Examples
    --------
    >>> _round_up(24.0), _round_up(50.0), _round_up(0.3)
    (50.0, 50.0, 0.5)
    """
    ten = 10.0 ** (len(f"{int(figure)}") - 1) if figure >= 1 else 0.1
    return next((k * ten for k in (1.0, 2.0, 5.0, 10.0) if k * ten >= figure), 10.0 * ten)


def _rule(
    key: str, rule: Any, before: Any, now: Mapping[str, Any], was: Mapping[str, Any]
) -> FormRule:
    """Return a rule; one that the scenario does not have begins as it is."""
    before = rule if before is None else before
    measure = key.startswith("equity.")
    unit = rule.measure_unit if measure else _rule_unit(rule)
    table = FieldTable(f"{key}.", now, was, rule.source, unit=lambda name: _of_limit(name, unit))
    fields = tuple(one for one in table.fields(rule) if one.key != f"{key}.enabled")
    main = _main(key, fields)
    name = key.partition(".")[2]
    title = Text(rule.label, rule.label_en or rule.label) if rule.label else None
    if title is None:
        title = rule.title if measure else same(name)
    return FormRule(
        key,
        title,
        rule.kind,
        rule.enabled,
        same("") if measure else rule.limit_said(),
        same("") if measure else before.limit_said(),
        None if main is None else main.value,
        None if main is None else main.default,
        same("") if main is None else main.unit,
        rule.source,
        fields,
    )


#: What a rule is about, the first that it has.
MAIN = ("max", "capacity", "km", "limit", "min")


def _main(key: str, fields: tuple[FormField, ...]) -> FormField | None:
    """Return the main figure of a rule; ``None`` where it has many, or none."""
    held = {one.key: one for one in fields if isinstance(one.value, int | float)}
    return next((held[f"{key}.{name}"] for name in MAIN if f"{key}.{name}" in held), None)


def _rule_unit(rule: BaseModel) -> Text:
    """Return the unit of a constraint's limits: of what it adds up, else sites."""
    if isinstance(rule, Quantity):
        unit = same("") if getattr(rule, "kind", "") == "share" else unit_of(rule.use)
        return Text(unit.fr.strip(), unit.en.strip())
    return Text("sites", "sites")


def _of_limit(name: str, unit: Text) -> Text | None:
    """Return the unit of a rule's own limits; what else it holds carries its own in its name."""
    return unit if name in ("min", "max", "capacity", "limit") else None


def _assumptions(
    model: Model, now: Mapping[str, Any], was: Mapping[str, Any]
) -> tuple[FormField, ...]:
    """Return what is assumed, what planners move first at the head; service and protection last."""
    table = FieldTable("assumptions.", now, was, label=ASSUMPTION_WORDS.get, shallow=True)
    fields = table.fields(model.assumptions)
    rank = {f"assumptions.{name}": k for k, name in enumerate(FIRST)}
    found = sorted(fields, key=lambda one: rank.get(one.key, len(rank)))
    for head, one in (("access.", model.access), ("robust.", model.robust)):
        if one is not None:
            found += FieldTable(head, now, was, one.source).fields(one)
    return tuple(found)


def _eligibility(
    model: Model, now: Mapping[str, Any], was: Mapping[str, Any]
) -> tuple[FormField, ...]:
    """Return who may compete: rules of eligibility, bars, duplicates, assembly, labels of 2024."""
    found = list(FieldTable("eligibility.", now, was).fields(model.eligibility))
    for name, bar in model.exclude.items():
        title = Text(bar.reason, bar.reason_en or bar.reason)
        for one in FieldTable(f"exclude.{name}.", now, was, bar.source).fields(bar):
            found.append(_under(title, one))
    found += FieldTable("duplicates.", now, was).fields(model.duplicates)
    found += FieldTable("assembly.", now, was).fields(model.assembly)
    own = ("labelled_2024", "choose_at_most")
    found += [one for one in FieldTable("", now, was).fields(model) if one.key in own]
    return tuple(found)


def _under(title: Text, one: FormField) -> FormField:
    label = Text(f"{title.fr} : {one.label.fr}", f"{title.en}: {one.label.en}")
    return replace(one, label=label)
