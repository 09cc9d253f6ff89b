"""Options that several verbs share: said once, in the words of every verb that has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.declare import Given, Typed, argument, flag, option
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.desk.sources import Source

RUN = argument(
    "run", "Résultat : dossier, empreinte ou « last » (le dernier)", "Run: folder, hash or 'last'"
)
RUN_OR_SCENARIO = argument(  # a scenario is solved first
    "run", "Résultat (dossier, empreinte, last) ou scénario", "Run or scenario", default="last"
)
MODEL = option("--model", "Modèle, à la place de celui du scénario", "Model to use")
DATA = option("--data", "Paquet de données (sinon : démonstration)", "Data pack", Path)
CANDIDATES = option("--candidates", "Fichier de candidats", "Candidate file", Path)
EVIDENCE = option(
    "--evidence",
    "Indices du planificateur : site, usage ou surface, source, date",
    "The planner's evidence: site, use or area, source, date",
    Path,
)
TOLERANT = flag(
    "--tolerant",
    "Écarter les lignes fautives avec un constat, sans refuser le fichier",
    "Leave out faulty rows with a finding, do not refuse the file",
)
SOLVER = option("--solver", "cbc ou highs", "cbc or highs", default="cbc")
#: Where a run or a scenario is given: a run has its data already.
OF_SCENARIO = (
    MODEL,
    option("--data", "Paquet de données (RUN est un scénario)", "Data pack", Path),
    CANDIDATES,
    TOLERANT,
)


def scenario(default: str = "reference") -> Given:
    """Declare ``SCENARIO``, by name or file."""
    words = "Scénario : nom livré ou fichier .toml", "Scenario: shipped name or .toml file"
    return argument("scenario", *words, default=default)


def limit(fr: str, en: str) -> Given:
    """Declare ``--time-limit``, of one solve or of a whole study."""
    return option("--time-limit", fr, en, float, least=0)


EACH_SOLVE = limit("Limite de chaque résolution (s)", "Limit of each solve (s)")


def out(otherwise: str | Text) -> Given:
    """Declare ``--out``, with the folder that stands for it when it is not given."""
    fr, en = (otherwise, otherwise) if isinstance(otherwise, str) else (otherwise.fr, otherwise.en)
    return option("--out", f"Dossier du résultat (sinon {fr})", f"Output folder (else {en})", Path)


def source(o: Typed) -> Source:
    """Return the run, or the scenario to solve first, that a verb with ``OF_SCENARIO`` is given."""
    from tisites.desk.sources import Source

    return Source(o.run, o.model, o.data, o.candidates, o.tolerant)
