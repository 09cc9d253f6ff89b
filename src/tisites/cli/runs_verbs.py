"""What ``tisites runs`` does: call the store, print."""

from __future__ import annotations

import datetime
from importlib.metadata import version

from rich.text import Text as Line

from tisites.cli.console import make_console
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, number
from tisites.report.origin import deep_words, origin_words
from tisites.report.runs import (
    audit_words,
    broken_words,
    garbage_table,
    print_evidence,
    print_override,
    print_run,
    proof_words,
    runs_table,
)
from tisites.run.files.folder import SIGNATURE
from tisites.run.files.seal import broken
from tisites.run.read.recompute import recomputed
from tisites.run.read.stored import StoredRun, open_run
from tisites.run.selection.overrides import KIND, Override, overridden, overrides, selection_of
from tisites.run.store.audit import head_of
from tisites.run.store.audit_log import AuditLog
from tisites.run.store.pins import pin, pins, unpin
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import Store

EXIT_ALTERED = 1


def list_verb() -> int:
    """List the runs of the store."""
    store, console = Store(), make_console()
    runs = store.list()
    if not runs:
        _say(Text(f"Aucun résultat dans {store.root}.", f"No run in {store.root}."))
        return 0
    console.print(runs_table(runs, _names(store)))
    for run in runs:
        if (run.folder / SIGNATURE).exists():
            console.print(Line(f"{run.hash[:10]} : {' '.join(origin_words(run, store))}"))
    return 0


def show_verb(reference: str) -> int:
    """Show one run, its seal and its overrides."""
    run, store = _run(reference), Store()
    names = _names(store).get(run.hash, [])
    print_run(run, broken(run.folder), overrides(run, store), names, make_console())
    for line in origin_words(run, store):
        make_console().print(Line(line))
    return 0


def verify_verb(reference: str | None, *, deep: bool = False) -> int:
    """Hash the files of one run, or of all, again; 1 if one is not as it was written.

    With ``deep``, what each claims is computed again too.
    """
    store = Store()
    runs = store.list() if reference is None else [_run(reference)]
    altered = 0
    for run in runs:
        lines = broken_words(broken(run.folder))
        if deep and not lines:
            lines = [str(fault) for fault in recomputed(run)]
        altered += bool(lines)
        if lines:
            told = Text(f"{run.folder} : ALTÉRÉ", f"{run.folder}: ALTERED")
            make_console().print(Line(str(told), style="bold red"))
            for line in lines:
                make_console().print(Line(f"  – {line}"))
        elif reference is not None:
            _say(Text(f"{run.folder} : conforme", f"{run.folder}: as written"))
            for line in [*origin_words(run, store), *(deep_words(run) if deep else ())]:
                make_console().print(Line(f"  {line}"))
    if reference is None:
        fine = len(runs) - altered
        _say(
            Text(
                f"{fine} résultats conformes, {altered} altérés",
                f"{fine} runs as written, {altered} altered",
            )
        )
    return EXIT_ALTERED if altered else 0


def verify_proof_verb(reference: str | None) -> int:
    """Check the proof of one run, or of all, from its certificate; 1 if one does not hold."""
    from tisites.run.read.proof import check_certificate

    failed = 0
    for run in Store().list() if reference is None else [_run(reference)]:
        found = check_certificate(run.folder)
        failed += not found.holds
        _say(proof_words(run.folder, found))
    return EXIT_ALTERED if failed else 0


def pin_verb(reference: str, name: str) -> int:
    """Give a name to a run."""
    run = _run(reference)
    pin(Store(), name, run.hash)
    _say(Text(f"« {name} » désigne {run.hash[:16]}", f"'{name}' stands for {run.hash[:16]}"))
    return 0


def unpin_verb(name: str) -> int:
    """Take a name back."""
    unpin(Store(), name)
    _say(Text(f"« {name} » ne désigne plus rien", f"'{name}' stands for nothing"))
    return 0


def gc_verb(older_days: float, *, apply: bool) -> int:
    """Show what nobody keeps; delete it if asked."""
    from tisites.run.store.garbage import collect, garbage

    found = garbage(Store(), older_days)
    if not found:
        _say(Text("Rien à effacer.", "Nothing to delete."))
        return 0
    make_console().print(garbage_table(found))
    size = number(sum(one.size for one in found) / 1e6, 1)
    if apply:
        collect(found)
        _say(Text(f"{len(found)} dossiers effacés, {size} Mo", f"{len(found)} deleted, {size} MB"))
    else:
        _say(
            Text(
                f"{len(found)} dossiers, {size} Mo ; rien n'a été effacé (--apply le fait)",
                f"{len(found)} folders, {size} MB; nothing was deleted (--apply does)",
            )
        )
    return 0


def override_verb(reference: str, asked: Override) -> int:
    """Change a selection by hand, evaluate it under the same model, write it into the log."""
    from tisites.report.compare.violations import violation_words
    from tisites.run.answer.write import finite
    from tisites.study.compare.evaluate import evaluate, violation_record

    run, store, console = _run(reference), Store(), make_console()
    before = selection_of(run, asked.base, store)
    ids = overridden(asked, before, run.everyone)
    case, optimum = run.case, float(run.report["objective"])
    found = evaluate(case, ids)
    content = {
        "kind": KIND,
        "author": asked.author,
        "date": asked.date,
        "reason": asked.reason,
        "base": asked.base,
        "added": sorted(asked.add),
        "removed": sorted(asked.remove),
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
    print_override(entry, console)
    for one in found.violations:
        console.print(Line(f"  – {violation_words(one, case.model)}", style="yellow"))
    if run.report["proof"] != "optimal":
        _say(Text("  (l'optimum n'est PAS PROUVÉ)", "  (the optimum is NOT PROVEN)"))
    name = f"{run.folder.name}@{len(overrides(run, store))}"
    _say(
        Text(
            f"Inscrit au journal d'audit ; à comparer : tisites compare {run.folder.name} {name}",
            f"Written into the audit log; to compare: tisites compare {run.folder.name} {name}",
        )
    )
    return 0


def audit_verb(reference: str, head: str | None) -> int:
    """Verify the audit log of a run; 1 and the first altered line if it was tampered with."""
    run, store, console = _run(reference), Store(), make_console()
    log = AuditLog(store.root, run.hash)
    found, lines = log.tampering(), log.lines()
    if found is not None:
        console.print(audit_words(found, 0, ""))
        return EXIT_ALTERED
    entries = log.entries()
    for entry in entries:
        (print_override if entry.get("kind") == KIND else print_evidence)(entry, console)
    console.print(audit_words(None, len(entries), head_of(run.hash, lines).sha256))
    if head is not None and not any(str(e["sha256"]).startswith(head.lower()) for e in entries):
        what = Text(
            "cette tête n'est pas dans le journal : il a été remplacé ou raccourci",
            "this head is not in the log: it was replaced or cut",
        )
        remedy = Text("retrouver le journal dans une sauvegarde", "find the log in a backup")
        raise BadInputError(Problem(what, remedy, Where("--head", value=head)))
    return 0


def _run(reference: str) -> StoredRun:
    return open_run(resolve_run(reference))


def _names(store: Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, run in pins(store).items():
        found.setdefault(run, []).append(name)
    return found


def _say(text: Text) -> None:
    make_console().print(Line(str(text)))
