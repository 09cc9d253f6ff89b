"""``tisites report``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import language_option, option, out_option, said


def add_report(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    what_ = typer.Argument(
        "last",
        help=said(
            "Résultat (dossier, empreinte, last), ou dossier d'une comparaison, d'une étude",
            "Run (folder, hash, last), or folder of a comparison, of a study",
        ),
    )
    format_ = option(
        "html,pdf", "--format", "html, pdf, docx, xlsx, gpkg, png, csv : un ou plusieurs",
        "html, pdf, docx, xlsx, gpkg, png, csv: one or several",
    )  # fmt: skip
    profile_ = option(
        "internal", "--profile", "public (sans propriétaire, prix, champ confidentiel) ou internal",
        "public (no owner, price, confidential field) or internal",
    )  # fmt: skip
    sites_ = typer.Option(
        None, "--site", help=said("Fiche de ce site (répéter)", "Sheet of this site (repeat)")
    )
    fiches_ = option(False, "--fiches", "Une fiche par site retenu", "A sheet a chosen site")
    out_ = out_option("reports/…")
    lang_ = language_option()

    @app.command(
        "report",
        help=said(
            "Rédiger ce qui se remet : note, fiches, classeur, cartes.",
            "Write what is handed over: note, sheets, workbook, maps.",
        ),
    )
    def command(
        what: str = what_,
        formats: str = format_,
        profile: str = profile_,
        site: list[str] | None = sites_,
        fiches: bool = fiches_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.report import ReportRequest, report

        del lang
        kinds = tuple(kind.strip().lower() for kind in formats.split(",") if kind.strip())
        return present(report, ReportRequest(what, kinds, profile, tuple(site or ()), fiches, out))
