"""Types of sites in the words of the CNIG standard, whatever the inflection."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tisites.candidates.usage.inflections import forms
from tisites.candidates.usage.tokens import fold
from tisites.candidates.vocabulary import CNIG_TYPES, D111_54_TYPES, TYPE_VARIANTS

if TYPE_CHECKING:
    from tisites.candidates.usage.lexicon import Lexicon

_KNOWN = (*CNIG_TYPES, *TYPE_VARIANTS, *D111_54_TYPES)
HOUSING = "friche d'habitat"
_SMALL = frozenset(
    {"friche", "friches", "d", "de", "ou", "a", "site", "type", "ancien", "ancienne"}
)
#: Words that say the same as a word of the standard.
_SAME = {
    "agricoles": "agricole", "touristique": "loisir tourisme hotellerie",
    "habitation": "habitat", "residentiel": "habitat", "logement": "habitat",
    "carriere": "carriere mine", "mine": "carriere mine", "scolaire": "enseignement",
    "usine": "industriel", "industrie": "industriel", "commerce": "commercial",
}  # fmt: skip


def canonical_type(label: object, lexicon: Lexicon) -> object:
    """Return the CNIG type that a label means; the label itself where none is known.

    Examples
    --------
    >>> from tisites.candidates.usage.lexicon import lexicon
    >>> [canonical_type(t, lexicon()) for t in ("Habitat", "friches industrielles", "Logements")]
    ["friche d'habitat", 'friche industrielle', "friche d'habitat"]
    """
    return _canonical(label, lexicon) if isinstance(label, str) else label


@lru_cache(maxsize=4096)
def _canonical(label: str, lexicon: Lexicon) -> str:
    if label in _KNOWN:
        return label
    words = _words(label)
    for known in _KNOWN:
        wanted = _words(known)
        if len(wanted) == len(words) and all(
            word in forms(want) or want in forms(word)
            for word, want in zip(words, wanted, strict=True)
        ):
            return known
    meant = " ".join(words)
    for word, same in _SAME.items():
        if len(words) == 1 and words[0] in forms(word):
            meant = same
    if meant != " ".join(words):
        return _canonical(f"friche {meant}", lexicon)
    found = lexicon.find(label, "status")
    return HOUSING if found and found[0].use == "housing" and "mixte" not in words else label


def _words(label: str) -> list[str]:
    return [word for word in fold(label).split() if word not in _SMALL]
