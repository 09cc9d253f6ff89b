"""What an equity report says first, in whole sentences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, language, number
from tisites.model.benefit import COUNTED_WORDS
from tisites.report.equity.words import PROGRAMME_WORDS, WHY_NOT, measured, percent, short_name
from tisites.report.phrases import both, plural
from tisites.study.equity.tables import PARTIAL

if TYPE_CHECKING:
    from tisites.model.benefit import Benefit
    from tisites.study.equity.equity import Equity

#: Cuts into classes: each lies all over the country, and hides the regions without candidate.
_CLASSES = ("density", "frr", "overseas")
_ONE = {
    "sites": Text("site", "site"),
    "hectares": Text("hectare", "hectare"),
    "jobs": Text("emploi à pourvoir", "job to fill"),
    "score": Text("point de score", "score point"),
}
_NAMED = 6


def sentences(equity: Equity) -> list[Text]:
    """Return the sentences, most important first."""
    said = [both(partial(say, equity)) for say in (_extremes, _spread, _nobody, _where)]
    lacking = equity.territories[equity.territories["industry_jobs"].isna().to_numpy()]
    if 0 < len(lacking) < len(equity.territories):
        said.append(both(partial(_known_jobs, equity, list(lacking["name"]))))
    return said


def rate(value: float, benefit: Benefit) -> str:
    """Write a rate with its unit, in the singular where the language wants it.

    Examples
    --------
    >>> from tisites.model.benefit import Benefit
    >>> rate(0.73, Benefit(per="population")), rate(2.0, Benefit())
    ("0,73 site par million d'habitants", '2,00 sites par territoire')
    """
    unit, one = benefit.unit, _ONE[benefit.benefit]
    many = COUNTED_WORDS[benefit.benefit]
    single = value < 2.0 if language() == "fr" else value == 1.0
    if single:
        unit = Text(unit.fr.replace(many.fr, one.fr, 1), unit.en.replace(many.en, one.en, 1))
    return f"{measured(value, 2)} {unit}"


def _extremes(equity: Equity) -> str:
    figures = equity.measures["everyone"]
    many = int(figures["territories"])
    if np.isnan(figures["max"]):
        return _unmeasured(equity)
    if float(figures["max"]) == 0.0:
        return str(
            Text(
                "Aucun bénéfice : aucun site choisi n'est compté dans ces territoires.",
                "No benefit: no chosen site counts in these territories.",
            )
        )
    mean = rate(figures["mean"], equity.benefit)
    if many == 1:
        only = short_name(figures["max_name"], 60)
        return str(
            Text(
                f"Un seul territoire jugé : {only}, {mean}.",
                f"One territory judged: {only}, {mean}.",
            )
        )
    least, best = short_name(figures["min_name"], 60), short_name(figures["max_name"], 60)
    high = measured(figures["max"], 2)
    fewest = _fewest(figures, least)
    return str(
        Text(
            f"Moyenne : {mean} ; {fewest.fr} ; plus servi : {best}, {high}.",
            f"Mean: {mean}; {fewest.en}; best served: {best}, {high}.",
        )
    )


def _unmeasured(equity: Equity) -> str:
    """Say that nothing is known of what was chosen: a zero would be a number made up."""
    many = number(int(equity.territories["unknown"].sum()))
    if int(equity.measures.at["chosen", "everyone"]) == 0 and int(
        equity.territories["unknown"].sum()
    ) == int(equity.territories["chosen"].sum()):
        return str(
            Text(
                f"Apport inconnu pour tous les sites choisis ({many}) : rien n'est mesuré.",
                f"Benefit of every chosen site ({many}) unknown: nothing is measured.",
            )
        )
    return str(
        Text(
            "Aucun apport connu dans les territoires jugés : rien n'est mesuré.",
            "No known benefit in the territories judged: nothing is measured.",
        )
    )


def _fewest(figures: Any, least: str) -> Text:
    tied, low = int(figures["min_tied"]), measured(figures["min"], 2)
    if tied == 1:
        return Text(f"moins servi : {least}, {low}", f"least served: {least}, {low}")
    if float(figures["min"]) > 0.0:
        return Text(
            f"{number(tied)} territoires au minimum, {low}",
            f"{number(tied)} territories at the minimum, {low}",
        )
    of = number(figures["territories"])
    return Text(
        f"{number(tied)} territoires sur {of} n'ont rien",
        f"{number(tied)} territories of {of} have nothing",
    )


def _spread(equity: Equity) -> str:
    figures = equity.measures["everyone"]
    if np.isnan(figures["max"]):
        return str(Text("Pas de mesure du partage.", "No measure of sharing."))
    if float(figures["max"]) == 0.0:
        return str(Text("Rien à répartir.", "Nothing to share."))
    if int(figures["territories"]) < 2:
        return str(
            Text(
                "Pas de mesure du partage : il faut deux territoires jugés au moins.",
                "No measure of sharing: it takes two judged territories at least.",
            )
        )
    gini, moved = measured(figures["gini_base"], 3), float(figures["hoover"])
    hoover = percent(moved)
    would = "seraient" if 100.0 * moved >= 2.0 else "serait"
    said = Text(
        f"Gini {gini} (0 : chacun sa part) ; {hoover} du bénéfice {would} à déplacer pour une"
        " répartition proportionnelle",
        f"Gini {gini} (0: to each its share); {hoover} of the benefit would have to move for a"
        " proportional sharing",
    )
    between, within = figures.get("theil_between"), figures.get("theil_within")
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
        return _all_judged(equity)
    parts = []
    for code, words in WHY_NOT.items():
        names = list(out.loc[out["why_not"] == code, "name"])
        if names:
            parts.append(f"{words}{Text(' : ', ': ')}{_listed(names, _NAMED)}")
    head = Text(
        f"{number(len(out))} territoire{plural(len(out))} hors mesure – ",
        f"{number(len(out))} not judged – ",
    )
    return f"{head}{' – '.join(parts)}."


def _all_judged(equity: Equity) -> str:
    some, of = equity.regions
    if equity.benefit.by not in _CLASSES:
        return str(
            Text(
                "Tous les territoires ont au moins un candidat éligible.",
                "Every territory has an eligible candidate.",
            )
        )
    if some < of:
        return str(
            Text(
                "Chaque classe a un candidat éligible, mais pas chaque région"
                f" ({number(some)} sur {number(of)}).",
                "Every class has an eligible candidate, but not every région"
                f" ({number(some)} of {number(of)}).",
            )
        )
    return str(
        Text(
            "Chaque classe et chaque région ont au moins un candidat éligible.",
            "Every class and every région has an eligible candidate.",
        )
    )


def _known_jobs(equity: Equity, names: list[str]) -> str:
    """Say what shares of industrial jobs are shares of, where some are unknown."""
    many = number(len(names))
    y = "y" if len(names) == 1 else "ies"
    whole = Text(", dont la somme fait 100 %", ", which add up to 100%")
    tail = Text(" du pays", " of the country") if equity.benefit.by in PARTIAL else whole
    return str(
        Text(
            f"Emplois industriels inconnus pour {many} territoire{plural(len(names))}"
            f" ({_listed(names, 3)}) : leurs parts sont celles des emplois connus{tail.fr}.",
            f"Industrial jobs unknown for {many} territor{y} ({_listed(names, 3)}): their shares"
            f" are those of the known jobs{tail.en}.",
        )
    )


def _listed(names: list[str], most: int) -> str:
    """List names, the first ones; a name with a comma in it asks for semicolons."""
    some = [short_name(name, 60) for name in names[:most]]
    join = "; " if any(", " in name for name in some) else ", "
    join = join.replace(";", str(Text(" ;", ";")))
    rest = len(names) - most
    if rest <= 0:
        return join.join(some)
    more = Text(f" et {number(rest)} autre{plural(rest)}", f" and {number(rest)} more")
    return f"{join.join(some)}{more}"


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
