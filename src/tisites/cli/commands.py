"""The verbs' options, in the planner's language. What they do is the desk's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.aide import add_aide
from tisites.cli.alternatives import add_alternatives
from tisites.cli.bench import add_bench
from tisites.cli.compare import add_compare
from tisites.cli.data_commands import add_data
from tisites.cli.dossier import add_dossier
from tisites.cli.equity import add_equity
from tisites.cli.evidence import add_evidence
from tisites.cli.explain import add_explain
from tisites.cli.frontier import add_frontier
from tisites.cli.listing import (
    commune_option,
    reading_option,
    sheet_option,
    unit_option,
    yes_option,
)
from tisites.cli.options import (
    candidates_option,
    data_option,
    evidence_option,
    language_option,
    limit_option,
    model_option,
    option,
    out_option,
    said,
    scenario_argument,
    solver_option,
    tolerant_option,
)
from tisites.cli.relax import add_relax
from tisites.cli.report import add_report
from tisites.cli.robustness import add_robustness
from tisites.cli.rules import add_rules
from tisites.cli.runs import add_runs
from tisites.cli.scenario import add_scenario
from tisites.cli.sweep import add_sweep
from tisites.cli.usage import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.run.prepare.request import Request


def build_app() -> typer.Typer:
    """Build the commands with their help in the current language."""
    app = typer.Typer(
        name="tisites",
        help=said(
            "Choisit les sites industriels clés en main : sélection exacte, prouvée, expliquée.",
            "Chooses turnkey industrial sites: an exact, proven, explained selection.",
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    _add_run(app)
    _add_check(app)
    for add in (
        add_dossier, add_explain, add_evidence, add_rules, add_relax, add_alternatives,
        add_robustness, add_equity, add_frontier, add_scenario, add_sweep, add_compare,
        add_report, add_runs,
    ):  # fmt: skip
        add(app)
    add_data(app)
    add_bench(app)
    add_aide(app)
    _add_version(app)
    return spoken(app)


def _add_run(app: typer.Typer) -> None:
    def answer(request: Request, out: Path | None, *, force: bool, incentives: bool) -> int:
        from tisites.cli.present import present
        from tisites.desk.known import run
        from tisites.desk.run import SolveRequest

        del incentives
        return present(run, SolveRequest(request, out, force))

    words = "Choisir les sites, écrire le résultat.", "Choose sites, write."
    _add_asking(app, "run", answer, *words)


def _add_check(app: typer.Typer) -> None:
    def answer(request: Request, out: Path | None, *, force: bool, incentives: bool) -> int:
        from tisites.cli.present import present
        from tisites.desk.check import CheckRequest, check, silence

        del force  # a check never reads an older run
        return (
            present(silence, request) if incentives else present(check, CheckRequest(request, out))
        )

    _add_asking(app, "check", answer, "Tout vérifier, sauf résoudre.", "Check all, do not solve.")


def _add_asking(app: typer.Typer, name: str, verb: Callable[..., int], fr: str, en: str) -> None:
    """Add a verb that takes a request: what to read, how to solve, where to write."""
    scenario_ = scenario_argument()
    model_ = model_option()
    data_ = data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    out_ = (
        out_option(said("runs/<empreinte>", "runs/<hash>"))
        if name == "run"
        else option(
            None,
            "--out",
            "Dossier où écrire la liste (sinon : rien d'écrit)",
            "Folder for the list",
        )
    )
    solver_ = solver_option()
    seconds_ = limit_option("Limite de la résolution (s)", "Solve limit (s)")
    gap_ = option(0.0, "--gap", "Écart relatif accepté (0 : preuve)", "Relative gap accepted", 0)
    evidence_ = evidence_option()
    again = said("Résoudre même si ce résultat est connu", "Solve even if this run is known")
    force_ = typer.Option(False, "--force", help=again, hidden=name != "run")
    yes_, sheet_, unit_ = yes_option(), sheet_option(), unit_option()
    commune_, reading_ = commune_option(), reading_option()
    lang_ = language_option()
    gains = said("Dire qui gagnerait à taire une donnée", "Tell who would gain by silence")
    incentives_ = typer.Option(False, "--incentives", help=gains, hidden=name != "check")

    @app.command(name, help=said(fr, en))
    def command(
        scenario: str = scenario_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        evidence: Path | None = evidence_,
        out: Path | None = out_,
        solver: str = solver_,
        time_limit: float | None = seconds_,
        gap: float = gap_,
        force: bool = force_,
        incentives: bool = incentives_,
        yes: bool = yes_,
        sheet: str | None = sheet_,
        surface_unit: str | None = unit_,
        commune: list[str] = commune_,
        reading: Path | None = reading_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.listing import ListOptions, read_as_listed
        from tisites.run.prepare.request import Request

        del lang
        request = Request(
            scenario, model, data, candidates, tolerant, solver, time_limit, gap, evidence
        )
        of_list = ListOptions(yes, sheet, surface_unit, commune, reading)
        return read_as_listed(
            request, of_list, lambda one: verb(one, out, force=force, incentives=incentives)
        )


def _add_version(app: typer.Typer) -> None:
    lang_ = language_option()

    @app.command(help=said("Afficher les versions.", "Print the versions."))
    def version(lang: str = lang_) -> None:
        from tisites.data.fingerprint import versions

        del lang
        for name, value in versions().items():
            typer.echo(f"{name} {value}")
