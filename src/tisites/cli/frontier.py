"""``tisites frontier``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    data_option,
    language_option,
    limit_option,
    model_option,
    option,
    said,
    scenario_argument,
    tolerant_option,
)


def add_frontier(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    scenario_ = scenario_argument("equity-regions")
    equity_ = option(
        None,
        "--equity",
        "Nom de la mesure dans [equity.NOM] (sinon : la seule)",
        "Name of the measure in [equity.NAME] (else: the only one)",
    )
    points_ = option(20, "--points", "Nombre de points", "Number of points", 2)
    model_ = model_option()
    data_ = data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = option(None, "--out", "Dossier de l'étude", "Folder of the study")
    seconds_ = limit_option("Limite de l'étude (s)", "Study limit (s)")
    lang_ = language_option()

    @app.command(
        "frontier",
        help=said(
            "Ce que coûte l'équité : la frontière exacte entre valeur et mesure d'équité.",
            "What equity costs: the exact frontier between value and a measure of equity.",
        ),
    )
    def command(
        scenario: str = scenario_,
        equity: str | None = equity_,
        points: int = points_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        time_limit: float | None = seconds_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.frontier import FrontierRequest, frontier
        from tisites.run.prepare.request import Request

        del lang
        request = Request(scenario, model, data, candidates, tolerant, "cbc", time_limit)
        return present(frontier, FrontierRequest(request, equity, points, out))
