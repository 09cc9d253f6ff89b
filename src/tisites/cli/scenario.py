"""``tisites scenario``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    data_option,
    language_option,
    model_option,
    option,
    said,
)


def add_scenario(app: typer.Typer) -> None:
    """Add ``scenario`` and its sub-commands."""
    scenario = typer.Typer(
        help=said("Écrire, lire, comparer et vérifier des scénarios.",
                  "Write, read, compare and check scenarios."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )  # fmt: skip
    app.add_typer(scenario, name="scenario")
    _add_new(scenario)
    _add_show(scenario)
    _add_diff(scenario)
    _add_validate(scenario)


def _add_new(scenario: typer.Typer) -> None:
    name_ = typer.Argument(..., help=said("Nom du scénario", "Name of the scenario"))
    base_ = option(
        "reference", "--base", "Scénario ou modèle de départ", "Scenario or model to start from"
    )
    lang_ = language_option()

    @scenario.command("new", help=said("Écrire un nouveau scénario.", "Write a new scenario."))
    def command(name: str = name_, base: str = base_, lang: str = lang_) -> int:
        from tisites.messages.text import Text
        from tisites.model.fresh import new_scenario

        del lang
        file = new_scenario(Path(name), base)
        said_ = Text(
            f"{file} écrit ; le modifier, puis : tisites scenario validate {file}",
            f"{file} written; edit it, then: tisites scenario validate {file}",
        )
        typer.echo(str(said_))
        return 0


def _add_show(scenario: typer.Typer) -> None:
    name_ = typer.Argument(..., help=said(
        "Scénario : nom livré, fichier .toml, ou point d'une grille (grille.toml#007)",
        "Scenario: shipped name, .toml file, or point of a grid (grid.toml#007)",
    ))  # fmt: skip
    model_ = model_option()
    lang_ = language_option()

    @scenario.command("show", help=said(
        "Montrer le modèle fusionné et d'où vient chaque valeur ; ou les points d'une grille.",
        "Show the merged model and where each value comes from; or the points of a grid.",
    ))  # fmt: skip
    def command(name: str = name_, model: str | None = model_, lang: str = lang_) -> int:
        from tisites.cli.console import make_console
        from tisites.report.scenario_words import print_scenario

        del lang
        print_scenario(name, model, make_console())
        return 0


def _add_diff(scenario: typer.Typer) -> None:
    a_ = typer.Argument(..., metavar="A", help=said("Premier scénario", "First scenario"))
    b_ = typer.Argument(..., metavar="B", help=said("Second scénario", "Second scenario"))
    lang_ = language_option()

    @scenario.command("diff", help=said("Clés qui diffèrent, avant et après.",
                                        "Keys that differ, before and after."))  # fmt: skip
    def command(a: str = a_, b: str = b_, lang: str = lang_) -> int:
        from tisites.cli.console import make_console
        from tisites.report.scenario_words import print_differences

        del lang
        print_differences(a, b, make_console())
        return 0


def _add_validate(scenario: typer.Typer) -> None:
    files_ = typer.Argument(..., help=said("Scénarios ou grilles", "Scenarios or grids"))
    data_ = data_option()
    candidates_ = candidates_option()
    lang_ = language_option()

    @scenario.command("validate", help=said(
        "Vérifier des scénarios ; toutes les erreurs avec leur ligne.",
        "Check scenarios; every error with its line.",
    ))  # fmt: skip
    def command(
        files: list[str] = files_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        lang: str = lang_,
    ) -> int:
        del lang
        return validate_verb(files, data, candidates)


def validate_verb(files: list[str], data: Path | None, candidates: Path | None) -> int:
    """Say of each file that it is valid, then raise all that is wrong in the others.

    Sites that a scenario names are looked for among the candidates that ``tisites run`` would read.

    Raises
    ------
    BadInputError
        All problems of all files.
    """
    from tisites.messages.errors import BadInputError, Problem
    from tisites.messages.text import Text, number
    from tisites.run.prepare.validate import validated

    problems: list[Problem] = []
    for file in files:
        try:
            count = validated(file, data, candidates)
        except BadInputError as error:
            problems += error.problems
            continue
        more = "" if count == 1 else f", {number(count)} points"
        typer.echo(f"{file}{Text(' : valide', ': valid')}{more}")
    if problems:
        raise BadInputError(list(dict.fromkeys(problems)))
    return 0
