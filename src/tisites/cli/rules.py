"""``tisites rules``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    language_option,
    limit_option,
    model_option,
    option,
    out_option,
    run_or_scenario_argument,
    said,
    scenario_data_option,
    tolerant_option,
)


def add_rules(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    run_ = run_or_scenario_argument()
    rows_ = option(False, "--rows", "Chaque limite de territoire aussi", "Each territory limit too")
    shapley_ = option(
        False,
        "--shapley",
        "Part de chaque règle et interactions (2^n résolutions)",
        "Share of each rule and interactions (2^n solves)",
    )
    price_ = option(
        True,
        "--price/--no-price",
        "Dire aussi ce que vaut une unité de plus de chaque limite",
        "Tell too what one unit more of each limit is worth",
    )
    seconds_ = limit_option("Limite de l'étude (s)", "Study limit (s)")
    model_ = model_option()
    data_ = scenario_data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = out_option("studies/rules-…")
    lang_ = language_option()

    @app.command(
        "rules",
        help=said(
            "Dire ce que chaque règle décide : la sélection refaite sans elle, prouvée.",
            "Tell what each rule decides: the selection made again without it, proven.",
        ),
    )
    def command(
        run: str = run_,
        rows: bool = rows_,
        shapley: bool = shapley_,
        price: bool = price_,
        time_limit: float | None = seconds_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.rules import RulesRequest, rules
        from tisites.desk.sources import Source

        del lang
        source = Source(run, model, data, candidates, tolerant)
        return present(rules, RulesRequest(source, rows, shapley, price, time_limit, out))
