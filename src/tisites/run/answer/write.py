"""The tables of a run folder, byte for byte the same for the same answer."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from tisites.certificate.file import CERTIFICATE, write_certificate
from tisites.criteria.blanks import admitted
from tisites.messages.findings import Finding, findings_table
from tisites.messages.spreadsheet_text import for_programs
from tisites.messages.text import Text
from tisites.run.answer.calendar_tables import CONNECTION, STEPS, steps_table
from tisites.run.files.program_file import write_program
from tisites.run.files.territories import TERRITORIES, counted, territories_table
from tisites.run.read.stored import CANDIDATES, EVIDENCE, PROGRAM, VALUES

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.answer.outcome import Outcome

#: The words of every output made from synthetic data, whatever the language.
SYNTHETIC = "données de démonstration, synthétiques"
_SYNTHETIC_DATA = Finding(
    "run",
    "synthetic_data",
    "warning",
    Text(SYNTHETIC, f"{SYNTHETIC} (demonstration data, synthetic)"),
    Text("prendre un paquet de données réelles (--data)", "take a pack of real data (--data)"),
)


def write_tables(outcome: Outcome, folder: Path) -> None:
    """Write the tables, the program as it was solved, and ``solution.json`` last.

    ``selection.csv``, ``steps.csv`` (dated steps of chosen sites), ``connection.csv`` (lines to
    the grid), ``candidates.parquet``, ``values.parquet`` (value functions of the sites
    that competed), ``territories.parquet``, ``program.npz``, ``certificate.npz`` (what proves the
    answer without a solver) and ``findings.csv``.
    """
    selection, candidates = outcome.selection(), outcome.candidates()
    told = outcome.prepared.findings
    if outcome.prepared.synthetic:  # a table leaves its folder: it must say so by itself
        selection["notice"] = candidates["notice"] = SYNTHETIC
        told = (*told, _SYNTHETIC_DATA)
    for_programs(selection).to_csv(folder / "selection.csv", index=False, lineterminator="\n")
    write_calendar(outcome, folder)
    candidates.to_parquet(folder / CANDIDATES, index=False)
    write_evidence(outcome, folder)
    values = outcome.prepared.scores.at(outcome.prepared.sites.table.index).values
    values = values.set_axis([f"{name}_{end}" for name, end in values.columns], axis=1)
    values.rename_axis("site_id").reset_index().to_parquet(folder / VALUES, index=False)
    territories = counted(outcome.prepared.sites.bases, candidates)
    territories_table(territories).to_parquet(folder / TERRITORIES, index=False)
    program, solution = outcome.prepared.program, outcome.solution
    write_program(program, folder / PROGRAM)
    if solution.evidence is not None:
        continuous = solution.x[~program.integer]
        path = folder / CERTIFICATE
        write_certificate(solution.evidence, continuous, path, solution.supports)
    findings = findings_table(told)
    for_programs(findings).to_csv(folder / "findings.csv", index=False, lineterminator="\n")
    text = json.dumps(finite(outcome.report()), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "solution.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_evidence(outcome: Outcome, folder: Path) -> None:
    """Write what is said of the sites: of every candidate, and of the chosen ones for a reader."""
    said = outcome.prepared.candidates.evidence
    if said is None:
        return
    said.to_parquet(folder / EVIDENCE, index=False)
    chosen = said[said["site_id"].isin(set(outcome.ids))]
    if outcome.prepared.synthetic:
        chosen = chosen.assign(notice=SYNTHETIC)
    for_programs(chosen).to_csv(folder / "evidence.csv", index=False, lineterminator="\n")


def write_calendar(outcome: Outcome, folder: Path) -> None:
    """Write the dated steps of the chosen sites, and the lines that would join them to the grid."""
    prepared = outcome.prepared
    here = prepared.sites.table.loc[outcome.selection()["id"]]
    measured, assumptions = prepared.indicators.table.loc[here.index], prepared.model.assumptions
    tables = {
        STEPS: steps_table(here, measured, assumptions, admitted(prepared.model.eligibility)),
        CONNECTION: outcome.connection.copy(deep=False),
    }
    for name, table in tables.items():
        if prepared.synthetic:
            table["notice"] = SYNTHETIC
        for_programs(table).to_csv(folder / name, index=False, lineterminator="\n")


def finite(value: Any) -> Any:
    """Return a JSON-able copy: open limits and unknown figures become ``null``.

    Examples
    --------
    >>> finite({"upper": float("inf"), "rows": [1.0, float("nan")]})
    {'upper': None, 'rows': [1.0, None]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
