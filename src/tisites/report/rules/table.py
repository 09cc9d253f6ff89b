"""Tables of what rules decide: a run's, and a frame for files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text
from tisites.report.document import Column, Table
from tisites.report.rules.words import gain_words, rule_limit, rule_name
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.declaration import Model
    from tisites.run.answer.rules import RuleEffect, RuleEffects


_TITLE = Text(
    "Ce que chaque règle décide (la sélection refaite sans elle)",
    "What each rule decides (the selection made again without it)",
)
_SHOWN = (
    Column("rule", Text("Règle", "Rule")),
    Column("limit", Text("Limite", "Limit")),
    Column("met", Text("Atteinte", "Met")),
    Column("gain", Text("Points gagnés\nsans elle", "Points gained\nwithout it"), align="right"),
    Column("sites_changed", Text("Sites\nchangés", "Sites\nchanged"), "", 0, "right"),
)


def ordered(rules: Sequence[RuleEffect]) -> list[RuleEffect]:
    """Return what decides most first; what is not measured last, in the order of the program."""
    unknown = Proof.UNKNOWN
    return sorted(rules, key=lambda one: (one.proof is unknown, -one.gain))


def rules_table(effects: RuleEffects, model: Model, value: float) -> Table | None:
    """Return what each rule decides, without the idle ones; ``None`` where there is nothing."""
    shown = [one for one in ordered(effects.rules) if not one.idle]
    if not shown:
        return None
    rows = tuple(
        (
            rule_name(one.name, model),
            rule_limit(one.name, model),
            one.met,
            gain_words(one, value),
            len(one.enters) if one.proof is not Proof.UNKNOWN else None,
        )
        for one in shown
    )
    return Table("rules", _TITLE, _SHOWN, rows)


#: Columns of ``rules.csv``.
COLUMNS = (
    "rule", "label", "limit", "met", "proof", "gain", "gain_most", "sites_changed", "hectares",
    "enters", "leaves",
)  # fmt: skip


def rules_frame(effects: RuleEffects, model: Model) -> pd.DataFrame:
    """Return one row a rule, idle ones too, then the slack ones together.

    Gains are in points of the objective, ``gain_most`` the proven bound (empty when none is
    known); sites are joined by ``|``.
    """
    rows = [_row(one, rule_name(one.name, model), rule_limit(one.name, model)) for one in
            ordered(effects.rules)]  # fmt: skip
    if effects.slack is not None:
        label = Text("règles non atteintes, ensemble", "rules not met, together")
        rows.append(["|".join(effects.slack_names), *_row(effects.slack, label, Text("", ""))[1:]])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(one: RuleEffect, label: Text, limit: Text) -> list[object]:
    most = one.gain_most if np.isfinite(one.gain_most) else np.nan
    return [
        one.name, str(label), str(limit), one.met, one.proof.value, round(one.gain, 6),
        round(most, 6), len(one.enters), round(one.hectares, 4), "|".join(one.enters),
        "|".join(one.leaves),
    ]  # fmt: skip


_PROOFS = {
    Proof.OPTIMAL.value: Text("prouvé", "proven"),
    Proof.FEASIBLE.value: Text("non prouvé", "not proven"),
    Proof.UNKNOWN.value: Text("non mesuré", "not measured"),
}
_HEADINGS = {
    "label": Text("règle", "rule"),
    "limit": Text("limite", "limit"),
    "met": Text("limite atteinte", "limit met"),
    "proof": Text("preuve", "proof"),
    "gain": Text("points gagnés sans elle", "points gained without it"),
    "gain_most": Text("points gagnés, au plus", "points gained, at most"),
    "sites_changed": Text("sites changés", "sites changed"),
    "hectares": Text("hectares en plus", "hectares more"),
    "enters": Text("sites qui entrent", "sites that enter"),
    "leaves": Text("sites qui sortent", "sites that leave"),
}


def rules_sheet(effects: RuleEffects, model: Model) -> pd.DataFrame:
    """Return the same rows for a spreadsheet, in words of the current language."""
    table = rules_frame(effects, model).drop(columns="rule")
    yes, no = str(Text("oui", "yes")), str(Text("non", "no"))
    table["met"] = [yes if met else no for met in table["met"]]
    table["proof"] = [str(_PROOFS[proof]) for proof in table["proof"]]
    return table.rename(columns={key: str(text) for key, text in _HEADINGS.items()})
