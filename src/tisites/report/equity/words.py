"""The words of an equity report: measures with their reading, territories, layers."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, language, number

if TYPE_CHECKING:
    from tisites.criteria.cuts import Territorial
    from tisites.study.equity.equity import Equity

BY_WORDS: dict[Territorial, Text] = {
    "region": Text("région", "région"),
    "departement": Text("département", "département"),
    "zone_emploi": Text("zone d'emploi", "zone d'emploi"),
    "territoire_industrie": Text("Territoire d'industrie", "Territoire d'industrie"),
    "epci": Text("intercommunalité", "intercommunality"),
    "density": Text("classe de densité", "density class"),
    "region_x_density": Text("région × densité", "région × density"),
    "frr": Text("classement FRR", "FRR class"),
    "overseas": Text("hexagone ou outre-mer", "mainland or overseas"),
}
LAYER_WORDS = {
    "everyone": Text("ensemble", "whole country"),
    "mainland": Text("hexagone et Corse", "mainland and Corsica"),
    "overseas": Text("outre-mer", "overseas"),
}
PROGRAMME_WORDS = {
    "territoire_industrie": Text("Territoires d'industrie", "Territoires d'industrie"),
    "frr": Text("FRR, FRR+ et bénéficiaires", "FRR, FRR+ and beneficiaries"),
    "overseas": Text("outre-mer", "overseas"),
}
#: Measures in the order they are shown: label, decimals.
MEASURE_WORDS: dict[str, tuple[Text, int]] = {
    "territories": (Text("territoires jugés", "territories judged"), 0),
    "served": (Text("dont servis", "of which served"), 0),
    "chosen": (Text("sites choisis", "chosen sites"), 0),
    "mean": (Text("moyenne", "mean"), 3),
    "min": (Text("minimum", "minimum"), 3),
    "max": (Text("maximum", "maximum"), 3),
    "worst_mean": (Text("moins servis", "worst served"), 3),
    "gini": (Text("Gini, chacun pour un", "Gini, one each"), 3),
    "gini_base": (Text("Gini pondéré par la base", "Gini weighted by the base"), 3),
    "gini_people": (
        Text("Gini par habitant", "Gini per inhabitant"),
        3,
    ),
    "hoover": (Text("part à déplacer (Hoover)", "share to move (Hoover)"), 3),
    "theil": (Text("Theil", "Theil"), 3),
    "theil_nested": (Text("Theil des départements", "Theil of départements"), 3),
    "theil_between": (Text("… dont entre régions", "… of which between regions"), 3),
    "theil_within": (Text("… dont dans les régions", "… of which within regions"), 3),
}
WHY_NOT = {
    "no_candidate": Text("aucun candidat éligible", "no eligible candidate"),
    "unknown_base": Text("base inconnue", "unknown base"),
    "empty_base": Text("base nulle", "empty base"),
    "unknown_benefit": Text("apport inconnu", "unknown benefit"),
}
_LARGE = 1000.0
#: A unit stays on the line of its figure.
_PERCENT = Text("\N{NO-BREAK SPACE}%", "%")
_BRIEF = (
    ("Communauté de communes", "CC"),
    ("Communauté d'agglomération", "CA"),
    ("Communauté urbaine", "CU"),
)
_CLASS = {
    "dense": "dense",
    "intermédiaire": "interm.",
    "intermediate": "interm.",
    "rural": "rural",
}
_DENSITY = {"dense": "dense", "intermédiaire": "intermediate", "rural": "rural"}
_WHOLE = {
    "Hexagone et Corse": "Mainland and Corsica",
    "Outre-mer": "Overseas",
    "bénéficiaires (ex-ZRR)": "beneficiaries (ex-ZRR)",
    "FRR en partie": "FRR in part",
    "hors FRR": "outside FRR",
}


def name_of(name: str) -> str:
    """Return the name of a territory in the current language; regions keep theirs.

    Examples
    --------
    >>> from tisites.messages.text import speaking
    >>> with speaking("en"):
    ...     name_of("Bretagne, intermédiaire"), name_of("Outre-mer")
    ('Bretagne, intermediate', 'Overseas')
    """
    if language() == "fr":
        return name
    head, comma, tail = name.rpartition(", ")
    return _WHOLE.get(name, head + comma + _DENSITY.get(tail, tail))


def short_name(name: str, most: int) -> str:
    """Shorten a name of a territory: usual abbreviations, and the class always whole.

    Examples
    --------
    >>> short_name("Communauté d'agglomération du Grand Guéret", 26)
    'CA du Grand Guéret'
    >>> short_name("Provence-Alpes-Côte d'Azur, intermédiaire", 26)
    'Provence-Alpes-C…, interm.'
    """
    said = name_of(name)
    for long, brief in _BRIEF:
        if said.startswith(long):
            said = brief + said.removeprefix(long)
    head, comma, tail = said.rpartition(", ")
    if head and tail in _CLASS:
        tail = comma + _CLASS[tail]
        return (head if len(head) + len(tail) <= most else _cut(head, most - len(tail))) + tail
    return said if len(said) <= most else _cut(said, most)


def _cut(name: str, most: int) -> str:
    return name[: most - 1].rstrip(" -–,") + "…"


def called(name: str) -> str:
    """Return how a selection is called: a path by its last part.

    Examples
    --------
    >>> called("listes/mars/liste.csv"), called("labels-2024")
    ('liste.csv', 'labels-2024')
    """
    return PurePath(name.replace("\\", "/")).name or name


def title_of(equity: Equity) -> Text:
    """Return the title of a report."""
    by, name = BY_WORDS[equity.benefit.by], called(equity.name)
    title = equity.title or Text(name, name)
    return Text(f"Équité de « {title.fr} » par {by.fr}", f"Equity of '{title.en}' by {by.en}")


def measured(value: Any, decimals: int) -> str:
    """Write a figure, large ones without decimals; a dash where it is unknown.

    Examples
    --------
    >>> measured(0.25, 3), measured(float("nan"), 3)
    ('0,250', '–')
    """
    if value is None or isinstance(value, str) or not np.isfinite(float(value)):
        return "–"
    return number(float(value), 0 if abs(float(value)) >= _LARGE else decimals)


def percent(share: float) -> str:
    """Write a share in percent; a dash where it is unknown.

    Examples
    --------
    >>> percent(0.125).replace(chr(160), " "), percent(float("nan"))
    ('12,5 %', '–')
    """
    if not np.isfinite(share):
        return "–"
    return number(100.0 * share, 1) + str(_PERCENT)


def spaced(text: str) -> str:
    """Keep French signs on the line of the word before them (non-breaking spaces).

    Examples
    --------
    >>> spaced("43 % ; « a »").count(chr(160))
    4
    """
    if language() != "fr":
        return text
    for sign in "%;:?!»€":
        text = text.replace(f" {sign}", f"\N{NO-BREAK SPACE}{sign}")
    return text.replace("« ", "«\N{NO-BREAK SPACE}")
