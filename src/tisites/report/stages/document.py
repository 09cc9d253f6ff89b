"""The document of two stages: lists by territory, the choice among them, their price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.phrases import SYNTHETIC
from tisites.report.price import PROOF_WORDS
from tisites.report.stages.words import (
    card_words,
    clash_words,
    cost_words,
    lead_words,
    list_words,
    map_title,
    point_words,
    site_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.messages.findings import Finding
    from tisites.study.stages.stages import StagesAnswer

#: Name of the document; its files.
NAME = "stages"
FILES = ("stages_lists", "stages_sites", "stages_curve", "stages.png")
_LISTS = (
    Column("code", Text("code", "code"), seen="files"),
    Column("territory", Text("territoire", "territory")),
    Column("eligible", Text("éligibles", "eligible"), "", 0, "right"),
    Column("proposed", Text("proposés", "proposed"), "", 0, "right"),
    Column("kept", Text("retenus", "chosen"), "", 0, "right"),
    Column("wild", Text("hors liste", "outside"), "", 0, "right"),
    Column("plain", Text("sans listes", "without lists"), "", 0, "right"),
    Column("together", Text("tiennent ensemble, au plus", "hold together, at most"), "", 0,
           "right", seen="files"),
    Column("clashes", Text("ce qui se heurte", "what clashes"), seen="files"),
    Column("proof", Text("liste", "list")),
)  # fmt: skip
_SITES = (
    Column("territory", Text("territoire", "territory")),
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("site", Text("site", "site")),
    Column("score", Text("score national", "national score"), "", 1, "right"),
    Column("own", Text("score du territoire", "own score"), "", 1, "right"),
    Column("proposed", Text("proposé", "proposed")),
    Column("chosen", Text("retenu", "chosen")),
    Column("plain", Text("sans listes", "without lists")),
)
_CURVE = (
    Column("most", Text("proposés au plus", "proposed at most"), "", 0, "right"),
    Column("wild_cards", Text("hors listes, au plus", "wild cards, at most"), "", 0, "right"),
    Column("value", Text("points", "points"), "", 1, "right"),
    Column("cost", Text("coût", "cost"), "", 1, "right"),
    Column("proof", Text("preuve", "proof")),
)


def stages_document(study: StagesAnswer, findings: Sequence[Finding] = ()) -> Document:
    """Say what lists cost, what wild cards buy, who cannot list enough, what clashes."""
    title = study.model.titled
    notices: list[str | Text] = [SYNTHETIC] if study.synthetic else []
    if study.incomplete:
        notices.append(Text("INTERROMPU : des réponses manquent", "INTERRUPTED: answers missing"))
    figures: tuple[Figure, ...] = ()
    if study.solution.x.size:
        said = map_title(study)
        figures = (Figure(FILES[-1], said, said),)
    told = tuple(
        Text(f"{one.message.fr} : {one.subject}", f"{one.message.en}: {one.subject}")
        for one in findings
    )
    opening = (*cost_words(study), *list_words(study), *_declared(study))
    lists = Section(Text("Les listes", "The lists"), items=told, tables=(_lists_table(study),))
    sections = [Section("", opening, figures=figures), lists]
    if study.curve:
        head = Text("Ce qu'achètent les sites hors listes", "What wild cards buy")
        words = tuple(card_words(study))
        sections.append(Section(head, words, tables=(_curve_table(study),)))
    head = Text("Sites proposés, retenus, perdus", "Sites proposed, chosen, lost")
    sections.append(Section(head, tables=(_sites_table(study),), terminal=False))
    return Document(
        NAME,
        Text(f"Listes par territoire : {title.fr}", f"Lists by territory: {title.en}"),
        tuple(sections),
        (lead_words(study),),
        tuple(notices),
        _data(study),
    )


def _declared(study: StagesAnswer) -> list[Text]:
    """Say what a list is, and whose weights made it."""
    rule = study.rule
    if rule.max is None:
        first = Text(
            "Chaque territoire propose tous ses sites éligibles.",
            "Each territory proposes all its eligible sites.",
        )
    else:
        first = Text(
            f"Une liste est un portefeuille de {number(rule.max)} sites au plus que le territoire"
            " pourrait tenir en entier : ses règles y sont respectées, l'espacement entre ses"
            " propres sites seulement.",
            f"A list is a portfolio of {number(rule.max)} sites at most that the territory could"
            " hold whole: its rules hold, spacing between its own sites alone.",
        )
    own = len(rule.weights)
    share = number(100.0 * rule.national_share)
    second = Text(
        f"{number(own)} territoires classent par leurs propres poids ({share} % de score"
        " national) ; les autres par ceux de la Nation.",
        f"{number(own)} territories rank by their own weights ({share}% of national score); the"
        " others by the nation's.",
    )
    return [first, second] if own and rule.max is not None else [first]


def _lists_table(study: StagesAnswer) -> Table:
    now, before = set(study.ids(study.solution)), set(study.ids(study.plain))
    ids = np.array([str(one) for one in study.sites.index], dtype=object)
    wild = set(study.wild)
    rows = []
    for one in study.lists:
        mine = set(ids[study.territory == one.code])
        listed = {str(ids[k]) for k in one.columns}
        clashes = [clash_words(study, *clash) for clash in one.clashes]
        proof = Text("donnée", "given") if one.given else PROOF_WORDS[one.proof]
        if not one.given and one.most is None:
            proof = Text("tous ses sites", "all its sites")
        rows.append((
            one.code, study.names[one.code], one.eligible, len(one.columns),
            len(listed & now), len(mine & wild), len(mine & before), one.together,
            Said("|".join(f"{a}[{b}]" for a, b in one.clashes),
                 Text(" ; ".join(w.fr for w in clashes), "; ".join(w.en for w in clashes))),
            Said("given" if one.given else one.proof.value, proof),
        ))  # fmt: skip
    return Table(FILES[0], "", _LISTS, tuple(rows))


def _sites_table(study: StagesAnswer) -> Table:
    now, before = set(study.ids(study.solution)), set(study.ids(study.plain))
    listed = {k for one in study.lists for k in one.columns}
    every_listed = study.rule.max is None
    score = study.plain_values
    rows = []
    for k, site in enumerate(str(one) for one in study.sites.index):
        told = k in listed and not every_listed
        if told or site in now or site in before:
            code = str(study.territory[k])
            rows.append((
                study.names.get(code, code), site, site_words(study, site), float(score[k]),
                float(study.own[k]), k in listed, site in now, site in before,
            ))  # fmt: skip
    rows.sort(key=lambda row: (str(row[0]), not row[6], str(row[1])))
    return Table(FILES[1], "", _SITES, tuple(rows), group="territory")


def _curve_table(study: StagesAnswer) -> Table:
    best = study.plain.value
    rows = tuple(
        (one.most, one.wild_cards, one.value if np.isfinite(one.value) else None,
         best - one.value if np.isfinite(one.value) else None,
         Said(one.proof.value, point_words(one)))
        for one in study.curve
    )  # fmt: skip
    return Table(FILES[2], "", _CURVE, rows)


def _data(study: StagesAnswer) -> dict[str, Any]:
    def finite(value: float) -> float | None:
        return value if np.isfinite(value) else None

    ids = [str(one) for one in study.sites.index]
    return {
        "scenario": study.name,
        "synthetic": study.synthetic,
        "rule": study.rule.model_dump(mode="json"),
        "proof": study.solution.proof.value,
        "value": finite(study.solution.value),
        "bound": finite(study.solution.bound),
        "plain": finite(study.plain.value),
        "national": None if study.national is None else finite(study.national.value),
        "selected": study.ids(study.solution),
        "wild": list(study.wild),
        "least_wild": study.least_wild,
        "conflict": list(study.conflict),
        "lists": [
            {"code": one.code, "name": study.names[one.code], "given": one.given,
             "sites": [ids[k] for k in one.columns], "proof": one.proof.value,
             "together": one.together, "clashes": [list(clash) for clash in one.clashes]}
            for one in study.lists
        ],
        "curve": [
            {"most": one.most, "wild_cards": one.wild_cards, "value": finite(one.value),
             "proof": one.proof.value}
            for one in study.curve
        ],
        "incomplete": study.incomplete,
    }  # fmt: skip
