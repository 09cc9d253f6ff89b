"""Stored runs: listed, shown, verified, named, carried, corrected by hand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import Answer, End, verb
from tisites.messages.text import Text, number
from tisites.report.document import Document, Section
from tisites.report.origin import deep_words, origin_words
from tisites.report.runs import (
    NAME,
    audit_document,
    broken_words,
    garbage_table,
    override_document,
    proof_words,
    run_facts,
    runs_table,
    verified_document,
)
from tisites.run.files.folder import SIGNATURE
from tisites.run.files.seal import broken
from tisites.run.read.stored import StoredRun, open_run
from tisites.run.selection.overrides import KIND, Override, overridden, overrides, selection_of
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.report.document import Words
    from tisites.run.store.archive import Imported
    from tisites.run.store.garbage import Garbage


@dataclass(frozen=True, slots=True)
class RunsRequest:
    """One run of a store, or all of them.

    Parameters
    ----------
    run : str, optional
        Folder, hash or its start, name, ``last``; every run where it is left out.
    store : Store
        Where runs lie.
    """

    run: str | None = None
    store: Store = field(default_factory=Store)


@verb
def list_runs(asked: RunsRequest, listener: Listener) -> Answer[tuple[StoredRun, ...]]:
    """List the runs of a store, newest first, and who signed them."""
    del listener
    store = asked.store
    runs = tuple(store.list())
    if not runs:
        title = Text(f"Aucun résultat dans {store.root}.", f"No run in {store.root}.")
        return Answer(runs, Document(NAME, title, ()))
    signed = tuple(
        f"{run.hash[:10]} : {' '.join(origin_words(run, store))}"
        for run in runs
        if (run.folder / SIGNATURE).exists()
    )
    section = Section(tables=(runs_table(runs, _names(store)),))
    title = Text("Résultats rangés", "Stored runs")
    return Answer(runs, Document(NAME, title, (section, *_lines(signed))))


@verb
def show_run(asked: RunsRequest, listener: Listener) -> Answer[StoredRun]:
    """Show one run: what was asked and answered, its seal, who made it, its overrides.

    Raises
    ------
    BadInputError
        If there is no such run.
    """
    del listener
    run, store = _run(asked.run or "last", asked.store), asked.store
    names = _names(store).get(run.hash, [])
    faults, entries = broken(run.folder), overrides(run, store)
    document = run_facts(run, faults, entries, names, origin_words(run, store))
    return Answer(run, document)


@dataclass(frozen=True, slots=True)
class VerifyRequest(RunsRequest):
    """What is verified of runs: their files; what they claim (``deep``); their proof.

    Parameters
    ----------
    deep : bool
        Whether objective, rows and tables are computed again.
    proof : bool
        Whether the proof is checked again from its certificate, without a solver.
    """

    deep: bool = False
    proof: bool = False


@verb
def verify(asked: VerifyRequest, listener: Listener) -> Answer[dict[str, list[str]]]:
    """Hash the files of one run, or of all, again; faulty if one is not as it was written.

    Raises
    ------
    BadInputError
        If there is no such run.
    """
    from tisites.run.read.proof import check_certificate
    from tisites.run.read.recompute import recomputed

    store = asked.store
    runs = store.list() if asked.run is None else [_run(asked.run, store)]
    faults: dict[str, list[str]] = {}
    proofs: list[Words] = []
    holds = True
    for run in runs:
        listener.phase(run.folder.name)
        lines = broken_words(broken(run.folder))
        if asked.deep and not lines:
            lines = [str(fault) for fault in recomputed(run)]
        faults[str(run.folder)] = lines
        if asked.proof:
            found = check_certificate(run.folder)
            holds = holds and found.holds
            proofs.append(proof_words(run.folder, found))
    known: list[str] = []
    if asked.run is not None and not any(faults.values()):
        known = [*origin_words(runs[0], store), *(deep_words(runs[0]) if asked.deep else ())]
    document = verified_document(faults, known, proofs, one=asked.run is not None)
    whole = holds and not any(faults.values())
    return Answer(faults, document, end=End.DONE if whole else End.FAULTY)


@dataclass(frozen=True, slots=True)
class PinRequest:
    """A name for a run; without a run, the name is taken back."""

    name: str
    run: str | None = None
    store: Store = field(default_factory=Store)


@verb
def pin(asked: PinRequest, listener: Listener) -> Answer[str]:
    """Give a name to a run, which is then kept, or take it back; the run stays.

    Raises
    ------
    BadInputError
        If there is no such run or name, or the name is taken.
    """
    from tisites.run.store import pins

    del listener
    name = asked.name
    if asked.run is None:
        pins.unpin(asked.store, name)
        return _told(name, Text(f"« {name} » ne désigne plus rien", f"'{name}' stands for nothing"))
    run = _run(asked.run, asked.store)
    pins.pin(asked.store, name, run.hash)
    short = run.hash[:16]
    return _told(run.hash, Text(f"« {name} » désigne {short}", f"'{name}' stands for {short}"))


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What may leave a store: older than so many days; deleted if ``apply``, else shown."""

    older_days: float = 30.0
    apply: bool = False
    store: Store = field(default_factory=Store)


@verb
def collect_garbage(asked: CollectRequest, listener: Listener) -> Answer[tuple[Garbage, ...]]:
    """Show the folders that no name, override or recent date keeps; delete them if asked."""
    from tisites.run.store.garbage import collect, garbage

    del listener
    found = tuple(garbage(asked.store, asked.older_days))
    if not found:
        return _told(found, Text("Rien à effacer.", "Nothing to delete."))
    size, count = number(sum(one.size for one in found) / 1e6, 1), len(found)
    title = Text(
        f"{count} dossiers, {size} Mo ; rien n'a été effacé (--apply le fait)",
        f"{count} folders, {size} MB; nothing was deleted (--apply does)",
    )
    if asked.apply:
        collect(list(found))
        title = Text(f"{count} dossiers effacés, {size} Mo", f"{count} deleted, {size} MB")
    return Answer(found, Document(NAME, title, (Section(tables=(garbage_table(found),)),)))


@dataclass(frozen=True, slots=True)
class OverrideRequest:
    """A selection changed by hand.

    Parameters
    ----------
    run : str
        The run whose selection is changed.
    change : Override
        Who enters and leaves, who decides, when and why.
    store : Store
        Whose audit log is written.
    """

    run: str
    change: Override
    store: Store = field(default_factory=Store)


@verb
def override(asked: OverrideRequest, listener: Listener) -> Answer[dict[str, Any]]:
    """Change a selection by hand, evaluate it under the same model, write it into the log.

    Raises
    ------
    BadInputError
        Unknown sites, no author or reason, a log that was tampered with.
    """
    from importlib.metadata import version

    from tisites.report.compare.violations import violation_words
    from tisites.run.answer.write import finite
    from tisites.run.store.audit_log import AuditLog
    from tisites.study.compare.evaluate import evaluate, violation_record

    del listener
    run, store, change = _run(asked.run, asked.store), asked.store, asked.change
    before = selection_of(run, change.base, store)
    ids = overridden(change, before, run.everyone)
    case, optimum = run.case, float(run.report["objective"])
    found = evaluate(case, ids)
    content = {
        "kind": KIND,
        "author": change.author,
        "date": change.date,
        "reason": change.reason,
        "base": change.base,
        "added": sorted(change.add),
        "removed": sorted(change.remove),
        "selected": ids,
        "evaluation": {
            "value": found.value,
            "optimum": optimum,
            "proof": run.report["proof"],
            "loss": optimum - found.value,
            "valued": found.valued,
            "violations": [violation_record(one) for one in found.violations],
        },
        "synthetic": bool(run.report["synthetic"]),
        "tisites": version("tisites"),
        "written": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
    }
    entry = AuditLog(store.root, run.hash).append(finite(content))
    broken_rules = [str(violation_words(one, case.model)) for one in found.violations]
    name = f"{run.folder.name}@{len(overrides(run, store))}"
    proven = run.report["proof"] == "optimal"
    return Answer(entry, override_document(entry, broken_rules, run.folder.name, name, proven))


@dataclass(frozen=True, slots=True)
class AuditRequest(RunsRequest):
    """An audit log, and the head that the minutes noted, which it must contain."""

    head: str | None = None


@verb
def audit(asked: AuditRequest, listener: Listener) -> Answer[list[dict[str, Any]]]:
    """Verify the audit log of a run; faulty, with the first altered line, if it was tampered with.

    Raises
    ------
    BadInputError
        If there is no such run.
    """
    from tisites.messages.errors import Problem, Where
    from tisites.run.store.audit import head_of
    from tisites.run.store.audit_log import AuditLog

    del listener
    run = _run(asked.run or "last", asked.store)
    log = AuditLog(asked.store.root, run.hash)
    found, lines = log.tampering(), log.lines()
    if found is not None:
        return Answer([], audit_document(found, [], ""), end=End.FAULTY)
    entries = list(log.entries())
    document = audit_document(None, entries, head_of(run.hash, lines).sha256)
    head = asked.head
    if head is None or any(str(e["sha256"]).startswith(head.lower()) for e in entries):
        return Answer(entries, document)
    what = Text(
        "cette tête n'est pas dans le journal : il a été remplacé ou raccourci",
        "this head is not in the log: it was replaced or cut",
    )
    remedy = Text("retrouver le journal dans une sauvegarde", "find the log in a backup")
    problem = Problem(what, remedy, Where("--head", value=head))
    return Answer(entries, document, end=End.BAD_INPUT, problems=(problem,))


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A run as one file, signed where a key is given."""

    run: str
    file: Path
    key: Path | None = None
    author: str = ""
    store: Store = field(default_factory=Store)


@verb
def export(asked: ExportRequest, listener: Listener) -> Answer[Path]:
    """Write a run as one file.

    Raises
    ------
    BadInputError
        No such run, an unreadable key, a file that may not be written.
    """
    from tisites.run.store.export import Signer, export_run

    del listener
    file, signer = asked.file, None if asked.key is None else Signer(asked.key, asked.author)
    export_run(_run(asked.run, asked.store), file, asked.store, signer)
    size = number(file.stat().st_size / 1e6, 1)
    return _told(file, Text(f"Exporté dans {file} ({size} Mo)", f"Exported to {file} ({size} MB)"))


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """An exported run, and the fingerprint of the key that must have signed it."""

    file: Path
    signed_by: str | None = None
    store: Store = field(default_factory=Store)


@verb
def import_(asked: ImportRequest, listener: Listener) -> Answer[Imported]:
    """Put an exported run into the store; say what was checked of it and what was not.

    Raises
    ------
    BadInputError
        A file that is no export, or not what it claims; nothing is then in the store.
    """
    from tisites.run.store.archive import import_run

    del listener
    taken = import_run(asked.file, asked.store, asked.signed_by)
    folder = taken.run.folder
    title = Text(f"Rangé dans {folder}, tel qu'exporté", f"Put in {folder}, as exported")
    if taken.already:
        title = Text(
            f"Déjà rangé dans {folder} : rien n'y a été touché",
            f"Already in {folder}: nothing of it was touched",
        )
    return _told(taken, title, [*origin_words(taken.run, asked.store), *deep_words(taken.run)])


@verb
def keygen(asked: Path, listener: Listener) -> Answer[str]:
    """Make a private key in a file that does not exist, and tell its fingerprint.

    Raises
    ------
    BadInputError
        If the file exists or cannot be written.
    """
    from tisites.run.files.signature import make_key

    del listener
    print_of = make_key(asked)
    told = Text(f"Empreinte à faire connaître : {print_of}", f"Fingerprint to tell: {print_of}")
    title = Text(f"Clé privée dans {asked}, à garder pour soi", f"Private key in {asked}, keep it")
    return _told(print_of, title, [str(told)])


def _told[T](value: T, title: Text, lines: Sequence[str] = ()) -> Answer[T]:
    return Answer(value, Document(NAME, title, _lines(lines)))


def _lines(lines: Sequence[str]) -> tuple[Section, ...]:
    return (Section(sentences=tuple(lines)),) if lines else ()


def _run(reference: str, store: Store) -> StoredRun:
    return open_run(resolve_run(reference, store))


def _names(store: Store) -> dict[str, list[str]]:
    from tisites.run.store.pins import pins

    found: dict[str, list[str]] = {}
    for name, run in pins(store).items():
        found.setdefault(run, []).append(name)
    return found
