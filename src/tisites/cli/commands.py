"""The verbs of the command line, in the order of its help. What they do is the desk's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.cli import choose, data, other, programme, runs, scenarios, serve, studies, why
from tisites.cli.declare import Command, Group, build
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

#: The table: ``tisites --help`` is drawn from it.
VERBS: tuple[Command, ...] = (
    choose.run, choose.check, choose.dossier,
    why.explain, why.importance, why.evidence, why.rules, why.relax, why.reveal,
    studies.alternatives, studies.robustness, studies.equity, studies.price, studies.frontier,
    studies.compromise, scenarios.weights,
    programme.types, programme.stages, programme.calendar, studies.reserve,
    scenarios.new, scenarios.show, scenarios.diff, scenarios.validate,
    scenarios.sweep, scenarios.aggregate, scenarios.compare, other.report,
    runs.show, runs.verify, runs.export, runs.import_, runs.keygen, runs.pin, runs.unpin, runs.gc,
    runs.override, runs.audit,
    data.list_, data.pull, data.add, data.build, data.show, data.verify, data.trace, data.coverage,
    serve.serve, other.bench, other.aide, other.version,
)  # fmt: skip
GROUPS = {
    "scenario": Group(Text("Écrire, lire, comparer et vérifier des scénarios.",
                           "Write, read, compare and check scenarios.")),
    "runs": Group(Text("Résultats rangés : lister, vérifier, corriger.", "Stored runs."),
                  runs.every),
    "data": Group(Text("Sources et paquets de données.", "Data sources and packs.")),
}  # fmt: skip
_TITLE = Text(
    "Choisit les sites industriels clés en main : sélection exacte, prouvée, expliquée.",
    "Chooses turnkey industrial sites: an exact, proven, explained selection.",
)


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """Build what the parser needs for these arguments, with its help in the current language."""
    return build(_TITLE, VERBS, GROUPS, arguments)
