"""``tisites compare``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    data_option,
    language_option,
    option,
    said,
    tolerant_option,
)


def add_compare(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    what = said(
        "Résultats (dossier, empreinte, last, RÉSULTAT@n), fichiers .csv d'identifiants, ou"
        " labels-2024",
        "Runs (folder, hash, last, RUN@n), .csv files of ids, or labels-2024",
    )
    selections_ = typer.Argument(None, help=what)
    scenario_ = option(
        None,
        "--scenario",
        "Scénario qui juge les listes faites à la main (sinon : le premier résultat donné)",
        "Scenario that judges hand-made lists (default: the first run given)",
    )
    data_ = data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = option(None, "--out", "Dossier : Markdown, HTML, XLSX, CSV et carte", "Output folder")
    all_ = option(False, "--all", "Afficher tous les échanges", "Print every exchange")
    settings_ = option(
        False,
        "--settings",
        "Entre deux scénarios : ce que fait chaque réglage, seul et avec les autres",
        "Between two scenarios: what each setting does, alone and with the others",
    )
    lang_ = language_option()

    @app.command(help=said("Comparer des sélections, et dire pourquoi.", "Compare selections."))
    def compare(
        selections: list[str] | None = selections_,
        scenario: str | None = scenario_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        every: bool = all_,
        settings: bool = settings_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.compare import CompareRequest
        from tisites.desk.compare import compare as compared
        from tisites.desk.settings import SettingsRequest
        from tisites.desk.settings import settings as separate

        del lang
        named = tuple(selections or ())
        if settings:
            return present(separate, SettingsRequest(named, data, candidates, tolerant, None, out))
        request = CompareRequest(named, scenario, data, candidates, tolerant, out, every)
        return present(compared, request)
