"""Sentences of a robustness study, and the rows of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.robustness.sites import criterion_words, named_sites, percent, sites_words
from tisites.study.robustness.acceptability import (
    BORDERLINE,
    CORE,
    EXTERIOR,
    acceptability,
    central_weights,
    most_unseen,
    selection_weights,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.robustness.study import Robustness

CLASS_WORDS = {
    CORE: Text("noyau", "core"),
    BORDERLINE: Text("à débattre", "borderline"),
    EXTERIOR: Text("extérieur", "exterior"),
}
JUDGED_WORDS = {
    "run": Text("sélection de ce résultat", "selection of this run"),
    "low": Text(
        "la meilleure si tout inconnu est au pire", "best if every unknown is at its worst"
    ),
    "high": Text(
        "la meilleure si tout inconnu est au mieux", "best if every unknown is at its best"
    ),
    "middle": Text("la meilleure au milieu des intervalles", "best at the middles of intervals"),
}


@dataclass(frozen=True, slots=True)
class AxisRow:
    """The interval of one criterion's share, and what changes at its ends."""

    name: str
    label: str
    share: float
    low: float
    high: float
    low_open: bool
    high_open: bool
    changes_low: str
    changes_high: str


def axis_rows(study: Robustness) -> list[AxisRow]:
    """Return the weight intervals, in the order of the model; sides not done are left out."""
    sides = {(side.criterion, side.up): side for side in study.sides}
    rows = []
    for k, name in enumerate(study.weighing.criteria):
        down, up = sides.get((k, False)), sides.get((k, True))
        if down is None or up is None:
            continue
        rows.append(
            AxisRow(
                name,
                criterion_words(study.case, name),
                float(study.weighing.weights[k]),
                down.share,
                up.share,
                down.open,
                up.open,
                _change(study, down.rival),
                _change(study, up.rival),
            )
        )
    return rows


def _change(study: Robustness, rival: np.ndarray) -> str:
    if rival.size == 0:
        return "–"
    into, out = np.setdiff1d(rival, study.selected), np.setdiff1d(study.selected, rival)
    leaves, enters = sites_words(study.case, out, 2), sites_words(study.case, into, 2)
    return f"− {leaves} ; + {enters}"


def site_table(study: Robustness) -> pd.DataFrame:
    """Return acceptability, core index, class and central weights of every site, most first."""
    assert study.sampled is not None
    seen = acceptability(study.sampled, study.case.program.n_columns)
    sites = np.flatnonzero(study.case.program.integer)
    table = named_sites(study.case, sites)
    table["chosen"] = np.isin(sites, study.selected)
    for name in seen.columns:
        table[name] = seen[name].to_numpy()[sites]
    central = central_weights(study.sampled, sites)
    for k, name in enumerate(study.weighing.criteria):
        table[f"central_weight_{name}"] = central[:, k]
    order, order_up = ["times", "chosen", "site_id"], [False, False, True]
    return table.sort_values(order, ascending=order_up, kind="stable", ignore_index=True)


def score_words(study: Robustness) -> list[Text]:
    """Say what unknown scores can do to the selection; regret first."""
    scores = study.scores
    if scores is None or not scores.judged:
        return []
    run = scores.judged[0]
    worst, best = number(run.worst, 1), number(run.best, 1)
    nominal, regret = number(run.nominal, 1), number(run.regret, 1)
    said = [
        Text(
            f"Scores : la sélection vaut {nominal} points ; {worst} si tout inconnu est au pire,"
            f" {best} s'il est au mieux.",
            f"Scores: the selection is worth {nominal} points; {worst} if every unknown is at its"
            f" worst, {best} at its best.",
        ),
        Text(
            f"Regret : au pire, une autre sélection se révélerait meilleure de {regret} points.",
            f"Regret: at worst, another selection would turn out {regret} points better.",
        ),
    ]
    if scores.complete:
        least = number(scores.least_regret, 1)
        calm = min(scores.judged, key=lambda one: one.regret)
        calmest, figure = JUDGED_WORDS[calm.name], number(calm.regret, 1)
        said.append(
            Text(
                f"Aucune sélection n'a un regret inférieur à {least} points (prouvé) ; la plus sûre"
                f" des quatre comparées est « {calmest.fr} » : {figure}.",
                f"No selection has a regret below {least} points (proven); the safest of the four"
                f" compared is '{calmest.en}': {figure}.",
            )
        )
    return said


def weight_words(rows: Sequence[AxisRow]) -> list[Text]:
    """Say which weight is the most sensitive, and how far it goes."""
    tight = min(rows, key=lambda r: min(r.share - r.low, r.high - r.share) / max(r.share, 1e-12))
    low, high, now = (number(100 * x, 2) for x in (tight.low, tight.high, tight.share))
    return [
        Text(
            f"Poids : le plus sensible est « {tight.label} » ; la sélection reste la meilleure"
            f" tant que sa part est entre {low} % et {high} % (modèle : {now} %).",
            f"Weights: the most sensitive is '{tight.label}'; the selection stays the best"
            f" while its share is between {low} % and {high} % (model: {now} %).",
        )
    ]


def sample_words(study: Robustness) -> list[Text]:
    """Say how many sites most weightings agree on."""
    sampled = study.sampled
    assert sampled is not None
    count = len(sampled.selections)
    seen = acceptability(sampled, study.case.program.n_columns)[study.case.program.integer]
    classes = seen["class"].value_counts()
    core, some = int(classes.get(CORE, 0)), int(classes.get(BORDERLINE, 0))
    out = number(int(classes.get(EXTERIOR, 0)))
    share, _, kept = selection_weights(sampled, study.selected)
    most = number(100 * most_unseen(count), 2)
    space = Text("toutes les pondérations", "all weightings")
    if study.asked.order:
        order = " > ".join(study.asked.order)
        space = Text(f"les pondérations où {order}", f"the weightings where {order}")
    return [
        Text(
            f"Sur {number(count)} tirages parmi {space.fr} : {core} sites toujours retenus (noyau),"
            f" {some} parfois (à débattre), {out} jamais (à 95 %, « toujours » et « jamais » ont"
            f" moins de {most} % d'exceptions).",
            f"Over {number(count)} draws from {space.en}: {core} sites always chosen (core), {some}"
            f" sometimes (borderline), {out} never (at 95 %, 'always' and 'never' have fewer than"
            f" {most} % of exceptions).",
        ),
        Text(
            f"En moyenne, {percent(kept)} des sites de la sélection restent ; la sélection entière"
            f" est la meilleure pour {percent(share, 1)} des tirages.",
            f"On average {percent(kept)} of the selection's sites stay; the whole selection is the"
            f" best for {percent(share, 1)} of the draws.",
        ),
    ]


def data_words(study: Robustness) -> list[Text]:
    """Say how many unknown quantities could change the selection."""
    data = study.data
    assert data is not None
    n, of = number(len(data.table)), number(data.unknown)
    solved, screened = number(data.solved), number(data.screened)
    sites = number(data.table["column"].nunique())
    return [
        Text(
            f"Données : sur {of} quantités inconnues (critère × site), {n} ({sites} sites),"
            f" connues seules, pourraient changer la sélection ({solved} sites résolus,"
            f" {screened} écartés par leurs coûts réduits).",
            f"Data: of {of} unknown quantities (criterion × site), {n} ({sites} sites), known"
            f" alone, could change the selection ({solved} sites solved, {screened} screened"
            " by reduced costs).",
        )
    ]
