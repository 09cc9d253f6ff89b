"""Sentences of ``reveal``: what can be told, what cannot, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.model.field_words import FAMILY_WORDS
from tisites.report.phrases import plural
from tisites.study.reveal.reveal import SITES_A_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.declaration import Model
    from tisites.study.reveal.reveal import Grain, Preferences, Verdict, WeightsRead

GRAINS: dict[Grain, Text] = {
    "family": Text("Poids des familles", "Weights of the families"),
    "criterion": Text("Poids de chaque critère", "Weights of each criterion"),
}
VERDICTS: dict[Verdict, Text] = {
    "constant": Text(
        "non identifié : le même partout où elle pouvait choisir",
        "not identified: the same wherever it could choose",
    ),
    "few": Text(
        f"non identifié : moins de {SITES_A_WEIGHT} sites par poids",
        f"not identified: under {SITES_A_WEIGHT} sites a weight",
    ),
    "wide": Text(
        "non identifié : l'intervalle n'apprend rien", "not identified: the interval tells nothing"
    ),
    "more": Text("compte plus que dans le modèle", "counts more than in the model"),
    "less": Text("compte moins que dans le modèle", "counts less than in the model"),
    "alike": Text("compatible avec le modèle", "agrees with the model"),
}
#: A ratio that chance gives less often than this is told as evidence.
LEVEL = 0.05


def share(weight: float) -> str:
    """Write a weight as a share of all, in whole per cent."""
    return f"{number(100.0 * weight)}\u00a0%"


def weight_name(study: Preferences, grain: Grain, name: str) -> Text:
    """Name a family or a criterion as the planner does; a family with how much of it is judged."""
    model = study.case.model
    if grain == "criterion":
        return _title(model, name)
    inside = [one for one, criterion in model.score.items() if criterion.family == name]
    judged = [one for one in inside if one not in study.criteria_aside]
    label = FAMILY_WORDS[name]
    if len(judged) == len(inside):
        return label
    many, s = len(judged), plural(len(judged))
    return Text(
        f"{label.fr} ({many} critère{s} sur {len(inside)})",
        f"{label.en} ({many} of {len(inside)} criteria)",
    )


def _title(model: Model, name: str) -> Text:
    criterion = model.score[name]
    return Text(criterion.label, criterion.label_en or criterion.label)


def headline(study: Preferences) -> list[Text]:
    """Say the answer in a sentence or two: at the grain that is told, or that nothing is."""
    families = study.levels[0]
    many = number(len(study.judged))
    told = [
        (name, verdict)
        for name, verdict in zip(families.names, families.verdicts, strict=True)
        if verdict in ("more", "less")
    ]
    if not families.identified:
        first = Text(
            f"{many} sites ne permettent d'identifier aucun poids : aucun chiffre ne se lit seul",
            f"{many} sites identify no weight: no figure stands alone",
        )
    elif not told:
        first = Text(
            f"les choix de « {study.name} » ({many} sites) sont compatibles avec les poids du"
            " modèle"
            " partout où un poids est identifié",
            f"the choices of '{study.name}' ({many} sites) agree with the model's weights wherever"
            " one is identified",
        )
    else:
        named = [_compared(study, families, name, verdict) for name, verdict in told]
        first = Text(
            f"« {study.name} » ({many} sites) : {' ; '.join(one.fr for one in named)}",
            f"'{study.name}' ({many} sites): {'; '.join(one.en for one in named)}",
        )
    return [first, _best_words(study)]


def _compared(study: Preferences, level: WeightsRead, name: str, verdict: str) -> Text:
    j = level.names.index(name)
    label = weight_name(study, level.grain, name)
    ends = f"{share(float(level.logit.low[j]))} – {share(float(level.logit.high[j]))}"
    prior = share(float(level.prior[j]))
    how = Text("plus", "more") if verdict == "more" else Text("moins", "less")
    return Text(
        f"« {label.fr} » y compte {how.fr} que dans le modèle ({ends}, contre {prior})",
        f"'{label.en}' counts {how.en} there than in the model ({ends}, against {prior})",
    )


def _best_words(study: Preferences) -> Text:
    """Say whether any weights make it the best selection, with what is left."""
    level = study.levels[-1]
    found = level.inverse
    if found is None or not found.kindest.proven:
        return Text(
            "aucune réponse prouvée sur les poids qui la rendraient optimale",
            "no proven answer on weights that would make it the best",
        )
    if found.model.residual <= 0.05:
        return Text(
            "elle est la meilleure sélection sous les poids du modèle",
            "it is the best selection under the model's weights",
        )
    points = number(found.kindest.residual, 1)
    at_model = number(found.model.residual, 1)
    if found.kindest.residual > 0.05:
        return Text(
            f"aucun jeu de poids ne la rend optimale : il lui manque {points} points au mieux,"
            f" {at_model} sous les poids du modèle",
            f"no weights make it the best: it falls short by {points} points at best, by {at_model}"
            " under the model's weights",
        )
    counted = int((found.kindest.weights > 0.005).sum())
    moved = share(0.5 * float(abs(found.kindest.weights - level.prior).sum()))
    return Text(
        f"des poids la rendent optimale, mais ils déplacent {moved} de ceux du modèle et n'en"
        " gardent"
        f" que {counted} ; sous les poids du modèle il lui manque {at_model} points",
        f"some weights make it the best, but they move {moved} of the model's and keep {counted} of"
        f" them only; under the model's weights it falls short by {at_model} points",
    )


def caveats(study: Preferences) -> list[Text]:
    """Return what must be known before any figure is read."""
    found = [
        Text(
            "Un poids révélé n'est pas un poids déclaré : d'autres raisons (dossiers, accords,"
            " équilibres"
            " locaux) ont compté, que les données ne portent pas. Aucun ne se lit sans son"
            " intervalle.",
            "A revealed weight is not a declared one: other reasons (files, agreements, local"
            " balance)"
            " counted, which data do not tell. None is read without its interval.",
        ),
        _judged_words(study),
    ]
    if study.by_place:
        names = [_title(study.case.model, name) for name in study.criteria_aside]
        found.append(
            Text(
                "Ces sites ne sont connus que par leur commune : seuls les critères que le lieu"
                " dit sont"
                f" jugés, au point de la commune. Laissés de côté : {_listed(names, 'fr')}.",
                "These sites are known by their commune alone: only criteria that the place tells"
                " are"
                f" judged, at the commune's point. Left aside: {_listed(names, 'en')}.",
            )
        )
        found.append(
            Text(
                "Ils sont tenus pour décidés : les règles d'éligibilité d'aujourd'hui, que la"
                " plupart"
                " ne passeraient pas, ne leur sont pas appliquées. Ils sont comparés aux"
                " candidats d'aujourd'hui, non à ceux qui concouraient en"
                " 2023, et"
                " les régions avaient d'abord fait leur propre choix.",
                "They are held as decided: today's rules of eligibility, which most would not pass,"
                " are not applied to them. They are compared with today's candidates, not with"
                " those of 2023, and the régions"
                " had made their own choice first.",
            )
        )
    if study.loosened:
        many = len({one.constraint for one in study.loosened})
        s = plural(many)
        found.append(
            Text(
                f"Elle ne respecte pas {number(many)} règle{s} d'aujourd'hui : chacune est étendue"
                " jusqu'où elle va, pas plus loin, et le nombre de sites est le sien.",
                f"It breaks {number(many)} of today's rules: each is taken as far as it goes, no"
                " further, and the number of sites is its own.",
            )
        )
    alone = int(study.choices.alone.size)
    if alone:
        s = plural(alone)
        found.append(
            Text(
                f"{number(alone)} site{s} sans remplaçant possible : rien ne s'y lit.",
                f"{number(alone)} site{s} that nothing could replace: they tell nothing.",
            )
        )
    return found


def _judged_words(study: Preferences) -> Text:
    judged, aside = len(study.judged), len(study.aside)
    pairs = number(study.choices.alternatives.size)
    extra = Text("", "")
    if aside:
        extra = Text(
            f" {number(aside)} autre{plural(aside)} ne concour{'ent' if aside > 1 else 't'} pas"
            " aujourd'hui : rien n'en est dit.",
            f" {number(aside)} other{plural(aside)} do{'' if aside > 1 else 'es'} not compete"
            " today:"
            " nothing is told of them.",
        )
    return Text(
        f"{number(judged)} site{plural(judged)} jugé{plural(judged)}, chacun à côté des candidats"
        " qui"
        f" pouvaient prendre sa place, toutes règles tenues ({pairs} échanges).{extra.fr}",
        f"{number(judged)} site{plural(judged)} judged, each beside the candidates that could"
        " take its"
        f" place, every rule kept ({pairs} exchanges).{extra.en}",
    )


def _listed(names: Sequence[Text], lang: str) -> str:
    return ", ".join(f"« {one.fr} »" if lang == "fr" else f"'{one.en}'" for one in names) or "–"


def likelihood_words(level: WeightsRead) -> list[Text]:
    """Say whether the choices look drawn at random, and whether the model's weights suffice."""
    told = level.logit.likelihood
    chance, model = told.p_chance < LEVEL, told.p_model < LEVEL
    ratio, other = number(told.against_chance, 1), number(told.against_model, 1)
    freedom = told.freedom
    first = Text(
        f"Ces critères {'distinguent' if chance else 'ne distinguent pas'} les sites choisis d'un"
        f" tirage au hasard parmi les remplaçants (rapport de vraisemblance {ratio} pour {freedom}"
        f" degrés de liberté, p {_p(told.p_chance)}).",
        f"These criteria {'tell' if chance else 'do not tell'} the chosen sites from a draw at"
        " random"
        f" among those that could replace them (likelihood ratio {ratio} on {freedom} degrees of"
        f" freedom, p {_p(told.p_chance)}).",
    )
    second = Text(
        f"Les poids du modèle {'ne suffisent pas' if model else 'suffisent'} à les expliquer"
        f" (rapport {other} pour {max(freedom - 1, 0)}, p {_p(told.p_model)}).",
        f"The model's weights {'do not suffice' if model else 'suffice'} to explain them (ratio"
        f" {other} on {max(freedom - 1, 0)}, p {_p(told.p_model)}).",
    )
    return [first, second]


def _p(value: float) -> str:
    return f"< {number(0.001, 3)}" if value < 0.001 else f"= {number(value, 3)}"


def left_words(level: WeightsRead) -> list[Text]:
    """Say what the selection leaves to the best one, and under which weights the least."""
    found = level.inverse
    if found is None:
        return [
            Text(
                "Les poids qui la rendraient optimale n'ont pas été cherchés jusqu'au bout.",
                "Weights that would make it the best were not looked for to the end.",
            )
        ]
    moved = share(0.5 * float(abs(found.nearest.weights - level.prior).sum()))
    left, at_model = number(found.nearest.residual, 1), number(found.model.residual, 1)
    proven = Text("", "") if found.whole else Text(" (non prouvé)", " (not proven)")
    if found.model.residual <= 0.05:
        return [
            Text(
                f"C'est la meilleure sélection sous les poids du modèle{proven.fr}.",
                f"It is the best selection under the model's weights{proven.en}.",
            )
        ]
    words = [
        Text(
            f"En déplaçant {moved} des poids, ce qui lui manque passe de {at_model} à {left} points"
            f"{proven.fr} ; chercher à l'annuler surinterprète, et ne se lit jamais seul.",
            f"By moving {moved} of the weights, what it falls short by goes from {at_model} to"
            f" {left}"
            f" points{proven.en}; to cancel it overfits, and is never read alone.",
        )
    ]
    if found.bounds is not None:
        room = number(found.bounds.residual, 1)
        words.append(
            Text(
                f"Intervalles exacts : tous les poids sous lesquels il lui manque {room} points"
                " au plus.",
                f"Exact intervals: all weights under which it falls short by {room} points at"
                " most.",
            )
        )
    return words
