"""What a site that competes must still declare: data that could have barred it, and that are blank.

Silence never readmits a site outright: where a rule of eligibility bars some values of a datum, a
site that does not tell it competes on condition that it is declared, and its value admitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates import vocabulary
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.candidates.eligibility_rules import EligibilityRules

#: Words of the standard that say nothing: the same as a blank.
SILENT = ("autre", "sans objet", "inconnu")


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum of the candidate file that eligibility reads.

    Parameters
    ----------
    column : str
        Its column.
    words : tuple of str
        Words that are known for it; any other is to verify.
    accepted, refused : str
        Keys of ``[eligibility]`` that name words; ``refused`` is empty where there is none.
    declare, verify : Text
        What is asked of a site: to tell it; to confirm a word that no table knows.
    """

    column: str
    words: tuple[str, ...]
    accepted: str
    refused: str
    declare: Text
    verify: Text

    def ruled(self, rules: EligibilityRules) -> bool:
        """Whether the rules bar some values of it."""
        return any(getattr(rules, key) for key in (self.accepted, self.refused) if key)


DATA: tuple[Datum, ...] = (
    Datum(
        "status",
        vocabulary.CNIG_STATUSES,
        "statuses",
        "statuses_excluded",
        Text("statut à déclarer", "status to declare"),
        Text("statut à vérifier", "status to verify"),
    ),
    Datum(
        "site_type",
        (*vocabulary.CNIG_TYPES, *vocabulary.TYPE_VARIANTS, *vocabulary.D111_54_TYPES),
        "types",
        "types_excluded",
        Text("type à déclarer", "type to declare"),
        Text("type à vérifier", "type to verify"),
    ),
    Datum(
        "zoning",
        (*vocabulary.CNIG_ZONINGS, *vocabulary.ZONING_VARIANTS),
        "",
        "zonings_excluded",
        Text("zonage à déclarer", "zoning to declare"),
        Text("zonage à vérifier", "zoning to verify"),
    ),
    Datum(
        "coord_quality",
        (),
        "coord_quality",
        "",
        Text("qualité des coordonnées à déclarer", "quality of coordinates to declare"),
        Text("", ""),
    ),
    Datum(
        "surface_quality",
        (),
        "surface_quality",
        "",
        Text("qualité de la surface à déclarer", "quality of the surface to declare"),
        Text("", ""),
    ),
)


def is_silent(labels: pd.Series) -> np.ndarray:
    """Return where a label says nothing: null, or a word of the standard that says so.

    Examples
    --------
    >>> is_silent(pd.Series(["U", "Sans objet", None])).tolist()
    [False, True, True]
    """
    said = {label: vocabulary.spell(str(label)) in SILENT for label in labels.dropna().unique()}
    return np.asarray(labels.isna() | labels.map(said).eq(True))


def conditions(
    table: pd.DataFrame, rules: EligibilityRules, eligible: np.ndarray | None = None
) -> tuple[pd.Series, list[Finding]]:
    """Return what each site must still declare, and one finding a datum with its count.

    Parameters
    ----------
    table : DataFrame
        Candidates.
    rules : EligibilityRules
        The model's.
    eligible : (n,) bool, optional
        Those of which it is told; all by default.

    Returns
    -------
    told : (n,) Series of str
        In the planner's language, joined by `` ; ``; empty where nothing is missing.
    findings : list of Finding

    Examples
    --------
    >>> from tisites.candidates.eligibility_rules import EligibilityRules
    >>> rules = EligibilityRules(zonings_excluded=("A",))
    >>> conditions(pd.DataFrame({"zoning": ["U", None, "UAb"]}), rules)[0].tolist()
    ['', 'zonage à déclarer', 'zonage à vérifier']
    """
    told = pd.Series("", index=table.index, dtype=object)
    asked_of = np.ones(len(table), dtype=bool) if eligible is None else eligible
    findings = []
    for datum in DATA:
        if not datum.ruled(rules):
            continue
        labels = (
            table[datum.column]
            if datum.column in table.columns
            else pd.Series(None, index=table.index, dtype=object)
        )
        silent = is_silent(labels)
        if not datum.words and silent.all():
            continue  # no source tells a quality: there is nothing that one site could hide
        strange = _strange(labels, datum, rules) & ~silent & asked_of
        silent = silent & asked_of
        for mask, asked, code in (
            (silent, datum.declare, "undeclared"),
            (strange, datum.verify, "to_verify"),
        ):
            if not mask.any():
                continue
            before = told[mask]
            told[mask] = before.where(before == "", before + " ; ") + str(asked)
            findings.append(_finding(f"{datum.column}_{code}", int(mask.sum()), asked))
    return told.astype("str"), findings


def _strange(labels: pd.Series, datum: Datum, rules: EligibilityRules) -> np.ndarray:
    if not datum.words:
        return np.zeros(len(labels), dtype=bool)
    spelling = vocabulary.family if datum.column == "status" else vocabulary.spell
    accepted = getattr(rules, datum.accepted) if datum.accepted else ()
    known = {spelling(word) for word in (*datum.words, *accepted)}
    odd = {word: spelling(str(word)) not in known for word in labels.dropna().unique()}
    return np.asarray(labels.map(odd).eq(True))


def _finding(code: str, count: int, asked: Text) -> Finding:
    many = "s" if count > 1 else ""
    return Finding(
        "candidates",
        code,
        "warning",
        Text(
            f"{number(count)} site{many} en concours sous condition : {asked.fr}",
            f"{number(count)} site{many} in competition on condition: {asked.en}",
        ),
        Text(
            "compléter la donnée : elle ne peut que relever le score du site, sauf si sa valeur"
            " l'exclut ([eligibility])",
            "complete the datum: it can only raise the site's score, unless its value bars it"
            " ([eligibility])",
        ),
    )
