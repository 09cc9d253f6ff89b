"""How options of every verb are declared, in the planner's language."""

from __future__ import annotations

from typing import Any

import typer

from tisites.cli.usage import figure_option
from tisites.messages.text import Text


def said(fr: str, en: str) -> str:
    """Return a help text in the current language."""
    return str(Text(fr, en))


def option(
    default: Any, name: str, fr: str, en: str, minimum: float | None = None,
    *, kind: type | None = None,
) -> Any:  # fmt: skip
    """Return an option with its help.

    Parameters
    ----------
    default : object
        Its value where it is not given.
    name, fr, en : str
        Its name, and its help in each language.
    minimum : float, optional
        Least figure.
    kind : {int, float}, optional
        Of a figure whose default does not tell.
    """
    figure = kind or (type(default) if type(default) in (int, float) else None)
    if figure is None:
        return typer.Option(default, name, help=said(fr, en))
    return figure_option(default, name, said(fr, en), figure, minimum)


def language_option() -> Any:
    """Return ``--lang``: read before the commands were built, shown in the help of each."""
    return typer.Option("", "--lang", help="fr | en", show_default=False)


# Options that several verbs share: said once here, in the words of every verb that has them.


def run_argument() -> Any:
    """Return ``RUN``: a stored run."""
    return typer.Argument(
        ...,
        help=said(
            "Résultat : dossier, empreinte ou « last » (le dernier)",
            "Run: folder, hash or 'last'",
        ),
    )


def run_or_scenario_argument() -> Any:
    """Return ``RUN`` where a scenario does too: it is then solved first."""
    return typer.Argument(
        "last",
        help=said("Résultat (dossier, empreinte, last) ou scénario", "Run or scenario"),
    )


def scenario_argument(default: str = "reference") -> Any:
    """Return ``SCENARIO``, by name or file."""
    named = said("Scénario : nom livré ou fichier .toml", "Scenario: shipped name or .toml file")
    return typer.Argument(default, help=named)


def model_option() -> Any:
    """Return ``--model``."""
    return option(None, "--model", "Modèle, à la place de celui du scénario", "Model to use")


def data_option() -> Any:
    """Return ``--data``."""
    return option(None, "--data", "Paquet de données (sinon : démonstration)", "Data pack")


def scenario_data_option() -> Any:
    """Return ``--data`` of a verb that takes a run or a scenario: a run has its data already."""
    return option(None, "--data", "Paquet de données (RUN est un scénario)", "Data pack")


def candidates_option() -> Any:
    """Return ``--candidates``."""
    return option(None, "--candidates", "Fichier de candidats", "Candidate file")


def evidence_option() -> Any:
    """Return ``--evidence``."""
    return option(
        None,
        "--evidence",
        "Indices du planificateur : site, usage ou surface, source, date",
        "The planner's evidence: site, use or area, source, date",
    )


def tolerant_option() -> Any:
    """Return ``--tolerant``."""
    return option(
        False,
        "--tolerant",
        "Écarter les lignes fautives avec un constat, sans refuser le fichier",
        "Leave out faulty rows with a finding, do not refuse the file",
    )


def solver_option() -> Any:
    """Return ``--solver``."""
    return option("cbc", "--solver", "cbc ou highs", "cbc or highs")


def each_solve_option() -> Any:
    """Return ``--time-limit`` where it holds for each solve of many."""
    return option(
        None, "--time-limit", "Limite de chaque résolution (s)", "Limit of each solve (s)", 0,
        kind=float,
    )  # fmt: skip


def limit_option(fr: str, en: str) -> Any:
    """Return ``--time-limit`` of one solve, or of a whole study."""
    return option(None, "--time-limit", fr, en, 0, kind=float)


def out_option(otherwise: str) -> Any:
    """Return ``--out``, with the folder that stands for it when it is not given."""
    fr, en = f"Dossier du résultat (sinon {otherwise})", f"Output folder (else {otherwise})"
    return option(None, "--out", fr, en)
