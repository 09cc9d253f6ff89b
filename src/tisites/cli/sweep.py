"""``tisites sweep`` and ``tisites aggregate``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from tisites.study.sweep.plan import Ask, Plan
    from tisites.territory.territory import Territory


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
    jobs_ = option(None, "--jobs", "Processus (sinon : un par cœur)", "Processes (one a core)", 1)
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
    from tisites.run.files.folder import ready
    from tisites.study.sweep.ledger import MARK, WRITTEN, Ledger
    from tisites.study.sweep.plan import plan
    from tisites.study.sweep.sweep import sweep
    from tisites.study.sweep.tables import open_sweep, write_tables

    if full:
        from tisites.report.write import write_outputs

        ask = replace(ask, store=Path("runs").absolute(), write=write_outputs)
    if out is not None and not Ledger(out).barely_begun():
        ready(out, MARK, WRITTEN)
    planned = plan(scenarios, model, ask)
    folder = out or _folder(planned)
    console = make_console()
    print_plan(planned, folder, console)
    with Ledger(folder).held():
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
        del lang
        return aggregate_verb(folder, out, site, data)


def aggregate_verb(folder: Path, out: Path | None, site: str | None, data: Path | None) -> int:
    """Aggregate a sweep and write it, or say what decides one site."""
    from tisites.cli.console import make_console
    from tisites.report.aggregate.document import FILES, NAME, aggregate_document
    from tisites.report.aggregate.words import rule_sentences
    from tisites.report.media.files import may_write, write_document
    from tisites.report.media.terminal import print_document
    from tisites.study.aggregate.aggregate import aggregate, features, membership
    from tisites.study.aggregate.rules import rules_of
    from tisites.study.sweep.tables import open_sweep

    out = out or folder / "aggregate"
    if site is None:
        may_write(out, NAME, FILES)
    swept = open_sweep(folder)
    found = aggregate(swept)
    held = membership(swept)
    varied = features(swept, held.index)
    console = make_console()
    if site is not None:
        _known_site(site, list(held.columns))
        for sentence in rule_sentences(swept, rules_of(varied, held, [site])[0]):
            console.print(sentence, markup=False)
        return 0
    some = found.frequency.index[found.frequency["count"] < found.points]
    rules = rules_of(varied, held, list(some))
    territory = _territory(data, swept.asked["pack"])
    document, draw = aggregate_document(found, rules, territory)
    write_document(document, out, draw)
    print_document(document, console, out)
    return 0


def _known_site(site: str, known: list[str]) -> None:
    import difflib

    from tisites.messages.errors import Where, bad_input
    from tisites.messages.text import Text

    if site in known:
        return
    close = difflib.get_close_matches(site, known, 1, 0.6)
    what = Text("aucun scénario ne retient ce site", "no scenario selects this site")
    remedy = (
        Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
        if close
        else Text("voir frequency.csv", "see frequency.csv")
    )
    raise bad_input(what, remedy, Where("--site", value=site))


def _territory(data: Path | None, pack: str | None) -> Territory | None:
    """Return the outlines' pack; ``None`` when the sweep's own is not on this machine."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    if data is None and pack is not None and not (Path(pack) / "manifest.json").is_file():
        return None
    folder = data or (Path(pack) if pack else None)
    return load_territory(open_pack(folder) if folder else open_demo())
