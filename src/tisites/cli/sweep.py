"""``tisites sweep`` and ``tisites aggregate``: options in the planner's language."""

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
    solver_option,
    tolerant_option,
)


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
    model_ = model_option()
    data_ = data_option()
    candidates_ = candidates_option()
    tolerant_ = tolerant_option()
    jobs_ = option(None, "--jobs", "Processus (sinon : un par cœur)", "Processes (one a core)", 1,
                   kind=int)  # fmt: skip
    scheduler_ = option(
        None,
        "--scheduler",
        "Ordonnanceur Dask (tcp://hôte:8786), à la place des processus de cette machine",
        "Dask scheduler (tcp://host:8786), in place of this machine's processes",
    )
    out_ = option(None, "--out", "Dossier du balayage (sinon studies/sweep-…)", "Sweep folder")
    solver_ = solver_option()
    seconds_ = each_solve_option()
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
        from tisites.cli.present import present
        from tisites.desk.sweep import SweepRequest
        from tisites.desk.sweep import sweep as answer

        del lang
        return present(answer, SweepRequest(
            tuple(scenarios), model, data, candidates, tolerant, solver, time_limit, confirm, full,
            jobs, scheduler, out,
        ))  # fmt: skip


def _add_aggregate(app: typer.Typer) -> None:
    folder_ = typer.Argument(..., metavar="SWEEP_DIR", help=said(
        "Dossier écrit par tisites sweep", "Folder written by tisites sweep"
    ))  # fmt: skip
    out_ = out_option("SWEEP_DIR/aggregate")
    site_ = option(None, "--site", "Dire seulement ce qui décide de ce site",
                   "Only say what decides this site")  # fmt: skip
    data_ = option(None, "--data", "Paquet de données pour le fond de carte (sinon celui du"
                   " balayage)", "Data pack for the map (else the sweep's)")  # fmt: skip
    lang_ = language_option()

    @app.command(help=said(
        "Ce que des scénarios disent ensemble : fréquence des sites, ce qui décide.",
        "What scenarios say together: frequency of sites, what decides.",
    ))  # fmt: skip
    def aggregate(
        folder: Path = folder_,
        out: Path | None = out_,
        site: str | None = site_,
        data: Path | None = data_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.sweep import AggregateRequest
        from tisites.desk.sweep import aggregate as answer

        del lang
        return present(answer, AggregateRequest(folder, site, data, out))
