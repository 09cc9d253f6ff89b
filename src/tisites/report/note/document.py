"""The selection note: what a run means, on paper, for who decides."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.report.deliver import Binder
from tisites.report.document import Document
from tisites.report.note.annex import annex
from tisites.report.note.answer import MAP, answer_section, sites_section, three_sentences
from tisites.report.note.basis import Basis
from tisites.report.note.limits import budgets_section, rules_section
from tisites.report.note.method import method_section, proof_section, sources_section
from tisites.report.note.reserve import reserve_section
from tisites.report.note.territories import equity_section, territories_section
from tisites.report.note.trust import (
    alternatives_section,
    robustness_section,
    unchecked_section,
)
from tisites.report.phrases import SYNTHETIC
from tisites.run.prepare.scenario_words import programme_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.report.deliver import Subject
    from tisites.report.document import Words

NAME = "note"


def bound_note(subject: Subject) -> Binder:
    """Return the note of a run with what draws its pictures."""
    if subject.answered is None:
        raise ValueError("a note is of a run")
    basis = Basis(subject, subject.answered)
    equity, curve = equity_section(basis)
    model = basis.model
    title = Text(
        f"Note de sélection – {model.title}",
        f"Selection note – {model.title_en or model.title}",
    )
    document = Document(
        NAME,
        title,
        (
            answer_section(basis),
            sites_section(basis),
            territories_section(basis),
            *equity,
            budgets_section(basis),
            rules_section(basis),
            robustness_section(basis),
            alternatives_section(basis),
            *reserve_section(basis),
            unchecked_section(basis),
            method_section(basis),
            sources_section(basis),
            proof_section(basis),
        ),
        three_sentences(basis),
        _notices(basis),
        {"run": basis.report.get("run", ""), "scenario": basis.case.name},
        (annex(basis),),
        dated=_dated(basis),
    )
    return Binder(NAME, (document,), partial(_draw, subject, document, curve))


def _notices(basis: Basis) -> tuple[Words, ...]:
    """Say that data are synthetic, and which tables of the scenario chose nothing."""
    aside = (finding.message for finding in programme_keys(basis.model))
    return (*((SYNTHETIC,) if basis.case.synthetic else ()), *aside)


def _dated(basis: Basis) -> Text:
    """Say what the data date from: the newest source that tells."""
    vintages = sorted({str(e["vintage"]) for e in basis.report["inputs"] if e.get("vintage")})
    years = [v for v in vintages if v[:4].isdigit()]
    if not years:
        return Text("données non datées", "data without a date")
    return Text(
        f"données de {years[0][:4]} à {_last(years)}", f"data of {years[0][:4]} to {_last(years)}"
    )


def _last(vintages: list[str]) -> str:
    """Return the last year that any source names.

    Examples
    --------
    >>> _last(["2019", "2023-2026", "2024-02"])
    '2026'
    """
    import re

    return max(year for told in vintages for year in re.findall(r"\b(?:19|20)\d\d\b", told))


def _draw(
    subject: Subject, document: Document, curve: Callable[[Path], None] | None, folder: Path
) -> None:
    if subject.folder is not None and any(f.file == MAP for f in document.figures):
        shutil.copyfile(subject.folder / MAP, folder / MAP)
    if curve is not None:
        curve(folder)
