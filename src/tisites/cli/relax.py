"""``tisites relax``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import language_option, option, said


def add_relax(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    named = said("Scénario : nom livré ou fichier .toml", "Scenario: shipped name or .toml file")
    scenario_ = typer.Argument("reference", help=named)
    model_ = option(None, "--model", "Modèle, à la place de celui du scénario", "Model to use")
    data_ = option(None, "--data", "Paquet de données (sinon : démonstration)", "Data pack")
    candidates_ = option(None, "--candidates", "Fichier de candidats", "Candidate file")
    tolerant_ = option(False, "--tolerant", "Écarter les lignes fautives", "Leave out faulty rows")
    priority_ = option(
        None,
        "--priority",
        "Poids d'une contrainte, NOM=2 : deux fois plus chère à déplacer ; NOM=inf : intouchable",
        "Weight of a constraint, NAME=2: twice as dear to move; NAME=inf: kept",
    )
    seconds_ = option(
        None, "--time-limit", "Limite de chaque résolution (s)", "Limit of each solve (s)", 0
    )
    out_ = option(None, "--out", "Dossier du résultat (sinon studies/…)", "Output folder")
    lang_ = language_option()

    @app.command(
        "relax",
        help=said(
            "Dire ce qui se contredit dans un scénario, et la plus petite concession.",
            "Tell what clashes in a scenario, and the least to concede.",
        ),
    )
    def relax(
        scenario: str = scenario_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        priority: list[str] | None = priority_,
        time_limit: float | None = seconds_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.relax_verbs import relax_verb
        from tisites.run.prepare.request import Request

        del lang
        request = Request(scenario, model, data, candidates, tolerant)
        return relax_verb(request, list(priority or ()), time_limit, out)
