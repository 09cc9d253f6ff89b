"""The form of a draft as a body: labels in the asker's language, and measures on offer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.model.load import find, merged_of, stack
from tisites.model.shelf import shipped_names
from tisites.web.contract import (
    Choice,
    CriterionField,
    FamilyFields,
    FieldBody,
    FieldGroup,
    FormBody,
    Locks,
    OfferBody,
    RuleFields,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.desk.workshop.fields import FormField
    from tisites.desk.workshop.form import Form, FormCriterion, FormRule


def form_body(shown: Form) -> FormBody:
    """Return a form, in the current language.

    Parameters
    ----------
    shown : Form
        What :func:`tisites.desk.workshop.form.form` reads of a draft's model.
    """
    declared = {rule.key for rule in shown.equity}
    return FormBody(
        choose=shown.choose,
        choose_default=shown.choose_default,
        families=[
            FamilyFields(
                key=family.key, label=str(family.label), share_pct=family.share_pct,
                criteria=[_criterion(one) for one in family.criteria],
            )
            for family in shown.families
        ],
        rules=[_rule(rule) for rule in shown.rules],
        equity=[_rule(rule) for rule in shown.equity],
        offers=[
            OfferBody(key=key, label=str(label), value=value)
            for key, label, value in offers()
            if key not in declared
        ],
        assumptions=FieldGroup(fields=_fields(shown.assumptions)),
        eligibility=FieldGroup(fields=_fields(shown.eligibility)),
        locks=Locks.model_validate({"in": shown.locked_in, "out": shown.locked_out}),
        changed=list(shown.changed),
    )  # fmt: skip


@lru_cache(maxsize=1)
def offers() -> tuple[tuple[str, Text, dict[str, Any]], ...]:
    """Return the measures of equity that shipped scenarios declare: key, label, table.

    Examples
    --------
    >>> sorted({table["kind"] for _, _, table in offers()})
    ['gini', 'leximin', 'max_min']
    """
    found: dict[str, tuple[str, Text, dict[str, Any]]] = {}
    for name in shipped_names("scenarios"):
        declared = merged_of(stack(find("scenarios", name))).get("equity", {})
        for measure, table in declared.items():
            label = Text(table["label"], table.get("label_en", ""))
            found.setdefault(label.fr, (f"equity.{measure}", label, table))
    return tuple(found.values())


def _criterion(one: FormCriterion) -> CriterionField:
    return CriterionField(
        key=one.key, label=str(one.label), unit=str(one.unit), weight=one.weight,
        default=one.default, max=one.max, step=one.step, source=one.source,
        scale=list(one.scale), indicator=one.indicator, reset=one.moved,
    )  # fmt: skip


def _rule(rule: FormRule) -> RuleFields:
    return RuleFields(
        key=rule.key, label=str(rule.label), kind=rule.kind, enabled=rule.enabled,
        said=str(rule.said), said_default=str(rule.said_default), limit=rule.limit,
        default=rule.default, unit=str(rule.unit), source=rule.source, fields=_fields(rule.fields),
    )  # fmt: skip


def _fields(fields: Iterable[FormField]) -> list[FieldBody]:
    return [
        FieldBody(
            key=one.key, label=str(one.label), type=one.type, value=one.value, default=one.default,
            min=one.min, max=one.max, unit=str(one.unit), source=one.source, help=one.help,
            choices=[Choice(value=value, label=str(label)) for value, label in one.choices],
        )
        for one in fields
    ]  # fmt: skip
