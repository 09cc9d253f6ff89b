"""What a run means: the claim, the sites, the régions, what binds, what rules decide, who is out.

The same sections tell a check, which chose nothing, and a model that cannot work as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number
from tisites.model.cannot_work import RULES_LEFT_OUT
from tisites.report.calendar_words import calendar_words
from tisites.report.document import Document, Section
from tisites.report.fair_words import fair_words, measure_words
from tisites.report.law_words import law_words
from tisites.report.left_out import exclusions_table, findings_table
from tisites.report.overseas import overseas_section
from tisites.report.phrases import SYNTHETIC, quoted, solver_words
from tisites.report.proof_words import certificate_words, headline
from tisites.report.robustness.robust_words import robust_words
from tisites.report.rules.table import rules_table
from tisites.report.rules.words import rules_words
from tisites.report.run_tables import binding_table, hectares_words, regions_table, sites_table
from tisites.run.prepare.scenario_words import ASIDE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tisites.report.document import Table, Words
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared, Survey

NAME, CHECK = "run", "check"


def run_document(outcome: Outcome, folder: Path | None = None, known: Words = "") -> Document:
    """Return what a run means.

    Parameters
    ----------
    outcome : Outcome
        The run.
    folder : Path, optional
        Where it lies or will lie; what to ask of it next is said with it.
    known : str or Text
        That the answer was found, not solved.
    """
    prepared, solution = outcome.prepared, outcome.solution
    protected = robust_words(outcome.robust).split("\n") if outcome.robust else []
    shared = measure_words(outcome.measures, prepared.model, solution.value)
    certificate = certificate_words(solution)
    words = (
        *protected,
        *fair_words(outcome.fair, prepared),
        *shared,
        *((certificate,) if certificate else ()),
    )
    return Document(
        NAME,
        headline(outcome),
        (
            *((Section(sentences=words),) if words else ()),
            _tables(sites_table(outcome)),
            _tables(regions_table(prepared, outcome), binding_table(outcome)),
            Section(sentences=calendar_words(outcome)),
            *_rules(outcome),
            *overseas_section(outcome.overseas, prepared.model),
            _tables(exclusions_table(prepared), findings_table(prepared.findings)),
            *((Section(sentences=(_next(folder),)),) if folder is not None else ()),
        ),
        (*((known,) if str(known) else ()), *_context(prepared, _selected_words(outcome))),
        _notices(prepared),
    )


def check_document(prepared: Prepared) -> Document:
    """Return what would be solved: counts, exclusions, findings, size of the program."""
    sites = number(prepared.model.choose)
    most = Text("au plus ", "at most ") if prepared.model.choose_at_most else Text("", "")
    ready = Text(
        f"Tout est prêt pour choisir {most.fr}{sites} sites ; rien n'a été résolu.",
        f"Everything is ready to choose {most.en}{sites} sites; nothing was solved.",
    )
    return Document(
        CHECK,
        ready,
        (Section(sentences=(program_words(prepared),)), _known_of(prepared)),
        _context(prepared),
        _notices(prepared),
    )


def survey_document(known: Survey) -> Document:
    """Return who competes and why the others do not, when the model cannot work with them.

    Its problems are told by whoever raises them.
    """
    stuck = Text(
        "Rien ne peut être choisi en l'état : les erreurs sont dites à la fin.",
        "Nothing can be chosen as it is: the errors are told at the end.",
    )
    return Document(CHECK, stuck, (_known_of(known),), _context(known), _notices(known))


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
        locked = Text(
            f"{fixed[0]} sites imposés, {fixed[1]} interdits",
            f"{fixed[0]} sites locked in, {fixed[1]} locked out",
        )
        parts.append(str(locked))
    return f"{Text('Programme : ', 'Program: ')}{', '.join(parts)}"


def _rules(outcome: Outcome) -> Iterable[Section]:
    """Say what each rule decides, where that was measured."""
    if outcome.rules is not None:
        model = outcome.prepared.model
        made = rules_table(outcome.rules, model, outcome.solution.value)
        yield _tables(made)
        yield Section(sentences=tuple(rules_words(outcome.rules, model)))


def _known_of(known: Prepared | Survey) -> Section:
    return _tables(regions_table(known), exclusions_table(known), findings_table(known.findings))


def _tables(*tables: Table | None) -> Section:
    return Section(tables=tuple(table for table in tables if table is not None))


def _notices(prepared: Prepared | Survey) -> tuple[Words, ...]:
    return (SYNTHETIC,) if prepared.synthetic else ()


def _context(prepared: Prepared | Survey, more: str = "") -> tuple[Words, ...]:
    """Say scenario, pack and counts."""
    title = prepared.model.titled
    manifest = prepared.territory.pack.manifest
    total, eligible = len(prepared.candidates.table), len(prepared.sites)
    counts = Text(
        f"{number(eligible)} éligibles sur {number(total)} candidats",
        f"{number(eligible)} eligible of {number(total)} candidates",
    )
    colon = Text(" : ", ": ")
    scenario = f"{Text('Scénario', 'Scenario')} {quoted(prepared.scenario)}{colon}{title}"
    pack = f"{Text('Paquet', 'Pack')} {quoted(manifest.name)} ({manifest.built})"
    return (
        scenario,
        *law_words(prepared.model),
        *(f.message for f in prepared.findings if f.code in (RULES_LEFT_OUT, ASIDE)),
        f"{pack}, {prepared.candidates.file}{colon}{counts}{more}",
    )


def _selected_words(outcome: Outcome) -> str:
    surface = outcome.selection()["hectares"].to_numpy(dtype=np.float64)
    unknown = int(np.isnan(surface).sum())
    hectares = hectares_words(float(np.nansum(surface)), unknown)
    return (
        f", {hectares} ha {Text('retenus', 'selected')} ({solver_words(outcome.solution.solver)})"
    )


def _next(folder: Path) -> Text:
    return Text(
        f"Pourquoi ce site, pourquoi pas un autre : tisites explain {folder} SITE ;"
        f" ce que vaut chacun : tisites importance {folder}",
        f"Why this site, why not another: tisites explain {folder} SITE;"
        f" what each is worth: tisites importance {folder}",
    )
