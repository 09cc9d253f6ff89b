"""Words of the CNIG Friches standard and of the published inventories, and how labels are spelled.

Source: CNIG, *Standard de données Friches*, table schema v1.0.6 of 16 December 2025
(github.com/cnigfr/schema-friches), ``enum`` constraints of ``site_type``, ``site_statut``,
``sol_pollution_existe`` and ``urba_zone_type``. The variants are those met in the extracts of
Cartofriches (Cerema, 2023 to 2026) and of ADEME's polluted sites.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

CNIG_TYPES: tuple[str, ...] = (
    "friche industrielle",
    "friche commerciale",
    "friche hospitalière",
    "friche agro-industrielle",
    "friche carrière ou mine",
    "friche militaire",
    "friche d'habitat",
    "friche d'équipement public",
    "friche portuaire",
    "friche aéroportuaire",
    "friche ferroviaire",
    "friche logistique",
    "friche loisir tourisme hôtellerie",
    "friche enseignement",
    "friche cultuelle",
    "mixte - dominante habitat",
    "mixte - autre",
    "autre",
    "sans objet",
)
TYPE_VARIANTS: tuple[str, ...] = ("mixte", "friche culturelle")
#: What article D.111-54 of the planning code leaves out of the definition of a brownfield
#: (unbuilt agricultural or forest land, natural land); no CNIG type, but met in local inventories.
D111_54_TYPES: tuple[str, ...] = ("friche agricole", "friche forestière", "friche naturelle")

CNIG_STATUSES: tuple[str, ...] = (
    "friche potentielle",
    "friche sans projet",
    "friche avec projet",
    "friche reconvertie",
    "autre",
    "sans objet",
)
#: "friche qualifiée (avec/sans projet/reconvertie) au 01/2023": extract of points of 2023;
#: "usage actuel: …": ADEME gives the present use instead of a status.
STATUS_VARIANTS: tuple[str, ...] = ("friche qualifiée", "usage actuel")

CNIG_ZONINGS: tuple[str, ...] = (
    "U",
    "AUc",
    "AUs",
    "A",
    "N",
    "Zc",
    "ZCa",
    "ZnC",
    "RNU",
    "autre",
    "sans objet",
)
ZONING_VARIANTS: tuple[str, ...] = ("Ah", "Nh", "Nd")

COORD_QUALITIES: tuple[str, ...] = ("site point", "commune representative point")
#: Words of the published inventories that are English, as :func:`spell` spells them, in the
#: planner's language.
QUALITY_WORDS: Mapping[str, Text] = {
    "site point": Text("point du site", "point of the site"),
    "commune representative point": Text("point de la commune", "point of the commune"),
    "site": Text("surface du site", "area of the site"),
    "site (only site of commune; 0 = unknown)": Text(
        "surface du seul site de la commune", "area of the only site of the commune"
    ),
    "site (single-site commune match)": Text(
        "surface du seul site de la commune", "area of the only site of the commune"
    ),
    "imputed: 2026 commune mean": Text("moyenne de la commune (2026)", "commune mean (2026)"),
    "none": Text("aucune", "none"),
}
SURFACE_QUALITIES: tuple[str, ...] = (
    "site",
    "site (only site of commune; 0 = unknown)",
    "site (single-site commune match)",
    "imputed: 2026 commune mean",
)

#: Labels that say that nothing is known ("99" is met in ``urba_zone_type``). The standard's own
#: ``missingValues`` come first.
UNKNOWN_LABELS: frozenset[str] = frozenset(
    {
        "",
        "na",
        "nan",
        "n/a",
        "inconnu",
        "inconnue",
        "non connu",
        "non renseigné",
        "99",
        "usage actuel: non renseigné",
        "usage actuel: non connu",
    }
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u00b4`", "'"))
_ZONING_CASE = {name.casefold(): name for name in CNIG_ZONINGS + ZONING_VARIANTS}


@lru_cache(maxsize=100_000)  # a file's words and names, asked of by several checks
def spell(label: str) -> str:
    """Spell a label one way: NFC, straight apostrophes, single blanks, lower case.

    Examples
    --------
    >>> spell("Friche d\u2019habitat  ")
    "friche d'habitat"
    """
    if label.isascii():
        composed = label.replace("`", "'")
    else:
        composed = unicodedata.normalize("NFC", label).translate(_APOSTROPHES)
    return " ".join(composed.split()).lower()


def label_text(label: str) -> Text:
    """Return a label as a planner reads it: words of inventories that are English, translated.

    Examples
    --------
    >>> label_text("IMPUTED: 2026 commune mean").fr, label_text("friche avec projet").fr
    ('moyenne de la commune (2026)', 'friche avec projet')
    """
    return QUALITY_WORDS.get(spell(label)) or Text(label, label)


def spell_zoning(label: str) -> str:
    """Spell a zoning as the standard does, whatever its case.

    Examples
    --------
    >>> spell_zoning("auc"), spell_zoning("ZC"), spell_zoning("UAb")
    ('AUc', 'Zc', 'UAb')
    """
    plain = " ".join(unicodedata.normalize("NFC", label).translate(_APOSTROPHES).split())
    return _ZONING_CASE.get(plain.casefold(), plain)


def family(label: str) -> str:
    """Return the short form of a label: what stands before a colon or a bracket.

    Examples
    --------
    >>> family("usage actuel: Parking"), family("friche qualifiée (avec/sans projet) au 01/2023")
    ('usage actuel', 'friche qualifiée')
    """
    return spell(label).split(":", 1)[0].split(" (", 1)[0].strip()


def spell_column(labels: pd.Series, spelling: Callable[[str], str] = spell) -> pd.Series:
    """Spell a column of labels, unknown ones as null.

    Parameters
    ----------
    labels : (n,) Series of str
        As read.
    spelling : callable
        How one label is spelled; called once a distinct label.

    Returns
    -------
    (n,) Series of str
        Null where the label says that nothing is known.
    """
    import pandas as pd

    codes, distinct = pd.factorize(labels)
    spelled = [spelling(str(label)) for label in distinct]
    known = pd.Series(
        [None if s.casefold() in UNKNOWN_LABELS else s for s in spelled] + [None], dtype="str"
    )
    return pd.Series(known.array[codes], index=labels.index, name=labels.name)
