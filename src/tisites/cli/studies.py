"""Verbs that study a selection: other ones as good, what it depends on, how fair it is, prices."""

from __future__ import annotations

from pathlib import Path

from tisites.cli.declare import Typed, argument, flag, option, verb
from tisites.cli.options import (
    CANDIDATES,
    DATA,
    MODEL,
    OF_SCENARIO,
    RUN_OR_SCENARIO,
    TOLERANT,
    limit,
    out,
    scenario,
    source,
)

_CUTS = (
    "region, departement, zone_emploi, territoire_industrie, epci, density, region_x_density,"
    " frr, overseas"
)


@verb(
    "alternatives",
    "Donner d'autres sélections presque aussi bonnes, prouvées, et les sites à débattre.",
    "Give other selections nearly as good, proven, and the sites to debate.",
    RUN_OR_SCENARIO,
    option("--count", "Nombre d'alternatives", "How many alternatives", int, 20, least=1),
    option("--differ", "Sites d'écart au moins, avec l'optimum et entre elles",
           "Sites by which any two differ, at least", int, 5, least=1),
    option("--within", "Perte admise (% de l'optimum)", "Loss allowed (% of the best)", float, 1.0,
           least=0),
    *OF_SCENARIO, out("studies/alternatives-…"),
)  # fmt: skip
def alternatives(o: Typed) -> int:
    """Give other selections."""
    from tisites.cli.present import present
    from tisites.desk.alternatives import AlternativesRequest, alternatives

    request = AlternativesRequest(source(o), o.count, o.differ, o.within, o.out)
    return present(alternatives, request)


@verb(
    "robustness",
    "Dire de quoi la sélection dépend : règles, scores, poids, droit, données à vérifier.",
    "Tell what the selection depends on: rules, scores, weights, law, data to verify.",
    RUN_OR_SCENARIO,
    option("--only", "rules, scores, weights et data, séparés par des virgules (sinon : tout)",
           "rules, scores, weights and data, with commas (else: all)"),
    option("--samples", "Pondérations tirées", "Weightings drawn", int, 1000, least=0),
    option("--jobs", "Processus (sinon : un par cœur)", "Processes", int, least=1),
    option("--seed", "Graine du tirage", "Seed of the draw", int, 1, least=0),
    option("--order", "Ordre d'importance, par exemple zan>workers>power",
           "Order of importance, for example zan>workers>power", default=""),
    *OF_SCENARIO, out("studies/robustness-…"),
)  # fmt: skip
def robustness(o: Typed) -> int:
    """Say what the selection depends on."""
    from tisites.cli.present import present
    from tisites.desk.robustness import RobustnessRequest, robustness

    parts = None if o.only is None else tuple(o.only.split(","))
    return present(robustness, RobustnessRequest(
        source(o), parts, o.samples, o.jobs, o.seed, o.order, o.out
    ))  # fmt: skip


@verb(
    "equity",
    "Mesurer l'équité territoriale d'une sélection.",
    "Measure the territorial equity of a selection.",
    argument("selection",
             "Résultat (dossier, empreinte, last), fichier .csv d'identifiants, ou labels-2024",
             "Run (folder, hash, last), .csv file of ids, or labels-2024", default="last"),
    option("--by", _CUTS, _CUTS, default="region"),
    option("--benefit", "sites, hectares, jobs ou score", "sites, hectares, jobs or score",
           default="sites"),
    option("--per",
           "territory, population, population_20_64, industry_jobs, jobs_lost ou eligible_ha",
           "territory, population, population_20_64, industry_jobs, jobs_lost or eligible_ha",
           default="population"),
    option("--worst", "Part des territoires les moins servis, pour leur moyenne",
           "Share of worst-served territories, for their mean", float, 0.2),
    option("--run", "Résultat dont la liste prend les candidats et les territoires",
           "Run whose candidates and territories the list is judged by"),
    DATA,
    option("--scenario", "Scénario qui dit qui est éligible", "Scenario that says who is eligible",
           default="reference"),
    CANDIDATES, TOLERANT, out("studies/equity-…"),
)  # fmt: skip
def equity(o: Typed) -> int:
    """Measure how fair a selection is."""
    from tisites.cli.present import present
    from tisites.desk.equity import EquityRequest, equity
    from tisites.run.prepare.request import Request

    judge = Request(o.scenario, None, o.data, o.candidates, o.tolerant)
    return present(equity, EquityRequest(
        o.selection, o.by, o.benefit, o.per, o.worst, o.run, judge, o.out
    ))  # fmt: skip


@verb(
    "price",
    "Dire ce que coûte un de plus : chaque limite déplacée, résolue à nouveau.",
    "Tell what one more costs: every limit moved, solved again.",
    RUN_OR_SCENARIO,
    option("--constraint", "Une contrainte, ou un découpage (region, departement…) avec --group",
           "One constraint, or a cut of the country (region, departement…) with --group"),
    option("--group", "Un territoire (code ou nom) : un de plus, un de moins qu'aujourd'hui",
           "One territory (code or name): one more, one less than today"),
    option("--by", "De combien (sites, ha, m³/jour, emplois, M€, km, points de %)",
           "By how much (sites, ha, m³ a day, jobs, M€, km, points of %)", float, 1.0),
    limit("Limite de chaque résolution (s) ; sinon 30 s par limite déplacée",
          "Limit of each solve (s); else 30 s a moved limit"),
    *OF_SCENARIO, out("studies/price-…"),
)  # fmt: skip
def price(o: Typed) -> int:
    """Say what one more of each limit costs."""
    from tisites.cli.present import present
    from tisites.desk.price import PriceRequest, price

    request = PriceRequest(source(o), o.by, o.constraint, o.group, o.time_limit, o.out)
    return present(price, request)


@verb(
    "compromise",
    "Choisir entre plusieurs parties : ce que chacune regrette, et le moins possible.",
    "Choose between several parties: what each regrets, and the least of it.",
    RUN_OR_SCENARIO,
    option("--rule",
           "min_max_regret, leximin, kalai_smorodinsky, nash ou sum (sinon : celle du modèle)",
           "min_max_regret, leximin, kalai_smorodinsky, nash or sum (else: the model's)"),
    option("--parties", "Parties qui comptent, avec des virgules (sinon : celles du modèle)",
           "Parties that count, with commas (else: the model's)", default=""),
    option("--points", "Points de la frontière entre regret et somme ; 0 : aucun",
           "Points of the frontier between regret and sum; 0: none", int, 5, least=0),
    option("--objection", "Seuil d'une objection (% du meilleur de la partie)",
           "Threshold of an objection (% of the party's own best)", float, least=0),
    flag("--others", "Dire aussi ce que donneraient les autres règles, et des votes",
         "Tell what other rules and votes would give too"),
    *OF_SCENARIO, out("studies/compromise-…"),
    limit("Limite de l'étude (s)", "Study limit (s)"),
)  # fmt: skip
def compromise(o: Typed) -> int:
    """Choose between several parties."""
    from tisites.cli.present import present
    from tisites.desk.compromise import CompromiseRequest, compromise

    parties = tuple(name.strip() for name in o.parties.split(",") if name.strip())
    return present(compromise, CompromiseRequest(
        source(o), o.rule, parties, o.points, o.objection, o.others, o.time_limit, o.out
    ))  # fmt: skip


@verb(
    "frontier",
    "Ce que coûte l'équité : la frontière exacte entre valeur et mesure d'équité.",
    "What equity costs: the exact frontier between value and a measure of equity.",
    scenario("equity-regions"),
    option("--equity", "Nom de la mesure dans [equity.NOM] (sinon : la seule)",
           "Name of the measure in [equity.NAME] (else: the only one)"),
    option("--points", "Nombre de points", "Number of points", int, 20, least=2),
    MODEL, DATA, CANDIDATES, TOLERANT,
    option("--out", "Dossier de l'étude", "Folder of the study", Path),
    limit("Limite de l'étude (s)", "Study limit (s)"),
)  # fmt: skip
def frontier(o: Typed) -> int:
    """Say what equity costs."""
    from tisites.cli.present import present
    from tisites.desk.frontier import FrontierRequest, frontier
    from tisites.run.prepare.request import Request

    request = Request(o.scenario, o.model, o.data, o.candidates, o.tolerant, "cbc", o.time_limit)
    return present(frontier, FrontierRequest(request, o.equity, o.points, o.out))


@verb(
    "reserve",
    "Dire qui remplace un site qui se retire : liste de réserve prouvée, retraits joués.",
    "Tell who replaces a site that withdraws: a proven reserve list, withdrawals played.",
    RUN_OR_SCENARIO,
    option("--size", "Sites de la liste (sinon : [reserve] du scénario)",
           "Sites on the list (else: [reserve] of the scenario)", int, least=0),
    option("--chained", "Dont sites suivants : le 51e, le 52e…",
           "Of which next best: the 51st, the 52nd…", int, least=0),
    option("--named", "Identifiant d'un site imposé dans la liste (option répétable)",
           "Id of a site that the list must hold (may be repeated)", list[str]),
    option("--rule", "score : le plus haut score admissible entre ; value : celui qui garde le plus"
           " de points", "score: the highest admissible score enters; value: what keeps the most"
           " points"),
    option("--withdrawal", "uniform, un indicateur, ou « 1 - indicateur »",
           "uniform, an indicator, or '1 - indicator'"),
    option("--recoverable", "Changer la sélection : un retrait coûte alors tant de points au plus",
           "Change the selection so that any withdrawal costs so many points at most", float,
           least=0),
    flag("--recompute", "Refaire aussi toute la sélection sans chaque site, pour comparer",
         "Choose the whole selection again without each site too, to compare"),
    option("--draws", "Tirages de 3 et de 5 retraits", "Draws of 3 and of 5 withdrawals", int, 400,
           least=1),
    option("--seed", "Graine du tirage", "Seed of the draw", int, 1, least=0),
    limit("Limite du choix de la liste (s)", "Limit of the choice of the list (s)"),
    *OF_SCENARIO, out("studies/reserve-…"),
)  # fmt: skip
def reserve(o: Typed) -> int:
    """Say who replaces a site that withdraws."""
    from tisites.cli.present import present
    from tisites.desk.reserve import ReserveRequest, reserve

    return present(reserve, ReserveRequest(
        source(o), o.size, o.chained, tuple(o.named) if o.named else None, o.rule, o.withdrawal,
        o.recoverable, o.recompute, o.draws, o.seed, o.time_limit, o.out,
    ))  # fmt: skip
