"""``tisites dossier``: what becomes of my sites, in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.listing import (
    commune_option,
    reading_option,
    sheet_option,
    unit_option,
    yes_option,
)
from tisites.cli.options import data_option, language_option, model_option, option, out_option, said


def add_dossier(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    list_ = typer.Argument(
        ...,
        metavar="LISTE",
        help=said(
            "Votre liste de sites : tableur, CSV, couche SIG", "Your list: sheet, CSV, GIS layer"
        ),
    )
    scenario_ = option(
        "reference", "--scenario", "Scénario : nom livré ou fichier .toml", "Scenario"
    )
    model_ = model_option()
    data_ = data_option()
    local_ = option(
        False,
        "--local",
        "Vos sites entre eux seuls, sans les planchers nationaux",
        "Your sites among themselves alone, without the national floors",
    )
    fiches_ = option(
        False, "--fiches", "Une fiche par site de votre liste", "A sheet a site of yours"
    )
    out_ = out_option("studies/dossier-…")
    yes_, sheet_, unit_ = yes_option(), sheet_option(), unit_option()
    commune_, reading_ = commune_option(), reading_option()
    lang_ = language_option()

    @app.command(
        "dossier",
        help=said(
            "Dire ce que deviennent vos sites dans la sélection nationale.",
            "Tell what becomes of your sites in the national selection.",
        ),
    )
    def dossier(
        path: Path = list_,
        scenario: str = scenario_,
        model: str | None = model_,
        data: Path | None = data_,
        local: bool = local_,
        fiches: bool = fiches_,
        out: Path | None = out_,
        yes: bool = yes_,
        sheet: str | None = sheet_,
        surface_unit: str | None = unit_,
        commune: list[str] = commune_,
        reading: Path | None = reading_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.listing import ListOptions, with_reading
        from tisites.cli.present import present
        from tisites.desk.dossier import DossierRequest
        from tisites.desk.dossier import dossier as asked
        from tisites.run.prepare.request import Request

        del lang
        of_list = ListOptions(yes, sheet, surface_unit, commune, reading)
        listed = with_reading(Request(scenario, model, data, path), of_list)
        request = DossierRequest(path, scenario, model, data, local, out, listed.reading, fiches)
        return present(asked, request)
