"""What must be said beside the figures of an equity report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.model.benefit import Benefit


def notices_of(
    territories: pd.DataFrame, benefit: Benefit, sites: int, regions: tuple[int, int]
) -> tuple[Text, ...]:
    """Return what is estimated, approximated or unknown in the figures of a report.

    ``sites`` were chosen; ``regions`` tells how many regions have an eligible candidate, of how
    many.
    """
    found = []
    if regions[0] < regions[1]:
        found.append(_regional(*regions))
    chosen, unknown = int(territories["chosen"].sum()), int(territories["unknown"].sum())
    lost = sites - chosen
    if lost:
        found.append(
            Text(
                f"hors de tout territoire de ce découpage, donc comptés nulle part : {lost} des"
                f" {sites} sites choisis",
                f"in no territory of this cut, hence counted nowhere: {lost} of the {sites} chosen"
                " sites",
            )
        )
    if unknown:
        word = _WORD[benefit.benefit]
        found.append(
            Text(
                f"sans {word.fr} : {unknown} des {chosen} sites choisis ; leurs territoires sont"
                " hors mesure, les parts sont celles de ce qui est connu",
                f"without known {word.en}: {unknown} of the {chosen} chosen sites; their"
                " territories are not judged, shares are those of what is known",
            )
        )
    if benefit.per == "industry_jobs":
        found.extend(_estimated_jobs(territories))
    if benefit.per == "jobs_lost":
        found.append(_LOST)
    if benefit.per == "population_20_64" and territories["estimated_20_64"].sum() > 0:
        part = 100.0 * territories["estimated_20_64"].sum() / territories["population_20_64"].sum()
        found.append(
            Text(
                f"{part:.0f} % des 20-64 ans sont estimés (Paris, Lyon, Marseille, Mayotte :"
                " hypothèse share_20_64_where_unknown)",
                f"{part:.0f}% of people of 20-64 are estimated (Paris, Lyon, Marseille, Mayotte:"
                " assumption share_20_64_where_unknown)",
            )
        )
    by_density = benefit.by in ("density", "region_x_density")
    if by_density and territories.get("by_proxy", pd.Series([True])).any():
        found.append(_PROXY)
    return tuple(found)


def _regional(some: int, of: int) -> Text:
    """Tell that the candidates leave regions out: a share of the country then says little."""
    out = of - some
    lack = "n'en ont" if out > 1 else "n'en a"
    regions = "région" + "s" * (some > 1)
    return Text(
        f"candidats éligibles dans {some} {regions} sur {of} : les parts sont pourtant celles de"
        f" toute la France, et {out} région{'s' * (out > 1)} {lack} aucun",
        f"eligible candidates in {some} régions of {of}: shares are still those of the whole"
        f" country, and {out} région{'s' * (out > 1)} can have no site",
    )


def _estimated_jobs(territories: pd.DataFrame) -> tuple[Text, ...]:
    """Tell how much of the industrial jobs is an estimate; all of them in a run of before."""
    jobs = territories["industry_jobs"].sum()
    part = territories.get("estimated_industry_jobs", territories["industry_jobs"]).sum()
    if not part > 0 or not jobs > 0:
        return ()
    if part >= 0.995 * jobs:
        return (_ESTIMATE,)
    share = 100.0 * part / jobs
    return (Text(f"{share:.0f} % des {_ESTIMATE.fr}", f"{share:.0f}% of {_ESTIMATE.en}"),)


_WORD = {
    "sites": Text("site", "site"),
    "hectares": Text("surface connue", "surface"),
    "jobs": Text("emplois connus (surface)", "jobs (surface)"),
    "score": Text("score connu", "score"),
}
_ESTIMATE = Text(
    "emplois industriels estimés : 20-64 ans × taux d'activité × (1 − chômage de la zone) × part"
    " de l'industrie du département (INSEE 2019)",
    "industrial jobs are estimated: people of 20-64 × activity rate × (1 − unemployment of the"
    " zone) × share of industry of the département (INSEE 2019)",
)
_LOST = Text(
    "emplois industriels perdus : baisse nette du territoire entre les deux recensements extrêmes"
    " du fichier de l'INSEE ; un territoire qui en a gagné n'est pas jugé",
    "industrial jobs lost: net fall of the territory between the earliest and the latest census of"
    " INSEE's file; a territory that gained some is not judged",
)
_PROXY = Text(
    "classes de densité approchées par la densité moyenne de la commune (1 500 et 300 hab./km²),"
    " sans la grille de l'INSEE",
    "density classes by the commune's mean density (1,500 and 300 per km²), without INSEE's grid",
)
