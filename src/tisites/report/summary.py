"""What the terminal says of a run, of a check, of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.calendar_words import calendar_words
from tisites.report.fair_words import fair_words, measure_words
from tisites.report.law_words import law_words
from tisites.report.left_out import exclusions_table, findings_summary
from tisites.report.pack_summary import print_pack
from tisites.report.phrases import SYNTHETIC, quoted
from tisites.report.proof_words import certificate_words, headline
from tisites.report.robustness.robust_words import robust_words
from tisites.report.rules.table import rules_table
from tisites.report.rules.words import rules_words
from tisites.report.tables import binding_table, hectares_words, regions_table, sites_table
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared, Survey

__all__ = ["print_check", "print_check_files", "print_pack", "print_summary", "print_survey"]

PHASES = {
    "load": Text("lecture", "load"),
    "evidence": Text("indices", "evidence"),
    "eligibility": Text("éligibilité", "eligibility"),
    "criteria": Text("critères", "criteria"),
    "score": Text("scores", "score"),
    "compile": Text("programme", "compile"),
    "solve": Text("résolution", "solve"),
    "rules": Text("effet des règles", "what rules do"),
    "write": Text("écriture", "write"),
}
FILES = {
    "selection.csv": Text("les sites retenus", "the selected sites"),
    "steps.csv": Text("leurs étapes datées", "their dated steps"),
    "connection.csv": Text("les lignes vers le réseau électrique", "lines to the power grid"),
    "selection_excel.csv": Text(
        "les sites retenus, pour Excel", "the selected sites, for a spreadsheet"
    ),
    "candidates_excel.csv": Text(
        "tous les candidats et leur motif, pour Excel", "all candidates and why, for a spreadsheet"
    ),
    "candidates.parquet": Text("tous les candidats, avec leur motif", "all candidates, and why"),
    "selection.gpkg": Text("les sites retenus, pour QGIS", "the selected sites, for QGIS"),
    "map.png": Text("la carte", "the map"),
    "evidence.csv": Text(
        "ce que chaque source dit des sites retenus", "what each source says of the chosen sites"
    ),
    "findings.csv": Text("les constats sur les données", "the findings on the data"),
    "rules_excel.csv": Text(
        "ce que chaque règle décide, pour Excel", "what each rule decides, for a spreadsheet"
    ),
    "solution.json": Text("preuve, contraintes, sources", "proof, constraints, sources"),
}


def print_summary(outcome: Outcome, out: Path | None, console: Console) -> None:
    """Print a run: the claim, the sites, the regions, what binds, what was left out, the files.

    Parameters
    ----------
    outcome : Outcome
        The run.
    out : Path, optional
        Where it was written; the list of files is left out without it.
    console : Console
        Where to print, in the current language.
    """
    prepared = outcome.prepared
    _banner(prepared, console)
    proven = outcome.solution.proof is Proof.OPTIMAL
    console.print(Line(str(headline(outcome)), style="bold green" if proven else "bold yellow"))
    _context(prepared, console, _selected_words(outcome))
    protected = robust_words(outcome.robust)
    if protected:
        console.print(Line(protected + "\n"))
    shared = measure_words(outcome.measures, prepared.model, outcome.solution.value)
    for sentence in [*fair_words(outcome.fair, prepared), *shared]:
        console.print(Line(sentence))
    certificate = certificate_words(outcome.solution)
    if certificate:
        console.print(Line(certificate + "\n"))
    _blocks(console, sites_table(outcome), regions_table(prepared, outcome), binding_table(outcome))
    for sentence in calendar_words(outcome):
        console.print(Line(sentence))
    console.print()
    if outcome.rules is not None:
        _blocks(console, rules_table(outcome.rules, prepared.model, outcome.solution.value))
        for sentence in rules_words(outcome.rules, prepared.model):
            console.print(Line(sentence))
        console.print()
    _blocks(console, exclusions_table(prepared), findings_summary(prepared.findings))
    _timings(prepared.stopwatch.seconds, console)
    if out is not None:
        _files(out, console)


def print_check(prepared: Prepared, console: Console) -> None:
    """Print what would be solved: counts, exclusions, findings, size of the program.

    Parameters
    ----------
    prepared : Prepared
        Everything but the solution.
    console : Console
        Where to print, in the current language.
    """
    _banner(prepared, console)
    sites = number(prepared.model.choose)
    ready = Text(
        f"Tout est prêt pour choisir {sites} sites ; rien n'a été résolu.",
        f"Everything is ready to choose {sites} sites; nothing was solved.",
    )
    console.print(Line(str(ready), style="bold"))
    _context(prepared, console, "")
    console.print(Line(program_words(prepared) + "\n"))
    _blocks(
        console,
        regions_table(prepared),
        exclusions_table(prepared),
        findings_summary(prepared.findings),
    )
    _timings(prepared.stopwatch.seconds, console)


def print_survey(known: Survey, console: Console) -> None:
    """Print who competes and why the others do not, when the model cannot work with them.

    Parameters
    ----------
    known : Survey
        What is known of the sites; its problems are printed by whoever raises them.
    console : Console
        Where to print, in the current language.
    """
    _banner(known, console)
    stuck = Text(
        "Rien ne peut être choisi en l'état : les erreurs sont dites à la fin.",
        "Nothing can be chosen as it is: the errors are told at the end.",
    )
    console.print(Line(str(stuck), style="bold yellow"))
    _context(known, console, "")
    tables = regions_table(known), exclusions_table(known), findings_summary(known.findings)
    _blocks(console, *tables)


def program_words(prepared: Prepared) -> str:
    """Say how large the program is."""
    program = prepared.program
    fixed = int(np.count_nonzero(program.lower > 0)), int(np.count_nonzero(program.upper < 1))
    parts = [
        f"{number(program.n_columns)} {Text('colonnes', 'columns')}",
        f"{number(program.n_rows)} {Text('lignes', 'rows')}",
        f"{number(program.matrix.nnz)} {Text('coefficients non nuls', 'nonzeros')}",
    ]
    if program.separations:
        kms = ", ".join(f"{number(rule.km)} km" for rule in program.separations)
        parts.append(f"{Text('espacement', 'spacing')} {kms}")
    if program.access is not None:
        demand = number(program.access.demand.size)
        parts.append(str(Text(f"desserte de {demand} communes", f"service of {demand} communes")))
    if any(fixed):
        parts.append(
            str(
                Text(
                    f"{fixed[0]} sites imposés, {fixed[1]} interdits",
                    f"{fixed[0]} sites locked in, {fixed[1]} locked out",
                )
            )
        )
    return f"{Text('Programme : ', 'Program: ')}{', '.join(parts)}"


def _banner(prepared: Prepared | Survey, console: Console) -> None:
    if prepared.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))


def _context(prepared: Prepared | Survey, console: Console, more: str) -> None:
    """Say scenario, pack and counts."""
    title = Text(prepared.model.title, prepared.model.title_en or prepared.model.title)
    manifest = prepared.territory.pack.manifest
    total, eligible = len(prepared.candidates.table), len(prepared.sites)
    counts = Text(
        f"{number(eligible)} éligibles sur {number(total)} candidats",
        f"{number(eligible)} eligible of {number(total)} candidates",
    )
    colon = Text(" : ", ": ")
    scenario = f"{Text('Scénario', 'Scenario')} {quoted(prepared.scenario)}{colon}{title}"
    pack = f"{Text('Paquet', 'Pack')} {quoted(manifest.name)} ({manifest.built})"
    console.print(Line(scenario))
    for sentence in law_words(prepared.model):
        console.print(Line(sentence))
    console.print(Line(f"{pack}, {prepared.candidates.file}{colon}{counts}{more}\n"))


def _selected_words(outcome: Outcome) -> str:
    surface = outcome.selection()["hectares"].to_numpy(dtype=np.float64)
    unknown = int(np.isnan(surface).sum())
    hectares = hectares_words(float(np.nansum(surface)), unknown)
    return f", {hectares} ha {Text('retenus', 'selected')} ({outcome.solution.solver})"


def _blocks(console: Console, *tables: Table | None) -> None:
    for table in tables:
        if table is not None:
            console.print(table)
            console.print()


def _timings(seconds: Mapping[str, float], console: Console) -> None:
    spent = {name: value for name, value in seconds.items() if name in PHASES}
    parts = [f"{PHASES[name]} {number(value, 1)} s" for name, value in spent.items()]
    total = number(sum(spent.values()), 1)
    console.print(Line(f"{Text('Durée : ', 'Time: ')}{total} s ({' · '.join(parts)})"))


def print_check_files(out: Path, console: Console) -> None:
    """Print which files a check wrote."""
    what = Text("les doublons probables, fiche à garder", "probable duplicates, which to keep")
    _files(out, console, {**FILES, "duplicates.csv": what})


def _files(out: Path, console: Console, names: Mapping[str, Text] = FILES) -> None:
    console.print(Line(f"{Text('Résultat dans ', 'Result in ')}{out}", style="bold"))
    for name, what in names.items():
        if (out / name).is_file():
            console.print(Line(f"  {name:<20} {what}"))
    if names is FILES:
        further = Text(
            f"Pourquoi ce site, pourquoi pas un autre : tisites explain {out} SITE ;"
            f" ce que vaut chacun : tisites importance {out}",
            f"Why this site, why not another: tisites explain {out} SITE;"
            f" what each is worth: tisites importance {out}",
        )
        console.print(Line(str(further)))
