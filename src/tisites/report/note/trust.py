"""How far a selection can be relied on: robustness, alternatives, what was not checked."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.indicators import specs
from tisites.messages.stop import Stop, stopped_by
from tisites.messages.text import Text, number
from tisites.report.alternatives import AlternativesReport, alternatives_document
from tisites.report.document import Column, Section, Table
from tisites.report.media.record import document_again
from tisites.report.note.basis import named
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.report.document import Document, Words
    from tisites.report.note.basis import Basis

#: Alternatives that the note looks for by itself, sites by which they differ, seconds at most.
COUNT, DIFFER, WITHIN_PCT, SECONDS = 5, 5, 1.0, 60.0
#: Tables of robustness that stay with the study: draws, and files for programs.
_APART = ("samples",)
#: Rows of the tables that studies bring.
_ROWS = 25
_CONDITIONS = (
    Column("number", Text("N°", "No."), "", 0, "right"),
    Column("site", Text("Site", "Site")),
    Column("condition", Text("À déclarer ou à vérifier", "To declare or to verify")),
)
_UNKNOWN = (
    Column("indicator", Text("Donnée", "Datum")),
    Column("chosen", Text("Inconnue pour (retenus)", "Unknown for (selected)"), "", 0, "right"),
    Column("all", Text("Inconnue pour (éligibles)", "Unknown for (eligible)"), "", 0, "right"),
    Column("weight", Text("Poids", "Weight"), "%", 1, "right"),
)


def robustness_section(basis: Basis) -> Section:
    """Return what a stored study of robustness says; else that there is none, and the command."""
    title = Text("Robustesse", "Robustness")
    told = basis.subject.studies.get("robustness")
    if told is None:
        name = basis.subject.folder or basis.subject.name
        none = Text(
            "Non étudiée : ce que deviendrait le choix si les poids, les règles, le droit ou les"
            f" données changeaient n'a pas été calculé. À faire : tisites robustness {name}, puis"
            " ce rapport de nouveau.",
            "Not studied: what the choice would become if weights, rules, law or data changed was"
            f" not computed. To do: tisites robustness {name}, then this report again.",
        )
        return Section(title, (none,))
    study = document_again(told)
    shown = [t for one in study.sections for t in one.tables if t.name not in _APART]
    titles = {t.name: one.title for one in study.sections for t in one.tables}
    tables = tuple(
        replace(_cut(t), title=t.title if str(t.title) else titles[t.name])
        for t in shown
        if t.page()[1]
    )
    return Section(title, study.lead, tables=tables)


def _cut(table: Table) -> Table:
    return replace(table, shown=_ROWS if table.shown is None else min(table.shown, _ROWS))


def alternatives_section(basis: Basis) -> Section:
    """Return selections nearly as good: those of a stored study, else a few found here."""
    told = basis.subject.studies.get("alternatives")
    study = document_again(told) if told is not None else _found(basis)
    sections = study.sections
    tables = tuple(_cut(t) for t in study.tables if t.name in ("alternatives", "sites"))
    # the note's own sites are another table
    tables = tuple(replace(t, name="debated") if t.name == "sites" else t for t in tables)
    return Section(
        Text("Alternatives", "Alternatives"),
        (*study.lead, *(words for one in sections for words in one.sentences)),
        tuple(fact for one in sections for fact in one.facts),
        tables=tables,
    )


def _found(basis: Basis) -> Document:
    """Look for a few alternatives; after a minute, tell what was found by then."""
    from tisites.study.alternatives.alternatives import alternatives, to_proof
    from tisites.study.alternatives.pairs import interchangeable
    from tisites.study.robustness.protected_case import protected_solver

    base, stop = basis.answered, Stop()
    clock = threading.Timer(SECONDS, stop.pull)
    clock.daemon = True
    clock.start()
    try:
        with stopped_by(stop):
            listed = alternatives(
                base.case.program,
                base.selected,
                count=COUNT,
                differ=min(DIFFER, int(base.selected.size)),
                within_pct=WITHIN_PCT,
                solver=protected_solver(base.case) or to_proof,
            )
    finally:
        clock.cancel()
    most = WITHIN_PCT / 100.0 * abs(listed.best.value) / max(1, listed.best.selected.size)
    pairs = interchangeable(base.case.program, listed.best.selected, most)
    return alternatives_document(AlternativesReport(base.case, listed, pairs, most))


def unchecked_section(basis: Basis) -> Section:
    """Say what nobody verified: conditions of chosen sites, data that are unknown, the law."""
    return Section(
        Text("Ce qui n'a pas été vérifié", "What was not checked"),
        tuple(_warnings(basis)),
        tables=(*_conditions(basis), *_unknown(basis)),
    )


def _warnings(basis: Basis) -> Iterator[Words]:
    chosen = basis.chosen
    conditional = int((chosen["condition"].fillna("") != "").sum()) if "condition" in chosen else 0
    count = len(chosen)
    yield Text(
        f"Aucun site n'a été visité : tout vient de données publiques ou déclarées."
        f" {number(conditional)} site{plural(conditional)} sur {count} concour"
        f"{'ent' if conditional > 1 else 't'} sous condition de ce qui reste à déclarer.",
        f"No site was visited: everything comes from public or declared data."
        f" {number(conditional)} of {count} compete on condition of what is still to declare.",
    )
    reliability = chosen["reliability"].to_numpy(dtype=np.float64)
    known = 100.0 * float(np.nanmean(reliability)) if reliability.size else 0.0
    yield Text(
        f"En moyenne, {number(known)} % du poids des critères repose sur une donnée connue.",
        f"On average, {number(known)}% of the weight of criteria rests on a known datum.",
    )
    uses = Counter(chosen["planned_use_confidence"].fillna("")) if "planned_use" in chosen else {}
    unsure = sum(n for word, n in dict(uses).items() if word not in ("planner", "certain"))
    if unsure:
        yield Text(
            f"L'usage futur de {number(unsure)} site{plural(unsure)} n'est pas attesté : la commune"
            " ou le propriétaire doivent le dire.",
            f"The future use of {number(unsure)} of them is not attested: the commune or the owner"
            " must tell it.",
        )


def _conditions(basis: Basis) -> Iterator[Table]:
    chosen = basis.chosen
    if "condition" not in chosen:
        return
    rows = tuple(
        (int(row["number"]), named(row["name"], site), str(row["condition"]))
        for site, row in chosen.iterrows()
        if isinstance(row["condition"], str) and row["condition"]
    )
    if rows:
        title = Text("Sites retenus sous condition", "Sites selected on condition")
        yield Table("conditions", title, _CONDITIONS, rows)


def _unknown(basis: Basis) -> Iterator[Table]:
    """Return the data behind the criteria that are unknown for some chosen site."""
    score, known = basis.model.score, specs()
    whole = sum(criterion.weight for criterion in score.values()) or 1.0
    rows = []
    for criterion in score.values():
        name = criterion.indicator
        if name not in basis.chosen or not criterion.weight:
            continue
        mine = int(basis.chosen[name].isna().sum())
        if mine:
            label = known[name].label if name in known else Text(name, name)
            rows.append((
                label, mine, int(basis.case.sites[name].isna().sum()),
                100.0 * criterion.weight / whole,
            ))  # fmt: skip
    if rows:
        rows.sort(key=lambda row: (-row[1], str(row[0])))
        title = Text("Données inconnues de sites retenus", "Data unknown for selected sites")
        note = Text(
            "Une donnée inconnue compte au plus mal de ce qu'elle peut être.",
            "An unknown datum counts as the worst it may be.",
        )
        yield Table("unknown", title, _UNKNOWN, tuple(rows), note=note)
