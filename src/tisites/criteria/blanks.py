"""What a blank may stand for: every value of the datum that the model's eligibility admits.

Unknown never helps: a blank counts as the worst of these values, in every criterion, constraint and
rule of eligibility (docs/model.md, "Unknown never helps").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.candidates import vocabulary
from tisites.candidates.column_names import OPTIONAL
from tisites.candidates.optional_columns import MOST_KM
from tisites.candidates.owners import AND, CLASSES
from tisites.candidates.undeclared import SILENT
from tisites.candidates.usage.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.candidates.eligibility_rules import EligibilityRules

#: Class of a word that is known and tells nothing of the matter (RNU says nothing of a zone).
UNTOLD = "untold"
#: Between the classes that a blank may be of.
OR = "|"
_TYPES = (*vocabulary.CNIG_TYPES, *vocabulary.TYPE_VARIANTS, *vocabulary.D111_54_TYPES)
_ZONINGS = (*vocabulary.CNIG_ZONINGS, *vocabulary.ZONING_VARIANTS)
#: ``sol_pollution_existe`` of the CNIG standard.
POLLUTIONS = (
    "pollution inexistante", "pollution traitée", "pollution peu probable", "pollution supposée",
    "pollution avérée",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a blank may stand for, those that say nothing left out.

    Parameters
    ----------
    site_type, zoning, status : frozenset of str
        Words of the CNIG standard that the eligibility admits.
    """

    site_type: frozenset[str]
    zoning: frozenset[str]
    status: frozenset[str]


def admitted(rules: EligibilityRules) -> Words:
    """Return the words that a model's eligibility admits.

    Examples
    --------
    >>> from tisites.candidates.eligibility_rules import EligibilityRules
    >>> found = admitted(EligibilityRules(statuses_excluded=("friche reconvertie",)))
    >>> sorted(found.status), "A" in found.zoning
    (['friche avec projet', 'friche potentielle', 'friche sans projet'], True)
    """
    spell, family = vocabulary.spell, vocabulary.family
    types, types_out = ({spell(w) for w in ws} for ws in (rules.types, rules.types_excluded))
    zonings_out = {spell(word) for word in rules.zonings_excluded}
    statuses = {family(word) for word in rules.statuses}
    statuses_out = {family(w) for w in (*rules.statuses_excluded, *rules.statuses_to_verify)}
    return Words(
        _said(w for w in _TYPES if spell(w) not in types_out and (not types or spell(w) in types)),
        _said(w for w in _ZONINGS if spell(w) not in zonings_out),
        _said(
            w
            for w in vocabulary.CNIG_STATUSES
            if family(w) not in statuses_out and (not statuses or family(w) in statuses)
        ),
    )


def _said(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in SILENT)


#: Where no eligibility is declared.
EVERY_WORD = Words(_said(_TYPES), _said(_ZONINGS), _said(vocabulary.CNIG_STATUSES))


def may_be(words: Iterable[str], known: Mapping[str, str]) -> str:
    """Return every class that a blank may be of, joined by ``|``; ``untold`` among them.

    Examples
    --------
    >>> may_be({"U", "A"}, {"U": "urban", "A": "rural", "N": "rural"})
    'rural|untold|urban'
    """
    return OR.join(sorted({UNTOLD, *(known[word] for word in words if word in known)}))


def values_of(name: str) -> tuple[object, ...]:
    """Return values that a datum of the candidate file may have: all its words, or the ends.

    Of a number: the ends of what is read, and figures on either side of every threshold of the
    criteria. Hectares are a share of the site's area.

    Raises
    ------
    KeyError
        If the candidate file has no such datum.

    Examples
    --------
    >>> values_of("has_gas")
    (0.0, 1.0)
    """
    words: dict[str, tuple[object, ...]] = {
        "site_type": (*_TYPES, "mixte"),
        "zoning": _ZONINGS,
        "status": (*vocabulary.CNIG_STATUSES, *vocabulary.STATUS_VARIANTS),
        "pollution": POLLUTIONS,
        "planned_use": tuple(lexicon().uses),
    }
    return words[name] if name in words else _BY_KIND[OPTIONAL[name].kind]


#: Words of a candidate file that are evidence of what a site is meant for (docs/evidence.md): no
#: criterion reads them, but what they settle together with the evidence of others.
EVIDENCE: tuple[str, ...] = tuple(
    name for name, one in OPTIONAL.items() if one.kind == "text" and name != "planned_use"
)
#: Every datum of a candidate file that criteria read and that may be left blank.
FIELDS: tuple[str, ...] = (
    "site_type", "zoning", "status", "pollution", *(n for n in OPTIONAL if n not in EVIDENCE),
)  # fmt: skip
#: Where a datum of each kind of optional column may lie.
_BY_KIND: Mapping[str, tuple[object, ...]] = {
    "yes_no": (0.0, 1.0),
    "km": (0.0, 0.5, 0.999, 1.0, 4.0, 19.0, 60.0, MOST_KM),
    "ha": (0.0, 0.3, 1.0),
    "state": ("good", "poor", "unusable"),
    "owners": (
        *CLASSES, AND.join(CLASSES[:2]), AND.join((CLASSES[1], CLASSES[-1])), "local|state",
        f"{CLASSES[0]}{AND}untold",
    ),
}  # fmt: skip
