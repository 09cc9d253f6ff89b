"""``tisites alternatives``: options in the planner's language."""

from __future__ import annotations

from pathlib import Path

import typer

from tisites.cli.options import language_option, option, said


def add_alternatives(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    run_ = typer.Argument(
        "last",
        help=said("Résultat (dossier, empreinte, last) ou scénario", "Run or scenario"),
    )
    count_ = option(20, "--count", "Nombre d'alternatives", "How many alternatives", 1)
    differ_ = option(
        5,
        "--differ",
        "Sites d'écart au moins, avec l'optimum et entre elles",
        "Sites by which any two differ, at least",
        1,
    )
    within_ = option(
        1.0, "--within", "Perte admise (% de l'optimum)", "Loss allowed (% of the best)", 0
    )
    model_ = option(None, "--model", "Modèle, à la place de celui du scénario", "Model to use")
    data_ = option(None, "--data", "Paquet de données (RUN est un scénario)", "Data pack")
    candidates_ = option(None, "--candidates", "Fichier de candidats", "Candidate file")
    out_ = option(None, "--out", "Dossier (sinon studies/alternatives-…)", "Output folder")
    lang_ = language_option()

    @app.command(
        "alternatives",
        help=said(
            "Donner d'autres sélections presque aussi bonnes, prouvées, et les sites à débattre.",
            "Give other selections nearly as good, proven, and the sites to debate.",
        ),
    )
    def command(
        run: str = run_,
        count: int = count_,
        differ: int = differ_,
        within: float = within_,
        model: str | None = model_,
        data: Path | None = data_,
        candidates: Path | None = candidates_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.alternatives_verb import alternatives_verb
        from tisites.cli.studied import Source

        del lang
        source = Source(run, model, data, candidates)
        return alternatives_verb(source, count, differ, within, out)
