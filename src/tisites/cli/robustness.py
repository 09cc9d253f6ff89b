"""``tisites robustness``: options in the planner's language."""

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


def add_robustness(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    run_ = run_or_scenario_argument()
    only_ = option(
        None,
        "--only",
        "rules, scores, weights et data, séparés par des virgules (sinon : tout)",
        "rules, scores, weights and data, with commas (else: all)",
    )
    samples_ = option(1000, "--samples", "Pondérations tirées", "Weightings drawn", 0)
    jobs_ = option(None, "--jobs", "Processus (sinon : un par cœur)", "Processes", 1, kind=int)
    seed_ = option(1, "--seed", "Graine du tirage", "Seed of the draw", 0)
    order_ = option(
        "",
        "--order",
        "Ordre d'importance, par exemple zan>workers>power",
        "Order of importance, for example zan>workers>power",
    )
    model_ = model_option()
    data_ = scenario_data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = out_option("studies/robustness-…")
    lang_ = language_option()

    @app.command(
        "robustness",
        help=said(
            "Dire de quoi la sélection dépend : règles, scores, poids, droit, données à vérifier.",
            "Tell what the selection depends on: rules, scores, weights, law, data to verify.",
        ),
    )
    def command(
        run: str = run_,
        only: str | None = only_,
        samples: int = samples_,
        jobs: int | None = jobs_,
        seed: int = seed_,
        order: str = order_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.robustness import RobustnessRequest, robustness
        from tisites.desk.sources import Source

        del lang
        source = Source(run, model, data, candidates, tolerant)
        parts = None if only is None else tuple(only.split(","))
        request = RobustnessRequest(source, parts, samples, jobs, seed, order, out)
        return present(robustness, request)
