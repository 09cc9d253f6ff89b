"""Who owns a site: codes of the land files (Fichiers fonciers), or plain words, to classes.

Source: Cerema, documentation of the Fichiers fonciers, ``catpro3`` ("classification de personne
morale, niveau 3", 121 categories), which ``proprio_type`` of the CNIG Friches standard follows. The
grouping by who can deliver land is the planner's choice (docs/decisions/0012).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Classes of owner, surest first.
CLASSES: tuple[str, ...] = (
    "developer", "local", "state", "operator", "company", "private_land", "shared", "person",
)  # fmt: skip
#: An owner of whom the source says nothing, beside others whom it tells.
UNTOLD = "untold"
#: Between the owners of one site.
AND = "+"
_PRIVATE = ("company", "private_land", "shared", "person")
_PUBLIC = ("developer", "local", "state", "operator")
#: Class of each category; the longest beginning that is listed decides ("G" covers "G1a").
CODES: Mapping[str, tuple[str, ...]] = {
    "P1": ("state",), "P": ("local", "state"),
    "P2": ("local",), "P3": ("local",), "P4": ("local",), "P5": ("local",), "P6": ("local",),
    "F2": ("developer",), "F4": ("developer",), "F5": ("developer",), "F7a": ("developer",),
    "F7c": ("developer",), "F7g": ("developer",), "F1": ("private_land",), "F6": ("private_land",),
    "F7": ("private_land",), "F": ("developer", "private_land"),
    "G1": ("private_land",), "G2": ("shared",), "G": ("private_land", "shared"),
    "R": ("operator",), "E": ("operator",), "S": ("operator",), "M2": ("operator",),
    "Z4": ("operator",), "A2c": ("operator",), "A3": ("operator",), "A4": ("developer",),
    "M1": ("company",), "M": ("company", "operator"), "Z": ("company",), "A": ("private_land",),
    "L": ("company",), "X": ("person",),
}  # fmt: skip
#: Words that a planner writes, without accents.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "commune": ("local",), "mairie": ("local",), "ville": ("local",), "epci": ("local",),
    "intercommunalite": ("local",), "communaute de communes": ("local",),
    "communaute d'agglomeration": ("local",), "communaute urbaine": ("local",),
    "communaute d'agglo": ("local",), "agglo": ("local",), "agglomeration": ("local",),
    "metropole": ("local",), "departement": ("local",), "region": ("local",),
    "syndicat mixte": ("local",), "collectivite": ("local",), "etat": ("state",),
    "epf": ("developer",), "epfl": ("developer",), "epa": ("developer",), "sem": ("developer",),
    "spl": ("developer",), "spla": ("developer",), "amenageur": ("developer",),
    "safer": ("developer",), "etablissement public foncier": ("developer",),
    "sncf": ("operator",), "vnf": ("operator",), "edf": ("operator",), "rte": ("operator",),
    "port": ("operator",), "grand port maritime": ("operator",), "cci": ("operator",),
    "etablissement public": ("developer", "operator"),
    "entreprise": ("company",), "societe": ("company", "private_land"), "industriel": ("company",),
    "exploitant": ("company",), "sci": ("private_land",), "promoteur": ("private_land",),
    "bailleur social": ("private_land",), "copropriete": ("shared",), "indivision": ("shared",),
    "particulier": ("person",), "personne physique": ("person",),
    "personnes physiques": ("person",), "prive": _PRIVATE, "public": _PUBLIC,
    "personne morale": tuple(c for c in CLASSES if c != "person"), "mixte": CLASSES,
}  # fmt: skip
_CODE = re.compile(r"[A-Z]|[A-Za-z]\d[A-Za-z]?")
_SILENT = ("null", "na", "inconnu", "inconnue", "autre", "sans objet", "")


def read_owners(cell: str) -> str | None:
    """Return the classes of owners of a cell, joined by ``+``; those it may be by ``|``.

    Parameters
    ----------
    cell : str
        As published: ``{P5a,X1a}``, ``P4a|G1a``, ``{"F7b G2a"}``; or words: ``commune ; SCI``.

    Returns
    -------
    str or None
        None where a word is not understood; "" where nothing is told. An owner told as unknown
        beside others is ``untold``.

    Examples
    --------
    >>> read_owners("{P5a,X1a}"), read_owners('{"F7b G2a"}'), read_owners("Commune / EPF")
    ('local+person', 'private_land+shared', 'developer+local')
    >>> read_owners("{F2a,NULL}"), read_owners("P"), read_owners("on ne sait")
    ('developer+untold', 'local|state', None)
    >>> read_owners("{NULL}"), read_owners("p5a"), read_owners("Communes")
    ('', 'local', 'local')
    """
    parts = [part for part in re.split(r"[,|;/+]|\bet\b", cell.strip("{}[] ")) if part.strip()]
    found: set[str] = set()
    for part in parts:
        for token in _tokens(part.strip(" \"'{}[]")):
            kinds = _kinds(token)
            if kinds is None:
                return None
            found.add("|".join(kinds))
    return AND.join(sorted(found, key=_order)) if found - {UNTOLD} else ""


def _tokens(part: str) -> list[str]:
    codes = part.split()
    return codes if all(_CODE.fullmatch(code) for code in codes) else [part]


def _kinds(token: str) -> tuple[str, ...] | None:
    if _CODE.fullmatch(token):
        token = token[0].upper() + token[1:].lower()
        for length in range(len(token), 0, -1):
            if token[:length] in CODES:
                return CODES[token[:length]]
        return None
    folded = unicodedata.normalize("NFKD", token.replace("\u2019", "'").casefold())
    plain = " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
    if plain in _SILENT:
        return (UNTOLD,)
    return _WORDS.get(plain) or _WORDS.get(plain.removesuffix("s"))


def _order(owner: str) -> tuple[int, str]:
    first = owner.partition("|")[0]
    return (CLASSES.index(first) if first in CLASSES else len(CLASSES), owner)
