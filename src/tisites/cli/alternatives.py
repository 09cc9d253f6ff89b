"""``tisites alternatives``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    language_option,
    model_option,
    option,
    out_option,
    run_or_scenario_argument,
    said,
    scenario_data_option,
    tolerant_option,
)


def add_alternatives(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    run_ = run_or_scenario_argument()
    count_ = option(20, "--count", "Nombre d'alternatives", "How many alternatives", 1)
    differ_ = option(
        5,
        "--differ",
        "Sites d'écart au moins, avec l'optimum et entre elles",
        "Sites by which any two differ, at least",
        1,
    )
    within_ = option(
        1.0, "--within", "Perte admise (% de l'optimum)", "Loss allowed (% of the best)", 0
    )
    model_ = model_option()
    data_ = scenario_data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = out_option("studies/alternatives-…")
    lang_ = language_option()

    @app.command(
        "alternatives",
        help=said(
            "Donner d'autres sélections presque aussi bonnes, prouvées, et les sites à débattre.",
            "Give other selections nearly as good, proven, and the sites to debate.",
        ),
    )
    def command(
        run: str = run_,
        count: int = count_,
        differ: int = differ_,
        within: float = within_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.alternatives import AlternativesRequest, alternatives
        from tisites.desk.sources import Source

        del lang
        source = Source(run, model, data, candidates, tolerant)
        return present(alternatives, AlternativesRequest(source, count, differ, within, out))
