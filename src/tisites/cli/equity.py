"""``tisites equity`` and ``tisites price``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    data_option,
    language_option,
    model_option,
    option,
    out_option,
    run_or_scenario_argument,
    said,
    scenario_data_option,
    tolerant_option,
)

_CUTS = (
    "region, departement, zone_emploi, territoire_industrie, epci, density, region_x_density,"
    " frr, overseas"
)


def add_equity(app: typer.Typer) -> None:
    """Add both verbs to the command line."""
    _add_equity(app)
    _add_price(app)


def _add_equity(app: typer.Typer) -> None:
    selection_ = typer.Argument(
        "last",
        help=said(
            "Résultat (dossier, empreinte, last), fichier .csv d'identifiants, ou labels-2024",
            "Run (folder, hash, last), .csv file of ids, or labels-2024",
        ),
    )
    by_ = option("region", "--by", _CUTS, _CUTS)
    benefit_ = option(
        "sites", "--benefit", "sites, hectares, jobs ou score", "sites, hectares, jobs or score"
    )
    per_ = option(
        "population",
        "--per",
        "territory, population, population_20_64, industry_jobs, jobs_lost ou eligible_ha",
        "territory, population, population_20_64, industry_jobs, jobs_lost or eligible_ha",
    )
    worst_ = option(
        0.2,
        "--worst",
        "Part des territoires les moins servis, pour leur moyenne",
        "Share of worst-served territories, for their mean",
    )
    run_ = option(
        None,
        "--run",
        "Résultat dont la liste prend les candidats et les territoires",
        "Run whose candidates and territories the list is judged by",
    )
    data_ = data_option()
    scenario_ = option(
        "reference",
        "--scenario",
        "Scénario qui dit qui est éligible",
        "Scenario that says who is eligible",
    )
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = out_option("studies/equity-…")
    lang_ = language_option()

    @app.command(
        "equity",
        help=said(
            "Mesurer l'équité territoriale d'une sélection.",
            "Measure the territorial equity of a selection.",
        ),
    )
    def command(
        selection: str = selection_,
        by: str = by_,
        benefit: str = benefit_,
        per: str = per_,
        worst: float = worst_,
        run: str | None = run_,
        data: Path | None = data_,
        scenario: str = scenario_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.equity import EquityRequest
        from tisites.desk.equity import equity as answer
        from tisites.run.prepare.request import Request

        del lang
        judge = Request(scenario, None, data, candidates, tolerant)
        return present(answer, EquityRequest(selection, by, benefit, per, worst, run, judge, out))


def _add_price(app: typer.Typer) -> None:
    run_ = run_or_scenario_argument()
    constraint_ = option(
        None,
        "--constraint",
        "Une contrainte, ou un découpage (region, departement…) avec --group",
        "One constraint, or a cut of the country (region, departement…) with --group",
    )
    group_ = option(
        None,
        "--group",
        "Un territoire (code ou nom) : un de plus, un de moins qu'aujourd'hui",
        "One territory (code or name): one more, one less than today",
    )
    by_ = option(
        1.0,
        "--by",
        "De combien (sites, ha, m³/jour, emplois, M€, km, points de %)",
        "By how much (sites, ha, m³ a day, jobs, M€, km, points of %)",
    )
    seconds_ = option(
        None,
        "--time-limit",
        "Limite de chaque résolution (s) ; sinon 30 s par limite déplacée",
        "Limit of each solve (s); else 30 s a moved limit",
        0,
        kind=float,
    )
    model_ = model_option()
    data_ = scenario_data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = out_option("studies/price-…")
    lang_ = language_option()

    @app.command(
        "price",
        help=said(
            "Dire ce que coûte un de plus : chaque limite déplacée, résolue à nouveau.",
            "Tell what one more costs: every limit moved, solved again.",
        ),
    )
    def command(
        run: str = run_,
        constraint: str | None = constraint_,
        group: str | None = group_,
        by: float = by_,
        time_limit: float | None = seconds_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.price import PriceRequest, price
        from tisites.desk.sources import Source

        del lang
        source = Source(run, model, data, candidates, tolerant)
        return present(price, PriceRequest(source, by, constraint, group, time_limit, out))
