"""Verbs of scenarios: written, read, compared and checked; solved by the hundred; compared."""

from __future__ import annotations

from pathlib import Path

from tisites.cli.declare import Typed, argument, flag, option, verb
from tisites.cli.options import CANDIDATES, DATA, EACH_SOLVE, MODEL, SOLVER, TOLERANT, out


@verb(
    "scenario new", "Écrire un nouveau scénario.", "Write a new scenario.",
    argument("name", "Nom du scénario", "Name of the scenario"),
    option("--base", "Scénario ou modèle de départ", "Scenario or model to start from",
           default="reference"),
)  # fmt: skip
def new(o: Typed) -> int:
    """Write a scenario."""
    from tisites.cli.present import present
    from tisites.desk.scenario import NewRequest, new

    return present(new, NewRequest(Path(o.name), o.base))


@verb(
    "scenario show",
    "Montrer le modèle fusionné et d'où vient chaque valeur ; ou les points d'une grille.",
    "Show the merged model and where each value comes from; or the points of a grid.",
    argument("name", "Scénario : nom livré, fichier .toml, ou point d'une grille (grille.toml#007)",
             "Scenario: shipped name, .toml file, or point of a grid (grid.toml#007)"),
    MODEL,
)  # fmt: skip
def show(o: Typed) -> int:
    """Show a scenario."""
    from tisites.cli.present import present
    from tisites.desk.scenario import ShowRequest, show

    return present(show, ShowRequest(o.name, o.model), whole=True)


@verb(
    "scenario diff", "Clés qui diffèrent, avant et après.", "Keys that differ, before and after.",
    argument("a", "Premier scénario", "First scenario", metavar="A"),
    argument("b", "Second scénario", "Second scenario", metavar="B"),
)  # fmt: skip
def diff(o: Typed) -> int:
    """Say in what two scenarios differ."""
    from tisites.cli.present import present
    from tisites.desk.scenario import DiffRequest, diff

    return present(diff, DiffRequest(o.a, o.b), whole=True)


@verb(
    "scenario validate",
    "Vérifier des scénarios ; toutes les erreurs avec leur ligne.",
    "Check scenarios; every error with its line.",
    argument("files", "Scénarios ou grilles", "Scenarios or grids", list[str]),
    DATA, CANDIDATES,
)  # fmt: skip
def validate(o: Typed) -> int:
    """Check scenarios."""
    from tisites.cli.present import present
    from tisites.desk.scenario import ValidateRequest, validate

    request = ValidateRequest(tuple(o.files), o.data, o.candidates)
    return present(validate, request, whole=True)


@verb(
    "weights",
    "Établir les poids d'une partie : questions sur les échelles, ou fichier de réponses.",
    "Settle a party's weights: questions on the scales, or a file of answers.",
    argument("scenario", "Scénario dont viennent critères et échelles",
             "Scenario that criteria and scales come from", default="reference"),
    option("--answers", "Fichier de réponses : lu s'il existe, écrit sinon",
           "File of answers: read if it is there, written otherwise", Path),
    option("--party", "Nom de la partie (minuscules, chiffres, tirets)", "Name of the party",
           default=""),
    option("--title", "Comment l'appeler", "What to call it", default=""),
    option("--source", "D'où viennent les poids (réunion, note)", "Where the weights come from",
           default=""),
    flag("--blank", "Écrire les questions dans un fichier à remplir, sans rien demander",
         "Write the questions into a file to fill in, asking nothing"),
    option("--out", "Scénario à écrire, ou auquel ajouter la partie (sinon NOM.toml)",
           "Scenario to write, or to add the party to (else NAME.toml)", Path),
)  # fmt: skip
def weights(o: Typed) -> int:
    """Settle a party's weights."""
    import sys

    from tisites.cli.present import present
    from tisites.desk.weights import WeightsRequest, weights

    def asked(words: str) -> str:
        try:
            return input(words)
        except EOFError:  # Ctrl-D, Ctrl-Z: no more answers; those given are kept
            return ""

    asks = (asked, print) if sys.stdin.isatty() and not o.blank else (None, None)
    request = WeightsRequest(
        o.scenario, o.answers, o.out, o.party, o.title, o.source, o.blank, *asks
    )
    return present(weights, request, whole=True)


@verb(
    "sweep",
    "Résoudre des scénarios par centaines ; reprend là où il s'était arrêté.",
    "Solve scenarios by the hundred; resumes where it stopped.",
    argument("scenarios", "Scénarios et grilles : noms livrés ou fichiers .toml",
             "Scenarios and grids: shipped names or .toml files", list[str]),
    MODEL, DATA, CANDIDATES, TOLERANT,
    option("--jobs", "Processus (sinon : un par cœur)", "Processes (one a core)", int, least=1),
    option("--scheduler",
           "Ordonnanceur Dask (tcp://hôte:8786), à la place des processus de cette machine",
           "Dask scheduler (tcp://host:8786), in place of this machine's processes"),
    option("--out", "Dossier du balayage (sinon studies/sweep-…)", "Sweep folder", Path),
    SOLVER, EACH_SOLVE,
    flag("--confirm", "Faire confirmer chaque preuve par le solveur, comme tisites run",
         "Have the solver confirm each proof, as tisites run does"),
    flag("--full", "Ranger aussi chaque résultat entier parmi les résultats (runs/)",
         "Put each whole run into the store (runs/) too"),
)  # fmt: skip
def sweep(o: Typed) -> int:
    """Solve many scenarios."""
    from tisites.cli.present import present
    from tisites.desk.sweep import SweepRequest, sweep

    return present(sweep, SweepRequest(
        tuple(o.scenarios), o.model, o.data, o.candidates, o.tolerant, o.solver, o.time_limit,
        o.confirm, o.full, o.jobs, o.scheduler, o.out,
    ))  # fmt: skip


@verb(
    "aggregate",
    "Ce que des scénarios disent ensemble : fréquence des sites, ce qui décide.",
    "What scenarios say together: frequency of sites, what decides.",
    argument("folder", "Dossier écrit par tisites sweep", "Folder written by tisites sweep", Path,
             metavar="SWEEP_DIR"),
    out("SWEEP_DIR/aggregate"),
    option("--site", "Dire seulement ce qui décide de ce site", "Only say what decides this site"),
    option("--data", "Paquet de données pour le fond de carte (sinon celui du balayage)",
           "Data pack for the map (else the sweep's)", Path),
)  # fmt: skip
def aggregate(o: Typed) -> int:
    """Say what scenarios tell together."""
    from tisites.cli.present import present
    from tisites.desk.sweep import AggregateRequest, aggregate

    return present(aggregate, AggregateRequest(o.folder, o.site, o.data, o.out))


@verb(
    "compare", "Comparer des sélections, et dire pourquoi.", "Compare selections.",
    argument(
        "selections",
        "Résultats (dossier, empreinte, last, RÉSULTAT@n), fichiers .csv d'identifiants, ou"
        " labels-2024",
        "Runs (folder, hash, last, RUN@n), .csv files of ids, or labels-2024", list[str], None,
    ),
    option("--scenario",
           "Scénario qui juge les listes faites à la main (sinon : le premier résultat donné)",
           "Scenario that judges hand-made lists (default: the first run given)"),
    DATA, CANDIDATES, TOLERANT,
    option("--out", "Dossier : Markdown, HTML, XLSX, CSV et carte", "Output folder", Path),
    flag("--all", "Afficher tous les échanges", "Print every exchange"),
    flag("--settings", "Entre deux scénarios : ce que fait chaque réglage, seul et avec les autres",
         "Between two scenarios: what each setting does, alone and with the others"),
)  # fmt: skip
def compare(o: Typed) -> int:
    """Compare selections, or what each setting does between two scenarios."""
    from tisites.cli.present import present
    from tisites.desk.compare import CompareRequest, compare
    from tisites.desk.settings import SettingsRequest, settings

    named, read = tuple(o.selections or ()), (o.data, o.candidates, o.tolerant)
    if o.settings:
        return present(settings, SettingsRequest(named, *read, None, o.out))
    return present(compare, CompareRequest(named, o.scenario, *read, o.out, o.all))
