"""The verbs' options, in the planner's language. What they do is in ``verbs.py``."""

# No `from __future__ import annotations` here: options are built inside functions, once the
# language is known, and the parser must see the objects themselves.

from pathlib import Path
from typing import Annotated

import typer

from tisites.messages.text import Text, language


def build_app() -> typer.Typer:
    """Build the commands with their help in the current language."""
    _translate_panels()
    app = typer.Typer(
        name="tisites",
        help=_t(
            "Choisit les sites industriels clés en main : sélection exacte, prouvée, expliquée.",
            "Chooses turnkey industrial sites: an exact, proven, explained selection.",
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    _add_run(app)
    _add_check(app)
    _add_data(app)
    _add_version(app)
    return app


def _t(fr: str, en: str) -> str:
    return str(Text(fr, en))


def _translate_panels() -> None:
    from typer import rich_utils

    rich_utils.COMMANDS_PANEL_TITLE = _t("Commandes", "Commands")
    rich_utils.ARGUMENTS_PANEL_TITLE = _t("Arguments", "Arguments")


def _option(name: str, fr: str, en: str, minimum: float | None = None) -> object:
    return typer.Option(name, help=_t(fr, en), min=minimum)


def _language_option() -> object:
    return Annotated[str, typer.Option("--lang", help="fr | en", show_default=False)]


def _input_options() -> dict[str, object]:
    """Options that say what to read: the same for every verb that prepares a program."""
    named = _t("Scénario : nom livré ou fichier .toml", "Scenario: shipped name or .toml file")
    return {
        "scenario": Annotated[str, typer.Argument(help=named)],
        "model": Annotated[
            str | None,
            _option("--model", "Modèle à la place de celui du scénario", "Model in place of base"),
        ],
        "data": Annotated[
            Path | None,
            _option("--data", "Paquet de données (sinon : démonstration)", "Data pack (else demo)"),
        ],
        "candidates": Annotated[
            Path | None, _option("--candidates", "Fichier de candidats", "Candidate file")
        ],
        "tolerant": Annotated[
            bool,
            _option(
                "--tolerant",
                "Écarter les lignes fautives avec un constat, sans refuser le fichier",
                "Leave out faulty rows with a finding, do not refuse the file",
            ),
        ],
        "solver": Annotated[str, _option("--solver", "cbc ou highs", "cbc or highs")],
        "seconds": Annotated[
            float | None,
            _option("--time-limit", "Limite de la résolution, en secondes", "Seconds to solve", 0),
        ],
        "gap": Annotated[
            float, _option("--gap", "Écart relatif accepté (0 : preuve)", "Relative gap accepted", 0)
        ],
        "out": Annotated[
            Path | None,
            _option("--out", "Dossier du résultat (sinon runs/<empreinte>)", "Output folder"),
        ],
        "lang": _language_option(),
    }


def _add_run(app: typer.Typer) -> None:
    o = _input_options()

    @app.command(help=_t("Choisir les sites et écrire le résultat.", "Choose sites, write the run."))
    def run(
        scenario: o["scenario"] = "reference",  # type: ignore[valid-type]
        model: o["model"] = None,  # type: ignore[valid-type]
        data: o["data"] = None,  # type: ignore[valid-type]
        candidates: o["candidates"] = None,  # type: ignore[valid-type]
        tolerant: o["tolerant"] = False,  # type: ignore[valid-type]
        out: o["out"] = None,  # type: ignore[valid-type]
        solver: o["solver"] = "cbc",  # type: ignore[valid-type]
        time_limit: o["seconds"] = None,  # type: ignore[valid-type]
        gap: o["gap"] = 0.0,  # type: ignore[valid-type]
        lang: o["lang"] = "",  # type: ignore[valid-type]
    ) -> int:
        from tisites.cli.verbs import run_verb
        from tisites.run.request import Request

        del lang  # read before the commands were built
        request = Request(
            scenario, model, data, candidates, tolerant, solver, time_limit, gap
        )
        return run_verb(request, out)


def _add_check(app: typer.Typer) -> None:
    o = _input_options()

    @app.command(help=_t("Tout vérifier, sauf résoudre.", "Check everything, do not solve."))
    def check(
        scenario: o["scenario"] = "reference",  # type: ignore[valid-type]
        model: o["model"] = None,  # type: ignore[valid-type]
        data: o["data"] = None,  # type: ignore[valid-type]
        candidates: o["candidates"] = None,  # type: ignore[valid-type]
        tolerant: o["tolerant"] = False,  # type: ignore[valid-type]
        out: o["out"] = None,  # type: ignore[valid-type]
        solver: o["solver"] = "cbc",  # type: ignore[valid-type]
        time_limit: o["seconds"] = None,  # type: ignore[valid-type]
        gap: o["gap"] = 0.0,  # type: ignore[valid-type]
        lang: o["lang"] = "",  # type: ignore[valid-type]
    ) -> int:
        from tisites.cli.verbs import check_verb
        from tisites.run.request import Request

        del lang
        request = Request(
            scenario, model, data, candidates, tolerant, solver, time_limit, gap
        )
        return check_verb(request, out)


def _add_data(app: typer.Typer) -> None:
    data = typer.Typer(
        help=_t("Paquets de données.", "Data packs."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(data, name="data")
    source = Annotated[
        Path, _option("--from", "Dossier des fichiers publiés", "Folder of published files")
    ]
    out = Annotated[Path, _option("--out", "Dossier du paquet à écrire", "Pack folder to write")]
    folder = _t("Dossier du paquet (sinon : démonstration)", "Pack folder (else the demo pack)")
    pack = Annotated[Path | None, typer.Argument(help=folder)]

    @data.command("build", help=_t("Construire un paquet de données.", "Build a data pack."))
    def build(source: source, out: out, lang: _language_option() = "") -> int:  # type: ignore[valid-type]
        from tisites.cli.verbs import build_verb

        del lang
        return build_verb(source, out)

    @data.command("show", help=_t("Décrire un paquet de données.", "Describe a data pack."))
    def show(pack: pack = None, lang: _language_option() = "") -> int:  # type: ignore[valid-type]
        from tisites.cli.verbs import show_verb

        del lang
        return show_verb(pack)


def _add_version(app: typer.Typer) -> None:
    @app.command(help=_t("Afficher les versions.", "Print the versions."))
    def version(lang: _language_option() = "") -> None:  # type: ignore[valid-type]
        from tisites.run.fingerprint import versions

        del lang
        for name, value in versions().items():
            typer.echo(f"{name} {value}")
