"""Maturity and land, as far as the CNIG standard tells: status, soil pollution, programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.blanks import EVERY_WORD
from tisites.criteria.interval import Doubt, Interval, Range, doubt, ends, exact
from tisites.criteria.project import WITH_PROJECT, open_project, ready_status
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.blanks import Words

#: CNIG word to key of ``assumptions.readiness_pct``.
STATUS: Mapping[str, str] = {
    "friche potentielle": "potential",
    "friche sans projet": "without_project",
    "friche avec projet": "with_project",
    "friche reconvertie": "reconverted",
}
#: CNIG word to key of ``assumptions.pollution_level``.
POLLUTION: Mapping[str, str] = {
    "pollution inexistante": "none",
    "pollution traitée": "treated",
    "pollution peu probable": "unlikely",
    "pollution supposée": "supposed",
    "pollution avérée": "proven",
}

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "readiness_pct",
        "%",
        Text("Avancement vers le clé en main", "Progress to turnkey"),
        "maturity",
        ("candidates",),
        Text(
            "assumptions.readiness_pct selon le statut",
            "assumptions.readiness_pct by status",
        ),
        Text(
            "choix du planificateur : le standard CNIG n'a pas de maturité (comité de "
            "pilotage, 6 mai 2024)",
            "planner's choice: the CNIG standard has no maturity (steering committee, 6 May 2024)",
        ),
        Text(
            "statut inconnu : entre les extrêmes des statuts que l'éligibilité admet ; compte "
            "comme le pire d'entre eux",
            "status unknown: between the ends of the statuses that the eligibility admits; counts "
            "as the worst of them",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "pollution_level",
        "0-1",
        Text("Niveau de pollution du sol", "Level of soil pollution"),
        "maturity",
        ("candidates",),
        Text(
            "assumptions.pollution_level selon le mot",
            "assumptions.pollution_level by word",
        ),
        Text(
            "standard CNIG Friches, pollution des sols ; chiffres au choix du planificateur",
            "CNIG Friches standard, soil pollution; figures are the planner's choice",
        ),
        Text(
            "mot inconnu : entre 0 et 1 ; compte comme le pire mot",
            "word unknown: between 0 and 1; counts as the worst word",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "in_territoire_industrie",
        "0/1",
        Text("Territoire d'industrie", "Territoire d'industrie"),
        "programme",
        ("communes", "territoires_industrie"),
        Text(
            "1 si l'EPCI de la commune est d'un Territoire d'industrie de phase II",
            "1 if the commune's EPCI belongs to a Territoire d'industrie of phase II",
        ),
        same("ANCT 2023"),
        Text(
            "commune inconnue",
            "commune unknown",
        ),
    ),
)


def by_word(
    words: pd.Series,
    keys: Mapping[str, str],
    table: Mapping[str, Range],
    may_be: Iterable[str] | None = None,
) -> Doubt:
    """Look up the range of each site's word.

    Parameters
    ----------
    words : (n,) Series of str
        CNIG words, null where unknown.
    keys : mapping of str to str
        Word to key of the table.
    table : mapping of str to Range
        Figures by key.
    may_be : iterable of str, optional
        Words that a word which is unknown or not in ``keys`` may stand for; all by default. Its
        nominal is NaN.

    Examples
    --------
    >>> import pandas as pd
    >>> from tisites.criteria.interval import share
    >>> table = {"k": share(0.1, 0.2, 0.4), "l": share(0.3, 0.5, 0.6)}
    >>> got = by_word(pd.Series(["a", None]), {"a": "k", "b": "l"}, table)
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([0.1, 0.1], [0.2, nan], [0.4, 0.6])
    >>> got.least.nominal.tolist(), got.most.nominal.tolist()
    ([0.2, 0.2], [0.2, 0.5])
    """
    known = words.astype(object).map(keys)
    allowed = [word for word in keys if may_be is None or word in set(may_be)] or list(keys)
    blank = [table[keys[word]] for word in allowed]

    def side(pick: Callable[[list[float]], float]) -> Interval:
        ends = []
        for end in ("low", "nominal", "high"):
            figures = known.map({key: getattr(r, end) for key, r in table.items()})
            figures = figures.fillna(pick([getattr(r, end) for r in blank]))
            ends.append(figures.to_numpy(dtype=float))
        return Interval(*ends)

    found = doubt(side(min), side(max), "both")
    nominal = np.where(known.isna().to_numpy(), np.nan, found.nominal)
    return Doubt(found.low, nominal, found.high, found.least, found.most)


def in_territoire_industrie(ti_id: pd.Series, insee: pd.Series) -> np.ndarray:
    """Return 1 inside a Territoire d'industrie, 0 outside, NaN where the commune is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> ti, commune = pd.Series(["TI001", None, None]), pd.Series(["01001", "01002", None])
    >>> in_territoire_industrie(ti, commune).tolist()
    [1.0, 0.0, nan]
    """
    member = ti_id.notna().to_numpy(dtype=float)
    return np.where(insee.notna().to_numpy(), member, np.nan)


def measure_maturity(
    sites: pd.DataFrame, assumptions: Assumptions, words: Words = EVERY_WORD
) -> dict[str, Interval]:
    """Measure the family, and membership of the programme.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``status``, ``pollution``, ``ti_id``, ``insee``.
    assumptions : Assumptions
        Tables of readiness and pollution.
    words : Words
        What a blank may stand for.
    """
    readiness, pollution = _table(assumptions.readiness_pct), _table(assumptions.pollution_level)
    ready = by_word(ready_status(sites), STATUS, readiness, words.status)
    return {
        "readiness_pct": _perhaps(ready, open_project(sites), readiness[STATUS[WITH_PROJECT]]),
        "pollution_level": by_word(sites["pollution"], POLLUTION, pollution),
        "in_territoire_industrie": exact(in_territoire_industrie(sites["ti_id"], sites["insee"])),
    }


def _perhaps(ready: Doubt, maybe: np.ndarray, more: Range) -> Doubt:
    """Return the readiness where a project may be industrial: up to that of one that is."""
    upper = (more.low, more.nominal, more.high)
    raised = (
        np.where(maybe, np.maximum(end, top), end)
        for end, top in zip(ends(ready.most), upper, strict=True)
    )
    most = Interval(*raised)
    return Doubt(ready.low, ready.nominal, most.high, ready.least, most)


def _table(declared: object) -> dict[str, Range]:
    fields = type(declared).model_fields  # type: ignore[attr-defined]
    return {name: getattr(declared, name) for name in fields}
