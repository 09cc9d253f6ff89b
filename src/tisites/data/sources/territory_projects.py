"""Industrial projects that territories look for land for: a list that a planner types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.former_communes import current_codes
from tisites.data.readers.typed import insee_code, read_typed
from tisites.data.sources.points import numbered
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

#: Our names, and those that a file may use.
COLUMNS = {
    "insee": ("code_insee", "code_commune", "commune_insee", "depcom"),
    "territory": ("territoire", "id_ti", "ti", "code_territoire", "territoire_d_industrie"),
    "project": ("projet", "nom", "nom_du_projet", "intitule"),
    "sector": ("secteur", "type", "filiere", "activite"),
    "surface_ha": ("surface", "hectares", "surface_demandee", "besoin_foncier", "foncier"),
    "jobs": ("emplois", "emplois_prevus", "nombre_d_emplois"),
    "date": ("annee", "echeance", "date_souhaitee", "horizon"),
}


def read(path: Path) -> pd.DataFrame:
    """Read projects of territories, straight to layer ``territory_projects``.

    Parameters
    ----------
    path : Path
        CSV or workbook, a row a project: ``surface_ha`` (hectares wanted), and its place by
        ``insee`` or ``territory`` (``id_ti`` of a Territoire d'industrie); ``project``, ``sector``,
        ``jobs``, ``date`` (a year, or a date that bears one) where known.

    Raises
    ------
    BadInputError
        With every faulty row: no place, hectares that are none, a date without a year.
    """
    typed = read_typed(path, COLUMNS, (("surface_ha",), ("insee", "territory")))
    table = typed.table
    hectares = typed.numbers("surface_ha", least=0.0)
    typed.refuse(
        "surface_ha", table["surface_ha"].isna(),
        Text("hectares demandés absents", "hectares wanted are missing"),
        Text("donner la surface cherchée, ou retirer la ligne", "give the area, or drop the row"),
    )  # fmt: skip
    codes = insee_code(table["insee"])
    typed.refuse(
        "insee", codes.notna() & ~codes.str.fullmatch(r"\d[\dAB]\d{3}", na=False),
        Text("code INSEE attendu", "an INSEE code is needed"),
        Text("donner le code de la commune (01004)", "give the commune's code (01004)"),
    )  # fmt: skip
    territories = table["territory"].str.lower()
    typed.refuse(
        "territory", territories.notna() & ~territories.str.fullmatch(r"ti-\d{4}", na=False),
        Text("code de Territoire d'industrie attendu", "a Territoire d'industrie code is needed"),
        Text("donner son id_ti (ti-0101)", "give its id_ti (ti-0101)"),
    )  # fmt: skip
    typed.refuse(
        "insee", codes.isna() & territories.isna(),
        Text("projet sans lieu", "project without a place"),
        Text("donner insee ou territoire", "give insee or territory"),
    )  # fmt: skip
    jobs = typed.numbers("jobs", least=0.0)
    year = table["date"].str.extract(r"\b((?:19|20)\d{2})\b", expand=False)
    typed.refuse(
        "date", table["date"].notna() & year.isna(),
        Text("année attendue", "a year is needed"), Text("écrire 2028", "write 2028"),
    )  # fmt: skip
    typed.settled()
    named = table["project"].fillna("projet").astype("str")
    found = pd.DataFrame(
        {
            "project": named,
            "insee": current_codes(codes.where(codes.notna(), None)),
            "territory": territories,
            "sector": table["sector"],
            "surface_ha": hectares,
            "jobs": jobs,
            "year": pd.to_numeric(year),
        }
    )
    found = found.sort_values(["project", "insee", "territory", "surface_ha"], kind="stable")
    found["project"] = numbered(found["project"])
    return found.reset_index(drop=True)
