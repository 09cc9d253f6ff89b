"""The verbs' options, in the planner's language. What they do is in ``verbs.py``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tisites.cli.data_commands import add_data
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.run.request import Request


def build_app() -> typer.Typer:
    """Build the commands with their help in the current language."""
    _translate_panels()
    app = typer.Typer(
        name="tisites",
        help=_t(
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
    add_data(app)
    _add_version(app)
    return app


def _t(fr: str, en: str) -> str:
    return str(Text(fr, en))


def _translate_panels() -> None:
    from typer import rich_utils

    rich_utils.COMMANDS_PANEL_TITLE = _t("Commandes", "Commands")


def _option(default: Any, name: str, fr: str, en: str, minimum: float | None = None) -> Any:
    return typer.Option(default, name, help=_t(fr, en), min=minimum)


def _language() -> Any:
    """An option of every verb, read before the commands were built; shown in their help."""
    return typer.Option("", "--lang", help="fr | en", show_default=False)


def _add_run(app: typer.Typer) -> None:
    def verb(request: Request, out: Path | None) -> int:
        from tisites.cli.verbs import run_verb

        return run_verb(request, out)

    _add_asking(app, "run", verb, "Choisir les sites, écrire le résultat.", "Choose sites, write.")


def _add_check(app: typer.Typer) -> None:
    def verb(request: Request, out: Path | None) -> int:
        from tisites.cli.verbs import check_verb

        return check_verb(request, out)

    _add_asking(app, "check", verb, "Tout vérifier, sauf résoudre.", "Check all, do not solve.")


def _add_asking(
    app: typer.Typer, name: str, verb: Callable[[Request, Path | None], int], fr: str, en: str
) -> None:
    """Add a verb that takes a request: what to read, how to solve, where to write."""
    named = _t("Scénario : nom livré ou fichier .toml", "Scenario: shipped name or .toml file")
    scenario_ = typer.Argument("reference", help=named)
    model_ = _option(None, "--model", "Modèle, à la place de celui du scénario", "Model to use")
    data_ = _option(None, "--data", "Paquet de données (sinon : démonstration)", "Data pack")
    candidates_ = _option(None, "--candidates", "Fichier de candidats", "Candidate file")
    tolerant_ = _option(
        False,
        "--tolerant",
        "Écarter les lignes fautives avec un constat, sans refuser le fichier",
        "Leave out faulty rows with a finding, do not refuse the file",
    )
    out_ = _option(None, "--out", "Dossier du résultat (sinon runs/<empreinte>)", "Output folder")
    solver_ = _option("cbc", "--solver", "cbc ou highs", "cbc or highs")
    seconds_ = _option(None, "--time-limit", "Limite de la résolution (s)", "Solve limit (s)", 0)
    gap_ = _option(0.0, "--gap", "Écart relatif accepté (0 : preuve)", "Relative gap accepted", 0)
    lang_ = _language()

    @app.command(name, help=_t(fr, en))
    def command(
        scenario: str = scenario_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        out: Path | None = out_,
        solver: str = solver_,
        time_limit: float | None = seconds_,
        gap: float = gap_,
        lang: str = lang_,
    ) -> int:
        from tisites.run.request import Request

        del lang
        request = Request(scenario, model, data, candidates, tolerant, solver, time_limit, gap)
        return verb(request, out)


def _add_version(app: typer.Typer) -> None:
    lang_ = _language()

    @app.command(help=_t("Afficher les versions.", "Print the versions."))
    def version(lang: str = lang_) -> None:
        from tisites.run.fingerprint import versions

        del lang
        for name, value in versions().items():
            typer.echo(f"{name} {value}")
