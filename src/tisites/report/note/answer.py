"""Page one of a selection note: three sentences to repeat, key figures, the map, the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.document import Column, Fact, Figure, Section, Table
from tisites.report.note.basis import figure, known_words, named
from tisites.report.phrases import both, plural, sites_chosen
from tisites.report.proof_words import gap_words
from tisites.report.rules.words import rule_name
from tisites.run.answer.rules import rules_of
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.report.note.basis import Basis

#: The run's map, in its folder.
MAP = "map.png"
_SITES = (
    Column("number", Text("N°", "No."), "", 0, "right"),
    Column("region", Text("Région", "Région")),
    Column("site", Text("Site", "Site")),
    Column("commune", Text("Commune (département)", "Commune (département)")),
    Column("hectares", Text("Surface", "Area"), "ha", 1, "right"),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("interval", Text("Bas – haut", "Low – high"), align="right"),
    Column("year", Text("Livrable", "Ready"), align="right"),
)


def three_sentences(basis: Basis) -> tuple[Text, ...]:
    """Return what a director can repeat: how sure, where and at what cost, what decides."""
    return (_proven(basis), _shared(basis), _decides(basis))


def _proven(basis: Basis) -> Text:
    count = both(lambda: sites_chosen(len(basis.chosen)))
    eligible, all_ = (number(len(x)) for x in (basis.case.ids, basis.everyone))
    head = Text(
        f"{count.fr} parmi {eligible} éligibles, sur {all_} candidats examinés",
        f"{count.en} of {eligible} eligible, from {all_} candidates examined",
    )
    stated = basis.stated
    if stated.proof is Proof.OPTIMAL:
        sure = Text("certificat vérifié" if stated.certified else "sans certificat",
                    "certificate checked" if stated.certified else "no certificate")  # fmt: skip
        return Text(
            f"{head.fr} : aucune autre sélection qui respecte les règles ne vaut plus, c'est prouvé"
            f" ({sure.fr}).",
            f"{head.en}: no other selection that keeps the rules is worth more, which is proven"
            f" ({sure.en}).",
        )
    if stated.bound == float("inf"):
        return Text(
            f"{head.fr} ; on ne sait pas à combien elle est de la meilleure : rien n'est prouvé.",
            f"{head.en}; how far it is from the best is not known: nothing is proven.",
        )
    gap = both(lambda: gap_words(stated.gap))
    return Text(
        f"{head.fr} ; la meilleure n'est pas prouvée : il s'en trouverait au plus {gap.fr} mieux.",
        f"{head.en}; it is not proven the best: another could be at most {gap.en} better.",
    )


def _shared(basis: Basis) -> Text:
    chosen = basis.chosen
    regions, of = chosen["reg"].nunique(), _regions(basis)
    hectares = basis.total("surface_ha")
    area = both(lambda: number(hectares.nominal)) if hectares else Text("?", "?")
    counts = chosen.groupby("reg").size()
    least, most = int(counts.min()), int(counts.max())
    many = Text(f"de {least} à {most} sites chacune" if most > least else f"{most} chacune",
                f"{least} to {most} sites each" if most > least else f"{most} each")  # fmt: skip
    cost = basis.total("new_enaf_ha")
    enaf = (
        Text("sans que la consommation d'espaces (ENAF) soit connue",
             "what they take of open land (ENAF) is not known")
        if cost is None
        else Text(
            f"et consomment {cost.words('ha').fr} d'espaces naturels, agricoles et"
            " forestiers (ENAF)",
            f"and take {cost.words('ha').en} of natural, farm and forest land (ENAF)",
        )
    )  # fmt: skip
    return Text(
        f"Ils couvrent {regions} régions sur {of} ({many.fr}), {area.fr} ha, {enaf.fr}.",
        f"They lie in {regions} of {of} régions ({many.en}), {area.en} ha, {enaf.en}.",
    )


def _regions(basis: Basis) -> int:
    table = basis.case.bases.get("region")
    return len(table) if table is not None else int(basis.everyone["reg"].nunique())


def _decides(basis: Basis) -> Text:
    """Say which rule costs most, and which criteria make the points."""
    chosen = basis.chosen
    points = {
        name: float(chosen[f"contribution_{name}"].sum())
        for name, criterion in basis.model.score.items()
        if criterion.weight and f"contribution_{name}" in chosen
    }
    all_ = sum(points.values())
    top = sorted(points, key=lambda name: -points[name])[:2]
    labels = [basis.model.score[name] for name in top]
    share = both(lambda: number(100.0 * sum(points[n] for n in top) / all_)) if all_ else None
    if share is None:
        weighs = Text("Aucun critère ne donne de point", "No criterion gives points")
    else:
        fr = " et ".join(f"« {c.label} »" for c in labels)
        en = " and ".join(f"'{c.label_en or c.label}'" for c in labels)
        weighs = Text(
            f"Ce qui fait les points : {fr} ({share.fr} % à eux seuls)",
            f"What makes the points: {en} ({share.en}% by themselves)",
        )
    return Text(f"{weighs.fr} ; {_rule(basis).fr}", f"{weighs.en}; {_rule(basis).en}")


def _rule(basis: Basis) -> Text:
    effects = rules_of(basis.report)
    known = [] if effects is None else [r for r in effects.rules if r.proof is not Proof.UNKNOWN]
    if not known:
        return Text(
            "l'effet de chaque règle n'a pas été mesuré.",
            "the effect of each rule was not measured.",
        )
    worst = max(known, key=lambda one: one.gain)
    if worst.gain <= 0.0:
        return Text(
            "aucune règle, à elle seule, ne change le choix.",
            "no rule changes the choice by itself.",
        )
    name, gain = rule_name(worst.name, basis.model), both(lambda: number(worst.gain, 1))
    sites = len(worst.enters)
    return Text(
        f"la règle qui pèse le plus est « {name.fr} » : sans elle, {sites} site{plural(sites)}"
        f" changerai{'ent' if sites > 1 else 't'} pour {gain.fr} points de plus.",
        f"the rule that weighs most is '{name.en}': without it, {sites} site{plural(sites)} would"
        f" change for {gain.en} points more.",
    )


def answer_section(basis: Basis) -> Section:
    """Return what stands under the three sentences: key figures and the map."""
    return Section(facts=tuple(_key_figures(basis)), figures=map_figure(basis))


def map_figure(basis: Basis) -> tuple[Figure, ...]:
    """Return the run's own map, where its folder has one."""
    folder = basis.subject.folder
    if folder is None or not (folder / MAP).is_file():
        return ()
    count = len(basis.chosen)
    alt = Text(
        f"Carte des {count} sites retenus, numérotés comme dans le tableau qui suit",
        f"Map of the {count} selected sites, numbered as in the table that follows",
    )
    return (Figure(MAP, alt, fills=True),)


def _key_figures(basis: Basis) -> Iterator[Fact]:
    for label, indicator, unit, decimals in (
        (Text("Espaces consommés (ENAF)", "Open land taken (ENAF)"), "new_enaf_ha", "ha", 0),
        (Text("Friches recyclées", "Brownfield reused"), "recycled_ha", "ha", 0),
        (Text("Emplois à pourvoir, estimés", "Jobs to fill, estimated"), "labour_need_jobs", "", 0),
        (Text("Coût estimé", "Estimated cost"), "cost_meur", "M€", 0),
    ):
        told = basis.total(indicator)
        if told is None:
            yield Fact(label, Text("inconnu", "unknown"))
        else:
            yield Fact(label, told.words(unit, decimals))
    delivery = basis.report.get("delivery")
    if delivery:
        counted = both(lambda: number(delivery["with_grid"]["expected"], 1))
        bare = both(lambda: number(delivery["without_grid"]["expected"], 1))
        yield Fact(
            Text(f"Clé en main fin {delivery['by']}", f"Turnkey by end {delivery['by']}"),
            Text(
                f"{counted.fr} sites attendus ; {bare.fr} si le raccordement électrique n'attendait"
                " pas",
                f"{counted.en} sites expected; {bare.en} if the power connection did not wait",
            ),
        )


def sites_section(basis: Basis) -> Section:
    """Return the chosen sites, numbered as on the map."""
    locked = _locked(basis)
    rows = tuple(
        (
            int(row.number),
            known_words(row.reg_nom),
            named(row.name, row.id) + (" *" if row.id in locked else ""),
            f"{known_words(row.commune)} ({known_words(row.dep)})",
            figure(row.surface_ha),
            figure(row.score),
            f"{number(row.score_low)} – {number(row.score_high)}",
            _year(row),
        )
        for row in basis.chosen.rename_axis(None).itertuples(index=False)
    )
    title = both(lambda: f"{Text('Les', 'The')} {sites_chosen(len(rows))}")
    star = Text(" * : imposé par le scénario.", " *: locked in by the scenario.")
    if not locked:
        star = Text("", "")
    note = Text(
        "Bas – haut : le score au pire et au mieux de ce qui est inconnu. Livrable : année"
        f" estimée, raccordement compté.{star.fr}",
        "Low – high: the score at the worst and best of what is unknown. Ready: estimated year,"
        f" grid counted.{star.en}",
    )
    return Section(title, tables=(Table("sites", "", _SITES, rows, note=note),))


def _locked(basis: Basis) -> set[str]:
    """Return the sites that the scenario imposes."""
    program = basis.case.program
    return {str(one) for one in program.columns[program.integer & (program.lower > 0.5)]}


def _year(row: object) -> str:
    year = figure(getattr(row, "available_year", None))
    return str(Text("inconnue", "unknown")) if year is None else f"{year:.0f}"
