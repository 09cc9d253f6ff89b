"""Checks that the labels a model's eligibility rules name exist somewhere."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates import vocabulary
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.eligibility_rules import EligibilityRules

_KEY = "eligibility"
_UNKNOWN = Text(
    "ce mot dit que rien n'est connu : il n'y a rien à comparer",
    "this word says that nothing is known: there is nothing to compare",
)
_USE_UNKNOWN = Text(
    "dire le sort des inconnus par unknown_status, unknown_type ou unknown_zoning"
    ' = "conditional" ou "exclude"',
    "say what becomes of unknowns by unknown_status, unknown_type or unknown_zoning"
    ' = "conditional" or "exclude"',
)


def check_words(candidates: Candidates, rules: EligibilityRules) -> None:
    """Check that every label a rule names is known to someone.

    Raises
    ------
    BadInputError
        One problem a label, with the nearest known one.
    """
    types = (*vocabulary.CNIG_TYPES, *vocabulary.TYPE_VARIANTS, *vocabulary.D111_54_TYPES)
    statuses = (*vocabulary.CNIG_STATUSES, *vocabulary.STATUS_VARIANTS)
    zonings = (*vocabulary.CNIG_ZONINGS, *vocabulary.ZONING_VARIANTS)
    problems = [
        *_strange("statuses", rules.statuses, statuses, candidates, "status", vocabulary.family),
        *_strange(
            "statuses_excluded",
            rules.statuses_excluded,
            statuses,
            candidates,
            "status",
            vocabulary.family,
        ),
        *_strange(
            "statuses_to_verify",
            rules.statuses_to_verify,
            statuses,
            candidates,
            "status",
            vocabulary.family,
        ),
        *_strange("types", rules.types, types, candidates, "site_type"),
        *_strange("types_excluded", rules.types_excluded, types, candidates, "site_type"),
        *_strange("zonings_excluded", rules.zonings_excluded, zonings, candidates, "zoning"),
        *_strange(
            "coord_quality",
            rules.coord_quality,
            vocabulary.COORD_QUALITIES,
            candidates,
            "coord_quality",
        ),
        *_strange(
            "surface_quality",
            rules.surface_quality,
            vocabulary.SURFACE_QUALITIES,
            candidates,
            "surface_quality",
            prefix=True,
        ),
    ]
    if problems:
        raise BadInputError(problems)


def _strange(
    key: str,
    named: Iterable[str],
    vocabulary_: Iterable[str],
    candidates: Candidates,
    column: str,
    spelling: Callable[[str], str] = vocabulary.spell,
    *,
    prefix: bool = False,
) -> list[Problem]:
    present = column_or_unknown(candidates.table, column).dropna().unique()
    known = {spelling(str(word)): str(word) for word in (*present, *vocabulary_)}
    problems = []
    for word in named:
        spelled = spelling(word)
        if spelled in known or (prefix and spelled and any(k.startswith(spelled) for k in known)):
            continue
        if spelled in vocabulary.UNKNOWN_LABELS:
            problems.append(
                Problem(_UNKNOWN, _USE_UNKNOWN, Where(column=f"{_KEY}.{key}", value=word))
            )
            continue
        near = get_close_matches(spelled, list(known), n=1, cutoff=0.5)
        listed = ", ".join(sorted({str(w) for w in vocabulary_}))
        remedy = (
            Text(f"vouliez-vous dire « {known[near[0]]} » ?", f"did you mean '{known[near[0]]}'?")
            if near
            else Text(f"valeurs connues : {listed}", f"known values: {listed}")
        )
        what = Text(
            "valeur inconnue du standard CNIG, des inventaires publiés et des candidats",
            "value unknown to the CNIG standard, the published inventories and the candidates",
        )
        problems.append(Problem(what, remedy, Where(column=f"{_KEY}.{key}", value=word)))
    return problems


def column_or_unknown(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column; unknown everywhere if the table lacks it."""
    if name in table.columns:
        return table[name]
    return pd.Series(np.nan, index=table.index, dtype="str", name=name)
