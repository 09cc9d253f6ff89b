"""Verbs of stored runs: listed, verified, named, exported, corrected."""

from __future__ import annotations

from pathlib import Path

from tisites.cli.declare import Typed, argument, flag, option, verb

_RUN = "Dossier, empreinte (ou son début), nom, ou last", "Folder, hash, its start, name, last"
RUN = argument("run", *_RUN)
_SITES = list[str]


def every(o: Typed) -> int:
    """List them: what ``runs`` does alone."""
    from tisites.cli.present import present
    from tisites.desk.runs import RunsRequest, list_runs

    del o
    return present(list_runs, RunsRequest())


@verb("runs show", "Montrer un résultat et ses corrections.", "Show one run.", RUN)
def show(o: Typed) -> int:
    """Show one."""
    from tisites.cli.present import present
    from tisites.desk.runs import RunsRequest, show_run

    return present(show_run, RunsRequest(o.run))


@verb(
    "runs verify", "Vérifier l'empreinte de chaque fichier (sinon : de tous).", "Verify files.",
    argument("run", *_RUN, default=None),
    flag("--deep", "Recalculer aussi objectif, contraintes et tableaux",
         "Recompute objective, rows and tables as well"),
    flag("--proof", "Refaire la preuve depuis son certificat, sans solveur",
         "Check the proof again from its certificate, without a solver"),
)  # fmt: skip
def verify(o: Typed) -> int:
    """Verify one, or all."""
    from tisites.cli.present import present
    from tisites.desk.runs import VerifyRequest, verify

    return present(verify, VerifyRequest(o.run, deep=o.deep, proof=o.proof))


@verb(
    "runs export", "Écrire un résultat dans un seul fichier.", "Export one.",
    RUN, argument("file", "Fichier .zip", ".zip file", Path),
    option("--sign", "Signer avec cette clé privée", "Sign with this private key", Path),
    option("--author", "Qui signe", "Who signs", default=""),
)  # fmt: skip
def export(o: Typed) -> int:
    """Write one into a file."""
    from tisites.cli.present import present
    from tisites.desk.runs import ExportRequest, export

    return present(export, ExportRequest(o.run, o.file, o.sign, o.author.strip()))


@verb(
    "runs import", "Ranger un résultat exporté, vérifié.", "Import one.",
    argument("file", "Fichier .zip", ".zip file", Path),
    option("--signed-by", "Empreinte de la clé qui doit avoir signé",
           "Fingerprint of the key that must have signed"),
)  # fmt: skip
def import_(o: Typed) -> int:
    """Put an exported one away."""
    from tisites.cli.present import present
    from tisites.desk.runs import ImportRequest, import_

    return present(import_, ImportRequest(o.file, o.signed_by))


@verb(
    "runs keygen", "Faire une clé pour signer ses exports.", "Make a signing key.",
    argument("file", "Fichier de la clé privée", "Private key file", Path),
)  # fmt: skip
def keygen(o: Typed) -> int:
    """Make a key."""
    from tisites.cli.present import present
    from tisites.desk.runs import keygen

    return present(keygen, o.file)


NAME = argument("name", "Nom à donner ou à reprendre", "Name")


@verb("runs pin", "Donner un nom à un résultat ; il sera gardé.", "Name a run, keep it.", RUN, NAME)
def pin(o: Typed) -> int:
    """Name one."""
    from tisites.cli.present import present
    from tisites.desk.runs import PinRequest, pin

    return present(pin, PinRequest(o.name, o.run))


@verb("runs unpin", "Reprendre un nom ; le résultat reste.", "Take a name back.", NAME)
def unpin(o: Typed) -> int:
    """Take a name back."""
    from tisites.cli.present import present
    from tisites.desk.runs import PinRequest, pin

    return present(pin, PinRequest(o.name))


@verb(
    "runs gc", "Montrer, puis effacer, ce que nul ne garde.", "Collect garbage.",
    option("--older-than", "Âge minimal, en jours", "Least age, in days", float, 30.0, least=0),
    flag("--apply", "Effacer (sinon : montrer seulement)", "Delete, not just show"),
)  # fmt: skip
def gc(o: Typed) -> int:
    """Delete what nobody keeps."""
    from tisites.cli.present import present
    from tisites.desk.runs import CollectRequest, collect_garbage

    return present(collect_garbage, CollectRequest(o.older_than, o.apply))


@verb(
    "runs override", "Corriger à la main, dans le journal d'audit.", "Override by hand, audited.",
    RUN,
    option("--add", "Site à ajouter (répétable)", "Site to add (repeatable)", _SITES, []),
    option("--remove", "Site à retirer (répétable)", "Site to remove (repeatable)", _SITES, []),
    option("--author", "Qui décide", "Who decides", default=""),
    option("--reason", "Pourquoi", "Why", default=""),
    option("--date", "Jour de la décision (sinon : aujourd'hui)", "Day of decision", default=""),
)  # fmt: skip
def override(o: Typed) -> int:
    """Correct one by hand."""
    import datetime

    from tisites.cli.present import present
    from tisites.desk.runs import OverrideRequest, override
    from tisites.run.selection.overrides import Override, split_reference

    head, base = split_reference(o.run)
    day = o.date or datetime.datetime.now().astimezone().date().isoformat()
    who, why = o.author.strip(), o.reason.strip()
    change = Override(tuple(o.add), tuple(o.remove), who, why, day, base)
    return present(override, OverrideRequest(head, change))


@verb(
    "runs audit", "Vérifier le journal des corrections.", "Verify the audit log.", RUN,
    option("--head", "Tête notée au procès-verbal : le journal doit la contenir",
           "Head noted in the minutes: the log must contain it"),
)  # fmt: skip
def audit(o: Typed) -> int:
    """Verify the log."""
    from tisites.cli.present import present
    from tisites.desk.runs import AuditRequest, audit

    return present(audit, AuditRequest(o.run, head=o.head))
