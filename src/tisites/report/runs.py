"""What the terminal says of stored runs: the list, one of them, its seal, its overrides."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from tisites.messages.text import LANGUAGES, Text, number, short
from tisites.report.phrases import SYNTHETIC
from tisites.report.tables import add, make_table
from tisites.run.read.stored import version_of
from tisites.run.store.audit_log import tampering_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from tisites.run.files.seal import Broken
    from tisites.run.read.proof import CheckedProof
    from tisites.run.read.stored import StoredRun
    from tisites.run.store.audit import Tampering
    from tisites.run.store.garbage import Garbage

PROOFS = {
    "optimal": Text("optimum prouvé", "proven optimal"),
    "within_gap": Text("écart atteint", "within gap"),
    "feasible": Text("NON PROUVÉ", "NOT PROVEN"),
}
BROKEN = {
    "changed": Text("a changé depuis qu'il a été écrit", "has changed since it was written"),
    "missing": Text("manque", "is missing"),
    "link": Text("est un lien vers un autre fichier", "is a link to another file"),
    "unsealed": Text(
        "absent : ce résultat est d'avant les sceaux, rien ne peut être vérifié",
        "is not there: this run is older than seals, nothing can be verified",
    ),
    "misnamed": Text(
        "ne porte pas l'empreinte de ce qu'il contient", "does not bear the hash of its contents"
    ),
}
_GARBAGE = {
    "leftover": Text("reste d'une écriture interrompue", "leftover of an interrupted write"),
    "damaged": Text("abîmé ou illisible", "damaged or unreadable"),
    "old": Text("ancien, ni nommé ni corrigé à la main", "old, neither named nor overridden"),
}


def runs_table(runs: Sequence[StoredRun], names: Mapping[str, Sequence[str]]) -> Table:
    """Return the runs of a store, newest first.

    Parameters
    ----------
    runs : sequence of StoredRun
        What to list.
    names : mapping of str to sequence of str
        Pins of each full hash.
    """
    table = make_table(
        Text("Résultats rangés", "Stored runs"),
        (Text("Empreinte", "Hash"), "left"),
        (Text("Dossier, noms", "Folder, names"), "left"),
        (Text("Écrit le", "Written"), "left"),
        (Text("Scénario", "Scenario"), "left"),
        (Text("Preuve", "Proof"), "left"),
        (Text("Valeur", "Value"), "right"),
        (Text("Sites", "Sites"), "right"),
        (Text("Données", "Data"), "left"),
    )
    for run in runs:
        report = run.report
        own = "" if run.folder.name == run.hash[:16] else run.folder.name
        add(
            table,
            run.hash[:10],
            ", ".join([*([own] if own else []), *names.get(run.hash, ())]) or "–",
            when(run),
            str(report["scenario"]),
            str(PROOFS.get(str(report["proof"]), report["proof"])),
            number(float(report["objective"]), 1) if "objective" in report else "–",
            number(len(report["selected"])),
            data_words(report),
        )
    return table


def when(run: StoredRun) -> str:
    """Return when the files of a run were written here, to the minute."""
    moment = datetime.datetime.fromtimestamp(run.written, tz=datetime.UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def data_words(report: Mapping[str, Any]) -> str:
    """Name the data of a run, and say when they are synthetic."""
    inputs = report.get("inputs") or [{}]
    packs = {str(one.get("name", "")).partition("/")[0] for one in inputs[1:]}
    told = ", ".join(sorted(packs)) or "?"
    return f"{told} – {Text('SYNTHÉTIQUE', 'SYNTHETIC')}" if report["synthetic"] else told


def print_run(
    run: StoredRun, faults: Sequence[Broken], entries: Sequence[Mapping[str, Any]],
    names: Sequence[str], console: Console,
) -> None:  # fmt: skip
    """Print one run: what was asked, what was answered, whether its files are as written."""
    report = run.report
    if report["synthetic"]:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    model = report["model"]
    title = Text(str(model.get("title", "")), str(model.get("title_en") or model.get("title", "")))
    identity = report.get("identity", {})
    limit = identity.get("seconds")
    bound = report["bound"]
    rows = [
        (Text("Empreinte", "Hash"), run.hash),
        (Text("Dossier", "Folder"), str(run.folder)),
        (Text("Noms", "Names"), ", ".join(names) or "–"),
        (Text("Écrit le", "Written"), when(run)),
        (Text("Scénario", "Scenario"), f"{report['scenario']} – {title}"),
        (Text("Preuve", "Proof"), str(PROOFS.get(str(report["proof"]), report["proof"]))),
        (Text("Valeur", "Value"), number(float(report["objective"]), 3)),
        (Text("Borne", "Bound"), "∞" if bound is None else number(float(bound), 3)),
        (Text("Sites", "Sites"), number(len(report["selected"]))),
        (Text("Candidats", "Candidates"), number(report["n_candidates"])),
        (Text("Éligibles", "Eligible"), number(report["n_eligible"])),
        (Text("Données", "Data"), data_words(report)),
        (Text("Solveur", "Solver"), str(report["solver"])),
        (Text("Limite", "Limit"), "–" if limit is None else f"{short(limit)} s"),
        (Text("Version", "Version"), f"tisites {version_of(report)}"),
        (Text("Langue des fichiers", "Language of files"), report.get("language", LANGUAGES[0])),
        (Text("Sceau", "Seal"), "; ".join(broken_words(faults)) or str(Text("conforme", "holds"))),
        (Text("Corrections à la main", "Overrides by hand"), number(len(entries))),
    ]  # fmt: skip
    table = make_table(Text("Résultat", "Run"), (Text("", ""), "left"), (Text("", ""), "left"))
    table.show_header = False
    for head, told in rows:
        add(table, str(head), told)
    console.print(table)
    for entry in entries:
        print_override(entry, console)


def broken_words(faults: Sequence[Broken]) -> list[str]:
    """Say what of a run is not as it was written."""
    return [f"{fault.name} {BROKEN[fault.kind]}" for fault in faults]


def proof_words(folder: Path, found: CheckedProof) -> Text:
    """Say what the check of a proof came to."""
    if found.fault is not None:
        return Text(
            f"{folder} : PREUVE NON CONFIRMÉE : {found.fault.fr}",
            f"{folder}: PROOF NOT CONFIRMED: {found.fault.en}",
        )
    if not found.statements:
        return Text(
            f"{folder} : aucune preuve n'est revendiquée ({found.claim})",
            f"{folder}: no proof is claimed ({found.claim})",
        )
    value, bound = number(found.objective, 6), number(found.bound, 6)
    seconds = number(found.seconds, 1)
    return Text(
        f"{folder} : preuve confirmée sans solveur : valeur {value}, borne {bound}"
        f" ({found.leaves} feuilles, {found.statements} énoncés recalculés, {seconds} s)",
        f"{folder}: proof confirmed without a solver: value {value}, bound {bound}"
        f" ({found.leaves} leaves, {found.statements} statements recomputed, {seconds} s)",
    )


def print_evidence(entry: Mapping[str, Any], console: Console) -> None:
    """Print what a planner's own evidence brought to a run."""
    console.print(Line(f"\nn° {entry['n']} · {entry['file']}", style="bold"))
    for row in entry["statements"]:
        what = row["value"] if row["kind"] == "use" else f"{row['ha']:g} ha"
        console.print(Line(f"  {row['site_id']} : {what} ({row['source']}, {row['date']})"))
    console.print(Line(f"  sha256 {entry['file_sha256']}"))


def print_override(entry: Mapping[str, Any], console: Console) -> None:
    """Print one entry of an audit log."""
    added, removed = (", ".join(entry[key]) or "–" for key in ("added", "removed"))
    value = entry["evaluation"]
    loss = float(value["loss"])
    gap = number(abs(loss), 2)
    broken = len(value["violations"])
    console.print(Line(f"\nn° {entry['n']} · {entry['date']} · {entry['author']}", style="bold"))
    for text in (
        Text(f"  motif : {entry['reason']}", f"  reason: {entry['reason']}"),
        Text(f"  ajoutés : {added} ; retirés : {removed}", f"  added: {added}; removed: {removed}"),
        Text(
            f"  vaut {gap} points de {'moins' if loss >= 0 else 'plus'} que le résultat ;"
            f" règles violées : {broken}",
            f"  worth {gap} points {'less' if loss >= 0 else 'more'} than the run;"
            f" rules broken: {broken}",
        ),
        Text(f"  écrit {entry['written']}, sha256 {entry['sha256']}",
             f"  written {entry['written']}, sha256 {entry['sha256']}"),
    ):  # fmt: skip
        console.print(Line(str(text)))


def audit_words(found: Tampering | None, entries: int, head: str) -> Line:
    """Say whether a log is as it was written."""
    if found is not None:
        said = tampering_text(found)
        told = Text(f"JOURNAL ALTÉRÉ : {said.fr}", f"LOG TAMPERED WITH: {said.en}")
        return Line(str(told), style="bold red")
    told = Text(
        f"Journal intègre : {entries} corrections ; tête {head}",
        f"Log intact: {entries} overrides; head {head}",
    )
    return Line(str(told), style="bold green")


def garbage_table(found: Sequence[Garbage]) -> Table:
    """Return what may leave a store."""
    table = make_table(
        Text("Ce qui peut partir", "What may go"),
        (Text("Dossier", "Folder"), "left"),
        (Text("Pourquoi", "Why"), "left"),
        (Text("Mo", "MB"), "right"),
    )
    for one in found:
        add(table, one.folder.name, str(_GARBAGE[one.why]), number(one.size / 1e6, 1))
    return table
