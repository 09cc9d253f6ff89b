"""The tables of a robustness study, in the planner's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.robustness.data import effect_words, interval_words, verify_table
from tisites.report.robustness.levers import lever_rows
from tisites.report.robustness.sites import percent, site_words
from tisites.report.robustness.words import CLASS_WORDS, JUDGED_WORDS, axis_rows, site_table

if TYPE_CHECKING:
    from tisites.study.robustness.study import Robustness

Heads = list[Text]
Section = tuple[Text, Heads, list[list[str]], str]


def sections(study: Robustness) -> list[Section]:
    """Return the tables of what was studied: title, headings, rows, file that holds all."""
    found = []
    if study.levers:
        found.append(_levers_section(study))
    if study.scores is not None:
        found.append(_scores_section(study))
    if study.sides:
        found.append(_axes_section(study))
    if study.sampled is not None and study.sampled.selections:
        found.append(_sites_section(study))
    if study.data is not None:
        found.append(_data_section(study))
    return found


def _levers_section(study: Robustness) -> Section:
    heads = [
        Text("Ce qui bouge", "What moves"),
        Text("Nature", "Kind"),
        Text("Limite", "Limit"),
        Text("Sites changés", "Sites changed"),
    ]
    title = Text(
        "De quoi la sélection dépend, du plus au moins", "What the selection depends on most"
    )
    return title, heads, lever_rows(study), "depends_on.csv"


def _scores_section(study: Robustness) -> Section:
    assert study.scores is not None
    heads = [
        Text("Sélection", "Selection"),
        Text("Au pire", "At worst"),
        Text("Nominale", "Nominal"),
        Text("Au mieux", "At best"),
        Text("Regret maximal", "Most regret"),
        Text("Sites changés", "Sites changed"),
    ]
    rows = [
        [
            str(JUDGED_WORDS[one.name]),
            *(number(x, 1) for x in (one.worst, one.nominal, one.best, one.regret)),
            str(np.setdiff1d(one.selected, study.selected).size),
        ]
        for one in study.scores.judged
    ]
    title = Text("Scores : au pire, au mieux, regret", "Scores: worst, best, regret")
    return title, heads, rows, "scores.csv"


def _axes_section(study: Robustness) -> Section:
    heads = [
        Text("Critère", "Criterion"),
        Text("Part (%)", "Share (%)"),
        Text("Intervalle (%)", "Interval (%)"),
        Text("En dessous", "Below"),
        Text("Au-dessus", "Above"),
    ]
    rows = [
        [
            row.label,
            number(100 * row.share, 1),
            f"{number(100 * row.low, 2)} – {number(100 * row.high, 2)}",
            row.changes_low,
            row.changes_high,
        ]
        for row in axis_rows(study)
    ]
    title = Text(
        "Poids : l'intervalle exact où la sélection reste la meilleure",
        "Weights: the exact interval in which the selection stays the best",
    )
    return title, heads, rows, "weight_intervals.csv"


def _sites_section(study: Robustness) -> Section:
    heads = [
        Text("Site", "Site"),
        Text("Retenu", "Chosen"),
        Text("Acceptabilité", "Acceptability"),
        Text("95 %", "95 %"),
        Text("Indice de noyau", "Core index"),
        Text("Classe", "Class"),
    ]
    table = site_table(study)
    table = table[table["chosen"] | (table["times"] > 0)]
    yes = str(Text("oui", "yes"))
    rows = [
        [
            site_words(row),
            yes if row.chosen else "–",
            percent(row.acceptability, 1),
            f"{number(100 * row.low, 1)} – {number(100 * row.high, 1)}",
            number(row.core_index, 2),
            str(CLASS_WORDS[row._asdict()["class_"]]),
        ]
        for row in table.rename(columns={"class": "class_"}).itertuples(index=False)
    ]
    title = Text(
        "Sites : part des pondérations qui les retiennent",
        "Sites: share of the weightings that choose them",
    )
    return title, heads, rows, "acceptability.csv"


def _data_section(study: Robustness) -> Section:
    assert study.data is not None
    heads = [
        Text("Site", "Site"),
        Text("À vérifier", "To verify"),
        Text("Connu", "Known"),
        Text("Couches", "Layers"),
        Text("Effet", "Effect"),
        Text("Gain moyen", "Mean gain"),
        Text("Gain max.", "Most gain"),
    ]
    rows = [
        [
            site_words(row),
            str(row.label),
            interval_words(row),
            str(row.layers).replace(" ", ", "),
            effect_words(row),
            number(row.expected_gain, 2),
            number(row.most_gain, 2),
        ]
        for row in verify_table(study.case, study.data).itertuples(index=False)
    ]
    title = Text("À vérifier en premier", "What to verify first")
    return title, heads, rows, "verify_first.csv"
