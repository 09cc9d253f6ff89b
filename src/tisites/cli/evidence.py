"""``tisites evidence``: the page that a reader signs."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import language_option, option, said


def add_evidence(app: typer.Typer) -> None:
    """Add ``evidence``."""
    run_ = typer.Argument(
        ..., help=said("Dossier, empreinte, nom, ou last", "Folder, hash, name, last")
    )
    out_ = option(
        None, "--out", "Fichier .md (sinon : à l'écran)", "Markdown file (else: the screen)"
    )
    against_ = option(
        None,
        "--against",
        "Autre résultat à comparer (répétable)",
        "Other run to compare (repeatable)",
    )
    lang_ = language_option()

    @app.command(
        help=said(
            "Ce qui est dit de chaque site retenu, pour et contre, et quoi vérifier d'abord.",
            "What is told of each chosen site, for and against, and what to verify first.",
        )
    )
    def evidence(
        run: str = run_,
        out: Path | None = out_,
        against: list[str] | None = against_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.evidence_verb import evidence_verb

        del lang
        return evidence_verb(run, out, against or [])
