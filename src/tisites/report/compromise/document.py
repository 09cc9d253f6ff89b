"""A compromise as a document: who regrets what, under which selection; sites, core, objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text
from tisites.report.compromise.words import (
    change_words,
    core_words,
    frontier_words,
    lead_words,
    objection_words,
    pct,
    rule_words,
    selection_title,
    title_of,
)
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.phrases import SYNTHETIC
from tisites.report.robustness.sites import named_sites, site_words
from tisites.study.compromise.compromise import SharedSelection
from tisites.study.compromise.payoffs import WHOLE

if TYPE_CHECKING:
    from tisites.study.compromise.compromise import Compromise

#: Name of the document; its tables; its picture.
NAME = "compromise"
TABLES = (
    "regrets",
    "regrets_elsewhere",
    "rules_compared",
    "trade_off",
    "sites_by_party",
    "party_weights",
)
PICTURE = "regrets.png"
#: Rows of the table of sites that pages show; files hold all.
SHOWN = 60


def compromise_document(study: Compromise) -> Document:
    """Say what the compromise costs whom, what it rests on, and what other rules would give.

    Seconds are left out: the same answer makes the same bytes.
    """
    notices: list[Text] = [SYNTHETIC] if study.case.synthetic else []
    if not study.complete:
        notices.append(Text("INTERROMPU : une partie manque", "INTERRUPTED: a part is missing"))
    changed = None if study.alike else change_words(study)
    opening = [rule_words(study), *([] if changed is None else [changed])]
    sections = [
        Section(
            sentences=tuple(opening), tables=_regrets(study), figures=(_figure(),),
            note=_REGRET_NOTE,
        ),
    ]  # fmt: skip
    if study.frontier:
        sections.append(Section(_TRADE_TITLE, (frontier_words(study),), tables=(_trade(study),)))
    if study.others or study.voted:
        sections.append(Section(_RULES_TITLE, (_RULES_WORDS,), tables=(_rules(study),)))
    sections += [
        Section(_CORE_TITLE, (core_words(study), *objection_words(study)), tables=(_sites(study),)),
        Section(_WEIGHTS_TITLE, tables=(_weights(study),), note=_sources(study)),
    ]
    name = study.case.model.titled
    return Document(
        NAME,
        Text(f"Compromis entre parties : {name.fr}", f"Compromise between parties: {name.en}"),
        tuple(sections),
        (lead_words(study),),
        tuple(notices),
        _data(study),
    )


_REGRET_NOTE = Text(
    "Regret : ce qui manque à une partie de la meilleure sélection qu'elle ferait seule, sous les"
    " mêmes règles, en % de celle-ci. Les points de deux parties ne se comparent pas ; leurs parts,"
    " oui. Le compromis ne dit pas quels poids sont justes.",
    "Regret: what a party lacks of the best selection it would make alone, under the same rules, in"
    " % of it. Points of two parties do not compare; their shares do. The compromise does not say"
    " which weights are right.",
)
_TRADE_TITLE = Text(
    "Entre le plus petit regret et la plus grande somme", "Between least regret and greatest sum"
)
_RULES_TITLE = Text("Ce que donneraient d'autres règles", "What other rules would give")
_RULES_WORDS = Text(
    "Les votes sont donnés pour comparaison : chaque partie y approuve les sites de sa propre"
    " meilleure sélection, et aucune limite du modèle n'est respectée d'office. La colonne"
    " « limites violées » dit combien le sont ; une sélection qui en viole ne peut être retenue.",
    "Votes are told for comparison: each party approves the sites of its own best selection, and no"
    " limit of the model is kept by design. The column 'limits broken' tells how many are; a"
    " selection that breaks any cannot be kept.",
)
_CORE_TITLE = Text("Socle commun, sites et objections", "Common core, sites and objections")
_WEIGHTS_TITLE = Text("Poids des parties", "Weights of the parties")
_GREATEST = Column(
    "greatest_regret_pct",
    Text("plus grand regret", "greatest regret"),
    "%",
    2,
    "right",
    short=Text("regret %", "regret %"),
)
_PROOF = {True: Text("prouvé", "proven"), False: Text("non prouvé", "not proven")}


def _figure() -> Figure:
    alt = Text(
        "Regret de chaque partie sous les poids d'aujourd'hui, sous le compromis et sous l'optimum"
        " d'une autre partie qui la sert le moins",
        "Regret of each party under today's weights, under the compromise and under the other"
        " party's best that serves it least",
    )
    return Figure(PICTURE, alt)


def _regrets(study: Compromise) -> tuple[Table, ...]:
    """Regret of each party under today's weights and by the rule; under each other's best."""
    columns = (
        Column("party", Text("partie", "party")),
        Column("best_points", Text("son meilleur (points)", "its best (points)"), "", 1, "right"),
        Column("regret_today_pct", Text("poids d'aujourd'hui", "today's weights"), "%", 2, "right"),
        Column("regret_pct", Text("compromis", "compromise"), "%", 2, "right"),
    )
    names = study.payoffs.names
    titled = [Said(name, title_of(study, name)) for name in names]
    rows = tuple(
        (who, float(study.payoffs.best[k]), _tidy(study.today.regrets[k]),
         _tidy(study.chosen.regrets[k]))
        for k, who in enumerate(titled)
    )  # fmt: skip
    title = Text("Regret de chaque partie", "Regret of each party")
    own = Table(TABLES[0], title, columns, rows)
    if len(names) < 2:
        return (own,)
    others = (
        Column("party", Text("partie", "party")),
        *(
            Column(f"regret_under_{name}_pct", title_of(study, name), "%", 2, "right", seen="wide")
            for name in names
        ),
        Column("worst_pct", Text("le pire", "the worst"), "%", 2, "right", seen="terminal"),
    )
    table = np.maximum(0.0, WHOLE - study.payoffs.table)
    cells = tuple(
        (who, *(_tidy(much) for much in table[k]), _tidy(table[k].max()))
        for k, who in enumerate(titled)
    )
    title = Text(
        "Regret de chaque partie si une autre décidait seule (en colonne)",
        "Regret of each party if another decided alone (columns)",
    )
    return own, Table(TABLES[1], title, others, cells)


def _tidy(figure: float) -> float:
    return round(float(figure), 6)


def _rules(study: Compromise) -> Table:
    columns = (
        Column("rule", Text("sélection", "selection")),
        _GREATEST,
        Column("of_party", Text("de", "of")),
        Column("sum_of_shares", Text("somme des parts", "sum of shares"), "%", 1, "right",
               seen="wide"),
        Column("sites_in_common", Text("sites communs avec le compromis",
                                       "sites shared with the compromise"), "", 0, "right",
               short=Text("sites communs", "sites shared")),
        Column("limits_broken", Text("limites violées", "limits broken"), "", 0, "right",
               short=Text("violées", "broken")),
        Column("proof", Text("preuve", "proof")),
    )  # fmt: skip
    kept = (study.chosen, study.today, *study.others, *study.optima)
    rows = [_rule_cells(study, one, 0, _PROOF[one.proven]) for one in kept]
    only = Text("comparaison seule", "comparison only")
    for vote in study.voted:
        seen = SharedSelection(
            vote.rule, vote.x, study.payoffs.shares(vote.x), proven=False, certified=False
        )
        rows.append(_rule_cells(study, seen, len(vote.broken), only))
    return Table(TABLES[2], "", columns, tuple(rows))


def _rule_cells(
    study: Compromise, one: SharedSelection, broken: int, proof: Text
) -> tuple[object, ...]:
    worst = int(one.regrets.argmax())
    own = study.payoffs.names[worst]
    common = int((study.case.program.integer & (one.x > 0.5) & (study.chosen.x > 0.5)).sum())
    who: object = Said(own, title_of(study, own)) if one.regrets[worst] > 0.0 else None
    return (
        Said(one.name, selection_title(study, one)), round(float(one.regrets[worst]), 6), who,
        round(float(one.shares.sum()), 6), common, broken, proof,
    )  # fmt: skip


def _trade(study: Compromise) -> Table:
    columns = (
        _GREATEST,
        Column("sum_of_shares", Text("somme des parts", "sum of shares"), "%", 2, "right"),
        Column("mean_regret_pct", Text("regret moyen", "mean regret"), "%", 2, "right"),
        Column("sites_changed", Text("sites changés", "sites changed"), "", 0, "right"),
        Column("proof", Text("preuve", "proof")),
        Column("sites", Text("sites", "sites"), seen="files"),
    )  # fmt: skip
    integer, labels = study.case.program.integer, study.case.program.columns
    rows = tuple(
        (
            round(max(0.0, WHOLE - point.level), 6),
            round(point.total, 6),
            round(max(0.0, WHOLE - point.total / len(study.parties)), 6),
            int((integer & (point.x > 0.5) & (study.chosen.x < 0.5)).sum()),
            _PROOF[point.proven],
            "|".join(str(one) for one in labels[integer & (point.x > 0.5)]),
        )
        for point in study.frontier
    )
    return Table(TABLES[3], "", columns, rows)


def _sites(study: Compromise) -> Table:
    """Every site that someone would choose: points for each party, whose best holds it, losses."""
    integer, against = study.case.program.integer, study.objections
    shared = study.shared_by
    chosen, today = study.chosen.x > 0.5, study.today.x > 0.5
    seen = np.flatnonzero(integer & (chosen | today | (shared > 0)))
    seen = seen[np.lexsort((seen, -shared[seen], ~chosen[seen]))]
    loss = np.full((len(study.parties), integer.size), np.nan)
    if against is not None:
        loss[:, against.sites] = against.loss
    columns = [
        Column("site_id", Text("site", "site")),
        Column("commune", Text("commune", "commune"), seen="files"),
        Column("departement", Text("département", "département"), seen="files"),
        Column("region", Text("région", "région"), seen="files"),
        Column("chosen", Text("compromis", "compromise")),
        Column("today", Text("aujourd'hui", "today")),
        Column("parties", Text("parties qui le retiennent", "parties that choose it"), "", 0,
               "right", short=Text("parties", "parties")),
    ]  # fmt: skip
    for name in study.payoffs.names:
        who = title_of(study, name)
        columns += [
            Column(f"points_{name}", who, "points", 1, "right", seen="wide"),
            Column(f"chosen_by_{name}", Text(f"retenu par « {who.fr} »", f"chosen by '{who.en}'"),
                   seen="files"),
            Column(f"loss_{name}_pct", Text(f"perte de « {who.fr} »", f"loss of '{who.en}'"), "%",
                   2, "right", seen="files"),
        ]  # fmt: skip
    columns.append(Column("objections", Text("objections", "objections")))
    rows = []
    named = named_sites(study.case, seen).itertuples(index=False)
    for row, column in zip(named, seen.tolist(), strict=True):
        cells: list[object] = [
            Said(row.site_id, site_words(row)), row.commune, row.departement, row.region,
            bool(chosen[column]), bool(today[column]), int(shared[column]),
        ]  # fmt: skip
        for k in range(len(study.parties)):
            much = loss[k, column]
            cells += [
                round(float(study.payoffs.value[k, column]), 6),
                bool(study.payoffs.optima[k, column] > 0.5),
                None if np.isnan(much) else round(float(much), 6),
            ]
        cells.append(_objectors(study, column))
        rows.append(tuple(cells))
    note = Text(
        "Points que le site apporte à chaque partie, avec ses propres poids.",
        "Points that the site brings each party, by its own weights.",
    )
    most = min(SHOWN, int((integer & (chosen | today)).sum()))
    return Table(TABLES[4], "", tuple(columns), tuple(rows), shown=most, note=note)


def _objectors(study: Compromise, column: int) -> object:
    """Name who objects to a site, with what it would lose; nothing where it was not asked."""
    against = study.objections
    if against is None or column not in against.sites:
        return None
    at = int(np.flatnonzero(against.sites == column)[0])
    named = [k for k in range(len(study.parties)) if against.raised[k, at]]
    names = [study.payoffs.names[k] for k in named]
    if not named:
        return Said("", Text("aucune", "none") if not against.open[:, at].any() else "?")
    told = [
        Text(
            f"{title_of(study, name).fr} ({pct(float(against.loss[k, at])).fr})",
            f"{title_of(study, name).en} ({pct(float(against.loss[k, at])).en})",
        )
        for k, name in zip(named, names, strict=True)
    ]
    return Said(
        "|".join(names),
        Text(", ".join(one.fr for one in told), ", ".join(one.en for one in told)),
    )


def _weights(study: Compromise) -> Table:
    criteria = study.case.model.score
    raw = np.array([one.weight for one in criteria.values()])
    columns = (
        Column("criterion", Text("critère", "criterion")),
        Column("today_pct", Text("aujourd'hui", "today"), "%", 1, "right"),
        *(
            Column(f"weight_{name}_pct", title_of(study, name), "%", 1, "right", seen="wide")
            for name in study.payoffs.names
        ),
    )
    rows = tuple(
        (
            Said(name, Text(one.label, one.label_en or one.label)),
            WHOLE * float(raw[c] / raw.sum()),
            *(WHOLE * float(study.weights[k, c]) for k in range(len(study.parties))),
        )
        for c, (name, one) in enumerate(criteria.items())
        if raw[c] > 0.0 or study.weights[:, c].any()
    )
    return Table(TABLES[5], "", columns, rows)


def _sources(study: Compromise) -> Text:
    def told(name: str) -> Text:
        party = study.parties[name]
        rest = (
            Text("critères non nommés sans poids", "criteria not named have no weight")
            if party.unnamed == "zero"
            else Text("critères non nommés au poids du modèle", "criteria not named as the model")
        )
        source = Text("source non dite", "source not told")
        if party.source:
            source = Text(party.source, party.source)
        who = party.titled
        return Text(f"{who.fr} : {source.fr} ; {rest.fr}", f"{who.en}: {source.en}; {rest.en}")

    every = [told(name) for name in study.payoffs.names]
    return Text(". ".join(one.fr for one in every) + ".", ". ".join(one.en for one in every) + ".")


def _data(study: Compromise) -> dict[str, Any]:
    labels, integer = study.case.program.columns, study.case.program.integer

    def ids(x: np.ndarray) -> list[str]:
        return [str(one) for one in labels[integer & (x > 0.5)]]

    def standing(one: SharedSelection) -> dict[str, Any]:
        shares = dict(zip(study.payoffs.names, one.shares.round(9).tolist(), strict=True))
        return {
            "name": one.name, "shares_pct": shares, "proven": one.proven,
            "certified": one.certified, "selected": ids(one.x),
        }  # fmt: skip

    against = study.objections
    return {
        "scenario": study.case.name,
        "synthetic": study.case.synthetic,
        "rule": study.terms.rule,
        "alike": study.alike,
        "bound": study.bound,
        "complete": study.complete,
        "parties": [
            {
                "name": name, "title": party.title, "unnamed": party.unnamed,
                "source": party.source, "best": float(study.payoffs.best[k]),
                "weights": dict(
                    zip(study.case.model.score, study.weights[k].round(12).tolist(), strict=True)
                ),
            }
            for k, (name, party) in enumerate(study.parties.items())
        ],
        "today": standing(study.today),
        "compromise": standing(study.chosen),
        "optima": [standing(one) for one in study.optima],
        "others": [standing(one) for one in study.others],
        "votes": [
            {"rule": one.rule, "limits_broken": len(one.broken), "selected": ids(one.x)}
            for one in study.voted
        ],
        "frontier": [
            {"greatest_regret_pct": max(0.0, WHOLE - one.level), "sum_of_shares_pct": one.total,
             "proven": one.proven, "selected": ids(one.x)}
            for one in study.frontier
        ],
        "core": [str(one) for one in labels[study.core]],
        "union": len(study.union),
        "objections": None
        if against is None
        else {
            "threshold_pct": against.threshold,
            "sites": [
                {
                    "site_id": str(labels[column]),
                    "loss_pct": {
                        name: None if np.isnan(against.loss[k, s]) else float(against.loss[k, s])
                        for k, name in enumerate(study.payoffs.names)
                    },
                    "by": [study.payoffs.names[k] for k in np.flatnonzero(against.raised[:, s])],
                }
                for s, column in enumerate(against.sites.tolist())
            ],
        },
    }  # fmt: skip
