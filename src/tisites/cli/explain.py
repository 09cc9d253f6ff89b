"""``tisites explain`` and ``tisites importance``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import language_option, option, out_option, run_argument, said


def add_explain(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    _add_explain(app)
    _add_importance(app)


def _add_explain(app: typer.Typer) -> None:
    run_ = run_argument()
    sites_ = typer.Argument(
        None,
        help=said(
            "Site(s) : identifiant, ou partie du nom ou de la commune (entre guillemets)",
            "Site(s): id, or part of the name or commune (in quotes)",
        ),
    )
    all_ = option(False, "--all", "Tous les candidats, en une table", "Every candidate, in a table")
    region_ = option(None, "--region", "Avec --all : code ou nom de région", "With --all: région")
    dep_ = option(
        None, "--departement", "Avec --all : code ou nom de département", "With --all: département"
    )
    exact_ = option(
        False, "--exact", "Avec --all : résoudre pour chaque site", "With --all: solve each site"
    )
    limits_ = option(
        True,
        "--limits/--no-limits",
        "Chercher la limite qui, déplacée seule, ferait entrer le site",
        "Search the limit that alone would bring the site in",
    )
    plots_ = option(False, "--plots", "Dessiner aussi les points", "Draw the points too")
    out_ = out_option("studies/…")
    lang_ = language_option()

    @app.command(
        "explain",
        help=said(
            "Dire pourquoi un site est retenu ou non, et ce qui changerait la réponse.",
            "Tell why a site is in or out, and what would change the answer.",
        ),
    )
    def explain(
        run: str = run_,
        sites: list[str] | None = sites_,
        all_sites: bool = all_,
        region: str | None = region_,
        departement: str | None = dep_,
        exact: bool = exact_,
        limits: bool = limits_,
        plots: bool = plots_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.explain import CandidatesRequest, ExplainRequest, explain_all
        from tisites.desk.explain import explain as explained
        from tisites.desk.sources import Source

        del lang
        named = tuple(sites or ())
        if all_sites or region or departement:
            request = CandidatesRequest(Source(run), named, region, departement, exact, out)
            return present(explain_all, request)
        return present(
            explained, ExplainRequest(Source(run), named, limits, plots, out, again=True)
        )


def _add_importance(app: typer.Typer) -> None:
    run_ = run_argument()
    out_ = out_option("studies/…")
    processes_ = option(
        None, "--processes", "Processus (sinon un par cœur)", "Processes (else one a core)", 1,
        kind=int,
    )  # fmt: skip
    lang_ = language_option()

    @app.command(
        "importance",
        help=said(
            "Dire ce que vaut chaque site retenu : coût de remplacement, rareté.",
            "Tell what each selected site is worth: replacement cost, rarity.",
        ),
    )
    def importance(
        run: str = run_,
        out: Path | None = out_,
        processes: int | None = processes_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.importance import ImportanceRequest
        from tisites.desk.importance import importance as measured
        from tisites.desk.sources import Source

        del lang
        return present(measured, ImportanceRequest(Source(run), processes, out))
