"""Verbs that say why: ``explain``, ``importance``, ``rules``, ``relax``, ``reveal``…"""

from __future__ import annotations

from pathlib import Path

from tisites.cli.declare import Typed, argument, flag, option, verb
from tisites.cli.options import (
    CANDIDATES,
    DATA,
    MODEL,
    OF_SCENARIO,
    RUN,
    RUN_OR_SCENARIO,
    TOLERANT,
    limit,
    out,
    scenario,
    source,
)


@verb(
    "explain",
    "Dire pourquoi un site est retenu ou non, et ce qui changerait la réponse.",
    "Tell why a site is in or out, and what would change the answer.",
    RUN,
    argument("sites", "Site(s) : identifiant, ou partie du nom ou de la commune (entre guillemets)",
             "Site(s): id, or part of the name or commune (in quotes)", list[str], None),
    flag("--all", "Tous les candidats, en une table", "Every candidate, in a table"),
    option("--region", "Avec --all : code ou nom de région", "With --all: région"),
    option("--departement", "Avec --all : code ou nom de département", "With --all: département"),
    flag("--exact", "Avec --all : résoudre pour chaque site", "With --all: solve each site"),
    flag("--limits/--no-limits", "Chercher la limite qui, déplacée seule, ferait entrer le site",
         "Search the limit that alone would bring the site in", default=True),
    flag("--plots", "Dessiner aussi les points", "Draw the points too"),
    out("studies/…"),
)  # fmt: skip
def explain(o: Typed) -> int:
    """Explain sites, or all of them in a table."""
    from tisites.cli.present import present
    from tisites.desk.explain import CandidatesRequest, ExplainRequest, explain, explain_all
    from tisites.desk.sources import Source

    run, named = Source(o.run), tuple(o.sites or ())
    if o.all or o.region or o.departement:
        request = CandidatesRequest(run, named, o.region, o.departement, o.exact, o.out)
        return present(explain_all, request)
    return present(explain, ExplainRequest(run, named, o.limits, o.plots, o.out, again=True))


@verb(
    "importance",
    "Dire ce que vaut chaque site retenu : coût de remplacement, rareté.",
    "Tell what each selected site is worth: replacement cost, rarity.",
    RUN, out("studies/…"),
    option("--processes", "Processus (sinon un par cœur)", "Processes (else one a core)", int,
           least=1),
)  # fmt: skip
def importance(o: Typed) -> int:
    """Say what each chosen site is worth."""
    from tisites.cli.present import present
    from tisites.desk.importance import ImportanceRequest, importance
    from tisites.desk.sources import Source

    return present(importance, ImportanceRequest(Source(o.run), o.processes, o.out))


@verb(
    "evidence",
    "Ce qui est dit de chaque site retenu, pour et contre, et quoi vérifier d'abord.",
    "What is told of each chosen site, for and against, and what to verify first.",
    argument("run", "Dossier, empreinte, nom, ou last", "Folder, hash, name, last"),
    option("--out", "Fichier .md (sinon : à l'écran)", "Markdown file (else: the screen)", Path),
    option("--against", "Autre résultat à comparer (répétable)",
           "Other run to compare (repeatable)", list[str]),
)  # fmt: skip
def evidence(o: Typed) -> int:
    """Write the page that a reader signs."""
    from tisites.cli.present import present
    from tisites.desk.evidence import EvidenceRequest, evidence

    return present(evidence, EvidenceRequest(o.run, tuple(o.against or ()), o.out))


@verb(
    "rules",
    "Dire ce que chaque règle décide : la sélection refaite sans elle, prouvée.",
    "Tell what each rule decides: the selection made again without it, proven.",
    RUN_OR_SCENARIO,
    flag("--rows", "Chaque limite de territoire aussi", "Each territory limit too"),
    flag("--shapley", "Part de chaque règle et interactions (2^n résolutions)",
         "Share of each rule and interactions (2^n solves)"),
    flag("--price/--no-price", "Dire aussi ce que vaut une unité de plus de chaque limite",
         "Tell too what one unit more of each limit is worth", default=True),
    limit("Limite de l'étude (s)", "Study limit (s)"),
    *OF_SCENARIO, out("studies/rules-…"),
)  # fmt: skip
def rules(o: Typed) -> int:
    """Say what each rule decides."""
    from tisites.cli.present import present
    from tisites.desk.rules import RulesRequest, rules

    return present(rules, RulesRequest(source(o), o.rows, o.shapley, o.price, o.time_limit, o.out))


@verb(
    "relax",
    "Dire ce qui se contredit dans un scénario, et la plus petite concession.",
    "Tell what clashes in a scenario, and the least to concede.",
    scenario(), MODEL, DATA, CANDIDATES, TOLERANT,
    option(
        "--priority",
        "Poids d'une contrainte, NOM=2 : deux fois plus chère à déplacer ; NOM=inf : intouchable",
        "Weight of a constraint, NAME=2: twice as dear to move; NAME=inf: kept", list[str],
    ),
    limit("Durée de l'étude, environ (s) ; 20 sinon, ce qui n'est pas établi alors étant dit",
          "How long the study takes, about (s); 20 otherwise, what is not settled then being told"),
    out("studies/…"),
)  # fmt: skip
def relax(o: Typed) -> int:
    """Say what clashes."""
    from tisites.cli.present import present
    from tisites.desk.relax import RelaxRequest, relax
    from tisites.run.prepare.request import Request

    request = Request(o.scenario, o.model, o.data, o.candidates, o.tolerant)
    return present(relax, RelaxRequest(request, tuple(o.priority or ()), o.time_limit, o.out))


@verb(
    "reveal",
    "Dire quels poids expliqueraient une sélection faite par d'autres, avec leurs intervalles.",
    "Tell which weights would explain a selection that others made, with their intervals.",
    RUN_OR_SCENARIO,
    option("--selection", "Fichier .csv d'identifiants, autre résultat, ou labels-2024",
           "A .csv file of ids, another run, or labels-2024"),
    option("--noise",
           "Points que le choix a pu laisser, pour les intervalles exacts (sinon : le minimum)",
           "Points that the choice may have left, for exact intervals (else: the least possible)",
           float, least=0),
    flag("--intervals", "Chercher aussi les intervalles exacts (quelques minutes)",
         "Look for exact intervals too (a few minutes)"),
    flag("--scenario", "Écrire aussi un scénario des poids révélés, dit comme tel",
         "Write a scenario of the revealed weights too, told as such"),
    *OF_SCENARIO, out("studies/reveal-…"),
)  # fmt: skip
def reveal(o: Typed) -> int:
    """Say which weights explain a selection."""
    from tisites.cli.present import present
    from tisites.desk.reveal import RevealRequest, reveal
    from tisites.messages.errors import Where, bad_input
    from tisites.messages.text import Text

    if o.selection is None:
        raise bad_input(
            Text("quelle sélection ?", "which selection?"),
            Text("ajouter --selection FICHIER.csv, un résultat, ou labels-2024",
                 "add --selection FILE.csv, a run, or labels-2024"),
            Where("--selection"),
        )  # fmt: skip
    return present(reveal, RevealRequest(
        source(o), o.selection, o.noise, o.intervals, o.scenario, o.out
    ))  # fmt: skip
