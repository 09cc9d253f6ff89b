"""When the chosen sites would be ready, with what probability, and what joins them to the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.schedule import GRID
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.run.answer.outcome import Outcome


def calendar_words(outcome: Outcome) -> tuple[str, ...]:
    """Return what is said of years and of lines, one sentence each; files tell the rest."""
    return (
        years_words(outcome.selection()),
        *delivery_words(outcome.delivery, outcome.prepared.model.assumptions),
        lines_words(outcome.connection),
    )


def delivery_words(told: Mapping[str, Any], assumptions: Assumptions) -> tuple[str, ...]:
    """Say how many sites would be turnkey by the deadline, and whether the year tells them apart.

    Parameters
    ----------
    told : mapping
        :func:`tisites.run.answer.delivery_report.delivery_report`.
    assumptions : Assumptions
        Request and lead time of the grid connection.
    """
    with_grid, without = told["with_grid"], told["without_grid"]
    counted, bare = (number(one["expected"], 1) for one in (with_grid, without))
    alone, shared = with_grid["alone"], with_grid["shared"]
    unknown = told["grid_unknown"]
    lost = Text("", "")
    if unknown:
        lost = Text(
            f" ; raccordement inconnu pour {number(unknown)} site{'s' * (unknown > 1)}, compté non"
            " fait",
            f"; connection unknown for {number(unknown)}, counted as not done",
        )
    first = Text(
        f"Clé en main au 31 décembre {told['by']} : {counted} sites attendus sur {told['sites']},"
        f" raccordement compté (de {alone[0]} à {alone[1]} si les retards sont indépendants, de"
        f" {shared[0]} à {shared[1]} si celui du réseau est commun, quatre chances sur cinq) ;"
        f" {bare} sans le compter{lost.fr}.",
        f"Turnkey by 31 December {told['by']}: {counted} sites expected of {told['sites']}, grid"
        f" counted ({alone[0]} to {alone[1]} if delays are independent, {shared[0]} to {shared[1]}"
        f" if that of the grid is common, four chances in five); {bare} without counting"
        f" it{lost.en}.",
    )
    if 2 * told["grid_decides"] < told["sites"]:
        return (str(first),)
    lead = assumptions.grid_lead_years
    asked = f"{assumptions.grid_request_year:.0f}"
    years = f"{number(lead.nominal)} ({number(lead.low)}–{number(lead.high)})"
    decides = number(told["grid_decides"])
    return str(first), str(
        Text(
            f"L'année nominale vient du raccordement pour {decides} sites, demandé pour tous en"
            f" {asked} et attendu {years} ans : c'est l'hypothèse qui la fixe, elle ne départage"
            " guère les sites ; leurs étapes et leurs intervalles le font.",
            f"The nominal year comes from the grid connection for {decides} sites, requested for"
            f" all in {asked} and awaited {years} years: the assumption sets it, it hardly tells"
            " sites apart; their steps and intervals do.",
        )
    )


def years_words(selection: pd.DataFrame) -> str:
    """Say when the sites are ready, and for how many the grid is what they wait for.

    Parameters
    ----------
    selection : DataFrame
        Columns ``available_year`` (NaN where unknown) and ``critical_path``.

    Examples
    --------
    >>> import pandas as pd
    >>> chosen = pd.DataFrame({"available_year": [2030.4, 2033.0, None], "critical_path": "grid"})
    >>> years_words(chosen)
    'Disponibilité probable : de 2030 à 2033 (steps.csv), inconnue pour 1 site ; le raccordement électrique finit en dernier pour 2.'
    """  # noqa: E501
    known = selection["available_year"].dropna()
    unknown = len(selection) - len(known)
    last = int((selection.loc[known.index, "critical_path"] == GRID).sum())
    if known.empty:
        return str(Text("Disponibilité inconnue.", "Availability unknown."))
    first, end = f"{int(known.min())}", f"{int(known.max())}"
    span = Text(f"de {first} à {end}", f"{first} to {end}")
    if first == end:
        span = Text(f"en {first}", first)
    lost_fr = f", inconnue pour {number(unknown)} site{'s' * (unknown > 1)}" if unknown else ""
    lost_en = f", unknown for {number(unknown)}" if unknown else ""
    return str(
        Text(
            f"Disponibilité probable : {span.fr} (steps.csv){lost_fr} ; le raccordement"
            f" électrique finit en dernier pour {number(last)}.",
            f"Likely availability: {span.en} (steps.csv){lost_en}; the grid connection ends"
            f" last for {number(last)}.",
        )
    )


def lines_words(lines: pd.DataFrame) -> str:
    """Say how many kilometres of line join the sites to how many substations.

    Parameters
    ----------
    lines : DataFrame
        Columns ``line_km_low``, ``line_km``, ``line_km_high`` (NaN where unknown), ``substation``.
    """
    low, likely, high = (
        number(float(lines[name].sum())) for name in ("line_km_low", "line_km", "line_km_high")
    )
    posts = lines["substation"].nunique()
    unknown = int(lines["line_km"].isna().sum())
    if unknown == len(lines):
        return str(Text("Lignes de raccordement inconnues.", "Connecting lines unknown."))
    lost_fr = f" ; inconnu pour {number(unknown)} site{'s' * (unknown > 1)}" if unknown else ""
    lost_en = f"; unknown for {number(unknown)}" if unknown else ""
    return str(
        Text(
            f"Lignes électriques : environ {likely} km ({low} à {high}) vers {number(posts)} postes"
            f" (connection.csv), estimées à vol d'oiseau, sans capacité des postes{lost_fr}.",
            f"Power lines: about {likely} km ({low} to {high}) to {number(posts)} substations"
            f" (connection.csv), straight-line estimate, no capacity of substations{lost_en}.",
        )
    )
