"""``tisites sweep`` and ``tisites aggregate``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.options import language_option, option, said

if TYPE_CHECKING:
    from tisites.study.sweep.plan import Ask, Plan


def add_sweep(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    _add_sweep(app)
    _add_aggregate(app)


def _add_sweep(app: typer.Typer) -> None:
    named = said(
        "Scénarios et grilles : noms livrés ou fichiers .toml",
        "Scenarios and grids: shipped names or .toml files",
    )
    scenarios_ = typer.Argument(..., help=named)
    model_ = option(None, "--model", "Modèle, à la place de celui des scénarios", "Model to use")
    data_ = option(None, "--data", "Paquet de données (sinon : démonstration)", "Data pack")
    candidates_ = option(None, "--candidates", "Fichier de candidats", "Candidate file")
    tolerant_ = option(
        False,
        "--tolerant",
        "Écarter les lignes fautives avec un constat, sans refuser le fichier",
        "Leave out faulty rows with a finding, do not refuse the file",
    )
    jobs_ = option(None, "--jobs", "Processus (sinon : un par cœur)", "Processes (one a core)", 1)
    scheduler_ = option(
        None,
        "--scheduler",
        "Ordonnanceur Dask (tcp://hôte:8786), à la place des processus de cette machine",
        "Dask scheduler (tcp://host:8786), in place of this machine's processes",
    )
    out_ = option(None, "--out", "Dossier du balayage (sinon studies/sweep-…)", "Sweep folder")
    solver_ = option("cbc", "--solver", "cbc ou highs", "cbc or highs")
    seconds_ = option(
        None, "--time-limit", "Limite de chaque résolution (s)", "Limit of each solve (s)", 0
    )
    confirm_ = option(
        False,
        "--confirm",
        "Faire confirmer chaque preuve par le solveur, comme tisites run",
        "Have the solver confirm each proof, as tisites run does",
    )
    full_ = option(
        False,
        "--full",
        "Ranger aussi chaque résultat entier parmi les résultats (runs/)",
        "Put each whole run into the store (runs/) too",
    )
    lang_ = language_option()

    @app.command(help=said(
        "Résoudre des scénarios par centaines ; reprend là où il s'était arrêté.",
        "Solve scenarios by the hundred; resumes where it stopped.",
    ))  # fmt: skip
    def sweep(
        scenarios: list[str] = scenarios_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        tolerant: bool = tolerant_,
        jobs: int | None = jobs_,
        scheduler: str | None = scheduler_,
        out: Path | None = out_,
        solver: str = solver_,
        time_limit: float | None = seconds_,
        confirm: bool = confirm_,
        full: bool = full_,
        lang: str = lang_,
    ) -> int:
        from tisites.study.sweep.plan import Ask

        del lang
        pack, listed = data and data.absolute(), candidates and candidates.absolute()
        ask = Ask(pack, listed, tolerant, solver, time_limit, confirm or full)
        return sweep_verb(scenarios, model, ask, out, jobs, scheduler, full=full)


def sweep_verb(
    scenarios: list[str],
    model: str | None,
    ask: Ask,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    *,
    full: bool,
) -> int:
    """Plan, solve what is left, write the tables, print the summary."""
    import os
    from dataclasses import replace

    from tisites.cli.console import make_console
    from tisites.cli.sweep_progress import SweepProgress
    from tisites.report.sweep_summary import exit_code, print_plan, print_sweep
    from tisites.study.sweep.plan import plan
    from tisites.study.sweep.sweep import sweep
    from tisites.study.sweep.tables import open_sweep, write_tables

    if full:
        from tisites.report.write import write_outputs

        ask = replace(ask, store=Path("runs").absolute(), write=write_outputs)
    planned = plan(scenarios, model, ask)
    folder = out or _folder(planned)
    console = make_console()
    print_plan(planned, folder, console)
    with SweepProgress() as progress:
        effort = sweep(
            planned, folder, progress, jobs=jobs or os.cpu_count() or 1, scheduler=scheduler
        )
    swept = open_sweep(folder)
    write_tables(swept)
    print_sweep(swept, effort, console)
    return exit_code(swept, effort)


def _folder(planned: Plan) -> Path:
    first = planned.points[0].name if len(planned.points) == 1 else planned.scenarios[0]
    return Path("studies") / f"sweep-{Path(first).stem.partition('#')[0]}-{planned.hash[:8]}"


def _add_aggregate(app: typer.Typer) -> None:
    del app
