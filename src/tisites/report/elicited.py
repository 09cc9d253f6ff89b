"""What answers to questions on weights come to: weights, contradictions, what was left out."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, both, number, short
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.phrases import plural
from tisites.study.elicitation.pairwise import MOST_INCONSISTENT

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.study.elicitation.elicit import Elicited

#: Name of the document; its tables.
NAME, TABLES = "weights", ("weights", "checks")


def elicited_document(found: Elicited, model: Model, shares: np.ndarray) -> Document:
    """Say which weights follow from the answers, and which answers contradict others.

    Parameters
    ----------
    found : Elicited
    model : Model
        Whose criteria they are.
    shares : (c,) float64
        Share of each criterion in the party's weights, summing to 1.
    """
    answers = found.answers
    title = Text(answers.title, answers.title_en or answers.title)
    sections = [Section(sentences=_left_words(found), tables=(_weights(found, model, shares),))]
    told = _contradictions(found)
    if told or found.checks:
        tables = (_checks(found),) if found.checks else ()
        sections.append(Section(Text("Cohérence", "Consistency"), told, tables=tables))
    many = found.contradictions
    lead = Text(
        f"{many} réponse{plural(many)} en contredi{'sent' if many > 1 else 't'} d'autres."
        if many
        else "Aucune réponse n'en contredit une autre.",
        f"{many} answer{plural(many)} contradict{'s' * (many == 1)} others."
        if many
        else "No answer contradicts another.",
    )
    return Document(
        NAME,
        Text(f"Poids de « {title.fr} »", f"Weights of '{title.en}'"),
        tuple(sections),
        (lead,),
        data=_data(found),
    )


def party_block(found: Elicited) -> str:
    """Return the answers' ``[party.NAME]``, as a scenario holds it."""
    answers = found.answers
    lines = [f"[party.{answers.party}]", f"title = {_toml(answers.title)}"]
    if answers.title_en:
        lines.append(f"title_en = {_toml(answers.title_en)}")
    for key, given in (("weights", found.weights), ("families", found.families)):
        if given:
            inside = ", ".join(f"{name} = {_toml(much)}" for name, much in given.items())
            lines.append(f"{key} = {{ {inside} }}")
    lines.append(f"unnamed = {_toml(answers.unnamed or 'zero')}")
    if answers.source:
        lines.append(f"source = {_toml(answers.source)}")
    return "\n".join(lines) + "\n"


def scenario_text(found: Elicited, base: str, name: str) -> str:
    """Return a scenario that extends another by this party."""
    told = Text(
        "# Écrit par « tisites weights ». Ajouter d'autres parties (tisites weights … --out ce"
        " fichier), puis :\n# tisites compromise CE_FICHIER --rule min_max_regret",
        "# Written by 'tisites weights'. Add other parties (tisites weights … --out this file),"
        " then:\n# tisites compromise THIS_FILE --rule min_max_regret",
    )
    head = f"from = {_toml(base)}\nname = {_toml(name)}\ntitle = {_toml(name)}\n"
    return f"{told}\n{head}\n{party_block(found)}"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _left_words(found: Elicited) -> tuple[Text, ...]:
    labels = {one.name: one.label for one in found.swings}
    if not found.unanswered:
        return (Text("Chaque critère a sa réponse.", "Every criterion has its answer."),)
    names = Text(
        ", ".join(labels[name].fr for name in found.unanswered),
        ", ".join(labels[name].en for name in found.unanswered),
    )
    weigh = (
        Text("leur poids dans le modèle", "their weight in the model")
        if found.answers.unnamed == "as_declared"
        else Text("aucun poids", "no weight")
    )
    return (
        Text(
            f"Sans réponse, donc {weigh.fr} : {names.fr}.",
            f"Without an answer, hence {weigh.en}: {names.en}.",
        ),
    )


def _weights(found: Elicited, model: Model, shares: np.ndarray) -> Table:
    raw = np.array([one.weight for one in model.score.values()])
    columns = (
        Column("criterion", Text("amélioration, du pire au meilleur de l'échelle",
                                 "improvement, from worst to best of the scale")),
        Column("rating", Text("réponse", "answer"), "", None, "right"),
        Column("weight_pct", Text("poids", "weight"), "%", 1, "right"),
        Column("today_pct", Text("aujourd'hui", "today"), "%", 1, "right"),
    )  # fmt: skip
    given = {"swing": found.answers.swing, "direct": found.answers.direct}
    answers = given.get(found.answers.method, {})
    rows = [
        (Said(one.name, one.words), answers.get(one.name), 100.0 * float(shares[k]),
         100.0 * float(raw[k] / raw.sum()))
        for k, one in enumerate(found.swings)
    ]  # fmt: skip
    rows.sort(key=lambda row: -row[2])
    return Table(TABLES[0], "", columns, tuple(rows))


def _contradictions(found: Elicited) -> tuple[Text, ...]:
    labels = {one.name: one.label for one in found.swings}
    told = [
        Text(
            f"« {labels[a].fr} » est rangé avant « {labels[b].fr} », mais noté moins"
            f" ({short(found.answers.swing[a])} contre {short(found.answers.swing[b])}).",
            f"'{labels[a].en}' is ranked before '{labels[b].en}', but rated less"
            f" ({short(found.answers.swing[a])} against {short(found.answers.swing[b])}).",
        )
        for a, b in found.disordered
    ]
    pairs = found.comparisons
    if pairs is not None:
        ratio = both(lambda: number(pairs.ratio, 3))
        most = both(lambda: number(MOST_INCONSISTENT, 2))
        over = pairs.ratio > MOST_INCONSISTENT
        told.append(
            Text(
                f"Ratio de cohérence : {ratio.fr} ; Saaty (1980) fait revoir les comparaisons"
                f" au-dessus de {most.fr}{' : poids gardés sur demande' if over else ''}.",
                f"Consistency ratio: {ratio.en}; Saaty (1980) has comparisons made again above"
                f" {most.en}{': weights kept as asked' if over else ''}.",
            )
        )
        for i, j, k, off in pairs.triads:
            a, b, c = (found.names[m] for m in (i, j, k))
            told.append(
                Text(
                    f"{a}, {b}, {c} : deux comparaisons contredisent la troisième d'un facteur"
                    f" {short(off, 3)}.",
                    f"{a}, {b}, {c}: two comparisons contradict the third by a factor of"
                    f" {short(off, 3)}.",
                )
            )
    return tuple(told)


def _checks(found: Elicited) -> Table:
    labels = {one.name: one.label for one in found.swings}
    columns = (
        Column("more", Text("question de contrôle", "check question")),
        Column("less", Text("par rapport à", "against")),
        Column("said_times", Text("répondu (fois)", "answered (times)"), "", 2, "right"),
        Column("implied_times", Text("d'après les notes (fois)", "by the ratings (times)"), "", 2,
               "right"),
        Column("contradicts", Text("se contredisent", "contradict")),
    )  # fmt: skip
    rows = tuple(
        (
            Said(one.more, labels[one.more]), Said(one.less, labels[one.less]), one.times,
            None if math.isnan(implied) else implied,
            None if math.isnan(implied) else one.times != 1.0
            and (one.times > 1.0) != (implied > 1.0),
        )
        for one, implied in found.checks
    )  # fmt: skip
    return Table(TABLES[1], "", columns, rows)


def _data(found: Elicited) -> dict[str, Any]:
    pairs = found.comparisons
    return {
        "party": found.answers.party,
        "method": found.answers.method,
        "weights": dict(found.weights),
        "families": dict(found.families),
        "unnamed": found.answers.unnamed,
        "unanswered": list(found.unanswered),
        "contradictions": found.contradictions,
        "consistency_ratio": None if pairs is None else pairs.ratio,
    }
