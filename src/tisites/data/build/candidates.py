"""National brownfield candidates, as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import float_columns, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading
from tisites.data.layers import CANDIDATES, SITE_ECO
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.build.raw import Files

FILE = "candidates/friches_france.csv"
#: Published name to the name of the CNIG Friches standard.
_COLUMNS = {
    "uid": "site_id",
    "site_nom": "site_nom",
    "site_type": "site_type",
    "site_statut": "site_statut",
    "insee": "comm_insee",
    "surface_m2": "unite_fonciere_surface",
    "lon": "lon",
    "lat": "lat",
    "sol_pollution_existe": "sol_pollution_existe",
    "urba_zone_type": "urba_zone_type",
    "coord_quality": "coord_quality",
    "surface_quality": "surface_quality",
    "src": "source_nom",
}


def read_candidate_layer(source: Files, published: pd.DataFrame | None = None) -> Reading:
    """Read every candidate of the national file: nothing dropped, nothing repaired.

    Which of them can compete is for the candidates room to say, with a reason for each.

    Parameters
    ----------
    source : Files
        Folder of raw data.
    published : DataFrame, optional
        Files of the CNIG standards, already read, joined.

    Returns
    -------
    Reading
        Layer ``candidates``, columns of the CNIG standard; m², degrees.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read_csv(source, FILE, list(_COLUMNS), every=True) if published is None else published
    raw = raw[[*_COLUMNS, *(name for name in SITE_ECO if name in raw.columns)]]
    numbers = float_columns(raw, ["surface_m2", "lon", "lat"], FILE)
    table = raw.assign(**{name: numbers[name] for name in numbers.columns})
    table = table.rename(columns=_COLUMNS)
    own_surface = table["surface_quality"].str.startswith("site", na=False)
    sure = own_surface & (table["coord_quality"] == "site point")
    about = LayerSource(
        "Friches de France",
        "Cerema (Cartofriches), ADEME",
        LICENCE_OUVERTE,
        "Cartofriches 2023-2026 et sites pollués de l'ADEME, cinq extraits joints",
        "2023-2026",
        caveat=(
            f"{int(sure.sum())} lignes sur {len(table)} ont leurs propres coordonnées et surface,"
            " les autres le point de la commune ou une surface imputée : à filtrer ;"
            " 17 départements complets, outre-mer maigre, doublons entre sources, surfaces"
            " aberrantes"
        ),
    )
    return Reading(CANDIDATES.name, about, table)
