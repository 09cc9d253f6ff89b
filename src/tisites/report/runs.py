"""What stored runs mean: the list, one of them, its seal, its overrides, their log."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from tisites.messages.text import LANGUAGES, Text, number, short
from tisites.report.document import Column, Document, Fact, Section, Table
from tisites.report.explain.evidence import value_words
from tisites.report.phrases import SYNTHETIC, plural, solver_words
from tisites.run.read.stored import version_of
from tisites.run.selection.overrides import KIND
from tisites.run.store.audit_log import tampering_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tisites.report.document import Words
    from tisites.run.files.seal import Broken
    from tisites.run.read.proof import CheckedProof
    from tisites.run.read.stored import StoredRun
    from tisites.run.store.audit import Tampering
    from tisites.run.store.garbage import Garbage

NAME = "runs"
#: The one word for a proof that nobody can replay.
WITHOUT_CERTIFICATE = Text(
    "prouvé par le solveur, sans certificat", "proven by the solver, without a certificate"
)
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


_RUNS = (
    Column("run", Text("Empreinte", "Hash"), whole=True),
    Column("names", Text("Dossier, noms", "Folder, names")),
    Column("written", Text("Écrit le", "Written")),
    Column("scenario", Text("Scénario", "Scenario")),
    Column("proof", Text("Preuve", "Proof")),
    Column("value", Text("Valeur", "Value"), "", 1, "right"),
    Column("sites", Text("Sites", "Sites"), "", 0, "right"),
    Column("data", Text("Données", "Data")),
)
_FOLDERS = (
    Column("folder", Text("Dossier", "Folder")),
    Column("why", Text("Pourquoi", "Why")),
    Column("mb", Text("Mo", "MB"), "", 1, "right"),
)


def runs_table(runs: Sequence[StoredRun], names: Mapping[str, Sequence[str]]) -> Table:
    """Return the runs of a store, newest first.

    Parameters
    ----------
    runs : sequence of StoredRun
        What to list.
    names : mapping of str to sequence of str
        Pins of each full hash.
    """
    return Table("runs", "", _RUNS, tuple(_row(run, names) for run in runs))


def _row(run: StoredRun, names: Mapping[str, Sequence[str]]) -> tuple[object, ...]:
    report = run.report
    own = "" if run.folder.name == run.hash[:16] else run.folder.name
    return (
        run.hash[:10],
        ", ".join([*([own] if own else []), *names.get(run.hash, ())]) or None,
        when(run),
        str(report["scenario"]),
        proof_name(report),
        float(report["objective"]) if "objective" in report else None,
        len(report["selected"]),
        data_words(report),
    )


def proof_name(report: Mapping[str, Any]) -> Text | str:
    """Say how far a stored run is proven, in a few words."""
    claim = str(report["proof"])
    if claim in ("optimal", "within_gap") and not report.get("certified", False):
        return WITHOUT_CERTIFICATE
    return PROOFS.get(claim, claim)


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


def run_facts(
    run: StoredRun, faults: Sequence[Broken], entries: Sequence[Mapping[str, Any]],
    names: Sequence[str], origin: Sequence[str],
) -> Document:  # fmt: skip
    """Return one run: what was asked, what was answered, whether its files are as written."""
    report = run.report
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
        (Text("Solveur", "Solver"), str(solver_words(str(report["solver"])))),
        (Text("Limite", "Limit"), "–" if limit is None else f"{short(limit)} s"),
        (Text("Version", "Version"), f"tisites {version_of(report)}"),
        (Text("Langue des fichiers", "Language of files"), report.get("language", LANGUAGES[0])),
        (Text("Sceau", "Seal"), "; ".join(broken_words(faults)) or str(Text("conforme", "holds"))),
        (Text("Corrections à la main", "Overrides by hand"), number(len(entries))),
    ]  # fmt: skip
    return Document(
        NAME,
        Text("Résultat", "Run"),
        (
            Section(facts=tuple(Fact(head, told) for head, told in rows)),
            *(override_section(entry) for entry in entries),
            Section(sentences=tuple(origin)),
        ),
        notices=(SYNTHETIC,) if report["synthetic"] else (),
    )


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
    if found.uncertified:
        said = WITHOUT_CERTIFICATE
        return Text(f"{folder} : {said.fr}", f"{folder}: {said.en}")
    if not found.statements:
        return Text(
            f"{folder} : aucune preuve n'est revendiquée ({found.claim})",
            f"{folder}: no proof is claimed ({found.claim})",
        )
    value, bound = number(found.objective, 6), number(found.bound, 6)
    seconds = number(found.seconds, 1)
    return Text(
        f"{folder} : preuve confirmée sans solveur : valeur {value}, borne {bound}"
        f" ({found.leaves} feuille{plural(found.leaves)}, {found.statements}"
        f" énoncé{plural(found.statements)} recalculé{plural(found.statements)}, {seconds} s)",
        f"{folder}: proof confirmed without a solver: value {value}, bound {bound}"
        f" ({found.leaves} {'leaves' if found.leaves > 1 else 'leaf'}, {found.statements}"
        f" statement{plural(found.statements)} recomputed, {seconds} s)",
    )


def verified_document(
    faults: Mapping[str, Sequence[str]], known: Sequence[str], proofs: Sequence[Words], *, one: bool
) -> Document:
    """Return what a verification found.

    Parameters
    ----------
    faults : mapping
        What is not as it was written, by folder.
    known : sequence of str
        Who made the run and what was computed again, where one run holds.
    proofs : sequence of str or Text
        What checking the proofs came to.
    one : bool
        Whether one run was asked for.
    """
    altered = [folder for folder, lines in faults.items() if lines]
    fine = len(faults) - len(altered)
    title: Words = Text(
        f"{fine} résultats conformes, {len(altered)} altérés",
        f"{fine} runs as written, {len(altered)} altered",
    )
    if one and not altered:
        title = Text(f"{next(iter(faults))} : conforme", f"{next(iter(faults))}: as written")
    sections = [
        Section(Text(f"{folder} : ALTÉRÉ", f"{folder}: ALTERED"), items=tuple(faults[folder]))
        for folder in altered
    ]
    more = Section(sentences=(*known, *proofs))
    return Document(NAME, title, (*sections, more) if more.sentences else tuple(sections))


def evidence_section(entry: Mapping[str, Any]) -> Section:
    """Say what a planner's own evidence brought to a run."""
    said = []
    for row in entry["statements"]:
        kind = str(row["kind"])
        area = kind == "area"
        what = f"{number(row['ha'], 2)} ha" if area else value_words(kind, str(row["value"]))
        said.append(f"{row['site_id']} : {what} ({row['source']}, {row['date']})")
    sha256 = f"sha256 {entry['file_sha256']}"
    return Section(f"n° {entry['n']} · {entry['file']}", sentences=(*said, sha256))


def override_section(entry: Mapping[str, Any], broken_rules: Sequence[str] = ()) -> Section:
    """Say one entry of an audit log, and the rules that it breaks."""
    added, removed = (", ".join(entry[key]) or "–" for key in ("added", "removed"))
    value = entry["evaluation"]
    loss = float(value["loss"])
    gap = number(abs(loss), 2)
    broken = len(value["violations"])
    said = (
        Text(f"motif : {entry['reason']}", f"reason: {entry['reason']}"),
        Text(f"ajoutés : {added} ; retirés : {removed}", f"added: {added}; removed: {removed}"),
        Text(
            f"vaut {gap} points de {'moins' if loss >= 0 else 'plus'} que le résultat ;"
            f" règles violées : {broken}",
            f"worth {gap} points {'less' if loss >= 0 else 'more'} than the run;"
            f" rules broken: {broken}",
        ),
        Text(f"écrit {entry['written']}, sha256 {entry['sha256']}",
             f"written {entry['written']}, sha256 {entry['sha256']}"),
    )  # fmt: skip
    title = f"n° {entry['n']} · {entry['date']} · {entry['author']}"
    return Section(title, sentences=said, items=tuple(broken_rules))


def override_document(
    entry: Mapping[str, Any], broken_rules: Sequence[str], run: str, name: str, proven: bool
) -> Document:
    """Return what a change by hand came to.

    Parameters
    ----------
    entry : mapping
        As the audit log holds it.
    broken_rules : sequence of str
        Rules of the model that it breaks.
    run, name : str
        The run, and how the changed selection is called.
    proven : bool
        Whether the run's own selection is proven optimal.
    """
    unproven = Text("l'optimum n'est PAS PROUVÉ", "the optimum is NOT PROVEN")
    title = Text("Inscrit au journal d'audit", "Written into the audit log")
    then = Text(
        f"à comparer : tisites compare {run} {name}", f"to compare: tisites compare {run} {name}"
    )
    closing = Section(sentences=(then,) if proven else (unproven, then))
    return Document(NAME, title, (override_section(entry, broken_rules), closing))


def audit_document(
    found: Tampering | None, entries: Sequence[Mapping[str, Any]], head: str
) -> Document:
    """Say whether a log is as it was written, and what it holds."""
    if found is not None:
        said = tampering_text(found)
        title = Text(f"JOURNAL ALTÉRÉ : {said.fr}", f"LOG TAMPERED WITH: {said.en}")
        return Document(NAME, title, ())
    title = Text(
        f"Journal intègre : {len(entries)} corrections ; tête {head}",
        f"Log intact: {len(entries)} overrides; head {head}",
    )
    sections = tuple(
        override_section(entry) if entry.get("kind") == KIND else evidence_section(entry)
        for entry in entries
    )
    return Document(NAME, title, sections)


def garbage_table(found: Sequence[Garbage]) -> Table:
    """Return what may leave a store."""
    rows = tuple((one.folder.name, _GARBAGE[one.why], one.size / 1e6) for one in found)
    return Table("garbage", Text("Ce qui peut partir", "What may go"), _FOLDERS, rows)
