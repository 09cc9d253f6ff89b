"""The territories of a result and their measures: what the map colours and the table lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from tisites.criteria.cuts import Territorial
from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.model.benefit import PER_SCALE, PER_WORDS
from tisites.model.sites import GROUP_COLUMN
from tisites.report.equity.words import BY_WORDS
from tisites.web.contract import Measure, TerritoriesBody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.criteria.cuts import Per
    from tisites.web.views.frames import Measured

#: Short names of cuts in addresses.
SHORT: dict[str, Territorial] = {
    "dep": "departement", "ze": "zone_emploi", "ti": "territoire_industrie",
}  # fmt: skip
_HA, _NONE = Text("ha", "ha"), Text("", "")
_SITES = Text("sites", "sites")
#: Measures that a run keeps or that follow from the choice: words, unit, decimals.
_MEASURES: dict[str, tuple[Text, Text, int]] = {
    "selected": (Text("Sites retenus", "Selected sites"), _SITES, 0),
    "selected_ha": (Text("Hectares retenus", "Selected hectares"), _HA, 1),
    "eligible": (Text("Candidats éligibles", "Eligible candidates"), _SITES, 0),
    "eligible_ha": (Text("Hectares éligibles", "Eligible hectares"), _HA, 1),
    "candidates": (Text("Candidats", "Candidates"), _SITES, 0),
    "score_best": (Text("Meilleur score", "Best score"), Text("points", "points"), 1),
    "population": (Text("Habitants", "Inhabitants"), _NONE, 0),
    "population_20_64": (Text("Habitants de 20 à 64 ans", "Inhabitants of 20 to 64"), _NONE, 0),
    "industry_jobs": (Text("Emplois industriels", "Industrial jobs"), _NONE, 0),
    "jobs_lost": (Text("Emplois industriels perdus", "Industrial jobs lost"), _NONE, 0),
}
#: What the chosen sites are divided by.
_PER: tuple[Per, ...] = ("population_20_64", "industry_jobs", "jobs_lost", "eligible_ha")


def cut_of(by: str) -> Territorial:
    """Return the cut of the country that an address names.

    Raises
    ------
    BadInputError
        If there is no such cut.

    Examples
    --------
    >>> cut_of("dep"), cut_of("region")
    ('departement', 'region')
    """
    known: dict[str, Territorial] = {**{cut: cut for cut in get_args(Territorial)}, **SHORT}
    if by in known:
        return known[by]
    raise bad_input(
        Text(f"aucun découpage « {by} »", f"no cut of the country '{by}'"),
        Text(f"découpages : {', '.join(known)}", f"cuts: {', '.join(known)}"),
    )


def territories(
    case: Measured, selected: Iterable[str], by: str, scores: pd.Series | None = None
) -> TerritoriesBody:
    """Return every territory of a cut, sorted by code, with its measures.

    Parameters
    ----------
    case : Measured
        What was solved.
    selected : iterable of str
        Ids of the chosen sites.
    by : str
        Cut of the country, or its short name (``dep``, ``ze``, ``ti``).
    scores : Series, optional
        Scores of the sites that compete, under other weights than the case's own.

    Raises
    ------
    BadInputError
        If there is no such cut, or the run keeps none of its territories.
    """
    cut = cut_of(by)
    if cut not in case.bases:
        raise bad_input(
            Text(f"ce résultat n'a aucun territoire : {BY_WORDS[cut].fr}",
                 f"this result has no territory: {BY_WORDS[cut].en}"),
            Text("résoudre avec un paquet de données qui les porte",
                 "solve with a data pack that carries them"),
        )  # fmt: skip
    table = case.bases[cut].sort_index()
    figures = _counted(case, cut, table, selected, scores)
    measures = {key: _listed(values) for key, values in figures.items()}
    return TerritoriesBody(
        by=cut,
        ids=[str(code) for code in table.index],
        name=[str(name) for name in table["name"]],
        measures=measures,
        measure_meta=[_meta(key) for key in measures],
    )


def _counted(
    case: Measured,
    cut: Territorial,
    table: pd.DataFrame,
    selected: Iterable[str],
    scores: pd.Series | None,
) -> dict[str, pd.Series]:
    sites = case.everyone
    group = sites[GROUP_COLUMN[cut]].astype(object)
    ids = pd.Index(list(selected), dtype=object)
    own = group.loc[ids]
    surface = sites.loc[ids, "surface_ha"]
    points = sites["score"] if scores is None else scores.reindex(sites.index)
    competing = points[sites["eligible"].to_numpy(dtype=bool)]
    found = {
        "selected": own.groupby(own).size().reindex(table.index, fill_value=0),
        # the hectares of a site of unknown surface are unknown, and so is their sum
        "selected_ha": surface.groupby(own)
        .agg(lambda ha: ha.sum(skipna=False))
        .reindex(table.index, fill_value=0.0),
        "score_best": competing.groupby(group.loc[competing.index]).max().reindex(table.index),
    }
    columns = {key: found.get(key, table.get(key)) for key in _MEASURES}
    for per in _PER:
        base = table[per].where(table[per] > 0) if per in table.columns else None
        if base is not None:
            columns[f"selected_per_{per}"] = found["selected"] * PER_SCALE[per] / base
    return {key: values for key, values in columns.items() if values is not None}


def _listed(values: pd.Series) -> list[float | None]:
    figures = values.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(figures)
    rounded = np.round(np.where(known, figures, 0.0), 4).tolist()
    return [value if here else None for value, here in zip(rounded, known, strict=True)]


def _meta(key: str) -> Measure:
    if key in _MEASURES:
        words, unit, decimals = _MEASURES[key]
    else:
        per = next(one for one in _PER if key == f"selected_per_{one}")
        per_words, (chosen, unit, _) = PER_WORDS[per], _MEASURES["selected"]
        words, decimals = Text(f"{chosen.fr} {per_words.fr}", f"{chosen.en} {per_words.en}"), 2
    return Measure(key=key, label=str(words), unit=str(unit), decimals=decimals)
