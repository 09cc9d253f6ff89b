"""The words of an equity report: measures with their reading, territories, layers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, language, number
from tisites.report.phrases import both

if TYPE_CHECKING:
    from tisites.criteria.territory_bases import Territorial
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


def title_of(equity: Equity) -> Text:
    """Return the title of a report."""
    by = BY_WORDS[equity.benefit.by]
    return Text(f"Équité de « {equity.name} » par {by.fr}", f"Equity of '{equity.name}' by {by.en}")


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
    >>> percent(0.125), percent(float("nan"))
    ('12,5 %', '–')
    """
    if not np.isfinite(share):
        return "–"
    return number(100.0 * share, 1) + str(Text(" %", "%"))


def sentences(equity: Equity) -> list[Text]:
    """Return what the report says first, in whole sentences."""
    return [both(partial(say, equity)) for say in (_extremes, _spread, _nobody, _where)]


def _extremes(equity: Equity) -> str:
    figures = equity.measures["everyone"]
    unit = str(equity.benefit.unit)
    low, high = measured(figures["min"], 2), measured(figures["max"], 2)
    tied = int(figures["min_tied"])
    least = name_of(figures["min_name"])
    if float(figures["max"]) == 0.0:
        return str(
            Text(
                "Aucun bénéfice : aucun site choisi n'est compté dans ces territoires.",
                "No benefit: no chosen site counts in these territories.",
            )
        )
    if tied > 1 and float(figures["min"]) == 0.0:
        fewest = Text(
            f"{number(tied)} territoires sur {number(figures['territories'])} n'ont rien",
            f"{number(tied)} territories of {number(figures['territories'])} have nothing",
        )
    elif tied > 1:
        fewest = Text(
            f"{number(tied)} territoires sont au minimum, {low} {unit}",
            f"{number(tied)} territories are at the minimum, {low} {unit}",
        )
    else:
        fewest = Text(
            f"le moins servi est {least}, {low} {unit}", f"least served: {least}, {low} {unit}"
        )
    best = name_of(figures["max_name"])
    mean = measured(figures["mean"], 2)
    return str(
        Text(
            f"Moyenne {mean} {unit} ; {fewest.fr} ; le plus servi est {best}, {high}.",
            f"Mean {mean} {unit}; {fewest.en}; best served: {best}, {high}.",
        )
    )


def _spread(equity: Equity) -> str:
    figures = equity.measures["everyone"]
    if float(figures["max"]) == 0.0:
        return str(Text("Rien à répartir.", "Nothing to share."))
    gini, hoover = measured(figures["gini_base"], 3), percent(figures["hoover"])
    between, within = figures.get("theil_between"), figures.get("theil_within")
    said = Text(
        f"Gini {gini} (0 : chacun sa part) ; {hoover} du bénéfice serait à déplacer pour une"
        " répartition proportionnelle",
        f"Gini {gini} (0: to each its share); {hoover} of the benefit would have to move for a"
        " proportional sharing",
    )
    if between is None or within is None or not float(between) + float(within) > 0:
        return f"{said}."
    part = percent(float(between) / (float(between) + float(within)))
    inner = (
        Text("départements", "départements")
        if equity.benefit.by == "region"
        else Text("territoires", "territories")
    )
    tail = Text(
        f" ; {part} de l'inégalité entre {inner.fr} se joue entre régions, le reste dans les"
        " régions (Theil)",
        f"; {part} of the inequality between {inner.en} lies between regions, the rest within"
        " them (Theil)",
    )
    return f"{said}{tail}."


def _nobody(equity: Equity) -> str:
    out = equity.territories[equity.territories["why_not"] != ""]
    if out.empty:
        return str(
            Text(
                "Tous les territoires ont au moins un candidat éligible.",
                "Every territory has an eligible candidate.",
            )
        )
    parts = []
    for code, words in WHY_NOT.items():
        names = [name_of(name) for name in out.loc[out["why_not"] == code, "name"]]
        if names:
            listed = ", ".join(names[:6])
            rest = len(names) - 6
            more = Text(f" et {rest} autres", f" and {rest} more") if rest > 0 else ""
            parts.append(f"{words} : {listed}{more}" if language() == "fr" else
                         f"{words}: {listed}{more}")  # fmt: skip
    many = "s" if len(out) > 1 else ""
    head = Text(
        f"{number(len(out))} territoire{many} hors mesure – ", f"{number(len(out))} not judged – "
    )
    return f"{head}{str(Text(' ; ', '; ')).join(parts)}."


def _where(equity: Equity) -> str:
    parts = []
    for name, row in equity.programmes.iterrows():
        words = PROGRAMME_WORDS[str(name)]
        sites, people = percent(row["sites"]), percent(row["population"])
        land = percent(row["eligible_ha"])
        parts.append(
            str(
                Text(
                    f"{words.fr} : {sites} des sites pour {people} de la population et {land} des"
                    " hectares éligibles",
                    f"{words.en}: {sites} of sites for {people} of people and {land} of eligible"
                    " hectares",
                )
            )
        )
    whole = str(Text(" ; ", "; ")).join(parts)
    return whole[0].upper() + whole[1:] + "."
