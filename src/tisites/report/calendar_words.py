"""When the chosen sites would be ready, and what joins them to the grid, in two sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.schedule import GRID
from tisites.messages.text import Text, number
from tisites.run.answer.calendar_tables import connection_table

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.answer.outcome import Outcome


def calendar_words(outcome: Outcome) -> tuple[str, ...]:
    """Return what is said of years and of lines, one sentence each; files tell the rest."""
    prepared = outcome.prepared
    here = prepared.sites.table.loc[outcome.ids]
    lines = connection_table(here, prepared.territory, prepared.model.assumptions)
    return years_words(outcome.selection()), lines_words(lines)


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
