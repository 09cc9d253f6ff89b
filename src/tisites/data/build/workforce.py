"""Workforce: zones d'emploi with unemployment, départements with industrial jobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.layers import DEPARTEMENT_JOBS, ZONES_EMPLOI
from tisites.data.write import LayerSource
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

ZONES_FILE = "workforce/zones_emploi_2020_chomage.csv"
JOBS_FILE = "workforce/emploi_par_secteur_departement_2019.csv"
#: Column of a quarter; the latest is taken.
_QUARTER = re.compile(r"chomage_(\d{4})T([1-4])")


def read_zones_emploi(
    source: Files, codes: Codes2022, published: pd.DataFrame | None = None
) -> Reading:
    """Read unemployment by zone d'emploi.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    codes : Codes2022
        All zones and their names; those without unemployment stay, with an unknown rate.
    published : DataFrame, optional
        INSEE's workbook, already read (:func:`~tisites.data.readers.workforce.read_unemployment`).

    Returns
    -------
    Reading
        Layer ``zones_emploi``; rate in percent of the labour force, latest quarter of the file.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    rates = _rates(source) if published is None else published
    year, quarter = str(rates["quarter"].iloc[0]).split("T")
    rates = rates[["ze2020", "ze_nom", "rate"]]
    rates = rates.set_axis(["zone_emploi", "nom_rate", "unemployment_pct"], axis=1)
    table = codes.zones_emploi.merge(rates, on="zone_emploi", how="outer")
    table["nom"] = table["nom"].fillna(table.pop("nom_rate"))
    unknown = list(table["zone_emploi"][table["unemployment_pct"].isna()])
    about = LayerSource(
        "Taux de chômage localisé par zone d'emploi",
        "INSEE",
        LICENCE_OUVERTE,
        "Taux de chômage localisés, zones d'emploi 2020",
        f"{quarter}{'er' if quarter == '1' else 'e'} trimestre {year}",
        caveat=f"inconnu pour {len(unknown)} zones (Mayotte, Guyane)" if unknown else "",
    )
    return Reading(ZONES_EMPLOI.name, about, table, _lacking(ZONES_EMPLOI.name, unknown))


def _rates(source: Files) -> pd.DataFrame:
    """Read the working file: a column a quarter, of which the latest is taken."""
    raw = read_csv(source, ZONES_FILE, ["ze2020", "ze_nom"], every=True)
    quarters = [(m[1], m[2], name) for name in raw.columns if (m := _QUARTER.fullmatch(name))]
    if not quarters:
        what = Text("aucun trimestre de chômage", "no quarter of unemployment")
        remedy = Text("donner une colonne chomage_2025T4", "give a column chomage_2025T4")
        raise bad_input(what, remedy, Where(ZONES_FILE, column="chomage_…"))
    year, quarter, column = max(quarters)
    return pd.DataFrame(
        {
            "ze2020": raw["ze2020"],
            "ze_nom": raw["ze_nom"],
            "rate": floats(raw, column, ZONES_FILE),
            "quarter": f"{year}T{quarter}",
        }
    )


def read_departement_jobs(source: Files, departements: pd.Series) -> Reading:
    """Read the share of industry among jobs, by département.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    departements : pandas.Series
        All codes; those the source lacks stay, with an unknown share.

    Returns
    -------
    Reading
        Layer ``departement_jobs``; percent of all jobs.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read_csv(source, JOBS_FILE, ["dep", "industrie"])
    shares = pd.DataFrame(
        {"dep": raw["dep"], "industry_job_share_pct": floats(raw, "industrie", JOBS_FILE)}
    )
    every = pd.DataFrame({"dep": sorted(set(departements))})
    table = every.merge(shares, on="dep", how="outer")
    unknown = list(table["dep"][table["industry_job_share_pct"].isna()])
    about = LayerSource(
        "Part de l'industrie dans l'emploi, par département",
        "INSEE",
        LICENCE_OUVERTE,
        "Emploi par grand secteur et département",
        "2019",
        caveat=f"inconnu pour {', '.join(unknown)} (Mayotte)" if unknown else "",
    )
    return Reading(DEPARTEMENT_JOBS.name, about, table, _lacking(DEPARTEMENT_JOBS.name, unknown))


def _lacking(layer: str, codes: list[str]) -> tuple[Finding, ...]:
    if not codes:
        return ()
    message = Text(
        f"{len(codes)} codes sans valeur publiée ({some(codes)}) : inconnu",
        f"{len(codes)} codes without a published value ({some(codes)}): unknown",
    )
    remedy = Text(
        "instruire la main-d'œuvre de ces sites à part",
        "examine the workforce of these sites separately",
    )
    return (noticed(layer, "no_published_value", message, remedy),)
