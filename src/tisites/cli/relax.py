"""``tisites relax``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import (
    candidates_option,
    data_option,
    each_solve_option,
    language_option,
    model_option,
    option,
    out_option,
    said,
    scenario_argument,
    tolerant_option,
)


def add_relax(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    scenario_ = scenario_argument()
    model_ = model_option()
    data_ = data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    priority_ = option(
        None,
        "--priority",
        "Poids d'une contrainte, NOM=2 : deux fois plus chère à déplacer ; NOM=inf : intouchable",
        "Weight of a constraint, NAME=2: twice as dear to move; NAME=inf: kept",
    )
    seconds_ = each_solve_option()
    out_ = out_option("studies/…")
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
        from tisites.cli.present import present
        from tisites.desk.relax import RelaxRequest
        from tisites.desk.relax import relax as answer
        from tisites.run.prepare.request import Request

        del lang
        request = Request(scenario, model, data, candidates, tolerant)
        return present(answer, RelaxRequest(request, tuple(priority or ()), time_limit, out))
