"""``tisites runs``: its options, in the planner's language; its work is the desk's."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import typer

from tisites.cli.options import language_option, option, said


def add_runs(app: typer.Typer) -> None:
    """Add ``runs`` and its sub-commands; alone, it lists."""
    runs = typer.Typer(
        help=said("Résultats rangés : lister, vérifier, corriger.", "Stored runs."),
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    app.add_typer(runs, name="runs")
    lang_ = language_option()

    @runs.callback()
    def every(context: typer.Context, lang: str = lang_) -> int:
        from tisites.cli.present import present

        del lang
        if context.invoked_subcommand is not None:
            return 0
        from tisites.desk.runs import RunsRequest, list_runs

        return present(list_runs, RunsRequest())

    for add in (
        _add_show,
        _add_verify,
        _add_archive,
        _add_pins,
        _add_gc,
        _add_override,
        _add_audit,
    ):
        add(runs)


def _run_argument(default: Any = ...) -> Any:
    fr, en = (
        "Dossier, empreinte (ou son début), nom, ou last",
        "Folder, hash, its start, name, last",
    )
    return typer.Argument(default, help=said(fr, en))


def _add_show(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(), language_option()

    @runs.command(help=said("Montrer un résultat et ses corrections.", "Show one run."))
    def show(run: str = run_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import RunsRequest, show_run

        del lang
        return present(show_run, RunsRequest(run))


def _add_verify(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(None), language_option()
    deep_ = option(
        False,
        "--deep",
        "Recalculer aussi objectif, contraintes et tableaux",
        "Recompute objective, rows and tables as well",
    )
    proof_ = option(
        False,
        "--proof",
        "Refaire la preuve depuis son certificat, sans solveur",
        "Check the proof again from its certificate, without a solver",
    )

    @runs.command(
        help=said("Vérifier l'empreinte de chaque fichier (sinon : de tous).", "Verify files.")
    )
    def verify(
        run: str | None = run_, deep: bool = deep_, proof: bool = proof_, lang: str = lang_
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import VerifyRequest
        from tisites.desk.runs import verify as answer

        del lang
        return present(answer, VerifyRequest(run, deep=deep, proof=proof))


def _add_archive(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(), language_option()
    file_ = typer.Argument(..., help=said("Fichier .zip", ".zip file"))
    key_file_ = typer.Argument(..., help=said("Fichier de la clé privée", "Private key file"))
    sign_ = option(None, "--sign", "Signer avec cette clé privée", "Sign with this private key")
    author_ = option("", "--author", "Qui signe", "Who signs")
    by_ = option(
        None,
        "--signed-by",
        "Empreinte de la clé qui doit avoir signé",
        "Fingerprint of the key that must have signed",
    )

    @runs.command("export", help=said("Écrire un résultat dans un seul fichier.", "Export one."))
    def export(
        run: str = run_,
        file: Path = file_,
        sign: Path | None = sign_,
        author: str = author_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import ExportRequest
        from tisites.desk.runs import export as answer

        del lang
        return present(answer, ExportRequest(run, file, sign, author.strip()))

    @runs.command("import", help=said("Ranger un résultat exporté, vérifié.", "Import one."))
    def import_(file: Path = file_, signed_by: str | None = by_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import ImportRequest
        from tisites.desk.runs import import_ as answer

        del lang
        return present(answer, ImportRequest(file, signed_by))

    @runs.command(help=said("Faire une clé pour signer ses exports.", "Make a signing key."))
    def keygen(file: Path = key_file_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import keygen as answer

        del lang
        return present(answer, file)


def _add_pins(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(), language_option()
    name_ = typer.Argument(..., help=said("Nom à donner ou à reprendre", "Name"))

    @runs.command(help=said("Donner un nom à un résultat ; il sera gardé.", "Name a run, keep it."))
    def pin(run: str = run_, name: str = name_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import PinRequest
        from tisites.desk.runs import pin as answer

        del lang
        return present(answer, PinRequest(name, run))

    @runs.command(help=said("Reprendre un nom ; le résultat reste.", "Take a name back."))
    def unpin(name: str = name_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import PinRequest
        from tisites.desk.runs import pin as answer

        del lang
        return present(answer, PinRequest(name))


def _add_gc(runs: typer.Typer) -> None:
    days_ = option(30.0, "--older-than", "Âge minimal, en jours", "Least age, in days", 0)
    apply_ = option(
        False, "--apply", "Effacer (sinon : montrer seulement)", "Delete, not just show"
    )
    lang_ = language_option()

    @runs.command(help=said("Montrer, puis effacer, ce que nul ne garde.", "Collect garbage."))
    def gc(older_than: float = days_, apply: bool = apply_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import CollectRequest, collect_garbage

        del lang
        return present(collect_garbage, CollectRequest(older_than, apply))


def _add_override(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(), language_option()
    add_ = option([], "--add", "Site à ajouter (répétable)", "Site to add (repeatable)")
    remove_ = option([], "--remove", "Site à retirer (répétable)", "Site to remove (repeatable)")
    author_ = option("", "--author", "Qui décide", "Who decides")
    reason_ = option("", "--reason", "Pourquoi", "Why")
    date_ = option("", "--date", "Jour de la décision (sinon : aujourd'hui)", "Day of decision")

    @runs.command(
        help=said("Corriger à la main, dans le journal d'audit.", "Override by hand, audited.")
    )
    def override(
        run: str = run_,
        add: list[str] = add_,
        remove: list[str] = remove_,
        author: str = author_,
        reason: str = reason_,
        date: str = date_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import OverrideRequest
        from tisites.desk.runs import override as answer
        from tisites.run.selection.overrides import Override, split_reference

        del lang
        head, base = split_reference(run)
        day = date or datetime.datetime.now().astimezone().date().isoformat()
        who, why = author.strip(), reason.strip()
        change = Override(tuple(add), tuple(remove), who, why, day, base)
        return present(answer, OverrideRequest(head, change))


def _add_audit(runs: typer.Typer) -> None:
    run_, lang_ = _run_argument(), language_option()
    head_ = option(
        None,
        "--head",
        "Tête notée au procès-verbal : le journal doit la contenir",
        "Head noted in the minutes: the log must contain it",
    )

    @runs.command(help=said("Vérifier le journal des corrections.", "Verify the audit log."))
    def audit(run: str = run_, head: str | None = head_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.runs import AuditRequest
        from tisites.desk.runs import audit as answer

        del lang
        return present(answer, AuditRequest(run, head=head))
