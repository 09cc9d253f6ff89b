"""What a robustness study means: what the selection depends on, and what to verify first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.document import (
    Column,
    Document,
    Figure,
    Said,
    Section,
    Table,
    first,
    frame_table,
)
from tisites.report.phrases import SYNTHETIC
from tisites.report.robustness.data import effect_words, interval_words, layers_words, verify_table
from tisites.report.robustness.levers import levers_section
from tisites.report.robustness.sites import criterion_words, percent, site_words
from tisites.report.robustness.words import (
    CLASS_WORDS,
    JUDGED_WORDS,
    axis_rows,
    data_words,
    sample_words,
    score_words,
    site_table,
    weight_words,
)
from tisites.study.robustness.acceptability import selection_weights

if TYPE_CHECKING:
    from tisites.study.robustness.study import Robustness

#: Name of the document; its tables, and stems of its pictures.
NAME = "robustness"
TABLES = (
    "depends_on", "scores", "weight_intervals", "acceptability", "samples", "verify_first",
)  # fmt: skip
INTERVALS, ACCEPTABILITY = "weight_intervals.png", "acceptability.png"
#: Rows of pages and of the terminal.
_SHOWN, _BRIEF = 80, 20

_SCORES = (
    Column("selection", Text("Sélection", "Selection")),
    Column("worst", Text("Au pire", "At worst"), "", 1, "right"),
    Column("nominal", Text("Nominale", "Nominal"), "", 1, "right"),
    Column("best", Text("Au mieux", "At best"), "", 1, "right"),
    Column("regret", Text("Regret maximal", "Most regret"), "", 1, "right"),
    Column("changed", Text("Sites changés", "Sites changed"), "", 0, "right", seen="page"),
    Column("selected", Text("sites", "sites"), seen="files"),
    Column("rival", Text("rivale au pire", "rival at worst"), seen="files"),
)
_AXES = (
    Column("name", Text("critère", "criterion"), seen="files"),
    Column("label", Text("Critère", "Criterion")),
    Column("share", Text("part", "share"), "", 4, "right", seen="files"),
    Column("low", Text("de", "from"), "", 4, "right", seen="files"),
    Column("high", Text("à", "to"), "", 4, "right", seen="files"),
    Column("low_open", Text("sans fin en bas", "open below"), seen="files"),
    Column("high_open", Text("sans fin en haut", "open above"), seen="files"),
    Column("share_pct", Text("Part", "Share"), "%", 1, "right", seen="page"),
    Column("interval", Text("Intervalle (%)", "Interval (%)"), align="right", seen="page"),
    Column("changes_low", Text("En dessous", "Below"), seen="wide"),
    Column("changes_high", Text("Au-dessus", "Above"), seen="wide"),
)
_SITES = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("name", Text("nom", "name"), seen="files"),
    Column("site", Text("Site", "Site"), seen="page"),
    Column("commune", Text("commune", "commune"), seen="files"),
    Column("departement", Text("département", "département"), seen="files"),
    Column("region", Text("région", "région"), seen="files"),
    Column("hectares", Text("hectares", "hectares"), "", 2, "right", seen="files"),
    Column("score", Text("score", "score"), "", 1, "right", seen="files"),
    Column("chosen", Text("Retenu", "Chosen")),
    Column("times", Text("fois", "times"), "", 0, "right", seen="files"),
    Column("acceptability", Text("part des tirages", "share of draws"), "", 4, "right",
           seen="files"),
    Column("low", Text("au moins (95 %)", "at least (95%)"), "", 4, "right", seen="files"),
    Column("high", Text("au plus (95 %)", "at most (95%)"), "", 4, "right", seen="files"),
    Column("chosen_for", Text("Acceptabilité", "Acceptability"), align="right", seen="page"),
    Column("interval", Text("95 %", "95 %"), align="right", seen="page"),
    Column("core_index", Text("Indice de noyau", "Core index"), "", 2, "right"),
    Column("class", Text("Classe", "Class")),
)  # fmt: skip
_VERIFY = (
    Column("rank", Text("rang", "rank"), "", 0, "right", seen="files"),
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("name", Text("nom", "name"), seen="files"),
    Column("site", Text("Site", "Site"), seen="page"),
    Column("commune", Text("commune", "commune"), seen="files"),
    Column("departement", Text("département", "département"), seen="files"),
    Column("region", Text("région", "région"), seen="files"),
    Column("hectares", Text("hectares", "hectares"), "", 2, "right", seen="files"),
    Column("score", Text("score", "score"), "", 1, "right", seen="files"),
    Column("chosen", Text("retenu", "chosen"), seen="files"),
    Column("criterion", Text("critère", "criterion"), seen="files"),
    Column("label", Text("À vérifier", "To verify")),
    Column("indicator", Text("indicateur", "indicator"), seen="files"),
    Column("unit", Text("unité", "unit"), seen="files"),
    Column("known", Text("Connu", "Known"), seen="page"),
    Column("layers", Text("À lire dans", "To be read in"), seen="wide"),
    Column("quantity_low", Text("au moins", "at least"), "", 4, "right", seen="files"),
    Column("quantity", Text("quantité", "quantity"), "", 4, "right", seen="files"),
    Column("quantity_high", Text("au plus", "at most"), "", 4, "right", seen="files"),
    Column("changes_if", Text("change si", "changes if"), seen="files"),
    Column("threshold_quantity", Text("seuil", "threshold"), "", 4, "right", seen="files"),
    Column("effect", Text("Effet", "Effect"), seen="page"),
    Column("cost", Text("coût de l'échange", "cost of the exchange"), "", 2, "right",
           seen="files"),
    Column("share", Text("part de l'intervalle", "share of the interval"), "", 4, "right",
           seen="files"),
    Column("expected_gain", Text("Gain moyen", "Mean gain"), "", 2, "right"),
    Column("most_gain", Text("Gain max.", "Most gain"), "", 2, "right"),
)  # fmt: skip


def robustness_document(study: Robustness) -> Document:
    """Say what the selection depends on: rules, scores, weights, data; each part as it was done."""
    case = study.case
    parts = [
        levers_section(study),
        _scores(study),
        _axes(study),
        *_sampled(study),
        _data(study),
    ]
    sections = [part for part in parts if part is not None]
    notices = [SYNTHETIC] if case.synthetic else []
    if not study.complete:
        notices.append(
            Text(
                "INCOMPLET : l'étude a été interrompue ; ce qui manque n'a pas été fait.",
                "INCOMPLETE: the study was interrupted; what is missing was not done.",
            )
        )
    lead = [section.sentences[0] for section in sections if section.sentences]
    if study.replaced:
        lead.insert(
            0,
            Text(
                "La sélection de ce résultat n'est pas optimale : c'est l'optimum, prouvé, qui est"
                " étudié ici.",
                "The selection of this run is not optimal: the proven optimum is studied here.",
            ),
        )
    return Document(
        NAME,
        Text(f"Robustesse : {case.model.titled.fr}", f"Robustness: {case.model.titled.en}"),
        tuple(replace(part, sentences=part.sentences[1:]) for part in sections),  # in the lead
        tuple(lead),
        tuple(notices),
        _contents(study),
        owns=TABLES,
    )


def _scores(study: Robustness) -> Section | None:
    if study.scores is None:
        return None
    labels = study.case.program.columns
    rows = tuple(
        (
            Said(one.name, JUDGED_WORDS[one.name]),
            one.worst, one.nominal, one.best, one.regret,
            int(np.setdiff1d(one.selected, study.selected).size),
            " ".join(sorted(map(str, labels[one.selected]))),
            " ".join(sorted(map(str, labels[one.rival]))),
        )
        for one in study.scores.judged
    )  # fmt: skip
    title = Text("Scores : au pire, au mieux, regret", "Scores: worst, best, regret")
    table = Table("scores", "", _SCORES, rows)
    return Section(title, tuple(score_words(study)), tables=(table,))


def _axes(study: Robustness) -> Section | None:
    found = axis_rows(study)
    if not found:
        return None
    rows = tuple(
        (
            row.name, row.label, row.share, row.low, row.high, row.low_open, row.high_open,
            100 * row.share, f"{number(100 * row.low, 2)} – {number(100 * row.high, 2)}",
            row.changes_low, row.changes_high,
        )
        for row in found
    )  # fmt: skip
    title = Text(
        "Poids : l'intervalle exact où la sélection reste la meilleure",
        "Weights: the exact interval in which the selection stays the best",
    )
    table = Table("weight_intervals", "", _AXES, rows)
    figure = Figure(INTERVALS, title)
    return Section(title, tuple(weight_words(found)), tables=(table,), figures=(figure,))


def _sampled(study: Robustness) -> list[Section]:
    sampled = study.sampled
    if sampled is None or not sampled.selections:
        return []
    table = site_table(study)
    seen = int((table["chosen"] | (table["times"] > 0)).sum())
    shown = table.assign(
        site=[site_words(row) for row in table.itertuples(index=False)],
        chosen_for=[percent(share, 1) for share in table["acceptability"]],
        interval=[
            f"{number(100 * low, 1)} – {number(100 * high, 1)}"
            for low, high in zip(table["low"], table["high"], strict=True)
        ],
    )
    shown["class"] = [Said(one, CLASS_WORDS[one]) for one in table["class"]]
    names = study.weighing.criteria
    weights = tuple(
        Column(f"central_weight_{name}", f"{criterion_words(study.case, name)} {_CENTRAL}", "", 4,
               "right", seen="files")
        for name in names
    )  # fmt: skip
    title = Text(
        "Sites : part des pondérations qui les retiennent",
        "Sites: share of the weightings that choose them",
    )
    most, excerpt = min(_SHOWN, seen), first(min(_BRIEF, seen))
    sites = frame_table(
        "acceptability", "", (*_SITES, *weights), shown, shown=most, excerpt=excerpt
    )
    labels = study.case.program.columns
    drawn = pd.DataFrame(sampled.weights, columns=list(names))
    drawn["value"] = sampled.values
    drawn["selected"] = [" ".join(map(str, labels[np.sort(s)])) for s in sampled.selections]
    columns = (
        *(Column(n, criterion_words(study.case, n), "", 4, "right", seen="files") for n in names),
        Column("value", Text("valeur", "value"), "", 2, "right", seen="files"),
        Column("selected", Text("sites", "sites"), seen="files"),
    )
    words = Text("Pondérations tirées", "Weightings drawn")
    draws = frame_table("samples", words, columns, drawn, shown=0)
    figure = Figure(ACCEPTABILITY, title)
    return [Section(title, tuple(sample_words(study)), tables=(sites, draws), figures=(figure,))]


_CENTRAL = Text("(poids central)", "(central weight)")


def _data(study: Robustness) -> Section | None:
    if study.data is None:
        return None
    table = verify_table(study.case, study.data)
    rows = list(table.itertuples(index=False))
    table = table.assign(
        site=[site_words(row) for row in rows],
        known=[interval_words(row) for row in rows],
        effect=[effect_words(row) for row in rows],
        layers=[Said(one, layers_words(str(one))) for one in table["layers"]],
    )
    title = Text("À vérifier en premier", "What to verify first")
    told = frame_table("verify_first", "", _VERIFY, table, shown=_SHOWN, excerpt=first(_BRIEF))
    return Section(title, tuple(data_words(study)), tables=(told,))


def _contents(study: Robustness) -> dict[str, Any]:
    labels, asked = study.case.program.columns, study.asked
    told: dict[str, Any] = {
        "scenario": study.case.name,
        "synthetic": study.case.synthetic,
        "complete": study.complete,
        "parts": list(asked.parts),
        "samples": asked.samples,
        "seed": asked.seed,
        "order": list(asked.order),
        "selected": sorted(map(str, labels[study.selected])),
        "value": study.value,
        "replaced": study.replaced,
    }
    if study.scores is not None:
        s = study.scores
        told["scores"] = {
            "best_low": s.best_low, "best_nominal": s.best_nominal, "best_high": s.best_high,
            "least_regret": s.least_regret,
        }  # fmt: skip
    if study.sampled is not None and study.sampled.selections:
        share, central, kept = selection_weights(study.sampled, study.selected)
        weights = dict(zip(study.weighing.criteria, map(float, central), strict=True))
        told["sampled"] = {
            "answered": len(study.sampled.selections),
            "selection_share": share,
            "selection_central_weights": weights,
            "sites_kept": kept,
        }
    if study.data is not None:
        told["data"] = {
            "unknown": study.data.unknown,
            "could_change": len(study.data.table),
            "screened": study.data.screened,
            "solved": study.data.solved,
        }
    return told
